"""One population series for all units: figures of one day, recast through the lineage where a unit has none."""

from collections.abc import Mapping

import pandas as pd

from thugom.register.apportion import apportion
from thugom.register.load import Register
from thugom.register.lookup import looked_up
from thugom.register.shares import SHARE_PARTS
from thugom.register.units import expected_settlements, home_settlements

__all__ = ["SHARE_PARTS", "population_series"]

WHOLE = "all"
QUANTITIES = ("population", "households")

_KEY = ["unit_id", "as_of", "settlement"]


def population_series(
    register: Register, kind_settlement: Mapping[str, str], as_of: pd.Timestamp | None = None
) -> pd.DataFrame:
    """Return people and households of each unit's expected settlements, all of one day.

    The day is the latest that all units share: those with figures of their own, and those whose
    parents' figures give theirs through the lineage. Where no day serves all, it is the one that
    serves most, the latest of several; a unit it does not serve has no population. Only figures
    with status `usable` enter. Sums are conserved exactly: each part of a unit is divided among
    its heirs by share in whole numbers, by largest remainder, ties to the lower `unit_id`.

    Args:
        register: units, lineage and published figures.
        kind_settlement: the settlement of each kind of unit (policy).
        as_of: use the figures of this day, whatever others there are.

    Returns:
        `unit_id`, `settlement`, `population`, `households` (Int64, null unknown), `as_of`, `source`,
        `recast` (whether it came through the lineage): one row per unit and expected settlement.

    Source: methodology, sections 3 and 5.
    """
    expected = expected_settlements(register, kind_settlement)
    home = home_settlements(register.units, kind_settlement)
    known = _own_figures(register, expected, home)
    for _, edges in register.lineage.groupby("effective_on"):
        known = pd.concat([known, _inherited(known, edges, expected, home)], ignore_index=True)
    known = known[known["as_of"] == (as_of if as_of is not None else _day_of_most(known))]
    series = expected.merge(known, on=["unit_id", "settlement"], how="left")
    columns = ["unit_id", "settlement", "population", "households", "as_of", "source", "recast"]
    return series.assign(recast=series["recast"].astype("boolean").fillna(value=False).astype("bool"))[columns]


def _day_of_most(known: pd.DataFrame) -> pd.Timestamp:
    """Return the day with figures for the most units, the latest of several; no day where there are none."""
    served = known.drop_duplicates(["unit_id", "as_of"])["as_of"].value_counts()
    latest: pd.Timestamp = served[served == served.max()].index.max()
    return latest


def _own_figures(register: Register, expected: pd.DataFrame, home: pd.Series) -> pd.DataFrame:
    """Return the usable published figures of each unit and day that cover all its expected settlements."""
    rows = register.population
    rows = rows[(rows["status"] == "usable") & rows["population"].notna()]
    count = expected.groupby("unit_id")["settlement"].size()
    # A whole unit's figure is that of its one settlement; where it has two, nobody can tell them apart.
    rows = rows[(rows["settlement"] != WHOLE) | (looked_up(rows["unit_id"], count) == 1)]
    figures = _in_expected_settlements(rows.assign(recast=False), expected, home)
    covered = figures.groupby(["unit_id", "as_of"])["settlement"].transform("size")
    return figures[covered == looked_up(figures["unit_id"], count)]


def _inherited(known: pd.DataFrame, edges: pd.DataFrame, expected: pd.DataFrame, home: pd.Series) -> pd.DataFrame:
    """Return the figures of one day's heirs, for the days on which all of their parents have some."""
    parts = edges[["from_unit_id", "to_unit_id", "share"]].merge(known, left_on="from_unit_id", right_on="unit_id")
    parts = parts.sort_values(["from_unit_id", "as_of", "settlement", "to_unit_id"], ignore_index=True)
    group = parts.groupby(["from_unit_id", "as_of", "settlement"], sort=False).ngroup()
    for name in QUANTITIES:
        parts[name] = _divided(parts[name], parts["share"], group)
    parts = parts.assign(unit_id=parts["to_unit_id"], recast=True)
    parents = looked_up(parts["unit_id"], edges.groupby("to_unit_id").size())
    heard = parts.groupby(["unit_id", "as_of"])["from_unit_id"].transform("nunique")
    own = pd.MultiIndex.from_frame(known[["unit_id", "as_of"]])
    has_own = pd.MultiIndex.from_frame(parts[["unit_id", "as_of"]]).isin(own)
    return _in_expected_settlements(parts[(heard == parents) & ~has_own], expected, home)


def _divided(totals: pd.Series, shares: pd.Series, group: pd.Series) -> pd.Series:
    """Return each row's part of its group's total by share, in whole numbers; null where the total is."""
    known = totals.notna().to_numpy()
    weights = (shares * SHARE_PARTS).round().astype("int64").to_numpy()
    parts = apportion(totals[known].to_numpy(dtype="int64"), weights[known], group.to_numpy()[known])
    return pd.Series(parts, index=totals.index[known], dtype="Int64").reindex(totals.index)


def _in_expected_settlements(figures: pd.DataFrame, expected: pd.DataFrame, home: pd.Series) -> pd.DataFrame:
    """Return the figures summed into the settlements that their units are expected to have.

    A ward takes all its people as urban, those of its former rural communes too.
    """
    if figures.empty:
        return figures[[*_KEY, *QUANTITIES, "source", "recast"]]
    pairs = pd.MultiIndex.from_frame(expected)
    fits = pd.MultiIndex.from_frame(figures[["unit_id", "settlement"]]).isin(pairs)
    only = expected.drop_duplicates("unit_id", keep=False).set_index("unit_id")["settlement"]
    other = looked_up(figures["unit_id"], only).fillna(looked_up(figures["unit_id"], home))
    placed = figures.assign(settlement=figures["settlement"].where(fits, other))
    grouped = placed.groupby(_KEY)
    # A sum with one unknown part is unknown, never the sum of the rest.
    sums = grouped[list(QUANTITIES)].sum()
    for name in QUANTITIES:
        sums[name] = sums[name].mask(grouped[name].count() < grouped.size())
    sums["source"] = grouped["source"].agg(_joined_sources)
    sums["recast"] = grouped["recast"].any()
    return sums.reset_index()


def _joined_sources(sources: pd.Series) -> str:
    """Return the distinct sources of a sum as one text."""
    return "; ".join(sorted(set(sources.dropna())))
