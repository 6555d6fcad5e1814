"""The straight path to a target, the gap to it, and the status that follows."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.measures.accounts import packaged_policy
from thugom.measures.target_path import (
    TargetPath,
    first_baseline,
    gap_points,
    month_number,
    month_of,
    status_of,
)

SHARES = st.fractions(0, 1, max_denominator=1000)
MONTHS = st.integers(month_number("2000-01"), month_number("2060-12"))


@given(MONTHS)
def test_a_month_is_its_number_and_back(number: int) -> None:
    """Labels and numbers say the same."""
    assert month_number(month_of(number)) == number


@given(SHARES, SHARES, MONTHS, MONTHS)
def test_what_is_expected_never_falls(baseline: Fraction, target: Fraction, begins: int, ends: int) -> None:
    """From the baseline on, each month expects at least as much as the one before, and the target at the end."""
    path = TargetPath(begins, baseline, ends, target)
    expected = [path.expected(month) for month in range(begins, max(begins, ends) + 3)]
    known = [value for value in expected if value is not None]
    assert len(known) == len(expected)
    assert known == sorted(known)
    assert known[-1] == target
    assert known[0] == (baseline if baseline < target and begins < ends else target)
    assert path.expected(begins - 1) is None


def test_a_baseline_above_the_target_leaves_the_path_flat_at_the_target() -> None:
    """What was better once is not asked for again."""
    path = TargetPath(month_number("2024-01"), Fraction("0.97"), month_number("2030-12"), Fraction("0.95"))
    assert path.expected(month_number("2024-01")) == path.expected(month_number("2027-05")) == Fraction("0.95")


@given(st.lists(st.tuples(MONTHS, SHARES), unique_by=lambda point: point[0], max_size=15), st.integers(1, 14))
def test_a_baseline_needs_all_its_months(points: list[tuple[int, Fraction]], months: int) -> None:
    """With too few there is none; with enough it lies within the first ones, dated by the middle one."""
    found = first_baseline(points, months)
    assert (found is None) == (len(points) < months)
    if found is not None:
        first = sorted(points)[:months]
        assert min(value for _, value in first) <= found[1] <= max(value for _, value in first)
        assert found[0] == first[(months + 1) // 2 - 1][0]


@pytest.mark.parametrize(
    ("gap", "status"),
    [("0", "on_track"), ("-2", "on_track"), ("-2.000000001", "watch"), ("-5", "watch"), ("-5.000000001", "behind")],
)
def test_the_thresholds_belong_to_the_better_status(gap: str, status: str) -> None:
    """Two points below the path is on track still, and five is to be watched still."""
    assert status_of(Fraction(gap), packaged_policy().to_target) == status


@given(SHARES, st.integers(-(10**12), 10**12))
def test_a_gap_is_rounded_before_it_is_compared(expected: Fraction, noise: int) -> None:
    """What differs by less than half a billionth of a point is no difference."""
    value = expected + Fraction(noise, 10**24)
    assert abs(gap_points(value, expected) - 100 * (value - expected)) <= Fraction(1, 2 * 10**9)
    assert gap_points(expected, expected) == 0
