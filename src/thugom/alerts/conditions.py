"""Conditions: the episodes of every rule, replayed over all months that the tables hold.

Nothing is remembered from night to night. The same tables give the same episodes, whatever was published before them:
late data, nights that were run again and their order decide nothing.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from thugom.alerts.kinds import KINDS
from thugom.alerts.month_records import MonthRecords
from thugom.alerts.runs import NONE, Months, find_episodes
from thugom.alerts.watches import FIGURES
from thugom.contracts import AlertRule, Policy

MONTHS = ("began_in", "opened_in", "confirmed_in", "ended_in")
COLUMNS = ("rule", "subject", "unit_id", *MONTHS, *FIGURES)


def episodes(tables: Mapping[str, pd.DataFrame], policy: Policy) -> pd.DataFrame:
    """Return the episodes of every rule that is on, past ones too.

    Args:
        tables: the curated tables by name, as they are published: `reporting_rate`, `commune_coverage`, `unit_path`,
            `province_coverage`, `target`, and `mass_balance` if there is one.
        policy: the rules, and the settlements.

    Returns:
        One row per rule, subject and episode: `rule`; `subject`, a unit of the basis as_is or a target; `unit_id`, null
        for a target; `began_in`, the first month of the run; `opened_in`, in which its count was full;
        `confirmed_in`, the newest in which it held; `ended_in`, null while it holds; and of the month that confirms it
        `value`, `expected` and `reference` (ratios) and `gap_pp`, null where the rule has none. Sorted by rule,
        subject and month; those of one rule and subject never overlap.

    Source: methodology, section 12. Only months past due day and grace are looked at.
    """
    if "commune_coverage" not in tables:
        # Nothing was ever reported of a month that has ended, as on the first night of a new home.
        return _frame()
    records = MonthRecords(tables, policy)
    found = [_episodes_of(rule, records) for rule in policy.alerting.active]
    rows = pd.concat([_frame(), *found], ignore_index=True)
    return rows.sort_values(["rule", "subject", "opened_in"], ignore_index=True)


def _episodes_of(rule: AlertRule, records: MonthRecords) -> pd.DataFrame:
    """Return the episodes of one rule."""
    watch = KINDS[rule.kind](records, rule)
    needed = rule.whole("months") if "months" in rule.numbers else 1
    found = find_episodes(watch.states, len(watch.subjects), len(records.months), needed)
    subjects = pd.Series(list(watch.subjects), dtype="str").take(found.subject).reset_index(drop=True)
    labels = (found.began, found.opened, found.confirmed, found.ended)
    told = watch.figures(found)
    return _frame(
        rule=pd.Series(rule.id, index=subjects.index, dtype="str"),
        subject=subjects,
        unit_id=subjects if watch.of_units else _nothing("unit_id", len(subjects)),
        **dict(zip(MONTHS, (_labels(months, records.months) for months in labels), strict=True)),
        **{name: pd.Series(pd.array(values, dtype="Float64")) for name, values in told.items()},
    )


def _labels(positions: Months, months: list[str]) -> pd.Series:
    """Return the months at these positions, null for none."""
    names = pd.Series([*months, None], dtype="str")
    return names.take(np.where(positions == NONE, len(months), positions)).reset_index(drop=True)


def _frame(**columns: pd.Series) -> pd.DataFrame:
    """Return these columns in their order and types; those that are not given are null."""
    size = len(columns["rule"]) if columns else 0
    return pd.DataFrame({name: columns.get(name, _nothing(name, size)) for name in COLUMNS})


def _nothing(column: str, size: int) -> pd.Series:
    """Return a column of which nothing is known."""
    return pd.Series(None, index=range(size), dtype="Float64" if column in FIGURES else "str")
