"""The province on its path to each target: which months count, the gap, the projection and the pace."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from thugom.contracts import Policy
from thugom.contracts.policy_sections import Target
from thugom.measures.pace import required_by, required_pp_per_year, required_units
from thugom.measures.projection import on_course, project
from thugom.measures.published_ratio import ENDS, published_ratio
from thugom.measures.target_path import (
    TargetPath,
    first_baseline,
    gap_points,
    month_number,
    month_of,
    status_of,
)

SERIES = ["indicator", "settlement", "denominator_kind"]
PATH_TYPES = {
    "admissible": "boolean",
    "baseline_on": "str",
    "baseline": "Float64",
    "expected": "Float64",
    "gap_pp": "Float64",
    "gap_lower_pp": "Float64",
    "gap_upper_pp": "Float64",
    "status": "str",
    "slope_pp_per_year": "Float64",
    "slope_lower_pp_per_year": "Float64",
    "slope_upper_pp_per_year": "Float64",
    "projected_2030": "Float64",
    "projected_2030_limited": "Float64",
    "projected_2030_lower": "Float64",
    "projected_2030_upper": "Float64",
    "on_course": "str",
    "required_pp_per_year": "Float64",
    "required_units": "Int64",
    "required_by": "str",
}
"""The path's columns of `province_coverage`."""


def admissible_months(units: pd.DataFrame, policy: Policy) -> pd.Series:
    """Return per month whether complete units account for enough of all waste generated.

    A month in which a unit has no estimate of G is not admissible: the share is unknown.

    Args:
        units: rows of `unit_periods` on one basis, settlement `all`, months, in force.
        policy: the least share.

    Returns:
        Booleans, index `period`.

    Source: methodology, section 6; compared in whole numbers.
    """
    grouped = units.groupby("period")["generation_kg"]
    every = grouped.sum().astype(object)
    complete = units["generation_kg"].where(units["complete"], 0).groupby(units["period"]).sum().astype(object)
    unknown = units["generation_kg"].isna().groupby(units["period"]).any()
    share = policy.to_target.admissible_share
    enough = complete * share.denominator >= every * share.numerator
    return (enough.astype(bool) & (every > 0).astype(bool) & ~unknown).rename("admissible")


@dataclass(frozen=True)
class Month:
    """What the table says of one series in one month, in exact numbers; None is unknown.

    `settled`: the month is past its due day and grace, so that a verdict may speak of it.
    `yes`: units known covered, of a count.
    """

    number: int
    value: Fraction | None
    lower: Fraction | None
    upper: Fraction | None
    units: int
    yes: int | None
    admissible: bool
    settled: bool

    @property
    def counts(self) -> bool:
        """Whether the value may carry a baseline or a projection."""
        return self.admissible and self.settled and self.value is not None


def with_path(province: pd.DataFrame, admissible: pd.Series, periods: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return the rows with the path's columns, filled for the months of indicators with a target.

    Args:
        province: rows of `province_coverage` of one basis.
        admissible: what `admissible_months` returns; a month it does not know is not.
        periods: period, period_kind, `complete` (wholly due).
        policy: targets, path and thresholds.

    Source: methodology, section 6. What follows from the value is null where the month is not
    admissible; what judges it is null where the month is not wholly due.
    """
    settled = set(periods.loc[periods["complete"].astype(bool), "period"])
    monthly = province.assign(_row=range(len(province)))
    monthly = monthly[monthly["period_kind"] == "month"]
    found: dict[int, dict[str, Any]] = {}
    for (indicator, settlement, kind), rows in monthly.groupby(SERIES):
        target = policy.target_of(str(indicator), str(settlement))
        if target is not None:
            months = [_month(row, admissible, settled, policy) for row in rows.to_dict("records")]
            figures = _series(months, str(kind), target, policy)
            found.update(zip(rows["_row"].tolist(), figures, strict=True))
    columns = pd.DataFrame.from_dict(found, orient="index", columns=list(PATH_TYPES))
    columns = columns.reindex(range(len(province))).astype(PATH_TYPES)
    return province.assign(**{name: columns[name].array for name in PATH_TYPES})


def _month(row: dict[Any, Any], admissible: pd.Series, settled: set[str], policy: Policy) -> Month:
    """Return one row of the table in exact numbers."""
    value, lower, upper = (published_ratio(row, end, policy) for end in ENDS)
    counted = row["denominator_kind"] == "by_units" and not pd.isna(row["lower_numerator"])
    return Month(
        month_number(row["period"]),
        value,
        lower,
        upper,
        int(row["units_in_force"]),
        round(row["lower_numerator"]) if counted else None,
        bool(admissible.get(row["period"], False)),
        row["period"] in settled,
    )


def _series(months: Sequence[Month], denominator_kind: str, target: Target, policy: Policy) -> list[dict[str, Any]]:
    """Return the path's figures of one series, month by month."""
    points = [(month.number, month.value) for month in months if month.counts and month.value is not None]
    path = _path(points, denominator_kind, target, policy)
    return [
        {
            "admissible": month.admissible,
            **_gaps(month, path, policy),
            **_projected(month, points, target, policy),
            **_required(month, path, target, policy),
        }
        for month in months
    ]


def _path(
    points: list[tuple[int, Fraction]], denominator_kind: str, target: Target, policy: Policy
) -> TargetPath | None:
    """Return the path of a series; the policy's baseline speaks of the target's own denominator."""
    to_target = policy.to_target
    stated = to_target.baselines.get(target.id) if denominator_kind == target.headline else None
    baseline = (month_number(stated.on), stated.value) if stated else first_baseline(points, to_target.baseline_months)
    return TargetPath(*baseline, month_number(to_target.due), target.value) if baseline else None


def _gaps(month: Month, path: TargetPath | None, policy: Policy) -> dict[str, Any]:
    """Return where the month stands against the path."""
    expected = path.expected(month.number) if path else None
    if path is None or expected is None:
        return {} if path is None else _begins(path)
    value = month.value if month.admissible else None
    ends = (value, month.lower, month.upper)
    gap, lower, upper = (None if end is None else gap_points(end, expected) for end in ends)
    return {
        **_begins(path),
        "expected": float(expected),
        "gap_pp": _float(gap),
        "gap_lower_pp": _float(lower),
        "gap_upper_pp": _float(upper),
        "status": status_of(gap, policy.to_target) if gap is not None and month.settled else None,
    }


def _begins(path: TargetPath) -> dict[str, Any]:
    """Return where the path begins."""
    return {"baseline_on": month_of(path.begins), "baseline": float(path.baseline)}


def _projected(month: Month, points: list[tuple[int, Fraction]], target: Target, policy: Policy) -> dict[str, Any]:
    """Return where the last months lead, as of this one."""
    projection = project(points, month.number, policy.to_target)
    if projection is None:
        return {}
    slope, slope_lower, slope_upper = projection.pp_per_year
    projected, lower, upper = projection.at(month_number(policy.to_target.due))
    judged = on_course(projection, month_number(target.due), target.value)
    return {
        "slope_pp_per_year": slope,
        "slope_lower_pp_per_year": slope_lower,
        "slope_upper_pp_per_year": slope_upper,
        "projected_2030": projected,
        "projected_2030_limited": min(max(projected, 0.0), 1.0),
        "projected_2030_lower": lower,
        "projected_2030_upper": upper,
        "on_course": judged if month.settled else None,
    }


def _required(month: Month, path: TargetPath | None, target: Target, policy: Policy) -> dict[str, Any]:
    """Return the pace that reaches the target when it is due, and the units to add until next December."""
    ends = month_number(policy.to_target.due)
    if month.value is None or not month.admissible or month.number >= ends:
        return {}
    points = required_pp_per_year(month.value, target.value, ends - month.number)
    by = required_by(month.number, ends)
    expected = path.expected(by) if path and month.number >= path.begins else None
    if expected is None or month.yes is None:
        return {"required_pp_per_year": float(points)}
    units = required_units(expected, month.units, month.yes)
    return {"required_pp_per_year": float(points), "required_units": units, "required_by": month_of(by)}


def _float(value: Fraction | None) -> float | None:
    """Return the nearest float."""
    return None if value is None else float(value)
