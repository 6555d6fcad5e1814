"""Texts that would be formulas: in whatever we write, a name or a cell of a clerk's is a text."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import openpyxl
import pytest

from tests.unit.services.templates.forms import COMMUNE, shop, unit
from tests.unit.sources.packed import parts_of, report_bytes
from tests.unit.sources.papers import FORM, ROW, TITLE
from thugom.checks.receipt_note import ReceiptLine, ReceiptNote
from thugom.checks.receipts import listed_book, marked_book
from thugom.files import harmless
from thugom.services.demo.workbooks import table_bytes
from thugom.services.templates.making import made_workbook
from thugom.sources.workbooks import read_workbook

HOSTILE = ["=cmd|' /C calc'!A0", "+84 912", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x.example")', "\t=1+1"]


def formulas_in(content: bytes) -> list[object]:
    """Return what a spreadsheet would compute or follow in a workbook, conditions and lists of the form apart."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    # A link within the workbook is ours: from the list to the cell.
    return [cell.value for cell in cells if cell.data_type == "f" or (cell.hyperlink and cell.hyperlink.target)]


def texts_in(content: bytes) -> str:
    """Return all texts of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_template_writes_a_name_as_a_name(text: str) -> None:
    """A unit whose name begins like a formula stands in its workbook as it is called."""
    work = shop()
    sender = replace(unit(work, COMMUNE), name=text)
    sender = replace(sender, units=sender.units.assign(full_name=text, name=text))
    content = made_workbook(work, sender, ("collection", "treatment"))
    assert formulas_in(content) == []
    assert text.strip() in texts_in(content)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_receipt_writes_what_was_found_as_a_text(text: str) -> None:
    """The list quotes a cell, the workbook keeps it: neither computes it."""
    line = ReceiptLine("Báo cáo", 3, "B3", "Tên", text, "collection.x.y", "error", f"Tìm thấy “{text}”")
    content = report_bytes([TITLE, FORM, ROW, (text, text, *ROW[2:])])
    note = ReceiptNote(text, "Lai Châu", "2026-11-04", "vi", 2, 1, 1, (line,), is_sent=True, is_synthetic=False)
    marked, listed = marked_book(note, content), listed_book(note, read_workbook(content).grids)
    for made in (marked, listed):
        assert made is not None
        assert formulas_in(made) == []
        assert text.strip() in texts_in(made)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_csv_file_holds_no_formula(text: str) -> None:
    """In a CSV file a text is told from a formula by an apostrophe only; a figure and a dash stay what they are."""
    (row,) = csv.reader(io.StringIO(table_bytes([[text, "-", "-162.561", -1.5, "+3"]]).decode()))
    assert row == [f"'{text}", "-", "-162.561", "-1.5", "+3"]
    assert harmless("Tà Tổng") == "Tà Tổng"


def test_the_test_would_see_a_formula() -> None:
    """A workbook with a formula is told from one without."""
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = HOSTILE[0]
    buffer = io.BytesIO()
    book.save(buffer)
    assert formulas_in(buffer.getvalue()) == [HOSTILE[0]]
    assert "<f>" in parts_of(buffer.getvalue())["xl/worksheets/sheet1.xml"].decode()
