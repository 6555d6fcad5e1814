"""Receipts as workbooks: the sender's own, with what is wrong laid over it."""

from __future__ import annotations

import datetime as dt
import io
import time
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName

from tests.unit.checks.notes import ERROR, WARNING, note
from thugom.checks import receipts
from thugom.checks.receipts import is_untouched, listed_book, marked_book
from thugom.sources.cells import Grid

if TYPE_CHECKING:
    from pathlib import Path

FRONT = "Kết quả kiểm tra"


def sent(change: Any = None) -> bytes:  # noqa: ANN401 - what makes a workbook special
    """Return a sender's workbook, with a sheet, some formats, and what a test adds."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Thu gom"
    for row in (["Mã", "Khối lượng", "Số hộ"], ["03388", 12.5, 10], ["03595", "12 t", 99]):
        sheet.append(row)
    sheet["B2"].number_format = "#,##0.000"
    sheet["B3"].fill = PatternFill("solid", fgColor="00FF00")
    sheet["A1"].font = Font(bold=True)
    sheet.column_dimensions["B"].width = 33
    if change is not None:
        change(book)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Return a workbook's bytes."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def opened(content: bytes | None) -> Workbook:
    """Return a workbook as a spreadsheet program opens it."""
    assert content is not None
    return openpyxl.load_workbook(io.BytesIO(content))


def marks(sheet: Any, cell: str) -> list[str]:  # noqa: ANN401 - a sheet
    """Return the colours that our rules lay over a cell."""
    rules = [rule for area in sheet.conditional_formatting if cell in area for rule in area.rules]
    return [rule.dxf.fill.bgColor.rgb[2:] for rule in rules if '"thugom"="thugom"' in rule.formula]


def test_the_cell_is_coloured_and_says_what_is_wrong() -> None:
    """By colour, by the letters' weight, and in words, so that a print in grey and a blind reader tell it too."""
    sheet = opened(marked_book(note(ERROR, WARNING), sent()))["Thu gom"]
    assert marks(sheet, "B3") == ["F4B6B6"]
    assert marks(sheet, "C3") == ["FFE699"]
    assert marks(sheet, "B2") == []
    assert sheet["B3"].comment.text == "✖ Lỗi: Không phải số."
    assert sheet["C3"].comment.text == "▲ Cảnh báo: Lớn hơn số hộ."
    rules = [rule for area in sheet.conditional_formatting for rule in area.rules]
    assert [(rule.dxf.font.b, rule.dxf.font.i) for rule in rules] == [(True, False), (False, True)]


def test_values_formats_and_widths_stay() -> None:
    """The colour lies over the cell and never in its place."""
    before, after = opened(sent())["Thu gom"], opened(marked_book(note(ERROR), sent()))["Thu gom"]
    for row in before.iter_rows():
        for cell in row:
            copy = after[cell.coordinate]
            assert (copy.value, copy.number_format, copy.fill.fgColor.rgb, copy.font.b) == (
                (cell.value, cell.number_format, cell.fill.fgColor.rgb, cell.font.b)
            )
    assert after.column_dimensions["B"].width == 33


def test_the_first_sheet_leads_to_the_cell() -> None:
    """One click from the list to the place, also where a sheet's name has an apostrophe."""

    def rename(book: Workbook) -> None:
        book["Thu gom"].title = "Xã d'Or"

    book = opened(marked_book(note(replace(ERROR, sheet="Xã d'Or")), sent(rename)))
    front = book.worksheets[0]
    assert (front.title, book.active) == (FRONT, front)
    assert [cell.value for cell in front[10]][:6] == [
        "1",
        "✖ Lỗi",
        "Xã d'Or, B3",
        "Khối lượng",
        "12 t",
        "Không phải số.",
    ]
    assert front["C10"].hyperlink.location == "'Xã d''Or'!B3"
    assert not book["Xã d'Or"].sheet_view.tabSelected


def test_the_first_sheet_is_set_up_for_paper_and_for_long_lists() -> None:
    """A4, landscape, one page wide, with the headers on each page and in view."""
    front = opened(marked_book(note(ERROR), sent())).worksheets[0]
    assert (front.page_setup.paperSize, front.page_setup.orientation) == (9, "landscape")
    assert (front.page_setup.fitToWidth, front.page_setup.fitToHeight) == (1, 0)
    fitting = front.sheet_properties.pageSetUpPr
    assert fitting is not None
    assert fitting.fitToPage
    assert (front.freeze_panes, front.print_title_rows) == ("A10", "$9:$9")


def test_a_text_of_the_sender_never_becomes_a_formula() -> None:
    """What was found is quoted on our sheet, where a spreadsheet must not run it."""
    evil = [
        replace(ERROR, value=f"{sign}cmd|' /C calc'!A0", row_number=row) for row, sign in enumerate("=+-@", start=3)
    ]
    front = opened(marked_book(note(*evil, file_path="=1+1.xlsx"), sent())).worksheets[0]
    for row in range(10, 14):
        assert front.cell(row, 5).data_type == "s"
        assert front.cell(row, 5).quotePrefix
    grid = Grid("", [1], [["=1+1", "+84912345678", -5]])
    sheet = opened(listed_book(note(ERROR), [grid])).worksheets[1]
    assert [cell.data_type for cell in sheet[1]] == ["s", "s", "n"]


def test_formulas_of_the_sender_stay_and_links_to_other_files_do_not() -> None:
    """A sum still sums; what reaches into another file or starts a program is its last value."""

    def add(book: Workbook) -> None:
        sheet = book["Thu gom"]
        sheet["D2"], sheet["D3"], sheet["E3"] = "=SUM(B2:C2)", "=[1]Khac!A1", "=cmd|' /C calc'!A0"
        book.defined_names["ngoai"] = DefinedName("ngoai", attr_text="[1]Khac!$A$1")

    book = opened(marked_book(note(ERROR), sent(add)))
    sheet = book["Thu gom"]
    assert sheet["D2"].value == "=SUM(B2:C2)"
    assert (sheet["D3"].value, sheet["E3"].value) == (None, None)
    assert "ngoai" not in book.defined_names


def test_macros_are_left_out() -> None:
    """A receipt is an xlsx workbook, whatever came."""
    buffer = io.BytesIO(sent())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    made = marked_book(note(ERROR), buffer.getvalue())
    assert made is not None
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert [name for name in archive.namelist() if "vba" in name.lower()] == []


def test_a_comment_of_the_sender_is_kept_above_ours() -> None:
    """What a clerk wrote beside a cell is a part of the report."""

    def add(book: Workbook) -> None:
        book["Thu gom"]["B3"].comment = Comment("Cân hỏng", "Lan")

    sheet = opened(marked_book(note(ERROR), sent(add)))["Thu gom"]
    assert sheet["B3"].comment.text == "Cân hỏng\n✖ Lỗi: Không phải số."


def test_a_merged_cell_is_marked_where_it_shows_its_text() -> None:
    """The parts of a merged cell cannot bear a comment."""

    def merge(book: Workbook) -> None:
        book["Thu gom"].merge_cells("B2:B3")

    sheet = opened(marked_book(note(ERROR), sent(merge)))["Thu gom"]
    assert sheet["B2"].comment is not None
    assert marks(sheet, "B2") == ["F4B6B6"]


def test_what_was_hidden_is_shown_where_something_is_wrong_in_it() -> None:
    """A link that leads to a hidden sheet, row or column leads nowhere; what nothing is said of stays hidden."""

    def hide(book: Workbook) -> None:
        book.create_sheet("Khác")
        for title in ("Ẩn", "Riêng"):
            book.create_sheet(title).sheet_state = "hidden"
        sheet = book["Thu gom"]
        sheet.sheet_state = "hidden"
        sheet.row_dimensions[3].hidden = sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True

    whole = replace(ERROR, sheet="Ẩn", cell="", row_number=0)
    book = opened(marked_book(note(ERROR, whole), sent(hide)))
    sheet = book["Thu gom"]
    assert [one.sheet_state for one in book] == ["visible", "visible", "visible", "visible", "hidden"]
    assert (sheet.row_dimensions[3].hidden, sheet.row_dimensions[2].hidden) == (False, True)
    assert not sheet.column_dimensions["B"].hidden


def test_our_marks_go_before_the_senders_own_rules() -> None:
    """A form's own colours may not hide what is wrong."""

    def add(book: Workbook) -> None:
        rule = Rule(type="cellIs", operator="greaterThan", formula=["0"], dxf=DifferentialStyle())
        book["Thu gom"].conditional_formatting.add("B2:C3", rule)

    sheet = opened(marked_book(note(ERROR, WARNING), sent(add)))["Thu gom"]
    rules = [rule for area in sheet.conditional_formatting for rule in area.rules]
    assert sorted(rule.priority for rule in rules) == [1, 2, 3]
    assert [rule.priority for rule in rules if '"thugom"="thugom"' not in rule.formula] == [3]


def test_a_receipt_that_comes_back_loses_its_old_marks() -> None:
    """Clerks correct the receipt and send it: the corrected cell is not red any more."""
    first = marked_book(note(ERROR), sent())
    assert first is not None
    book = opened(marked_book(note(WARNING), first))
    assert book.sheetnames == [FRONT, "Thu gom"]
    sheet = book["Thu gom"]
    assert (marks(sheet, "B3"), marks(sheet, "C3")) == ([], ["FFE699"])
    assert sheet["B3"].comment is None
    assert len([row for row in book.worksheets[0].iter_rows(min_row=10) if row[0].value]) == 1


def test_our_marks_are_known_though_a_program_forgot_who_made_them() -> None:
    """LibreOffice writes no authors: what a comment says tells whose it is, line by line."""
    first = marked_book(note(ERROR, language="en"), sent())
    book = opened(first)
    for sheet in book.worksheets:
        sheet.sheet_properties.codeName = None
    book["Thu gom"]["B3"].comment = Comment("Cân hỏng\n✖ Error: Không phải số.", " ")
    again = opened(marked_book(note(WARNING), saved(book)))
    assert again.sheetnames == [FRONT, "Thu gom"]
    assert again["Thu gom"]["B3"].comment.text == "Cân hỏng"


def test_a_sheet_of_the_sender_with_our_name_stays() -> None:
    """Only what we made is taken away."""

    def add(book: Workbook) -> None:
        book.create_sheet(FRONT)["A1"] = "của tôi"

    book = opened(marked_book(note(ERROR), sent(add)))
    assert book.sheetnames == [f"{FRONT} (2)", "Thu gom", FRONT]
    assert book[FRONT]["A1"].value == "của tôi"


def test_the_same_note_gives_the_same_bytes() -> None:
    """Whether a receipt says something new shows in its hash; no clock goes into it."""
    content, grid = sent(), Grid("", [1], [["a"]])
    first = marked_book(note(ERROR), content), listed_book(note(ERROR), [grid])
    time.sleep(2.1)
    assert (marked_book(note(ERROR), content), listed_book(note(ERROR), [grid])) == first


def test_a_receipt_that_somebody_saved_is_no_longer_ours(tmp_path: Path) -> None:
    """It may hold an hour of work."""
    place = tmp_path / "a.xlsx"
    place.write_bytes(listed_book(note(ERROR), []))
    assert is_untouched(place)
    openpyxl.load_workbook(place).save(place)
    assert not is_untouched(place)
    place.write_bytes(b"no workbook")
    assert not is_untouched(place)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"\xd0\xcf\x11\xe0 old", b"a;b;c"])
def test_what_is_no_xlsx_workbook_cannot_be_marked(content: bytes) -> None:
    """It gets the list, and never an error."""
    assert marked_book(note(ERROR), content) is None


def test_a_workbook_that_would_fill_the_memory_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library takes fifty times the size of what it opens."""
    monkeypatch.setattr(receipts, "MOST_BYTES", 1000)
    assert marked_book(note(ERROR), sent()) is None


def test_an_entity_bomb_is_not_opened() -> None:
    """The guards of reading come before the library that would expand it."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sent())) as whole, zipfile.ZipFile(content, "w") as bomb:
        for name in whole.namelist():
            part = whole.read(name)
            head = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' if name.endswith("sheet1.xml") else b""
            bomb.writestr(name, head + part)
    assert marked_book(note(ERROR), content.getvalue()) is None


def test_of_a_file_that_nobody_can_open_there_is_the_list() -> None:
    """The sender still learns what is wrong, and what to do."""
    line = replace(ERROR, sheet="", row_number=0, cell="", title="", value="", message="Không mở được tệp.")
    book = opened(listed_book(note(line, received=0, accepted=0, refused=0), []))
    assert book.sheetnames == [FRONT]
    texts = [cell.value for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert {"Cả tệp", "Không mở được tệp."} <= set(texts)


def test_rows_of_another_kind_of_file_stand_at_their_places() -> None:
    """An old xls workbook with two sheets, the second from C5 on, and a date among its cells."""
    grids = [Grid("Một/Hai?", [1], [["a"]]), Grid("Thu gom", [3, 4], [["x", dt.date(2026, 10, 1)], [None, 7]], 1)]
    book = opened(listed_book(note(ERROR), grids))
    assert book.sheetnames == [FRONT, "Một Hai", "Thu gom"]
    sheet = book["Thu gom"]
    assert (sheet["B3"].value, sheet["C3"].value, sheet["C4"].value) == ("x", dt.datetime(2026, 10, 1), 7)  # noqa: DTZ001 - a cell has no zone
    assert marks(sheet, "B3") == ["F4B6B6"]


def test_invented_data_are_said_to_be_invented() -> None:
    """Every file of a synthetic home says so."""
    front = opened(listed_book(note(ERROR, is_synthetic=True), [])).worksheets[0]
    assert "DỮ LIỆU TỔNG HỢP" in str(front["A2"].value)
