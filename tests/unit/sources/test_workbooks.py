"""Workbooks as grids, with the file's own addresses."""

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.unit.sources.papers import workbook
from thugom.sources import workbooks
from thugom.sources.cells import UnreadableError
from thugom.sources.workbooks import read_workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize("corner", [(0, 0), (4, 2), (99, 27)])
def test_addresses_are_the_files_own(tmp_path: Path, corner: tuple[int, int]) -> None:
    """A sheet that does not begin at A1 keeps its row numbers and column letters."""
    path = workbook(tmp_path / "a.xlsx", {"S": [["head", None, "x"], [], [None, 5]]}, corner=corner)
    (grid,) = read_workbook(path.read_bytes()).grids
    sheet = openpyxl.load_workbook(path)["S"]
    cells = [(row, column) for row in range(3) for column in range(3) if grid.rows[row][column] is not None]
    assert [grid.rows[row][column] for row, column in cells] == ["head", "x", 5]
    assert [sheet[grid.cell_name(row, column)].value for row, column in cells] == ["head", "x", 5]


def test_cells_keep_what_kind_of_thing_they_hold(tmp_path: Path) -> None:
    """A number, a text that looks like one, a date, a boolean and spaces are different things."""
    cells = ["03388", 3388, 12.5, True, dt.datetime(2026, 10, 1), "  ", ""]  # noqa: DTZ001 - as a cell shows it
    (grid,) = read_workbook(workbook(tmp_path / "a.xlsx", {"S": [[*cells, "end"]]}).read_bytes()).grids
    (row,) = grid.rows
    assert row[:2] == ["03388", 3388]
    assert isinstance(row[0], str)
    assert row[2:4] == [12.5, True]
    assert isinstance(row[3], bool)
    assert isinstance(row[4], dt.date)
    assert row[5:] == [None, None, "end"]


def test_formulas_are_read_as_their_values_and_errors_as_errors(tmp_path: Path) -> None:
    """A division by zero is no blank cell: it is seen where it stands, so that the cast can refuse it."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name in ("A", "B"):
            sheet = book.add_worksheet(name)
            sheet.write_formula("C5", "=1+1", None, 2)
            sheet.write_formula("D6", "=1/0", None, "#DIV/0!")
    for grid in read_workbook(path.read_bytes()).grids:
        assert (grid.cell_name(0, 0), grid.rows[0][0]) == ("C5", 2)
        assert (grid.cell_name(1, 1), grid.rows[1][1]) == ("D6", "#DIV/0!")


def test_charts_and_empty_sheets_are_no_tables(tmp_path: Path) -> None:
    """Only worksheets with a cell in use are read."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("empty")
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=full!$B$2:$B$3"})
        book.add_chartsheet("chart").set_chart(chart)
        book.add_worksheet("full").write("B2", 1)
    assert [grid.name for grid in read_workbook(path.read_bytes()).grids] == ["full"]


def _xlsx() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet("S").write("A1", "x" * 500)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"unit_code,period\n03388,2026-10\n",
        b"<html><table></table></html>",
        _xlsx()[:400],
        _xlsx()[:-60],
        b"PK\x03\x04" + bytes(200),
        OLE + bytes(600),
        OLE + b"\xff" * 6000,
        # What a workbook under a password is: an OLE file with an EncryptedPackage in it.
        OLE + bytes(16) + b"\x3e\x00\x03\x00\xfe\xff\x09\x00" + bytes(480) + "EncryptedPackage".encode("utf-16-le") * 9,
    ],
    ids=["empty", "csv", "html", "cut off", "cut at the end", "zip mark", "ole mark", "ole noise", "password"],
)
def test_what_is_no_workbook_is_unreadable_and_says_why(content: bytes) -> None:
    """Whatever a reader makes of damaged bytes, it is one kind of error with a reason."""
    with pytest.raises(UnreadableError, match=r"\w"):
        read_workbook(content)


class PanicException(BaseException):
    """What a panic in Rust looks like from here."""


@pytest.mark.parametrize("error", [PanicException("index out of bounds"), RuntimeError("zip"), KeyError("rels")])
def test_a_reader_that_breaks_does_not_break_the_night(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    """A panic in the Rust reader is no Exception to Python, and is caught all the same."""
    monkeypatch.setattr(workbooks, "_grids", _raiser(error))
    with pytest.raises(UnreadableError):
        read_workbook(_xlsx())


def test_who_interrupts_the_night_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupt by the user is no damage of the file."""
    monkeypatch.setattr(workbooks, "_grids", _raiser(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        read_workbook(_xlsx())


def _raiser(error: BaseException):  # type: ignore[no-untyped-def] # noqa: ANN202 - stands in for any reader
    def read(*_: object) -> None:
        raise error

    return read
