"""A year where a quantity belongs."""

from collections.abc import Sequence
from fractions import Fraction

import pytest

from tests.unit.checks.sheets import cast_sheet, facts, rules, sheet
from thugom.checks.years import years_among
from thugom.sources.cells import Cell

MONTH = "2026-10"
THRICE = Fraction(3)


@pytest.mark.parametrize("cell", [2026, 2026.0, "2026", 2025, "2027"])
def test_a_year_out_of_line_with_its_column_is_refused(cell: Cell) -> None:
    """The year of the report, or one beside it, among figures a tenth as large."""
    assert years_among([310.5, cell, "288,25"], [], [MONTH] * 3, THRICE) == {1: "year_as_quantity"}


@pytest.mark.parametrize(
    ("cells", "beside"),
    [([2026, 1900.5], []), ([2026], []), ([2026], [[1500]]), ([2026, None], [[None, 5]])],
)
def test_a_tonnage_in_line_with_the_others_counts_and_is_marked(
    cells: Sequence[Cell], beside: list[list[Cell]]
) -> None:
    """A large ward may well collect 2,026 tonnes; with nothing to compare it to, it is not refused either."""
    assert years_among(cells, beside, [MONTH] * len(cells), THRICE) == {0: "looks_like_year"}


@pytest.mark.parametrize("cells", [[2020], [2026.5], ["2.026"], ["2026,0"], [20260], [True], [None], [310]])
def test_what_is_no_year_of_the_report_is_a_figure_like_any_other(cells: list[Cell]) -> None:
    """A year long gone, a fraction, and a number that its writer grouped."""
    assert years_among(cells, [], [MONTH], THRICE) == {}


@pytest.mark.parametrize(("times", "rule"), [("3", "looks_like_year"), ("2.9", "year_as_quantity")])
def test_the_policy_says_how_far_a_year_is_out_of_line(times: str, rule: str) -> None:
    """2026 is less than three times 676, and more than 2.9 times."""
    assert years_among([2026, 676], [], [MONTH] * 2, Fraction(times)) == {0: rule}


def test_a_column_of_nothing_but_the_year_is_refused() -> None:
    """Nobody collects the same 2026 tonnes in two communes."""
    assert set(years_among([2026, 2026, None], [], [MONTH] * 3, THRICE).values()) == {"year_as_quantity"}


def test_one_row_is_compared_with_its_own_other_tonnages() -> None:
    """A commune that generates 310 tonnes does not collect 2026."""
    assert years_among([2026], [[310.5]], [MONTH], THRICE) == {0: "year_as_quantity"}
    assert years_among([2026], [[310.5]], [None], THRICE) == {}


def test_the_refusal_names_the_cell_and_the_row_does_not_count() -> None:
    """Only tonnages are judged so: 2026 people live in many a commune."""
    cells: dict[str, list[Cell]] = {"period": [MONTH] * 2, "population": [2026, 9], "collected_t": [2026, 41.5]}
    done = cast_sheet(sheet(cells))
    assert rules(done) == [("C8", "year_as_quantity")]
    assert done.rows["refused"].tolist() == [True, False]
    assert facts(done, "collected_kg") == [None, 41500]
