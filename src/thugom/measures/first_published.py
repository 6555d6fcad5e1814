"""The accounts of each month as they were known when it was past due day and grace."""

import datetime as dt

import pandas as pd

from thugom.contracts import Policy
from thugom.measures.accounts import Grid, account
from thugom.measures.record import attributed, on_record

MARK = "|"
"""Stands between a unit's or facility's key and the month whose knowledge a row belongs to; in no key itself."""


def first_published_cells(
    collection: pd.DataFrame,
    treatment: pd.DataFrame,
    periods: pd.DataFrame,
    grid: Grid,
    facilities: pd.DataFrame,
    policy: Policy,
) -> pd.DataFrame:
    """Return the accounts of every month that is known otherwise now than when it was past due and grace.

    A month rests on its own reports, and on those of the months before that say which facilities
    are still to be heard of. What was known of each such window stands side by side under keys of
    its own, so that one account serves all months.

    Args:
        collection: every received collection row, as the store keeps it.
        treatment: the same for treatment rows.
        periods: the published periods, with `past_due_on` and `complete`.
        grid: the cells of all periods.
        facilities: what `facility_months` returns.
        policy: how many months before count, and the place's time zone.

    Returns:
        What `account` returns. No rows of a month of which nothing was known then (the reports of a
        home's first night), and none of a month of which nothing arrived since.
    """
    collection, treatment = attributed(collection), attributed(treatment)
    windows = _windows(periods, policy)
    windows = windows[windows["month"].isin(_months_known_otherwise((collection, treatment), windows))]
    if windows.empty:
        return pd.DataFrame()
    # The months before say only which facilities are still to be heard of.
    own = windows[windows["month"] == windows["period"]]
    collected = _marked(_known_then(collection, own), ["unit_id"])
    treated = _marked(_known_then(treatment, windows), ["unit_id", "facility_code"])
    cells = _marked(own[["month", "period"]].merge(grid.cells, on="period"), ["unit_id"])
    then = Grid(cells, grid.months, _marked(own[["month"]].merge(grid.parts, how="cross"), ["unit_id"]))
    places = _marked(windows[["month", "period"]].merge(facilities, on="period"), ["facility_code"])
    record = on_record(collected, treated, policy.place.time_zone)
    rows = account(then, *record, places, policy)
    return rows.assign(unit_id=rows["unit_id"].str.split(MARK, regex=False).str[0].astype("str"))


def _windows(periods: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return for each month past due the months that it rests on, and until when they were known then."""
    months = periods[(periods["period_kind"] == "month") & periods["complete"].astype(bool)].sort_values("period")
    labels = months["period"].tolist()
    rows = [
        (month, period, _end_of(past_due, policy))
        for place, (month, past_due) in enumerate(zip(labels, months["past_due_on"], strict=True))
        for period in labels[max(0, place - policy.treatment.lookback_months) : place + 1]
    ]
    return pd.DataFrame(rows, columns=["month", "period", "until"]).astype("str")


def _end_of(day: pd.Timestamp, policy: Policy) -> str:
    """Return the instant at which a day ends in the place's zone, UTC ISO 8601 as the ledger writes it."""
    morrow = dt.datetime.combine(day.date() + dt.timedelta(days=1), dt.time(), policy.place.time_zone)
    return morrow.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _known_then(facts: pd.DataFrame, windows: pd.DataFrame) -> pd.DataFrame:
    """Return the facts of each window that had arrived by then, with the window's `month`."""
    rows = windows.merge(facts, on="period")
    return rows[rows["arrived_at"] < rows["until"]].drop(columns="until")


def _months_known_otherwise(facts: tuple[pd.DataFrame, pd.DataFrame], windows: pd.DataFrame) -> set[str]:
    """Return the months of which something was known then, and something of their windows came later."""
    arrivals = [rows[["period", "arrived_at"]].drop_duplicates() for rows in facts]
    rows = windows.merge(pd.concat(arrivals), on="period")
    known, own = rows["arrived_at"] < rows["until"], rows["month"] == rows["period"]
    return set(rows.loc[~known, "month"]) & set(rows.loc[known & own, "month"])


def _marked(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return the rows under keys of their own month."""
    marked = {key: (rows[key] + MARK + rows["month"]).astype("str") for key in keys if key in rows}
    return rows.assign(**marked).drop(columns="month").reset_index(drop=True)
