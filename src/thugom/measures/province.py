"""The province's figures: each indicator with its value, its interval and its verdict."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from thugom.contracts import Policy
from thugom.measures.counts import (
    COUNTS,
    EACH,
    PEOPLE,
    Corrections,
    corrections,
    count_figure,
    count_figures,
    people_figures,
    unit_states,
)
from thugom.measures.figure import UNKNOWN, Ends, Figure
from thugom.measures.ratio_sums import Placing, ratio_sums
from thugom.measures.ratios import RATIOS, Ratio

PERIOD = ["period", "period_kind"]
COUNTED = ["unit_id", *PERIOD, "valid_to", "months", "population", "complete", "silent", "generation_kg", *EACH]
"""What the counts of units rest on."""
VALUE = ["value", "numerator", "denominator"]


@dataclass(frozen=True, eq=False)
class OnBasis:
    """The units of one basis, and where the reported cells lie on its map.

    `units`: rows of `unit_periods` and `valid_to`; `wholes`: what is known of several units
    together only, as `counts.corrections` takes it.
    """

    units: pd.DataFrame
    placing: Placing
    wholes: pd.DataFrame

    @classmethod
    def as_reported(cls, cells: pd.DataFrame, units: pd.DataFrame) -> "OnBasis":
        """Return the basis `as_was`: every figure where its report has it."""
        return cls(units, Placing.as_reported(cells), pd.DataFrame())


@dataclass(frozen=True)
class Key:
    """What one row speaks of."""

    period: str
    period_kind: str
    indicator: str
    settlement: str
    basis: str
    denominator_kind: str
    measured_in: str
    divisor: Fraction = Fraction(1)


NOBODY = dict.fromkeys(("units_in_force", "units_complete", "units_silent", "units_without_estimate"), 0)
States = Mapping[tuple[str, str, str], dict[str, int]]
"""How many units are in force, complete, silent and without estimate, by basis and period."""


def province_figures(
    cells: pd.DataFrame, bases: Mapping[str, OnBasis], periods: pd.DataFrame, policy: Policy
) -> pd.DataFrame:
    """Return one row per period, indicator, settlement, basis and denominator.

    Args:
        cells: what `account` returns, with `period_kind`.
        bases: the units on each basis, by its name.
        periods: period, period_kind, last_on, `complete` (wholly due).
        policy: targets and factors.

    Returns:
        The rows of `province_coverage` less versions, path and grades; floats, null unknown.

    Source: methodology, section 5.
    """
    states: dict[tuple[str, str, str], dict[str, int]] = {}
    own = {name: basis for name, basis in bases.items() if _twin(name, bases) == name}
    rows = [*_ratio_rows(cells, {name: basis.placing for name, basis in own.items()}, policy)]
    for name, basis in own.items():
        whole = basis.units.loc[basis.units["settlement"] == "all", COUNTED]
        states |= {(name, *key): state for key, state in unit_states(whole, periods).items()}
        rows += _unit_rows(name, whole, periods, corrections(basis.wholes, whole))
    frame = pd.DataFrame([_row(key, figure, policy, states) for key, figure in rows])
    twins = [frame[frame["basis"] == _twin(name, bases)].assign(basis=name) for name in bases if name not in own]
    frame = pd.concat([frame, *twins], ignore_index=True) if twins else frame
    frame = frame.merge(periods[[*PERIOD, "complete"]], on=PERIOD)
    return _with_verdicts(frame)


def _twin(name: str, bases: Mapping[str, OnBasis]) -> str:
    """Return the first basis on whose map everything lies where it does on this one's."""
    return next(other for other, basis in bases.items() if basis.placing is bases[name].placing)


def _ratio_rows(
    cells: pd.DataFrame, placings: Mapping[str, Placing], policy: Policy, ratios: Sequence[Ratio] = RATIOS
) -> Iterator[tuple[Key, Figure]]:
    """Yield every ratio of every period and basis."""
    for basis, ratio, settlement, sums in ratio_sums(cells, placings, policy, ratios):
        names = (sums.period, sums.period_kind, ratio.indicator, settlement, basis, ratio.denominator_kind)
        yield Key(*names, ratio.measured_in, Fraction(ratio.divisor(policy))), sums.figure(ratio.leans_on)


def _unit_rows(
    basis: str, whole: pd.DataFrame, periods: pd.DataFrame, corrected: Corrections
) -> Iterator[tuple[Key, Figure]]:
    """Yield the counts of units, and the share of people in covered ones."""
    for (period, kind, indicator), figure in count_figures(whole, periods, corrected):
        yield Key(period, kind, indicator, "all", basis, "by_units", "units"), figure
    for (period, kind), figure in people_figures(whole, periods, corrected):
        yield Key(period, kind, PEOPLE, "all", basis, "by_population", "people"), figure


def target_figures(cells: pd.DataFrame, units: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return the value of every figure with a target in each month, on the basis `as_was`.

    Args:
        cells: what `account` returns, of months, with `period_kind`.
        units: their rows of whole units, with their answers.
        policy: targets and factors.

    Returns:
        period, period_kind, indicator, settlement, denominator_kind, measured_in, value, numerator, denominator.
    """
    ratios = [ratio for ratio in RATIOS if any(policy.target_of(ratio.indicator, name) for name in ratio.settlements)]
    placings = {"as_was": Placing.as_reported(cells)}
    rows = [row for row in _ratio_rows(cells, placings, policy, ratios) if row[0].period_kind == "month"]
    for month, group in units.groupby("period"):
        for indicator, column in COUNTS.items():
            yes, no = int(group[column].eq(True).sum()), int(group[column].eq(False).sum())
            key = Key(str(month), "month", indicator, "all", "as_was", "by_units", "units")
            rows.append((key, count_figure(yes, no, len(group))))
    wanted = [(key, figure) for key, figure in rows if policy.target_of(key.indicator, key.settlement)]
    states: States = {}
    columns = [*PERIOD, "indicator", "settlement", "denominator_kind", "measured_in", *VALUE]
    return pd.DataFrame([_row(key, figure, policy, states) for key, figure in wanted])[columns]


def _row(key: Key, figure: Figure, policy: Policy, states: States) -> dict[str, object]:
    """Return one row of the table, floats from the exact numbers at last."""
    divisor = key.divisor
    hidden = figure.outside and not figure.rate_above_one
    value = UNKNOWN if hidden else figure.value
    target = policy.target_of(key.indicator, key.settlement)
    return {
        "period": key.period,
        "period_kind": key.period_kind,
        "indicator": key.indicator,
        "settlement": key.settlement,
        "basis": key.basis,
        "denominator_kind": key.denominator_kind,
        "measured_in": key.measured_in,
        "value": _float(value.ratio),
        "numerator": _float(value.numerator, divisor),
        "denominator": _float(value.denominator, divisor),
        **_published_end("lower", figure.lower, figure.bounds_basis, divisor),
        **_published_end("upper", figure.upper, figure.bounds_basis, divisor),
        "bounds_basis": figure.bounds_basis,
        **states.get((key.basis, key.period, key.period_kind), NOBODY),
        "rate_above_one": figure.rate_above_one,
        "value_outside_bounds": figure.outside,
        "target": _float(target.value) if target else None,
        "target_status": _status(figure, target.value) if target else None,
        **_needed(key.indicator, figure, target.value if target else None),
    }


def _published_end(name: str, end: Ends, basis: str, divisor: Fraction) -> dict[str, float | None]:
    """Return one end of the interval; one that no estimate carries has no terms of its own."""
    bare = basis == "none"
    return {
        name: _float(end.ratio),
        f"{name}_numerator": None if bare else _float(end.numerator, divisor),
        f"{name}_denominator": None if bare else _float(end.denominator, divisor),
    }


def _float(value: Fraction | None, divisor: Fraction = Fraction(1)) -> float | None:
    """Return the nearest float, once and for all: dividing whole numbers rounds once."""
    if value is None:
        return None
    return (value.numerator * divisor.denominator) / (value.denominator * divisor.numerator)


def _status(figure: Figure, target: Fraction) -> str:
    """Return the verdict: only the interval decides, never the value alone.

    Source: methodology, section 5, target_status.
    """
    lower, upper = figure.lower.ratio, figure.upper.ratio
    if lower is not None and lower >= target:
        return "met"
    if upper is not None and upper < target:
        return "not_met"
    return "undetermined"


def needed_units(target: Fraction, units: int) -> int:
    """Return how many of `units` must be covered for the target.

    >>> needed_units(Fraction("0.95"), 38), needed_units(Fraction("0.95"), 106)
    (37, 101)
    """
    return -(-target.numerator * units // target.denominator)


def _needed(indicator: str, figure: Figure, target: Fraction | None) -> dict[str, int | None]:
    """Return how many units the target needs, and how many are missing now and at best."""
    names = ("needed", "missing_units", "missing_units_best")
    lower, upper = figure.lower, figure.upper
    if target is None or indicator not in COUNTS or lower.denominator is None:
        return dict.fromkeys(names)
    needed = needed_units(target, int(lower.denominator))
    missing = (max(0, needed - int(end.numerator or 0)) for end in (lower, upper))
    return dict(zip(names, (needed, *missing), strict=True))


def _with_verdicts(rows: pd.DataFrame) -> pd.DataFrame:
    """Withhold the verdict of a period not wholly due, and say where it hangs on the denominator."""
    rows["target_status"] = rows["target_status"].where(rows["complete"])
    by = [*PERIOD, "indicator", "settlement", "basis"]
    several = rows.groupby(by)["denominator_kind"].transform("size") > 1
    differing = rows.groupby(by)["target_status"].transform("nunique") > 1
    judged = several & rows["target_status"].notna()
    rows["verdict_depends_on_denominator"] = differing.astype("boolean").where(judged)
    return rows
