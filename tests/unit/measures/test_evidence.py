"""Evidence grades, and the shares of the waste they stand for."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.frames import frame, rates
from thugom.measures.evidence import GRADES, evidence_grades, grade_shares
from thugom.measures.periods import calendar

SHARES = [f"share_grade_{grade.lower()}" for grade in GRADES]
NOBODY = pd.DataFrame({"unit_id": pd.Series(dtype="str"), "period": pd.Series(dtype="str")})
UNITS = """
    unit_id  period   period_kind  settlement  reporting   silent  generation_estimated  generation_kg
    A        2026-01  month        all         complete    no      no                    300
    A        2026-01  month        urban       complete    no      no                    100
    A        2026-01  month        rural       complete    no      no                    200
    B        2026-01  month        all         complete    no      yes                   100
    B        2026-01  month        rural       complete    no      yes                   100
    C        2026-01  month        all         no_report   yes     yes                   400
    C        2026-01  month        rural       no_report   yes     yes                   400
    A        2026-Q1  quarter      all         incomplete  no      no                    300
"""


def grades(
    units: pd.DataFrame, warned: pd.DataFrame = NOBODY, balances: pd.DataFrame | None = None
) -> list[str | None]:
    """Return each row's grade, None where it has none."""
    found = evidence_grades(units, warned, balances, packaged_policy())
    assert found.index.equals(units.index)
    return [None if pd.isna(grade) else str(grade) for grade in found]


def grade_of(balances: str) -> str | None:
    """Return the grade of a reported unit-month A with these balance lines."""
    return grades(frame(UNITS), NOBODY, frame(balances))[0]


def test_the_first_grade_that_applies_holds_for_every_row_of_the_unit_month() -> None:
    """Reported is B, estimated is C, nothing is D; settlements share their unit's, a quarter has none."""
    assert grades(frame(UNITS)) == ["B", "B", "B", "C", "C", "D", "D", None]


def test_a_warning_of_one_settlement_lowers_the_whole_unit_month() -> None:
    """A check that warned anywhere in the unit-month makes it C; no other month suffers."""
    warned = frame("unit_id period settlement\nA 2026-01 urban\nB 2025-12 .")
    assert grades(frame(UNITS), warned)[:4] == ["C", "C", "C", "C"]
    assert grades(frame(UNITS), frame("unit_id period settlement\nA 2026-02 ."))[0] == "B"


@pytest.mark.parametrize("state", ["no_report", "rejected", "pending"])
def test_without_an_accepted_report_nothing_else_counts(state: str) -> None:
    """Not estimated, not warned, weighed to the kilogram: without a report it is D."""
    units = frame(UNITS).head(1).assign(reporting=state)
    balances = frame("unit_id period facility_code tickets_kg reported_kg\nA 2026-01 . 5 5")
    assert grades(units, NOBODY, balances) == ["D"]
    assert grades(frame(UNITS).head(1).assign(silent=True).drop(columns="reporting")) == ["D"]


def test_the_best_grade_asks_every_line_and_the_total_to_agree_within_a_tenth_of_the_larger() -> None:
    """90 of 100 agrees, 89 does not; one line beyond spoils the rest; so do an unknown line and a missing total."""
    head = "unit_id period facility_code tickets_kg reported_kg\n"
    assert grade_of(head + "A 2026-01 F 90 100\nA 2026-01 . 100 90") == "A"
    assert grade_of(head + "A 2026-01 F 89 100\nA 2026-01 . 100 100") == "B"
    assert grade_of(head + "A 2026-01 F 100 100\nA 2026-01 . 89 100") == "B"
    assert grade_of(head + "A 2026-01 F 100 .\nA 2026-01 . 100 100") == "B"
    assert grade_of(head + "A 2026-01 F 100 100\nB 2026-01 . 100 100") == "B"
    assert grade_of(head + "A 2026-01 . 0 0") == "B"


def test_a_warning_outweighs_the_weighbridge() -> None:
    """C stands before A."""
    balances = frame("unit_id period facility_code tickets_kg reported_kg\nA 2026-01 . 5 5")
    assert grades(frame(UNITS), frame("unit_id period\nA 2026-01"), balances)[0] == "C"


def test_a_year_is_graded_where_it_is_what_is_reported() -> None:
    """In a home of years the year is the unit of account."""
    years = frame(UNITS).head(1).assign(period="2015", period_kind="year")
    assert grades(years) == ["B"]


def test_shares_weigh_by_waste_and_a_unit_without_an_estimate_weighs_nothing() -> None:
    """300 t of B, 100 of C and 400 of D; where nobody has an estimate there is no share."""
    units = frame(UNITS)
    units["evidence_grade"] = evidence_grades(units, NOBODY, None, packaged_policy())
    shares = grade_shares(units, calendar(["2026-01"])).set_index("settlement")[SHARES]
    assert rates(shares.T["all"]) == [0.0, 0.375, 0.125, 0.5]
    assert rates(shares.T["urban"]) == [0.0, 1.0, 0.0, 0.0]
    unknown = units.assign(generation_kg=pd.array([pd.NA] * len(units), dtype="Int64"))
    assert grade_shares(unknown, calendar(["2026-01"]))[SHARES].isna().all(axis=None)


def test_a_longer_period_weighs_its_months() -> None:
    """A quarter's shares are those of its months' waste; a unit that ended within it still weighs."""
    rows = frame("""
        unit_id  period   period_kind  settlement  evidence_grade  generation_kg
        A        2026-01  month        rural       B               100
        A        2026-02  month        rural       D               200
        Z        2026-01  month        rural       C               100
    """)
    shares = grade_shares(rows, calendar(["2026-01", "2026-02", "2026-Q1"]))
    quarter = shares[(shares["period"] == "2026-Q1") & (shares["settlement"] == "all")]
    assert rates(quarter[SHARES].iloc[0]) == [0.0, 0.25, 0.25, 0.5]
    assert set(shares["period"]) == {"2026-01", "2026-02", "2026-Q1"}


@given(st.lists(st.tuples(st.sampled_from(GRADES), st.none() | st.integers(0, 10**9)), min_size=1, max_size=30))
def test_shares_sum_to_one_or_are_unknown(cells: list[tuple[str, int | None]]) -> None:
    """Whatever the grades, all of the waste is in one of them."""
    rows = pd.DataFrame(cells, columns=["evidence_grade", "generation_kg"]).astype({"generation_kg": "Int64"})
    rows = rows.assign(unit_id="A", period="2026-01", period_kind="month", settlement="rural")
    shares = grade_shares(rows, calendar(["2026-01"]))[SHARES]
    if rows["generation_kg"].sum() == 0:
        assert shares.isna().all(axis=None)
    else:
        assert shares.sum(axis=1).tolist() == pytest.approx([1.0, 1.0], abs=1e-12)
        assert (shares >= 0).all(axis=None)
