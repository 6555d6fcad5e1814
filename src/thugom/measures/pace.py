"""The pace that reaches a target when it is due: points a year, and units by the next December but one."""

from fractions import Fraction

from thugom.measures.periods import MONTHS_IN_YEAR
from thugom.measures.province import needed_units
from thugom.measures.target_path import POINTS


def required_pp_per_year(value: Fraction, target: Fraction, months: int) -> Fraction:
    """Return the points a year that lead from `value` to `target` in `months`; 0 once it is reached.

    >>> required_pp_per_year(Fraction("0.88"), Fraction("0.95"), 60)
    Fraction(7, 5)
    """
    return max(Fraction(0), POINTS * (target - value) * MONTHS_IN_YEAR / months)


def required_by(month: int, ends: int) -> int:
    """Return the month by which units are to be added: December of the next year, the path's end at the latest.

    >>> from thugom.measures.target_path import month_number, month_of
    >>> ends = month_number("2030-12")
    >>> [month_of(required_by(month_number(label), ends)) for label in ("2026-01", "2026-12", "2030-03")]
    ['2027-12', '2027-12', '2030-12']
    """
    return min((month // MONTHS_IN_YEAR + 2) * MONTHS_IN_YEAR - 1, ends)


def required_units(expected: Fraction, units: int, covered: int) -> int:
    """Return how many more of `units` must be covered to reach the share `expected`.

    >>> required_units(Fraction("0.90"), 38, 32)
    3
    """
    return max(0, needed_units(expected, units) - covered)
