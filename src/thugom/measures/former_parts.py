"""Reports of a merged unit part by part: what they say of each former unit."""

from dataclasses import replace

import numpy as np
import pandas as pd

from thugom.measures.grouping import whole_and_unknown
from thugom.measures.recast import Spread
from thugom.register.apportion import apportion

CELL = ["unit_id", "period", "settlement"]
FORMER = "former_unit_code"
REPORTED = ["households", "households_served", "households_self_managed", "generated_kg", "collected_kg"]
LIKE_PEOPLE = ["population", "person_days"]
LIKE_GENERATED = {"generation_kg": "generated_kg"}
"""What is divided as another quantity is; all the rest is divided as what was collected."""


def open_cells(standing: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Return the cells reported part by part in which a part is missing: their sum is unknown, not smaller.

    Args:
        standing: collection rows that stand.
        known: the former units of each cell: `unit_id`, `settlement`, `former_unit_code`.

    Returns:
        `CELL`, once each. A row without a former unit speaks of all that no other row names.
    """
    named = standing.loc[standing[FORMER].notna(), [*CELL, FORMER]].drop_duplicates()
    rest = pd.MultiIndex.from_frame(standing.loc[standing[FORMER].isna(), CELL])
    cells = named[CELL].drop_duplicates()
    cells = cells[~pd.MultiIndex.from_frame(cells).isin(rest)]
    everywhere = known.assign(settlement="all").drop_duplicates()
    wanted = cells.merge(pd.concat([known, everywhere]), on=["unit_id", "settlement"])
    there = pd.MultiIndex.from_frame(wanted[[*CELL, FORMER]]).isin(pd.MultiIndex.from_frame(named))
    return wanted.loc[~there, CELL].drop_duplicates()


def reported_parts(standing: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Return what the rows that stand say of each former unit.

    Args:
        standing: collection rows that stand.
        known: `unit_id`, `settlement`, `former_unit_code`, `former_unit_id`.

    Returns:
        `CELL`, `to_unit_id` (the former unit; null for the row that speaks of the rest), `REPORTED`;
        only of cells of which some row names a former unit.
    """
    alone = known.drop_duplicates(["unit_id", "settlement"]).drop_duplicates("unit_id", keep=False)
    only = alone.set_index("unit_id")["settlement"]
    # A row for the whole of a unit with one settlement is a row for that settlement.
    whole = standing["settlement"] == "all"
    rows = standing.assign(settlement=standing["settlement"].mask(whole, standing["unit_id"].map(only)))
    rows = rows.merge(known, on=["unit_id", "settlement", FORMER], how="left")
    named = rows.loc[rows["former_unit_id"].notna(), CELL].drop_duplicates()
    parts = rows.merge(named, on=CELL)[[*CELL, FORMER, "former_unit_id", *REPORTED]]
    parts = parts[parts["former_unit_id"].notna() | parts[FORMER].isna()]
    return parts.drop(columns=FORMER).rename(columns={"former_unit_id": "to_unit_id"}).reset_index(drop=True)


def part_by_part(laid: Spread, rows: pd.DataFrame, parts: pd.DataFrame) -> Spread:
    """Return how the rows lie on another map, divided as their reports divide them.

    Args:
        laid: what `spread` returns of `rows`.
        rows: `CELL`.
        parts: what `reported_parts` returns.

    Source: methodology, section 5: rows with `former_unit_code` are counted part by part.
    """
    pieces = rows[CELL].take(laid.row).reset_index(drop=True)
    pieces = pieces.assign(piece=range(len(pieces)), to_unit_id=laid.cells["unit_id"].take(laid.to).to_numpy())
    pieces = pieces[laid.pieces > 1].merge(parts[CELL].drop_duplicates(), on=CELL)
    if pieces.empty:
        return laid
    said = pieces.merge(parts[parts["to_unit_id"].notna()], on=[*CELL, "to_unit_id"], how="left", indicator=True)
    rest = pieces.merge(parts[parts["to_unit_id"].isna()].drop(columns="to_unit_id"), on=CELL, how="left")
    at, row = said["piece"].to_numpy(), laid.row[said["piece"].to_numpy()]
    named = said["_merge"].eq("both").to_numpy()
    own: dict[str, np.ndarray] = {}
    # Where a quantity was not told apart, it is divided as what was collected; that, by people.
    weight = laid.weight
    for name in ("collected_kg", *REPORTED):
        weights, known = _weights(said[name], rest[name], named, laid.weight[at], row)
        own[name] = weight.copy()
        own[name][at[known]] = weights[known]
        weight = own["collected_kg"]
    flags = np.zeros(len(laid.row), dtype=bool)
    flags[at] = named | _last_one(named, row)
    like = dict.fromkeys(LIKE_PEOPLE, laid.weight) | {name: own[of] for name, of in LIKE_GENERATED.items()}
    return replace(laid, weight=weight, own=own | like, named=flags)


def _weights(
    said: pd.Series, rest: pd.Series, named: np.ndarray, people: np.ndarray, row: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return each piece's own figure, the rest of the row's divided by people, and for which rows all are known."""
    figures, unknown = whole_and_unknown(said)
    left, no_rest = whole_and_unknown(rest)
    unnamed = np.flatnonzero(~named)
    figures[unnamed] = apportion(left[unnamed], people[unnamed], row[unnamed])
    gone = pd.Series(np.where(named, unknown, no_rest)).groupby(row).transform("any").to_numpy()
    nothing = pd.Series(figures).groupby(row).transform("sum").to_numpy() == 0
    return figures, ~(gone | nothing)


def _last_one(named: np.ndarray, row: np.ndarray) -> np.ndarray:
    """Return which pieces are the only ones of their row that no report names: the rest is all theirs."""
    left = pd.Series(~named).groupby(row).transform("sum").to_numpy() == 1
    return np.asarray(left & ~named)


def collected_answers(laid: Spread, rows: pd.DataFrame, parts: pd.DataFrame) -> pd.Series:
    """Return per piece whether its own part collected any of what was treated; null where its report does not say.

    What was treated is divided by what was collected: of parts that are not all known, nobody knows
    whose it was.
    """
    pieces = rows[CELL].take(laid.row).reset_index(drop=True)
    pieces["to_unit_id"] = laid.cells["unit_id"].take(laid.to).to_numpy()
    amounts = pd.concat([parts, parts.assign(settlement="all")])
    named = amounts[amounts["to_unit_id"].notna()]
    totals = named.groupby([*CELL, "to_unit_id"])["collected_kg"].sum(skipna=False).reset_index()
    rest = amounts.loc[amounts["to_unit_id"].isna()].groupby(CELL)["collected_kg"].sum(skipna=False)
    found = pieces.merge(totals, on=[*CELL, "to_unit_id"], how="left", indicator=True)
    others = pieces.merge(rest.reset_index(), on=CELL, how="left")["collected_kg"]
    collected = found["collected_kg"].where(found["_merge"] == "both", others)
    any_collected = (collected > 0).astype("boolean")
    unsummed = rows["collected_kg"].isna().to_numpy()[laid.row]
    return any_collected.mask(unsummed & any_collected.fillna(False).to_numpy(dtype=bool))
