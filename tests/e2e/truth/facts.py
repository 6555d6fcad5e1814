"""What the province had in its hands of each unit, month and settlement, and what must stand in for the rest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tests.e2e.truth.cells import Cell, Figures, counted_treatment, estimated_generation
from tests.e2e.truth.reading import rows_of
from tests.e2e.truth.register import unit_id
from tests.e2e.truth.spans import days_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.e2e.truth.knowledge import Known, Record
    from tests.e2e.truth.reading import Policy
    from tests.e2e.truth.register import Facilities, Register

EVERYTHING = frozenset({"generated", "collected", "treated", "households", "households_served"})
"""What must be known, G and H as reported, for a cell to be complete."""


class Tonnes(NamedTuple):
    """Kilograms treated, treated biologically, and treated under control."""

    treated: int = 0
    biological: int = 0
    controlled: int = 0


@dataclass(frozen=True)
class Facts:
    """One cell as the methodology sees it: true figures, which of them are known, and what stands for the others.

    `figures` hold the estimates of G and H where they were not reported; all that is neither in `known` nor an
    estimate must not be looked at. `part` is what is known of T, O and K where T as a whole is not.
    """

    cell: Cell
    figures: Figures
    known: frozenset[str]
    part: Tonnes
    is_heard_of_treated: bool
    is_heard_of: bool
    is_accepted: bool
    is_received: bool

    @property
    def is_complete(self) -> bool:
        """Tell whether all that makes a report complete is known as reported."""
        return self.known >= EVERYTHING

    @property
    def least_treated(self) -> int:
        """T, or what is known of it at least."""
        return self.figures.treated if "treated" in self.known else self.part.treated

    @property
    def positive(self) -> tuple[bool | None, bool | None, bool | None]:
        """Tell of C, T and O whether each is above 0; None where nobody knows."""
        collected = self.figures.collected > 0 if "collected" in self.known else None
        if "treated" in self.known:
            return collected, self.figures.treated > 0, self.figures.biological > 0
        return collected, self.part.treated > 0 or None, self.part.biological > 0 or None


class Archive(NamedTuple):
    """Where the facts come from."""

    treatment: Path
    dirt: Path
    record: Record
    register: Register
    facilities: Facilities
    policy: Policy


def read_facts(truth: dict[Cell, Figures], known: Known, archive: Archive) -> dict[Cell, Facts]:
    """Return the facts of every cell of the truth."""
    parts, heard, own = _known_parts(archive)
    facts = {}
    for cell, figures in truth.items():
        part = Tonnes(figures.treated, figures.biological, figures.controlled)
        if "treated" not in known[cell]:
            part = parts.get(cell, Tonnes())
        sent = archive.record.by_unit[cell.unit_id, cell.month]
        reports = ("collection", "treatment")
        facts[cell] = Facts(
            cell=cell,
            figures=_standing(cell, figures, known[cell], part, archive),
            known=known[cell],
            part=part,
            is_heard_of_treated=cell in heard,
            is_heard_of=cell in heard or archive.record.is_accepted("collection", cell),
            is_accepted=cell in own or archive.record.is_accepted("collection", cell),
            is_received=any(archive.record.names_unit(one, report, [cell]) for one in sent for report in reports),
        )
    return facts


def _standing(cell: Cell, figures: Figures, known: frozenset[str], part: Tonnes, archive: Archive) -> Figures:
    """Return the figures with the estimates of G and H where they were not reported."""
    counted = archive.register.census[cell.unit_id, cell.settlement]
    generated, households = figures.generated, figures.households
    if "generated" not in known:
        factor = archive.policy.factors[cell.settlement]
        least = figures.collected if "collected" in known else 0
        generated = max(estimated_generation(counted.people, factor, days_in(cell.month)), least, part.treated)
    if "households" not in known:
        households = max(counted.households, figures.served if "households_served" in known else 0)
    return Figures(**{**vars(figures), "generated": generated, "households": households})


def _known_parts(archive: Archive) -> tuple[dict[Cell, Tonnes], set[Cell], set[Cell]]:
    """Return what was heard of each cell's treated tonnes, the cells heard of, and those heard of from the unit."""
    refused = _refused_rows(archive.dirt)
    sums: defaultdict[Cell, list[int]] = defaultdict(lambda: [0, 0, 0])
    heard: set[Cell] = set()
    own: set[Cell] = set()
    rows = rows_of(archive.treatment)
    brought: defaultdict[Cell, int] = defaultdict(int)
    for row in rows:
        brought[_cell(row)] += int(row["treated_kg"])
    for row in rows:
        cell = _cell(row)
        accepted = any(
            sent.file not in archive.record.unreadable and (sent.file, cell, row["facility_code"]) not in refused
            for sent in archive.record.sent(cell.unit_id, cell.month, "treatment")
        )
        if accepted:
            own.add(cell)
        # A facility lists every unit that brought it something.
        if accepted or (brought[cell] > 0 and archive.record.facility_reported(row["facility_code"], cell.month)):
            heard.add(cell)
            for place, kilograms in enumerate(counted_treatment(row, archive.facilities, archive.policy)):
                sums[cell][place] += kilograms
    return {cell: Tonnes(*numbers) for cell, numbers in sums.items()}, heard, own


def _refused_rows(dirt: Path) -> set[tuple[str, Cell, str]]:
    """Return file, cell and facility of every treatment row that was refused."""
    return {
        (row["file"], _cell(row), row["facility_code"])
        for row in rows_of(dirt)
        if row["effect"] == "refused" and row["report"] == "treatment"
    }


def _cell(row: dict[str, str]) -> Cell:
    return Cell(unit_id(row["unit_code"], row["valid_from"]), row["period"], row["settlement"])


def are_silent(facts: Iterable[Facts]) -> bool:
    """Tell whether no accepted row, a facility's included, names any of these cells."""
    return not any(one.is_heard_of for one in facts)
