"""The mass balance of facilities: what passed over the scale, against what was reported, and against capacity."""

import pandas as pd

from thugom.contracts import Policy
from thugom.measures.balance import compared
from thugom.measures.grouping import among
from thugom.measures.reported_tonnes import ReportedLines
from thugom.measures.weighed import FIGURES, PLACE, weighing_places

EVERY_STREAM = "all"
ROW = [*PLACE, "stream"]
OWN, OF_UNITS = "reported_by_facility_kg", "reported_by_units_kg"
MASSES = ["tickets_kg", "reported_kg", OWN, OF_UNITS]


def facility_balance(
    weighed: pd.DataFrame, reported: ReportedLines, standing: pd.DataFrame, capacity: pd.DataFrame, policy: Policy
) -> pd.DataFrame:
    """Return the balance of every facility: a row per stream, and one for all of them.

    Args:
        weighed: what `in_reported_periods` returns; it may be empty, and reports are held against capacity still.
        reported: what `reported_lines` returns.
        standing: the treatment rows that stand.
        capacity: what `facility_capacity` returns: facility_code, period, capacity_kg.
        policy: the thresholds.

    Returns:
        `ROW`, `tickets`, `MASSES`, `balance_kg`, `capacity_kg`, `most_kg` (Int64, null unknown), `out_of_balance`,
        `over_capacity`; the last three but one and the last of the row `all` only. Sorted by `ROW`.

        `reported_kg` is the facility's word where it reports on a unit, and the unit's elsewhere. It is unknown where
        a row was refused with nothing in its place, and, unless the facility itself reports, where a unit was weighed
        of which nobody reports.

    Source: methodology, section 10: inflow against treatment reported and capacity.
    """
    rows = _by_stream(weighed, reported, standing)
    rows = pd.concat([rows, _together(rows)], ignore_index=True)
    rows = compared(rows.astype(dict.fromkeys(["tickets", *MASSES], "Int64")), policy)
    return _beside_capacity(rows, capacity).sort_values(ROW, ignore_index=True)


def _by_stream(weighed: pd.DataFrame, reported: ReportedLines, standing: pd.DataFrame) -> pd.DataFrame:
    """Return tickets and reports of each facility, period and stream of which anything is known."""
    inflow = weighed.groupby(ROW)[FIGURES].sum()
    said = standing.assign(treated_kg=standing["treated_kg"].astype("Int64"))
    by_facility = said["reported_by"] == "facility"
    own = said[by_facility].groupby(ROW)["treated_kg"].sum().rename(OWN)
    theirs = said[~by_facility].groupby(ROW)["treated_kg"].sum().rename(OF_UNITS)
    lines = reported.lines
    # One unknown line leaves the sum unknown.
    total = lines.groupby(ROW)["reported_kg"].sum()
    total = total.mask(lines["reported_kg"].isna().groupby([lines[name] for name in ROW]).any())
    rows = pd.concat([inflow, total, own, theirs], axis=1).rename_axis(ROW).reset_index()
    rows = _only_if_heard(rows, weighed, reported)
    there = among(rows, weighing_places(weighed), PLACE)
    filled = {name: rows[name].astype("Int64").fillna(0).where(there) for name in FIGURES}
    return rows.assign(**filled)


def _only_if_heard(rows: pd.DataFrame, weighed: pd.DataFrame, reported: ReportedLines) -> pd.DataFrame:
    """Take the sum of the units' words for unknown where one of them was weighed and nobody reports on it."""
    unheard = weighed[~among(weighed, reported.lines, [*ROW, "unit_id"])]
    silent = among(rows, unheard, ROW) & rows[OWN].isna().to_numpy()
    return rows.assign(reported_kg=rows["reported_kg"].astype("Int64").mask(silent))


def _together(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the row of all streams of each facility and period; what is unknown of one stream is unknown of all."""
    places = [rows[name] for name in PLACE]
    names = ["tickets", *MASSES]
    sums = rows[[*PLACE, *names]].astype(dict.fromkeys(names, "Int64")).groupby(PLACE)[names].sum(min_count=1)
    open_places = rows["reported_kg"].isna().groupby(places).any()
    sums = sums.assign(reported_kg=sums["reported_kg"].mask(open_places))
    return sums.reset_index().assign(stream=EVERY_STREAM)


def _beside_capacity(rows: pd.DataFrame, capacity: pd.DataFrame) -> pd.DataFrame:
    """Add the capacity to the rows of all streams, and whether the tickets or the reports exceed it."""
    rows = rows.merge(capacity, on=PLACE, how="left")
    every = rows["stream"] == EVERY_STREAM
    tickets, reported = rows["tickets_kg"], rows["reported_kg"]
    most = tickets.where((tickets >= reported).fillna(reported.isna()), reported).where(every)
    room = rows["capacity_kg"].astype("Int64").where(every)
    return rows.assign(capacity_kg=room, most_kg=most, over_capacity=(most > room).astype("boolean"))
