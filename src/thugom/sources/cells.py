"""Cells: what a sheet holds in one place, how it is shown to people, and what its place is called."""

import datetime as dt
import functools
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import TypeAlias

from thugom.language.order import plain
from thugom.sources.marks import UNMARKED, Marks

Cell: TypeAlias = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None
"""What a reader finds in a cell; a blank cell is None, a CSV's cell is text."""

_SPACES = re.compile(r"\s+")
_ALPHABET = 26


class UnreadableError(Exception):
    """A file cannot be opened.

    Attributes:
        rule: which rule of `schemas/intake.yml` says so to its sender, in his language; the
            exception's own text is for whoever reads this program.
        values: what the rule's words quote.
    """

    def __init__(self, reason: str, rule: str = "unreadable", **values: str) -> None:
        """Say why in a program's words, and which rule has the sender's."""
        super().__init__(reason)
        self.rule, self.values = rule, values


@dataclass(frozen=True)
class Grid:
    """One sheet or CSV file as it stands: rows of cells, each row with its number in the file."""

    name: str
    numbers: list[int]
    rows: list[list[Cell]]
    first_column: int = 0
    marks: Marks = UNMARKED

    def cell_name(self, row: int, column: int) -> str:
        """Return what the cell at these positions is called in the file.

        >>> Grid("", [5, 6], [["a"], ["b"]], first_column=2).cell_name(1, 0)
        'C6'
        """
        return f"{self.column_letter(column)}{self.numbers[row]}"

    def column_letter(self, column: int) -> str:
        """Return the letter of the column at this position."""
        return column_letter(self.first_column + column)


def column_letter(position: int) -> str:
    """Return the letter of the column at `position`, counted from 0.

    >>> column_letter(0), column_letter(25), column_letter(26), column_letter(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    letters = ""
    rest = position + 1
    while rest:
        rest, sign = divmod(rest - 1, _ALPHABET)
        letters = chr(ord("A") + sign) + letters
    return letters


def column_position(letter: str) -> int:
    """Return the position, counted from 0, of the column with this letter.

    >>> column_position("A"), column_position("AA"), column_position("XFD")
    (0, 26, 16383)
    """
    position = 0
    for sign in letter:
        position = position * _ALPHABET + ord(sign) - ord("A") + 1
    return position - 1


def tidy(text: str) -> str:
    """Return `text` in NFC, its ends stripped and every run of spaces one space.

    >>> tidy("  Xã  Mu\u0300\u00a0Cả ")
    'Xã Mù Cả'
    """
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


# A month of forms says the same few hundred words thousands of times.
@functools.lru_cache(maxsize=8192)
def word_key(text: str) -> str:
    r"""Return the key by which two words of a form are the same word: no case, marks or spacing.

    >>> word_key("Khối lượng\nthu gom(TẤN)") == word_key("khoi luong thu gom (tấn)")
    True
    """
    return _SPACES.sub("", plain(text)).strip("*:")


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell holds nothing, or nothing but spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def shown(cell: Cell) -> str:
    """Return a cell's text as its reader sees it.

    >>> shown(3388.0), shown(0.1), shown(True), shown(dt.datetime(2026, 10, 1)), shown(None)
    ('3388', '0.1', 'TRUE', '2026-10-01', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        return tidy(cell)
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and math.isfinite(cell) and cell.is_integer():
        # Beyond that a float's digits are no longer its own.
        return str(int(cell)) if abs(cell) < 10**15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)
