"""Totals: a total row that is not the sum of its rows means that one of them is wrong."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

import pandas as pd

from thugom.checks.numbers import Notation, RefusedError, exact, notation_of
from thugom.contracts import Contract, Finding, SourceMap
from thugom.sources.cells import Cell, is_blank, shown
from thugom.sources.sheet import Sheet, intake_rules

RULE = "total_differs"
# Further digits are what a spreadsheet's floating arithmetic leaves behind, and nobody sees them.
_FINEST = Decimal("0.000001")
_MOST_DIGITS = 15


def total_findings(
    sheet: Sheet, contract: Contract, source_map: SourceMap | None, missing: frozenset[str]
) -> list[Finding]:
    """Return a finding for each total that its rows do not sum to.

    A total sums the data rows above it, back to the total row before; a sub-heading with figures those
    below it. Right under other totals it is a grand total, of those above it back to any one before;
    above every row it is that of all. Columns of masses and counts are judged, in the unit they are
    written in; not where a cell is no number.

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
        if written_below and (field.is_mass or field.type == "integer"):
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
    for place in sorted(totals):
        total = totals[place]
        sums = [parts for parts in _parts(place, rows, totals, sheet.heads) if parts]
        if total is None or not sums or any(_is_sum(parts, total) for parts in sums):
            continue
        parts = sums[0]
        cell: Cell = sheet.totals[column].loc[place]
        expected = _written(Decimal(sum(parts)), notation if isinstance(cell, str) else Notation())
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


def _parts(
    place: int, rows: Mapping[int, Decimal | None], totals: Iterable[int], heads: frozenset[int]
) -> Iterator[list[Decimal]]:
    """Yield the figures that a total may sum, the likeliest first."""

    def between(first: float, last: float) -> list[Decimal]:
        return [number for row, number in rows.items() if first < row < last and number is not None]

    feet = sorted(row for row in totals if row not in heads)
    if place in heads:
        following = [row for row in totals if row > place]
        yield between(place, min(following, default=math.inf)) or between(place, math.inf)
        return
    before = [row for row in feet if row < place]
    block = between(before[-1] if before else 0, place)
    if block:
        yield block
    elif not between(0, place):
        yield between(place, math.inf)
    else:
        # Under subtotals: of all rows above, or of those since any total before.
        yield from (between(first, place) for first in (0, *before[:-1]))


def _is_sum(parts: Sequence[Decimal], total: Decimal) -> bool:
    """Tell whether a total is the sum of these figures, as far as they are shown."""
    return abs(sum(parts) - total) <= _tolerance([*parts, total])


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


def _tolerance(numbers: Sequence[Decimal]) -> Decimal:
    """Return by how much a sum of shown figures may differ from a total of unrounded ones.

    >>> _tolerance([Decimal("1.5"), Decimal("2"), Decimal("3.5")]), _tolerance([Decimal(1), Decimal(1)])
    (Decimal('0.10'), Decimal('0'))
    """
    decimals = max(_decimals(number) for number in numbers)
    return Decimal(len(numbers) - 1) * Decimal(5).scaleb(-decimals - 1) if decimals else Decimal(0)


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
