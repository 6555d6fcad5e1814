"""Headings: what a form says once above its table, its period and its date."""

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from thugom.language.order import plain
from thugom.sources.cells import Grid, is_blank, shown

_PLACEHOLDERS = {
    "day": r"(?P<day>[0-9]{1,2})",
    "month": r"(?P<month>[0-9]{1,2})",
    "year": r"(?P<year>[0-9]{4})",
}
_AFTER_A_NUMBER = re.compile(r"[0-9][\s./-]*$")


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


def heading(grid: Grid, above: int, patterns: Iterable[str]) -> Heading | None:
    """Return what the cells above row `above` say under one of the patterns.

    A cell that begins with the pattern speaks before one that has it in its middle. Where cells of
    one standing disagree, their texts are returned together: that is no period, and the cast says so.
    """
    patterns = list(patterns)
    beginning: list[Heading] = []
    within: list[Heading] = []
    for row, cells in enumerate(grid.rows[:above]):
        for column, cell in enumerate(cells):
            if is_blank(cell) or not isinstance(cell, str):
                continue
            for pattern in patterns:
                iso = reading(cell, pattern)
                if iso is not None:
                    starts = _compiled(pattern).match(plain(cell).strip()) is not None
                    found = Heading(shown(cell), iso, grid.cell_name(row, column), grid.numbers[row])
                    (beginning if starts else within).append(found)
    return _agreed(beginning or within)


def _agreed(found: list[Heading]) -> Heading | None:
    """Return the first of the headings if all say the same, else one that nobody can read."""
    if len({item.iso for item in found}) <= 1:
        return found[0] if found else None
    text = " / ".join(item.text for item in found)
    return Heading(text, text, found[0].cell, found[0].row_number)
