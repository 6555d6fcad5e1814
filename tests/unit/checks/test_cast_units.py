"""Units of measure, notations and words for nothing: as the source says, or refused."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.unit.checks.sheets import VIETNAMESE, cast_column, cast_sheet, facts, rules, sheet, written_in
from thugom.contracts import SourceColumn, SourceMap
from thugom.sources.cells import Cell


@pytest.mark.parametrize(("unit", "kilograms"), [("t", 2500), ("kg", 2), ("ta", 250), ("lb", 1), ("m3", 1050)])
def test_each_unit_of_measure_becomes_kilograms(unit: str, kilograms: int) -> None:
    """Tonnes, kilograms, quintals, pounds, and cubic metres at the density that the map states."""
    source = written_in(unit)
    column = replace(source.columns["collected_t"], density_t_per_m3="0.42")
    source = replace(source, columns={**source.columns, "collected_t": column})
    assert facts(cast_column("collected_t", [2.5], source), "collected_kg") == [kilograms]


def test_the_unit_in_a_header_is_that_of_its_column() -> None:
    """The same map reads tonnes from one office and kilograms from the next."""
    found = replace(sheet({"collected_t": ["1.500", 2500]}), units={"collected_t": "kg"})
    assert facts(cast_sheet(found), "collected_kg") == [1500, 2500]


def _by_row() -> SourceMap:
    """Return a map whose rows say their unit themselves."""
    columns = {
        **VIETNAMESE.columns,
        "collected_t": SourceColumn("collected_t", ("Thu gom",), unit_column="measure", density_t_per_m3="0.5"),
        "measure": SourceColumn("measure", ("ĐVT",), values={"tấn": "t", "kg": "kg", "khối": "m3"}),
    }
    return replace(VIETNAMESE, columns=columns)


def test_a_unit_beside_its_figure_is_that_of_its_row() -> None:
    """In the source's words; a row whose unit nobody knows is refused, and a blank figure needs none."""
    cells: dict[str, list[Cell]] = {
        "measure": ["Tấn", "KG", "khối", "xe", None, None],
        "collected_t": ["1,5", 1500, 3, 4, 5, None],
    }
    done = cast_sheet(sheet(cells, _by_row()), _by_row())
    assert facts(done, "collected_kg") == [1500, 1500, 1500, None, None, None]
    assert rules(done) == [("B11", "unknown_unit"), ("B12", "unknown_unit")]
    assert done.findings[0].values == {"unit": "xe"}


def test_a_map_may_add_its_own_words_for_what_is_not_known() -> None:
    """Beside those of the report; in any case."""
    source = replace(VIETNAMESE, missing=("---", "Chưa cân"))
    done = cast_column("collected_t", ["---", "chưa cân", "đang cập nhật", "-", "x"], source)
    assert facts(done, "collected_kg") == [None] * 5
    assert {rule for _, rule in rules(done)} == {"placeholder"}
    assert rules(cast_column("collected_t", ["---"])) == [("A8", "not_a_number")]


@pytest.mark.parametrize("cell", ["180-300", "798,6 +35", "15 tấn", "~15", "1,5,5", "15/2", "khoảng 12"])
def test_a_cell_that_is_not_one_number_is_refused_at_its_address(cell: str) -> None:
    """A range, a sum, a number with its unit: nobody guesses which figure was meant."""
    done = cast_column("collected_t", ["1,5", cell])
    assert rules(done) == [("A9", "not_a_number")]
    assert done.rows["refused"].tolist() == [False, True]


def _from_excel(cells: dict[str, Sequence[Cell]], delimiter: str = ";") -> tuple[list[object], list[tuple[str, str]]]:
    """Return the kilograms collected, and what is found, in a canonical file that came through Excel."""
    done = cast_sheet(replace(sheet(cells, None), delimiter=delimiter), None)
    return facts(done, "collected_kg"), rules(done)


def test_decimal_commas_of_a_vietnamese_excel_are_read_and_marked() -> None:
    """Where the other reading is no number; what has a point and can only be plain stays as it is."""
    assert _from_excel({"collected_t": ["310,5", "7", "288.25", "1.234,5"]}) == (
        [310500, 7000, 288250, 1234500],
        [("A8", "decimal_comma"), ("A11", "decimal_comma")],
    )


def test_a_number_with_two_readings_is_refused_in_a_file_with_decimal_commas() -> None:
    """1.234 may be a tonne or a thousand; where no comma stands in any cell, a point is a point."""
    kilograms, found = _from_excel({"collected_t": ["310,5", "1.234"]})
    assert (kilograms, found[1]) == ([310500, None], ("A9", "two_readings"))
    assert _from_excel({"collected_t": ["310.5", "1.234"]}) == ([310500, 1234], [])


def test_a_count_with_a_point_has_one_reading_only() -> None:
    """Nobody counts 1.234 people."""
    done = cast_sheet(replace(sheet({"population": ["1.234"], "collected_t": ["0,5"]}, None), delimiter=";"), None)
    assert facts(done, "population") == [1234]


def test_a_comma_in_a_file_that_no_excel_wrote_is_refused() -> None:
    """Between commas or in a workbook a decimal comma is no sign of its writer's settings."""
    assert _from_excel({"collected_t": ["310,5"]}, ",") == ([None], [("A8", "not_a_number")])
