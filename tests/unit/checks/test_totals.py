"""Total rows are held against the sum of their rows."""

import time
from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.unit.checks.sheets import VIETNAMESE, cast_sheet, rules, sheet, written_in
from thugom.contracts import SourceMap
from thugom.sources.cells import Cell


def _findings(
    cells: Sequence[Cell], totals: dict[int, Cell], column: str = "collected_t", source: SourceMap = VIETNAMESE
) -> list[tuple[str, str]]:
    """Return what is found in a sheet of one column with these totals."""
    rows = {number: {column: total} for number, total in totals.items()}
    numbers = [number for number in range(8, 40) if number not in totals][: len(cells)]
    return rules(cast_sheet(sheet({column: cells}, source, rows, numbers=numbers), source))


def test_a_total_that_is_the_sum_passes() -> None:
    """Text and numbers beside each other, in the source's notation."""
    assert _findings([1.5, "2,25", None], {11: 3.75}) == []


def test_a_total_that_differs_is_named_with_what_its_rows_sum_to() -> None:
    """A warning at the total's cell; the rows stand."""
    done = cast_sheet(sheet({"collected_t": ["1,5", "2,25"]}, totals={10: {"collected_t": "30,75"}}))
    (finding,) = done.findings
    assert (finding.rule_id, finding.severity) == ("collection.collected_t.total_differs", "warning")
    assert (finding.cell, finding.row_number, finding.value) == ("A10", 10, "30,75")
    assert finding.values == {"expected": "3,75"}
    assert not done.rows["refused"].any()


def test_a_total_sums_back_to_the_total_before() -> None:
    """Subtotals are judged each by its own rows, and a grand total right under one by all."""
    assert _findings([1, 2, 3, 4], {10: 3, 13: 7, 14: 10}) == []
    assert _findings([1, 2, 3, 4], {10: 3, 13: 7, 14: 11}) == [("A14", "total_differs")]
    assert _findings([1, 2, 3, 4], {10: 3, 13: 10}) == [("A13", "total_differs")]


def test_totals_of_totals_are_those_of_a_region_and_of_all() -> None:
    """Two districts, their region, a district more, and the province: each is held against what it may sum."""
    totals: dict[int, Cell] = {9: 1, 11: 2, 12: 3, 14: 4, 15: 7}
    assert _findings([1, 2, 4], totals) == []
    assert _findings([1, 2, 4], {**totals, 12: 2.5}) == [("A12", "total_differs")]


@pytest.mark.parametrize(("total", "found"), [(6, []), (7, [("A7", "total_differs")])])
def test_a_total_above_all_rows_is_that_of_all(total: int, found: list[tuple[str, str]]) -> None:
    """Many a report begins with its sum."""
    assert _findings([1, 2, 3], {7: total}) == found


def test_a_sub_heading_with_figures_sums_the_rows_below_it() -> None:
    """Down to the next sub-heading or total; the one above all sub-headings is that of all rows."""
    rows = {7: 10, 8: 3, 11: 7, 14: 10}
    found = sheet(
        {"collected_t": [1, 2, 3, 4]},
        totals={row: {"collected_t": cell} for row, cell in rows.items()},
        numbers=[9, 10, 12, 13],
    )
    assert rules(cast_sheet(replace(found, heads=frozenset({7, 8, 11})))) == []
    rows[8] = 4
    found = sheet(
        {"collected_t": [1, 2, 3, 4]},
        totals={row: {"collected_t": cell} for row, cell in rows.items()},
        numbers=[9, 10, 12, 13],
    )
    assert rules(cast_sheet(replace(found, heads=frozenset({7, 8, 11})))) == [("A8", "total_differs")]


def test_counts_and_whole_tonnes_allow_no_difference() -> None:
    """Whole numbers are added without a rest."""
    assert _findings([1, 2], {10: 4}, "households") == [("A10", "total_differs")]
    assert _findings([100, 200], {10: 301}) == [("A10", "total_differs")]


@pytest.mark.parametrize(("total", "found"), [(3.1, []), (3.2, [("A11", "total_differs")])])
def test_rows_shown_rounded_may_miss_their_total_by_half_a_unit_each(
    total: float, found: list[tuple[str, str]]
) -> None:
    """Three rows of one decimal: 0.15 and no more."""
    assert _findings([1.0, 1.0, 1.0], {11: total}) == found


def test_what_floats_leave_behind_is_no_difference() -> None:
    """0.1 added up in binary is not 0.3, and no reader sees it."""
    assert _findings([0.1, 0.1, 0.1], {11: 0.1 + 0.1 + 0.1}) == []


def test_a_column_with_a_cell_that_is_no_number_is_not_judged() -> None:
    """Nobody can say what it sums to; the cell has its own finding."""
    assert _findings([1, "khoảng 2"], {10: 99}) == [("A9", "not_a_number")]
    assert _findings([1, 2], {10: "ba"}) == []


def test_a_total_is_read_in_the_source_s_unit() -> None:
    """Rows and total are compared as they are written, in kilograms here."""
    assert _findings([1500, 2500], {10: 4000}, source=written_in("kg")) == []


def test_what_is_not_known_adds_nothing() -> None:
    """A placeholder is left out of a total, as its writer did."""
    assert _findings([1, "đang cập nhật"], {10: 1}) == [("A9", "placeholder")]


def test_as_many_totals_as_rows_take_no_longer_than_rows() -> None:
    """A sheet of subtotals and of totals of totals, all of them wrong, is judged in moments."""
    count = 3000
    totals: dict[int, dict[str, Cell]] = {9 + 2 * number: {"collected_t": 1} for number in range(count)}
    totals |= {9 + 2 * count + number: {"collected_t": count + 200.5} for number in range(count)}
    found = sheet({"collected_t": [1] * count}, totals=totals, numbers=range(8, 8 + 2 * count, 2))
    began = time.process_time()
    assert len(rules(cast_sheet(found))) == count
    assert time.process_time() - began < 10
