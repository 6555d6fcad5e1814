"""Workbooks that would fill the memory are refused before they are opened."""

import io

import pytest
import xlsxwriter

from thugom.sources import parts
from thugom.sources.cells import UnreadableError
from thugom.sources.workbooks import read_workbook


def _with_cells(*addresses: str, blank: tuple[str, ...] = ()) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet, bold = book.add_worksheet("S"), book.add_format({"bold": True})
        for address in addresses:
            sheet.write(address, "x")
        for address in blank:
            sheet.write_blank(address, None, bold)
    return buffer.getvalue()


def test_a_stray_sign_in_the_far_corner_does_not_end_the_night() -> None:
    """A block from A1 to the last cell a sheet can have would take half a terabyte: the place is named instead."""
    with pytest.raises(UnreadableError, match="XFD1048576"):
        read_workbook(_with_cells("A1", "XFD1048576"))


@pytest.mark.parametrize("addresses", [("A1", "XFD1000"), ("XFD1048575", "XFD1048576")])
def test_what_fits_is_read_wherever_it_stands(addresses: tuple[str, ...]) -> None:
    """A wide sheet, and one that only begins far away, are read."""
    (grid,) = read_workbook(_with_cells(*addresses)).grids
    assert grid.cell_name(-1, len(grid.rows[-1]) - 1) == addresses[1]


def test_formats_without_content_take_no_room() -> None:
    """Whoever coloured a million rows has sent no more cells than those with something in them."""
    (grid,) = read_workbook(_with_cells("A1", "B2", blank=("XFD1048576",))).grids
    assert len(grid.rows) == 2


def test_what_unpacks_beyond_measure_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file of a million equal rows is stopped by what its parts say they hold."""
    monkeypatch.setattr(parts, "MOST_UNPACKED", 1000)
    with pytest.raises(UnreadableError, match="unpacks"):
        read_workbook(_with_cells("A1"))
