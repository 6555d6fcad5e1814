"""Where the last months lead, if they go on as they went: a Theil–Sen line and its interval."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.stats import theilslopes

from thugom.contracts.policy_sections import Path
from thugom.measures.periods import MONTHS_IN_YEAR
from thugom.measures.target_path import GAP_DIGITS, POINTS


@dataclass(frozen=True)
class Projection:
    """Three lines through one point: the slope and the two ends of its interval, per month."""

    month: float
    value: float
    slope: float
    slope_lower: float
    slope_upper: float

    @property
    def pp_per_year(self) -> tuple[float, float, float]:
        """The slope and its two ends, in percentage points a year."""
        year = POINTS * MONTHS_IN_YEAR
        return self.slope * year, self.slope_lower * year, self.slope_upper * year

    def at(self, month: int) -> tuple[float, float, float]:
        """Return the value projected for a month, its least and its greatest; not limited to 0–1."""
        ahead = month - self.month
        # Behind the point the steeper line is the lower one.
        ends = self.value + self.slope_lower * ahead, self.value + self.slope_upper * ahead
        return self.value + self.slope * ahead, min(ends), max(ends)


def project(points: Iterable[tuple[int, Fraction]], month: int, policy: Path) -> Projection | None:
    """Return the line through the newest of the points known in `month`; None where they are too few.

    Args:
        points: month number and value of the admissible months.
        month: as of which month; later points are left out.
        policy: the window in calendar months, how many of its points there must be and how many
            are used, and the confidence of the interval.

    Source: methodology, section 6, Projection; Sen, Estimates of the regression coefficient based
    on Kendall's tau, Journal of the American Statistical Association 63 (1968).

    >>> from thugom.contracts import load_policy, packaged_schemas
    >>> policy = load_policy(packaged_schemas() / "policy.yml").to_target
    >>> line = project([(number, Fraction(number, 64)) for number in range(8)], 7, policy)
    >>> line.slope, line.at(64)
    (0.015625, (1.0, 1.0, 1.0))
    """
    inside = sorted(point for point in points if month - policy.window_months < point[0] <= month)
    if len(inside) < policy.least_months:
        return None
    newest = inside[-policy.most_months :]
    months = np.array([float(number) for number, _ in newest])
    values = np.array([float(value) for _, value in newest])
    line = theilslopes(values, months, alpha=float(policy.confidence))
    return Projection(
        float(np.median(months)),
        float(np.median(values)),
        float(line.slope),
        float(line.low_slope),
        float(line.high_slope),
    )


def on_course(projection: Projection, due: int, target: Fraction) -> str:
    """Return whether the projection reaches the target when it is due: `yes`, `no`, `uncertain`.

    `yes` if the whole interval reaches it, `no` if none of it does. Distances are rounded to 1e-9
    percentage points first, as every gap is: a line that leads to the target reaches it.
    """
    _, lower, upper = (round(POINTS * (value - float(target)), GAP_DIGITS) for value in projection.at(due))
    if lower >= 0:
        return "yes"
    return "uncertain" if upper >= 0 else "no"
