"""The straight path from where a figure began to its target, and how far above or below it a month is."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from thugom.contracts.policy_sections import Path
from thugom.measures.periods import MONTHS_IN_YEAR

POINTS = 100
"""Percentage points in one."""
GAP_DIGITS = 9
"""Digits of a percentage point to which a gap is rounded before it is compared."""
BEHIND, WATCH, ON_TRACK = "behind", "watch", "on_track"


@dataclass(frozen=True)
class TargetPath:
    """A straight path: months are numbers (`month_number`), values shares of one."""

    begins: int
    baseline: Fraction
    ends: int
    target: Fraction

    def expected(self, month: int) -> Fraction | None:
        """Return the value on the path in `month`: null before it begins, flat once at the target.

        A baseline above the target leaves the path flat at the target.

        Source: methodology, section 6, Baseline.

        >>> path = TargetPath(month_number("2024-06"), Fraction("0.5"), month_number("2026-06"), Fraction(1))
        >>> [path.expected(month_number(label)) for label in ("2024-05", "2024-06", "2025-06", "2031-01")]
        [None, Fraction(1, 2), Fraction(3, 4), Fraction(1, 1)]
        """
        if month < self.begins:
            return None
        if month >= self.ends or self.baseline >= self.target:
            return self.target
        return self.baseline + (self.target - self.baseline) * Fraction(month - self.begins, self.ends - self.begins)


def month_number(label: str) -> int:
    """Return a month as a number that counts on through the years.

    >>> month_number("2027-01") - month_number("2026-11")
    2
    """
    return int(label[:4]) * MONTHS_IN_YEAR + int(label[5:]) - 1


def month_of(number: int) -> str:
    """Return the month that a number stands for.

    >>> month_of(month_number("2026-12") + 1)
    '2027-01'
    """
    return f"{number // MONTHS_IN_YEAR:04d}-{number % MONTHS_IN_YEAR + 1:02d}"


def first_baseline(points: Iterable[tuple[int, Fraction]], months: int) -> tuple[int, Fraction] | None:
    """Return where a path begins: the mean of the first `months` points, dated at the middle one.

    Args:
        points: month number and value of the admissible months, in any order.
        months: how many are averaged; of 12 the sixth gives the date.

    Returns:
        The month number and the value; None where there are fewer points.

    Source: methodology, section 6, Baseline.

    >>> first_baseline([(number, Fraction(number)) for number in range(1, 30)], 12)
    (6, Fraction(13, 2))
    """
    first = sorted(points)[:months]
    if len(first) < months:
        return None
    return first[middle(months)][0], sum((value for _, value in first), start=Fraction(0)) / months


def middle(months: int) -> int:
    """Return the position of the month that dates a mean: the sixth of twelve, counted from 0."""
    return (months - 1) // 2


def gap_points(value: Fraction, expected: Fraction) -> Fraction:
    """Return 100 x (value - expected) in percentage points, rounded half to even to 1e-9.

    >>> gap_points(Fraction(1, 3), Fraction(1, 2))
    Fraction(-16666666667, 1000000000)
    """
    scale = 10**GAP_DIGITS
    return Fraction(round(POINTS * (value - expected) * scale), scale)


def status_of(gap: Fraction, policy: Path) -> str:
    """Return `on_track`, `watch` or `behind` for a rounded gap in percentage points.

    Source: methodology, section 6, Status.
    """
    if gap >= policy.on_track_from_pp:
        return ON_TRACK
    return WATCH if gap >= policy.watch_from_pp else BEHIND
