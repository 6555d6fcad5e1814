"""The terms of every figure with a target, unit by unit: where known, and at the ends of the interval."""

from typing import NamedTuple

import pandas as pd

from thugom.contracts import Policy
from thugom.measures.counts import COUNTS
from thugom.measures.ratios import RATIOS, TERMS, Ratio

TERM_COLUMNS = ["period", "unit_id", *TERMS]


class Series(NamedTuple):
    """What a series of months speaks of."""

    indicator: str
    settlement: str
    denominator_kind: str


def target_terms(cells: pd.DataFrame, units: pd.DataFrame, policy: Policy) -> dict[Series, pd.DataFrame]:
    """Return the terms of each indicator with a target, by settlement and denominator.

    Args:
        cells: what `account` returns, months only, on one basis.
        units: rows of `unit_periods` for the same months, settlement `all`, in force.
        policy: targets and factors.

    Returns:
        `TERM_COLUMNS`, one row per unit and month; whole numbers, each pair of terms null together.
        A count's terms are 1 below the line, and above it 1 where the unit counts, 0 where not.
    """
    found: dict[Series, pd.DataFrame] = {}
    for ratio in RATIOS:
        for settlement in ratio.settlements:
            if policy.target_of(ratio.indicator, settlement) is not None:
                names = Series(ratio.indicator, settlement, ratio.denominator_kind)
                found[names] = _ratio_terms(cells, ratio, settlement, policy)
    for indicator, column in COUNTS.items():
        if policy.target_of(indicator, "all") is not None:
            found[Series(indicator, "all", "by_units")] = count_terms(units, column)
    return found


def _ratio_terms(cells: pd.DataFrame, ratio: Ratio, settlement: str, policy: Policy) -> pd.DataFrame:
    """Return a ratio's terms per unit and month, in one settlement or over all of them."""
    rows = cells if settlement == "all" else cells[cells["settlement"] == settlement]
    rows = rows.reset_index(drop=True)
    terms = rows[["period", "unit_id"]].join(ratio.terms(rows, policy))
    if settlement != "all":
        return terms[TERM_COLUMNS]
    by = [terms["period"], terms["unit_id"]]
    summed = terms[TERMS].groupby(by).sum().mask(terms[TERMS].isna().groupby(by).any())
    return summed.reset_index()[TERM_COLUMNS]


def count_terms(units: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return a count's terms: an unknown unit has no value, and counts as 0 at the least, 1 at the most."""
    answer = units[column].astype("boolean")
    one = pd.Series(1, index=units.index, dtype="Int64")
    terms = units[["period", "unit_id"]].assign(
        value_n=answer.astype("Int64"),
        value_d=one.where(answer.notna()),
        least_n=answer.fillna(False).astype("Int64"),
        least_d=one,
        most_n=answer.fillna(True).astype("Int64"),
        most_d=one,
    )
    return terms[TERM_COLUMNS].reset_index(drop=True)
