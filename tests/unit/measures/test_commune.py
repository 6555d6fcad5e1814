"""The figures of one unit: rates of sums, null in and null out, and sums that stay sums."""

from typing import Any

import pandas as pd
import pytest

from tests.unit.measures.accounts import Known, Treated, account_of, packaged_policy
from tests.unit.measures.frames import records
from thugom.measures.commune import RATES, published, unit_periods

ALL_RATES = [*RATES, "organic_recovery_rate", "generation_kg_per_person_day"]
GOOD = Known(100, 25, 20, 16, 2, 100, 80, Treated(biological_controlled=11, controlled=20, other=9))


Rows = dict[tuple[str, ...], dict[str, Any]]


def rows_of(*cells: Known, months: tuple[str, ...] = ("2026-01",)) -> Rows:
    """Return the rows of these cells, each given once for every month, by settlement and period."""
    account = account_of(cells, packaged_policy())
    spread = pd.concat([account.assign(period=month) for month in months], ignore_index=True)
    spread["period"] = spread["period"].astype("str")
    return records(unit_periods(spread, packaged_policy()), "settlement", "period")


def test_every_rate_is_a_quotient_of_its_figures() -> None:
    """The definitions of methodology section 4, on one complete cell."""
    row = rows_of(GOOD)["urban", "2026-01"]
    assert {name: round(float(row[name]), 6) for name in ALL_RATES} == {
        "collection_rate": 0.8,
        "treatment_rate": 0.5,
        "collected_treated_rate": 0.4,
        "household_coverage": 0.8,
        "self_managed_share": 0.1,
        "organic_recovery_rate": 0.2,  # 11 of 55
        "biological_treatment_share": 0.275,
        "controlled_rate": 0.31,
        "generation_kg_per_person_day": 1.0,
    }
    assert row["complete"]


@pytest.mark.parametrize(
    "cell", [Known(), Known(0, 0, 0, 0, 0, 0, 0, Treated())], ids=["nothing known", "everything 0"]
)
def test_a_rate_of_unknown_or_zero_denominator_is_null(cell: Known) -> None:
    """Never 0 and never 1."""
    row = rows_of(cell)["urban", "2026-01"]
    assert [row[name] for name in ALL_RATES] == [None] * len(ALL_RATES)
    assert not row["rate_above_one"]


def test_unknown_treatment_leaves_its_rates_null_and_the_others_standing() -> None:
    """Null in, null out, rate by rate."""
    row = rows_of(Known(100, 25, 20, 16, 2, 100, 80, Treated(other=40), open=True))["urban", "2026-01"]
    assert [row["collection_rate"], row["household_coverage"]] == [0.8, 0.8]
    names = ["treatment_rate", "collected_treated_rate", "organic_recovery_rate", "biological_treatment_share"]
    assert [row[name] for name in (*names, "controlled_rate")] == [None] * 5
    assert not row["complete"]


@pytest.mark.parametrize(
    ("cell", "rate"),
    [
        (Known(100, 25, 20, 21, 2, 100, 80, Treated(other=40)), "household_coverage"),
        (Known(100, 25, 20, 16, 2, 100, 120, Treated(other=40)), "collection_rate"),
        (Known(100, 25, 20, 16, 2, 100, 80, Treated(other=90)), "treatment_rate"),
        (Known(100, 25, 20, 16, 2, 100, 80, Treated(biological=60)), "organic_recovery_rate"),
    ],
)
def test_a_rate_above_one_is_kept_and_marked(cell: Known, rate: str) -> None:
    """Capping is how such errors are hidden elsewhere."""
    row = rows_of(cell)["urban", "2026-01"]
    assert row[rate] > 1
    assert row["rate_above_one"]


def test_collected_and_treated_is_taken_once_and_added_ever_after() -> None:
    """One settlement's excess does not pay for the other's gap, in `all` and over months."""
    rows = rows_of(
        Known(100, 25, generated=100, collected=10, treated=Treated(other=50), unit="A"),
        Known(100, 25, generated=100, collected=50, treated=Treated(other=10), unit="A", settlement="rural"),
        months=("2026-01", "2026-02", "2026-03"),
    )
    assert rows["all", "2026-01"]["collected_treated_kg"] == 20
    assert (rows["all", "2026-01"]["collected_kg"], rows["all", "2026-01"]["treated_kg"]) == (60, 60)
    assert rows["all", "2026-Q1"]["collected_treated_kg"] == 60


def test_all_is_known_only_if_each_settlement_is() -> None:
    """A unit that sent its urban part has no figure for the whole, and may be known to be covered."""
    rows = rows_of(
        Known(100, 25, 20, 16, 2, 100, 80, Treated(other=40), unit="A"),
        Known(100, 25, unit="A", settlement="rural"),
    )
    whole = rows["all", "2026-01"]
    assert [whole[name] for name in ("collected_kg", "treated_kg", "households")] == [None, None, None]
    assert whole["covered"]
    assert not whole["complete"]
    assert not whole["silent"]


def test_longer_periods_sum_tonnes_and_person_days_and_take_rates_of_the_sums() -> None:
    """Quarter, half-year and year of the same three months are the same sums."""
    rows = rows_of(GOOD, months=("2026-01", "2026-02", "2026-03"))
    for period in ("2026-Q1", "2026-H1", "2026"):
        row = rows["urban", period]
        assert [row[name] for name in ("generation_kg", "households", "person_days", "months")] == [300, 60, 300, 3]
        assert row["collection_rate"] == 0.8
        assert row["population"] == 100


def test_one_unknown_month_leaves_the_sum_of_a_quarter_unknown() -> None:
    """The interval fills it; the value does not pass over it."""
    account = account_of([GOOD, Known(100, 25)], packaged_policy())
    account["unit_id"] = pd.Series(["A", "A"], dtype="str")
    account["period"] = pd.Series(["2026-01", "2026-02"], dtype="str")
    rows = records(unit_periods(account, packaged_policy()), "settlement", "period")
    assert [rows["urban", "2026-Q1"][name] for name in ("collected_kg", "treated_kg")] == [None, None]
    assert [rows["urban", period]["covered"] for period in ("2026-01", "2026-02", "2026-Q1")] == [True, None, None]


def test_years_reported_as_a_whole_are_not_summed_with_months() -> None:
    """A source that reports by year has the year as its smallest period, and no quarters."""
    account = account_of([GOOD], packaged_policy()).assign(period_kind="year")
    account["period"] = pd.Series(["2015"], dtype="str")
    rows = unit_periods(account, packaged_policy())
    assert set(zip(rows["period"], rows["settlement"], strict=True)) == {("2015", "urban"), ("2015", "all")}


def test_masses_are_published_in_tonnes_with_the_basis_of_g() -> None:
    """Floats appear on publication only; an unknown G has no basis."""
    account = account_of([GOOD, Known(100, 25), Known()], packaged_policy())
    rows = records(published(unit_periods(account, packaged_policy())), "settlement", "period", "unit_id")
    here = [rows["urban", "2026-01", unit] for unit in ("U0", "U1", "U2")]
    assert [row["generated_t"] for row in here] == [0.1, 0.105, None]
    assert [row["generation_basis"] for row in here] == ["reported", "estimated", None]
    assert [row["collected_treated_t"] for row in here] == [0.04, None, None]
