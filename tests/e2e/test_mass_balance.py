"""The weighbridge from its months to the grade, the finding and the alert, through a night's own measuring."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests.e2e.published import FIRST_NIGHT, make_home
from tests.e2e.reports import Month, months_of_units, register_of, tonnes, write
from thugom.alerts.conditions import episodes
from thugom.services.night.arrivals import take_in
from thugom.services.night.judging import judge
from thugom.services.night.measuring import Tables, measure
from thugom.services.night.opening import Night, open_night

if TYPE_CHECKING:
    from pathlib import Path

MONTH = "2026-10"
AGREES, NEAR, FAR, SILENT = "03388", "03408", "03390", "03424"
"""Units whose tickets are as reported, 15 % and 40 % below it, and one that was weighed and sends nothing."""
PART = {NEAR: 85, FAR: 60}
pytestmark = pytest.mark.slow


def send(root: Path, months: list[Month]) -> None:
    """Put the reports into the inbox; all that was collected was treated."""
    raw = root / "data" / "raw"
    told = [one for one in months if one.unit.code != SILENT]
    write(raw / "collection.csv", (one.collection(collected_t=tonnes(one.treated)) for one in told))
    write(raw / "treatment.csv", (line for one in told for line in one.treatment()))


def weighed(months: list[Month]) -> pd.DataFrame:
    """Return what passed over both scales, in a ticket for each report row."""
    rows = [
        {
            "unit_id": one.unit.unit_id,
            "period": one.month,
            "settlement": one.settlement,
            "stream": "domestic",
            "facility_code": facility,
            "tickets": 1,
            "net_kg": kilograms * PART.get(one.unit.code, 100) // 100,
        }
        for one in months
        for facility, kilograms in (("SYN-LC", one.treated - one.composted), ("SYN-UP", one.composted))
    ]
    return pd.DataFrame(rows).astype({"tickets": "Int64", "net_kg": "Int64"})


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """A night over one month's reports, before anything is measured."""
    root = make_home(tmp_path_factory.mktemp("weighed") / "home", synthetic=True)
    send(root, months_of_units(register_of(root), MONTH))
    night = open_night(root, None, FIRST_NIGHT)
    judge(night, take_in(night).awaiting)
    return night


@pytest.fixture(scope="module")
def tables(night: Night) -> Tables:
    """The night's tables, with tickets."""
    return measure(night, weighed(months_of_units(register_of(night.home.root), MONTH)))


def of_unit(rows: pd.DataFrame, code: str) -> pd.DataFrame:
    """Return the rows of one unit."""
    return rows[rows["unit_code"].astype("str") == code]


def test_the_four_grades_follow_from_tickets_and_reports(tables: Tables) -> None:
    """As weighed, near it, far from it, and never reported."""
    rows = tables["commune_coverage"]
    rows = rows[(rows["period"] == MONTH) & (rows["basis"] == "as_was") & (rows["settlement"] == "all")]
    grades = {code: of_unit(rows, code)["evidence_grade"].tolist() for code in (AGREES, NEAR, FAR, SILENT)}
    assert grades == {AGREES: ["A"], NEAR: ["B"], FAR: ["C"], SILENT: ["D"]}


def test_what_is_out_of_balance_is_found_at_the_reports_and_nowhere_else(tables: Tables) -> None:
    """At the unit's collection, and at each facility where more than 5 t are missing."""
    found = tables["quality_issue"]
    found = found[found["rule_id"].str.endswith("as_weighed")]
    lines = tables["mass_balance"]
    out = lines[lines["out_of_balance"].eq(other=True).fillna(value=False)]
    assert set(out["unit_code"]) == {FAR}
    assert found["unit_id"].unique().tolist() == out["unit_id"].unique().tolist()
    assert len(found) == len(out)


def test_the_alert_hears_of_it(night: Night, tables: Tables) -> None:
    """One episode, of the unit that is out, told with its ratio."""
    found = episodes(tables, night.policy)
    found = found[found["rule"] == "mass_imbalance"]
    assert found["subject"].str[:5].tolist() == [FAR]
    assert found["value"].round(2).tolist() == [0.6]


def test_a_facility_s_reports_are_unknown_while_a_weighed_unit_is_silent(tables: Tables) -> None:
    """Its tickets are known, and its capacity is held against them."""
    rows, lines = tables["facility_balance"], tables["mass_balance"]
    row = rows[(rows["facility_code"] == "SYN-LC") & (rows["stream"] == "all")].iloc[0]
    assert pd.isna(row["reported_t"])
    assert row["tickets_t"] == pytest.approx(lines.loc[lines["facility_code"] == "SYN-LC", "tickets_t"].sum())
    assert not row["over_capacity"]


def test_without_tickets_nothing_is_balanced_and_nothing_is_graded_a(night: Night) -> None:
    """The same reports, and no scale anywhere."""
    found = measure(night)
    assert found["mass_balance"].empty
    assert "A" not in set(found["commune_coverage"]["evidence_grade"].dropna())


@pytest.mark.parametrize(
    ("old", "new", "out", "grade"),
    [
        ('apart_share: "0.20"', 'apart_share: "0.10"', {NEAR, FAR}, "C"),
        ('apart_t: "5"', 'apart_t: "500"', set(), "B"),
        ('balance_tolerance: "0.10"', 'balance_tolerance: "0.20"', {FAR}, "A"),
    ],
)
def test_the_thresholds_are_the_policys(night: Night, old: str, new: str, out: set[str], grade: str) -> None:
    """A changed line moves what is out of balance, and the grade of the unit that is 15 % apart."""
    policy, months = night.home.root / "policy.yml", months_of_units(register_of(night.home.root), MONTH)
    text = policy.read_text(encoding="utf-8")
    assert text.count(old) == 1
    policy.write_text(text.replace(old, new), encoding="utf-8")
    try:
        changed = open_night(night.home.root, None, FIRST_NIGHT)
        judge(changed, take_in(changed).awaiting)
        found = measure(changed, weighed(months))
    finally:
        policy.write_text(text, encoding="utf-8")
    lines, rows = found["mass_balance"], found["commune_coverage"]
    assert set(lines.loc[lines["out_of_balance"].eq(other=True).fillna(value=False), "unit_code"]) == out
    rows = rows[(rows["period"] == MONTH) & (rows["basis"] == "as_was") & (rows["settlement"] == "all")]
    assert of_unit(rows, NEAR)["evidence_grade"].tolist() == [grade]
