"""Each unit on its own path to the target, and which of them fall behind."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from thugom.contracts import Policy
from thugom.contracts.policy_sections import Path
from thugom.measures.target_path import BEHIND, GAP_DIGITS, ON_TRACK, POINTS, WATCH, middle, month_number, month_of

INDICATOR = "urban_collected_treated"
STATES = ("no_path", ON_TRACK, "pending", "incomplete", "rejected", "no_report", WATCH, BEHIND)
"""From the best to the worst: nobody knows of a unit without a report that it is on track."""
_RANK = {state: rank for rank, state in enumerate(STATES)}
_MEASURED = [
    *("unit_id", "period", "settlement", "collected_treated_kg", "generation_kg", "complete", "reporting"),
]
_FIGURES = ("value", "baseline", "target", "expected", "gap_pp")


def unit_path(units: pd.DataFrame, periods: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return where each unit stands on its path, per month and settlement.

    A unit is judged in the months in which its own report is complete; in any other its status is
    the state of that report. `all` has the rate of the whole unit and the worst status of its
    settlements. Where nothing is wrong and there is no path the status is null.

    Args:
        units: rows of `unit_periods` on the basis as_is: unit_id, period, period_kind, settlement,
            collected_treated_kg, generation_kg (Int64), `complete`, and `reporting`.
        periods: period, period_kind, `complete` (wholly due): no other month is part of a baseline.
        policy: targets, path and thresholds.

    Returns:
        unit_id, period, settlement, value, baseline_on, baseline, target, expected, gap_pp, status;
        one row per month of `units`, in its order.

    Source: methodology, section 6. Rates are floats here, because gaps are rounded to 1e-9 points
    before they are compared.
    """
    rows = units.loc[units["period_kind"] == "month", _MEASURED].reset_index(drop=True)
    settled = periods.loc[periods["complete"].astype(bool), "period"]
    months = _months(rows["period"])
    value = _rate(rows["collected_treated_kg"], rows["generation_kg"])
    target = rows["settlement"].map(_targets(policy)).to_numpy(dtype="float64", na_value=np.nan)
    judged = rows["complete"].to_numpy(dtype=bool) & ~np.isnan(value) & ~np.isnan(target)
    series = _pairs(rows["unit_id"], rows["settlement"])
    begins = _baselines(series, months, np.where(judged & rows["period"].isin(settled), value, np.nan), policy)
    expected = _expected(months, begins, target, policy)
    gap = np.where(judged, np.round(POINTS * (value - expected), GAP_DIGITS), np.nan)
    rank = _ranks(gap, rows["reporting"], policy.to_target)
    figures = dict(zip(_FIGURES, (value, begins.value, target, expected, gap), strict=True))
    return pd.DataFrame(
        {
            **{name: rows[name] for name in ("unit_id", "period", "settlement")},
            **{name: pd.array(column, dtype="Float64") for name, column in figures.items()},
            "baseline_on": _labels(begins.month),
            "status": _statuses(_with_worst(rows, rank)),
        }
    )[["unit_id", "period", "settlement", "value", "baseline_on", *_FIGURES[1:], "status"]]


@dataclass(frozen=True)
class Baselines:
    """Where the path of each row's series begins: month number (-1 for none) and value (NaN for none)."""

    month: np.ndarray
    value: np.ndarray


def _targets(policy: Policy) -> dict[str, float]:
    """Return what each settlement is to reach; a settlement without a target has no path."""
    urban, rural = policy.target_of(INDICATOR, "urban"), policy.to_target.rural_target
    targets = {"urban": urban.value if urban else None, "rural": rural}
    return {settlement: float(value) for settlement, value in targets.items() if value is not None}


def _rate(numerator: pd.Series, denominator: pd.Series) -> np.ndarray:
    """Return numerator / denominator, NaN where the denominator is 0 or either is unknown."""
    above, below = (side.to_numpy(dtype="float64", na_value=np.nan) for side in (numerator, denominator))
    rate: np.ndarray = np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)
    return rate


def _pairs(first: pd.Series, second: pd.Series) -> np.ndarray:
    """Return a number from 0 for each pair of labels."""
    (outer, _), (inner, labels) = pd.factorize(first), pd.factorize(second)
    numbers: np.ndarray = outer.astype("int64") * len(labels) + inner
    return numbers


def _months(periods: pd.Series) -> np.ndarray:
    """Return the months' numbers."""
    codes, labels = pd.factorize(periods)
    numbers: np.ndarray = np.array([month_number(label) for label in labels], dtype="int64")[codes]
    return numbers


def _labels(months: np.ndarray) -> pd.Series:
    """Return months from their numbers, null for -1."""
    numbers = pd.Series(months)
    names = {number: month_of(number) for number in numbers.unique().tolist() if number >= 0}
    return numbers.map(names).astype("str")


def _baselines(series: np.ndarray, months: np.ndarray, value: np.ndarray, policy: Policy) -> Baselines:
    """Return where each row's series begins: the mean of its first admissible months.

    Args:
        series: which series a row belongs to, numbered from 0.
        months: month numbers.
        value: rates; NaN where the month is not admissible.
        policy: how many months are averaged.
    """
    needed, size = policy.to_target.baseline_months, int(series.max(initial=-1)) + 1
    known = np.flatnonzero(~np.isnan(value))
    known = known[np.lexsort((months[known], series[known]))]
    counts = np.bincount(series[known], minlength=size)
    # How many admissible months of its own series each one follows.
    position = np.arange(len(known)) - np.repeat(np.cumsum(counts) - counts, counts)
    first, dating = known[position < needed], known[position == middle(needed)]
    sums = np.bincount(series[first], weights=value[first], minlength=size)
    begins = np.full(size, -1, dtype="int64")
    begins[series[dating]] = months[dating]
    there = counts >= needed
    return Baselines(np.where(there, begins, -1)[series], np.where(there, sums / needed, np.nan)[series])


def _expected(months: np.ndarray, begins: Baselines, target: np.ndarray, policy: Policy) -> np.ndarray:
    """Return the value on each row's path, as `TargetPath.expected` does for one."""
    ends = month_number(policy.to_target.due)
    whole = np.maximum(ends - begins.month, 1)
    expected = begins.value + (target - begins.value) * ((months - begins.month) / whole)
    expected = np.where((months >= ends) | (begins.value >= target), target, expected)
    return np.where((begins.month < 0) | (months < begins.month), np.nan, expected)


def _ranks(gap: np.ndarray, reporting: pd.Series, policy: Path) -> np.ndarray:
    """Return the position in `STATES` of each row: by its gap, else by the state of its report."""
    ranks = reporting.map(_RANK).fillna(_RANK["no_path"]).to_numpy(dtype="int64")
    on_track, watch = gap >= float(policy.on_track_from_pp), gap >= float(policy.watch_from_pp)
    by_gap = np.where(on_track, _RANK[ON_TRACK], np.where(watch, _RANK[WATCH], _RANK[BEHIND]))
    chosen: np.ndarray = np.where(np.isnan(gap), ranks, by_gap)
    return chosen


def _with_worst(rows: pd.DataFrame, rank: np.ndarray) -> np.ndarray:
    """Return the ranks with those of `all` taken from the unit's settlements in that month."""
    whole = (rows["settlement"] == "all").to_numpy()
    place = _pairs(rows["unit_id"], rows["period"])
    worst = np.zeros(int(place.max(initial=-1)) + 1, dtype="int64")
    # From the best to the worst: what is written last stands.
    for state in range(len(STATES)):
        worst[place[~whole & (rank == state)]] = state
    chosen: np.ndarray = np.where(whole, worst[place], rank)
    return chosen


def _statuses(rank: np.ndarray) -> pd.Series:
    """Return the names of the ranks, null where there is no path."""
    names = pd.Series([None, *STATES[1:]], dtype="str")
    return names.iloc[rank].reset_index(drop=True)
