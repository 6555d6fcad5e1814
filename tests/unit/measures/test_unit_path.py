"""Each unit on its own path, and what a silent one is worth beside one that keeps up."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.frames import records
from thugom.contracts import Policy, load_contract, packaged_schemas
from thugom.measures.periods import months_between
from thugom.measures.target_path import TargetPath, first_baseline, gap_points, month_number, status_of
from thugom.measures.unit_path import unit_path

POLICY = packaged_policy()
RURAL = replace(POLICY, to_target=replace(POLICY.to_target, rural_target=Fraction("0.8")))
MONTHS = months_between("2025-01", "2026-06")
NOW = MONTHS[-1]
Rows = dict[tuple[str, ...], dict[str, Any]]
Percents = Sequence[int | None]
"""Month by month: the rate, or None where the unit's report is not complete."""


def rows_of(settlement: str, percents: Percents, reporting: str = "no_report", unit: str = "U") -> pd.DataFrame:
    """Return the rows of one unit in one settlement; a report that is not complete is `reporting`."""
    known = [percent is not None for percent in percents]
    months = MONTHS[: len(percents)]
    return pd.DataFrame(
        {
            "unit_id": pd.Series(unit, index=range(len(months)), dtype="str"),
            "period": pd.Series(months, dtype="str"),
            "period_kind": pd.Series("month", index=range(len(months)), dtype="str"),
            "settlement": pd.Series(settlement, index=range(len(months)), dtype="str"),
            "collected_treated_kg": pd.Series(list(percents), dtype="Int64"),
            "generation_kg": pd.Series(100, index=range(len(months)), dtype="Int64"),
            "complete": known,
            "reporting": pd.Series(["complete" if one else reporting for one in known], dtype="str"),
        }
    )


def paths(*parts: pd.DataFrame, policy: Policy = POLICY, pending: tuple[str, ...] = ()) -> Rows:
    """Return the paths by unit, period and settlement."""
    complete = [month not in pending for month in MONTHS]
    periods = pd.DataFrame({"period": MONTHS, "period_kind": "month", "complete": complete})
    units = pd.concat(parts, ignore_index=True)
    return records(unit_path(units, periods, policy), "unit_id", "period", "settlement")


def test_the_columns_are_those_of_the_contract() -> None:
    """All of `unit_path` but names and versions, in its order."""
    contract = load_contract(packaged_schemas() / "curated" / "unit_path.yml")
    added = {"unit_code", "unit_name", "policy_version", "register_version"}
    columns = unit_path(rows_of("urban", [50]), pd.DataFrame({"period": [], "complete": []}), POLICY).columns.tolist()
    assert columns == [field.name for field in contract.fields if field.name not in added]


def test_a_unit_is_measured_against_where_it_began_itself() -> None:
    """From 40 % in June 2025 to all of it in December 2030: half a year later 40 + 60 x 6 / 66 are expected."""
    row = paths(rows_of("urban", [40] * 12))["U", "2025-12", "urban"]
    assert (row["baseline_on"], row["baseline"], row["target"]) == ("2025-06", pytest.approx(0.4), 1)
    assert row["expected"] == pytest.approx(0.4 + 0.6 * 6 / 66)
    assert row["gap_pp"] == float(gap_points(Fraction(2, 5), Fraction(2, 5) + Fraction(3, 5) * Fraction(6, 66)))
    assert row["status"] == "behind"


@given(st.lists(st.none() | st.integers(0, 120), min_size=1, max_size=len(MONTHS)), st.booleans())
def test_all_units_at_once_are_as_each_one_in_exact_numbers(percents: Percents, pending: bool) -> None:  # noqa: FBT001 - drawn
    """The path of one unit, written down in fractions, is the one that is computed for all of them."""
    late = (MONTHS[3],) if pending else ()
    months = list(zip(MONTHS, percents, strict=False))
    points = [
        (month_number(month), Fraction(percent, 100))
        for month, percent in months
        if percent is not None and month not in late
    ]
    baseline = first_baseline(points, 12)
    path = TargetPath(*baseline, month_number("2030-12"), Fraction(1)) if baseline else None
    # Another unit and settlement stand between the rows and must not show.
    others = rows_of("rural", [90] * 18), rows_of("urban", [70] * 18, unit="V")
    rows = paths(others[0], rows_of("urban", percents), others[1], pending=late)
    for month, percent in months:
        row = rows["U", month, "urban"]
        expected = path.expected(month_number(month)) if path else None
        assert row["expected"] == (None if expected is None else pytest.approx(float(expected), abs=1e-12))
        if percent is None:
            assert (row["gap_pp"], row["status"]) == (None, "no_report")
        elif expected is None:
            assert (row["gap_pp"], row["status"]) == (None, None)
        else:
            gap = gap_points(Fraction(percent, 100), expected)
            assert row["gap_pp"] == pytest.approx(float(gap), abs=1e-9)
            assert row["status"] == status_of(gap, POLICY.to_target)


@given(st.lists(st.integers(100, 150), min_size=12, max_size=len(MONTHS)))
def test_a_unit_at_or_above_its_target_is_never_behind(percents: list[int]) -> None:
    """Where everything is collected and treated there is nothing to catch up with."""
    rows = paths(rows_of("urban", percents))
    assert {row["status"] for row in rows.values()} <= {"on_track", None}
    assert rows["U", MONTHS[11], "urban"]["status"] == "on_track"


@pytest.mark.parametrize("state", ["no_report", "rejected", "incomplete", "pending"])
def test_a_report_that_is_not_complete_is_not_judged(state: str) -> None:
    """Its status is the state of the report, with a path or without one."""
    rows = paths(rows_of("urban", [100] * 12 + [None], state), rows_of("rural", [100] * 12 + [None], state))
    month = MONTHS[12]
    assert rows["U", month, "urban"]["status"] == rows["U", month, "rural"]["status"] == state
    assert rows["U", month, "urban"]["expected"] == 1
    assert rows["U", month, "urban"]["gap_pp"] is None


def test_an_estimated_rate_is_shown_and_not_judged() -> None:
    """What is known of an incomplete month has a value, and no gap."""
    units = rows_of("urban", [50] * 13).assign(complete=[True] * 12 + [False])
    units["reporting"] = units["reporting"].where(units["complete"], "incomplete")
    row = paths(units)["U", MONTHS[12], "urban"]
    assert (row["value"], row["gap_pp"], row["status"]) == (0.5, None, "incomplete")


def test_nothing_generated_is_no_rate() -> None:
    """0 of 0 kilograms is neither on track nor behind."""
    units = rows_of("urban", [0] * 13)
    units["generation_kg"] = units["generation_kg"].mask(units["period"] == MONTHS[12], 0)
    row = paths(units)["U", MONTHS[12], "urban"]
    assert (row["value"], row["gap_pp"], row["status"]) == (None, None, None)


def test_rural_settlements_have_a_path_where_the_policy_sets_one() -> None:
    """Null sets them none."""
    key = ("U", NOW, "rural")
    assert paths(rows_of("rural", [50] * 18))[key]["target"] is None
    assert paths(rows_of("rural", [50] * 18))[key]["status"] is None
    row = paths(rows_of("rural", [90] * 18), policy=RURAL)[key]
    assert (row["baseline"], row["expected"], row["status"]) == (pytest.approx(0.9), 0.8, "on_track")


WORST = [("behind", 20, None), ("watch", 60, None), ("no_report", 99, "no_report"), ("pending", 99, "pending")]


@pytest.mark.parametrize(("status", "urban", "state"), WORST)
def test_a_whole_unit_is_as_its_worst_settlement(status: str, urban: int, state: str | None) -> None:
    """A settlement that is on track hides none that is not, and none that is silent."""
    last = None if state else 80
    parts = [
        rows_of("urban", [60] * 12 + [urban]),
        rows_of("rural", [80] * 12 + [last], state or "complete"),
        rows_of("all", [70] * 12 + [None], state or "complete"),
    ]
    rows = paths(*parts, policy=RURAL)
    row = rows["U", MONTHS[12], "all"]
    assert row["status"] == status
    assert [row[name] for name in ("baseline", "expected", "gap_pp")] == [None] * 3


def test_a_unit_without_any_path_has_no_status() -> None:
    """A rural commune whose reports are complete is neither on track nor behind."""
    rows = paths(rows_of("rural", [80] * 13), rows_of("all", [80] * 13))
    assert rows["U", MONTHS[12], "all"]["status"] is None


def test_longer_periods_have_no_path() -> None:
    """Quarters and years are left out."""
    assert paths(rows_of("urban", [80]).assign(period_kind="quarter")) == {}
