"""What stands out from a series' own earlier months, and what only repeats them."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from statistics import median

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.measures.accounts import packaged_policy
from thugom.measures.history import compared, repeated, series_of
from thugom.measures.periods import months_between

RULE = packaged_policy().plausibility.history
STEP = 5_000
Figures = Sequence[int | None]
MONTHS = months_between("2025-01", "2034-12")


def one_series(figures: Figures) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return the key, month and value of each figure of one unit, from January 2025 on."""
    values = pd.Series(list(figures), dtype="Int64")
    return pd.Series("A", index=values.index, dtype="str"), pd.Series(MONTHS[: len(figures)], dtype="str"), values


def standings(figures: Figures, **changes: object) -> list[str | None]:
    """Return how each figure of one series stands to those before it."""
    found = compared(series_of(*one_series(figures)), replace(RULE, **changes), STEP)["standing"]  # type: ignore[arg-type]
    return [None if pd.isna(one) else str(one) for one in found]


def plainly(figures: Figures, at: int) -> str | None:
    """Return what one figure's standing is, by the methodology's own words."""
    earlier = [x for x in figures[max(0, at - RULE.most_months) : at] if x is not None]
    value = figures[at]
    if value is None or len(earlier) < RULE.least_months:
        return None
    middle = median(map(Fraction, earlier))
    spread, apart = median(abs(x - middle) for x in earlier), abs(value - middle)
    if spread:
        far = Fraction("0.6745") * apart / spread > RULE.modified_z and apart > RULE.least_change * middle
        return "unlike" if far else "usual"
    limit = RULE.relative_step * middle if middle else STEP
    return "step" if apart > limit else "usual"


def test_a_unit_that_repeats_one_number_and_then_jumps_is_seen() -> None:
    """Where nothing ever varied a change above half of the median stands out, and half of it does not."""
    assert standings([100] * 6 + [151])[-1] == "step"
    assert standings([100] * 6 + [49])[-1] == "step"
    assert standings([100] * 6 + [150])[-1] == "usual"


def test_after_nothing_at_all_any_figure_above_the_absolute_step_stands_out() -> None:
    """Six months of 0 and then a service: five tonnes are still small, a kilogram more is not."""
    assert standings([0] * 6 + [STEP])[-1] == "usual"
    assert standings([0] * 6 + [STEP + 1])[-1] == "step"


def test_the_tested_month_takes_no_part_in_what_it_is_tested_against() -> None:
    """It cannot widen the spread that it is measured by, and a later month says nothing of it."""
    months: Figures = [98, 99, 100, 101, 102, 103]
    assert standings([*months, 108])[-1] == "usual"
    assert standings([*months, 109])[-1] == "unlike"
    assert standings([*months, 200])[-1] == "unlike"
    assert standings([*months, 200, 200, 200])[6] == "unlike"


def test_first_months_have_nothing_to_be_compared_with() -> None:
    """Five earlier months are too few, known ones alone count, and the sixth is enough."""
    assert standings([100] * 5 + [900]) == [None] * 6
    assert standings([100] * 5 + [None, 900]) == [None] * 7
    assert standings([100] * 5 + [None, 100, 900])[-1] == "step"


def test_a_small_change_of_a_steady_unit_is_worth_no_call() -> None:
    """Where a policy says so, of ten per cent of the median for one; else the z-score alone speaks."""
    months: Figures = [1000, 1001, 1000, 999, 1000, 1001, 1100]
    assert standings(months, least_change=Fraction("0.10"))[-1] == "usual"
    assert standings(months)[-1] == "unlike"


def test_a_change_that_lasts_becomes_usual() -> None:
    """A service that began is reported for half of the months that are looked back on, and no longer."""
    found = standings([0] * 12 + [20_000] * 24)
    assert set(found[12:18]) == {"step"}
    assert "step" not in found[19:]


def test_series_do_not_know_each_other() -> None:
    """Another unit, another settlement: another history; a year and an unknown month are in none."""
    periods = pd.Series([*MONTHS[:7], *MONTHS[:7], "2026"], dtype="str")
    units = pd.Series(["A"] * 7 + [None] * 8, dtype="str")
    values = pd.Series([10_000] * 6 + [90_000] + [90_000] * 7 + [1], dtype="Int64")
    found = compared(series_of(units, periods, values), RULE, STEP)
    assert found["standing"].iloc[[6, 13]].tolist() == ["step", "usual"]
    assert pd.isna(found["standing"].iloc[14])
    assert found["median"].iloc[6] == 10_000


def test_nothing_to_compare_is_no_error() -> None:
    """No figure, or only years."""
    assert compared(series_of(*one_series([])), RULE, STEP).empty
    assert standings([None, None]) == [None, None]
    assert repeated(series_of(*one_series([]))).tolist() == []


@pytest.mark.parametrize(
    ("figures", "runs"),
    [
        ([7, 7, 7, 8, 8], [1, 2, 3, 1, 2]),
        ([7, None, 7], [1, 0, 1]),
        ([0, 0, 7, 7], [0, 0, 1, 2]),
    ],
)
def test_a_run_counts_the_months_of_one_figure(figures: Figures, runs: list[int]) -> None:
    """Zeros do not count, and a month without a figure ends a run."""
    assert repeated(series_of(*one_series(figures))).tolist() == runs


@given(st.lists(st.none() | st.integers(0, 40) | st.integers(0, 10**9), max_size=30))
def test_every_standing_is_the_methodologys(figures: Figures) -> None:
    """For any series: what a plain reading of the rule gives, month by month, exactly."""
    assert standings(figures) == [plainly(figures, at) for at in range(len(figures))]


@given(st.lists(st.integers(0, 10**6), min_size=8, max_size=20), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(figures: list[int], random: object) -> None:
    """A shuffled report has the same history."""
    key, months, values = one_series(figures)
    order = list(range(len(values)))
    random.shuffle(order)  # type: ignore[attr-defined]
    straight = compared(series_of(key, months, values), RULE, STEP)
    mixed = compared(series_of(key.iloc[order], months.iloc[order], values.iloc[order]), RULE, STEP)
    pd.testing.assert_frame_equal(straight.iloc[order].reset_index(drop=True), mixed)
