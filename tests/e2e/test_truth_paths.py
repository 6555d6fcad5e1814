"""The second computation's Theil-Sen lines, held against scipy's."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tests.e2e.truth.paths import theil_sen

SHARES = st.integers(0, 50).map(lambda hundredths: Fraction(hundredths, 50))


@given(st.dictionaries(st.integers(0, 17), SHARES, min_size=6, max_size=12), st.sampled_from(["0.90", "0.95", "0.5"]))
def test_the_median_slope_and_its_limits_are_those_of_scipy(heights: dict[int, Fraction], confidence: str) -> None:
    """The slope over all pairs and the ranks of its limits agree with the library's, ties and gaps included."""
    months = sorted(heights)
    lower, middle, upper = theil_sen(
        [Fraction(month) for month in months], [heights[month] for month in months], Fraction(confidence)
    )
    found = stats.theilslopes([float(heights[month]) for month in months], months, alpha=float(confidence))
    expected = (found.low_slope, found.slope, found.high_slope)
    assert (float(lower), float(middle), float(upper)) == pytest.approx(expected, abs=1e-12)
