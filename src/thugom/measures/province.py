"""The province's figures: each indicator with its value, its interval and its verdict."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from thugom.contracts import Policy
from thugom.measures.periods import LONGER_KINDS, longer_period
from thugom.measures.ratios import RATIOS, TERMS, Ratio

COUNTS = {
    "communes_covered": "covered",
    "communes_adequately_covered": "adequately_covered",
    "communes_covered_biological": "biologically_covered",
}
"""Counts of units: the indicator, and the unit's own answer that it counts."""
PEOPLE = "people_in_covered_units_share"
PERIOD = ["period", "period_kind"]


@dataclass(frozen=True)
class Ends:
    """A numerator and a denominator in exact numbers; both None where unknown or 0/0."""

    numerator: Fraction | None
    denominator: Fraction | None

    @property
    def ratio(self) -> Fraction | None:
        """The quotient, or None."""
        if self.numerator is None or not self.denominator:
            return None
        return self.numerator / self.denominator


@dataclass(frozen=True)
class Figure:
    """One indicator in one period: value and interval in exact numbers, and what they rest on."""

    value: Ends
    lower: Ends
    upper: Ends
    rate_above_one: bool
    bounds_basis: str

    @property
    def outside(self) -> bool:
        """Whether the value lies outside its interval, as a partial report can push it."""
        value, lower, upper = self.value.ratio, self.lower.ratio, self.upper.ratio
        if value is None or lower is None or upper is None:
            return False
        return not lower <= value <= upper


def province_figures(cells: pd.DataFrame, units: pd.DataFrame, periods: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return one row per period, indicator, settlement and denominator.

    Args:
        cells: what `account` returns, with `period_kind`.
        units: what `unit_periods` returns.
        periods: period, period_kind, last_on, `complete` (wholly due).
        policy: targets and factors.

    Returns:
        The rows of `province_coverage` less `basis` and the versions; floats, null unknown.

    Source: methodology, section 5.
    """
    whole = units[units["settlement"] == "all"]
    states = _unit_states(whole, periods)
    rows = [*_ratio_rows(cells, policy), *_count_rows(whole, periods), *_people_rows(whole, periods)]
    frame = pd.DataFrame([_row(key, figure, policy, states) for key, figure in rows])
    frame = frame.merge(periods[[*PERIOD, "complete"]], on=PERIOD)
    return _with_verdicts(frame)


Key = tuple[str, str, str, str, str, str, Fraction]
"""period, period_kind, indicator, settlement, denominator_kind, measured_in, divisor."""


def _ratio_rows(cells: pd.DataFrame, policy: Policy) -> Iterator[tuple[Key, Figure]]:
    """Yield every ratio of every period."""
    for ratio in RATIOS:
        terms = _terms_by_unit(cells, ratio, policy)
        divisor = Fraction(ratio.divisor(policy))
        for settlement in ratio.settlements:
            smallest = _sums(terms[terms["settlement"] == settlement])
            for row in [*smallest, *_longer_sums(smallest)]:
                names = (row.period, row.period_kind, ratio.indicator, settlement, ratio.denominator_kind)
                yield (*names, ratio.measured_in, divisor), row.figure(ratio.leans_on)


def _terms_by_unit(cells: pd.DataFrame, ratio: Ratio, policy: Policy) -> pd.DataFrame:
    """Return the ratio's terms per unit and period, for each settlement and for `all`."""
    terms = ratio.terms(cells, policy)
    leans = cells["generation_estimated"] if ratio.leans_on == "g" else cells["households"].isna()
    keys = ["unit_id", *PERIOD]
    rows = cells[[*keys, "settlement"]].join(terms).assign(leans=leans)
    if "all" not in ratio.settlements:
        return rows
    grouped = rows.groupby(keys)
    whole = grouped[TERMS].sum().mask(rows[TERMS].isna().groupby([rows[k] for k in keys]).any())
    whole["leans"] = grouped["leans"].any()
    return pd.concat([rows, whole.reset_index().assign(settlement="all")], ignore_index=True)


def ratio_figure(group: pd.DataFrame, leans_on: str) -> Figure:
    """Return the ratio of the group's sums, with its interval.

    Args:
        group: `TERMS` in whole numbers or exact fractions, each pair null together, and `leans`,
            whether a row's interval rests on an estimate; at least one row.
        leans_on: what is estimated then: `g` or `h`.

    Source: methodology, section 5, value, lower, upper.
    """
    return _sums(group.assign(period="", period_kind=""))[0].figure(leans_on)


@dataclass(frozen=True)
class Sums:
    """A ratio's terms summed over the cells of one period, and what the sums rest on."""

    period: str
    period_kind: str
    terms: tuple[Fraction | None, ...]
    above: bool
    open_ended: bool
    leans: bool

    def __add__(self, other: "Sums") -> "Sums":
        """Return the sums over both; a term that is null in one is that of the other."""
        pairs = zip(self.terms, other.terms, strict=True)
        terms = tuple(b if a is None else a if b is None else a + b for a, b in pairs)
        above, open_ended = self.above or other.above, self.open_ended or other.open_ended
        return Sums(self.period, self.period_kind, terms, above, open_ended, self.leans or other.leans)

    def figure(self, leans_on: str) -> Figure:
        """Return value and interval: 0 and 1 where a cell has no estimate, and null for 0/0."""
        value, lower, upper = (Ends(*self.terms[position : position + 2]) for position in (0, 2, 4))
        if self.open_ended:
            ends = Ends(Fraction(0), Fraction(1)), Ends(Fraction(1), Fraction(1))
            return _sound(Figure(value, *ends, self.above, "none"))
        # Nothing below the line at the greatest end: no completion has anything above it.
        upper = upper if upper.ratio is not None else lower
        basis = f"estimated_{leans_on}" if self.leans else "reported"
        return _sound(Figure(value, lower, upper, self.above, basis))


def _sums(rows: pd.DataFrame) -> list[Sums]:
    """Return the terms' sums per period."""
    # Exact fractions stand in object columns, where a comparison with a null would warn.
    known = rows.dropna(subset=["value_n", "value_d"])
    above = set(known.loc[known["value_n"] > known["value_d"], "period"])
    open_ended = set(rows.loc[rows[["least_d", "most_d"]].isna().any(axis=1), "period"])
    leans = set(rows.loc[rows["leans"], "period"])
    totals = pd.DataFrame({name: _totals(rows, name) for name in TERMS})
    return [
        Sums(
            str(period),
            str(kind),
            tuple(None if pd.isna(term) else Fraction(term) for term in terms),
            period in above,
            period in open_ended,
            period in leans,
        )
        for (period, kind), terms in zip(totals.index, totals.itertuples(index=False, name=None), strict=True)
    ]


def _totals(rows: pd.DataFrame, name: str) -> pd.Series:
    """Return the exact sums of one term per period, null where all of it is; objects of Python."""
    grouped = rows.groupby(PERIOD)[name]
    if rows[name].dtype != object:
        return grouped.sum(min_count=1).astype(object)
    return grouped.agg(lambda values: sum(values.dropna(), start=Fraction(0)) if values.notna().any() else None)


def _longer_sums(smallest: list[Sums]) -> Iterator[Sums]:
    """Yield the sums of quarters, half-years and years from those of their months."""
    months = [sums for sums in smallest if sums.period_kind == "month"]
    for kind in LONGER_KINDS:
        longer: dict[str, Sums] = {}
        for month in months:
            label = longer_period(month.period, kind)
            renamed = replace(month, period=label, period_kind=kind)
            longer[label] = longer[label] + renamed if label in longer else renamed
        yield from longer.values()


def _sound(figure: Figure) -> Figure:
    """Return the figure with 0/0 as null."""
    value, lower, upper = (
        end if end.ratio is not None else Ends(None, None) for end in (figure.value, figure.lower, figure.upper)
    )
    return Figure(value, lower, upper, figure.rate_above_one, figure.bounds_basis)


def _count_rows(whole: pd.DataFrame, periods: pd.DataFrame) -> Iterator[tuple[Key, Figure]]:
    """Yield the counts of units over the units in force on each period's last day."""
    for key, group in _in_force(whole, periods):
        for indicator, column in COUNTS.items():
            yes, no = int(group[column].eq(True).sum()), int(group[column].eq(False).sum())
            names = (*key, indicator, "all", "by_units", "units", Fraction(1))
            yield names, count_figure(yes, no, len(group))


def count_figure(yes: int, no: int, units: int) -> Figure:
    """Return the share of units with a known yes among those known; unknown ones widen the interval.

    >>> figure = count_figure(yes=20, no=15, units=38)
    >>> figure.value.ratio, figure.lower.ratio, figure.upper.ratio
    (Fraction(4, 7), Fraction(10, 19), Fraction(23, 38))
    """
    value = Ends(Fraction(yes), Fraction(yes + no))
    lower = Ends(Fraction(yes), Fraction(units))
    upper = Ends(Fraction(units - no), Fraction(units))
    return _sound(Figure(value, lower, upper, rate_above_one=False, bounds_basis="reported"))


def _people_rows(whole: pd.DataFrame, periods: pd.DataFrame) -> Iterator[tuple[Key, Figure]]:
    """Yield the share of people who live in covered units."""
    for key, group in _in_force(whole, periods):
        people, answer = group["population"], group["covered"]
        terms = pd.DataFrame(
            {
                "value_n": people.where(answer.notna()).mask(answer.eq(False).fillna(False), 0),
                "value_d": people.where(answer.notna()),
                "least_n": people.where(answer.eq(True).fillna(False), 0),
                "least_d": people,
                "most_n": people.mask(answer.eq(False).fillna(False), 0),
                "most_d": people,
            }
        ).assign(leans=False)
        yield (*key, PEOPLE, "all", "by_population", "people", Fraction(1)), ratio_figure(terms, "g")


def _in_force(whole: pd.DataFrame, periods: pd.DataFrame) -> Iterator[tuple[tuple[str, str], pd.DataFrame]]:
    """Yield the units in force on the last day of each period; those that ended within it are not."""
    rows = whole.merge(periods, on=PERIOD, suffixes=("", "_period"))
    rows = rows[rows["valid_to"].isna() | (rows["valid_to"] > rows["last_on"])]
    for key, group in rows.groupby(PERIOD):
        yield (str(key[0]), str(key[1])), group


def _unit_states(whole: pd.DataFrame, periods: pd.DataFrame) -> dict[tuple[str, str], dict[str, int]]:
    """Return how many units are in force, complete, silent and without estimate, per period."""
    return {
        key: {
            "units_in_force": len(group),
            "units_complete": int(group["complete"].sum()),
            "units_silent": int(group["silent"].sum()),
            "units_without_estimate": int(group["generation_kg"].isna().sum()),
        }
        for key, group in _in_force(whole, periods)
    }


def _row(key: Key, figure: Figure, policy: Policy, states: dict[tuple[str, str], dict[str, int]]) -> dict[str, object]:
    """Return one row of the table, floats from the exact numbers at last."""
    period, kind, indicator, settlement, denominator_kind, measured_in, divisor = key
    hidden = figure.outside and not figure.rate_above_one
    value = Ends(None, None) if hidden else figure.value
    target = policy.target_of(indicator, settlement)
    return {
        "period": period,
        "period_kind": kind,
        "indicator": indicator,
        "settlement": settlement,
        "denominator_kind": denominator_kind,
        "measured_in": measured_in,
        "value": _float(value.ratio),
        "numerator": _float(value.numerator, divisor),
        "denominator": _float(value.denominator, divisor),
        **_published_end("lower", figure.lower, figure.bounds_basis, divisor),
        **_published_end("upper", figure.upper, figure.bounds_basis, divisor),
        "bounds_basis": figure.bounds_basis,
        **states[period, kind],
        "rate_above_one": figure.rate_above_one,
        "value_outside_bounds": figure.outside,
        "target": _float(target.value) if target else None,
        "target_status": _status(figure, target.value) if target else None,
        **_needed(indicator, figure, target.value if target else None),
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
    """Return the nearest float, once and for all."""
    return None if value is None else float(value / divisor)


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
    by = [*PERIOD, "indicator", "settlement"]
    several = rows.groupby(by)["denominator_kind"].transform("size") > 1
    differing = rows.groupby(by)["target_status"].transform("nunique") > 1
    judged = several & rows["target_status"].notna()
    rows["verdict_depends_on_denominator"] = differing.astype("boolean").where(judged)
    return rows
