"""Partitions of a night, judged apart from it."""

from __future__ import annotations

import datetime as dt
import errno
import os
import pickle
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests.e2e.published import make_home
from tests.e2e.reports import months_of_units, register_of, write
from thugom.services.night import judging, partitions, scales, weighing
from thugom.services.night.arrivals import take_in
from thugom.services.night.judgeable import PartitionError, program
from thugom.services.night.judging import judge
from thugom.services.night.opening import open_night
from thugom.services.night.partitions import judge_packed, judge_partition, want_of
from thugom.services.night.weighing import (
    record_packed,
    refused_tickets,
    sweep,
    ticket_partitions,
    tickets_among,
    weighed,
)
from thugom.store import load_facts, load_findings, load_judgements, load_sheets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from thugom.services.night.judgeable import Judgeable
    from thugom.services.night.opening import Night
    from thugom.services.night.partitions import Outcome

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


def elsewhere(parts: Sequence[Judgeable], done: Callable[[int], None]) -> Iterator[Outcome]:
    """Judge partitions as another machine would: from bytes, to bytes."""
    for part in parts:
        done(len(part.files))
        yield pickle.loads(judge_packed(part.packed()))  # noqa: S301 - made here


def on_record(night: Night) -> dict[str, pd.DataFrame]:
    """Return all that the ledger says of the files, and the facts."""
    known = (night.rules_version, None)
    facts = {name: load_facts(night.store, one, *known) for name, one in night.contracts.reports.items()}
    said = {"findings": load_findings(night.store, *known), "sheets": load_sheets(night.store, night.rules_version)}
    tickets = weighed(night)
    said |= {"tickets": pd.DataFrame() if tickets is None else tickets, "refused": refused_tickets(night)}
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
    # Two files of tickets are one batch, which the night judges itself.
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


def test_tickets_judged_elsewhere_are_tickets_judged_here(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept comes back with what is said: the same months, refusals, findings and counts."""
    other = home.with_name("other")
    (home / "data" / "raw" / "tickets-3.parquet").write_bytes(b"PAR1 cut off")
    shutil.copytree(home, other)
    # Both keep the same key: the hash of a vehicle decides which of two tickets counts, in the end.
    here = open_night(home, None, NOW)
    judge(here, take_in(here).awaiting)
    there = open_night(other, None, NOW)
    shutil.copy(home / "data" / "store" / "vehicle.key", other / "data" / "store" / "vehicle.key")
    monkeypatch.setattr(weighing, "_BATCH_BYTES", 1)
    told: list[int] = []
    tally = judge(there, take_in(there).awaiting, lambda parts, _: elsewhere(parts, told.append))
    assert (tally.files, tally.put_off) == (sum(told), ())
    expected, found = on_record(here), on_record(there)
    assert len(expected["tickets"]) == 1
    assert list(expected["refused"]["rule_id"]) == ["ticket.unit_code.known"] * 2
    for name, rows in expected.items():
        pd.testing.assert_frame_equal(found[name], rows, obj=name)
    assert _kept(home) == _kept(other)


def _kept(home: Path) -> list[str]:
    """Return all that a home keeps of tickets."""
    kept = home / "data" / "store" / "tickets"
    return sorted(path.relative_to(kept).as_posix() for path in kept.rglob("*"))


def test_without_room_tickets_are_left_to_the_night(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere it is an error that travels; on the night's own machine the files await the next night."""
    monkeypatch.setattr(weighing, "_BATCH_BYTES", 1)
    night = open_night(home, None, NOW)
    awaiting = take_in(night).awaiting
    forms = tickets_among(night, awaiting)
    first, second = ticket_partitions(night, awaiting[awaiting["sha256"].isin(forms)], forms)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(scales, "keep", full)
    with pytest.raises(PartitionError, match=r"no room to judge tickets-1\.csv"):
        judge_packed(first.packed())
    (said,) = judge_partition(second, lambda _: None)
    assert record_packed(night, said).put_off == ("tickets-2.csv",)
    assert load_judgements(night.store, night.rules_version).empty


def test_the_key_of_vehicles_is_in_no_text_of_a_partition(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It travels, and no log that shows a partition shows it."""
    monkeypatch.setattr(weighing, "_BATCH_BYTES", 1)
    night = open_night(home, None, NOW)
    awaiting = take_in(night).awaiting
    forms = tickets_among(night, awaiting)
    (part, *_) = ticket_partitions(night, awaiting[awaiting["sha256"].isin(forms)], forms)
    key = (home / "data" / "store" / "vehicle.key").read_text(encoding="ascii")
    assert key.encode() in part.packed()
    assert key not in f"{part!r} {part.scales!r}"


def test_what_a_killed_night_was_judging_is_swept(home: Path) -> None:
    """Also below the folder of all versions, where partitions are judged."""
    night = open_night(home, None, NOW)
    for place in ("tickets/.judging-a", f"tickets/{night.rules_version}/.judging-b"):
        (home / "data" / "store" / place).mkdir(parents=True)
    sweep(night)
    assert _kept(home) == [night.rules_version]


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
