"""What the sender of a workbook is told of cells that were read."""

from dataclasses import replace
from pathlib import Path

from tests.unit.sources.papers import FORM, ROW, TITLE, sheet_in, workbook
from thugom.sources.cells import Grid
from thugom.sources.marks import Marks
from thugom.sources.notices import notices
from thugom.sources.sheet import Sheet

TOTAL = ("", "Tổng cộng", "", *ROW[3:])


def read(folder: Path, marks: Marks) -> tuple[Grid, Sheet]:
    """Return a report of one row with a total, and its grid with these marks."""
    rows = [TITLE, FORM, ROW, TOTAL]
    sheet = sheet_in(workbook(folder / "x.xlsx", {"S": rows}))
    return Grid("S", [1, 2, 3, 4], [list(row) for row in rows], 0, marks), sheet


def test_a_sheet_without_marks_is_passed_over(tmp_path: Path) -> None:
    """Most sheets have none, and cost nothing."""
    assert notices(*read(tmp_path, Marks())) == []


def test_only_cells_of_the_report_are_spoken_of(tmp_path: Path) -> None:
    """A formula in the title, in the total row or beside the table is nobody's mistake."""
    formulas = frozenset({(1, 0), (3, 3), (4, 3), (3, 40)})
    found = notices(*read(tmp_path, Marks(formulas=formulas, hidden_rows=((1, 1), (4, 9)), hidden_columns=((40, 60),))))
    assert [(one.rule_id, one.cell, one.value) for one in found] == [
        ("collection.population.formula_value", "D3", "9500")
    ]


def test_what_a_source_map_fills_is_not_complained_of(tmp_path: Path) -> None:
    """A blank of a merge that means "as above" was filled: what was read is no longer blank, what stands there is."""
    grid, sheet = read(tmp_path, Marks(merged=(((2, 3), (3, 3)),)))
    grid.rows[2][3] = None
    assert notices(grid, sheet) == []
    cells = sheet.cells.copy()
    cells["population"] = None
    blank = replace(sheet, cells=cells)
    assert [(one.rule, one.cell) for one in notices(grid, blank)] == [("merged_blank", "D3")]
