"""The province's figures of each month as they were known when it was past due day and grace."""

import datetime as dt
from collections.abc import Callable

import pandas as pd

from thugom.contracts import Policy
from thugom.measures.periods import calendar

Measured = Callable[[pd.DataFrame, pd.DataFrame, pd.DataFrame, str], pd.DataFrame]
"""From collection facts, treatment facts and the calendar of a few months to the province's rows of the last."""


def first_published(
    collection: pd.DataFrame, treatment: pd.DataFrame, periods: pd.DataFrame, policy: Policy, measured: Measured
) -> pd.DataFrame:
    """Return the rows of every month that is known otherwise now than when it was past due and grace.

    Only what a month rests on is computed again: its own reports, and those of the months before
    that say which facilities are still to be heard of.

    Args:
        collection: every received collection row, with `period` and `arrived_at`.
        treatment: the same for treatment rows.
        periods: the published periods, with `past_due_on` and `complete`.
        policy: how many months before count, and the place's time zone.
        measured: how the figures follow from such facts.

    Returns:
        Rows of `province_coverage`; none of a month of which nothing was known then (the reports of
        a home's first night), and none of a month of which nothing arrived since.
    """
    months = periods[(periods["period_kind"] == "month") & periods["complete"].astype(bool)]
    months = months.sort_values("period")
    found = []
    for place, (month, past_due) in enumerate(zip(months["period"], months["past_due_on"], strict=True)):
        window = months["period"].iloc[max(0, place - policy.treatment.lookback_months) : place + 1]
        until = _end_of(past_due, policy)
        rows = [facts[facts["period"].isin(window)] for facts in (collection, treatment)]
        known = [facts[facts["arrived_at"] < until] for facts in rows]
        there, then = (sum(map(len, facts)) for facts in (rows, known))
        if 0 < then < there and month in set(known[0]["period"]) | set(known[1]["period"]):
            found.append(measured(known[0], known[1], calendar(window), str(month)))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _end_of(day: pd.Timestamp, policy: Policy) -> str:
    """Return the instant at which a day ends in the place's zone, UTC ISO 8601 as the ledger writes it."""
    morrow = dt.datetime.combine(day.date() + dt.timedelta(days=1), dt.time(), policy.place.time_zone)
    return morrow.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
