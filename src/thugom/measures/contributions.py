"""Whom to ring: how much of the interval each silent or partial unit accounts for."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import pandas as pd

from thugom.contracts import Policy
from thugom.measures.ratios import TERMS
from thugom.measures.target_path import POINTS
from thugom.measures.target_terms import Series, target_terms

COLUMNS = [
    *("period", "indicator", "settlement", "denominator_kind", "rank", "unit_id", "unit_code", "reporting"),
    *("interval_contribution_pp", "could_flip"),
]
ENDS = TERMS[2:]
"""The terms at the ends of the interval."""


@dataclass(frozen=True)
class Sums:
    """Sums of terms at both ends of the interval.

    `open_ended`: how many units have no estimate, so that the interval is 0 to 1 whatever the others say.
    """

    least_n: int
    least_d: int
    most_n: int
    most_d: int
    open_ended: int = 0

    @property
    def interval(self) -> tuple[Fraction | None, Fraction | None]:
        """The least and the greatest the ratio can be; None for 0/0."""
        if self.open_ended:
            return Fraction(0), Fraction(1)
        lower = Fraction(self.least_n, self.least_d) if self.least_d else None
        # Nothing below the line at the greatest end: no completion has anything above it.
        return lower, Fraction(self.most_n, self.most_d) if self.most_d else lower

    def at_least(self, unit: "Sums") -> "Sums":
        """Return the sums once `unit` has reported its least."""
        return replace(
            self, most_n=self.most_n - unit.most_n + unit.least_n, most_d=self.most_d - unit.most_d + unit.least_d
        )

    def at_most(self, unit: "Sums") -> "Sums":
        """Return the sums once `unit` has reported its most."""
        return replace(
            self, least_n=self.least_n - unit.least_n + unit.most_n, least_d=self.least_d - unit.least_d + unit.most_d
        )


def interval_contributions(cells: pd.DataFrame, units: pd.DataFrame, period: str, policy: Policy) -> pd.DataFrame:
    """Return the silent and partial units of a month for each figure with a target, the widest first.

    A unit's contribution is the mean of two narrowings: that of the interval if this unit alone
    reports its worst case, and that if it reports its best. It is never negative; where the
    denominator does not hang on what is unknown the contributions add up to the whole interval,
    and for a count each is one unit's share. Units without an estimate leave the interval open from
    0 to 1: they share evenly what the others do not account for.

    `could_flip` says whether one of the two reports would change the verdict; no other completion
    of the unit's figures could if neither of these does.

    Args:
        cells: what `account` returns, on the basis as_was.
        units: rows of `unit_periods` of that basis, of `period`, settlement `all`, in force, with
            `unit_code` and `reporting`.
        period: the month.
        policy: targets and factors.

    Returns:
        `COLUMNS`; ties by unit code.

    Source: methodology, section 5, What moved the figure.
    """
    terms = target_terms(cells[cells["period"] == period], units[units["period"] == period], policy)
    rows = [row for series, frame in terms.items() for row in _of_series(series, frame, policy)]
    names = ["indicator", "settlement", "denominator_kind"]
    found = pd.DataFrame(rows, columns=[*names, "unit_id", "share", "could_flip"])
    found = found.astype({**dict.fromkeys([*names, "unit_id"], "str"), "could_flip": "bool"})
    found = found.merge(units[["unit_id", "unit_code", "reporting"]], on="unit_id")
    # Exact numbers stand in object columns, which sort as they are.
    found = found.sort_values([*names, "share", "unit_code"], ascending=[True, True, True, False, True])
    return found.assign(
        period=pd.Series(period, index=found.index, dtype="str"),
        rank=(found.groupby(names).cumcount() + 1).astype("Int64"),
        interval_contribution_pp=(found["share"] * POINTS).astype("Float64"),
    )[COLUMNS].reset_index(drop=True)


def _of_series(series: Series, terms: pd.DataFrame, policy: Policy) -> Iterator[dict[str, Any]]:
    """Yield the units of one figure whose terms are open, with their share of the interval."""
    target = policy.target_of(series.indicator, series.settlement)
    if target is None:
        return
    open_ended = terms[ENDS].isna().any(axis=1)
    closed = terms[~open_ended]
    total = Sums(*(int(closed[name].sum()) for name in ENDS))
    for unit_id, *ends in closed[["unit_id", *ENDS]].itertuples(index=False, name=None):
        unit = Sums(*(int(end) for end in ends))
        if (unit.least_n, unit.least_d) != (unit.most_n, unit.most_d):
            flips = not open_ended.any() and could_flip(total, unit, target.value)
            yield {**series._asdict(), "unit_id": unit_id, "share": contribution(total, unit), "could_flip": flips}
    lone = int(open_ended.sum()) == 1
    for unit_id in terms.loc[open_ended, "unit_id"]:
        share = (1 - _width(total)) / int(open_ended.sum())
        # Its waste may outweigh all the others' and none of it be treated, or the others' figures decide.
        yield {**series._asdict(), "unit_id": unit_id, "share": share, "could_flip": lone and target.value > 0}


def contribution(total: Sums, unit: Sums) -> Fraction:
    """Return by how much a unit's report narrows the interval, the mean of its worst and best case.

    >>> silent, known = Sums(0, 100, 100, 100), Sums(50, 100, 50, 100)
    >>> contribution(Sums(50, 200, 150, 200), silent), contribution(Sums(50, 200, 150, 200), known)
    (Fraction(1, 2), Fraction(0, 1))
    """
    width = _width(total)
    narrowed = _width(total.at_least(unit)), _width(total.at_most(unit))
    return max(Fraction(0), sum((width - end for end in narrowed), start=Fraction(0)) / 2)


def _width(sums: Sums) -> Fraction:
    """Return how wide the interval is; 0 where there is none."""
    lower, upper = sums.interval
    return Fraction(0) if lower is None or upper is None else upper - lower


def could_flip(total: Sums, unit: Sums, target: Fraction) -> bool:
    """Return whether the verdict is another once the unit reports its worst or its best."""
    now, worst, best = (verdict(sums, target) for sums in (total, total.at_least(unit), total.at_most(unit)))
    return {worst, best} != {now}


def verdict(sums: Sums, target: Fraction) -> str:
    """Return what the interval alone says of the target.

    Source: methodology, section 5, target_status.
    """
    lower, upper = sums.interval
    if lower is not None and lower >= target:
        return "met"
    return "not_met" if upper is not None and upper < target else "undetermined"
