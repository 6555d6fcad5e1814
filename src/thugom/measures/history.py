"""What stands out from a series' own earlier months, and what only repeats them.

A series is what one unit says of one measure, month by month. All comparisons are in whole numbers:
twice a median and four times a deviation of medians are whole where the figures are.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

from thugom.contracts.policy_sections import History
from thugom.measures.periods import MONTHS_IN_YEAR

UNKNOWN = np.iinfo(np.int64).max
"""Stands for a month without a figure; sorts behind every figure."""
USUAL, UNLIKE, STEP = "usual", "unlike", "step"
_NORMAL = Fraction(6745, 10_000)
"""A quarter of a normal distribution lies within this many standard deviations above its middle."""


@dataclass(frozen=True, eq=False)
class Series:
    """Figures of one measure: `figures` has a row per series and a column per calendar month.

    `row` and `column` say where each of the given values stands; -1 where it is of no month or unknown.
    """

    figures: np.ndarray
    row: np.ndarray
    column: np.ndarray

    def at(self, table: np.ndarray) -> np.ndarray:
        """Return what `table`, laid out as the figures, says of each given value."""
        values: np.ndarray = table[self.row, self.column]
        return values


def series_of(key: pd.Series, months: pd.Series, values: pd.Series) -> Series:
    """Return values laid out by series and calendar month.

    Args:
        key: what names a series; null is a name like another.
        months: each value's period; what is no month stands in no series.
        values: whole numbers (Int64), null unknown; one per series and month.
    """
    labels, names = pd.factorize(months)
    numbers = np.array([*(_month_number(str(name)) for name in names), -1])[labels]
    known = (numbers >= 0) & values.notna().to_numpy()
    columns = numbers[known] - numbers[known].min(initial=UNKNOWN)
    groups = pd.factorize(key[known], use_na_sentinel=False)[0]
    # One row and one column more, unknown throughout: what stands in no series points there.
    shape = (groups.max(initial=-1) + 2, columns.max(initial=-1) + 2)
    figures = np.full(shape, UNKNOWN, dtype="int64")
    figures[groups, columns] = values[known].to_numpy(dtype="int64")
    row, column = np.full(len(values), -1), np.full(len(values), -1)
    row[known], column[known] = groups, columns
    return Series(figures, row, column)


def _month_number(period: str) -> int:
    """Return the place of a month in the calendar, -1 for what is no month.

    >>> _month_number("2026-01") - _month_number("2025-12"), _month_number("2026"), _month_number("2026-Q1")
    (1, -1, -1)
    """
    year, _, month = period.partition("-")
    return int(year) * MONTHS_IN_YEAR + int(month) - 1 if month.isdecimal() else -1


def compared(series: Series, rule: History, step: int) -> pd.DataFrame:
    """Return how each value stands to the earlier months of its series.

    The modified z-score is 0.6745·|x − median| / MAD over the known ones of the months before, the
    policy's number of them at most: what has lasted is usual, and not reported for ever. A change
    below the policy's least share of the median does not stand out, however steady the months were.
    Where MAD is 0, a change above the policy's step does, and where the median is 0 too, any figure
    above `step`: a unit that repeats one number and then jumps is seen.

    Args:
        series: what `series_of` returns.
        rule: how many earlier months it takes, and the thresholds.
        step: the absolute step, in the unit of the values.

    Returns:
        One row per value: `standing` (`usual`; `unlike`: above the z-score; `step`: above a step;
        null with too few earlier months), `median` (Float64, of the earlier months), `earlier`, how many.

    Source: methodology, section 8, history; Iglewicz and Hoaglin, How to detect and handle outliers (1993).
    """
    count, median2, spread4 = _earlier(series.figures, rule.least_months, max(rule.least_months, rule.most_months))
    value2 = np.where(series.figures == UNKNOWN, 0, series.figures * 2)
    apart2 = np.abs(value2 - median2)
    # 0.6745 · apart2 / 2 > z · spread4 / 4, without a fraction.
    unlike = _exceeds(apart2, spread4, rule.modified_z / (2 * _NORMAL)) & _exceeds(apart2, median2, rule.least_change)
    stepped = np.where(median2 > 0, _exceeds(apart2, median2, rule.relative_step), value2 > 2 * step)
    standing = np.where(spread4 > 0, np.where(unlike, UNLIKE, USUAL), np.where(stepped, STEP, USUAL))
    judged = series.at((count >= rule.least_months) & (series.figures != UNKNOWN))
    return pd.DataFrame(
        {
            "standing": pd.Series(series.at(standing), dtype="str").where(judged),
            "median": pd.Series(series.at(median2) / 2, dtype="Float64").where(judged),
            "earlier": pd.Series(series.at(count), dtype="Int64").where(judged),
        }
    )


def repeated(series: Series) -> np.ndarray:
    """Return for how many months running, itself included, each value has been the same and not 0.

    A month without a figure ends a run; an unknown value and a 0 have none.
    """
    figures = series.figures
    runs = np.zeros(figures.shape, dtype="int64")
    there = (figures != UNKNOWN) & (figures != 0)
    before = np.zeros(len(figures), dtype="int64")
    for month in range(figures.shape[1] - 1):
        same = there[:, month] & (figures[:, month] == figures[:, month - 1]) if month else there[:, month] & False
        before = np.where(same, before + 1, there[:, month].astype("int64"))
        runs[:, month] = before
    return series.at(runs)


def _exceeds(first: np.ndarray, second: np.ndarray, factor: Fraction) -> np.ndarray:
    """Return whether the first number is above `factor` times the second."""
    above: np.ndarray = first * factor.denominator > second * factor.numerator
    return above


def _earlier(figures: np.ndarray, least: int, most: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return how many of the `most` months before each figure are known, twice their median, four times their MAD."""
    known = figures != UNKNOWN
    count, median2, spread4 = (np.zeros_like(figures) for _ in range(3))
    for month in range(least, figures.shape[1]):
        window = slice(max(0, month - most), month)
        count[:, month] = known[:, window].sum(axis=1)
        here = known[:, month] & (count[:, month] >= least)
        earlier, size = np.sort(figures[here, window], axis=1), count[here, month]
        middle2 = _middle2(earlier, size)
        apart = np.abs(2 * np.where(earlier == UNKNOWN, 0, earlier) - middle2[:, None])
        apart = np.sort(np.where(earlier == UNKNOWN, UNKNOWN, apart), axis=1)
        median2[here, month], spread4[here, month] = middle2, _middle2(apart, size)
    return count, median2, spread4


def _middle2(ordered: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Return twice the median of the first `size` numbers of each ordered row."""
    low = np.take_along_axis(ordered, ((size - 1) // 2)[:, None], axis=1)[:, 0]
    high = np.take_along_axis(ordered, (size // 2)[:, None], axis=1)[:, 0]
    middle2: np.ndarray = low + high
    return middle2
