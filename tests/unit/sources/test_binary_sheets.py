"""xls files: what the fast reader leaves out, and how far a file may reach before a reader opens it."""

import contextlib
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.sources.packed import xls_bytes, xls_cell, xls_cells, xls_record
from tests.unit.sources.papers import FORM, ROW, TITLE, finding_in, read, written
from thugom.sources import bounds
from thugom.sources.binary_sheets import binary_sheet
from thugom.sources.cells import UnreadableError
from thugom.sources.workbooks import read_workbook

SECOND = ("03390", *ROW[1:])


def test_an_old_workbook_is_read_with_its_own_addresses() -> None:
    """A file of the years before 2007 is a workbook like any other."""
    (grid,) = read_workbook(xls_bytes(xls_cell(4, 2, "Mã") + xls_cell(5, 3, 7.5), "Tháng 10")).grids
    assert (grid.name, grid.cell_name(0, 0), grid.rows) == ("Tháng 10", "C5", [["Mã", None], [None, 7.5]])


def test_formulas_merges_and_hidden_rows_of_an_old_workbook_are_marked(tmp_path: Path) -> None:
    """The same words as of a new one: its clerks have hidden rows too."""
    cells = xls_cells((TITLE, FORM, (*ROW[:8], None, 7), (*SECOND[:3], None, *SECOND[4:])))
    cells += xls_cell(2, 8, 288.25, is_formula=True)
    cells += xls_record(0x0208, struct.pack("<8H", 3, 0, 10, 255, 0, 0, 0x20, 0))
    cells += xls_record(0x007D, struct.pack("<6H", 4, 4, 0, 0, 1, 0))
    cells += xls_record(0x00E5, struct.pack("<5H", 1, 2, 3, 3, 3))
    reading = read(written(tmp_path / "x.xls", xls_bytes(cells)))
    assert [len(sheet.cells) for sheet in reading.sheets] == [2]
    assert [(one.rule, one.row_number, one.cell) for one in reading.findings] == [
        ("formula_value", 3, "I3"),
        ("merged_blank", 4, "D4"),
        ("hidden_row", 4, ""),
        ("hidden_column", None, "E"),
    ]


def test_an_error_in_an_old_workbook_is_no_blank() -> None:
    """A division by zero is seen where it stands, typed or computed."""
    computed = struct.pack("<3H6BHHIH3s", 0, 0, 0, 2, 0, 7, 0, 0, 0, 0xFFFF, 0, 0, 3, b"\x1e\x01\x00")
    typed = struct.pack("<3HBB", 0, 1, 0, 0x2A, 1)
    (grid,) = read_workbook(xls_bytes(xls_record(0x0006, computed) + xls_record(0x0205, typed))).grids
    assert grid.rows == [["#DIV/0!", "#N/A"]]


def test_formulas_and_errors_of_a_binary_workbook_are_told() -> None:
    """The records of an xlsb sheet say which cell a formula gave."""

    def record(kind: int, content: bytes) -> bytes:
        return bytes([kind, len(content)]) + content

    row = record(0, (4).to_bytes(4, "little"))
    cells = [(9, 2, bytes(8)), (11, 3, b"\x07"), (5, 4, bytes(8))]
    part = row + b"".join(record(kind, struct.pack("<II", column, 0) + value) for kind, column, value in cells)
    marks, extent = binary_sheet(part)
    assert (marks.formulas, marks.errors) == (frozenset({(5, 2)}), {(5, 3): "#DIV/0!"})
    assert (extent.top, extent.left, extent.bottom, extent.right) == (5, 2, 5, 4)


def test_an_old_workbook_of_far_cells_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell in a column that no sheet has would ask for a hundred gigabytes."""
    far = xls_bytes(xls_cell(0, 0, 1) + xls_cell(65_535, 65_535, 1))
    assert finding_in(written(tmp_path / "x.xls", far)).rule == "unreadable"
    monkeypatch.setattr(bounds, "MOST_CELLS", 1_000_000)
    wide = xls_bytes(xls_cell(0, 0, 1) + xls_cell(65_535, 255, 1))
    assert finding_in(written(tmp_path / "y.xls", wide)).rule == "cells_too_far"


def test_macros_in_an_old_workbook_are_flagged(tmp_path: Path) -> None:
    """They stand in a storage of their own, and are not looked into."""
    content = xls_bytes(xls_cells((TITLE, FORM, ROW))) + "_VBA_PROJECT_CUR".encode("utf-16-le")
    reading = read(written(tmp_path / "x.xls", content))
    assert [one.rule for one in reading.findings] == ["macros"]
    assert len(reading.sheets) == 1


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=6), st.integers(0, 5200))
def test_no_damage_to_an_old_workbook_raises_anything_else(places: list[tuple[int, int]], kept: int) -> None:
    """Whatever is flipped or cut off, it is read, or is one kind of error."""
    content = bytearray(xls_bytes(xls_cells((TITLE, FORM, ROW))))
    for place, mask in places:
        content[place % len(content)] ^= mask
    with contextlib.suppress(UnreadableError):
        assert read_workbook(bytes(content[: max(kept, 512)])).flags == []
