"""The months of a backfill: what a night of their day publishes, and when they are made anew."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.backfill.past import DAYS, LAST, LATE, MONTHS, backfill, edit, files_of, make_past, put, states
from tests.e2e.published import Published, run_night
from tests.e2e.test_as_known_at import recall
from thugom.contracts import load_contracts
from thugom.outputs.columnar import write_parquet
from thugom.services.backfill.listing import LIST_FILE
from thugom.services.backfill.month import COMPUTED, FAILED, THERE
from thugom.services.backfill.plan import Asked, plan_of
from thugom.services.night.opening import open_night
from thugom.store import load_copy

if TYPE_CHECKING:
    from tests.e2e.backfill.past import Files
    from thugom.flows.backfill import Backfilled

pytestmark = [pytest.mark.slow]


def test_a_month_is_what_a_night_of_its_day_publishes(filled: tuple[Path, Backfilled], home: Path) -> None:
    """Every table has the bytes that `nightly --as-of` of the day gives: the same rows, columns and types."""
    filled_home, done = filled
    assert states(done) == dict.fromkeys(MONTHS, COMPUTED)
    assert {one.month: one.as_of for one in done.outcomes} == {name: day.isoformat() for name, day in DAYS.items()}
    run_night(home, LAST, DAYS[MONTHS[0]])
    curated = {f"{name}.parquet" for name, one in load_contracts().curated.items() if one.kind == "curated"}
    there = home / "data" / "curated" / "parquet"
    tables = {path.name: path.read_bytes() for path in there.iterdir() if path.name in curated}
    found = filled_home / "data" / "curated" / "as_of" / MONTHS[0] / "parquet"
    assert {path.name: path.read_bytes() for path in found.iterdir()} == tables


def test_a_late_report_counts_as_of_every_day(filled: tuple[Path, Backfilled], undisturbed: Files) -> None:
    """What is known today counts: the unit that came a month late is not silent as of the first day; months differ."""
    targets = {target["id"]: target for target in filled[1].outcomes[0].targets}
    assert targets["communes_covered"]["lower"] == targets["communes_covered"]["upper"]
    first, second = (undisturbed[f"{month}/parquet/province_coverage.parquet"] for month in MONTHS)
    assert first != second


def test_what_is_there_is_not_computed_again(again: Path, undisturbed: Files) -> None:
    """A run that finds every month whole computes none; a damaged file makes its month anew, with the same bytes."""
    assert set(states(backfill(again, Asked(processes=1))).values()) == {THERE}
    damaged = again / "data" / "curated" / "as_of" / MONTHS[1] / "parquet" / "priority.parquet"
    damaged.write_bytes(b"")
    assert states(backfill(again, Asked(processes=1))) == {MONTHS[0]: THERE, MONTHS[1]: COMPUTED}
    assert files_of(again) == undisturbed


def keys(home: Path, *, known_then: bool = False) -> dict[str, str]:
    """Return the key under which each month would be computed now."""
    night = open_night(home, None, LAST)
    try:
        return {one.label: one.key for one in plan_of(night, Asked(known_then=known_then)).months}
    finally:
        night.store.dispose()


@pytest.mark.parametrize("changed", ["policy", "boundaries", "facts", "nothing"])
def test_the_key_names_all_that_a_month_is_made_of(again: Path, changed: str) -> None:
    """Another target, other boundaries, or one more fact is another key; what was known then keeps its own."""
    before, before_then = keys(again), keys(again, known_then=True)
    assert before == listed_keys(again)
    if changed == "policy":
        edit(again / "policy.yml", 'target: "0.95"', 'target: "0.50"')
    elif changed == "boundaries":
        (again / "register" / "boundaries.parquet").write_bytes(b"of other bounds")
    elif changed == "facts":
        with sqlite3.connect(again / "data" / "store" / "thugom.db") as connection:
            connection.execute("UPDATE judgement SET rows_accepted = rows_accepted - 1")
        connection.close()
    after = keys(again)
    assert (after.keys(), set(after.values()) & set(before.values())) == (
        before.keys(),
        set(before.values()) if changed == "nothing" else set(),
    )
    assert keys(again, known_then=True) == before_then
    assert before_then.keys() == {MONTHS[1]}


def listed_keys(home: Path) -> dict[str, str]:
    """Return the key that is listed of each month."""
    lists = (home / "data" / "curated" / "as_of").glob(f"*/{LIST_FILE}")
    return {path.parent.name: json.loads(path.read_bytes())["key"] for path in lists}


def test_a_month_that_fails_costs_no_other(again: Path) -> None:
    """Where a month's folder is taken by a file it is named with the place; the others are there."""
    taken = again / "data" / "curated" / "as_of" / MONTHS[0]
    shutil.rmtree(taken)
    taken.write_bytes(b"")
    done = backfill(again, Asked(processes=1))
    assert states(done) == {MONTHS[0]: FAILED, MONTHS[1]: THERE}
    assert done.fell_short
    assert str(taken) in done.outcomes[0].reason


@pytest.mark.soak
def test_of_two_processes_one_may_fail_at_its_month(home: Path, undisturbed: Files) -> None:
    """The other month is computed all the same; once the place is free, both are there."""
    taken = home / "data" / "curated" / "as_of" / MONTHS[0]
    taken.parent.mkdir()
    taken.write_bytes(b"")
    done = backfill(home, Asked(processes=2))
    assert states(done) == {MONTHS[0]: FAILED, MONTHS[1]: COMPUTED}
    taken.unlink()
    assert states(backfill(home, Asked(processes=2))) == {MONTHS[0]: COMPUTED, MONTHS[1]: THERE}
    assert files_of(home) == undisturbed


@pytest.mark.soak
def test_another_policy_makes_every_month_anew_and_back(again: Path, undisturbed: Files) -> None:
    """With another target each month is computed again, and with the old one again to the same bytes."""
    edit(again / "policy.yml", 'target: "0.95"', 'target: "0.50"')
    done = backfill(again, Asked(processes=2))
    assert set(states(done).values()) == {COMPUTED}
    assert {target["target"] for one in done.outcomes for target in one.targets} == {1.0, 0.5}
    edit(again / "policy.yml", 'target: "0.50"', 'target: "0.95"')
    assert set(states(backfill(again, Asked(processes=2))).values()) == {COMPUTED}
    assert files_of(again) == undisturbed


@pytest.mark.soak
def test_side_by_side_and_one_after_the_other_give_the_same_bytes(home: Path, undisturbed: Files) -> None:
    """Two processes write what one does."""
    done = backfill(home, Asked(processes=2))
    assert (done.processes, set(states(done).values())) == (2, {COMPUTED})
    assert files_of(home) == undisturbed


@pytest.mark.soak
def test_on_postgresql_the_bytes_are_the_same(
    tmp_path: Path, postgresql: str, monkeypatch: pytest.MonkeyPatch, undisturbed: Files
) -> None:
    """Each process opens a connection of its own; neither a collation nor a type of the server shows."""
    monkeypatch.setenv("THUGOM_DATABASE_URL", postgresql)
    home = make_past(tmp_path / "home")
    assert set(states(backfill(home, Asked(processes=2))).values()) == {COMPUTED}
    assert files_of(home) == undisturbed


@pytest.mark.soak
def test_what_was_known_then_is_what_looking_back_gives(home: Path, tmp_path: Path) -> None:
    """With `--known-then` each table is that of `--as-known-at` of the day, and too early a month is named."""
    done = backfill(home, Asked(MONTHS[0], known_then=True, processes=1))
    assert states(done) == {MONTHS[1]: COMPUTED}
    assert (done.plan.before, done.plan.begins) == ((MONTHS[0],), "2026-10-08")
    files, curated = files_of(home, "as_known_at"), load_contracts().curated
    known, _, _ = recall(home, DAYS[MONTHS[1]].isoformat(), DAYS[MONTHS[1]])
    tables = load_copy(home / known.folder / "thugom.db", curated.values())
    for name in ("province_coverage", "commune_coverage", "quality_issue", "submission"):
        expected = tmp_path / "expected.parquet"
        write_parquet(curated[name], tables[name], expected)
        assert files[f"{MONTHS[1]}/parquet/{name}.parquet"] == expected.read_bytes()
    assert states(backfill(home, Asked(known_then=True))) == {MONTHS[1]: THERE}


@pytest.mark.soak
def test_a_backlog_is_taken_in_and_left_to_the_next_night(home: Path) -> None:
    """A report that arrived counts in every month; the night that publishes it then gives what it would have given."""
    put(home, "later", MONTHS[1], lambda code: code == LATE)
    alone = Path(shutil.copytree(home, home.with_name("alone")))
    before = Published(home).table_hashes()
    done = backfill(home, Asked(MONTHS[1], MONTHS[1], processes=1))
    assert (done.tally.files, done.tally.refused) == (2, 0)
    assert Published(home).table_hashes() == before
    for one in (home, alone):
        run_night(one, LAST)
    assert Published(home).table_hashes() == Published(alone).table_hashes() != before
