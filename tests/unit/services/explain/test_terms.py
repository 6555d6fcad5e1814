"""What terms add up to: sums that are exact, unknown where they must be, and never flattered."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from thugom.measures.ratios import TERMS
from thugom.services.explain.terms import Terms, added_up, published_terms

WHOLE = st.integers(0, 10**9)


def terms(*rows: tuple[int | None, ...], all_or_nothing: bool = False, amount: bool = False) -> Terms:
    """Return the terms of units A, B, … of one month."""
    frame = pd.DataFrame(rows, columns=TERMS, dtype=object)
    units = [chr(ord("A") + number) for number in range(len(rows))]
    where = pd.DataFrame({"unit_id": units, "period": "2026-10", "settlement": "urban"})
    return Terms(where.join(frame), 1000, "t", all_or_nothing=all_or_nothing, amount=amount)


def test_a_province_passes_over_what_is_unknown_and_bounds_it() -> None:
    """The value is that of the known unit; the silent one counts as nothing and as everything."""
    found = added_up(terms((50, 100, 50, 100, 50, 100), (None, None, 0, 100, 100, 100)))
    assert (found["value"], found["lower"], found["upper"]) == (0.5, 0.25, 0.75)
    assert (found["numerator"], found["lower_denominator"]) == (0.05, 0.2)


def test_a_units_own_figure_is_unknown_as_soon_as_one_month_is() -> None:
    """What is not known of a month is not known of the year."""
    rows = ((50, 100, 50, 100, 50, 100), (None, None, 0, 100, 100, 100))
    assert added_up(terms(*rows, all_or_nothing=True))["value"] is None


def test_without_an_estimate_the_interval_is_everything() -> None:
    """A unit of which nobody knows how much waste it makes leaves the ratio between 0 and 1."""
    found = added_up(terms((50, 100, 50, 100, 50, 100), (None,) * 6))
    assert (found["lower"], found["upper"], found["upper_denominator"]) == (0.0, 1.0, None)


def test_nothing_of_nothing_is_unknown() -> None:
    """A rate whose denominator is 0 is null, never 0 or 1."""
    found = added_up(terms((0, 0, 0, 0, 0, 0)))
    assert {found[name] for name in ("value", "numerator", "denominator", "lower", "upper")} == {None}


def test_a_value_outside_its_interval_is_hidden_unless_a_rate_is_above_one() -> None:
    """A partial report can push the value out; a rate above 1 is shown as it was reported."""
    pushed = terms((90, 100, 90, 100, 90, 100), (None, None, 0, 900, 0, 900))
    assert added_up(pushed)["value"] is None
    above = terms((150, 100, 100, 100, 100, 100))
    assert added_up(above)["value"] == 1.5


def test_an_amount_has_nothing_below_the_line() -> None:
    """Tonnes are their own numerator."""
    found = added_up(terms((250, None, 250, None, 250, None), all_or_nothing=True, amount=True))
    assert (found["value"], found["denominator"], found["upper"]) == (0.25, None, 0.25)


@given(st.lists(st.tuples(WHOLE, WHOLE), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_units_never_matters(pairs: list[tuple[int, int]], chance: object) -> None:
    """Sums are exact, so no order of adding can move a digit."""
    rows = [(min(pair), max(pair)) * 3 for pair in pairs]
    shuffled = list(rows)
    chance.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis hands out a random.Random
    assert added_up(terms(*rows)) == added_up(terms(*shuffled))


@given(st.lists(st.tuples(WHOLE, WHOLE), min_size=1, max_size=8))
def test_what_is_shown_of_each_unit_adds_up_to_the_figure(pairs: list[tuple[int, int]]) -> None:
    """A reader who adds up the published terms finds the published figure."""
    made = terms(*((min(pair), max(pair)) * 3 for pair in pairs))
    shown, figure = published_terms(made), added_up(made)
    if figure["value"] is not None:
        total = sum(Fraction(value) for value in shown["value_n"])
        assert abs(float(total) - (figure["numerator"] or 0)) < 1e-6
