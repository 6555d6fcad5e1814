"""Nights on the demonstration's home: run again, run after one more file, run on files in another order."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.published import FIRST_NIGHT, Published, make_demo_home, run_night
from tests.e2e.truth.spans import periods_of

NEXT_NIGHT = FIRST_NIGHT + dt.timedelta(days=1)
OVER_NEXT_NIGHT = FIRST_NIGHT + dt.timedelta(days=2)
pytestmark = [pytest.mark.slow]

BASES = ("as_was", "as_is", "as_issued")
RowKey = tuple[tuple[str, Any], ...]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a copy of the shipped home and run the first night on it."""
    root = make_demo_home(tmp_path_factory.mktemp("nights") / "home")
    run_night(root)
    return root


def copied(home: Path, folder: Path) -> Path:
    """Return a copy of a home, so that a test's night leaves the others' alone."""
    return Path(shutil.copytree(home, folder / "home", symlinks=True))


def changes(before: dict[str, set[RowKey]], after: dict[str, set[RowKey]]) -> dict[str, list[dict[str, Any]]]:
    """Return by table the rows that were there only before or only after."""
    return {table: [dict(row) for row in before[table] ^ after[table]] for table in before | after}


def test_a_second_night_changes_nothing(home: Path, tmp_path: Path) -> None:
    """Without a new file every table keeps its rows and its hash."""
    root = copied(home, tmp_path)
    first = Published(root)
    figures, hashes = first.figures(), first.table_hashes()
    run_night(root, NEXT_NIGHT)
    assert Published(root).table_hashes() == hashes
    assert Published(root).figures() == figures


def test_one_more_file_changes_only_what_it_touches(home: Path, tmp_path: Path) -> None:
    """A correction of one unit's month moves that unit, the sums over it, and no other figure."""
    root = copied(home, tmp_path)
    before = Published(root).figures()
    unit, month = "03390@2025-07-01", "2026-08"
    old = Published(root).query("SELECT * FROM collection WHERE unit_id = ? AND period = ?", unit, month)
    with (root / "data" / "raw" / "late-word.csv").open("w", encoding="utf-8", newline="") as stream:
        names = [name for name in old[0] if name in REPORT_COLUMNS]
        writer = csv.DictWriter(stream, names)
        writer.writeheader()
        for row in old:
            more = {"collected_t": row["collected_t"] + 1, "submitted_on": "2026-11-16"}
            writer.writerow({name: (row | more)[name] for name in names})
    run_night(root, NEXT_NIGHT)
    moved = {table: rows for table, rows in changes(before, Published(root).figures()).items() if rows}
    # What tells of the change itself, and what is made of the unit's figure, moves with it.
    derived = {"change", "revision", "reclassification_effect", "submission", "unit_path"}
    assert {"collection", "commune_coverage", "province_coverage"} <= moved.keys()
    assert moved.keys() <= {"collection", "commune_coverage", "province_coverage", *derived}
    assert {row["unit_id"] for row in moved.get("unit_path", [])} <= {unit}
    files = {row["file_path"] for row in old} | {"late-word.csv"}
    assert {row["file_path"] for row in moved["submission"]} == files
    assert {row["period"] for row in moved.get("reclassification_effect", [])} <= set(periods_of([month]))
    assert {row["period"] for row in moved.get("change", [])} <= {month, "2026-09"}
    assert {(row["unit_id"], row["period"]) for row in moved["collection"]} == {(unit, month)}
    parts = Published(root).query("SELECT from_unit_id FROM unit_lineage WHERE to_unit_id = ?", unit)
    where = {basis: {row["unit_id"] for row in moved["commune_coverage"] if row["basis"] == basis} for basis in BASES}
    assert where == {"as_was": {unit}, "as_is": {unit}, "as_issued": {row["from_unit_id"] for row in parts}}
    # A longer period that was unknown for another month's sake stays so: not every sum has to move.
    assert month in {row["period"] for row in moved["commune_coverage"]} <= set(periods_of([month]))
    assert {row["period"] for row in moved["province_coverage"]} <= set(periods_of([month]))
    households = {"household_coverage", "self_managed_share"}
    assert {row["indicator"] for row in moved["province_coverage"]} & households == set()


REPORT_COLUMNS = (
    *("unit_code", "period", "settlement", "population", "households", "households_served"),
    *("households_self_managed", "generated_t", "collected_t", "collections_per_week", "submitted_on"),
)


@pytest.mark.parametrize("part", ["2025-06", "2026-10"])
def test_the_order_in_which_files_come_does_not_matter(home: Path, tmp_path: Path, part: str) -> None:
    """Files taken in over several nights, the newest first, give the same figures as all of them in one night."""
    root = make_demo_home(tmp_path / "home", inbox=False)
    source, inbox = home / "data" / "raw", root / "data" / "raw"
    shutil.copytree(source / part, inbox / part)
    run_night(root)
    for month in sorted(path for path in source.iterdir() if path.name != part):
        shutil.copytree(month, inbox / month.name)
    run_night(root, NEXT_NIGHT)
    assert Published(root).figures() == Published(home).figures()


def test_a_file_under_another_name_is_the_same_report(home: Path, tmp_path: Path) -> None:
    """A copy of a file that was judged already brings nothing new: its content is what counts."""
    root = copied(home, tmp_path)
    figures = Published(root).figures()
    original = min((root / "data" / "raw" / "2026-10").glob("*.xlsx"))
    shutil.copy(original, original.with_name("copy of it.xlsx"))
    run_night(root, OVER_NEXT_NIGHT)
    assert Published(root).figures() == figures
