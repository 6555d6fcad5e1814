"""Which report a table is."""

import dataclasses
from pathlib import Path

import pytest

from tests.unit.sources.papers import CANONICAL, FORM, LINE, ROW, TITLE, maps, reports, sheet_in, workbook, written
from thugom.contracts import SourceMap
from thugom.sources.cells import Cell, Grid
from thugom.sources.recognition import forms, nearest, recognised


def _grid(*rows: list[str]) -> Grid:
    cells: list[list[Cell]] = [list(row) for row in rows]
    return Grid("", list(range(1, len(rows) + 1)), cells)


def _named(name: str, *columns: str) -> SourceMap:
    """Return a map of the collection report called `name`, with fewer columns than the shipped one."""
    shipped = maps()["lai_chau_collection"]
    return dataclasses.replace(shipped, name=name, columns={column: shipped.columns[column] for column in columns})


def test_the_contracts_own_names_need_no_source_map(tmp_path: Path) -> None:
    """A CSV whose headers are the report's columns is that report, whatever it is called and wherever it lies."""
    sheet = sheet_in(written(tmp_path / "x.csv", f"{CANONICAL}\n{LINE}\n"), {})
    assert (sheet.report, sheet.source, sheet.period_kind) == ("collection", "canonical", "month")


def test_a_form_is_recognised_by_its_headers_alone(tmp_path: Path) -> None:
    """Columns in another order, headers in capitals and without marks: it is still the form."""
    header = ["STT", *(text.upper() for text in reversed(FORM[:-1])), "so lan thu gom / tuan"]
    sheet = sheet_in(workbook(tmp_path / "x.xlsx", {"S": [TITLE, header, [1, *reversed(ROW[:-1]), ROW[-1]]]}))
    assert (sheet.report, sheet.source) == ("collection", "lai_chau_collection")
    assert sheet.columns["unit_code"] == "J"
    assert sheet.cells.loc[3, "unit_code"] == "03388"


@pytest.mark.parametrize(("above", "found"), [(0, True), (14, True), (15, False)])
def test_headers_are_looked_for_in_the_first_rows_only(above: int, *, found: bool) -> None:
    """The map says how far down the headers may stand (15 rows here)."""
    grid = _grid(*[["…"]] * above, list(FORM), list(map(str, ROW)))
    assert bool(recognised(grid, forms(maps(), reports()))) is found


def test_a_map_with_more_of_its_headers_found_wins() -> None:
    """A fuller description of the same report is the better one."""
    known = {
        "poor": _named("poor", "unit_code", "population"),
        "rich": _named("rich", "unit_code", "population", "households"),
    }
    (match,) = recognised(_grid(list(FORM)), forms(known, reports()))
    assert match.form.name == "rich"


def test_of_two_equal_maps_the_first_by_name_wins() -> None:
    """The order in which maps are read decides nothing."""
    for names in (("a", "b"), ("b", "a")):
        known = {name: _named(name, "unit_code", "population") for name in names}
        (match,) = recognised(_grid(list(FORM)), forms(known, reports()))
        assert match.form.name == "a"


def test_a_missing_header_is_named_and_its_figures_do_not_vanish() -> None:
    """A form without one of its columns is no form: taken for one, a misspelt header would lose a column."""
    spoilt = ["Khối lượng thu gum" if "thu gom (" in header else header for header in FORM]
    known = forms(maps(), reports())
    assert recognised(_grid(spoilt), known) == []
    near = nearest(_grid(spoilt), known)
    assert near is not None
    assert near.missing == ["Khối lượng thu gom (tấn)"]


def test_columns_that_the_contract_lets_be_absent_may_be() -> None:
    """Without the former unit's code, and without a name, the form is complete."""
    header = [text for text in FORM if text != "Xã/Phường"]
    (match,) = recognised(_grid(header), forms(maps(), reports()))
    assert {"former_unit_code", "unit_name"}.isdisjoint(match.positions)


@pytest.mark.parametrize("left_out", ["Mã xã", "Xã/Phường"])
def test_a_form_needs_the_units_code_or_its_name(left_out: str) -> None:
    """Many a clerk's list has names only; the other of the two may be missing, both may not."""
    header = [text for text in FORM if text != left_out]
    (match,) = recognised(_grid(header), forms(maps(), reports()))
    assert len({"unit_code", "unit_name"} & set(match.positions)) == 1
    neither = [text for text in header if text not in {"Mã xã", "Xã/Phường"}]
    assert recognised(_grid(neither), forms(maps(), reports())) == []


def test_a_file_under_our_own_names_may_say_name_province_and_district() -> None:
    """They are columns of no report, and are read all the same."""
    names = [name for name in reports()["collection"].names if name != "unit_code"]
    (match,) = recognised(_grid(["unit_name", "province_name", "district_name", *names]), forms({}, reports()))
    assert {"unit_name", "province_name", "district_name"} <= set(match.positions)
