"""What a figure is computed by: said once, in the contract."""

from __future__ import annotations

import pytest

from thugom.contracts import Field, load_contracts

FIGURES = ("commune_coverage", "province_coverage", "unit_path")
CURATED = load_contracts().curated


def figures(table: str) -> list[Field]:
    """Return the columns of ratios and points of a table."""
    return [field for field in CURATED[table].fields if field.unit in ("ratio", "percentage points")]


@pytest.mark.parametrize("table", FIGURES)
def test_every_ratio_has_a_formula_and_an_example(table: str) -> None:
    """An analyst need not read code to know what a rate divides by; a target is set, and computed by nothing."""
    silent = [field.name for field in figures(table) if not field.formula and field.name != "target"]
    assert silent == []
    assert [field.name for field in figures(table) if field.example is None] == []


@pytest.mark.parametrize("table", FIGURES)
def test_an_example_is_a_value_that_the_column_may_hold(table: str) -> None:
    """An example outside the column's own bounds would teach the wrong thing."""
    for field in CURATED[table].fields:
        if field.example is None:
            continue
        if field.type in ("number", "integer"):
            assert isinstance(field.example, int | float), field.name
        if field.enum is not None:
            assert field.example in field.enum, field.name
        if field.type == "boolean":
            assert field.example in ("true", "false"), field.name


def test_examples_of_one_row_fit_their_formulas() -> None:
    """The examples of `commune_coverage` are one row: its rates follow from its tonnes and households."""
    row = {field.name: field.example for field in CURATED["commune_coverage"].fields}
    for rate, above, below in (
        ("collection_rate", "collected_t", "generated_t"),
        ("treatment_rate", "treated_t", "collected_t"),
        ("collected_treated_rate", "collected_treated_t", "generated_t"),
        ("household_coverage", "households_served", "households"),
        ("self_managed_share", "households_self_managed", "households"),
        ("biological_treatment_share", "biologically_treated_t", "treated_t"),
        ("controlled_rate", "controlled_t", "generated_t"),
    ):
        assert float(str(row[above])) / float(str(row[below])) == pytest.approx(float(str(row[rate])), abs=5e-4), rate
