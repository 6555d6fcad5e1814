"""Who reported: received, accepted, in time; and the state of each unit's reporting."""

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from thugom.contracts import Policy
from thugom.measures.grouping import among
from thugom.measures.standing import arrival_days
from thugom.register.lookup import looked_up

UNIT_PERIOD = ["unit_id", "period"]
STATES = ("no_report", "rejected", "incomplete", "pending", "complete")


def due_days(periods: pd.DataFrame, policy: Policy, as_of: dt.date) -> pd.DataFrame:
    """Return per period `due_on`, `past_due_on`, and whether all of it is past due (`due`).

    Source: methodology, section 7; grace only delays what treats a report as missing.
    """
    last = periods["last_on"].dt.date
    due = pd.to_datetime(pd.Series([policy.due_on(day) for day in last], index=periods.index))
    past = pd.to_datetime(pd.Series([policy.past_due_on(day) for day in last], index=periods.index))
    return periods.assign(due_on=due, past_due_on=past, due=past < pd.Timestamp(as_of))


def with_counted_day(facts: pd.DataFrame, time_zone: ZoneInfo) -> pd.DataFrame:
    """Return the rows with the day that timeliness counts from, `counted_on`.

    It is the later of the row's own date and the file's arrival in the home's time zone; of a file
    that lay there on the home's first night (`declared`), its own date.

    Source: architecture, Time.
    """
    arrived = arrival_days(facts["arrived_at"], time_zone)
    stated = facts["submitted_on"].fillna(arrived)
    later = stated.where(stated >= arrived, arrived)
    declared = facts["arrival_basis"] == "declared"
    return facts.assign(counted_on=later.where(~declared, stated))


def received_in(facts: pd.DataFrame) -> pd.DataFrame:
    """Return the unit-periods named by any row, accepted or not."""
    return pd.DataFrame(facts[UNIT_PERIOD]).dropna().drop_duplicates()


def accepted_on(facts: pd.DataFrame, expected: pd.DataFrame) -> pd.DataFrame:
    """Return per unit and period the day on which all expected settlements were first accepted.

    A correction keeps the first submission's time only if the first was accepted.

    Args:
        facts: every received collection row: unit_id, period, settlement, accepted, `counted_on`
            (the later of its own date and its arrival, or its own date where arrival is declared).
        expected: unit_id, settlement.

    Returns:
        unit_id, period, `accepted_on` (day).
    """
    rows = facts.loc[facts["accepted"] & facts["unit_id"].notna(), [*UNIT_PERIOD, "settlement", "counted_on"]]
    first = rows.groupby([*UNIT_PERIOD, "settlement"], as_index=False)["counted_on"].min()
    whole = first[first["settlement"] == "all"].drop(columns="settlement")
    spread = whole.merge(expected, on="unit_id")
    first = pd.concat([first[first["settlement"] != "all"], spread], ignore_index=True)
    first = first.merge(expected, on=["unit_id", "settlement"])
    first = first.groupby([*UNIT_PERIOD, "settlement"], as_index=False)["counted_on"].min()
    size = expected.groupby("unit_id").size().rename("expected_size")
    both = first.groupby(UNIT_PERIOD)["counted_on"].agg(["size", "max"]).reset_index()
    both = both.merge(size.reset_index(), on="unit_id")
    both = both[both["size"] == both["expected_size"]]
    return pd.DataFrame(both[[*UNIT_PERIOD, "max"]]).rename(columns={"max": "accepted_on"})


def reporting_rates(
    unit_months: pd.DataFrame, periods: pd.DataFrame, received: pd.DataFrame, accepted: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per month: units expected, received, accepted, accepted in time, and the rates.

    Args:
        unit_months: unit_id, period, one row per unit in force.
        periods: what `due_days` returns.
        received: what `received_in` returns.
        accepted: what `accepted_on` returns.

    Source: methodology, section 7.
    """
    rows = unit_months.merge(periods[["period", "due_on", "past_due_on", "due"]], on="period")
    rows = rows.merge(received.assign(received=True), on=UNIT_PERIOD, how="left")
    rows = rows.merge(accepted, on=UNIT_PERIOD, how="left")
    rows["accepted"] = rows["accepted_on"].notna()
    rows["in_time"] = rows["accepted"] & (rows["accepted_on"] <= rows["due_on"])
    rows["received"] = rows["received"].eq(other=True)
    counts = rows.groupby(["period", "due_on", "past_due_on", "due"], as_index=False).agg(
        units_expected=("unit_id", "size"),
        units_received=("received", "sum"),
        units_accepted=("accepted", "sum"),
        units_accepted_in_time=("in_time", "sum"),
    )
    counts["completeness"] = counts["units_accepted"] / counts["units_expected"]
    counts["timeliness"] = counts["units_accepted_in_time"] / counts["units_expected"]
    return counts.rename(columns={"due": "complete"})


def reporting_states(
    units: pd.DataFrame, received: pd.DataFrame, accepted: pd.DataFrame, due: pd.DataFrame
) -> pd.Series:
    """Return the state of each row's report: complete, incomplete, rejected, no_report or pending.

    Until due day and grace are over a report that is not complete is pending: nothing treats it as
    missing. `accepted` here is any accepted row that names the unit, of either report.

    Args:
        units: unit_id, period, `complete`.
        received: unit_id, period of every row that names the unit.
        accepted: the same of the accepted ones.
        due: period, `due`.

    Source: methodology, section 6, Status.
    """
    # From the weakest word to the strongest: what is written last stands.
    state = np.zeros(len(units), dtype="int64")
    state[among(units, received, UNIT_PERIOD)] = STATES.index("rejected")
    state[among(units, accepted, UNIT_PERIOD)] = STATES.index("incomplete")
    state[~looked_up(units["period"], due.set_index("period")["due"]).to_numpy(dtype=bool)] = STATES.index("pending")
    state[units["complete"].to_numpy(dtype=bool)] = STATES.index("complete")
    return pd.Series(STATES, dtype="str").take(state).set_axis(units.index)
