"""What is known of several units together only, and the groups of units that hang together so."""

import numpy as np
import pandas as pd
from scipy import sparse

from thugom.contracts import Policy
from thugom.measures.commune import UNIT_PERIOD
from thugom.measures.counts import COUNTS, EXCESS
from thugom.measures.coverage import adequately_covered
from thugom.measures.grouping import Groups
from thugom.measures.periods import LONGER_KINDS, longer_period
from thugom.measures.recast import Spread

CELL_PERIOD = [*UNIT_PERIOD, "settlement"]
PARTS = {"treated_excess": "treated_part", "biological_excess": "biological_part"}
PAIR = ["period", "period_kind", "whole", "unit_id"]
ADEQUATE = ["households", "households_served", "collected_kg", "treated_part"]
"""What the strict answer of several units is judged on, summed over them."""


def wholes_of(rows: pd.DataFrame, laid: Spread, cells: pd.DataFrame) -> pd.DataFrame:
    """Return what the rows tell of several units of another map together only.

    Args:
        rows: rows of `unit_smallest`: whole units, or settlements of them.
        laid: how they lie on the other map's whole units.
        cells: what `account` returns, with `period_kind`.

    Returns:
        One row per smallest period, `whole` and each of its several units: `PAIR`, the whole's
        answers (`COUNTS`), `treated_excess` and `biological_excess` (more is known to be T or O than
        C, so a covered whole need not have a covered part), `partly` (the whole's report tells
        other parts of it apart; then nothing follows for these).
    """
    told = rows[[*CELL_PERIOD, *COUNTS.values()]].merge(_excesses(cells), on=CELL_PERIOD, how="left")
    partly = np.isin(laid.row, laid.row[laid.named])
    pieces = told.take(laid.row).reset_index(drop=True)
    pieces["whole"] = pieces["unit_id"] + ", " + pieces.pop("settlement")
    pieces["unit_id"] = laid.cells["unit_id"].take(laid.to).reset_index(drop=True)
    for name in EXCESS.values():
        pieces[name] |= partly
    return pieces.assign(partly=partly)[laid.divided].reset_index(drop=True)


def _excesses(cells: pd.DataFrame) -> pd.DataFrame:
    """Return per cell, `all` included, whether more is known to be treated than was collected."""
    rows = cells[CELL_PERIOD].reset_index(drop=True)
    for name, part in PARTS.items():
        rows[name] = (cells[part] > cells["collected_kg"]).fillna(False).to_numpy(dtype=bool)
    groups = Groups.by(rows, UNIT_PERIOD)
    whole = groups.keys(rows[UNIT_PERIOD])
    for name in PARTS:
        whole[name] = groups.any(rows[name])
    return pd.concat([rows, whole.assign(settlement="all")], ignore_index=True)


def groups_of(wholes: pd.DataFrame, units: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return the wholes with the groups of units that they tie together, longer periods included.

    Args:
        wholes: what `wholes_of` returns.
        units: rows of `unit_periods` on the other map.
        policy: thresholds.

    Returns:
        The wholes' rows and those of longer periods, of which only `PAIR` and `partly` are filled in;
        with `smallest`, `group` (its number) and `group_adequate`: whether all of the group's units
        together are adequately covered, on their sums.
    """
    months = wholes[wholes["period_kind"] == "month"]
    longer = [_renamed(months, kind) for kind in LONGER_KINDS]
    rows = pd.concat([wholes.assign(smallest=True), *longer], ignore_index=True)
    if rows.empty:
        return rows
    rows["group"] = _groups(rows)
    whole = units.loc[units["settlement"] == "all", [*UNIT_PERIOD, *ADEQUATE, "treated_known"]]
    members = rows[["group", *UNIT_PERIOD]].drop_duplicates().merge(whole, on=UNIT_PERIOD)
    groups = Groups.by(members, ["group"])
    sums = pd.DataFrame({name: groups.sums(members[name]) for name in ADEQUATE})
    sums["treated_known"] = groups.all(members["treated_known"])
    # Whether the group's units are covered each of them says itself: here the sums alone are judged.
    sums["covered"] = pd.Series(True, index=sums.index, dtype="boolean")
    answers = adequately_covered(sums, policy).set_axis(groups.keys(members[["group"]])["group"])
    return rows.assign(group_adequate=rows["group"].map(answers).astype("boolean"))


def _renamed(months: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return the wholes and units of quarters, half-years or years: those of any of their months."""
    labels = {month: longer_period(month, kind) for month in months["period"].unique()}
    rows = months.assign(period=months["period"].map(labels).astype("str"), period_kind=kind, smallest=False)
    return rows.groupby([*PAIR, "smallest"], as_index=False).agg({"partly": "any"})


def _groups(rows: pd.DataFrame) -> np.ndarray:
    """Return the number of each row's group: units that share a whole, and wholes that share a unit."""
    whole = pd.MultiIndex.from_frame(rows[["period", "whole"]]).factorize()[0]
    unit = pd.MultiIndex.from_frame(rows[["period", "unit_id"]]).factorize()[0]
    size = int(max(whole.max(), unit.max())) + 1
    ties = sparse.coo_array((np.ones(len(rows)), (whole, unit + size)), shape=(2 * size, 2 * size))
    number: np.ndarray = sparse.csgraph.connected_components(ties, directed=False)[1][whole]
    return number
