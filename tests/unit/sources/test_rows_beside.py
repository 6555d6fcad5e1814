"""Figures that stand side by side become rows, each with its own cell."""

import datetime as dt
from pathlib import Path

import pytest

from tests.unit.sources.papers import Rows, finding_in, map_of, read, sheet_in, workbook, written
from thugom.contracts import SourceMap, load_source_maps
from thugom.sources.sheet import worksheet_of

METHODS = """
period_kind: month
columns:
  unit_code: {headers: [Mã xã]}
  unit_name: {headers: [Tên xã]}
headings: {period: ["Tháng {month}/{year}"]}
totals: {column: unit_name, values: [Cộng]}
wide:
  column: method
  figures: {treated_t: {unit: kg}}
  values:
    composting: {treated_t: ["Ủ (kg)", "Khối lượng / Ủ"]}
    sanitary_landfill: {treated_t: ["Chôn lấp (kg)", "Khối lượng / Chôn lấp"]}
"""
TABLE: Rows = [
    ["Tháng 10/2026"],
    ["Mã xã", "Tên xã", "Ủ (kg)", "Chôn lấp (kg)"],
    ["03388", "Đoàn Kết", 12, None],
    ["03390", "Tân Phong", "-", 30],
    [None, "Cộng", 12, 31],
]


def _maps(folder: Path, text: str, report: str = "collection") -> dict[str, SourceMap]:
    """Return a source map of these lines for a report."""
    known = dict(map_of(folder / "maps", text))
    if report != "collection":
        path = folder / "maps" / "foreign.yml"
        path.write_text(path.read_text(encoding="utf-8").replace("collection", report), encoding="utf-8")
        known = load_source_maps(path.parent)
    return known


def test_each_method_s_column_becomes_rows_with_their_own_cells(tmp_path: Path) -> None:
    """The figure stands at its own address, the method at its header's; a blank makes no row, a dash does."""
    reading = read(workbook(tmp_path / "x.xlsx", {"Biểu 2": TABLE}), _maps(tmp_path, METHODS, "treatment"))
    assert reading.findings == []
    composted, landfilled = reading.sheets
    assert [sheet.sheet for sheet in reading.sheets] == ["Biểu 2[composting]", "Biểu 2[sanitary_landfill]"]
    assert {worksheet_of(sheet.sheet) for sheet in reading.sheets} == {"Biểu 2"}
    assert composted.cells["treated_t"].to_dict() == {3: 12, 4: "-"}
    assert landfilled.cells["treated_t"].to_dict() == {4: 30}
    assert (composted.address("treated_t", 4), landfilled.address("treated_t", 4)) == ("C4", "D4")
    assert set(landfilled.cells["method"]) == {"sanitary_landfill"}
    assert (landfilled.address("method", 4), landfilled.headings["method"]) == ("D2", "Chôn lấp (kg)")
    assert landfilled.totals["treated_t"].to_dict() == {5: 31}


def test_headers_merged_over_two_rows_are_read_joined(tmp_path: Path) -> None:
    """The upper header holds for the columns up to the next; one over both rows has nothing below it."""
    table: Rows = [
        TABLE[0],
        ["Mã xã", "Tên xã", "KHỐI LƯỢNG", None, "Ghi chú"],
        [None, None, "Ủ", "Chôn lấp", None],
        ["(1)", "(2)", "(3)", "4 = 3 + 1", None],
        ["03388", "Đoàn Kết", 12, 30, "x"],
    ]
    maps = _maps(tmp_path, METHODS + "header: {rows: 2, numbered: true}\n", "treatment")
    composted, landfilled = read(workbook(tmp_path / "x.xlsx", {"S": table}), maps).sheets
    assert composted.cells["treated_t"].to_dict() == {5: 12}
    assert landfilled.address("treated_t", 5) == "D5"
    assert landfilled.headings["method"] == "KHỐI LƯỢNG / Chôn lấp"


def test_a_method_s_header_that_is_misspelt_is_named(tmp_path: Path) -> None:
    """Taken as absent, its tonnes would vanish without a word."""
    table: Rows = [TABLE[0], ["Mã xã", "Tên xã", "Ủ (kg)", "Chôn nấp (kg)"], *TABLE[2:]]
    finding = finding_in(workbook(tmp_path / "x.xlsx", {"S": table}), _maps(tmp_path, METHODS, "treatment"))
    assert (finding.rule_id, finding.values["missing"]) == ("file.unrecognised", "“Chôn lấp (kg)”")


MONTHS = """
period_kind: month
columns: {unit_code: {headers: [Mã xã]}}
constants: {settlement: all}
"""
YEARLY = """headings: {year: ["Năm {year}"]}
wide:
  column: period
  all_needed: false
  figures: {collected_t: {}}
  values:
    "{year}-01": {collected_t: ["Tháng 1", T1]}
    "{year}-02": {collected_t: ["Tháng 2", T2]}
    "{year}-03": {collected_t: ["Tháng 3", T3]}
"""
DATED = """wide:
  column: period
  figures: {collected_t: {}}
  patterns: {collected_t: ["Tháng {month}/{year}", "{month}/{year}"]}
"""


def test_each_month_s_column_becomes_rows_of_the_year_above_the_table(tmp_path: Path) -> None:
    """A month that has not come yet has no column, and no row."""
    text = "Thu gom rác. Năm 2026;;\nMã xã;T1;Tháng 2\n03388;5;6\n03390;;7\n"
    reading = read(written(tmp_path / "x.csv", text), _maps(tmp_path, MONTHS + YEARLY))
    assert [(sheet.sheet, sheet.cells["period"].tolist()) for sheet in reading.sheets] == [
        ("[2026-01]", ["2026-01"]),
        ("[2026-02]", ["2026-02", "2026-02"]),
    ]
    assert reading.sheets[1].address("collected_t", 4) == "C4"


@pytest.mark.parametrize(
    ("headers", "unread"),
    [
        ("T1;Thág 2;T3", [("C2", "Thág 2")]),
        ("T1;T2;Thág 3", [("D2", "Thág 3")]),
        ("T1;T2;Cộng", []),
        ("T1;T2;", []),
        ("T1;T2;Ghi chú", []),
    ],
)
def test_a_month_whose_header_nobody_knows_is_named(
    tmp_path: Path, headers: str, unread: list[tuple[str, str]]
) -> None:
    """Its figures would vanish; a column of sums, of notes or of nothing is none of the months."""
    third = "x" if headers.endswith("chú") else "7"
    text = f"Năm 2026;;;\nMã xã;{headers}\n03388;5;6;{third}\n"
    maps = _maps(tmp_path, MONTHS + YEARLY + "totals: {column: unit_code, values: [Cộng]}\n")
    reading = read(written(tmp_path / "x.csv", text), maps)
    found = [one for one in reading.findings if one.rule_id == "file.column_not_read"]
    assert [(one.cell, one.value) for one in found] == unread


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_months_that_say_their_year_are_read_from_their_headers(tmp_path: Path, ending: str) -> None:
    """As words, as numbers, or as the date that a spreadsheet makes of them."""
    path = tmp_path / f"x{ending}"
    if ending == ".csv":
        written(path, "Mã xã,Tháng 9/2026,10/2026\n03388,5,6\n")
    else:
        workbook(path, {"S": [["Mã xã", "Tháng 9/2026", dt.datetime(2026, 10, 1)], ["03388", 5, 6]]})  # noqa: DTZ001
    reading = read(path, _maps(tmp_path, MONTHS + DATED))
    assert [sheet.cells["period"].tolist() for sheet in reading.sheets] == [["2026-09"], ["2026-10"]]
    assert [sheet.address("period", 2) for sheet in reading.sheets] == ["B1", "C1"]


def test_each_settlement_s_columns_become_rows(tmp_path: Path) -> None:
    """Several figures of one settlement stand in one row together."""
    maps = _maps(
        tmp_path,
        "period_kind: month\ncolumns: {unit_code: {headers: [Mã xã]}}\nheader: {rows: 2}\n"
        "headings: {period: ['Tháng {month}/{year}']}\n"
        "wide:\n  column: settlement\n  figures: {households: {}, collected_t: {}}\n  values:\n"
        "    urban: {households: [Số hộ / Đô thị], collected_t: [Thu gom / Đô thị]}\n"
        "    rural: {households: [Số hộ / Nông thôn], collected_t: [Thu gom / Nông thôn]}\n",
    )
    table: Rows = [
        ["Tháng 10/2026"],
        ["Mã xã", "Số hộ", None, "Thu gom", None],
        [None, "Đô thị", "Nông thôn", "Đô thị", "Nông thôn"],
        ["03388", 100, 200, 5, None],
    ]
    urban, rural = read(workbook(tmp_path / "x.xlsx", {"S": table}), maps).sheets
    assert list(urban.cells.loc[4, ["settlement", "households", "collected_t"]]) == ["urban", 100, 5]
    assert list(rural.cells.loc[4, ["settlement", "households", "collected_t"]]) == ["rural", 200, None]


LONG = "period_kind: month\ncolumns:\n  unit_code: {headers: [Mã xã], fill: down}\n  unit_name: {headers: [Tên xã]}\n"


def test_a_blank_that_means_as_above_is_filled_within_its_group_only(tmp_path: Path) -> None:
    """Down to the next total or sub-heading; a blank below that belongs to nobody."""
    maps = _maps(tmp_path, LONG + "  households: {headers: [Số hộ]}\ntotals: {column: unit_name, values: [Cộng]}\n")
    text = "Mã xã,Tên xã,Số hộ\n03388,a,1\n,b,2\n,c,3\n,Cộng,6\n,d,4\n"
    sheet = sheet_in(written(tmp_path / "x.csv", text), maps)
    assert sheet.cells["unit_code"].to_dict() == {2: "03388", 3: "03388", 4: "03388", 6: None}
    assert sheet.address("unit_code", 3) == "A3"


def test_rows_are_dropped_by_pattern_and_totals_known_by_their_first_words(tmp_path: Path) -> None:
    """Sub-headings, "Cộng huyện …" and signatures are no data; a pattern counts neither case nor marks."""
    maps = _maps(
        tmp_path,
        LONG + "  households: {headers: [Số hộ]}\n"
        "totals: {column: unit_name, starts_with: [Cộng huyện], values: [Tổng số]}\n"
        "drop: [{column: unit_name, pattern: '^[IVX]+\\.\\s*Huyện'}]\n",
    )
    first = "Mã xã,Tên xã,Số hộ\n,I. HUYEN MUONG TE,\n03388,a,1\n,Cộng huyện Mường Tè,1\n"
    text = f"{first},ii.huyện Nậm Nhùn,\n03390,b,2\n,Tổng số:,3\n"
    sheet = sheet_in(written(tmp_path / "x.csv", text), maps)
    assert sheet.cells.index.tolist() == [3, 6]
    assert sheet.totals.index.tolist() == [4, 7]


def test_a_sub_heading_with_figures_is_a_total_of_the_rows_below(tmp_path: Path) -> None:
    """It is told apart from the totals that stand below their rows."""
    maps = _maps(
        tmp_path,
        LONG
        + "  households: {headers: [Số hộ]}\ntotals: {column: unit_name, above: '^[IVX]+[.]', values: [Tổng số]}\n",
    )
    text = "Mã xã,Tên xã,Số hộ\nI.,Huyện Mường Tè,3\n03388,a,1\n03390,b,2\n,Tổng số,3\n"
    sheet = sheet_in(written(tmp_path / "x.csv", text), maps)
    assert (sheet.totals.index.tolist(), sheet.heads) == ([2, 5], frozenset({2}))


@pytest.mark.parametrize(("name", "found"), [("Biểu 1 (T10)", True), ("BIEU 1", True), ("Tổng hợp", False)])
def test_a_map_may_choose_its_worksheets_by_name(tmp_path: Path, name: str, *, found: bool) -> None:
    """In any case, marks and spacing; a sheet with the same headers under another name is passed over."""
    maps = _maps(tmp_path, LONG + "sheets: ['Biểu 1*']\n")
    table: Rows = [["Mã xã", "Tên xã"], ["03388", "a"]]
    reading = read(workbook(tmp_path / "x.xlsx", {name: table, "Trang": [["x"]]}), maps)
    assert bool(reading.sheets) is found


def test_a_unit_may_stand_in_the_header(tmp_path: Path) -> None:
    """Which of the headers stands there says which unit the figures are in."""
    text = LONG + '  collected_t: {headers: ["Thu gom (kg)", "Thu gom (tấn)"], unit: header}\n'
    maps = _maps(tmp_path, text)
    sheet = sheet_in(written(tmp_path / "x.csv", "Mã xã,Tên xã,Thu gom (KG)\n03388,a,1\n"), maps)
    assert sheet.units == {"collected_t": "kg"}


@pytest.mark.parametrize(
    "title", ["Báo cáo Quý III năm 2025", "6 tháng đầu năm 2025", "Từ tháng 1 đến tháng 6 năm 2025"]
)
def test_a_heading_of_many_months_is_never_taken_for_its_last(tmp_path: Path, title: str) -> None:
    """What it says goes to the cast as it stands, with the heading's address."""
    maps = _maps(tmp_path, LONG + "headings: {period: ['Tháng {month} năm {year}', 'Tháng {month}/{year}']}\n")
    table: Rows = [[title], ["Mã xã", "Tên xã"], ["03388", "a"]]
    sheet = sheet_in(workbook(tmp_path / "x.xlsx", {"S": table}), maps)
    assert (sheet.cells["period"].tolist(), sheet.address("period", 3)) == ([title], "A1")
