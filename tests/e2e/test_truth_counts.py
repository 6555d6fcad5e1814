"""The second computation's bounds of recast counts, held against a search through every completion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tests.e2e.truth.answers import over_months
from tests.e2e.truth.recast_counts import (
    Amounts,
    Counted,
    Part,
    Whole,
    brute_force_adequate,
    brute_force_counts,
    count_parts,
    count_people,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

ANSWERS = st.sampled_from([True, False, None])


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[bool | None], list[list[bool | None]]]:
    """Draw up to four months of a whole and up to three of its parts, of two or three parts."""
    wholes = draw(st.lists(ANSWERS, max_size=4))
    own = draw(st.integers(min_value=0 if wholes else 1, max_value=3))
    parts = draw(st.lists(st.lists(ANSWERS, min_size=own, max_size=own), min_size=1, max_size=3))
    return wholes, parts


def counted(wholes: Sequence[bool | None], parts: Sequence[Sequence[bool | None]], *, is_odd: bool = False) -> Counted:
    """Return the bounds by their formula; where more was treated than collected a covered whole promises nothing."""
    covered, unknown = wholes.count(True), wholes.count(None)
    whole = Whole(0, covered + unknown) if is_odd else Whole(covered, unknown)
    months = len(wholes) + len(parts[0])
    return count_parts([Part(part.count(True), part.count(None)) for part in parts], whole, months)


@given(world=worlds(), is_odd=st.booleans())
def test_bounds_of_a_recast_count_are_those_of_every_completion(
    world: tuple[list[bool | None], list[list[bool | None]]], *, is_odd: bool
) -> None:
    """The least and the most units covered are exactly those that a search through all completions finds."""
    wholes, parts = world
    expected = brute_force_counts(wholes, parts, more_treated_than_collected=is_odd)
    assert counted(wholes, parts, is_odd=is_odd) == expected


@given(worlds())
def test_a_whole_of_one_part_is_that_part(world: tuple[list[bool | None], list[list[bool | None]]]) -> None:
    """Where a whole has one part, its months are that part's, and nothing is wider than what is unknown."""
    wholes, parts = world
    bounds = counted(wholes, parts[:1])
    answer = over_months([*wholes, *parts[0]])
    assert bounds == {True: Counted(1, 1), False: Counted(0, 0), None: Counted(0, 1)}[answer]


def test_a_covered_whole_has_a_covered_part_in_a_month_and_perhaps_none_in_a_quarter() -> None:
    """Three covered months can fall to three parts in turn; with two parts one of them has two of the three."""
    assert brute_force_counts([True], [[], [], []]) == counted([True], [[], [], []]) == Counted(1, 3)
    assert brute_force_counts([True] * 3, [[], [], []]) == counted([True] * 3, [[], [], []]) == Counted(0, 3)
    assert brute_force_counts([True] * 3, [[], []]) == counted([True] * 3, [[], []]) == Counted(1, 2)


def test_the_least_people_are_those_of_the_smallest_part() -> None:
    """Where one part must be covered and nobody knows which, the least people are those of the smallest."""
    parts = [Part(0, 0, people=500), Part(0, 0, people=200)]
    assert count_people(parts, Whole(covered=1, open=0), months=1) == Counted(200, 700)


@given(st.builds(Amounts, *[st.integers(0, 3)] * 4), st.integers(2, 3))
def test_of_an_inadequate_whole_one_part_falls_short(whole: Amounts, parts: int) -> None:
    """If all parts were adequate their sum would be; of an adequate whole any part may fall short."""
    if whole.served > whole.households or whole.treated > whole.collected:
        return
    bounds = brute_force_adequate(whole, parts, threshold=(4, 5))
    is_adequate = brute_force_adequate(whole, 1, threshold=(4, 5)) == Counted(1, 1)
    assert bounds.most <= parts - (not is_adequate)
