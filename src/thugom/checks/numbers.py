"""Numbers: what stands in a cell is exactly one number, or it is refused; nothing is guessed."""

import datetime as dt
import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from fractions import Fraction
from types import NoneType

import numpy as np
import numpy.typing as npt
import pandas as pd

from thugom.contracts import Field, SourceMap
from thugom.sources.cells import Cell, tidy

KILOGRAMS_IN: Mapping[str, Decimal] = {
    "t": Decimal(1000),
    "ta": Decimal(100),
    "kg": Decimal(1),
    # International avoirdupois pound, exact by the agreement of 1959.
    "lb": Decimal("0.45359237"),
}
MOST_EXACT = 2**53
"""The largest integer up to which a float holds every integer: beyond it comparisons would lie."""

_LONGEST = 300
_HUGE = 20
# Wide enough that no product of a cell and a factor is rounded before it is rounded on purpose.
_EXACT = Context(prec=400, rounding=ROUND_HALF_EVEN, Emax=MAX_EMAX, Emin=MIN_EMIN)
_NOT_FINITE = frozenset({"inf", "infinity", "nan"})
# A product of floats below 2**40 is off by less than 2**-11: so far from a tie it rounds as the exact one does.
_FAST_MOST, _FAST_MARGIN = 2.0**40, 1e-3


class RefusedError(Exception):
    """A cell breaks a rule of the cast: which one, and what its message quotes."""

    def __init__(self, rule: str, **values: str) -> None:
        """Name the rule and the values of its message."""
        super().__init__(rule)
        self.rule = rule
        self.values = values


@dataclass(frozen=True)
class Notation:
    """How a source writes numbers: its decimal sign, and what groups thousands."""

    decimal: str = "."
    thousands: str = ""

    def number(self, text: str) -> Decimal:
        """Return the number that `text` is.

        Groups must be groups of three without a leading zero: "12.5" under a thousands point and
        "0.123" are refused, for they may mean something else.

        Raises:
            RefusedError: `not_a_number`, or `too_large_number`.

        >>> Notation(",", ".").number("1.234,5"), Notation().number("-12.50")
        (Decimal('1234.5'), Decimal('-12.50'))
        """
        text = tidy(text)
        if text.lstrip("+-").lower() in _NOT_FINITE or len(text) > _LONGEST:
            raise RefusedError("too_large_number")
        if _plain(self.decimal).fullmatch(text):
            bare = text
        elif self.thousands and _grouped(self.decimal, self.thousands).fullmatch(text):
            bare = text.replace(self.thousands, "")
        else:
            raise RefusedError("not_a_number")
        try:
            return Decimal(bare.replace(self.decimal, "."))
        except InvalidOperation as error:
            raise RefusedError("too_large_number") from error


PLAIN, VIETNAMESE = Notation(), Notation(",", ".")


def read_as(cell: Cell, notation: Notation) -> Decimal | None:
    """Return the number in a cell under a notation; None where it is none.

    >>> read_as("310,5", PLAIN), read_as("310,5", VIETNAMESE), read_as("1.234", PLAIN), read_as("1.234", VIETNAMESE)
    (None, Decimal('310.5'), Decimal('1.234'), Decimal('1234'))
    """
    try:
        return exact(cell, notation)
    except RefusedError:
        return None


def writes_commas(cells: Iterable[Cell]) -> bool:
    """Tell whether a text among the cells is a number with a decimal comma, and none with a point.

    >>> writes_commas(["310.5", "7"]), writes_commas(["310,5", "7"]), writes_commas(["1.234"])
    (False, True, False)
    """
    texts = (cell for cell in cells if isinstance(cell, str) and "," in cell)
    return any(read_as(cell, PLAIN) is None and read_as(cell, VIETNAMESE) is not None for cell in texts)


@functools.cache
def _plain(decimal: str) -> re.Pattern[str]:
    """Return the form of a number without groups."""
    return re.compile(rf"[+-]?[0-9]+(?:{re.escape(decimal)}[0-9]+)?(?:[eE][+-]?[0-9]+)?")


@functools.cache
def _grouped(decimal: str, thousands: str) -> re.Pattern[str]:
    """Return the form of a number in groups of three."""
    return re.compile(rf"[+-]?[1-9][0-9]{{0,2}}(?:{re.escape(thousands)}[0-9]{{3}})+(?:{re.escape(decimal)}[0-9]+)?")


def exact(cell: Cell, notation: Notation) -> Decimal:
    """Return the number in a cell, exactly as its reader sees it: a float by its shortest form.

    Raises:
        RefusedError: `not_a_number` (text, a boolean, a date), `too_large_number` (no finite number).

    >>> exact(0.1, Notation()), exact("798,6", Notation(",", "."))
    (Decimal('0.1'), Decimal('798.6'))
    """
    if isinstance(cell, str):
        return notation.number(cell)
    if cell is None or isinstance(cell, bool | dt.date | dt.time | dt.timedelta):
        raise RefusedError("not_a_number")
    number = Decimal(cell) if isinstance(cell, int) else Decimal(repr(float(cell)))
    if not number.is_finite():
        raise RefusedError("too_large_number")
    return number


@dataclass(frozen=True)
class Scale:
    """How the figures of one column become facts: notation, factor to the fact's unit, and bound.

    Attributes:
        whole: facts are integers; `rounded` says whether a fraction is rounded (kilograms) or refused.
        most: the largest magnitude of a fact that is rounded; of others it is MOST_EXACT.
    """

    notation: Notation = field(default_factory=Notation)
    factor: Decimal = Decimal(1)
    whole: bool = True
    rounded: bool = False
    most: Fraction = Fraction(MOST_EXACT)

    def fact(self, cell: Cell) -> int | float:
        """Return the fact in a cell: kilograms are rounded half to even, counts must be whole.

        Raises:
            RefusedError: `not_a_number`, `not_whole` or `too_large_number`.

        >>> Scale(factor=Decimal(1000), rounded=True).fact(0.0025), Scale().fact(12.0)
        (2, 12)
        """
        number = exact(cell, self.notation)
        # Compared by its exponent first: the digits of 1e99999999 would fill the memory.
        if number and number.adjusted() > _HUGE:
            raise RefusedError("too_large_number")
        fact = _EXACT.multiply(number, self.factor)
        if self.rounded:
            fact = _EXACT.quantize(fact, Decimal(1))
        if fact.copy_abs() > MOST_EXACT or (self.rounded and abs(Fraction(fact)) > self.most):
            raise RefusedError("too_large_number")
        if not self.whole:
            return float(fact)
        if fact != fact.to_integral_value():
            raise RefusedError("not_whole")
        return int(fact)

    def facts(self, cells: Sequence[Cell]) -> pd.api.extensions.ExtensionArray | None:
        """Return the facts of a column whose cells are all numbers or blank, all at once.

        None where a cell is anything else, or so large or so near a tie that only exact arithmetic
        decides: then each cell is cast for itself. Both ways give the same facts.
        """
        if not set(map(type, cells)) <= {int, float, NoneType}:
            return None
        blank = np.fromiter((cell is None for cell in cells), dtype=bool, count=len(cells))
        try:
            numbers = np.array(cells, dtype=np.float64)
        except OverflowError:
            return None
        # What overflows is infinite, and infinity is beyond every bound.
        with np.errstate(over="ignore"):
            facts = np.where(blank, 0.0, numbers) * float(self.factor)
        if not (np.abs(facts) <= min(_FAST_MOST, float(self.most))).all():
            return None
        if not self.whole:
            return pd.arrays.FloatingArray(facts, blank)
        return self._whole(facts, blank)

    def _whole(
        self, facts: npt.NDArray[np.float64], blank: npt.NDArray[np.bool_]
    ) -> pd.api.extensions.ExtensionArray | None:
        """Return facts as integers where every one of them is beyond doubt."""
        nearest = np.rint(facts)
        distance = np.abs(facts - nearest)
        doubtful = distance > (0.5 - _FAST_MARGIN if self.rounded else 0.0)
        return None if doubtful.any() else pd.arrays.IntegerArray(nearest.astype(np.int64), blank)


def scale_of(column: Field, source_map: SourceMap | None, mass_t_most: Fraction, unit: str | None = None) -> Scale:
    """Return how the figures of a column become facts, as its contract and its source say.

    Args:
        column: a field of type integer or number.
        source_map: how the file is written; None for canonical files, which write plain numbers.
        mass_t_most: the largest tonnage the policy takes for possible.
        unit: the unit that the file itself says, in a header or beside the figure.
    """
    notation = notation_of(source_map)
    if not column.is_mass:
        return Scale(notation, whole=column.type == "integer")
    written = source_map.columns.get(column.name) if source_map else None
    unit = unit or (written.unit if written else None) or "t"
    if unit == "m3" and written and written.density_t_per_m3:
        # How much a cubic metre weighs is the source's own word: loose waste and baled waste differ threefold.
        factor = Decimal(written.density_t_per_m3) * KILOGRAMS_IN["t"]
    else:
        factor = KILOGRAMS_IN[unit]
    return Scale(notation, factor, rounded=True, most=mass_t_most * 1000)


def notation_of(source_map: SourceMap | None) -> Notation:
    """Return how a file writes numbers."""
    return Notation(source_map.decimal, source_map.thousands) if source_map else Notation()
