"""The province's figures: value, interval, verdict, and how many units are missing."""

from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.measures.accounts import MONTH, Known, Treated, account_of, packaged_policy
from tests.unit.measures.frames import frame, records
from thugom.measures.commune import unit_periods
from thugom.measures.counts import count_figure
from thugom.measures.province import OnBasis, needed_units, province_figures

Rows = dict[tuple[str, ...], dict[str, Any]]
GOOD = Known(100, 25, 25, 20, 0, 105, 100, Treated(other=100))


def province(*cells: Known, complete: bool = True) -> Rows:
    """Return the rows of January by indicator, settlement and denominator; null is None."""
    policy = packaged_policy()
    account = account_of(cells, policy)
    units = unit_periods(account, policy)
    units["valid_to"] = pd.Series(pd.NaT, index=units.index, dtype="datetime64[us]")
    periods = frame(f"""
        period   period_kind  last_on     complete
        {MONTH}  month        2026-01-31  {"yes" if complete else "no"}
        2026-Q1  quarter      2026-03-31  no
        2026-H1  half_year    2026-06-30  no
        2026     year         2026-12-31  no
    """)
    rows = province_figures(account, {"as_was": OnBasis.as_reported(account, units)}, periods, policy)
    return records(rows[rows["period"] == MONTH], "indicator", "settlement", "denominator_kind")


HEADLINE = ("urban_collected_treated", "urban", "by_generated")
COVERED = ("communes_covered", "all", "by_units")


def silent(people: int) -> Known:
    """Return a town of which only the census is known."""
    return Known(people=people, registered=people // 4)


@given(st.integers(0, 120), st.integers(0, 120), st.integers(0, 120))
def test_counts_always_lie_in_their_bounds(yes: int, no: int, unknown: int) -> None:
    """The least <= value <= the greatest for counts, whatever is unknown."""
    figure = count_figure(yes, no, yes + no + unknown)
    value, lower, upper = figure.value.ratio, figure.lower.ratio, figure.upper.ratio
    assert (value is None) == (yes + no == 0)
    assert (lower is None) == (upper is None) == (yes + no + unknown == 0)
    assert not figure.outside


@pytest.mark.parametrize(("units", "needed"), [(38, 37), (106, 101), (20, 19), (1, 1), (0, 0)])
def test_the_target_rounds_up_to_whole_units(units: int, needed: int) -> None:
    """95 % of 38 units are 37 of them, of 106 they are 101; of 20 they are exactly 19."""
    assert needed_units(Fraction("0.95"), units) == needed


def test_a_target_is_met_only_if_the_least_reaches_it() -> None:
    """Everything known, collected and treated: met. One silent town more: undetermined, never met."""
    full = Known(100, 25, 25, 25, 0, 100, 100, Treated(other=100))
    assert province(full)[HEADLINE]["target_status"] == "met"
    row = province(full, silent(1))[HEADLINE]
    assert row["value"] == 1
    assert row["target_status"] == "undetermined"


def test_a_target_is_missed_once_the_greatest_falls_short() -> None:
    """No completion reaches it any more, though a town is still silent."""
    row = province(GOOD, silent(100))[HEADLINE]
    assert row["target_status"] == "not_met"
    assert row["upper"] == (100 + 105) / 210


def test_a_rate_above_one_is_never_met_on_its_value() -> None:
    """One town's excess lifts the value to the target; the interval stays below and decides."""
    over = Known(100, 25, 25, 25, 0, 100, 150, Treated(other=150))
    under = Known(100, 25, 25, 25, 0, 100, 50, Treated(other=50))
    row = province(over, under)[HEADLINE]
    assert row["value"] == 1
    assert row["rate_above_one"]
    assert row["target_status"] == "not_met"


def test_a_period_not_wholly_due_carries_no_verdict() -> None:
    """What is not yet due is not yet missed."""
    rows = province(GOOD, complete=False)
    assert rows[HEADLINE]["target_status"] is None
    assert rows[HEADLINE]["verdict_depends_on_denominator"] is None


def test_a_verdict_may_hang_on_the_denominator() -> None:
    """A town that treats all it collects, and collects half, meets the target by what is collected only."""
    half = Known(100, 25, 25, 25, 0, 100, 50, Treated(other=50))
    rows = province(half)
    verdicts = {kind: rows["urban_collected_treated", "urban", kind]["target_status"] for kind in _KINDS}
    assert verdicts == {"by_generated": "not_met", "by_collected": "met", "by_household": "met"}
    assert rows[HEADLINE]["verdict_depends_on_denominator"] is True
    assert province(GOOD, silent(1000))[COVERED]["verdict_depends_on_denominator"] is None


_KINDS = ("by_generated", "by_collected", "by_household")


def test_a_partial_report_that_pushes_the_value_outside_leaves_no_value() -> None:
    """A large town reports C and not G: the value would stand on the small one that collects nothing."""
    rows = province(
        Known(100, 25, generated=100, collected=0, treated=Treated()),
        Known(900, 225, collected=900, treated=Treated()),
    )
    row = rows["collection_rate", "all", "by_generated"]
    assert row["lower"] == row["upper"] == 900 / 1045
    assert row["value_outside_bounds"] is True
    assert [row[name] for name in ("value", "numerator", "denominator")] == [None, None, None]


def test_silence_is_counted_and_never_taken_for_an_answer() -> None:
    """Two towns covered, one not, one silent: 2 of 3 known, between 2 and 3 of 4."""
    row = province(GOOD, GOOD, Known(100, 25, 25, 0, 0, 50, 0, Treated()), silent(100))[COVERED]
    assert (row["numerator"], row["denominator"]) == (2, 3)
    assert (row["lower"], row["upper"]) == (0.5, 0.75)
    assert (row["units_in_force"], row["units_complete"], row["units_silent"]) == (4, 3, 1)
    assert (row["needed"], row["missing_units"], row["missing_units_best"]) == (4, 2, 1)


def test_a_town_whose_people_nobody_counted_is_counted_as_such() -> None:
    """It has no estimate, and the mass ratios are open from nothing to everything, without terms."""
    row = province(GOOD, Known())[HEADLINE]
    assert row["units_without_estimate"] == 1
    assert (row["lower"], row["upper"], row["bounds_basis"]) == (0, 1, "none")
    assert [row[f"{end}_{term}"] for end in ("lower", "upper") for term in ("numerator", "denominator")] == [None] * 4


def test_the_interval_says_that_it_rests_on_estimates() -> None:
    """Reported throughout, or with G or H estimated somewhere."""
    assert province(GOOD)[HEADLINE]["bounds_basis"] == "reported"
    rows = province(GOOD, silent(100))
    assert rows[HEADLINE]["bounds_basis"] == "estimated_g"
    assert rows["household_coverage", "urban", "by_household"]["bounds_basis"] == "estimated_h"
    assert rows[COVERED]["bounds_basis"] == "reported"


def test_people_in_covered_units_are_people_of_the_register() -> None:
    """Covered 100 of 300 known people; the silent 100 may go either way."""
    row = province(GOOD, Known(200, 50, 50, 0, 0, 50, 0, Treated()), silent(100))[
        "people_in_covered_units_share", "all", "by_population"
    ]
    assert (row["numerator"], row["denominator"]) == (100, 300)
    assert (row["lower"], row["upper"]) == (0.25, 0.5)


def test_masses_are_published_in_tonnes_and_households_as_households() -> None:
    """Numerators and denominators turn to tonnes at the end, exactly once."""
    rows = province(GOOD)
    assert (rows[HEADLINE]["numerator"], rows[HEADLINE]["denominator"]) == (0.1, 0.105)
    organic = rows["organic_recovery_rate", "urban", "by_organic"]
    assert (organic["numerator"], organic["denominator"]) == (0, 0.105 * 0.55)
    assert rows["household_coverage", "urban", "by_household"]["denominator"] == 25


def test_a_province_of_one_settlement_has_no_row_that_invents_the_other() -> None:
    """No rural unit, no rural rate: not a rate of 0."""
    rural = [row for (_, settlement, _), row in province(GOOD).items() if settlement == "rural"]
    assert [row["value"] for row in rural] == [None] * len(rural)


def test_all_is_known_only_where_each_settlement_is() -> None:
    """A unit that reports its urban part only has no value for `all`, and stays in the interval."""
    rows = province(
        Known(100, 25, generated=100, collected=80, treated=Treated(other=80), unit="A"),
        Known(100, 25, settlement="rural", unit="A"),
    )
    assert rows["collection_rate", "urban", "by_generated"]["value"] == 0.8
    whole = rows["collection_rate", "all", "by_generated"]
    assert whole["value"] is None
    assert (whole["lower"], whole["upper"]) == (80 / 150, 130 / 150)


def test_units_that_ended_within_a_longer_period_are_not_counted_and_their_tonnes_are() -> None:
    """Counts are over the units in force on the last day; sums are over all that happened."""
    policy = packaged_policy()
    account = account_of([GOOD, GOOD], policy)
    units = unit_periods(account, policy)
    ends = pd.Series(["2026-02-01", None], dtype="str")
    valid_to = pd.to_datetime(ends).astype("datetime64[us]")
    units["valid_to"] = units["unit_id"].map(dict(zip(["U0", "U1"], valid_to, strict=True))).astype("datetime64[us]")
    periods = frame("""
        period   period_kind  last_on     complete
        2026-01  month        2026-01-31  yes
        2026-Q1  quarter      2026-03-31  yes
        2026-H1  half_year    2026-06-30  no
        2026     year         2026-12-31  no
    """)
    rows = province_figures(account, {"as_was": OnBasis.as_reported(account, units)}, periods, policy)
    by_period = records(rows, "indicator", "settlement", "period")
    assert by_period["communes_covered", "all", "2026-01"]["denominator"] == 2
    assert by_period["communes_covered", "all", "2026-Q1"]["denominator"] == 1
    assert by_period["collection_rate", "all", "2026-Q1"]["numerator"] == 0.2
