"""Which cells there are to account for: units in force, period by period, where they report."""

import datetime as dt

import pandas as pd

from thugom.contracts import Policy
from thugom.measures.periods import LONGER_KINDS, calendar, last_day, longer_period, month_label, months_between
from thugom.measures.reporting import due_days
from thugom.register import Register, expected_settlements, population_series


def reported_calendar(periods: pd.Series, as_of: dt.date) -> pd.DataFrame:
    """Return the smallest periods to account for, up to the last that had ended on `as_of`.

    Months run without a gap from the first with an accepted figure; years reported as a whole
    stand only where no month does, because they are never spread over months.

    Args:
        periods: the periods of the accepted facts, months and years.
        as_of: the day the figures speak of.

    Returns:
        What `calendar` returns.
    """
    labels = periods.dropna().unique().tolist()
    months = [label for label in labels if "-" in label]
    years = sorted(label for label in labels if "-" not in label and last_day(label) < as_of)
    latest = month_label(as_of.replace(day=1) - dt.timedelta(days=1))
    # On the last day of a month that month has not ended yet.
    spanned = months_between(min(months), latest) if months and min(months) <= latest else []
    taken = {label[:4] for label in spanned}
    return calendar([*(year for year in years if year not in taken), *spanned])


def grid_cells(smallest: pd.DataFrame, register: Register, policy: Policy) -> pd.DataFrame:
    """Return one row per unit in force, period and expected settlement.

    A unit is in force in a period if it is valid on its last day.

    Args:
        smallest: what `reported_calendar` returns.
        register: units, lineage and people.
        policy: the settlement of each kind.

    Returns:
        unit_id, period, period_kind, settlement, days, population, households_registered (Int64).

    Source: methodology, sections 2 and 3.
    """
    units = register.units[["unit_id", "valid_from", "valid_to"]]
    pairs = smallest.merge(units, how="cross")
    ended = pairs["valid_to"].notna() & (pairs["valid_to"] <= pairs["last_on"])
    pairs = pairs[(pairs["valid_from"] <= pairs["last_on"]) & ~ended]
    expected = expected_settlements(register, policy.kind_settlement)
    day = policy.bases.population_as_of
    people = population_series(register, policy.kind_settlement, None if day is None else pd.Timestamp(day))
    people = people.rename(columns={"households": "households_registered"})
    cells = pairs[["unit_id", "period", "period_kind", "days"]].merge(expected, on="unit_id")
    columns = ["unit_id", "settlement", "population", "households_registered"]
    cells = cells.merge(people[columns], on=["unit_id", "settlement"], how="left")
    return cells.sort_values(["period", "unit_id", "settlement"], ignore_index=True)


def published_periods(smallest: pd.DataFrame, policy: Policy, as_of: dt.date) -> pd.DataFrame:
    """Return every period to publish, with its days and whether it is wholly there and wholly due.

    A longer period is complete if all of its months are accounted for and past due: one that the
    series begins in, or that is still running, carries no verdict.

    Args:
        smallest: what `reported_calendar` returns.
        policy: due day and grace.
        as_of: the day the figures speak of.

    Returns:
        What `calendar` returns and `due_on`, `past_due_on`, `due`, `complete`.
    """
    months = smallest.loc[smallest["period_kind"] == "month", "period"].tolist()
    longer = {longer_period(month, kind) for kind in LONGER_KINDS for month in months}
    periods = calendar([*smallest["period"], *sorted(longer)])
    periods = due_days(periods, policy, as_of)
    whole = pd.Series(True, index=periods.index)
    if months:
        monthly = ~periods["period"].isin(smallest.loc[smallest["period_kind"] == "year", "period"])
        begun = periods["first_on"] >= smallest.loc[smallest["period_kind"] == "month", "first_on"].min()
        whole = begun | ~monthly
    return periods.assign(complete=periods["due"] & whole)
