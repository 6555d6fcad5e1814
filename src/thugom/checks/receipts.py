"""Receipts: the sender's own workbook with what is wrong marked in it, and a first sheet that lists it.

The marks are laid over the cells (a conditional format) and beside them (a comment): every value, width and format of
the sender stays. A receipt that is corrected and sent in is read like any workbook, and its old marks are taken off
again. The same note gives the same bytes.
"""

import contextlib
import datetime as dt
import functools
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from thugom.checks.receipt_note import ReceiptLine, ReceiptNote, distinct_lines, severity_shown
from thugom.checks.receipt_sheet import FILLS, HEADING, INKS, fit_to_page, write_list, write_text
from thugom.language.catalogue import LANGUAGES, translator
from thugom.sources.cells import Cell, Grid, UnreadableError, column_letter, shown
from thugom.sources.parts import is_packed, repacked, unpacked

AUTHOR = "thugom"
"""Who writes the comments and the workbook."""
MOST_BYTES = 24 * 1024 * 1024
"""To how many bytes a workbook may unpack to be marked; a larger one gets the list alone."""
MOST_CELLS = 200_000
"""How many cells a workbook is made of; of more the list alone is made."""
_MARK = '"thugom"="thugom"'
_MADE_AT = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's times have no zone
_ZIPPED_AT = (1980, 1, 1, 0, 0, 0)
_LINK = re.compile(r"\[[0-9]+\]|\|")
_FORBIDDEN_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_TITLE = 31


def marked_book(note: ReceiptNote, content: bytes) -> bytes | None:
    """Return a receipt made of the sender's own workbook; None where that cannot be marked.

    Args:
        note: what it says.
        content: the file as it was sent.
    """
    book = _sender_book(content)
    if book is None:
        return None
    _take_off_marks(book)
    return _finished(book, note, {title: title for title in book.sheetnames}, "")


def listed_book(note: ReceiptNote, grids: Sequence[Grid]) -> bytes:
    """Return a receipt made of the rows that were read, each in its place; of none, or of too many, the list alone.

    Args:
        note: what it says.
        grids: what was read of the file.
    """
    if not grids or sum(len(row) for grid in grids for row in grid.rows) > MOST_CELLS:
        return list_alone(note, "Your file could not be opened or is too large: here is the list alone.")
    book = _empty_book()
    titles = {grid.name: _add_grid(book, grid, note) for grid in grids}
    remark = "Your file is no xlsx workbook: the sheets that follow were made of its rows."
    return _finished(book, note, titles, note.say(remark))


def list_alone(note: ReceiptNote, remark: str) -> bytes:
    """Return a receipt without the sender's rows.

    Args:
        note: what it says.
        remark: why it has none of them, as in the catalogue.
    """
    return _finished(_empty_book(), note, {}, note.say(remark))


def _empty_book() -> Workbook:
    """Return a workbook without a sheet."""
    book = Workbook()
    book.remove(book.worksheets[0])
    return book


def _finished(book: Workbook, note: ReceiptNote, titles: Mapping[str, str], remark: str) -> bytes:
    """Mark the cells, put the list in front, and return the workbook's bytes."""
    _mark(book, note, titles)
    front: Worksheet = book.create_sheet(_free_title(book, note.say("Result of the check")), 0)
    write_list(front, note, titles, remark)
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet is front
    book.active = 0
    return _saved(book, note)


def _sender_book(content: bytes) -> Workbook | None:
    """Return the sender's workbook, less macros and links to other files; None where it cannot be marked."""
    if not is_packed(content):
        return None
    try:
        slim = _bounded(content)
        book = _loaded(slim)
        if not book.worksheets:
            return None
        _cut_links(book, slim)
    except UnreadableError:
        return None
    except Exception:  # noqa: BLE001 - what a damaged workbook provokes in its reader has no common ancestor
        return None
    return book


def _bounded(content: bytes) -> bytes:
    """Return a workbook that may be opened: as it is, or without the formats of its empty cells where they are many.

    Raises:
        UnreadableError: it is unsafe, or too large even so.
    """
    # The guards of reading come first: what they pass is what it says it is.
    parts = unpacked(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) <= MOST_BYTES:
            return content
    if sum(len(part) for part in parts.values()) > MOST_BYTES:
        raise UnreadableError("it is too large to be marked")
    return repacked(parts)


def _loaded(content: bytes, *, data_only: bool = False) -> Workbook:
    """Return a workbook as openpyxl reads it."""
    with warnings.catch_warnings():
        # What openpyxl leaves out (pictures of controls, extensions) is no figure.
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(
            io.BytesIO(content), keep_vba=False, keep_links=False, rich_text=True, data_only=data_only
        )


def _cut_links(book: Workbook, content: bytes) -> None:
    """Put the last value in the place of each formula that reaches into another file or program."""
    linked = [cell for sheet in book.worksheets for cell in _cells(sheet) if _is_link(cell)]
    values = _loaded(content, data_only=True) if linked else None
    for cell in linked:
        value = values[cell.parent.title][cell.coordinate].value if values else None
        cell.value = value
        if isinstance(value, str):
            write_text(cell, value)
    for names in (book.defined_names, *(sheet.defined_names for sheet in book.worksheets)):
        for name in [name for name, defined in names.items() if _LINK.search(defined.attr_text or "")]:
            del names[name]


def _cells(sheet: Worksheet) -> Iterator[Any]:
    """Yield the cells of a sheet that are there."""
    # The rows are a block from the first cell to the last; what was read is far less.
    yield from list(sheet._cells.values())  # noqa: SLF001 - the library has no public way to what is there


def _is_link(cell: Any) -> bool:  # noqa: ANN401 - a cell or a part of a merged one
    """Return whether a cell's formula reaches out of its workbook."""
    if cell.data_type != "f":
        return False
    return _LINK.search(str(getattr(cell.value, "text", cell.value))) is not None


def _take_off_marks(book: Workbook) -> None:
    """Take off what an earlier receipt put on: its sheet, its colours and its comments.

    They are told by what they say: a spreadsheet program that saved them may have forgotten who wrote them.
    """
    for sheet in [sheet for sheet in book.worksheets if sheet["A1"].value in _headings()]:
        if len(book.worksheets) > 1:
            book.remove(sheet)
    for sheet in book.worksheets:
        kept = ConditionalFormattingList()
        for area in sheet.conditional_formatting:
            for rule in area.rules:
                if _MARK not in rule.formula:
                    kept.add(str(area.sqref), rule)
        sheet.conditional_formatting = kept
        for cell in _cells(sheet):
            if cell.comment is not None:
                _take_off_comment(cell)


def _take_off_comment(cell: Any) -> None:  # noqa: ANN401 - a cell of a sheet
    """Take our lines out of a comment, and the comment where nothing else is in it."""
    lines = str(cell.comment.text).splitlines()
    theirs = [line for line in lines if not line.startswith(_signs())]
    if len(theirs) < len(lines):
        text = "\n".join(theirs).strip()
        cell.comment = Comment(text, cell.comment.author) if text else None


@functools.cache
def _headings() -> frozenset[str]:
    """Return what stands at the top of a receipt's first sheet, in every language."""
    return frozenset(translator(language)(HEADING) for language in LANGUAGES)


@functools.cache
def _signs() -> tuple[str, ...]:
    """Return how the lines of our comments begin, in every language."""
    said = [translator(language) for language in LANGUAGES]
    return tuple(f"{severity_shown(severity, say)}: " for say in said for severity in FILLS)


def _add_grid(book: Workbook, grid: Grid, note: ReceiptNote) -> str:
    """Add a sheet of what was read, every cell in its place, and return its title."""
    title = _free_title(book, grid.name or note.file_name)
    sheet: Worksheet = book.create_sheet(title)
    fit_to_page(sheet)
    widths: dict[int, int] = {}
    for number, row in zip(grid.numbers, grid.rows, strict=True):
        for position, value in enumerate(row, start=grid.first_column + 1):
            if value is not None:
                _write_cell(sheet.cell(number, position), value)
                widths[position] = max(widths.get(position, 0), len(shown(value)))
    for position, width in widths.items():
        sheet.column_dimensions[column_letter(position - 1)].width = min(max(width + 2, 9), 40)
    return title


def _write_cell(cell: Any, value: Cell) -> None:  # noqa: ANN401 - a cell of a sheet
    """Write what was read as what it is."""
    if isinstance(value, str):
        write_text(cell, value)
    else:
        cell.value = value


def _free_title(book: Workbook, wanted: str) -> str:
    """Return a title that a worksheet may have and none has yet."""
    base = _FORBIDDEN_IN_TITLES.sub(" ", wanted).strip(" '") or "1"
    taken, number, title = {name.casefold() for name in book.sheetnames}, 1, base[:_LONGEST_TITLE]
    while title.casefold() in taken:
        number += 1
        ending = f" ({number})"
        title = base[: _LONGEST_TITLE - len(ending)] + ending
    return title


def _mark(book: Workbook, note: ReceiptNote, titles: Mapping[str, str]) -> None:
    """Colour the cells of which something is found, and say beside them what."""
    marked: dict[str, dict[str, list[str]]] = {}
    for (name, address), lines in distinct_lines(note.lines).items():
        if name not in titles:
            continue
        sheet: Worksheet = book[titles[name]]
        cell = _anchor(sheet, address)
        _comment(cell, lines, note)
        severity = "error" if any(line.severity == "error" for line in lines) else "warning"
        marked.setdefault(sheet.title, {}).setdefault(severity, []).append(cell.coordinate)
        _show(sheet, cell)
    for line in note.lines:
        if line.sheet in titles:
            book[titles[line.sheet]].sheet_state = "visible"
    for title, by_severity in marked.items():
        _colour(book[title], by_severity)


def _show(sheet: Worksheet, cell: Any) -> None:  # noqa: ANN401 - a cell of the sheet
    """Show the row and the column of a cell: a finding that nobody can see is none."""
    if cell.row in sheet.row_dimensions:
        sheet.row_dimensions[cell.row].hidden = False
    for columns in sheet.column_dimensions.values():
        if columns.hidden and (columns.min or 0) <= cell.column <= (columns.max or 0):
            columns.hidden = False


def _anchor(sheet: Worksheet, address: str) -> Any:  # noqa: ANN401 - a cell of a sheet
    """Return the cell at an address; of merged cells the one that holds what they show."""
    cell = sheet[address]
    if isinstance(cell, MergedCell):
        area = next(area for area in sheet.merged_cells.ranges if address in area)
        return sheet.cell(area.min_row, area.min_col)
    return cell


def _comment(cell: Any, lines: Iterable[ReceiptLine], note: ReceiptNote) -> None:  # noqa: ANN401 - a cell of a sheet
    """Write beside a cell what is wrong with it, below what its sender wrote there."""
    texts = [f"{severity_shown(line.severity, note.say)}: {line.message}" for line in lines]
    if cell.comment is not None:
        texts.insert(0, cell.comment.text)
    text = "\n".join(texts)
    height = 24 + 17 * sum(1 + len(part) // 44 for part in text.split("\n"))
    # Their own comments keep their author; a mixed one is theirs.
    author = AUTHOR if cell.comment is None else cell.comment.author
    cell.comment = Comment(text, author, height=height, width=320)


def _colour(sheet: Worksheet, by_severity: Mapping[str, Sequence[str]]) -> None:
    """Lay the colours over the cells, before every other rule of the sheet."""
    # First in priority, for Excel, and first in the file, for LibreOffice.
    before, sheet.conditional_formatting = sheet.conditional_formatting, ConditionalFormattingList()
    side = Side(style="thin", color="404040")
    for priority, severity in enumerate(FILLS, start=1):
        cells = by_severity.get(severity)
        if cells:
            rule = FormulaRule(  # type: ignore[no-untyped-call] # its stubs leave it bare
                formula=[_MARK],
                stopIfTrue=True,
                fill=PatternFill("solid", bgColor=FILLS[severity]),
                font=Font(color=INKS[severity], bold=severity == "error", italic=severity == "warning"),
                border=Border(left=side, right=side, top=side, bottom=side),
            )
            rule.priority = priority
            sheet.conditional_formatting.add(" ".join(cells), rule)
    for area in before:
        for rule in area.rules:
            rule.priority += len(FILLS)
            sheet.conditional_formatting.add(str(area.sqref), rule)


def _saved(book: Workbook, note: ReceiptNote) -> bytes:
    """Return the workbook's bytes, the same for the same workbook."""
    properties = book.properties
    properties.creator = properties.creator or AUTHOR
    properties.lastModifiedBy = AUTHOR
    properties.modified = _MADE_AT
    # Where a workbook does not say when it was made, the library says: now.
    properties.created = _MADE_AT
    properties.language = note.language
    buffer = io.BytesIO()
    with _TimelessZip(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        ExcelWriter(book, archive).save()
    return buffer.getvalue()


def is_untouched(path: Path) -> bool:
    """Return whether a file is a receipt that nobody has saved anew since it was written."""
    with contextlib.suppress(OSError, KeyError, zipfile.BadZipFile), zipfile.ZipFile(path) as archive:
        info = archive.getinfo("docProps/core.xml")
        if info.date_time == _ZIPPED_AT and info.file_size < MOST_CELLS:
            return f"lastModifiedBy>{AUTHOR}<".encode() in archive.read(info)
    return False


class _TimelessZip(zipfile.ZipFile):
    """An archive whose parts all bear the same time."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:  # noqa: ANN401 - as in its parent
        """Write a part."""
        name = zinfo_or_arcname if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname.filename
        info = zipfile.ZipInfo(name, _ZIPPED_AT)
        super().writestr(info, data, zipfile.ZIP_DEFLATED, 4)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:  # noqa: ANN401 - as in its parent
        """Write a part that lies in a file."""
        self.writestr(str(arcname), Path(filename).read_bytes())
