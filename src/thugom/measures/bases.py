"""The three bases: every unit's figures as they were, on the map of today, and on that of the programme."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from thugom.contracts import Policy
from thugom.measures.commune import (
    FLAGS,
    SUMS,
    UNIT_PERIOD,
    WHOLE,
    quantities,
    undivided,
    unit_smallest,
    with_longer,
    with_whole,
)
from thugom.measures.counts import COUNTS
from thugom.measures.coverage import adequately_covered
from thugom.measures.former_parts import REPORTED, collected_answers, part_by_part
from thugom.measures.grouping import Groups
from thugom.measures.province import OnBasis
from thugom.measures.ratio_sums import Placing
from thugom.measures.recast import Spread, gathered, recast_laid, spread
from thugom.register.overlap import Links

AS_WAS = "as_was"
EXCESSES = {"treated_excess": "treated_part", "biological_excess": "biological_part"}
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
    amounts = quantities(cells)
    smallest = unit_smallest(amounts, policy)
    units = with_longer(smallest, policy)
    bases = {AS_WAS: OnBasis.as_reported(cells, units.merge(ends, on="unit_id"))}
    for name, links in maps.items():
        if not links.moves:
            bases[name] = bases[AS_WAS]
            continue
        rows = _recast_units(amounts, smallest, links, parts, policy)
        # All units of the map in question are in force on its day, whatever became of them.
        units = with_longer(rows, policy)
        units["valid_to"] = pd.Series(pd.NaT, index=units.index, dtype="datetime64[us]")
        placing = Placing.on_map(part_by_part(spread(cells, links), cells, parts))
        bases[name] = OnBasis(units, placing, _wholes(cells, smallest, links, parts))
    return bases


def _recast_units(
    amounts: pd.DataFrame, smallest: pd.DataFrame, links: Links, parts: pd.DataFrame, policy: Policy
) -> pd.DataFrame:
    """Return the rows of the smallest periods on another map: sums recast, answers found anew."""
    laid = part_by_part(spread(amounts, links), amounts, parts)
    rows = recast_laid(amounts, laid, [*SUMS, "population"])
    rows = rows.merge(_held(amounts, laid), on=["unit_id", "settlement", "period"])
    rows["estimated"] |= rows["apportioned"]
    rows = with_whole(rows)
    rows = rows.merge(_answers(smallest, links, parts), on=["unit_id", "settlement", "period"])
    rows["adequately_covered"] = undivided(adequately_covered(rows, policy), rows)
    return rows


def _held(amounts: pd.DataFrame, laid: Spread) -> pd.DataFrame:
    """Return what holds of a recast cell: the flags of any part, and what holds of every part."""
    groups, rows = gathered(laid, amounts["period"])
    for name in (name for name in FLAGS if name != "apportioned"):
        rows[name] = groups.any(amounts[name].to_numpy(dtype=bool)[laid.row])
    for name in WHOLE:
        rows[name] = groups.all(amounts[name].to_numpy(dtype=bool)[laid.row])
    rows["period_kind"] = amounts["period_kind"].take(laid.row[groups.first]).reset_index(drop=True)
    return rows


def _answers(smallest: pd.DataFrame, links: Links, parts: pd.DataFrame) -> pd.DataFrame:
    """Return whether each unit of the other map is covered: if any of its parts is, part by part.

    A covered unit that lies in several others leaves open which of them is.
    """
    laid = part_by_part(spread(smallest, _with_units(links)), smallest, _with_whole_units(parts))
    collected = collected_answers(laid, smallest, parts)
    groups, rows = gathered(laid, smallest["period"])
    for name, treated in LITERAL.items():
        said = smallest[name].take(laid.row).reset_index(drop=True)
        own = smallest[treated].take(laid.row).reset_index(drop=True) & collected
        said = said.mask(laid.named, own)
        yes = said.eq(True).fillna(False).to_numpy(dtype=bool) & ~laid.divided
        no = said.eq(False).fillna(False).to_numpy(dtype=bool)
        some, none = groups.any(yes), groups.all(no)
        rows[name] = pd.Series(pd.arrays.BooleanArray(some, ~(some | none)))
    return rows


def _with_units(links: Links) -> Links:
    """Return the links with those between whole units, under the settlement `all`."""
    whole = links.edges[["era", "unit_id", "to_unit_id"]].drop_duplicates()
    whole = whole.assign(settlement="all", to_settlement="all", weight=1)
    edges = pd.concat([links.edges, whole[links.edges.columns]])
    return Links(links.eras, edges.sort_values(["era", "unit_id", "settlement", "to_unit_id"], ignore_index=True))


def _wholes(cells: pd.DataFrame, smallest: pd.DataFrame, links: Links, parts: pd.DataFrame) -> pd.DataFrame:
    """Return what is known of several units of the other map together only: see `counts.corrections`."""
    rows = smallest.loc[smallest["settlement"] == "all", [*UNIT_PERIOD, "settlement", *COUNTS.values()]]
    rows = rows.merge(_excesses(cells), on=UNIT_PERIOD).reset_index(drop=True)
    laid = part_by_part(spread(rows, _with_units(links)), rows, _with_whole_units(parts))
    pieces = rows.take(laid.row).reset_index(drop=True)
    pieces = pieces.rename(columns={"unit_id": "whole"}).drop(columns="settlement")
    pieces["unit_id"] = laid.cells["unit_id"].take(laid.to).reset_index(drop=True)
    # Of a whole that is known in part, nothing follows for the other parts.
    partly = np.isin(laid.row, laid.row[laid.named])
    return pieces[laid.divided & ~partly].reset_index(drop=True)


def _with_whole_units(parts: pd.DataFrame) -> pd.DataFrame:
    """Return what reports say of former units, of each settlement and of the units as a whole."""
    whole = parts.assign(settlement="all").groupby([*UNIT_PERIOD[:2], "settlement", "to_unit_id"], dropna=False)
    return pd.concat([parts, whole[REPORTED].sum(min_count=1).reset_index()], ignore_index=True)


def _excesses(cells: pd.DataFrame) -> pd.DataFrame:
    """Return per unit and period whether more is known to be treated than was collected in a settlement."""
    groups = Groups.by(cells, UNIT_PERIOD)
    rows = groups.keys(cells[UNIT_PERIOD])
    for name, part in EXCESSES.items():
        rows[name] = groups.any((cells[part] > cells["collected_kg"]).fillna(False))
    return rows
