"""The desk: files judged before they are sent."""

from __future__ import annotations

import datetime as dt
import gzip
from typing import TYPE_CHECKING

import openpyxl
import pytest

from thugom.contracts import Home
from thugom.services.desk import Checked, check_files, receipt_beside
from thugom.services.home import make_home
from thugom.services.night.opening import declared

if TYPE_CHECKING:
    from pathlib import Path

    from thugom.services.night.opening import Declared

NOW = dt.datetime(2026, 11, 5, 3, 0, tzinfo=dt.UTC)
LIMIT = 1024 * 1024
HEADER = (
    "unit_code,period,settlement,population,households,households_served,households_self_managed,"
    "generated_t,collected_t,collections_per_week,submitted_on"
)
GOOD = "03388,2026-10,urban,30000,7000,6000,100,900,800,7,2026-11-01"
WARNED = "03388,2026-10,urban,30000,7000,7500,0,900,800,7,2026-11-01"
REFUSED = "03388,2026-10,urban,30000,7000,6000,100,ba mươi,800,7,2026-11-01"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Declared:
    """Return what a new home declares."""
    return declared(Home.open(make_home(tmp_path_factory.mktemp("desk") / "home").root))


def written(folder: Path, name: str, *rows: str) -> Path:
    """Write a CSV file with these rows."""
    path = folder / name
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def checked(here: Declared, *paths: Path, as_of: dt.date | None = None) -> list[Checked]:
    """Check files on the fifth of November 2026."""
    return check_files(here, paths, now=NOW, as_of=as_of, max_bytes=LIMIT)


def test_files_are_judged_as_a_night_would_and_told_apart(here: Declared, tmp_path: Path) -> None:
    """Three files in one go: each has its own rows and its own findings, in the order in which they were named."""
    names = {"b.csv": REFUSED, "a.csv": GOOD, "c.csv": WARNED}
    notes = [one.notes["vi"] for one in checked(here, *(written(tmp_path, name, row) for name, row in names.items()))]
    assert [note.file_name for note in notes] == list(names)
    assert [(note.received, note.refused, note.count("warning")) for note in notes] == [(1, 1, 0), (1, 0, 0), (1, 0, 2)]
    assert [note.is_good for note in notes] == [False, True, True]


def test_a_file_of_tickets_is_told_rule_by_rule_beside_a_report(here: Declared, tmp_path: Path) -> None:
    """Each rule once, at the first row that breaks it, with how many do; the report keeps its own findings."""
    lines = ["ticket_number,facility_code,weighed_at,unit_code,gross_kg,tare_kg"]
    lines += [f"T{number},NOWHERE,2026-10-05 08:15,03388,12000,6000" for number in range(1_200)]
    lines[3] = lines[3].replace("2026-10-05", "05/10/2026")
    tickets = tmp_path / "scale.csv.gz"
    tickets.write_bytes(gzip.compress("\n".join(lines).encode()))
    report, scale = (one.notes["en"] for one in checked(here, written(tmp_path, "a.csv", WARNED), tickets))
    assert (report.received, report.refused, report.count("warning")) == (1, 0, 2)
    assert (scale.received, scale.accepted, scale.refused) == (1_200, 0, 1_200)
    told = [(line.rule_id, line.row_number, line.message.rpartition(" (")[2]) for line in scale.lines]
    assert told == [
        ("ticket.facility_code.known", 2, "Rows like this: 1,200.)"),
        ("ticket.weighed_at.readable", 4, "Rows like this: 1.)"),
    ]


@pytest.mark.parametrize("name", ["scale.csv", "scale.csv.gz"])
def test_the_receipt_of_tickets_is_a_list_of_their_faults(here: Declared, tmp_path: Path, name: str) -> None:
    """No copy of what a scale's program wrote: the lines to correct there, and that sending all of it again is safe."""
    lines = ["ticket_number,facility_code,weighed_at,unit_code,gross_kg,tare_kg"]
    lines += [f"T{number},NOWHERE,2026-10-05 08:15,03388,12000,6000" for number in range(1_200)]
    content = "\n".join(lines).encode()
    path = tmp_path / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    place = receipt_beside(checked(here, path)[0], here, None, LIMIT)
    assert place is not None
    (sheet,) = openpyxl.load_workbook(place).worksheets
    said = [cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]
    assert any(cell.startswith("Tệp phiếu cân: ở đây là những lỗi đầu tiên") for cell in said)
    assert [cell for cell in said if "NOWHERE" in cell]


def test_a_damaged_file_of_tickets_is_said_to_be_damaged(here: Declared, tmp_path: Path) -> None:
    """Nothing of it would count."""
    path = tmp_path / "scale.parquet"
    path.write_bytes(b"PAR1" + b"\x00" * 100)
    (note,) = [one.notes["vi"] for one in checked(here, path)]
    assert (note.received, [line.rule_id for line in note.lines]) == (0, ["file.unreadable"])


def test_the_same_bytes_twice_are_judged_once_and_told_twice(here: Declared, tmp_path: Path) -> None:
    """Whoever checks a file and its copy is told of both."""
    notes = [
        one.notes["en"] for one in checked(here, *(written(tmp_path, name, REFUSED) for name in ("a.csv", "b.csv")))
    ]
    assert [note.file_name for note in notes] == ["a.csv", "b.csv"]
    assert notes[0].lines == notes[1].lines


def test_nothing_of_the_home_is_touched(here: Declared, tmp_path: Path) -> None:
    """A check is no submission: there is no store, no archive, no publication behind it."""
    before = sorted(here.home.root.rglob("*"))
    (one,) = checked(here, written(tmp_path, "a.csv", REFUSED))
    receipt_beside(one, here, None, LIMIT)
    assert sorted(here.home.root.rglob("*")) == before


def test_a_period_that_has_not_begun_is_refused_by_the_day_of_the_check(here: Declared, tmp_path: Path) -> None:
    """Arrival is now, unless somebody names a day."""
    path = written(tmp_path, "a.csv", GOOD)
    assert checked(here, path)[0].notes["vi"].is_good
    (early,) = checked(here, path, as_of=dt.date(2026, 9, 30))
    assert [line.rule_id for line in early.notes["vi"].lines] == ["collection.period.not_in_future"]


def test_the_receipt_lies_beside_the_file_and_goes_when_all_is_well(here: Declared, tmp_path: Path) -> None:
    """An old receipt beside a corrected file would send its clerk looking for faults that are gone."""
    path = written(tmp_path, "a.csv", REFUSED)
    place = receipt_beside(checked(here, path)[0], here, None, LIMIT)
    assert place == tmp_path / "a.ket-qua.xlsx"
    assert place.is_file()
    written(tmp_path, "a.csv", GOOD)
    assert receipt_beside(checked(here, path)[0], here, None, LIMIT) is None
    assert not place.exists()


def test_a_receipt_that_somebody_works_in_is_never_overwritten(here: Declared, tmp_path: Path) -> None:
    """Clerks correct the receipt itself, and check that."""
    path = written(tmp_path, "a.csv", REFUSED)
    place = receipt_beside(checked(here, path)[0], here, None, LIMIT)
    assert place is not None
    book = openpyxl.load_workbook(place)
    book.worksheets[1]["L2"] = "đang sửa"
    book.save(place)
    assert receipt_beside(checked(here, path)[0], here, None, LIMIT) == tmp_path / "a.ket-qua-2.xlsx"
    assert receipt_beside(checked(here, place)[0], here, None, LIMIT) == tmp_path / "a.ket-qua-2.xlsx"
    assert openpyxl.load_workbook(place).worksheets[1]["L2"].value == "đang sửa"


def test_receipts_go_where_they_are_told_to(here: Declared, tmp_path: Path) -> None:
    """A folder that nobody may write to holds the reports of some offices."""
    (one,) = checked(here, written(tmp_path, "a.csv", WARNED))
    assert receipt_beside(one, here, tmp_path / "phieu" / "moi", LIMIT) == tmp_path / "phieu" / "moi" / "a.ket-qua.xlsx"


def test_a_corrected_receipt_is_accepted(here: Declared, tmp_path: Path) -> None:
    """What goes back may come back: of a CSV file too, whose rows stand in the receipt as text."""
    place = receipt_beside(checked(here, written(tmp_path, "a.csv", REFUSED))[0], here, None, LIMIT)
    assert place is not None
    book = openpyxl.load_workbook(place)
    book.worksheets[1]["H2"] = "900"
    corrected = tmp_path / "da-sua.xlsx"
    book.save(corrected)
    note = checked(here, corrected)[0].notes["vi"]
    assert (note.accepted, note.is_good) == (1, True)
