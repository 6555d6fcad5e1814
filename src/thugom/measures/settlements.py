"""What a unit sent as a whole, divided among the settlements the register expects."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from thugom.register.apportion import apportion

KEY = ["unit_id", "period"]


def by_settlement(rows: pd.DataFrame, weights: pd.DataFrame, quantities: Sequence[str]) -> pd.DataFrame:
    """Return `rows` with every `all` row divided among the unit's expected settlements.

    A unit of one settlement simply is that settlement. Otherwise each quantity is apportioned by
    the weights in whole numbers, sums kept to the unit, and marked `estimated`; where the weights
    are unknown the parts are unknown too.

    Args:
        rows: one row per unit, period and settlement (`urban`, `rural`, `all`), `quantities` Int64.
        weights: one row per unit, period and expected settlement: `weight` Int64, null unknown.
        quantities: the columns to divide.

    Source: methodology, section 2, Settlement.
    """
    whole = rows[rows["settlement"] == "all"]
    parts = rows[rows["settlement"] != "all"].assign(estimated=False)
    if whole.empty:
        return parts
    spread = whole.drop(columns="settlement").merge(weights, on=KEY, how="inner")
    spread = spread.sort_values([*KEY, "settlement"], ignore_index=True)
    # Each row of the whole is divided on its own: several may share one unit and period.
    others = [name for name in whole.columns if name not in {"settlement", *quantities}]
    group = spread.groupby(others, dropna=False, sort=False).ngroup().to_numpy()
    size = pd.Series(group).map(pd.Series(group).value_counts()).to_numpy()
    known = ~spread["weight"].isna().groupby(group).transform("any").to_numpy() | (size == 1)
    weight = spread["weight"].fillna(0).to_numpy(dtype="int64")
    for name in quantities:
        spread[name] = _divided(spread[name], weight, group, known)
    spread["estimated"] = size > 1
    return pd.concat([parts, spread.drop(columns="weight")], ignore_index=True)


def _divided(totals: pd.Series, weight: np.ndarray, group: np.ndarray, known: np.ndarray) -> pd.Series:
    """Return each group's total apportioned by weight; null where total or weights are unknown."""
    usable = totals.notna().to_numpy() & known
    divided = pd.Series(pd.NA, index=totals.index, dtype="Int64")
    shares = apportion(totals[usable].to_numpy(dtype="int64"), weight[usable], group[usable])
    divided[usable] = shares
    return divided
