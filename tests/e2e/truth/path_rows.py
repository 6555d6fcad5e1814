"""Where the province and each unit stand on the path to 2030, on today's units."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from tests.e2e.truth.bases import AS_IS
from tests.e2e.truth.paths import (
    PER_YEAR,
    POINTS,
    Path,
    december_after,
    expected_at,
    gap,
    is_on_course,
    path_of,
    projection,
    required_pace,
    status_of,
)
from tests.e2e.truth.province_rows import divided
from tests.e2e.truth.unit_rows import RowKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.e2e.truth.province import Key
    from tests.e2e.truth.province_rows import ProvinceRow
    from tests.e2e.truth.reading import PathRules
    from tests.e2e.truth.unit_rows import UnitRow
    from tests.e2e.truth.world import World

Cells = dict[str, "Fraction | int | str | bool | None"]
PROVINCE_COLUMNS = (
    "admissible", "baseline_on", "baseline", "expected", "gap_pp", "gap_lower_pp", "gap_upper_pp", "status",
    "slope_pp_per_year", "slope_lower_pp_per_year", "slope_upper_pp_per_year", "projected_2030",
    "projected_2030_limited", "projected_2030_lower", "projected_2030_upper", "on_course", "required_pp_per_year",
    "required_units", "required_by",
)  # fmt: skip
SEVERITY = ("behind", "watch", "no_report", "rejected", "incomplete", "pending", "on_track", None)
"""From the worst status to none at all."""


def admissible_months(world: World) -> set[str]:
    """Return the months in which complete units account for the policy's share of all waste generated."""
    rows = world.unit_rows(AS_IS)
    found = set()
    for month in world.months:
        here = [rows[RowKey(unit, month, "all")] for unit in world.bases[AS_IS].units_at(month)]
        complete = sum(_generated(row) for row in here if row.is_complete)
        if complete >= world.policy.path.admissible_share * sum(_generated(row) for row in here):
            found.add(month)
    return found


def _generated(row: UnitRow) -> Fraction:
    generated = row.numbers["generated_t"]
    if generated is None:
        raise ValueError("every unit of the demonstration has people, and so an estimate")
    return generated


@dataclass(frozen=True)
class Series:
    """One indicator's rows by month, the months that count, and the path they make."""

    rows: Mapping[str, ProvinceRow]
    values: dict[str, Fraction]
    path: Path | None
    target: Fraction


def province_path_cells(world: World) -> dict[Key, Cells]:
    """Return the columns of paths for every monthly row of `province_coverage` with a target, on today's units."""
    admissible = admissible_months(world)
    by_series: dict[tuple[str, ...], dict[str, Key]] = {}
    rows = world.province_rows(AS_IS)
    for key, row in rows.items():
        if row.target is not None and key.period in set(world.months):
            by_series.setdefault(key[1:], {})[key.period] = key
    cells: dict[Key, Cells] = {}
    for keys in by_series.values():
        series = _series({month: rows[key] for month, key in keys.items()}, keys, admissible, world)
        cells |= {key: _province_cells(series, month, admissible, world.policy.path) for month, key in keys.items()}
    return cells


def _series(rows: Mapping[str, ProvinceRow], keys: Mapping[str, Key], admissible: set[str], world: World) -> Series:
    values = {month: divided(row.value) for month, row in rows.items() if row.value is not None and month in admissible}
    known = {month: value for month, value in values.items() if value is not None}
    key = next(iter(keys.values()))
    target = world.policy.targets[key.indicator]
    given = (
        world.policy.path.baselines.get(key.indicator) if key.denominator_kind in {"by_generated", "by_units"} else None
    )
    return Series(rows, known, path_of(known, target, world.policy.path, given), target)


def _province_cells(series: Series, month: str, admissible: set[str], rules: PathRules) -> Cells:
    row, value = series.rows[month], series.values.get(month)
    cells: Cells = dict.fromkeys(PROVINCE_COLUMNS)
    cells["admissible"] = month in admissible
    if series.path is not None:
        cells |= _gaps(series.path, month, value, row, rules)
    lines = projection(series.values, month, rules)
    if lines is not None:
        lower, middle, upper = (POINTS * PER_YEAR * slope for slope in lines.slopes)
        cells |= {"slope_lower_pp_per_year": lower, "slope_pp_per_year": middle, "slope_upper_pp_per_year": upper}
        lower, middle, upper = lines.ends
        cells |= {"projected_2030_lower": lower, "projected_2030": middle, "projected_2030_upper": upper}
        cells["projected_2030_limited"] = min(max(middle, Fraction(0)), Fraction(1))
        cells["on_course"] = is_on_course(lines, series.target)
    if value is not None:
        cells["required_pp_per_year"] = required_pace(value, series.target, month, rules.due)
    return cells


def _gaps(path: Path, month: str, value: Fraction | None, row: ProvinceRow, rules: PathRules) -> Cells:
    expected = expected_at(path, month)
    cells: Cells = {"baseline_on": path.begun, "baseline": path.baseline, "expected": expected}
    here = gap(value, expected)
    cells |= {
        "gap_pp": here,
        "gap_lower_pp": gap(divided(row.lower), expected),
        "gap_upper_pp": gap(divided(row.upper), expected),
        "status": None if here is None else status_of(here, rules),
    }
    if row.needed is not None and here is not None:
        by = december_after(month, path.due)
        then = expected_at(path, by)
        cells["required_by"] = by
        if then is not None:
            cells["required_units"] = max(0, ceil(then * row.units_in_force) - int(row.lower.numerator))
    return cells


def unit_path_cells(world: World) -> dict[RowKey, Cells]:
    """Return every row of `unit_path`: each unit, month and settlement on today's units."""
    rows = world.unit_rows(AS_IS)
    months = set(world.months)
    by_part: dict[tuple[str, str], dict[str, UnitRow]] = {}
    for key, row in rows.items():
        if key.period in months:
            by_part.setdefault((key.unit_id, key.settlement), {})[key.period] = row
    cells: dict[RowKey, Cells] = {}
    for (unit, settlement), of_month in by_part.items():
        if settlement != "all":
            path = _unit_path(of_month, settlement, world)
            for month, row in of_month.items():
                cells[RowKey(unit, month, settlement)] = _unit_cells(path, month, row, world.policy.path)
    for (unit, settlement), of_month in by_part.items():
        if settlement == "all":
            for month, row in of_month.items():
                parts = [cells.get(RowKey(unit, month, part)) for part in ("urban", "rural")]
                cells[RowKey(unit, month, "all")] = {
                    **dict.fromkeys(("baseline_on", "baseline", "target", "expected", "gap_pp")),
                    "value": row.numbers["collected_treated_rate"],
                    "status": min((part["status"] for part in parts if part is not None), key=SEVERITY.index),
                }
    return cells


def _unit_path(rows: Mapping[str, UnitRow], settlement: str, world: World) -> Path | None:
    target = (
        world.policy.targets["urban_collected_treated"] if settlement == "urban" else world.policy.path.rural_target
    )
    if target is None:
        return None
    values = {month: row.numbers["collected_treated_rate"] for month, row in rows.items() if row.is_complete}
    known = {month: value for month, value in values.items() if value is not None}
    return path_of(known, target, world.policy.path, None)


def _unit_cells(path: Path | None, month: str, row: UnitRow, rules: PathRules) -> Cells:
    value = row.numbers["collected_treated_rate"]
    expected = expected_at(path, month) if path else None
    here = gap(value, expected) if row.is_complete else None
    status: str | None = row.reporting
    if row.is_complete:
        status = None if here is None else status_of(here, rules)
    return {
        "value": value,
        "baseline_on": path.begun if path else None,
        "baseline": path.baseline if path else None,
        "target": path.target if path else None,
        "expected": expected,
        "gap_pp": here,
        "status": status,
    }
