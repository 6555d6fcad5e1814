"""What a spreadsheet hides: formulas, hidden sheets and rows, merged cells, another calendar; none is taken unseen."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import openpyxl
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.unit.sources.packed import (
    ods_bytes,
    ods_row,
    with_xml,
)
from tests.unit.sources.papers import (
    FORM,
    ROW,
    SECOND_ROW,
    TITLE,
    cast_sheet,
    read,
    rules_in,
    written,
)
from thugom.sources.workbooks import read_workbook

if TYPE_CHECKING:
    from pathlib import Path


# Formulas


def formula_book(value: object) -> bytes:
    """Return a report whose collected tonnage is a formula with this stored value."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("S")
        for number, cells in enumerate((TITLE, FORM, ROW, SECOND_ROW)):
            sheet.write_row(number, 0, cells)
        sheet.write_formula("I3", "=H3-22.25", None, value)
    return buffer.getvalue()


def test_a_formula_counts_with_its_stored_value_and_is_marked(tmp_path: Path) -> None:
    """What the sender saw is what counts; that it was computed is said at its cell."""
    reading = read(written(tmp_path / "x.xlsx", formula_book(288.25)))
    (sheet,) = reading.sheets
    assert [(one.rule_id, one.cell, one.value) for one in reading.findings] == [
        ("collection.collected_t.formula_value", "I3", "288.25")
    ]
    assert cast_sheet(sheet)[0] == [False, False]


def test_a_formula_without_a_value_refuses_its_row_at_its_cell(tmp_path: Path) -> None:
    """A program that writes formulas and does not compute them has sent no figure: it is never blank, never 0."""
    content = with_xml(formula_book(0), b"</f><v>0</v>", b"</f><v></v>")
    (sheet,) = read(written(tmp_path / "x.xlsx", content)).sheets
    refused, findings = cast_sheet(sheet)
    assert refused == [True, False]
    assert [(one.rule_id, one.cell) for one in findings] == [("collection.collected_t.formula_without_value", "I3")]


def test_a_formula_without_a_value_is_seen_beyond_the_last_value(tmp_path: Path) -> None:
    """Openpyxl writes formulas without values: a row of nothing else is a row, and refused."""
    book = openpyxl.Workbook()
    for row in (TITLE, FORM, ["=A1"] * len(ROW)):
        book.worksheets[0].append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    (sheet,) = read(written(tmp_path / "x.xlsx", buffer.getvalue())).sheets
    refused, findings = cast_sheet(sheet)
    assert refused == [True]
    assert {one.rule for one in findings} >= {"formula_without_value"}


def test_formulas_of_an_ods_are_told_apart_too(tmp_path: Path) -> None:
    """With a stored value they count and are marked, without one they refuse their row."""
    stored = (
        '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="288.25">'
        "<text:p>288,25</text:p></table:table-cell>"
    )
    missing = '<table:table-cell table:formula="of:=1+1"/>'
    rows = [[TITLE[0]], FORM, (*ROW[:8], stored, 7), (*SECOND_ROW[:8], missing, 7)]
    table = f'<table:table table:name="S">{"".join(map(ods_row, rows))}</table:table>'
    reading = read(written(tmp_path / "x.ods", ods_bytes(table)))
    assert rules_in(reading.findings) == [("formula_value", "I3")]
    refused, findings = cast_sheet(reading.sheets[0])
    assert refused == [False, True]
    assert rules_in(findings) == [("formula_without_value", "I4")]


def test_an_error_in_an_ods_is_no_blank(tmp_path: Path) -> None:
    """A division by zero is refused at its cell, in either kind of workbook."""
    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    rows = [[TITLE[0]], FORM, (*ROW[:8], error, 7)]
    table = f'<table:table table:name="S">{"".join(map(ods_row, rows))}</table:table>'
    (sheet,) = read(written(tmp_path / "x.ods", ods_bytes(table))).sheets
    refused, findings = cast_sheet(sheet)
    assert (refused, [one.value for one in findings]) == ([True], ["#DIV/0!"])


# What nobody sees


def hidden_book(sheet_hidden: bool, visible: list[tuple[object, ...]]) -> bytes:  # noqa: FBT001 - the statement of the test
    """Return a workbook with a report on its second sheet, hidden or not, and some rows on the first."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        first, second = book.add_worksheet("Thấy"), book.add_worksheet("Ẩn")
        for sheet, rows in ((first, visible), (second, [TITLE, FORM, SECOND_ROW])):
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
        if sheet_hidden:
            second.hide()
    return buffer.getvalue()


def test_a_report_on_a_hidden_sheet_is_not_taken_and_said_to_be_there(tmp_path: Path) -> None:
    """What nobody sees nobody has signed: it may be last month's. Its sender is told to show it or leave it."""
    reading = read(written(tmp_path / "x.xlsx", hidden_book(sheet_hidden=True, visible=[TITLE, FORM, ROW])))
    assert [sheet.sheet for sheet in reading.sheets] == ["Thấy"]
    assert [(one.rule, one.severity, one.sheet) for one in reading.findings] == [("hidden_sheet", "error", "Ẩn")]
    shown = read(written(tmp_path / "y.xlsx", hidden_book(sheet_hidden=False, visible=[TITLE, FORM, ROW])))
    assert [sheet.sheet for sheet in shown.sheets] == ["Thấy", "Ẩn"]


def test_a_workbook_whose_only_report_is_hidden_says_so(tmp_path: Path) -> None:
    """It is no unrecognised file: the report is named with its sheet."""
    reading = read(written(tmp_path / "x.xlsx", hidden_book(sheet_hidden=True, visible=[("Ghi chú",)])))
    assert reading.sheets == []
    assert [one.rule for one in reading.findings] == ["hidden_sheet"]


def test_a_hidden_sheet_that_is_no_report_says_nothing(tmp_path: Path) -> None:
    """Lists and stamps stand on hidden sheets, ours too."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet, stamp = book.add_worksheet("S"), book.add_worksheet("thugom")
        for number, cells in enumerate((TITLE, FORM, ROW)):
            sheet.write_row(number, 0, cells)
        stamp.write("A1", "version")
        stamp.very_hidden()
    reading = read(written(tmp_path / "x.xlsx", buffer.getvalue()))
    assert (reading.findings, len(reading.sheets)) == ([], 1)


def test_hidden_rows_and_columns_count_and_are_marked(tmp_path: Path) -> None:
    """A filter hides rows that belong to the report: they are read, and their sender is told which."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("S")
        for number, cells in enumerate((TITLE, FORM, ROW, SECOND_ROW)):
            sheet.write_row(number, 0, cells)
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_row(9, None, None, {"hidden": True})
        sheet.set_column("D:D", None, None, {"hidden": True})
        sheet.set_column("Z:Z", None, None, {"hidden": True})
    reading = read(written(tmp_path / "x.xlsx", buffer.getvalue()))
    assert [len(sheet.cells) for sheet in reading.sheets] == [2]
    assert [(one.rule_id, one.row_number, one.cell) for one in reading.findings] == [
        ("collection.hidden_row", 4, ""),
        ("collection.population.hidden_column", None, "D"),
    ]


def test_hidden_rows_and_columns_of_an_ods_are_marked(tmp_path: Path) -> None:
    """The same words in the other kind of workbook."""
    columns = '<table:table-column table:number-columns-repeated="3"/><table:table-column table:visibility="collapse"/>'
    rows = ods_row([TITLE[0]]) + ods_row(FORM) + ods_row(ROW) + ods_row(SECOND_ROW, 'table:visibility="filter"')
    reading = read(written(tmp_path / "x.ods", ods_bytes(f'<table:table table:name="S">{columns}{rows}</table:table>')))
    assert [(one.rule_id, one.row_number, one.cell) for one in reading.findings] == [
        ("collection.hidden_row", 4, ""),
        ("collection.population.hidden_column", None, "D"),
    ]


# Dates and merges


def test_dates_of_the_1904_system_are_the_days_that_their_sender_sees() -> None:
    """A workbook from an old Macintosh counts its days from 1904: four years would be lost."""
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.worksheets[0]["A1"] = dt.date(2026, 10, 31)
    buffer = io.BytesIO()
    book.save(buffer)
    (grid,) = read_workbook(buffer.getvalue()).grids
    assert str(grid.rows[0][0])[:10] == "2026-10-31"


def test_what_a_merge_left_blank_is_marked_and_never_filled(tmp_path: Path) -> None:
    """A merged figure belongs to its first row; the others are unknown, whatever the sheet looks like."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("S")
        for number, cells in enumerate((TITLE, FORM, ROW, (*SECOND_ROW[:3], None, *SECOND_ROW[4:]))):
            sheet.write_row(number, 0, cells)
        sheet.merge_range("D3:D4", 9500)
        sheet.merge_range("E3:E4", 2500)
    reading = read(written(tmp_path / "x.xlsx", buffer.getvalue()))
    (table,) = reading.sheets
    assert table.cells["population"].tolist() == [9500, None]
    assert [(one.rule_id, one.cell, one.values["first"]) for one in reading.findings] == [
        ("collection.population.merged_blank", "D4", "D3"),
        # What lies beneath a merge counts as it stands, and nobody sees it.
        ("collection.households.merged_covered", "E4", "E3"),
    ]


def test_what_a_merge_left_blank_in_an_ods_is_marked(tmp_path: Path) -> None:
    """The covered cell of an ods table is as blank."""
    merged = (
        '<table:table-cell office:value-type="float" office:value="9500" table:number-rows-spanned="2" '
        'table:number-columns-spanned="1"><text:p>9500</text:p></table:table-cell>'
    )
    rows = [[TITLE[0]], FORM, (*ROW[:3], merged, *ROW[4:]), (*SECOND_ROW[:3], "<table:covered-table-cell/>", *ROW[4:])]
    table = f'<table:table table:name="S">{"".join(map(ods_row, rows))}</table:table>'
    reading = read(written(tmp_path / "x.ods", ods_bytes(table)))
    assert rules_in(reading.findings) == [("merged_blank", "D4")]
