"""Where the last months lead: the Theil–Sen line, its window and what it says of the target."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.measures.accounts import packaged_policy
from thugom.measures.projection import Projection, on_course, project
from thugom.measures.target_path import month_number

PATH = packaged_policy().to_target
DUE = month_number("2030-12")
NOW = month_number("2026-10")


def projected(points: list[tuple[int, Fraction]], month: int = NOW) -> Projection:
    """Return the projection, which there must be."""
    projection = project(points, month, PATH)
    assert projection is not None
    return projection


@given(
    st.fractions(0, 1, max_denominator=1000),
    st.fractions(-1, 1, max_denominator=1000),
    st.sets(st.integers(0, 17), min_size=6),
)
def test_a_line_is_recovered(start: Fraction, slope: Fraction, offsets: set[int]) -> None:
    """Months on a straight line project to that line, with no interval, whichever of them are known."""
    first = NOW - 17
    points = [(first + offset, start + slope * offset) for offset in offsets]
    projection = projected(points)
    assert projection.slope == pytest.approx(float(slope), abs=1e-12)
    there = float(start + slope * (DUE - first))
    assert projection.at(DUE) == pytest.approx((there, there, there), abs=1e-9)


@given(st.lists(st.fractions(0, 1, max_denominator=97), min_size=6, max_size=18))
def test_the_projection_lies_within_its_interval(values: list[Fraction]) -> None:
    """Least <= projected <= greatest, before the window as after it."""
    points = [(NOW - position, value) for position, value in enumerate(values)]
    for month in (DUE, NOW - 40):
        middle, least, greatest = projected(points).at(month)
        assert least <= middle <= greatest


def test_all_three_lines_pass_through_the_medians() -> None:
    """The median month has the median value, whichever slope is taken."""
    values = ["0.50", "0.52", "0.51", "0.55", "0.60", "0.58", "0.61"]
    points = [(NOW - 6 + position, Fraction(value)) for position, value in enumerate(values)]
    projection = projected(points)
    assert projection.slope_lower < projection.slope < projection.slope_upper
    assert projection.at(NOW - 3) == (0.55, 0.55, 0.55)


def test_too_few_months_lead_nowhere() -> None:
    """Five admissible months give no projection, six give one."""
    points = [(NOW - position, Fraction(1, 2)) for position in range(6)]
    assert project(points[:5], NOW, PATH) is None
    assert projected(points).slope == 0


def test_the_window_is_eighteen_calendar_months_back() -> None:
    """The month eighteen before is out, the one seventeen before is in, and later months are not known yet."""
    points = [(NOW - position, Fraction(1, 2)) for position in range(5)]
    assert project([*points, (NOW - 18, Fraction(1, 2))], NOW, PATH) is None
    assert project([*points, (NOW + 1, Fraction(1, 2))], NOW, PATH) is None
    assert projected([*points, (NOW - 17, Fraction(1, 2))]).slope == 0


def test_only_the_newest_twelve_are_used() -> None:
    """Six older months of another kind do not bend the line."""
    old = [(NOW - 12 - position, Fraction(1, 10)) for position in range(6)]
    new = [(NOW - position, Fraction(1, 2)) for position in range(12)]
    assert projected([*old, *new]).at(DUE) == (0.5, 0.5, 0.5)


@pytest.mark.parametrize(
    ("lower", "upper", "verdict"),
    [(0.004, 0.005, "yes"), (0.004 - 1e-15, 0.005, "yes"), (0.003, 0.005, "uncertain"), (0.002, 0.003, "no")],
)
def test_on_course_only_if_the_whole_interval_reaches_the_target(lower: float, upper: float, verdict: str) -> None:
    """A hundred months ahead the target is 0.4 higher; a float's last digit decides nothing."""
    projection = Projection(float(DUE - 100), 0.5, (lower + upper) / 2, lower, upper)
    assert on_course(projection, DUE, Fraction("0.9")) == verdict
