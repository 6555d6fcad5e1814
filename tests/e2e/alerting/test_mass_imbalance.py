"""The weighbridge against the reports: an alert's whole life over a table of balances that is written down here."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from tests.e2e.alerting.history import months_between
from tests.e2e.published import SCHEMAS
from thugom.alerts.conditions import episodes
from thugom.alerts.life import tonight
from thugom.alerts.night_facts import NightFacts
from thugom.contracts import load_policy

if TYPE_CHECKING:
    from thugom.alerts.alert import Alert

UNIT = "90004@2020-01-01"
FIRST, LAST = "2026-01", "2026-09"
OUT_OF_BALANCE = [False, True, None, True, False, None, True, True, False]
"""Month by month: tickets and report agree, or not, or nobody knows."""
LIFE = [
    # A night on the eleventh of each month: what happens, and the months of the alert.
    ("2026-03-11", "opened", "2026-02", None),
    # March is unknown and tells nothing; but fourteen days have gone by.
    ("2026-04-11", "escalated", "2026-02", None),
    ("2026-05-11", "seen_again", "2026-04", None),
    ("2026-06-11", "closed", "2026-04", "2026-05"),
    # June is unknown again: what is closed stays closed, and July is another episode.
    ("2026-08-11", "opened", "2026-07", None),
    ("2026-09-11", "seen_again", "2026-08", None),
    ("2026-09-11", "escalated", "2026-08", None),
    ("2026-10-11", "closed", "2026-08", "2026-09"),
]


def tables(months: list[str]) -> dict[str, pd.DataFrame]:
    """Return what a night knows that speaks of these months."""
    covered = {"unit_id": UNIT, "period_kind": "month", "settlement": "all", "basis": "as_is", "reporting": "complete"}
    coverage = pd.DataFrame([covered | {"period": month} for month in months])
    balance = pd.DataFrame({"unit_id": UNIT, "period": months, "balance_t": 9.0, "balance_ratio": 1.5})
    balance = balance.assign(line="unit", stream="domestic")
    return {
        "reporting_rate": pd.DataFrame({"period": months, "complete": True}),
        "commune_coverage": coverage.assign(
            covered=pd.array([True] * len(months), "boolean"), collected_treated_rate=0.5
        ),
        "unit_path": _empty("unit_id", "period", "settlement", "value", "expected", "gap_pp", "target", "status"),
        "province_coverage": _empty(
            *("indicator", "settlement", "denominator_kind", "period", "period_kind", "basis", "admissible"),
            *("upper", "expected", "gap_pp", "gap_lower_pp", "gap_upper_pp"),
        ),
        "target": _empty("target_id", "indicator", "settlement", "headline"),
        "mass_balance": balance.assign(out_of_balance=pd.array(OUT_OF_BALANCE[: len(months)], "boolean")),
    }


def _empty(*columns: str) -> pd.DataFrame:
    return pd.DataFrame({column: pd.Series(dtype="object") for column in columns})


def night_of(newest: str, before: str | None) -> NightFacts:
    """Return the night on the eleventh after a month."""
    following = months_between(newest, "2099-12")[1]
    policy = load_policy(SCHEMAS / "policy.yml")
    return NightFacts(
        as_of=dt.date.fromisoformat(f"{following}-11"),
        at=f"{following}-11T02:00:00Z",
        newest_period=newest,
        is_first=before is None,
        judged_until=before,
        rules=frozenset(rule.id for rule in policy.alerting.active),
        heirs={},
        escalate_after_days=14,
    )


def test_tickets_and_reports_that_disagree_live_as_every_alert_does() -> None:
    """It opens with the first month out of balance, lives through unknown ones, and closes with one in balance."""
    policy, happened, before = load_policy(SCHEMAS / "policy.yml"), [], None
    alerts: dict[str, Alert] = {}
    for newest in months_between(FIRST, LAST):
        known = tables(months_between(FIRST, newest))
        for event in tonight(list(alerts.values()), episodes(known, policy), night_of(newest, before)):
            alerts[event.alert.alert_id] = event.alert
            assert (event.alert.rule, event.alert.subject) == ("mass_imbalance", UNIT)
            happened.append((event.on.isoformat(), event.kind, event.alert.confirmed_in, event.alert.closed_in))
        before = newest
    assert happened == LIFE
    assert len(alerts) == 2


def test_without_a_table_of_balances_nothing_is_said() -> None:
    """A home whose facilities have no scale raises no alert of this rule."""
    known = tables(months_between(FIRST, LAST))
    del known["mass_balance"]
    assert episodes(known, load_policy(SCHEMAS / "policy.yml")).empty
