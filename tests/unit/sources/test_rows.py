"""Rows: data, totals, and what is neither."""

from pathlib import Path

import numpy as np

from tests.unit.sources.papers import CANONICAL, FORM, LINE, ROW, TITLE, map_of, read, sheet_in, workbook, written

TOTAL = (None, "Tổng cộng", None, *ROW[3:9])


def test_every_row_keeps_its_number_and_every_column_its_letter(tmp_path: Path) -> None:
    """Blank rows, notes and signatures vanish; what is left stands where it stood."""
    rows = [TITLE, [], FORM, ROW, [], ROW, TOTAL, [None, "Ghi chú: số ước tính"], [None, "Người lập", None, "Chủ tịch"]]
    sheet = sheet_in(workbook(tmp_path / "x.xlsx", {"Thu gom": rows}, corner=(1, 1)))
    assert sheet.cells.index.tolist() == [5, 7]
    assert sheet.totals.index.tolist() == [8]
    assert sheet.address("collected_t", 7) == "J7"
    assert list(sheet.cells.loc[5, ["unit_code", "collected_t"]]) == ["03388", 288.25]
    assert sheet.totals.loc[8, "collected_t"] == 288.25


def test_what_a_heading_says_stands_in_every_row_at_the_headings_address(tmp_path: Path) -> None:
    """The period above the table is every row's period, and a complaint about it points to the heading."""
    sheet = sheet_in(workbook(tmp_path / "x.xlsx", {"S": [TITLE, FORM, ROW, ROW]}))
    assert sheet.cells["period"].tolist() == ["2026-10", "2026-10"]
    assert sheet.address("period", 4) == "A1"
    assert sheet.headings["period"] == TITLE[0]


def test_a_column_of_its_own_stands_before_heading_and_constant(tmp_path: Path) -> None:
    """What a row says of itself is not overruled by what is said of all rows."""
    maps = map_of(
        tmp_path / "maps",
        "period_kind: month\ncolumns:\n  unit_code: {headers: [code]}\n  period: {headers: [month]}\n"
        "  settlement: {headers: [where]}\nheadings: {period: ['{month}/{year}']}\nconstants: {settlement: all}\n",
    )
    sheet = sheet_in(written(tmp_path / "x.csv", "1/2020\ncode,month,where\n1,2026-10,urban\n"), maps)
    assert list(sheet.cells.loc[3, ["period", "settlement"]]) == ["2026-10", "urban"]


def test_a_total_may_begin_at_the_margin(tmp_path: Path) -> None:
    """Merged over several columns, the word stands in the first and not in the column of names."""
    sheet = sheet_in(workbook(tmp_path / "x.xlsx", {"S": [TITLE, FORM, ROW, ["TỔNG", *TOTAL[2:]]]}))
    assert (len(sheet.cells), len(sheet.totals)) == (1, 1)


def test_a_village_called_like_a_total_is_a_village(tmp_path: Path) -> None:
    """Beside a unit's code the word is a name; without marks, many a name reads like a sum."""
    row = [ROW[0], "Tông", *ROW[2:]]
    sheet = sheet_in(workbook(tmp_path / "x.xlsx", {"S": [TITLE, FORM, row, TOTAL]}))
    assert (len(sheet.cells), len(sheet.totals)) == (1, 1)


def test_figures_beside_no_name_are_a_row(tmp_path: Path) -> None:
    """A row without code and name is received and refused, and not taken for a blank."""
    sheet = sheet_in(workbook(tmp_path / "x.xlsx", {"S": [TITLE, FORM, [None, None, None, 5]]}))
    assert sheet.cells["population"].tolist() == [5]


def test_cells_of_a_csv_stay_text(tmp_path: Path) -> None:
    """A code keeps its zero, and a figure its notation, until the cast."""
    sheet = sheet_in(written(tmp_path / "x.csv", f"{CANONICAL}\n{LINE}\n"))
    assert list(sheet.cells.loc[2, ["unit_code", "generated_t"]]) == ["03388", "310.5"]
    assert sheet.address("generated_t", 2) == "H2"


def test_one_file_may_hold_several_sheets_of_one_report(tmp_path: Path) -> None:
    """Each sheet is read for itself, with its own heading."""
    other = ("Tháng 9/2026",)
    path = workbook(tmp_path / "x.xlsx", {"T9": [other, FORM, ROW], "T10": [TITLE, FORM, ROW]})
    sheets = read(path).sheets
    assert [(sheet.sheet, sheet.cells["period"].iloc[0]) for sheet in sheets] == [("T9", "2026-09"), ("T10", "2026-10")]


def test_a_blank_cell_in_a_column_of_texts_is_none(tmp_path: Path) -> None:
    """Pandas' own null is no blank cell: the cast would take it for a word."""
    row = [*ROW[:2], None, *ROW[3:]]
    cells = sheet_in(workbook(tmp_path / "x.xlsx", {"S": [TITLE, FORM, ROW, row]})).cells
    assert cells["settlement"].tolist() == ["Đô thị", None]
    assert set(cells.dtypes) == {np.dtype(object)}
