"""Forms as a workbook, by xlsxwriter: to be filled in, locked but for the cells to fill, checked while somebody types.

The same forms give the same bytes.
"""

import datetime as dt
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from thugom.renderings.form import HEADER_ROW, Form, FormColumn, FormRow, Shown
from thugom.renderings.guide import GuideLine, GuideTable, explanation
from thugom.renderings.input_rules import InputRule, Voice
from thugom.renderings.workbook_styles import FONT, INPUT, NUMBER_FORMATS, STYLES

STAMP_SHEET = "thugom"
"""The sheet that nobody sees: in A and B which form this is, from D on the lists to choose from."""

ROW_HEIGHT, LINE_HEIGHT = 24, 15
ONE_PAGE_ROWS = 16
"""A form with no more rows is signed on the page that it stands on."""
GUIDE_WIDTHS = (25, 46, 13, 20, 42)
_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 255


@dataclass(frozen=True)
class FormBook:
    """A workbook of forms, with the sheet that explains them and the stamp that says which forms they are."""

    title: str
    forms: tuple[Form, ...]
    guide_sheet: str
    guide: tuple[GuideLine, ...]
    tables: tuple[GuideTable, ...]
    stamp: Mapping[str, str]
    made_on: dt.date
    voice: Voice


@dataclass
class _Desk:
    """The workbook on the desk: its formats, made when they are first asked for, and its lists."""

    workbook: xlsxwriter.Workbook
    voice: Voice
    formats: dict[str, Format] = field(default_factory=dict)
    lists: dict[tuple[str, ...], str] = field(default_factory=dict)

    def style(self, name: str, number: str = "", *, locked: bool = True) -> Format:
        """Return the format of a style, of an input cell where it is not locked."""
        key = f"{name} {number} {locked}"
        if key not in self.formats:
            extra = {} if not number else {"num_format": NUMBER_FORMATS[number]}
            unlocked = {} if locked else {"locked": False, "bg_color": INPUT}
            self.formats[key] = self.workbook.add_format({**FONT, **STYLES[name], **extra, **unlocked})
        return self.formats[key]

    def tint(self, name: str) -> Format:
        """Return a format that only colours a cell, laid over its own."""
        return self.formats.setdefault(f"{name} tint", self.workbook.add_format(STYLES[name]))

    def list_range(self, choices: tuple[str, ...]) -> str:
        """Return where a list stands on the sheet that nobody sees; each list once."""
        column = 3 + list(self.lists).index(choices) if choices in self.lists else 3 + len(self.lists)
        first, last = (xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True) for row in (0, len(choices) - 1))
        return self.lists.setdefault(choices, f"='{STAMP_SHEET}'!{first}:{last}")


def workbook_bytes(book: FormBook) -> bytes:
    """Return the workbook: a sheet for each form, the sheet that explains them, and the one that nobody sees."""
    buffer = io.BytesIO()
    # A name that begins like a formula or an address of the web is a name.
    texts = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **texts}) as workbook:
        created = dt.datetime(book.made_on.year, book.made_on.month, book.made_on.day, 8)  # noqa: DTZ001 - as a form shows it
        workbook.set_properties({"title": book.title, "created": created})
        desk = _Desk(workbook, book.voice)
        for form in book.forms:
            _write_form(workbook.add_worksheet(form.sheet), form, desk)
        _write_guide(workbook.add_worksheet(book.guide_sheet), book, desk)
        _write_stamp(workbook.add_worksheet(STAMP_SHEET), book.stamp, desk)
    return buffer.getvalue()


def _write_form(sheet: Worksheet, form: Form, desk: _Desk) -> None:
    """Write one form."""
    last = len(form.columns)
    _write_head(sheet, form, desk, last)
    _write_header(sheet, form, desk)
    for number, row in enumerate(form.rows, start=1):
        _write_row(sheet, form, desk, HEADER_ROW + number, number, row)
    _add_rules(sheet, form, desk)
    foot = _write_foot(sheet, form, desk, HEADER_ROW + len(form.rows) + 2, last)
    _set_up_page(sheet, desk, form.head.title, HEADER_ROW)
    # What was reported before is for whoever fills the form in, and not for whoever signs it.
    sheet.print_area(0, 0, foot, last)
    if len(form.rows) <= ONE_PAGE_ROWS:
        sheet.fit_to_pages(1, 1)
    sheet.freeze_panes(HEADER_ROW + 1, 0)


def _write_head(sheet: Worksheet, form: Form, desk: _Desk, last: int) -> None:
    """Write what stands above the table, up to its last column."""
    head, middle = form.head, last // 2
    sheet.set_row(0, 26)
    sheet.merge_range(0, 0, 0, last, head.title, desk.style("title"))
    sheet.merge_range(1, 0, 1, last, head.subtitle, desk.style("subtitle"))
    sheet.merge_range(2, 0, 2, last, head.mark, desk.style("mark"))
    sheet.merge_range(3, 0, 3, middle, head.sender, desk.style("said"))
    sheet.merge_range(3, middle + 1, 3, last, head.period, desk.style("said"))
    sheet.merge_range(4, 0, 4, middle, head.due, desk.style("due"))
    if head.submitted:
        sheet.merge_range(4, middle + 1, 4, last, head.submitted, desk.style("submitted"))
        if head.submitted_rule:
            cell = (4, middle + 1)
            _validate(sheet, cell, cell, head.submitted_rule, {}, head.submitted_rule.message, desk)
    text = desk.voice.say("Fill in the yellow cells only. The sheet “{guide}” explains each column.")
    sheet.merge_range(5, 0, 5, last, text.format(guide=desk.voice.say("Guide")), desk.style("banner"))
    if len(form.compared) > 1:
        sheet.merge_range(5, last + 1, 5, last + len(form.compared), head.before, desk.style("banner_before"))


def _write_header(sheet: Worksheet, form: Form, desk: _Desk) -> None:
    """Write the headers, what they mean above them, and set the columns' widths."""
    sheet.set_column(0, 0, 5)
    sheet.write_string(HEADER_ROW, 0, desk.voice.say("No."), desk.style("header"))
    texts = [_meaning(column, desk.voice) for column in form.columns]
    widths = [_width(column) for column in form.columns]
    lines = max(math.ceil(len(text) / (1.5 * width)) for text, width in zip(texts, widths, strict=True))
    sheet.set_row(HEADER_ROW - 1, 10.5 * lines + 4)
    sheet.set_row(HEADER_ROW, 3.4 * LINE_HEIGHT)
    for place, (column, text, width) in enumerate(zip(form.columns, texts, widths, strict=True), start=1):
        sheet.set_column(place, place, width)
        sheet.write_string(HEADER_ROW - 1, place, text, desk.style("explained"))
        sheet.write_string(HEADER_ROW, place, column.header, desk.style("header"))
    for place, column in enumerate(form.compared, start=1 + len(form.columns)):
        sheet.set_column(place, place, 11)
        # Never a header that the source map knows: what was reported before is no data of this report.
        sheet.write_string(
            HEADER_ROW, place, f"{column.header} – {desk.voice.say('before')}", desk.style("header_before")
        )


def _meaning(column: FormColumn, voice: Voice) -> str:
    """Return what stands above a header."""
    unit = voice.unit(column.unit)
    return f"{explanation(column, voice)} [{unit}]" if unit else explanation(column, voice)


def _width(column: FormColumn) -> float:
    """Return how wide a column is: as its longest word, within bounds."""
    if column.field is None:
        return 20
    if column.rule and column.rule.kind == "list":
        return min(max(10, *(len(word) + 3 for word in column.rule.choices)), 24)
    return 12


def _write_row(sheet: Worksheet, form: Form, desk: _Desk, place: int, number: int, row: FormRow) -> None:
    """Write one row: what is given is locked, the rest is for whoever fills it in."""
    sheet.set_row(place, ROW_HEIGHT)
    sheet.write_number(place, 0, number, desk.style("ordinal"))
    for position, column in enumerate(form.columns, start=1):
        given = row.given.get(column.name)
        style = desk.style("given", _number_format(column), locked=given is not None)
        _write_cell(sheet, place, position, None if given is None else column.shown(given), style)
    for position, column in enumerate(form.compared, start=1 + len(form.columns)):
        _write_cell(
            sheet, place, position, row.before.get(column.name), desk.style("header_before", _number_format(column))
        )


def _write_cell(sheet: Worksheet, row: int, column: int, value: Shown | None, style: Format) -> None:
    """Write a value as what it is; a text never as a formula, whatever it begins with."""
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


def _number_format(column: FormColumn) -> str:
    """Return how a column's cells are shown; what is text stays as it is typed, leading zeros too."""
    if column.field is None or column.field.type not in {"integer", "number", "date"}:
        return "text"
    if column.field.type == "date":
        return "day"
    return "mass" if column.field.is_mass else {"integer": "count"}.get(column.field.type, "number")


def _add_rules(sheet: Worksheet, form: Form, desk: _Desk) -> None:
    """Let the spreadsheet check the cells, and colour what does not fit together or is missing."""
    first, last = HEADER_ROW + 1, HEADER_ROW + len(form.rows)
    places = {column.name: position for position, column in enumerate(form.columns, start=1)}
    cells = {name: xl_rowcol_to_cell(first, place, col_abs=True) for name, place in places.items()}
    for column in form.columns:
        if column.rule:
            place = places[column.name]
            _validate(
                sheet,
                (first, place),
                (last, place),
                column.rule,
                cells,
                _meaning(column, desk.voice),
                desk,
                column.header,
            )
    for greater, smaller, marked in form.pairs:
        a, b = cells[greater], cells[smaller]
        criteria = {
            "type": "formula",
            "criteria": f"=AND(ISNUMBER({a}),ISNUMBER({b}),{b}>{a})",
            "format": desk.tint("marked"),
        }
        sheet.conditional_format(first, places[marked], last, places[marked], criteria)
    spare = first + form.begun
    if spare <= last:
        _colour_missing(sheet, form, desk, spare, last)


def _colour_missing(sheet: Worksheet, form: Form, desk: _Desk, spare: int, last: int) -> None:
    """Colour the cells without which a row that somebody began to fill in says nothing."""
    row = ":".join(xl_rowcol_to_cell(spare, place, col_abs=True) for place in (1, len(form.columns)))
    for position, column in enumerate(form.columns, start=1):
        if column.field and column.field.required:
            criteria = f"=AND(COUNTA({row})>0,ISBLANK({xl_rowcol_to_cell(spare, position, col_abs=True)}))"
            rule = {"type": "formula", "criteria": criteria, "format": desk.tint("missing")}
            sheet.conditional_format(spare, position, last, position, rule)


def _validate(  # noqa: PLR0913, PLR0917 - a range, its rule and its words
    sheet: Worksheet,
    first: tuple[int, int],
    last: tuple[int, int],
    rule: InputRule,
    cells: Mapping[str, str],
    hint: str,
    desk: _Desk,
    title: str = "",
) -> None:
    """Let the spreadsheet refuse what a rule does not admit, and say why."""
    own = {**cells, "cell": xl_rowcol_to_cell(*first)}
    options: dict[str, object] = {
        "ignore_blank": rule.may_be_blank,
        "error_title": _cut(desk.voice.say("This cannot stand here"), _LONGEST_TITLE),
        "error_message": _cut(rule.message, _LONGEST_MESSAGE),
        "input_title": _cut(title, _LONGEST_TITLE),
        "input_message": _cut(hint, _LONGEST_MESSAGE),
    }
    if rule.kind == "list":
        options |= {"validate": "list", "source": desk.list_range(rule.choices)}
    elif rule.kind == "custom":
        options |= {"validate": "custom", "value": f"={rule.formula.format_map(own)}"}
    else:
        options |= {"validate": {"whole": "integer"}.get(rule.kind, rule.kind)} | _bounds(rule, own)
    sheet.data_validation(*first, *last, options)


def _bounds(rule: InputRule, cells: Mapping[str, str]) -> dict[str, object]:
    """Return the bounds of a rule as the library takes them."""
    least, most = (
        f"={bound.format_map(cells)}" if isinstance(bound, str) else bound for bound in (rule.least, rule.most)
    )
    if most is None:
        return {"criteria": ">=", "value": least}
    return {"criteria": "between", "minimum": least, "maximum": most}


def _cut(text: str, longest: int) -> str:
    """Return a text no longer than a spreadsheet takes it.

    >>> _cut("Số hộ được thu gom", 10)
    'Số hộ đượ…'
    """
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _write_foot(sheet: Worksheet, form: Form, desk: _Desk, row: int, last: int) -> int:
    """Write the notes and the signatures below the table, up to its last column; return the last row."""
    widths = 5 + sum(_width(column) for column in form.columns)
    for note in form.notes:
        lines = sum(math.ceil(len(line) / (1.1 * widths)) for line in note.split("\n"))
        sheet.set_row(row, LINE_HEIGHT * lines + 3)
        sheet.merge_range(row, 0, row, last, note, desk.style("note"))
        row += 1
    if form.signatures:
        sheet.set_row(row + 1, 5 * LINE_HEIGHT)
        third = max((last + 1) // 3, 2)
        spans = ((0, third - 1), (last - third + 1, last))
        for (left, right), text in zip(spans, form.signatures, strict=True):
            sheet.merge_range(row + 1, left, row + 1, right, text, desk.style("signature"))
    return row + 1


def _set_up_page(sheet: Worksheet, desk: _Desk, title: str, repeated: int | None) -> None:
    """Lock the sheet, and set it up for A4, landscape, one page wide."""
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
    sheet.center_horizontally()
    page = desk.voice.say("Page {page} of {pages}").format(page="&P", pages="&N")
    sheet.set_footer(f"&L&8{title}&R&8{page}")
    if repeated is not None:
        sheet.repeat_rows(repeated)


def _write_guide(sheet: Worksheet, book: FormBook, desk: _Desk) -> None:
    """Write the sheet that explains the forms."""
    for place, width in enumerate(GUIDE_WIDTHS):
        sheet.set_column(place, place, width)
    last, row = len(GUIDE_WIDTHS) - 1, 0
    for line in book.guide:
        row += line.kind == "heading"
        sheet.set_row(row, LINE_HEIGHT * math.ceil(len(line.text) / (1.05 * sum(GUIDE_WIDTHS))) + 4)
        sheet.merge_range(row, 0, row, last, line.text, desk.style(f"guide_{line.kind}"))
        row += 1
    for table in book.tables:
        row = _write_table(sheet, table, desk, row + 1)
    _set_up_page(sheet, desk, book.title, None)


def _write_table(sheet: Worksheet, table: GuideTable, desk: _Desk, row: int) -> int:
    """Write one table of the guide; return the row after it."""
    sheet.merge_range(row, 0, row, len(GUIDE_WIDTHS) - 1, table.title, desk.style("guide_heading"))
    _write_cells(sheet, row + 1, table.header, desk.style("header"))
    for number, cells in enumerate(table.rows, start=row + 2):
        lines = max(math.ceil(len(text) / (1.25 * width)) for text, width in zip(cells, GUIDE_WIDTHS, strict=False))
        sheet.set_row(number, LINE_HEIGHT * max(lines, 1) + 3)
        _write_cells(sheet, number, cells, desk.style("guide_cell"))
    return row + 2 + len(table.rows)


def _write_cells(sheet: Worksheet, row: int, texts: Sequence[str], style: Format) -> None:
    """Write texts one beside the other."""
    for column, text in enumerate(texts):
        sheet.write_string(row, column, text, style)


def _write_stamp(sheet: Worksheet, stamp: Mapping[str, str], desk: _Desk) -> None:
    """Write which form this is, and the lists; the sheet is not even offered to be shown."""
    for row, (name, value) in enumerate(stamp.items()):
        _write_cells(sheet, row, (name, value), desk.style("guide_text"))
    for place, choices in enumerate(desk.lists, start=3):
        for row, word in enumerate(choices):
            sheet.write_string(row, place, word)
    sheet.protect("")
    sheet.very_hidden()
