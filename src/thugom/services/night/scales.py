"""The scales: files of tickets judged by the engine, on whatever machine, and what is kept of each handed on.

What was accepted and refused of a file is a folder; where it comes to lie is for whoever asks.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from thugom.checks.tickets import judge, keep, know_register, last_rows, listed, unreadable
from thugom.register import expected_settlements
from thugom.services.night.opening import Declared
from thugom.services.ticket_files import TICKET
from thugom.sources.tickets import FAILURES, TicketFile, is_of_the_machine, open_engine, stage

JUDGING = ".judging-"
"""How a folder is called in which judging is under way; the next night removes what a killed one left of it."""
Named = tuple[TicketFile, str]
"""A file, and its path in the inbox."""
Place = Callable[[str, Path], None]
"""Takes what is kept of a file, by its hash: a folder, which is gone afterwards."""


@dataclass(frozen=True, eq=False)
class Weighed:
    """What became of some files.

    Attributes:
        counts: how many rows of each count and do not, by hash.
        findings: what is wrong with them, as rows of the finding table.
        holds_tickets: whether anybody could add them up.
        put_off: the paths of files that the machine had no room for: nothing is wrong with them.
    """

    counts: Mapping[str, tuple[int, int]]
    findings: pd.DataFrame
    holds_tickets: bool = True
    put_off: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Scales:
    """What judges tickets.

    Attributes:
        here: what the home declares.
        vehicle_key: the home's key for the hashes of vehicles.
        memory_mb: what an engine may take.
    """

    here: Declared
    vehicle_key: str = field(repr=False)
    memory_mb: int

    def judge(self, batch: Sequence[Named], within: Path, place: Place) -> list[Weighed]:
        """Judge files together, and each by itself where one of them cannot be read.

        Args:
            batch: the files.
            within: an existing folder for what is written on the way.
            place: is given what is kept of each.
        """
        try:
            return [self._judged([file for file, _ in batch], within, place)]
        except FAILURES as error:
            if len(batch) > 1:
                return [said for one in batch for said in self.judge([one], within, place)]
            file, path = batch[0]
            found = unreadable(file)
            if is_of_the_machine(error):
                # Judged it would never be looked at again.
                return [Weighed({}, found.head(0), holds_tickets=False, put_off=(path,))]
            return [Weighed({file.sha256: (0, 0)}, found, holds_tickets=False)]

    def _judged(self, files: Sequence[TicketFile], within: Path, place: Place) -> Weighed:
        """Judge files and hand on what is kept of each.

        Raises:
            FAILURES: one cannot be read, or not here; nothing was handed on.
        """
        here, limits = self.here, self.here.policy.weighbridge
        contract, zone = here.contracts.streams[TICKET], here.policy.place.time_zone
        with TemporaryDirectory(prefix=JUDGING, dir=within, ignore_cleanup_errors=True) as name:
            scratch = Path(name)
            with open_engine(scratch, self.memory_mb, threads=1) as engine:
                know_register(engine, units_on_scales(here), here.register.facilities)
                cut_off = stage(engine, files, contract)
                judge(engine, files, contract, limits, zone, self.vehicle_key)
                counts = keep(engine, files, scratch / "kept")
                findings = [listed(engine, files, contract, limits, limits.listed_rows)]
                if cut_off:
                    last = last_rows(engine, files)
                    findings = [unreadable(one, last[one.sha256]) for one in files if one.sha256 in cut_off] + findings
            for file in files:
                place(file.sha256, scratch / "kept" / file.sha256)
        return Weighed(counts, pd.concat(findings))


def units_on_scales(here: Declared) -> pd.DataFrame:
    """Return the register's units, each with the settlement that a ticket of it tells, `all` where it tells none."""
    expected = expected_settlements(here.register, here.policy.kind_settlement).groupby("unit_id")["settlement"]
    only = expected.first().where(expected.size() == 1, "all")
    units = here.register.units[["unit_code", "unit_id", "valid_from", "valid_to"]]
    return units.assign(settlement=units["unit_id"].map(only).fillna("all"))
