"""The terms of the month before a boundary change, on the units of the month after it."""

import datetime as dt

import numpy as np
import pandas as pd

from thugom.contracts import Policy
from thugom.measures.bases import on_bases
from thugom.measures.counts import COUNTS
from thugom.measures.former_parts import part_by_part
from thugom.measures.grouping import Groups, whole_and_unknown
from thugom.measures.ratio_sums import Placing
from thugom.measures.ratios import RATIOS, TERMS, Ratio
from thugom.measures.recast import Spread, spread
from thugom.measures.target_terms import TERM_COLUMNS, Series, count_terms
from thugom.register import Register, units_in_force
from thugom.register.overlap import links_to


def boundary_terms(
    cells: pd.DataFrame, parts: pd.DataFrame, register: Register, policy: Policy
) -> dict[Series, pd.DataFrame]:
    """Return the terms of every month after which the map changed, on the map of the month that follows.

    Args:
        cells: what `account` returns, with `period_kind`; only its months count.
        parts: what reports say of former units.
        register: units, lineage and people.
        policy: targets and factors.

    Returns:
        By series, `TERM_COLUMNS`: one row per unit of the later map and month; empty where no
        boundary changed.
    """
    months = cells.loc[cells["period_kind"] == "month", ["period", "days"]].drop_duplicates().sort_values("period")
    last = [_last_day(period, int(days)) for period, days in months.itertuples(index=False, name=None)]
    labels = months["period"].tolist()
    found: dict[Series, list[pd.DataFrame]] = {}
    days = set(pd.concat([register.units["valid_from"], register.units["valid_to"]]).dropna().dt.date)
    for label, before, after in zip(labels, last, last[1:], strict=False):
        if any(before < day <= after for day in days) and _in_force(register, before) != _in_force(register, after):
            own = cells[cells["period"] == label].reset_index(drop=True)
            for series, rows in _moved(own, before, after, parts, register, policy).items():
                found.setdefault(series, []).append(rows)
    return {series: pd.concat(rows, ignore_index=True) for series, rows in found.items()}


def _in_force(register: Register, day: dt.date) -> set[str]:
    """Return the units in force on a day."""
    return set(units_in_force(register.units, day)["unit_id"])


def _last_day(period: str, days: int) -> dt.date:
    """Return the last day of a month of so many days."""
    return dt.date(int(period[:4]), int(period[5:]), days)


def _moved(
    cells: pd.DataFrame, before: dt.date, after: dt.date, parts: pd.DataFrame, register: Register, policy: Policy
) -> dict[Series, pd.DataFrame]:
    """Return the terms of one month on the map of a later day."""
    period = pd.DataFrame({"period": [cells["period"].iloc[0]], "last_on": [pd.Timestamp(before)]})
    links = links_to(register, policy.kind_settlement, period, after, policy.bases.population_as_of)
    ends = register.units[["unit_id", "valid_to"]]
    units = on_bases(cells, {"after": links}, parts, ends, policy)["after"].units
    whole = units[(units["settlement"] == "all") & (units["period_kind"] == "month")]
    laid = part_by_part(spread(cells, links), cells, parts)
    moved = {
        Series(ratio.indicator, settlement, ratio.denominator_kind): _of_ratio(cells, laid, ratio, settlement, policy)
        for ratio in RATIOS
        for settlement in ratio.settlements
        if policy.target_of(ratio.indicator, settlement) is not None
    }
    counted = {
        Series(indicator, "all", "by_units"): count_terms(whole, column)
        for indicator, column in COUNTS.items()
        if policy.target_of(indicator, "all") is not None
    }
    return moved | counted


def _of_ratio(cells: pd.DataFrame, laid: Spread, ratio: Ratio, settlement: str, policy: Policy) -> pd.DataFrame:
    """Return a ratio's terms per unit of the other map: the sums over what is known of its pieces.

    A unit that is known in part only counts with that part, but is the same as no unit of the month
    after: its `unit_id` is null.
    """
    terms = ratio.terms(cells, policy)
    here = np.ones(len(laid.row), dtype=bool)
    if settlement != "all":
        here = laid.cells["settlement"].to_numpy(dtype=object)[laid.to] == settlement
    by_households = laid.own.get("households", laid.weight)
    pieces = Placing(laid.row, laid.to, laid.weight, laid.pieces > 1, by_households)
    unit = laid.cells["unit_id"].take(laid.to[here]).reset_index(drop=True).to_frame()
    groups = Groups.by(unit, ["unit_id"])
    rows = groups.keys(unit)
    for position, name in enumerate(TERMS):
        grain = ratio.grains(policy)[position % 2]
        values, unknown = pieces.parts(terms[name], grain, households=ratio.leans_on == "h")
        column = pd.Series(values, dtype="Int64").mask(unknown)[here]
        rows[name] = groups.sums(column.reset_index(drop=True), known_only=True)
    unknown = whole_and_unknown(terms["value_n"])[1][laid.row][here]
    rows["unit_id"] = rows["unit_id"].mask(groups.any(unknown))
    return rows.assign(period=cells["period"].iloc[0])[TERM_COLUMNS]
