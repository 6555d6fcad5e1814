"""Pages written as files: workbooks by xlsxwriter, CSV by hand; the same pages give the same bytes."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from thugom.files import harmless
from thugom.services.demo.paper import Page

STYLES: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 14},
    "synthetic": {"bold": True, "font_color": "#C00000"},
    "sender": {},
    "period": {"bold": True},
    "submitted_on": {"italic": True},
    "header": {
        "bold": True,
        "border": 1,
        "text_wrap": True,
        "align": "center",
        "valign": "vcenter",
        "bg_color": "#DDEBF7",
    },
    "text": {"border": 1},
    "typed": {"border": 1, "align": "right"},
    "code": {"border": 1, "align": "left"},
    "count": {"border": 1, "num_format": "#,##0"},
    "tonnes": {"border": 1, "num_format": "#,##0.000"},
    "total": {"border": 1, "bold": True},
    "note": {"italic": True, "font_color": "#C00000"},
    "signature": {"bold": True},
}
FONT = {"font_name": "Times New Roman", "font_size": 12}
WIDTH, NAME_WIDTH, HEADER_HEIGHT = 14, 26, 48


def workbook_bytes(pages: list[Page], title: str, mark: str, written_on: dt.date) -> bytes:
    """Return a workbook with these sheets; the day written is its day of creation, so no clock is asked."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
    ) as workbook:
        created = dt.datetime(written_on.year, written_on.month, written_on.day, 8)  # noqa: DTZ001 - as a form shows it
        workbook.set_properties({"title": title, "subject": mark, "comments": mark, "created": created})
        styles = {name: workbook.add_format({**FONT, **style}) for name, style in STYLES.items()}
        for page in pages:
            _write_page(workbook.add_worksheet(page.name), page, styles)
    return buffer.getvalue()


def _write_page(sheet: Worksheet, page: Page, styles: dict[str, Format]) -> None:
    """Write one sheet."""
    sheet.set_column(0, page.last_column, WIDTH)
    sheet.set_column(page.columns["unit_name"], page.columns["unit_name"], NAME_WIDTH)
    header_row = next(row for (row, _), style in page.styles.items() if style == "header")
    sheet.set_row(header_row, HEADER_HEIGHT)
    sheet.freeze_panes(header_row + 1, 0)
    sheet.set_landscape()
    for (row, column), value in sorted(page.cells.items()):
        style = styles[page.styles[row, column]]
        if isinstance(value, str):
            # Never as a formula, whatever it begins with.
            sheet.write_string(row, column, value, style) if value else sheet.write_blank(row, column, None, style)
        else:
            sheet.write_number(row, column, value, style)


def csv_bytes(page: Page) -> bytes:
    """Return a page as CSV: UTF-8, commas, one line feed a row."""
    last_row = max(row for row, _ in page.cells)
    return table_bytes(
        [[page.cells.get((row, column), "") for column in range(page.last_column + 1)] for row in range(last_row + 1)]
    )


def table_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    r"""Return rows as CSV.

    >>> table_bytes([["file", "note"], ["a.csv", "x, y"]])
    b'file,note\na.csv,"x, y"\n'
    """
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode()
