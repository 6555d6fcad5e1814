"""Whether a facility was licensed in a period, and how well it was controlled."""

from collections.abc import Sequence

import pandas as pd

from thugom.contracts import KILOGRAMS_PER_TONNE
from thugom.register.lookup import looked_up

CONTROL_LEVELS = ("none", "limited", "basic", "improved", "full")
"""The ladder of SDG 11.6.1, from the lowest."""

_OPEN_END = pd.Timestamp("9999-12-31")


def facility_months(
    facilities: pd.DataFrame, periods: pd.DataFrame, ladder: Sequence[str] = CONTROL_LEVELS
) -> pd.DataFrame:
    """Return what each facility was in each period.

    Args:
        facilities: the rows of `facility.csv`; each holds until the next `valid_from` of its code.
        periods: `period`, `first_on`, `last_on` (both inside the period): one row per period.
        ladder: the control levels from the lowest.

    Returns:
        `facility_code`, `period`, `in_force` (begun by the period's last day), `licensed` (its
        licences, joined end to end, cover every day of the period; null unless in force) and
        `control_level` (the lowest held in the period; null unless in force).

    Source: methodology, section 2, Facility.
    """
    codes = pd.Series(facilities["facility_code"].unique(), name="facility_code", dtype="str")
    cells = codes.to_frame().merge(periods[["period", "first_on", "last_on"]], how="cross")
    begun = looked_up(cells["facility_code"], facilities.groupby("facility_code")["valid_from"].min())
    in_force = begun <= cells["last_on"]
    levels = _lowest_levels(facilities, cells, ladder)
    licensed = _licensed(_joined_end_to_end(_licences(facilities)), cells)
    cells = cells.assign(
        in_force=in_force,
        licensed=licensed.astype("boolean").where(in_force),
        control_level=levels.where(in_force).astype("str"),
    )
    return cells.drop(columns=["first_on", "last_on"])


def facility_capacity(facilities: pd.DataFrame, periods: pd.DataFrame) -> pd.DataFrame:
    """Return what each facility may take in in each period: its daily capacity, summed over the days in force.

    Args:
        facilities: the rows of `facility.csv`; each holds until the next `valid_from` of its code.
        periods: `period`, `first_on`, `last_on` (both inside the period): one row per period.

    Returns:
        `facility_code`, `period`, `capacity_kg` (Int64), of the periods in which it was in force on some day; null
        where the capacity of one of these days is unknown.
    """
    lines = facilities.sort_values(["facility_code", "valid_from"])
    until = lines.groupby("facility_code")["valid_from"].shift(-1).fillna(_OPEN_END)
    daily = (lines["capacity_t_per_day"].astype("Float64") * KILOGRAMS_PER_TONNE).round().astype("Int64")
    spans = lines[["facility_code", "valid_from"]].assign(until=until, daily=daily)
    pairs = spans.merge(periods[["period", "first_on", "last_on"]], how="cross")
    first = pairs["valid_from"].where(pairs["valid_from"] > pairs["first_on"], pairs["first_on"])
    day_after = pairs["last_on"] + pd.Timedelta(days=1)
    days = (pairs["until"].where(pairs["until"] < day_after, day_after) - first).dt.days
    pairs = pairs.assign(capacity_kg=pairs["daily"] * days)[days > 0]
    by = [pairs["facility_code"], pairs["period"]]
    sums = pairs["capacity_kg"].groupby(by).sum()
    return sums.mask(pairs["daily"].isna().groupby(by).any()).reset_index()


def _lowest_levels(facilities: pd.DataFrame, cells: pd.DataFrame, ladder: Sequence[str]) -> pd.Series:
    """Return the lowest level held on any day of each cell's period, indexed as `cells`."""
    rows = facilities.sort_values(["facility_code", "valid_from"])
    until = rows.groupby("facility_code")["valid_from"].shift(-1).fillna(_OPEN_END)
    rank = rows["control_level"].map({level: place for place, level in enumerate(ladder)})
    spans = rows[["facility_code", "valid_from"]].assign(until=until, rank=rank)
    held = cells.reset_index(names="cell").merge(spans, on="facility_code")
    held = held[(held["valid_from"] <= held["last_on"]) & (held["until"] > held["first_on"])]
    lowest = held.groupby("cell")["rank"].min().reindex(cells.index)
    return lowest.map(dict(enumerate(ladder)))


def _licences(facilities: pd.DataFrame) -> pd.DataFrame:
    """Return each licence once, as the newest row that speaks of it has it: code, first day, day after the last.

    A row that repeats `licensed_from` corrects that licence's end; a row without one says that the
    facility holds no licence from its `valid_from` on, which cuts short what earlier rows granted.
    """
    rows = facilities.sort_values(["facility_code", "valid_from"])
    granted = rows.dropna(subset=["licensed_from"])
    granted = granted.assign(licensed_to=granted["licensed_to"].fillna(_OPEN_END))
    granted = granted.drop_duplicates(["facility_code", "licensed_from"], keep="last")
    lost = rows.loc[rows["licensed_from"].isna(), ["facility_code", "valid_from"]]
    lost = lost.rename(columns={"valid_from": "lost_on"}).sort_values("lost_on")
    # The first loss after the row that granted the licence is the one that ends it.
    cut = pd.merge_asof(
        granted.sort_values("valid_from"),
        lost,
        left_on="valid_from",
        right_on="lost_on",
        by="facility_code",
        direction="forward",
        allow_exact_matches=False,
    )
    until = cut[["licensed_to", "lost_on"]].min(axis=1)
    return cut.assign(until=until).loc[until > cut["licensed_from"], ["facility_code", "licensed_from", "until"]]


def _joined_end_to_end(licences: pd.DataFrame) -> pd.DataFrame:
    """Return the spans without a gap: a licence that begins the day another ends continues it."""
    rows = licences.sort_values(["facility_code", "licensed_from"], ignore_index=True)
    reached = rows.groupby("facility_code")["until"].cummax()
    before = reached.groupby(rows["facility_code"]).shift()
    rows["span"] = (before.isna() | (rows["licensed_from"] > before)).cumsum()
    spans = rows.groupby(["facility_code", "span"], as_index=False)
    return spans.agg(licensed_from=("licensed_from", "min"), until=("until", "max"))


def _licensed(spans: pd.DataFrame, cells: pd.DataFrame) -> pd.Series:
    """Return whether one span covers every day of each cell's period, indexed as `cells`."""
    pairs = cells.reset_index(names="cell").merge(spans, on="facility_code")
    covered = pairs[(pairs["licensed_from"] <= pairs["first_on"]) & (pairs["until"] > pairs["last_on"])]
    return pd.Series(cells.index.isin(covered["cell"]), index=cells.index)
