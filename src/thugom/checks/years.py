"""Years: a tonnage that is the year of its own period, and out of line with every figure beside it.

2026 tonnes are possible, and a year typed into the wrong column is too. What stands in line with the other figures of
its column counts and is marked; what does not is refused, and its message says how to confirm it (decision 0016).
"""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from thugom.sources.cells import Cell

REFUSES, MARKS = "year_as_quantity", "looks_like_year"
_YEAR = re.compile(r"[12][0-9]{3}")
_EARLIEST, _LATEST = 1900, 2199


def years_among(
    cells: Sequence[Cell], beside: Sequence[Sequence[Cell]], periods: Sequence[object], times: Fraction
) -> Mapping[int, str]:
    """Return which of a column's cells are years, and by which rule: position -> REFUSES or MARKS.

    A cell is in question where it is, in four digits, the year of its row's period, the one before or the
    one after. It is out of line where it is more than so many times every other figure of its column, or, where
    there is no other, of its row; and where every figure of the column is that year.

    Args:
        cells: the column, one cell per row.
        beside: the other columns of masses.
        periods: the rows' periods, in ISO form where they are known.
        times: how many times the policy lets a year exceed the figures beside it.

    >>> years_among([2026.0, 310.5, 288], [], ["2026-10"] * 3, Fraction(3))
    {0: 'year_as_quantity'}
    >>> years_among([2026, 1900.5], [], ["2026-10"] * 2, Fraction(3))
    {0: 'looks_like_year'}
    """
    found = {
        position: year
        for position, (cell, period) in enumerate(zip(cells, periods, strict=True))
        if (year := _year(cell)) is not None and _is_near(year, period)
    }
    if not found:
        return {}
    others = [_size(cell) for position, cell in enumerate(cells) if position not in found]
    column = [size for size in others if size is not None]
    rules: dict[int, str] = {}
    for position, year in found.items():
        row = [size for one in beside if _year(one[position]) is None and (size := _size(one[position])) is not None]
        peers = column or row
        alone = not peers and len(found) > 1 and len(set(found.values())) == 1
        is_out = alone or bool(peers and year > float(times) * max(peers))
        rules[position] = REFUSES if is_out else MARKS
    return rules


def _year(cell: Cell) -> int | None:
    """Return the year that a cell is, if it is nothing but four digits."""
    if isinstance(cell, str):
        return int(cell) if _YEAR.fullmatch(cell.strip()) else None
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not _EARLIEST <= cell <= _LATEST:
        return None
    return int(cell) if cell == int(cell) else None


def _is_near(year: int, period: object) -> bool:
    """Tell whether a year is that of a period, the one before, or the one after."""
    own = str(period)[:4]
    return own.isdecimal() and abs(year - int(own)) <= 1


def _size(cell: Cell) -> float | None:
    """Return how large a figure is, roughly; None where it is no number."""
    if isinstance(cell, str):
        text = cell.strip()
        # Groups of three belong to the number, whatever stands between them; one other sign begins its fraction.
        text = re.sub(r"[.,\s](?=[0-9]{3}(?:[^0-9]|$))", "", text).replace(",", ".")
        return float(text) if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text) else None
    return None if isinstance(cell, bool) or not isinstance(cell, int | float) else float(cell)
