"""The demonstration's figures on three bases, every published cell held against the second computation."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from tests.e2e.agreement import Exact, differences
from tests.e2e.truth.bases import AS_IS, AS_ISSUED, AS_WAS, BASES
from tests.e2e.truth.path_rows import PROVINCE_COLUMNS
from tests.e2e.truth.province import Key
from tests.e2e.truth.province_rows import ProvinceRow, divided, unit_of
from tests.e2e.truth.unit_rows import RowKey, UnitRow

if TYPE_CHECKING:
    from tests.e2e.published import Published, Row
    from tests.e2e.truth.completions import Quotient
    from tests.e2e.truth.world import World

pytestmark = pytest.mark.slow
MEASURED_IN = {"by_household": "households", "by_units": "units", "by_population": "people"}
ELSEWHERE = {"basis", "policy_version", "register_version"}
"""Columns that are part of a key, or name what a row was computed with."""


def unit_cells(key: RowKey, row: UnitRow, world: World) -> dict[str, Exact]:
    """Return what a row of `commune_coverage` must hold, by column."""
    unit = world.demo.register.units[key.unit_id]
    return {
        "unit_code": unit.code,
        "unit_name": unit.full_name,
        "period_kind": world.periods[key.period],
        **row.numbers,
        "covered": row.covered,
        "adequately_covered": row.adequately_covered,
        "generation_basis": row.generation_basis,
        "reporting": row.reporting,
        "apportioned": row.is_apportioned,
        "estimated": row.is_estimated,
        "rate_above_one": row.is_above_one,
    }


def province_cells(key: Key, row: ProvinceRow, world: World) -> dict[str, Exact]:
    """Return what a row of `province_coverage` must hold, by column."""
    unit = unit_of(key.denominator_kind)
    missing, missing_best = row.missing
    return {
        "period_kind": world.periods[key.period],
        "measured_in": MEASURED_IN.get(key.denominator_kind, "t"),
        **_quotient("", row.value, unit),
        **_quotient("lower", row.lower, unit),
        **_quotient("upper", row.upper, unit),
        "bounds_basis": row.bounds_basis,
        "units_in_force": row.units_in_force,
        "units_complete": row.units_complete,
        "units_silent": row.units_silent,
        "units_without_estimate": 0,
        "rate_above_one": row.is_above_one,
        "value_outside_bounds": row.is_outside,
        "complete": row.is_due,
        "target": row.target,
        "target_status": row.status,
        "needed": row.needed,
        "missing_units": missing,
        "missing_units_best": missing_best,
        "verdict_depends_on_denominator": row.depends,
    }


def _quotient(name: str, one: Quotient | None, unit: int) -> dict[str, Exact]:
    """Return a ratio with its terms, null together."""
    exact = None if one is None else divided(one)
    prefix = f"{name}_" if name else ""
    cells: dict[str, Exact] = {name or "value": exact, f"{prefix}numerator": None, f"{prefix}denominator": None}
    if one is not None and exact is not None:
        numerator, denominator = one
        cells |= {
            f"{prefix}numerator": Fraction(numerator) / unit,
            f"{prefix}denominator": Fraction(denominator) / unit,
        }
    return cells


def units_on(published: Published, basis: str) -> dict[RowKey, Row]:
    """Return the published rows of `commune_coverage` on a basis by their key."""
    rows = published.query("SELECT * FROM commune_coverage WHERE basis = ?", basis)
    return {RowKey(row["unit_id"], row["period"], row["settlement"]): row for row in rows}


def province_on(published: Published, basis: str) -> dict[Key, Row]:
    """Return the published rows of `province_coverage` on a basis by their key."""
    rows = published.query("SELECT * FROM province_coverage WHERE basis = ?", basis)
    return {Key(row["period"], row["indicator"], row["settlement"], row["denominator_kind"]): row for row in rows}


@pytest.mark.parametrize("basis", BASES)
def test_every_figure_of_a_unit_is_the_true_one(world: World, demo_published: Published, basis: str) -> None:
    """On each basis every unit has its row, in every period, with every figure and answer, or null where unknown."""
    expected = {key: unit_cells(key, row, world) for key, row in world.unit_rows(basis).items()}
    lines = differences(units_on(demo_published, basis), expected)
    assert not lines, "\n".join(lines)


@pytest.mark.parametrize("basis", BASES)
def test_every_figure_of_the_province_is_the_true_one(world: World, demo_published: Published, basis: str) -> None:
    """On each basis value, bounds, their terms, counts and verdicts are those of the second computation."""
    expected = {key: province_cells(key, row, world) for key, row in world.province_rows(basis).items()}
    lines = differences(province_on(demo_published, basis), expected)
    assert not lines, "\n".join(lines)


def test_the_bases_agree_on_all_that_is_summed(demo_published: Published) -> None:
    """A boundary change by itself moves no ratio of the whole province, nor an end of its interval."""
    was, here, issued = (province_on(demo_published, basis) for basis in (AS_WAS, AS_IS, AS_ISSUED))
    columns = ("value", "numerator", "denominator", "lower", "upper", "lower_denominator", "upper_denominator")
    keys = [key for key in was if key[2] == "all" and key[3] not in {"by_units", "by_population"}]
    assert keys
    for key in keys:
        for column in columns:
            assert was[key][column] == here[key][column] == issued[key][column], (key, column)


def test_recasting_keeps_every_tonne_and_household(demo_published: Published) -> None:
    """The months of all units sum to the same on every basis, to the kilogram, where nothing is unknown."""
    columns = [name for name in demo_published.columns("commune_coverage") if name.endswith("_t")]
    columns += ["households", "households_served", "households_self_managed", "population"]
    sums = ", ".join(f"round(1000 * sum({column})) AS {column}" for column in columns)
    rows = demo_published.query(
        f"SELECT period, basis, {sums} FROM commune_coverage "  # noqa: S608 - the columns stand above
        "WHERE period_kind = 'month' AND settlement = 'all' GROUP BY period, basis"
    )
    by_period: dict[str, list[Row]] = {}
    for row in rows:
        by_period.setdefault(row["period"], []).append({name: row[name] for name in columns})
    for period, on_bases in by_period.items():
        assert len(on_bases) == 3, period
        assert [row["generated_t"] for row in on_bases] == [on_bases[0]["generated_t"]] * 3, period
    complete = {
        row["period"]
        for row in demo_published.query(
            "SELECT period FROM province_coverage WHERE units_complete = units_in_force AND period_kind = 'month'"
        )
    }
    assert len(complete) >= 5
    for period in complete:
        assert by_period[period] == [by_period[period][0]] * 3, period


def test_no_published_column_goes_without_its_second_computation(world: World, demo_published: Published) -> None:
    """Every column of both tables is compared, here or with the paths and the evidence."""
    key, row = next(iter(world.unit_rows(AS_WAS).items()))
    compared = {*key._fields, *unit_cells(key, row, world), *ELSEWHERE, "evidence_grade"}
    assert demo_published.columns("commune_coverage") == compared
    place, figure = next(iter(world.province_rows(AS_WAS).items()))
    compared = {*place._fields, *province_cells(place, figure, world), *ELSEWHERE, *PROVINCE_COLUMNS}
    assert demo_published.columns("province_coverage") == compared | {f"share_grade_{one}" for one in "abcd"}
