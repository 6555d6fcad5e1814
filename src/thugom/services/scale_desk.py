"""The desk of the scales: a file of tickets judged before it is sent, by the engine and the rules of the night."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from thugom.checks.tickets import judge, know_register, last_rows, listed, refusals, unreadable
from thugom.language.numbers import whole
from thugom.services.judgement import Original
from thugom.services.night.opening import Declared
from thugom.services.night.scales import units_on_scales
from thugom.services.receipts.noting import Counts
from thugom.services.ticket_files import TICKET
from thugom.settings import Settings
from thugom.sources.tickets import FAILURES, Form, TicketFile, is_of_the_machine, open_engine, stage

_COUNTED = {"vi": " (Số dòng như vậy: {}.)", "en": " (Rows like this: {}.)"}
_NO_KEY = "nothing is kept"


def check_tickets(here: Declared, original: Original, form: Form) -> tuple[Counts, pd.DataFrame]:
    """Return what becomes of a file's rows, and of each rule that any breaks the first row, as rows of findings.

    What only other files can tell, copies of a ticket above all, is found by the night.

    Raises:
        OSError: the machine has no room for it.
    """
    zone = here.policy.place.time_zone
    arrived = pd.Timestamp(original.arrived_at).tz_convert(zone).strftime("%Y-%m-%d %H:%M:%S")
    file = TicketFile(original.sha256, original.content, arrived, form)
    try:
        with TemporaryDirectory(prefix="thugom-") as scratch:
            return _checked(here, file, Path(scratch))
    except FAILURES as error:
        if is_of_the_machine(error):
            raise OSError(f"{original.file_path}\n  {error}") from error
        return Counts(0, 0, 0), unreadable(file)


def _checked(here: Declared, file: TicketFile, scratch: Path) -> tuple[Counts, pd.DataFrame]:
    """Judge a file in a scratch folder."""
    contract, limits = here.contracts.streams[TICKET], here.policy.weighbridge
    with open_engine(scratch, Settings().ticket_memory_mb) as engine:
        know_register(engine, units_on_scales(here), here.register.facilities)
        cut_off = stage(engine, [file], contract)
        judge(engine, [file], contract, limits, here.policy.place.time_zone, _NO_KEY)
        counted = engine.execute("SELECT (SELECT count(*) FROM accepted), (SELECT count(*) FROM refused)").fetchone()
        found = listed(engine, [file], contract, limits, 1)
        counts = refusals(engine).set_index("rule_id")["rows"]
        last = last_rows(engine, [file])[file.sha256]
    accepted, refused = counted or (0, 0)
    for language, words in _COUNTED.items():
        found[f"message_{language}"] += [words.format(whole(int(counts[rule]), language)) for rule in found["rule_id"]]
    said = found if not cut_off else pd.concat([unreadable(file, last), found], ignore_index=True)
    return Counts(accepted + refused, accepted, refused), said
