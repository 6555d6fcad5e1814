"""Receipts, from the inbox to the workbook that goes back: nothing sent is lost, and nothing found is left out."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.e2e.homes import run_night
from thugom.services.home import make_home
from thugom.services.receipts import receipt_of
from thugom.services.templates import Request, write_templates

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

HEADER_ROW = 9
SIGNS = {"error": "✖", "warning": "▲"}
COLLECTED = """\
unit_code,period,settlement,population,households,households_served,households_self_managed,generated_t,collected_t,collections_per_week,submitted_on
03388,2026-10,urban,30000,7000,7500,100,900,800,7,2026-11-01
03595,2026-10,rural,19831,4497,1018,2998,"798,6 +35",60.68,1,2026-11-01
03595,2026-10,urban,7659,2166,1595,319,213.282,161.436,5,2026-11-01
"""
TREATED = """\
unit_code,period,settlement,facility_code,method,stream,treated_t,reported_by,submitted_on
03388,2026-09,urban,SYN-LC,sanitary_landfill,domestic,700,unit,2026-10-01
"""
LATER = dt.datetime(2026, 11, 17, 1, 30, tzinfo=dt.UTC)


def findings(home: Path) -> list[dict[str, Any]]:
    """Return the table `quality_issue`."""
    with closing(sqlite3.connect(home / "data/curated/thugom.db")) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute("SELECT * FROM quality_issue")]


def receipts(home: Path) -> dict[str, Path]:
    """Return the receipts by their place."""
    folder = home / "data" / "receipts"
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.xlsx"))}


def listed(sheet: Worksheet) -> list[tuple[str, str, str]]:
    """Return severity, place and message of every line on a receipt's first sheet."""
    rows = sheet.iter_rows(min_row=HEADER_ROW + 1, values_only=True)
    return [(str(row[1]), str(row[2]), str(row[5])) for row in rows if row[0] is not None]


@pytest.mark.slow
def test_every_finding_of_a_file_is_in_its_receipt_at_its_cell(demo_home: Path) -> None:
    """A finding that its sender never hears of is never mended; one that nobody made is not invented."""
    found = findings(demo_home)
    by_place: dict[str, list[dict[str, Any]]] = {}
    for row in found:
        folder, _, name = row["file_path"].rpartition("/")
        by_place.setdefault(f"{folder}/{name.rpartition('.')[0]}.{row['file_sha256'][:8]}.xlsx", []).append(row)
    written = receipts(demo_home)
    assert set(written) == set(by_place)
    for place, rows in by_place.items():
        book = openpyxl.load_workbook(written[place])
        front, *others = book.worksheets
        # Of one number: none is left out, none is said twice.
        assert len(listed(front)) == len(rows), place
        assert sorted(message for _, _, message in listed(front)) == sorted(row["message_vi"] for row in rows)
        for row in rows:
            if not row["cell"] or not others:
                continue
            sheet = book[row["sheet"]] if row["sheet"] else others[0]
            comment = sheet[row["cell"]].comment
            assert comment is not None, (place, row["cell"])
            assert f"{SIGNS[row['severity']]} " in comment.text
            assert row["message_vi"] in comment.text
            coloured = [area for area in sheet.conditional_formatting if row["cell"] in area]
            assert any('"thugom"="thugom"' in rule.formula for area in coloured for rule in area.rules)


@pytest.mark.slow
def test_the_senders_cells_keep_their_values_and_formats(demo_home: Path) -> None:
    """A receipt is the sender's own workbook: whoever corrects it there loses nothing."""
    compared = 0
    for place, path in list(receipts(demo_home).items())[::5]:
        month, name = place.split("/")
        original = demo_home / "data" / "raw" / month / f"{name.rsplit('.', 2)[0]}.xlsx"
        try:
            sent = openpyxl.load_workbook(original)
        except Exception:  # noqa: BLE001, S112 - a CSV, or a file that nobody can open
            continue
        book = openpyxl.load_workbook(path)
        assert book.sheetnames[1:] == sent.sheetnames
        for sheet in sent.worksheets:
            for cells in sheet.iter_rows():
                for cell in cells:
                    copy = book[sheet.title][cell.coordinate]
                    assert (copy.value, copy.number_format) == (cell.value, cell.number_format), (place, cell)
                    assert (copy.font.b, copy.fill.fgColor.rgb) == (cell.font.b, cell.fill.fgColor.rgb)
            widths = {letter: column.width for letter, column in sheet.column_dimensions.items()}
            assert {letter: book[sheet.title].column_dimensions[letter].width for letter in widths} == widths
            compared += 1
    assert compared > 20


def small_home(root: Path) -> Path:
    """Make a home in which one file has an error and a warning, one cannot be read, and two are good."""
    home = make_home(root, synthetic=True).root
    raw = home / "data" / "raw" / "2026-10"
    raw.mkdir()
    (raw / "thu-gom.csv").write_text(COLLECTED, encoding="utf-8")
    (raw / "hong.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    good = COLLECTED.splitlines()[0] + "\n03388,2026-09,urban,30000,7000,6000,100,900,800,7,2026-10-01\n"
    (raw / "tot.csv").write_text(good, encoding="utf-8")
    (raw / "xu-ly.csv").write_text(TREATED, encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run one night over four files."""
    root = small_home(tmp_path_factory.mktemp("receipts") / "home")
    run_night(root)
    return root


def copied(home: Path, target: Path) -> Path:
    """Return a copy of a home that a test may change."""
    return shutil.copytree(home, target, symlinks=True)


def test_a_file_without_fault_has_no_receipt(home: Path) -> None:
    """Who did everything right is not bothered; who did not finds the receipt under the name of the file."""
    assert [place.split(".")[0] for place in receipts(home)] == ["2026-10/hong", "2026-10/thu-gom"]


def test_the_summary_says_how_many_receipts_there_are_and_where(home: Path) -> None:
    """Whoever runs the night learns where to find what goes back."""
    said = json.loads((home / "data/curated/status.json").read_text(encoding="utf-8"))["receipts"]
    assert said == {"folder": "data/receipts", "total": 2, "written": 2, "failed": []}


def test_a_night_without_news_rewrites_nothing(home: Path, tmp_path: Path) -> None:
    """Whoever has a receipt open, or copies the folder away every night, is not disturbed."""
    again = copied(home, tmp_path / "home")
    before = {place: path.stat().st_mtime_ns for place, path in receipts(again).items()}
    summary = run_night(again, LATER)
    assert {place: path.stat().st_mtime_ns for place, path in receipts(again).items()} == before
    assert summary.receipts is not None
    assert (summary.receipts.total, summary.receipts.written) == (2, 0)


def test_a_receipt_that_is_gone_is_written_again_to_the_byte(home: Path, tmp_path: Path) -> None:
    """The same findings give the same bytes: two receipts can be told apart by their hash."""
    again = copied(home, tmp_path / "home")
    before = {place: path.read_bytes() for place, path in receipts(again).items()}
    shutil.rmtree(again / "data" / "receipts")
    run_night(again, LATER)
    assert {place: path.read_bytes() for place, path in receipts(again).items()} == before


def test_the_order_in_which_files_come_changes_no_receipt(home: Path, tmp_path: Path) -> None:
    """Files of one night are judged in the order of their names: under others the receipts say the same."""
    other = small_home(tmp_path / "other")
    raw = other / "data" / "raw"
    (raw / "2026-10" / "thu-gom.csv").rename(raw / "zzz.csv")
    (raw / "2026-10" / "hong.xlsx").rename(raw / "aaa.xlsx")
    run_night(other)
    lines = [listed(openpyxl.load_workbook(path).worksheets[0]) for path in receipts(home).values()]
    theirs = [listed(openpyxl.load_workbook(path).worksheets[0]) for path in receipts(other).values()]
    assert sorted(lines) == sorted(theirs)


def test_the_receipt_of_a_csv_file_holds_its_rows_as_text_in_their_places(home: Path) -> None:
    """A code keeps its leading zero, and the cell that is wrong is where the list says it is."""
    (path,) = [path for place, path in receipts(home).items() if "thu-gom" in place]
    front, sheet = openpyxl.load_workbook(path).worksheets
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == COLLECTED.splitlines()[0].split(",")
    assert rows[2][0] == "03595"
    assert sheet["H3"].value == "798,6 +35"
    assert sheet["H3"].comment is not None
    place = next(cell for cell in front["C"] if cell.value and str(cell.value).endswith("H3"))
    assert place.hyperlink is not None
    assert place.hyperlink.location == f"'{sheet.title}'!H3"


def test_what_the_review_finds_stands_in_the_receipt_too(home: Path) -> None:
    """The sender is who can answer it: collected waste of which no treatment report speaks."""
    own = [row for row in findings(home) if row["file_path"].endswith("thu-gom.csv")]
    untreated = [row["message_vi"] for row in own if "treatment" in row["rule_id"] or "treated" in row["rule_id"]]
    (path,) = [path for place, path in receipts(home).items() if "thu-gom" in place]
    messages = [message for _, _, message in listed(openpyxl.load_workbook(path).worksheets[0])]
    assert untreated
    assert set(untreated) <= set(messages)
    assert len(messages) == len(own)


def test_a_receipt_that_cannot_be_made_is_named_and_costs_nothing(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The figures are published by then; the other receipts are written; the next night tries again."""
    again = copied(home, tmp_path / "home")
    shutil.rmtree(again / "data" / "receipts")

    def fail(note: Any, *rest: Any) -> bytes:  # noqa: ANN401 - as the real one
        if "thu-gom" in note.file_path:
            raise ValueError("a workbook that nobody foresaw")
        return receipt_of(note, *rest)

    monkeypatch.setattr("thugom.services.receipts.making_many.receipt_of", fail)
    summary = run_night(again, LATER)
    assert summary.receipts is not None
    assert (summary.receipts.total, len(summary.receipts.failed)) == (1, 1)
    assert "2026-10/thu-gom.csv" in summary.receipts.failed[0]
    monkeypatch.undo()
    assert run_night(again, LATER + dt.timedelta(days=1)).receipts.total == 2  # type: ignore[union-attr] # a night has them


def test_the_folder_of_receipts_is_closed_to_others(home: Path) -> None:
    """They hold what communes sent, names of people among it perhaps."""
    assert (home / "data" / "receipts").stat().st_mode & 0o777 == 0o750


def test_what_lies_there_of_somebody_elses_stays(home: Path, tmp_path: Path) -> None:
    """Only what a night wrote does a night remove: a receipt whose file is without fault by now."""
    again = copied(home, tmp_path / "home")
    folder = again / "data" / "receipts"
    (folder / "ghi-chu.txt").write_text("gọi lại", encoding="utf-8")
    index = json.loads((folder / "receipts.json").read_text(encoding="utf-8"))
    (folder / "2025-01").mkdir()
    (folder / "2025-01" / "cu.00000000.xlsx").write_bytes(b"old")
    index |= {"2025-01/cu.00000000.xlsx": "x", "../../curated/thugom.db": "x"}
    (folder / "receipts.json").write_text(json.dumps(index), encoding="utf-8")
    run_night(again, LATER)
    assert (folder / "ghi-chu.txt").is_file()
    assert not (folder / "2025-01").exists()
    assert (again / "data" / "curated" / "thugom.db").is_file()


@pytest.mark.slow
def test_an_unfilled_template_is_refused_and_its_receipt_is_that_template(tmp_path: Path) -> None:
    """It would have passed for a report. Corrected in the receipt, with its locks and lists, it is accepted."""
    home = make_home(tmp_path / "home", synthetic=True).root
    (template,) = write_templates(home, Request("2026-10", unit="03388", report="collection"), tmp_path / "out")
    shutil.copy(template, home / "data" / "raw" / "chua-dien.xlsx")
    summary = run_night(home)
    assert (summary.rows_accepted, summary.rows_refused) == (0, 1)
    assert [row["rule_id"] for row in findings(home)] == ["collection.collected_t.figures_given"]
    (path,) = receipts(home).values()
    book = openpyxl.load_workbook(path)
    assert book["thugom"].sheet_state == "veryHidden"
    sheet = book["Thu gom"]
    assert sheet.protection.sheet
    assert len(sheet.data_validations.dataValidation) > 5
    assert "Chưa điền số liệu" in sheet[findings(home)[0]["cell"]].comment.text
    for header, value in {"Dân số": 30000, "Số hộ": 7000, "Khối lượng thu gom (tấn)": 700}.items():
        (column,) = [cell.column for cell in sheet[8] if cell.value == header]
        sheet.cell(9, column, value)
    buffer = io.BytesIO()
    book.save(buffer)
    (home / "data" / "raw" / "da-sua.xlsx").write_bytes(buffer.getvalue())
    assert run_night(home, LATER).rows_accepted == 1


def test_receipts_go_when_the_policy_says_so_and_the_findings_stay(home: Path, tmp_path: Path) -> None:
    """Days later, of receipts that are kept for one, none is left and none is written; every finding still stands."""
    again = copied(home, tmp_path / "home")
    for name, before, after in (
        ("home.yml", "synthetic: true", "synthetic: false"),
        ("policy.yml", "keep_receipts_days: 400", "keep_receipts_days: 1"),
    ):
        text = (again / name).read_text(encoding="utf-8")
        assert before in text
        (again / name).write_text(text.replace(before, after), encoding="utf-8")
    found = len(findings(again))
    assert found
    summary = run_night(again, LATER + dt.timedelta(days=2))
    assert summary.receipts is not None
    assert (receipts(again), summary.receipts.total) == ({}, 0)
    # Outside the demonstration its invented facility is unknown: one finding more.
    assert len(findings(again)) == found + 1
