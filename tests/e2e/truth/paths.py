"""The straight path to a target, the gap to it, and where the last months lead (methodology, section 6)."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import sqrt
from statistics import NormalDist, median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.e2e.truth.reading import PathRules

PER_YEAR = 12
POINTS = 100
BILLIONTH = 10**9


class Path(NamedTuple):
    """A path's first month, its value then, and where it leads."""

    begun: str
    baseline: Fraction
    target: Fraction
    due: str


class Projection(NamedTuple):
    """Slopes in shares a month, and what they come to in the last month: lower, middle and upper line."""

    slopes: tuple[Fraction, Fraction, Fraction]
    ends: tuple[Fraction, Fraction, Fraction]


def number_of(month: str) -> int:
    """Return a month's place in the calendar.

    >>> number_of("2027-01") - number_of("2026-12")
    1
    """
    return PER_YEAR * int(month[:4]) + int(month[5:])


def path_of(
    values: Mapping[str, Fraction], target: Fraction, rules: PathRules, given: tuple[str, Fraction] | None
) -> Path | None:
    """Return the path that admissible months make: from their first twelve's mean at the sixth, or as it is given."""
    if given is not None:
        return Path(given[0], given[1], target, rules.due)
    first = sorted(values)[: rules.baseline_months]
    if len(first) < rules.baseline_months:
        return None
    mean = sum(values[month] for month in first) / Fraction(len(first))
    return Path(first[rules.baseline_months // 2 - 1], mean, target, rules.due)


def expected_at(path: Path, month: str) -> Fraction | None:
    """Return where the path stands in a month; nothing before it begins.

    >>> expected_at(Path("2026-12", Fraction(1, 2), Fraction(1), "2030-12"), "2028-12")
    Fraction(3, 4)
    """
    here, begun, due = number_of(month), number_of(path.begun), number_of(path.due)
    if here < begun:
        return None
    if path.baseline >= path.target or here >= due:
        return path.target
    return path.baseline + (path.target - path.baseline) * Fraction(here - begun, due - begun)


def gap(value: Fraction | None, expected: Fraction | None) -> Fraction | None:
    """Return by how many points a value lies above the path."""
    return None if value is None or expected is None else POINTS * (value - expected)


def status_of(gap_pp: Fraction, rules: PathRules) -> str:
    """Return the status of a gap, taken to a billionth of a point."""
    rounded = Fraction(round(gap_pp * BILLIONTH), BILLIONTH)
    if rounded >= rules.on_track_from:
        return "on_track"
    return "watch" if rounded >= rules.watch_from else "behind"


def projection(values: Mapping[str, Fraction], month: str, rules: PathRules) -> Projection | None:
    """Return the Theil-Sen lines through the admissible months of the window that ends with a month."""
    first = number_of(month) - rules.window_months
    window = [known for known in sorted(values) if first < number_of(known) <= number_of(month)]
    window = window[-rules.most_months :]
    if len(window) < rules.least_months:
        return None
    places = [Fraction(number_of(known)) for known in window]
    heights = [values[known] for known in window]
    slopes = theil_sen(places, heights, rules.confidence)
    ahead = number_of(rules.due) - median(places)
    ends = tuple(median(heights) + slope * ahead for slope in slopes)
    return Projection(slopes, (ends[0], ends[1], ends[2]))


def theil_sen(
    places: Sequence[Fraction], heights: Sequence[Fraction], confidence: Fraction
) -> tuple[Fraction, Fraction, Fraction]:
    """Return the median slope over all pairs between its lower and upper limit (Sen 1968, formula 2.6).

    >>> theil_sen([Fraction(x) for x in range(6)], [Fraction(2 * x) for x in range(6)], Fraction("0.9"))
    (Fraction(2, 1), Fraction(2, 1), Fraction(2, 1))
    """
    count = len(places)
    slopes = sorted(
        Fraction(heights[right] - heights[left], places[right] - places[left])
        for left in range(count)
        for right in range(left + 1, count)
    )
    ties = sum(k * (k - 1) * (2 * k + 5) for k in Counter(heights).values())
    sigma = sqrt((count * (count - 1) * (2 * count + 5) - ties) / 18)
    reach = NormalDist().inv_cdf((1 + float(confidence)) / 2) * sigma
    upper = min(round((len(slopes) + reach) / 2), len(slopes) - 1)
    lower = max(round((len(slopes) - reach) / 2) - 1, 0)
    return slopes[lower], median(slopes), slopes[upper]


def is_on_course(lines: Projection, target: Fraction) -> str:
    """Tell whether even the lower line reaches the target, or not even the upper one does.

    >>> half = Fraction(1, 2)
    >>> is_on_course(Projection((half, half, half), (half, Fraction(1), Fraction(2))), Fraction(1))
    'uncertain'
    """
    lower, _, upper = lines.ends
    if lower >= target:
        return "yes"
    return "no" if upper < target else "uncertain"


def required_pace(value: Fraction, target: Fraction, month: str, due: str) -> Fraction | None:
    """Return how many points a year lead from here to the target when it is due; none that is reached needs any.

    >>> required_pace(Fraction(1, 2), Fraction(1), "2026-12", "2030-12")
    Fraction(25, 2)
    """
    left = number_of(due) - number_of(month)
    if left <= 0:
        return None
    return POINTS * max(Fraction(0), target - value) * PER_YEAR / left


def december_after(month: str, due: str) -> str:
    """Return the December of the next year, or the month in which the target is due if that comes first.

    >>> december_after("2026-10", "2030-12"), december_after("2030-03", "2030-12")
    ('2027-12', '2030-12')
    """
    return min(f"{int(month[:4]) + 1}-12", due)
