"""The three bases: every unit's figures as they were, on the map of today, and on that of the programme."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from thugom.contracts import Policy
from thugom.measures.commune import (
    SUMS,
    UNIT_PERIOD,
    WHOLE,
    quantities,
    undivided,
    unit_smallest,
    with_longer,
    with_whole,
)
from thugom.measures.coverage import adequately_covered
from thugom.measures.former_parts import REPORTED, collected_answers, part_by_part
from thugom.measures.grouping import Groups
from thugom.measures.province import OnBasis
from thugom.measures.ratio_sums import Placing
from thugom.measures.recast import Spread, gathered, recast_laid, spread
from thugom.measures.together import groups_of, wholes_of
from thugom.register.lookup import looked_up
from thugom.register.overlap import Links

AS_WAS = "as_was"
LITERAL = {"covered": "treated_part_positive", "biologically_covered": "biological_part_positive"}
"""What holds of a unit if it holds of any of its parts, and what besides C > 0 makes it hold."""


def on_bases(
    cells: pd.DataFrame, maps: Mapping[str, Links], parts: pd.DataFrame, ends: pd.DataFrame, policy: Policy
) -> dict[str, OnBasis]:
    """Return the units' figures on every basis.

    Args:
        cells: what `account` returns, with `period_kind`.
        maps: where the cells lie on the maps of the other bases, by the basis' name.
        parts: what reports say of former units: what `reported_parts` returns.
        ends: `unit_id`, `valid_to`.
        policy: thresholds and the organic fraction.

    Source: methodology, section 5, Basis.
    """
    # Nothing but the result is kept of a country's figures on the way: the months' are found again if a map moves.
    units = with_longer(unit_smallest(quantities(cells), policy), policy)
    last = ends.set_index("unit_id")["valid_to"]
    as_was = OnBasis.as_reported(cells, units.assign(valid_to=looked_up(units["unit_id"], last)))
    if not any(links.moves for links in maps.values()):
        return {AS_WAS: as_was, **dict.fromkeys(maps, as_was)}
    amounts = quantities(cells)
    smallest = unit_smallest(amounts, policy)
    moved = {
        name: _on_map(cells, amounts, smallest, links, parts, policy) if links.moves else as_was
        for name, links in maps.items()
    }
    return {AS_WAS: as_was, **moved}


def _on_map(
    cells: pd.DataFrame,
    amounts: pd.DataFrame,
    smallest: pd.DataFrame,
    links: Links,
    parts: pd.DataFrame,
    policy: Policy,
) -> OnBasis:
    """Return the units' figures on the map that the links lead to."""
    told = Told.on_map(smallest, links, parts)
    rows = _recast_units(amounts, told, smallest, links, parts, policy)
    # All units of the map in question are in force on its day, whatever became of them.
    units = with_longer(rows, policy)
    units["valid_to"] = pd.Series(pd.NaT, index=units.index, dtype="datetime64[us]")
    placing = Placing.on_map(part_by_part(spread(cells, links), cells, parts))
    wholes = groups_of(wholes_of(told.rows, told.laid, cells), units, policy)
    return OnBasis(units, placing, wholes)


@dataclass(frozen=True, eq=False)
class Told:
    """What reports tell of the units of another map: unit by unit, or settlement by settlement of one in several.

    A unit that lies in one unit of the other map speaks of it as a whole. Of one that lies in
    several, each settlement's row speaks of the part that it is of; where the unit sent its
    settlements together, only the unit as a whole does.

    `rows`: those rows of `unit_smallest`; `laid`: how they lie on the other map, settlement `all`.
    """

    rows: pd.DataFrame
    laid: Spread

    @classmethod
    def on_map(cls, smallest: pd.DataFrame, links: Links, parts: pd.DataFrame) -> "Told":
        """Return what the rows tell of the map that the links lead to."""
        whole = smallest["settlement"] == "all"
        rows = smallest[whole == ~(in_several(smallest, links) & ~_sent_together(smallest))].reset_index(drop=True)
        return cls(rows, part_by_part(spread(rows, _with_units(links)), rows, _with_whole_units(parts)))


def in_several(rows: pd.DataFrame, links: Links) -> np.ndarray:
    """Return whether each row's unit lies in several units of the map that the links lead to."""
    pairs = links.edges[["era", "unit_id", "to_unit_id"]].drop_duplicates()
    several = pairs.loc[pairs.duplicated(["era", "unit_id"]), ["era", "unit_id"]].drop_duplicates()
    if several.empty:
        return np.zeros(len(rows), dtype=bool)
    era = rows["period"].map(dict(links.eras)).astype("int64")
    return pd.MultiIndex.from_arrays([era, rows["unit_id"]]).isin(pd.MultiIndex.from_frame(several))


def _sent_together(rows: pd.DataFrame) -> np.ndarray:
    """Return whether a figure of each row's unit and period was sent for its settlements together."""
    groups = Groups.by(rows, UNIT_PERIOD)
    return np.asarray(groups.any(rows["estimated"])[groups.numbers])


def _recast_units(
    amounts: pd.DataFrame,
    told: Told,
    smallest: pd.DataFrame,
    links: Links,
    parts: pd.DataFrame,
    policy: Policy,
) -> pd.DataFrame:
    """Return the rows of the smallest periods on another map: sums recast, answers found anew."""
    laid = part_by_part(spread(amounts, links), amounts, parts)
    rows = recast_laid(amounts, laid, [*SUMS, "population"]).drop(columns="apportioned")
    rows = rows.merge(_held(amounts, laid, links), on=["unit_id", "settlement", "period"])
    rows = with_whole(rows)
    rows = rows.merge(_answers(told, smallest, links, parts), on=["unit_id", "settlement", "period"])
    rows["adequately_covered"] = undivided(adequately_covered(rows, policy), rows)
    return rows


def _held(amounts: pd.DataFrame, laid: Spread, links: Links) -> pd.DataFrame:
    """Return what holds of a recast cell: the flags of any part, and what holds of every part."""
    groups, rows = gathered(laid, amounts["period"])
    # What was sent for several units together was divided among them, though settlement by settlement.
    together = (in_several(amounts, links) & _sent_together(amounts))[laid.row] & ~laid.named
    rows["apportioned"] = groups.any(laid.divided | together)
    rows["estimated"] = groups.any(amounts["estimated"].to_numpy(dtype=bool)[laid.row] | _mixed(laid))
    rows["generation_estimated"] = groups.any(amounts["generation_estimated"].to_numpy(dtype=bool)[laid.row])
    for name in WHOLE:
        rows[name] = groups.all(amounts[name].to_numpy(dtype=bool)[laid.row])
    rows["period_kind"] = amounts["period_kind"].take(laid.row[groups.first]).reset_index(drop=True)
    return rows


def _mixed(laid: Spread) -> np.ndarray:
    """Return which pieces are of a row that falls to both urban and rural cells, untold apart by its report."""
    urban = (laid.cells["settlement"] == "urban").to_numpy()[laid.to]
    rows = Groups(laid.row)
    both = (rows.any(urban) & rows.any(~urban))[rows.numbers]
    return np.asarray(both & ~laid.named)


def _answers(told: Told, smallest: pd.DataFrame, links: Links, parts: pd.DataFrame) -> pd.DataFrame:
    """Return whether each unit of the other map is covered, as a whole and in each settlement."""
    cells = smallest[smallest["settlement"] != "all"].reset_index(drop=True)
    inside = _answered(cells, part_by_part(spread(cells, links), cells, parts), parts)
    whole = _answered(told.rows, told.laid, parts)
    # A unit of one settlement is that settlement.
    alone = inside[~inside.duplicated(UNIT_PERIOD[:2], keep=False)]
    only = alone[["unit_id", "period", "settlement"]].merge(whole.drop(columns="settlement"), on=UNIT_PERIOD[:2])
    several = inside[inside.duplicated(UNIT_PERIOD[:2], keep=False)]
    return pd.concat([several, only, whole], ignore_index=True)


def _answered(rows: pd.DataFrame, laid: Spread, parts: pd.DataFrame) -> pd.DataFrame:
    """Return the answers of the cells that the rows fall to: if any part is covered they are, part by part.

    A covered row that lies in several units leaves open which of them is.
    """
    collected = collected_answers(laid, rows, parts)
    groups, found = gathered(laid, rows["period"])
    for name, treated in LITERAL.items():
        said = rows[name].take(laid.row).reset_index(drop=True)
        own = rows[treated].take(laid.row).reset_index(drop=True) & collected
        said = said.mask(laid.named, own)
        yes = said.eq(True).fillna(False).to_numpy(dtype=bool) & ~laid.divided
        no = said.eq(False).fillna(False).to_numpy(dtype=bool)
        some, none = groups.any(yes), groups.all(no)
        found[name] = pd.Series(pd.arrays.BooleanArray(some, ~(some | none)))
    return found


def _with_units(links: Links) -> Links:
    """Return the links from whole units and from their settlements to whole units, under the settlement `all`."""
    cells = links.edges[["era", "unit_id", "settlement", "to_unit_id"]].drop_duplicates()
    edges = pd.concat([cells, cells.assign(settlement="all").drop_duplicates()])
    edges = edges.assign(to_settlement="all", weight=1)[links.edges.columns]
    return Links(links.eras, edges.sort_values(["era", "unit_id", "settlement", "to_unit_id"], ignore_index=True))


def _with_whole_units(parts: pd.DataFrame) -> pd.DataFrame:
    """Return what reports say of former units, of each settlement and of the units as a whole."""
    whole = parts.assign(settlement="all").groupby([*UNIT_PERIOD[:2], "settlement", "to_unit_id"], dropna=False)
    return pd.concat([parts, whole[REPORTED].sum(skipna=False).reset_index()], ignore_index=True)
