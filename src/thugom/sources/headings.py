"""Headings: what a form says once above its table, its period and its date."""

import datetime as dt
import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from thugom.language.order import plain
from thugom.sources.cells import Grid, is_blank, shown, word_key

_PLACEHOLDERS = {
    "day": r"(?P<day>[0-9]{1,2})",
    "month": r"(?P<month>[0-9]{1,2})",
    "year": r"(?P<year>[0-9]{4})",
}
_AFTER_A_NUMBER = re.compile(r"[0-9][\s./-]*$")
# What sums several months: "Quý III năm 2025", "6 tháng đầu năm 2025", "từ tháng 1 đến tháng 6/2025". Over plain text.
_MANY_MONTHS = re.compile(
    r"\bquy\s*(?:[1-4]|iv|i{1,3})\b"
    r"|\bq[1-4]\s*[/.-]?\s*[0-9]{4}\b"
    r"|\b(?:[2-9]|1[0-2]|hai|ba|sau|chin|muoi hai)\s+thang\s+(?:dau|cuoi)\b"
    r"|\b(?:[2-9]|1[0-2]|hai|ba|sau|chin|muoi hai)\s+thang\s*(?:,|/|nam)\s*[0-9]{4}\b"
    r"|\bnua\s+(?:dau|cuoi)\s+nam\b"
    r"|\bthang\s*[0-9]{1,2}(?:\s*[/.-]\s*[0-9]{4})?\s*(?:den|toi|-|–)\s*(?:het\s+)?(?:thang\s*)?[0-9]{1,2}\b(?!\s*[/.-]\s*[0-9]{1,2}\s*[/.-])"
)
YEAR = "year"
"""The heading that is no column: the year that headers such as "Tháng 3" leave out."""


@dataclass(frozen=True)
class Heading:
    """One thing that a heading says: as it stands, in ISO form, and in which cell."""

    text: str
    iso: str
    cell: str
    row_number: int


def reading(text: str, pattern: str, *, whole: bool = False) -> str | None:
    """Return what `text` says under a pattern such as "Tháng {month} năm {year}", in ISO form.

    Case, marks and spacing do not count. Whether such a month or day exists is for the cast to say.

    Args:
        text: a cell's text.
        pattern: words with {day}, {month} and {year} in them.
        whole: the pattern must cover the text; otherwise it may stand anywhere in it.

    >>> reading("BÁO CÁO THÁNG 8  NĂM 2026", "Tháng {month} năm {year}")
    '2026-08'
    >>> reading("Tháng 8 năm 2026 (sửa)", "Tháng {month} năm {year}", whole=True)
    >>> reading("Lai Châu, ngày 5 tháng 9 năm 2026", "Tháng {month} năm {year}")
    """
    folded = plain(text).strip()
    found = _compiled(pattern).fullmatch(folded) if whole else _compiled(pattern).search(folded)
    # The month of a full date ("ngày 5 tháng 9 năm 2026") is the day of signing, and no period.
    if found is None or _AFTER_A_NUMBER.search(folded[: found.start()]):
        return None
    parts = found.groupdict()
    return "-".join([parts["year"], *(parts[name].zfill(2) for name in ("month", "day") if name in parts)])


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Return the pattern as a regular expression over plain text."""
    expression = ""
    for part in re.split(r"(\{day\}|\{month\}|\{year\})", plain(pattern).strip()):
        name = part.strip("{}")
        if part.startswith("{") and name in _PLACEHOLDERS:
            expression += _PLACEHOLDERS[name]
        else:
            words = [re.escape(word) for word in part.split()]
            edges = (r"\s*" if part[:1].isspace() else "", r"\s*" if part[-1:].isspace() and words else "")
            expression += edges[0] + r"\s+".join(words) + edges[1]
    return re.compile(rf"(?<![0-9]){expression}(?![0-9])")


def sums_months(text: str) -> bool:
    """Tell whether a text speaks of a quarter, half a year or a run of months.

    >>> sums_months("Quý III năm 2025"), sums_months("6 tháng đầu năm 2025"), sums_months("Từ tháng 1 đến tháng 6/2025")
    (True, True, True)
    >>> sums_months("Tháng 10 năm 2026"), sums_months("Báo cáo định kỳ hàng tháng"), sums_months("Năm 2025")
    (False, False, False)
    """
    return _MANY_MONTHS.search(plain(text)) is not None


def heading(grid: Grid, above: int, patterns: Iterable[str], *, is_period: bool = False) -> Heading | None:
    """Return what the cells above row `above` say under one of the patterns.

    A cell that begins with the pattern speaks before one that has it in its middle. Where a cell holds
    the pattern's first words only ("Kỳ báo cáo:"), the next one of its row says the rest. Where cells of
    one standing disagree, their texts are returned together: that is no period, and the cast says so.
    So it does of a cell that speaks of several months, whatever else is said beside it.

    Args:
        grid: the table.
        above: the first row that is no heading any more.
        patterns: words with {day}, {month} and {year} in them.
        is_period: what is looked for is a period, and not a date.
    """
    patterns = list(patterns)
    beginning: list[Heading] = []
    within: list[Heading] = []
    many: list[Heading] = []
    for row, cells in enumerate(grid.rows[:above]):
        for column, cell in enumerate(cells):
            if is_blank(cell) or not isinstance(cell, str):
                continue
            if is_period and sums_months(cell):
                many.append(Heading(shown(cell), shown(cell), grid.cell_name(row, column), grid.numbers[row]))
                continue
            for pattern in patterns:
                iso = reading(cell, pattern)
                if iso is not None:
                    starts = _compiled(pattern).match(plain(cell).strip()) is not None
                    found = Heading(shown(cell), iso, grid.cell_name(row, column), grid.numbers[row])
                    (beginning if starts else within).append(found)
                elif (said := _said_beside(grid, row, column, pattern)) is not None:
                    (many if is_period and sums_months(said.text) else beginning).append(said)
    return _agreed([*(beginning or within), *many])


def _said_beside(grid: Grid, row: int, column: int, pattern: str) -> Heading | None:
    """Return what stands in the next filled cell of a row, if this one holds the pattern's first words and no more.

    A date stays one, in ISO form: that a spreadsheet made it of a month is for the cast to say.
    """
    label = pattern.partition("{")[0]
    if not label.strip() or word_key(shown(grid.rows[row][column])) != word_key(label):
        return None
    beside = ((place, cell) for place, cell in enumerate(grid.rows[row]) if place > column and not is_blank(cell))
    place, cell = next(beside, (column, None))
    iso = cell.isoformat()[:10] if isinstance(cell, dt.date) else reading(label + shown(cell), pattern, whole=True)
    iso = shown(cell) if iso is None and sums_months(shown(cell)) else iso
    return None if iso is None else Heading(shown(cell), iso, grid.cell_name(row, place), grid.numbers[row])


def _agreed(found: list[Heading]) -> Heading | None:
    """Return the first of the headings if all say the same, else one that nobody can read."""
    if len({item.iso for item in found}) <= 1:
        return found[0] if found else None
    text = " / ".join(item.text for item in found)
    return Heading(text, text, found[0].cell, found[0].row_number)
