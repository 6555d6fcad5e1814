"""The first sheet of a receipt: what became of the file, what to do next, and every finding with a link to its cell."""

import copy
import math
from collections.abc import Mapping
from typing import Any

from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from thugom.checks.receipt_note import (
    ReceiptLine,
    ReceiptNote,
    counts_shown,
    day_shown,
    findings_shown,
    next_step,
    place_shown,
    remedy_shown,
    severity_shown,
)

INK, BAND, RULE = "1F4E5F", "DCE9EC", "A6A6A6"
FILLS: Mapping[str, str] = {"error": "F4B6B6", "warning": "FFE699"}
INKS: Mapping[str, str] = {"error": "9C0006", "warning": "7F6000"}
GOOD_FILL = "D9EAD3"
WIDTHS = (5, 13, 21, 21, 17, 54, 36)
HEADER_ROW = 9
HEADING = "RESULT OF THE CHECK OF YOUR REPORT"
"""By what stands at its top the sheet is known when it comes back."""
LONGEST_TEXT = 32_767
_FONT = "Times New Roman"
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_LINE_HEIGHT = 15.0
_LAST = "G"
_SIDE = Side(style="thin", color=RULE)
_BOX = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_LINE, _WRAPPED = Alignment(vertical="center"), Alignment(vertical="top", wrap_text=True)


def _font(size: int = 11, **more: Any) -> Font:  # noqa: ANN401 - what a font takes
    """Return the typeface of everything here."""
    return Font(name=_FONT, size=size, **more)


def _flat(colour: str) -> PatternFill:
    """Return a plain fill."""
    return PatternFill("solid", fgColor=colour)


_STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"font": _font(16, bold=True, color=INK), "alignment": _LINE},
    "said": {"font": _font(), "alignment": _LINE},
    "file": {"font": _font(12, bold=True), "alignment": _LINE},
    "next": {
        "font": _font(13, bold=True, color=INK),
        "fill": _flat(BAND),
        "alignment": Alignment(vertical="center", wrap_text=True),
    },
    "good": {"font": _font(13, bold=True, color=INK), "fill": _flat(GOOD_FILL), "alignment": _LINE},
    "remark": {"font": _font(10, italic=True, color="404040"), "alignment": _LINE},
    "header": {
        "font": _font(bold=True, color="FFFFFF"),
        "fill": _flat(INK),
        "border": _BOX,
        "alignment": Alignment(horizontal="center", vertical="center", wrap_text=True),
    },
    "cell": {"font": _font(), "border": _BOX, "alignment": _WRAPPED},
    "number": {"font": _font(), "border": _BOX, "alignment": Alignment(horizontal="center", vertical="top")},
    "link": {"font": _font(underline="single", color="0B5394"), "border": _BOX, "alignment": _WRAPPED},
    **{
        severity: {
            "font": _font(bold=True, color=INKS[severity]),
            "fill": _flat(FILLS[severity]),
            "border": _BOX,
            "alignment": _WRAPPED,
        }
        for severity in FILLS
    },
}


class _Pen:
    """What writes on the sheet: a text in a style. A style is worked out once: that takes most of the time."""

    def __init__(self, sheet: Worksheet) -> None:
        """Take the sheet."""
        self.sheet = sheet
        self._styles: dict[str, Any] = {}

    def write(self, row: int, column: int, text: str, style: str) -> Any:  # noqa: ANN401 - a cell of the sheet
        """Write a text and return its cell."""
        cell: Any = self.sheet.cell(row, column)
        if style in self._styles:
            cell._style = copy.copy(self._styles[style])  # noqa: SLF001 - the library's own way to copy a style
        else:
            for name, value in _STYLES[style].items():
                setattr(cell, name, value)
            self._styles[style] = copy.copy(cell._style)  # noqa: SLF001 - as above
        write_text(cell, text)
        return cell


def write_text(cell: Cell | MergedCell, text: str) -> None:
    """Write a text as a text: whatever it begins with, no spreadsheet takes it for a formula, now or when it is edited.

    Signs that no workbook can hold are left out.
    """
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_TEXT]
    cell.data_type = "s"
    if text.startswith(_FORMULA_SIGNS):
        cell.quotePrefix = True


def write_list(sheet: Worksheet, note: ReceiptNote, titles: Mapping[str, str], remark: str) -> None:
    """Fill in the first sheet.

    Args:
        sheet: it, empty.
        note: what is to be said.
        titles: the worksheets that a link can lead to, by the name that findings give them.
        remark: what is to be known of the sheets that follow; "" where they are the sender's own.
    """
    for letter, width in zip("ABCDEFG", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    pen = _Pen(sheet)
    _write_head(pen, note, remark)
    headers = ("No.", "Severity", "Place", "Column", "Found there", "What is wrong", "What to do")
    for column, header in enumerate(headers, start=1):
        pen.write(HEADER_ROW, column, note.say(header), "header")
    sheet.row_dimensions[HEADER_ROW].height = 22
    for number, line in enumerate(note.lines, start=1):
        _write_line(pen, number, line, note, titles)
    _set_up_page(sheet, note, HEADER_ROW + len(note.lines))


def _write_head(pen: _Pen, note: ReceiptNote, remark: str) -> None:
    """Write what stands above the table."""
    say = note.say
    mark = say("SYNTHETIC DATA, not real figures") if note.is_synthetic else ""
    legend = say("In the sheets that follow: red and bold = ✖ error, yellow and slanted = ▲ warning, with a comment.")
    bands = (
        (say(HEADING), "title", 28),
        (" · ".join(part for part in (note.place, mark) if part), "said", 17),
        (f"{say('File')}: {note.file_name}", "file", 19),
        (day_shown(note), "said", 17),
        (f"{counts_shown(note)} · {findings_shown(note)}", "said", 17),
        (f"→ {next_step(note)}", "next" if note.lines else "good", 40),
        (remark or legend, "remark", 20),
    )
    for row, (text, style, height) in enumerate(bands, start=1):
        pen.write(row, 1, text, style)
        pen.sheet.row_dimensions[row].height = height
    # The one sentence that has to be read may take two lines; the others run on over empty cells.
    pen.sheet.merge_cells(f"A6:{_LAST}6")
    pen.sheet.row_dimensions[8].height = 6


def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of this width; words break early.

    >>> _lines("Nhập lại số liệu của ô này", 13), _lines("", 13)
    (2, 1)
    """
    return sum(max(math.ceil(len(part) / (1.1 * width)), 1) for part in text.split("\n"))


def _write_line(pen: _Pen, number: int, line: ReceiptLine, note: ReceiptNote, titles: Mapping[str, str]) -> None:
    """Write one finding, in a row as high as its texts need."""
    say, row = note.say, HEADER_ROW + number
    found = (str(number), severity_shown(line.severity, say), place_shown(line, say), line.title, line.value)
    texts = (*found, line.message, remedy_shown(line, note))
    styles = ["number", line.severity, "link" if line.sheet in titles else "cell", *["cell"] * 4]
    cells = [pen.write(row, place, *pair) for place, pair in enumerate(zip(texts, styles, strict=True), start=1)]
    lines = max(_lines(text, width) for text, width in zip(texts, WIDTHS, strict=True))
    pen.sheet.row_dimensions[row].height = _LINE_HEIGHT * lines + 5
    if line.sheet in titles:
        target = line.cell or (f"A{line.row_number}" if line.row_number else "A1")
        title = titles[line.sheet].replace("'", "''")
        cells[2].hyperlink = Hyperlink(ref=cells[2].coordinate, location=f"'{title}'!{target}")


def _set_up_page(sheet: Worksheet, note: ReceiptNote, last: int) -> None:
    """Set the sheet up for reading and for A4, landscape, one page wide."""
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = INK if note.is_good else INKS["error"]
    fit_to_page(sheet)
    margins = sheet.page_margins
    margins.left, margins.right, margins.top, margins.bottom = 0.5, 0.5, 0.5, 0.7
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.print_area = f"A1:{_LAST}{last}"
    page = note.say("Page {page} of {pages}").format(page="&P", pages="&N")
    # An ampersand in a footer begins an instruction.
    footer: Any = sheet.oddFooter
    footer.left.text, footer.right.text = note.file_name.replace("&", "&&"), page


def fit_to_page(sheet: Worksheet) -> None:
    """Print a sheet on A4, landscape, one page wide."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    if sheet.sheet_properties.pageSetUpPr is not None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
