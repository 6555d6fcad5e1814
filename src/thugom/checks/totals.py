"""Totals: a total row that is not the sum of its rows means that one of them is wrong."""

from collections.abc import Iterator, Sequence
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

    A total sums the data rows above it, back to the total row before. Columns of masses and counts
    are judged, in the unit they are written in; not where a cell is no number, nor where no row
    stands between two totals (a grand total under the subtotals).

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
    before = 0
    for place in sorted(totals):
        total = totals[place]
        parts = [number for row, number in rows.items() if before < row < place and number is not None]
        before = place
        if total is None or not parts or abs(sum(parts) - total) <= _tolerance([*parts, total]):
            continue
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
