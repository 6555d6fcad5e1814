"""The workbook for people: where the targets stand, then tables with filters and colours, then what each column means.

The same release gives the same bytes. It is meant to be read and sorted; what computes takes the Parquet or CSV files.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from thugom.outputs.book_front import FRONT, write_front
from thugom.outputs.book_sheets import BookColumn, BookSheet, dictionary, sheets_of
from thugom.outputs.book_styles import Styles, number_format, width_of
from thugom.outputs.map import SYNTHETIC
from thugom.outputs.release import Release
from thugom.outputs.words import COVERED, STATUSES, said

DICTIONARY = "Từ điển"
_DICTIONARY_HEADER = (
    ("Bảng", 22), ("Mỗi dòng là", 34), ("Cột", 28), ("Kiểu", 10), ("Đơn vị", 14), ("Tiếng Việt", 60), ("English", 60),
    ("Ví dụ", 22),
)  # fmt: skip
HEADER_ROW = 2
"""The rows above say what the sheet is and where all of it stands."""
_LONGEST_TEXT = 32_767
_TRUTHS = {True: "Có", False: "Không"}
_COVERED_COLUMNS = ("covered", "adequately_covered")


@dataclass(frozen=True)
class _Desk:
    """The workbook that is being written, and its formats."""

    workbook: Workbook
    styles: Styles


def write_book(release: Release, path: Path) -> None:
    """Write the workbook of a release to `path`.

    Raises:
        OSError: `path` cannot be written.
    """
    # A text that begins like a formula or an address of the web is a text, and a missing number an empty cell.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as workbook:
        workbook.set_properties({"title": release.place.vi, "created": _moment(release), "author": "thugom"})
        desk = _Desk(workbook, Styles(workbook))
        front = workbook.add_worksheet(FRONT)
        sheets = list(sheets_of(release))
        for sheet in sheets:
            _write_sheet(desk, release, sheet)
        _write_dictionary(desk, release)
        write_front(workbook, front, desk.styles, release, sheets, DICTIONARY)


def _moment(release: Release) -> dt.datetime:
    """Return when the release was published: the workbook holds no other moment."""
    return dt.datetime.strptime(release.published_at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)


def _write_sheet(desk: _Desk, release: Release, sheet: BookSheet) -> None:
    """Write one table: its title, its header, its rows, filters and colours."""
    page = desk.workbook.add_worksheet(sheet.name)
    page.write_string(0, 0, sheet.title, desk.styles.get("title"))
    warning = f" – {SYNTHETIC['vi']}" if release.synthetic else ""
    page.write_string(1, 0, f"{sheet.note}{warning}", desk.styles.get("note"))
    page.set_row(0, 24)
    page.set_row(HEADER_ROW, 44)
    last = HEADER_ROW + max(len(sheet.rows), 1)
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, width_of(column.field))
        page.write_string(HEADER_ROW, number, column.title, desk.styles.get("header"))
        _write_column(desk, page, number, column, sheet.rows[column.name])
        _colour(desk, page, number, column, last)
    page.autofilter(HEADER_ROW, 0, last, max(len(sheet.columns) - 1, 0))
    page.freeze_panes(HEADER_ROW + 1, _frozen(sheet))
    _print_well(page)


def _frozen(sheet: BookSheet) -> int:
    """Return how many columns stay in sight: up to the first name."""
    names = [number for number, column in enumerate(sheet.columns) if column.name in ("full_name", "unit_name", "name")]
    return names[0] + 1 if names and names[0] < len(sheet.columns) // 2 else 1


def _write_column(desk: _Desk, page: Worksheet, number: int, column: BookColumn, values: pd.Series) -> None:
    """Write a column's values as what they are; what is unknown is left empty."""
    kind = column.field.type
    write: Any = page.write_string
    convert: Any = _text
    if kind in ("integer", "number"):
        write, convert = page.write_number, float
    elif kind == "date":
        write, convert = page.write_datetime, _day
    elif kind == "boolean":
        convert = _TRUTHS.__getitem__
    is_number = kind in ("integer", "number")
    shape = desk.styles.get("plain" if is_number else "text", number_format(column.field))
    known = values.notna().to_numpy()
    for row, (value, is_known) in enumerate(zip(values.tolist(), known, strict=True), HEADER_ROW + 1):
        if is_known:
            write(row, number, convert(value), shape)


def _text(value: object) -> str:
    """Return a text as a cell can hold it, coded values in words."""
    return str(said(value))[:_LONGEST_TEXT]


def _day(value: pd.Timestamp) -> dt.date:
    """Return a day without its hour."""
    return value.date()


def _colour(desk: _Desk, page: Worksheet, number: int, column: BookColumn, last: int) -> None:
    """Colour what a reader looks for: status, covered or not, how much of a rate is reached, what is behind."""
    first = HEADER_ROW + 1
    if column.name in ("status", "reporting"):
        for shade in STATUSES.values():
            about = {"type": "cell", "criteria": "==", "value": f'"{shade.text.vi}"'}
            page.conditional_format(first, number, last, number, about | {"format": desk.styles.tint(shade.colour)})
    elif column.name in _COVERED_COLUMNS:
        for word, shade in (("Có", COVERED["yes"]), ("Không", COVERED["no"])):
            about = {"type": "cell", "criteria": "==", "value": f'"{word}"'}
            page.conditional_format(first, number, last, number, about | {"format": desk.styles.tint(shade.colour)})
    elif column.name == "gap_pp":
        tint = desk.styles.tint(STATUSES["behind"].colour)
        below = {"type": "cell", "criteria": "<", "value": 0, "format": tint}
        page.conditional_format(first, number, last, number, below)
    elif column.field.unit == "ratio" and column.name.endswith(("_rate", "_coverage")):
        bar = {"type": "data_bar", "bar_color": COVERED["yes"].colour, "bar_solid": True}
        ends = {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1}
        page.conditional_format(first, number, last, number, bar | ends)


def _print_well(page: Worksheet) -> None:
    """Set a page to be printed: lying, as wide as the paper, the header on each."""
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADER_ROW)
    page.set_footer("&L&A&R&P / &N")


def _write_dictionary(desk: _Desk, release: Release) -> None:
    """Write what every table and column means, in both languages, as the contracts say it."""
    page = desk.workbook.add_worksheet(DICTIONARY)
    page.write_string(0, 0, "Từ điển dữ liệu – Data dictionary", desk.styles.get("title"))
    page.write_string(1, 0, "Tên bảng và cột như trong csv/, parquet/ và thugom.db", desk.styles.get("note"))
    for number, (title, width) in enumerate(_DICTIONARY_HEADER):
        page.set_column(number, number, width)
        page.write_string(HEADER_ROW, number, title, desk.styles.get("header"))
    rows = dictionary(release)
    for row, texts in enumerate(rows, HEADER_ROW + 1):
        style = desk.styles.get("wrapped") if texts[2] else desk.styles.get("said")
        for number, text in enumerate(texts):
            if text:
                page.write_string(row, number, text, style)
    page.autofilter(HEADER_ROW, 0, HEADER_ROW + len(rows), len(_DICTIONARY_HEADER) - 1)
    page.freeze_panes(HEADER_ROW + 1, 3)
    _print_well(page)
