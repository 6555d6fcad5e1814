"""What was weighed, in the periods in which reports come, and at which facilities anything was."""

import pandas as pd

WEIGHED = ["unit_id", "period", "stream", "facility_code"]
FIGURES = ["tickets", "tickets_kg"]
PLACE = ["facility_code", "period"]
YEAR = slice(0, 4)


def in_reported_periods(tickets: pd.DataFrame | None, smallest: pd.DataFrame) -> pd.DataFrame:
    """Return the tickets of each unit at each facility by the smallest periods that are reported.

    A source that reports by year has its tickets' months added up; tickets of a period that nobody accounts for yet
    wait for it.

    Args:
        tickets: the rows of `weighbridge_month`: unit_id, facility_code, period, stream, settlement, tickets, net_kg;
            None where nothing was ever weighed. A row of which every ticket was refused says nothing.
        smallest: what `reported_calendar` returns.

    Returns:
        `WEIGHED` once each, and `FIGURES` (Int64).
    """
    if tickets is None or tickets.empty:
        nothing = {name: pd.Series(dtype="str") for name in WEIGHED}
        return pd.DataFrame(nothing | {name: pd.Series(dtype="Int64") for name in FIGURES})
    years = smallest.loc[smallest["period_kind"] == "year", "period"].tolist()
    year = tickets["period"].astype("str").str[YEAR]
    period = tickets["period"].astype("str").mask(year.isin(years), year)
    rows = tickets.assign(period=period).rename(columns={"net_kg": "tickets_kg"})
    rows = rows.loc[period.isin(smallest["period"]) & (tickets["tickets"] > 0), [*WEIGHED, *FIGURES]]
    rows = rows.astype(dict.fromkeys(WEIGHED, "str") | dict.fromkeys(FIGURES, "Int64"))
    return rows.groupby(WEIGHED, as_index=False)[FIGURES].sum()


def weighing_places(weighed: pd.DataFrame) -> pd.DataFrame:
    """Return the facilities and periods in which anything passed over a scale: `PLACE`, once each.

    Only there a unit without a ticket brought 0; anywhere else nobody knows.
    """
    return weighed[PLACE].drop_duplicates().reset_index(drop=True)
