"""Totals: a total row that is not the sum of its rows means that one of them is wrong."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate, chain
from typing import TypeAlias

import pandas as pd

from thugom.checks.numbers import Notation, RefusedError, exact, notation_of
from thugom.contracts import Contract, Finding, SourceMap
from thugom.sources.cells import Cell, is_blank, shown
from thugom.sources.sheet import Sheet, intake_rules

RULE = "total_differs"
# Further digits are what a spreadsheet's floating arithmetic leaves behind, and nobody sees them.
_FINEST = Decimal("0.000001")
_MOST_DIGITS = 15
# Of how many totals above it a grand total may be the sum: regions of a country, and not every second row.
_LEVELS = 30

_Run: TypeAlias = tuple[int, int]
"""Figures of a column, from one position up to another."""


def total_findings(
    sheet: Sheet, contract: Contract, source_map: SourceMap | None, missing: frozenset[str]
) -> list[Finding]:
    """Return a finding for each total that its rows do not sum to.

    A total sums the data rows above it, back to the total row before; a sub-heading with figures those
    below it. Right under other totals it is a grand total, of those above it back to any one before;
    above every row it is that of all. Columns of masses and counts are judged, in the unit they are
    written in; not where a cell is no number, nor where each row says a unit of its own.

    Tolerance: where every figure of the column is whole, none. Otherwise rows may have been shown
    rounded and added unrounded, so half a unit of the last decimal that is shown anywhere in the
    column, for each row.

    Args:
        sheet: its data and total rows.
        contract: the report.
        source_map: how the file is written.
        missing: words for what is not known, in the form in which they are compared.
    """
    if sheet.totals.empty:
        return []
    notation = notation_of(source_map)
    found: list[Finding] = []
    for field in contract.fields:
        written_below = field.name in sheet.columns and field.name in sheet.totals
        written = source_map.columns.get(field.name) if source_map else None
        is_mixed = written is not None and written.unit_column is not None
        if written_below and not is_mixed and (field.is_mass or field.type == "integer"):
            found += _column_findings(sheet, contract.name, field.name, notation, missing)
    return found


def _column_findings(
    sheet: Sheet, table: str, column: str, notation: Notation, missing: frozenset[str]
) -> Iterator[Finding]:
    """Yield the findings of one column."""
    try:
        rows = _numbers(sheet.cells[column], notation, missing)
        totals = _numbers(sheet.totals[column], notation, missing)
    except RefusedError:
        # Without every figure of the column nobody can say what it sums to.
        return
    figures = _Figures(rows)
    places = sorted(totals)
    feet = [place for place in places if place not in sheet.heads]
    for place in places:
        total = totals[place]
        sums = _sums(place, figures, feet, places, is_head=place in sheet.heads)
        first = next(sums, None)
        if total is None or first is None or any(figures.sum_to(total, *one) for one in chain([first], sums)):
            continue
        cell: Cell = sheet.totals[column].loc[place]
        expected = _written(figures.sum(*first), notation if isinstance(cell, str) else Notation())
        yield Finding(
            RULE,
            intake_rules()[RULE].severity,
            table,
            sheet.file,
            sheet.sheet,
            place,
            column,
            sheet.address(column, place),
            shown(cell),
            {"expected": expected},
        )


class _Figures:
    """A column's figures in the order of their rows, added up once: a sheet may have as many totals as rows."""

    def __init__(self, rows: Mapping[int, Decimal | None]) -> None:
        """Add the figures up."""
        known = sorted((row, number) for row, number in rows.items() if number is not None)
        self._places = [row for row, _ in known]
        self._sums = [Decimal(0), *accumulate(number for _, number in known)]
        self._decimals = [_decimals(number) for _, number in known]

    def between(self, first: float, last: float) -> _Run | None:
        """Return the figures that stand between two rows; None where there are none."""
        run = bisect_right(self._places, first), bisect_left(self._places, last)
        return run if run[0] < run[1] else None

    def sum(self, begin: int, end: int) -> Decimal:
        """Return what a run of figures sums to."""
        return self._sums[end] - self._sums[begin]

    def sum_to(self, total: Decimal, begin: int, end: int) -> bool:
        """Tell whether a total is the sum of a run of figures, as far as they are shown."""
        difference = abs(self.sum(begin, end) - total)
        # Cheap answers first: equal, or further apart than figures of one decimal can be.
        if not difference or difference > _tolerance(end - begin, 1):
            return not difference
        return difference <= _tolerance(end - begin, max(*self._decimals[begin:end], _decimals(total)))


def _sums(
    place: int, figures: _Figures, feet: Sequence[int], places: Sequence[int], *, is_head: bool
) -> Iterator[_Run]:
    """Yield the runs of figures that a total may sum, the likeliest first.

    Args:
        place: the total's row.
        figures: the column.
        feet: the totals that stand below their rows.
        places: all totals.
        is_head: the total stands above its rows.
    """
    if is_head:
        following = bisect_right(places, place)
        end = places[following] if following < len(places) else math.inf
        runs = [figures.between(place, end) or figures.between(place, math.inf)]
    else:
        before = feet[: bisect_left(feet, place)]
        block = figures.between(before[-1] if before else 0, place)
        if block or figures.between(0, place) is None:
            runs = [block or figures.between(place, math.inf)]
        else:
            # Under subtotals: of all rows above, or of those since one of the totals before.
            runs = [figures.between(first, place) for first in (0, *before[-_LEVELS:-1])]
    yield from (run for run in runs if run is not None)


def _numbers(cells: pd.Series, notation: Notation, missing: frozenset[str]) -> dict[int, Decimal | None]:
    """Return a column's numbers by row."""
    pairs = zip(cells.index.tolist(), cells.tolist(), strict=True)
    return {row: _number(cell, notation, missing) for row, cell in pairs}


def _number(cell: Cell, notation: Notation, missing: frozenset[str]) -> Decimal | None:
    """Return a cell's number as it is seen; None where it is not known."""
    if is_blank(cell) or (isinstance(cell, str) and shown(cell).casefold() in missing):
        return None
    number = exact(cell, notation)
    if number and number.adjusted() > _MOST_DIGITS:
        # A figure beyond all measure has its own finding.
        raise RefusedError("too_large_number")
    return number.quantize(_FINEST)


def _tolerance(rows: int, decimals: int) -> Decimal:
    """Return by how much a sum of so many figures, shown with so many decimals, may differ from its total.

    >>> _tolerance(2, 1), _tolerance(2, 0)
    (Decimal('0.10'), Decimal('0'))
    """
    return Decimal(rows) * Decimal(5).scaleb(-decimals - 1) if decimals else Decimal(0)


def _decimals(number: Decimal) -> int:
    """Return how many decimals a number shows, zeros at its end apart."""
    exponent = number.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _written(number: Decimal, notation: Notation) -> str:
    """Return a number as its source would write it.

    >>> _written(Decimal("833.600000"), Notation(",", "."))
    '833,6'
    """
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", notation.decimal)
