"""The demonstration's files: the same every time, marked synthetic, and in the shape of their years."""

import csv
import io
from collections import defaultdict
from pathlib import Path

import pytest

from tests.unit.services.demonstration import (
    SHIPPED,
    files_below,
    make,
    parts_of,
    policy,
    register,
    rows_of,
    workbook,
)
from thugom.contracts import load_policy
from thugom.services.demo import DemoError, make_demo
from thugom.sources import discover

RAW = SHIPPED / "raw"
MARK = "SYNTHETIC DATA"
BROKEN = {row["file"] for row in rows_of("truth/dirt.csv") if row["effect"] == "unreadable"}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """Twice the same months and seed: every file equal, byte by byte."""
    make(tmp_path / "one", months=4)
    make(tmp_path / "two", months=4)
    assert files_below(tmp_path / "one") == files_below(tmp_path / "two")


def test_another_seed_gives_another_world(tmp_path: Path) -> None:
    """The figures differ."""
    make(tmp_path / "one", months=1, seed=7)
    make(tmp_path / "two", months=1, seed=8)
    name = "truth/collection.csv"
    assert rows_of(name, tmp_path / "one" / "data") != rows_of(name, tmp_path / "two" / "data")


def test_the_shipped_set_is_what_the_command_makes(tmp_path: Path) -> None:
    """Nobody edited it by hand: 24 months with seed 7 give the same files, and the same cells."""
    summary = make(tmp_path, months=24)
    assert (summary.first, summary.last) == ("2024-11", "2026-10")
    for folder in ("raw", "demo"):
        made, shipped = files_below(tmp_path / "data" / folder), files_below(SHIPPED / folder)
        assert made.keys() == shipped.keys()
        # A workbook that was cut off cannot be unpacked; its length alone depends on zlib.
        different = [name for name in made if name not in BROKEN and parts_of(made[name]) != parts_of(shipped[name])]
        assert different == []


def test_the_shipped_set_is_small() -> None:
    """It travels with every clone."""
    assert sum(len(content) for content in files_below(RAW).values()) < 5_000_000


def test_every_file_that_arrived_has_its_time() -> None:
    """`arrivals.csv` and the inbox name the same files, and nothing arrives after the pinned day."""
    arrived = {row["file"]: row["arrived_at"] for row in rows_of("arrivals.csv")}
    assert set(arrived) == {path.relative_to(RAW).as_posix() for path in discover(RAW)}
    assert all(moment.endswith("Z") for moment in arrived.values())
    assert max(arrived.values()) < "2026-11-16"


def test_every_sheet_says_that_it_is_synthetic() -> None:
    """A heading and a note in each sheet, and the workbook's properties; a lost file has nothing to show."""
    paths = [path for path in discover(RAW) if path.suffix == ".xlsx"]
    readable = [path for path in paths if path.relative_to(RAW).as_posix() not in BROKEN]
    assert len(paths) > len(readable) > 400
    for path in readable:
        book = workbook(path)
        assert MARK in str(book.properties.subject), path.name
        assert [sheet.title for sheet in book] == ["Thu gom", "Xử lý"], path.name
        for sheet in book:
            texts = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
            assert any(MARK in text for text in texts), path.name
            assert any("synthetic data, not real figures" in text for text in texts), path.name


def test_every_csv_says_that_it_is_synthetic() -> None:
    """In its name, and in a column of each row."""
    paths = sorted(RAW.rglob("*.csv"))
    assert paths
    for path in paths:
        assert path.name.startswith("synthetic-")
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        assert {row["note"] for row in rows} == {"synthetic"}, path.name


def test_a_page_beside_the_data_says_so_in_both_languages() -> None:
    """Nobody should have to open a table to learn that it is invented."""
    page = (SHIPPED / "demo" / "README.md").read_text(encoding="utf-8")
    assert "dữ liệu tổng hợp" in page
    assert "are synthetic" in page


def test_before_july_2025_the_districts_report_and_after_it_the_communes() -> None:
    """Eight workbooks a month of the districts; then about ten communes' own, CSV of three, five shared ones."""
    by_month: dict[str, set[str]] = defaultdict(set)
    for row in rows_of("truth/submissions.csv"):
        if row["reporter"] == "unit" and row["state"] in {"on_time", "late"}:
            by_month[row["period"]].add(Path(row["file"]).name.removesuffix(f"-{row['period']}.xlsx"))
    for month, names in by_month.items():
        main = {name for name in names if name.startswith("bao-cao-")}
        if month < "2025-07":
            assert len(main) == 8, month
            assert all(name.startswith(("bao-cao-huyen-", "bao-cao-thanh-pho-")) for name in main)
        else:
            assert sum(name.startswith("bao-cao-cum-") for name in main) == 5, month
            assert sum(name.startswith(("bao-cao-xa-", "bao-cao-phuong-")) for name in main) >= 8, month
            assert any(name.endswith(".csv") for name in names), month


def test_thirty_six_months_span_the_merger(tmp_path: Path) -> None:
    """106 units a month until June 2025, 38 from July on; the same kinds of defects, and more of them."""
    summary = make(tmp_path, months=36)
    assert (summary.first, summary.last, summary.as_of.isoformat()) == ("2023-11", "2026-10", "2026-11-16")
    assert summary.reports == 20 * 106 + 16 * 38
    assert min(summary.defects.values()) >= 9
    codes = {
        row["period"]: row["valid_from"]
        for row in rows_of("truth/submissions.csv", tmp_path / "data")
        if row["unit_code"] == "03388"
    }
    assert (codes["2025-06"], codes["2025-07"]) == ("2020-03-01", "2025-07-01")


def test_a_new_demonstration_replaces_the_old_one(tmp_path: Path) -> None:
    """No file of the first is left among those of the second."""
    make(tmp_path, months=3)
    make(tmp_path, months=1)
    arrived = {row["file"] for row in rows_of("arrivals.csv", tmp_path / "data")}
    assert set(files_below(tmp_path / "data" / "raw")) == arrived


def test_synthetic_reports_never_stand_beside_real_ones(tmp_path: Path) -> None:
    """A file that no demonstration made stops it, and is not touched."""
    report = tmp_path / "data" / "raw" / "bao-cao.xlsx"
    report.parent.mkdir(parents=True)
    report.write_bytes(b"a commune's only report")
    with pytest.raises(DemoError, match=r"bao-cao\.xlsx"):
        make(tmp_path, months=1)
    assert files_below(tmp_path) == {"data/raw/bao-cao.xlsx": b"a commune's only report"}


@pytest.mark.parametrize("months", [0, 61])
def test_a_number_of_months_that_cannot_be_made_is_refused(tmp_path: Path, months: int) -> None:
    """Nothing is written."""
    with pytest.raises(DemoError, match="From 1 to 60"):
        make(tmp_path, months=months)
    assert files_below(tmp_path) == {}


@pytest.mark.parametrize(
    ("last", "why"), [("2026", "no month"), ("2019-06", "no unit in force"), ("10/2026", "no period")]
)
def test_a_last_month_that_cannot_be_is_refused(tmp_path: Path, last: str, why: str) -> None:
    """A year, a month before the register begins, a date in another order."""
    with pytest.raises(ValueError, match=why):
        make_demo(tmp_path, register(), policy(), 3, last=last)
    assert files_below(tmp_path) == {}


def test_days_follow_the_policy(tmp_path: Path) -> None:
    """With the tenth as due day, reports come until the tenth and count as on time."""
    text = policy().path.read_text(encoding="utf-8").replace("due_day: 5", "due_day: 10")
    (tmp_path / "policy.yml").write_text(text, encoding="utf-8")
    make_demo(tmp_path / "home", register(), load_policy(tmp_path / "policy.yml"), 2)
    rows = rows_of("truth/submissions.csv", tmp_path / "home" / "data")
    on_time = {row["submitted_on"][-2:] for row in rows if row["state"] == "on_time"}
    assert "06" < max(on_time) <= "10"
