"""The workbook itself: what is locked, what the spreadsheet refuses, what stands beside the table and behind it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from openpyxl.utils import range_boundaries

from tests.unit.services.templates.forms import (
    CHECKOUT,
    COMMUNE,
    FIRST_ROW,
    GUIDE,
    MONTH,
    SHEETS,
    TREATMENT,
    TWO_SETTLEMENTS,
    WARD,
    cell,
    facility,
    header_of,
    headers,
    here,
    history,
    opened,
    plain_template,
    shop,
    unit,
)
from tests.unit.services.templates.test_round_trip import way
from tests.unit.sources.papers import map_of
from thugom.renderings.form import HEADER_ROW
from thugom.renderings.guide import guide_lines
from thugom.renderings.workbook import STAMP_SHEET
from thugom.services.templates.making import made_workbook
from thugom.services.templates.writing import guide_page

if TYPE_CHECKING:
    from pathlib import Path

    import openpyxl
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

    from thugom.contracts import Field

FORMS = [pytest.param(report, code, id=f"{report}-{code}") for report in SHEETS for code in (TWO_SETTLEMENTS, WARD)]
LONGEST_TITLE, LONGEST_MESSAGE = 32, 255


def fields_on(sheet: Worksheet, report: str) -> list[Field]:
    """Return the contract's columns that a form asks for."""
    source = here().source_maps[f"lai_chau_{report}"]
    there = headers(sheet)
    contract = here().contracts.reports[report]
    return [
        field for field in contract.fields if field.name in source.columns and header_of(report, field.name) in there
    ]


def rule_at(sheet: Worksheet, row: int, column: int) -> DataValidation | None:
    """Return the rule that a spreadsheet applies to a cell."""
    rules: list[DataValidation] = sheet.data_validations.dataValidation
    for rule in rules:
        for area in str(rule.sqref).split():
            left, top, right, bottom = range_boundaries(area)
            if None not in (left, top, right, bottom) and left <= column <= right and top <= row <= bottom:  # type: ignore[operator]
                return rule
    return None


def listed(book: openpyxl.Workbook, rule: DataValidation) -> list[object]:
    """Return the words that a list offers."""
    name, area = str(rule.formula1).replace("$", "").removeprefix("=").split("!")
    return [line[0].value for line in book[name.strip("'")][area]]


@pytest.mark.parametrize(("report", "code"), FORMS)
def test_every_rule_on_a_single_cell_is_checked_while_somebody_types(report: str, code: str) -> None:
    """What the contract would refuse of one cell, the spreadsheet refuses in every row, and says why."""
    book = opened(plain_template(code))
    sheet = book[SHEETS[report]]
    last = FIRST_ROW + (1 if code == TWO_SETTLEMENTS else 0) + (6 if report == "treatment" else 0)
    for field in fields_on(sheet, report):
        constrained = field.type in {"integer", "number"} or field.enum is not None or field.pattern is not None
        for row in (FIRST_ROW, last):
            rule = rule_at(sheet, row, headers(sheet)[header_of(report, field.name)])
            assert (rule is not None) or not constrained, field.name
            if rule is not None:
                assert refuses(book, rule, field), field.name
                assert rule.errorStyle in {None, "stop"}
                assert rule.showErrorMessage
                assert 0 < len(rule.error or "") <= LONGEST_MESSAGE
                assert len(rule.promptTitle or "") <= LONGEST_TITLE
                assert bool(rule.allow_blank) is not field.required


def refuses(book: openpyxl.Workbook, rule: DataValidation, field: Field) -> bool:
    """Tell whether a rule is at least as strict as what the contract says of one cell."""
    if field.enum is not None:
        source = here().source_maps["lai_chau_treatment"].columns[field.name]
        meant = {(source.values or {}).get(str(word), word) for word in listed(book, rule)}
        return rule.type == "list" and meant <= set(field.enum)
    if field.type in {"integer", "number"}:
        least = str(rule.formula1)
        bound = f",{field.minimum:g})" if field.name == "generated_t" else f"{field.minimum:g}"
        kinds = {"integer": "whole", "number": "decimal"}
        return rule.type == kinds[field.type] and rule.operator in {None, "between"} and least.endswith(bound)
    return rule.type == "list"


@pytest.mark.parametrize(("report", "code"), FORMS)
def test_only_the_cells_to_fill_in_are_open(report: str, code: str) -> None:
    """Headers, codes, names and what stands beside cannot be changed by accident; nobody needs a password."""
    sheet = opened(plain_template(code))[SHEETS[report]]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert {one.protection.locked for one in sheet[HEADER_ROW + 1]} == {True}
    for name in ("unit_code", "unit_name", "settlement"):
        assert sheet.cell(FIRST_ROW, headers(sheet)[header_of(report, name)]).protection.locked
    figure = "collected_t" if report == "collection" else "treated_t"
    assert not sheet.cell(FIRST_ROW, headers(sheet)[header_of(report, figure)]).protection.locked


def test_the_headers_are_those_by_which_the_form_is_read() -> None:
    """Each is the first header of its column in the home's source map."""
    book = opened(plain_template())
    for report, name in SHEETS.items():
        columns = here().source_maps[f"lai_chau_{report}"].columns.values()
        known = {header for column in columns for header in column.headers}
        assert set(headers(book[name])) - {"TT"} <= known


def test_urban_and_rural_stand_in_rows_of_their_own() -> None:
    """A unit with both reports both; a ward is urban, and a commune rural."""
    for code, expected in ((TWO_SETTLEMENTS, ["Đô thị", "Nông thôn"]), (WARD, ["Đô thị"]), (COMMUNE, ["Nông thôn"])):
        book = opened(plain_template(code))
        shown = [cell(book, "collection", "settlement", row).value for row in range(len(expected) + 1)]
        assert shown[:-1] == expected
        assert shown[-1] is None


def test_licensed_facilities_are_offered_first() -> None:
    """The list of the codes begins with those where treatment counts."""
    book = opened(plain_template(WARD))
    place = cell(book, "treatment", "facility_code", 0)
    rule = rule_at(book[TREATMENT], place.row, place.column)
    assert rule is not None
    # The landfill of Nậm Nhùn lost its licence in July 2026, and its code comes before others.
    assert listed(book, rule) == ["SYN-LC", "SYN-MT", "SYN-PT", "SYN-TU", "SYN-UP", "SYN-NN"]


def test_the_stamp_says_which_form_it_is_and_nobody_sees_it() -> None:
    """Whoever gets it back knows unit, month and version, whatever the file is called by then."""
    book = opened(plain_template())
    sheet = book[STAMP_SHEET]
    assert sheet.sheet_state == "veryHidden"
    stamp = {line[0].value: line[1].value for line in sheet["A1:B20"] if line[0].value}
    assert (stamp["unit_id"], stamp["period"]) == (f"{TWO_SETTLEMENTS}@2025-07-01", MONTH)
    for report in SHEETS:
        assert stamp[f"{report}.contract_sha256"] == here().contracts.reports[report].sha256
        assert stamp[f"{report}.source"] == f"lai_chau_{report}"
        assert stamp[f"{report}.source_sha256"] == here().source_maps[f"lai_chau_{report}"].sha256


def test_the_stamp_of_a_facility_names_the_facility() -> None:
    """Its form is of no unit."""
    work = shop()
    sheet = opened(made_workbook(work, facility(work, "SYN-LC"), ("treatment",)))[STAMP_SHEET]
    stamp = {line[0].value: line[1].value for line in sheet["A1:B20"] if line[0].value}
    assert stamp["facility_code"] == "SYN-LC"
    assert "unit_id" not in stamp


def test_the_page_for_the_clerk_is_printed_on_the_guide() -> None:
    """docs/vi/bieu-mau.md is the one source: every sentence of it stands on the sheet, without its marks."""
    assert guide_page("vi") == (CHECKOUT / "docs/vi/bieu-mau.md").read_text(encoding="utf-8")
    book = opened(plain_template())
    printed = {one.value for line in book[GUIDE].iter_rows() for one in line if one.value}
    lines = guide_lines(guide_page("vi"))
    assert len(lines) > 20
    assert [line.text for line in lines if line.text not in printed] == []
    assert not any(re.search(r"\*\*|`|^#", str(text)) for text in printed)


def test_the_guide_explains_every_column() -> None:
    """Title, meaning and example stand beside each other; words are those that the form offers."""
    book = opened(plain_template())
    rows = {line[0].value: [one.value for one in line] for line in book[GUIDE].iter_rows() if line[0].value}
    for report, name in SHEETS.items():
        for header in set(headers(book[name])) - {"TT"}:
            assert rows[header][1], f"{report}: {header}"
    assert rows["Khối lượng thu gom (tấn)"][2:4] == ["tấn", "38,25"]
    assert rows["Phương pháp xử lý"][3] == "Chôn lấp hợp vệ sinh"
    assert "composting" not in str(rows["Phương pháp xử lý"])


def test_it_prints_on_a4_landscape_one_page_wide() -> None:
    """A clerk prints, signs and files it."""
    for name in (*SHEETS.values(), GUIDE):
        sheet = opened(plain_template())[name]
        assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in {None, 1}


def test_what_lies_below_the_due_day_is_said_at_the_top() -> None:
    """The policy's day, the unit and the month stand where everybody looks."""
    sheet = opened(plain_template())["Thu gom"]
    above = {one.value for line in sheet.iter_rows(max_row=HEADER_ROW) for one in line}
    assert {"Đơn vị báo cáo: Xã Than Uyên (mã 03595)", "Tháng 11/2026", "Hạn gửi: 05/12/2026"} <= above
    assert sheet.freeze_panes == f"A{FIRST_ROW}"


def test_what_the_contract_only_warns_of_changes_its_colour() -> None:
    """More served than there are households is coloured, not refused: it may be true."""
    sheet = opened(plain_template())["Thu gom"]
    formulas = [rule.formula[0] for area in sheet.conditional_formatting for rule in area.rules]
    pairs = [("$F9", "$G9"), ("$E9", "$F9"), ("$I9", "$J9")]
    assert [f"AND(ISNUMBER({a}),ISNUMBER({b}),{b}>{a})" for a, b in pairs] == formulas


def test_rows_are_begun_for_the_ways_the_waste_went_lately() -> None:
    """Three months back at most, each way once, with the tonnes of the last month alone."""
    rows = [
        way(COMMUNE, "rural", "SYN-LC", 5.5),
        way(COMMUNE, "rural", "SYN-UP", 3.25, "composting", period="2026-09"),
        way(COMMUNE, "rural", "SYN-LC", 9.9, reported_by="facility"),
    ]
    work = shop(history(treated=rows))
    book = opened(made_workbook(work, unit(work, COMMUNE), ("treatment",)))
    begun = [[cell(book, "treatment", name, row).value for name in ("facility_code", "method")] for row in range(3)]
    assert begun == [["SYN-LC", "Chôn lấp hợp vệ sinh"], ["SYN-UP", "Ủ phân hữu cơ"], [None, None]]
    before = headers(book[TREATMENT])["Khối lượng xử lý (tấn) – kỳ trước"]
    assert [book[TREATMENT].cell(FIRST_ROW + row, before).value for row in range(2)] == [5.5, None]


def test_a_form_in_another_unit_of_measure_has_its_bounds_and_figures_in_it(tmp_path: Path) -> None:
    """A source map that reads kilograms gets kilograms to compare with, and bounds a thousand times as large."""
    columns = "unit_code: {headers: [Mã]}\n  settlement: {headers: [Khu vực], values: {Nông thôn: rural}}\n"
    columns += "  collected_t: {headers: [Thu gom (kg)], unit: kg}\n"
    text = f"period_kind: month\ncolumns:\n  {columns}headings: {{period: ['Tháng {{month}}/{{year}}']}}\n"
    before = {"unit_id": f"{COMMUNE}@2025-07-01", "settlement": "rural", "period": "2026-10", "collected_t": 38.25}
    work = shop(history([before]), maps=map_of(tmp_path, text))
    sheet = opened(made_workbook(work, unit(work, COMMUNE), ("collection",)))["Thu gom"]
    places = headers(sheet)
    assert sheet.cell(FIRST_ROW, places["Thu gom (kg) – kỳ trước"]).value == 38_250
    rule = rule_at(sheet, FIRST_ROW, places["Thu gom (kg)"])
    assert rule is not None
    assert (rule.formula1, rule.formula2) == ("0", "1000000000")


def test_the_same_template_is_the_same_file() -> None:
    """Made again, it is not taken for a filled one."""
    work = shop()
    assert made_workbook(work, unit(work, TWO_SETTLEMENTS), ("collection", "treatment")) == plain_template()
