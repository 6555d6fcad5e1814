"""The terms of a figure on another map: each reported cell, or the part of it that lies where the figure is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from thugom.contracts import KILOGRAMS_PER_TONNE
from thugom.measures.bases import on_bases
from thugom.measures.commune import RATES, quantities
from thugom.measures.figures import maps_of
from thugom.measures.former_parts import part_by_part, reported_parts
from thugom.measures.grid import published_periods
from thugom.measures.province import OnBasis, province_figures
from thugom.measures.ratios import TERMS
from thugom.measures.recast import Spread, spread
from thugom.measures.treatment import CELL
from thugom.register.overlap import former_parts
from thugom.services.explain.accounts import Accounts
from thugom.services.explain.indicators import PROVINCE, UNIT
from thugom.services.explain.opening import Published
from thugom.services.explain.question import Figure
from thugom.services.explain.terms import (
    AMOUNTS,
    NUMERATORS,
    PER_PERSON_DAY,
    WHERE,
    Terms,
    answers_of,
    grains_of,
    ratio_named,
    ratio_terms,
    unit_of,
)

PIECES = ["unit_id", "period", "settlement", "to_unit_id", "to_settlement", "share", "told_apart"]


@dataclass(frozen=True, eq=False)
class Recasting:
    """Where the reported cells of a period lie on the map of a basis.

    `on`: the units' figures there; `laid`: how the cells lie; `pieces`: `PIECES`, one row per piece
    of a cell: the reported cell, where the piece lies, its share of the cell, and whether the
    report itself tells it apart (then it is no estimate).
    """

    on: OnBasis
    laid: Spread
    pieces: pd.DataFrame


def recasting_of(published: Published, accounts: Accounts, basis: str) -> Recasting:
    """Return where the cells behind a period's figures lie on the map of a basis."""
    register, policy = published.register, published.policy
    links = maps_of(accounts.periods, published.basis)[basis]
    parts = reported_parts(accounts.collected.standing, former_parts(register, policy.kind_settlement))
    parts = parts[parts["period"].isin(accounts.periods["period"])].reset_index(drop=True)
    on = on_bases(accounts.cells, {basis: links}, parts, register.units[["unit_id", "valid_to"]], policy)[basis]
    laid = part_by_part(spread(accounts.cells, links), accounts.cells, parts)
    return Recasting(on, laid, _pieces(accounts.cells, laid))


def _pieces(cells: pd.DataFrame, laid: Spread) -> pd.DataFrame:
    """Return one row per piece of a cell."""
    total = pd.Series(laid.weight).groupby(laid.row).transform("sum")
    share = np.where(laid.pieces > 1, laid.weight / np.where(total == 0, 1, total), 1.0)
    rows = cells[CELL].take(laid.row).reset_index(drop=True)
    target = laid.cells.take(laid.to).reset_index(drop=True)
    return rows.assign(
        to_unit_id=target["unit_id"], to_settlement=target["settlement"], share=share, told_apart=laid.named
    )[PIECES]


def recast_terms(published: Published, figure: Figure, accounts: Accounts, recasting: Recasting) -> Terms:
    """Return the terms of a published figure on another map."""
    if figure.unit_id is not None:
        return _of_unit(published, figure, accounts, recasting)
    indicator = str(figure.row["indicator"])
    if PROVINCE[indicator].answer:
        units = recasting.on.units
        counted = answers_of(units[units["valid_to"].isna()], figure)
        return replace(counted, behind=recasting.pieces[CELL])
    ratio = ratio_named(indicator=indicator, denominator_kind=figure.row["denominator_kind"])
    if figure.settlement == "all":
        # The sums over all settlements rest on the reported units, so they are the same on every basis.
        return ratio_terms(published, ratio, "all", accounts.cells)
    placing, grains = recasting.on.placing, ratio.grains(published.policy)
    terms = ratio.terms(accounts.cells, published.policy)
    here = np.flatnonzero(placing.settlement == figure.settlement)
    rows = accounts.cells[WHERE].take(placing.row[here]).reset_index(drop=True)
    for position, name in enumerate(TERMS):
        parts, unknown = placing.parts(terms[name], grains[position % 2], households=ratio.leans_on == "h")
        rows[name] = pd.Series(parts[here], dtype="Int64").mask(unknown[here]).astype(object)
    behind = rows[CELL]
    return Terms(rows, ratio.divisor(published.policy), ratio.measured_in, all_or_nothing=False, behind=behind)


def _of_unit(published: Published, figure: Figure, accounts: Accounts, recasting: Recasting) -> Terms:
    """Return the terms of a unit's own figure on another map: the pieces of reported cells that lie in it."""
    pieces = recasting.pieces
    here = pieces["to_unit_id"] == figure.unit_id
    here &= (pieces["to_settlement"] == figure.settlement) | (figure.settlement == "all")
    if figure.column == "population":
        here &= pieces["period"] == pieces.loc[here, "period"].max()
    behind = pieces.loc[here, CELL]
    if UNIT[figure.column].answer:
        units = recasting.on.units
        own = units[(units["unit_id"] == figure.unit_id) & (units["settlement"] == figure.settlement)]
        own = own[own["period"].isin(accounts.periods["period"])]
        answers = own[WHERE].assign(
            answer=own[UNIT[figure.column].answer].astype("boolean"), **dict.fromkeys(TERMS, None)
        )
        return Terms(answers, 1, "", all_or_nothing=True, behind=behind)
    (above, grain_n), below, divisor, measured_in = _made_of(published, figure.column)
    amounts = quantities(accounts.cells)
    parts: dict[str, Any] = dict.fromkeys(TERMS, None)
    parts["value_n"] = (recasting.laid.parts(amounts[above]) * grain_n)[here.to_numpy()]
    if below is not None:
        parts["value_d"] = (recasting.laid.parts(amounts[below[0]]) * below[1])[here.to_numpy()]
    terms = pd.DataFrame(parts, index=behind.index).astype(object)
    rows = behind[WHERE].join(terms)
    return Terms(rows, divisor, measured_in, all_or_nothing=True, behind=behind, amount=below is None)


def _made_of(published: Published, column: str) -> tuple[tuple[str, int], tuple[str, int] | None, int, str]:
    """Return what stands above and below a unit's figure, each with its grain; the divisor, and what it is in."""
    if column == PER_PERSON_DAY:
        return ("generation_kg", 1), ("person_days", 1), 1, unit_of(published, column)
    if column in AMOUNTS or column in NUMERATORS:
        name = AMOUNTS[column][0] if column in AMOUNTS else NUMERATORS[column][0]
        return (name, 1), None, KILOGRAMS_PER_TONNE if column.endswith("_t") else 1, unit_of(published, column)
    ratio = ratio_named(rate=column)
    above, below = RATES.get(column, ("biological_kg", "generation_kg"))
    grain_n, grain_d = grains_of(published, ratio)
    return (above, grain_n), (below, grain_d), ratio.divisor(published.policy), ratio.measured_in


def recast_count(published: Published, figure: Figure, accounts: Accounts, recasting: Recasting) -> Mapping[str, Any]:
    """Return a count on another map with its bounds: what is known of several units together is in them."""
    periods = published_periods(accounts.periods, published.policy, published.as_of)
    rows = province_figures(accounts.cells, {str(figure.row["basis"]): recasting.on}, periods, published.policy)
    same = (rows["period"] == figure.period) & (rows["indicator"] == figure.row["indicator"])
    row = rows[same & (rows["settlement"] == figure.settlement)].iloc[0]
    ends = ("", "lower_", "upper_")
    names = ["value", "lower", "upper", *(f"{end}{part}" for end in ends for part in ("numerator", "denominator"))]
    return {name: None if pd.isna(row[name]) else float(row[name]) for name in names}
