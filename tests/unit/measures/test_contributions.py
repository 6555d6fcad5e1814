"""Whom to ring: the silent and partial units, and what each of them does to the interval."""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.measures.accounts import MONTH, Known, Treated, account_of, simple_policy
from tests.unit.measures.completions import known_cells
from tests.unit.measures.frames import frame, rates, records
from thugom.contracts import load_contract, packaged_schemas
from thugom.measures.commune import unit_periods
from thugom.measures.contributions import Sums, contribution, could_flip, interval_contributions, verdict
from thugom.measures.province import OnBasis, province_figures

POLICY = simple_policy()
HEADLINE = "by_generated"


def whole_units(account: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the units as a whole, with their codes and the state of their reports."""
    units = unit_periods(account, POLICY)
    units = units[(units["settlement"] == "all") & (units["period_kind"] == "month")]
    return units.assign(
        unit_code=units["unit_id"].str.removeprefix("U").str.zfill(5),
        reporting=units["complete"].map({True: "complete", False: "no_report"}).astype("str"),
    )


def contributions(*cells: Known) -> pd.DataFrame:
    """Return the contributions of these cells in their month."""
    account = account_of(cells, POLICY)
    return interval_contributions(account, whole_units(account), MONTH, POLICY)


def of_kind(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return the rows of one denominator."""
    return rows[rows["denominator_kind"] == kind].reset_index(drop=True)


def full(people: int) -> Known:
    """Return a town that collects and treats everything."""
    return Known(people, people, people, people, 0, people, people, Treated(other=people))


def silent(people: int) -> Known:
    """Return a town of which only the census is known."""
    return Known(people=people, registered=people)


def test_the_columns_are_those_of_the_contract() -> None:
    """All of `interval_contribution` but names and versions, in its order, with rows and without."""
    contract = load_contract(packaged_schemas() / "curated" / "interval_contribution.yml")
    added = {"unit_name", "policy_version", "register_version"}
    names = [field.name for field in contract.fields if field.name not in added]
    assert contributions(silent(10)).columns.tolist() == names
    nothing = contributions(full(10))
    assert (nothing.columns.tolist(), len(nothing)) == (names, 0)


def test_each_silent_town_widens_the_interval_by_its_waste() -> None:
    """Of 1,000 kg a day 300 and 100 are unknown: 30 and 10 points, the larger first."""
    rows = of_kind(contributions(full(600), silent(100), silent(300)), HEADLINE)
    assert rows["unit_id"].tolist() == ["U2", "U1"]
    assert rows["rank"].tolist() == [1, 2]
    assert rates(rows["interval_contribution_pp"]) == [30, 10]
    assert rows["reporting"].tolist() == ["no_report", "no_report"]


def test_in_a_count_every_unknown_unit_is_one_of_all() -> None:
    """A quarter each of four units, in the order of their codes."""
    rows = of_kind(contributions(full(600), silent(100), full(10), silent(300)), "by_units")
    assert rows["unit_id"].tolist() == ["U1", "U3"]
    assert rates(rows["interval_contribution_pp"]) == [25, 25]


def test_a_partial_report_counts_with_what_it_leaves_open() -> None:
    """A town that collected 40 of 100 kg, and says nothing of treatment, leaves 40 of 200 open."""
    partial = Known(100, 100, 100, 100, 0, 100, 40)
    rows = of_kind(contributions(full(100), partial), HEADLINE)
    assert rates(rows["interval_contribution_pp"]) == [20]


def test_a_moving_denominator_takes_the_mean_of_worst_and_best() -> None:
    """By what is collected: of 100 kg treated, 100 unknown kg lie between 100 / 200 and 200 / 200."""
    rows = of_kind(contributions(full(100), silent(100)), "by_collected")
    assert rates(rows["interval_contribution_pp"]) == [50]


def test_the_one_report_that_could_flip_the_verdict_is_named() -> None:
    """Of 20 communes 19 must be covered: a report flips the verdict where it makes or breaks the nineteenth."""
    uncovered = Known(10, 10, 10, 0, 0, 10, 0, Treated())
    cases = {
        (18, 0, 2): True,
        (17, 0, 3): False,
        (18, 1, 1): True,
        (17, 1, 2): True,
        (16, 2, 2): False,
        (19, 0, 1): False,
    }
    for (yes, no, unknown), flips in cases.items():
        rows = of_kind(contributions(*[full(10)] * yes, *[uncovered] * no, *[silent(10)] * unknown), "by_units")
        assert rows["could_flip"].tolist() == [flips] * unknown


def test_a_town_without_estimate_leaves_everything_open() -> None:
    """Alone it accounts for what the others leave of the 100 points; two of them share it, and neither flips."""
    rows = records(of_kind(contributions(full(60), silent(40), Known()), HEADLINE), "unit_id")
    assert (rows["U1",]["interval_contribution_pp"], rows["U1",]["could_flip"]) == (40, False)
    assert (rows["U2",]["interval_contribution_pp"], rows["U2",]["could_flip"]) == (60, True)
    two = of_kind(contributions(full(60), Known(), Known()), HEADLINE)
    assert rates(two["interval_contribution_pp"]) == [50, 50]
    assert two["could_flip"].tolist() == [False, False]


def sums(least: tuple[int, int], most: tuple[int, int]) -> Sums:
    """Return sums of a numerator and a denominator at both ends."""
    return Sums(*least, *most)


@st.composite
def silent_units(draw: st.DrawFn) -> Sums:
    """Draw a unit that may treat anything of what it may collect."""
    treated, collected = sorted(draw(st.lists(st.integers(0, 50), min_size=2, max_size=2)))
    return sums((draw(st.integers(0, treated)), collected), (treated, collected))


@given(st.lists(silent_units(), min_size=1, max_size=6), st.fractions(0, 1, max_denominator=50))
def test_with_one_denominator_the_contributions_are_the_interval(units: list[Sums], target: Fraction) -> None:
    """They add up to it, are never negative, and a verdict that stands cannot flip."""
    total = Sums(*(sum(getattr(unit, name) for unit in units) for name in ("least_n", "least_d", "most_n", "most_d")))
    shares = [contribution(total, unit) for unit in units]
    assert min(shares) >= 0
    if total.least_d:
        assert sum(shares) == Fraction(total.most_n, total.most_d) - Fraction(total.least_n, total.least_d)
    if verdict(total, target) != "undetermined":
        assert not any(could_flip(total, unit, target) for unit in units)


@settings(max_examples=15)  # each is a province from its reports on
@given(st.lists(known_cells(), min_size=1, max_size=3))
def test_units_that_are_known_account_for_nothing(cells: list[Known]) -> None:
    """A complete unit is never on the list, and where nobody is on the list there is no interval."""
    account = account_of(cells, POLICY)
    units = whole_units(account)
    rows = interval_contributions(account, units, MONTH, POLICY)
    complete = set(units.loc[units["complete"], "unit_id"])
    assert not complete & set(rows["unit_id"])
    assert rows["interval_contribution_pp"].between(0, 100).all()
    everywhere = unit_periods(account, POLICY)
    everywhere["valid_to"] = pd.Series(pd.NaT, index=everywhere.index, dtype="datetime64[us]")
    basis = OnBasis.as_reported(account, everywhere)
    periods = frame(f"""
        period   period_kind  last_on     complete
        {MONTH}  month        2026-01-31  yes
    """)
    figures = province_figures(account, {"as_was": basis}, periods, POLICY)
    figures = figures[figures["target"].notna()]
    listed = set(rows["denominator_kind"])
    for row in figures.to_dict("records"):
        if row["denominator_kind"] not in listed and pd.notna(row["lower"]):
            assert row["lower"] == pytest.approx(row["upper"])
