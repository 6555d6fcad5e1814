"""Partitions of a night, judged apart from it."""

from __future__ import annotations

import datetime as dt
import pickle
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests.e2e.published import make_home
from tests.e2e.reports import months_of_units, register_of, write
from thugom.services.night import judging, partitions
from thugom.services.night.arrivals import take_in
from thugom.services.night.judging import judge
from thugom.services.night.opening import open_night
from thugom.services.night.partitions import PartitionError, judge_packed, program, want_of
from thugom.store import load_facts, load_findings, load_judgements, load_sheets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from thugom.services.night.opening import Night
    from thugom.services.night.partitions import Outcome, Partition

NOW = dt.datetime(2026, 11, 16, 1, 30, tzinfo=dt.UTC)
TICKETS = (
    "ticket_number,facility_code,weighed_at,vehicle,unit_code,stream,gross_kg,tare_kg\n"
    "T{0},SYN-LC,2026-10-05 08:15,25C-001.23,03388,domestic,12000,6000\n"
    "T{0},SYN-LC,2026-10-05 08:15,25C-001.23,99999,domestic,12000,6000\n"
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give a home with something to judge."""
    return busy_home(tmp_path / "home")


def busy_home(root: Path) -> Path:
    """Make a home with a report of every unit, one of them faulty, a file that is no report, and two of tickets."""
    make_home(root, synthetic=True)
    raw = root / "data" / "raw"
    for month in months_of_units(register_of(root), "2026-10"):
        spoilt = {"collected_t": "12 +3"} if month.unit.code == "03388" else {}
        write(raw / f"{month.unit.code}-{month.settlement}.csv", [month.collection(**spoilt)])
    (raw / "notes.csv").write_text("nothing,to,see\n", encoding="utf-8")
    for number in (1, 2):
        (raw / f"tickets-{number}.csv").write_text(TICKETS.format(number), encoding="utf-8")
    return root


def elsewhere(parts: Sequence[Partition], done: Callable[[int], None]) -> Iterator[Outcome]:
    """Judge partitions as another machine would: from bytes, to bytes."""
    for part in parts:
        done(len(part.files))
        yield pickle.loads(judge_packed(part.packed()))  # noqa: S301 - made here


def on_record(night: Night) -> dict[str, pd.DataFrame]:
    """Return all that the ledger says of the files, and the facts."""
    known = (night.rules_version, None)
    facts = {name: load_facts(night.store, one, *known) for name, one in night.contracts.reports.items()}
    said = {"findings": load_findings(night.store, *known), "sheets": load_sheets(night.store, night.rules_version)}
    return facts | said | {"judgements": load_judgements(night.store, night.rules_version)}


def test_what_is_judged_elsewhere_is_what_is_judged_here(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts, findings and counts are the same, row by row, however the files are cut."""
    other = home.with_name("other")
    shutil.copytree(home, other)
    here, there = open_night(home, None, NOW), open_night(other, None, NOW)
    tally = judge(here, take_in(here).awaiting)
    monkeypatch.setattr(judging, "REPORTS_AT_LEAST", 7)
    monkeypatch.setattr(partitions, "FILES_AT_ONCE", 3)
    told: list[int] = []
    again = judge(there, take_in(there).awaiting, lambda parts, _: elsewhere(parts, told.append))
    assert len(told) > 4
    # Files of tickets are judged by the night itself.
    assert (sum(told) + 2, again.received, again.accepted, again.refused) == (
        again.files,
        tally.received,
        tally.accepted,
        tally.refused,
    )
    assert tally.refused >= 3
    expected, found = on_record(here), on_record(there)
    for name, rows in expected.items():
        pd.testing.assert_frame_equal(found[name], rows, obj=name)


def test_another_program_judges_nothing(home: Path) -> None:
    """It may judge otherwise, and nobody could tell from the facts."""
    night = open_night(home, None, NOW)
    (part, *_) = judging.partitions_of(night, take_in(night).awaiting, is_spread=True)
    with pytest.raises(PartitionError, match=r"thugom 0\.0\.0 sent this, and thugom .*, pandas .* is installed here"):
        judge_packed(replace(part, program="thugom 0.0.0").packed())


def test_a_process_says_what_it_lacks_to_judge(home: Path) -> None:
    """Another program opens nothing that was sent to it; without the archive it names the original."""
    night = open_night(home, None, NOW)
    (part, *_) = judging.partitions_of(night, take_in(night).awaiting, is_spread=True)
    assert want_of(program(), part.packed()) == ("", "")
    assert want_of("thugom 0.0.0", b"what no other release could read") == ("program", program())
    shutil.rmtree(home / "data" / "archive")
    kind, found = want_of(program(), part.packed())
    assert kind == "archive"
    assert part.files[0].sha256 in found


def test_what_cannot_be_judged_there_is_said_by_an_error_that_travels(home: Path) -> None:
    """An original that is not to be found from there is no finding; and the error survives the way back."""
    night = open_night(home, None, NOW)
    parts = list(judging.partitions_of(night, take_in(night).awaiting, is_spread=True))
    shutil.rmtree(home / "data" / "archive")
    with pytest.raises(PartitionError, match=r"HomeError: .*") as caught:
        judge_packed(parts[-1].packed())
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301 - made here
