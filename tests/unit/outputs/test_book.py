"""The workbook for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.unit.outputs.releases import HOSTILE, VERDICT, province, release
from thugom.outputs.book import HEADER_ROW, write_book
from thugom.outputs.book_sheets import MOST_ROWS, sheets_of
from thugom.outputs.book_styles import number_format

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

# What openpyxl says of the bars in a cell, which it cannot read.
pytestmark = pytest.mark.filterwarnings("ignore:(Unknown|Conditional Formatting) extension is not supported")


@pytest.fixture
def book(tmp_path: Path) -> openpyxl.Workbook:
    """Return the workbook of a small publication, as a reader opens it."""
    write_book(release(), tmp_path / "thugom.xlsx")
    return openpyxl.load_workbook(tmp_path / "thugom.xlsx")


def titled(sheet: Worksheet) -> dict[str, int]:
    """Return the columns of a sheet by what stands over them."""
    cells = sheet[HEADER_ROW + 1]
    return {str(cell.value): cell.column for cell in cells if cell.value is not None and cell.column is not None}


def column(sheet: Worksheet, title: str) -> list[object]:
    """Return what stands below a title."""
    number = titled(sheet)[title]
    return [row[number - 1] for row in sheet.iter_rows(min_row=HEADER_ROW + 2, values_only=True)]


def test_the_first_sheet_says_where_each_target_stands(book: openpyxl.Workbook) -> None:
    """Title, value, ends, target, date and verdict stand on the first sheet, with a chart of the months."""
    front = book.worksheets[0]
    assert front.title == "Tổng quan"
    row = [cell.value for cell in front[7]]
    assert row[:6] == ["Số xã được thu gom", 0.5, 0.5, 0.5, 0.95, "tháng 12/2030"]
    assert row[9] == "Chưa đạt"
    assert len(vars(front)["_charts"]) == 1


def test_the_path_is_that_of_the_units_of_today(tmp_path: Path) -> None:
    """Paths run on one series: the first sheet takes expected value, gap and status from it, and nothing else."""
    rows = [
        province("2026-10", "communes_covered", "by_units", value=0.5, lower=0.5, upper=0.5, **VERDICT),
        province(
            "2026-10",
            "communes_covered",
            "by_units",
            basis="as_is",
            value=0.4,
            expected=0.6,
            gap_pp=-20.0,
            status="behind",
        ),
    ]
    write_book(release(province_coverage=rows), tmp_path / "thugom.xlsx")
    row = [cell.value for cell in openpyxl.load_workbook(tmp_path / "thugom.xlsx").worksheets[0][7]]
    assert (row[1], row[6:9]) == (0.5, [0.6, -20.0, "Chậm"])


def test_every_table_has_a_frozen_header_and_filters(book: openpyxl.Workbook) -> None:
    """Whoever scrolls still sees the titles; whoever looks for a unit filters."""
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes is not None
        assert str(sheet.freeze_panes).endswith(str(HEADER_ROW + 2))
        assert sheet.auto_filter.ref is not None


def test_a_name_that_begins_like_a_formula_is_a_text(book: openpyxl.Workbook) -> None:
    """No cell is computed, and the name stands as it is."""
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert HOSTILE in [cell.value for cell in cells]


def test_unknown_is_empty_and_zero_is_zero(book: openpyxl.Workbook) -> None:
    """What nobody reported is an empty cell; a reported nothing is a 0."""
    sheet = book["Xã, phường"]
    assert column(sheet, "Khối lượng thu gom (tấn)") == [3, 0]
    assert column(sheet, "Tỷ lệ thu gom và xử lý") == [0.75, None]


def test_units_stand_in_vietnamese_order_and_coded_values_in_words(book: openpyxl.Workbook) -> None:
    """The order is the register's, and a reader meets words."""
    sheet = book["Xã, phường"]
    assert column(sheet, "Mã đơn vị") == ["03424", "03388"]
    assert column(sheet, "Được thu gom và xử lý") == ["Có", "Không"]


def test_a_column_that_holds_nothing_is_left_out(book: openpyxl.Workbook) -> None:
    """Since the districts were abolished nobody looks for an empty column of them."""
    assert "Tên huyện" not in titled(book["Xã, phường"])


def test_status_and_coverage_are_coloured(book: openpyxl.Workbook) -> None:
    """Colours come as conditions, so that they follow a value that somebody corrects."""
    sheet = book["Xã, phường"]
    formulas = [rule.formula for ranged in sheet.conditional_formatting for rule in ranged.rules if rule.formula]
    assert ['"Không"'] in formulas


def test_numbers_have_the_format_of_their_unit() -> None:
    """Ratios are per cent, tonnes have one decimal, counts none."""
    contract = release().contracts["commune_coverage"]
    shown = [number_format(contract.field(name)) for name in ("collection_rate", "generated_t", "households", "period")]
    assert shown == ["0.0%", "#,##0.0", "#,##0", "@"]


def test_the_dictionary_says_how_a_figure_is_computed(book: openpyxl.Workbook) -> None:
    """The last sheet has a formula and an example for the figures."""
    sheet = book["Từ điển"]
    by_name = dict(zip(column(sheet, "Cột"), sheet.iter_rows(min_row=HEADER_ROW + 2, values_only=True), strict=True))
    assert any("C / G" in str(text) for text in by_name["collection_rate"])


def test_a_unit_stands_by_its_name_where_a_table_has_its_id() -> None:
    """An officer knows communes by name."""
    issue = {"table_name": "collection", "unit_id": "03388@2025-07-01", "severity": "error", "rule_id": "x"}
    small = release(quality_issue=[issue])
    sheet = next(sheet for sheet in sheets_of(small) if sheet.source == "quality_issue")
    assert "unit_id" not in [shown.name for shown in sheet.columns]
    assert sheet.rows["full_name"].tolist() == ["Phường Đoàn Kết"]


def test_a_long_table_shows_its_newest_rows_and_says_where_all_are() -> None:
    """A country's workbook stays one that opens."""
    rows = [{"rule_id": "x", "severity": "error", "period": f"20{day:02}-01"} for day in range(1, 29)]
    small = release(quality_issue=rows * 200)
    sheet = next(sheet for sheet in sheets_of(small) if sheet.source == "quality_issue")
    assert len(sheet.rows) == MOST_ROWS
    assert sheet.note.startswith("5000 trong 5600 dòng; toàn bộ: csv/quality_issue.csv")
    assert sheet.rows["period"].iloc[0] == "2028-01"


def test_the_same_publication_gives_the_same_bytes(tmp_path: Path) -> None:
    """No clock's reading stands in the workbook."""
    for name in ("a.xlsx", "b.xlsx"):
        write_book(release(), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
