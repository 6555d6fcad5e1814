"""From template to publication: a commune fills in what it was sent, and the night publishes exactly that."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.e2e.homes import query, run_night
from thugom.services.home import make_home
from thugom.services.templates import Request, write_templates

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

HEADER = 8
COLLECTED = """\
unit_code,period,settlement,population,households,households_served,households_self_managed,generated_t,collected_t,collections_per_week,submitted_on
03595,2026-10,rural,19831,4497,1018,2998,268.971,60.68,1,2026-11-01
03595,2026-10,urban,7659,2166,1595,319,213.282,161.436,5,2026-11-01
"""
TREATED = """\
unit_code,period,settlement,facility_code,method,stream,treated_t,reported_by,submitted_on
03595,2026-10,rural,SYN-TU,incineration,domestic,57.294,unit,2026-11-01
03595,2026-10,urban,SYN-TU,incineration,domestic,150.747,unit,2026-11-01
"""
FIGURES = {
    "Dân số": (7700, 19900),
    "Số hộ": (2170, 4500),
    "Số hộ được thu gom": (1600, 1100),
    "Số hộ tự xử lý": (320, 2900),
    "Khối lượng phát sinh (tấn)": (214.5, 270.125),
    "Khối lượng thu gom (tấn)": (170.255, 65),
    "Số lần thu gom/tuần": (5, 1.5),
}
TONNES = {"Khối lượng xử lý (tấn)": (160.5, 0)}


def fill(sheet: Worksheet, columns: Mapping[str, tuple[float, float]]) -> None:
    """Type two rows of figures, and the day."""
    places = {str(cell.value): int(cell.column or 0) for cell in sheet[HEADER]}
    for header, values in columns.items():
        for row, value in enumerate(values, start=HEADER + 1):
            sheet.cell(row, places[header], value)
    (day,) = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("Ngày lập")]
    day.value = "Ngày lập: 03/12/2026"


@pytest.mark.slow
def test_what_a_commune_fills_in_is_what_is_published(tmp_path: Path) -> None:
    """A night, a template with that night's figures beside, the filled template, and the next night."""
    home = make_home(tmp_path / "home", synthetic=True).root
    for name, text in (("thu-gom.csv", COLLECTED), ("xu-ly.csv", TREATED)):
        (home / "data" / "raw" / name).write_text(text, encoding="utf-8")
    run_night(home)
    (template,) = write_templates(home, Request("2026-11", unit="03595"), tmp_path / "out")
    book = openpyxl.load_workbook(template)
    shown = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {19831, 268.971, 60.68, 7659, 57.294, 150.747} <= shown
    fill(book["Thu gom"], FIGURES)
    fill(book["Xử lý"], TONNES)
    book.save(home / "data" / "raw" / "tep gui lai (1).xlsx")
    run_night(home, dt.datetime(2026, 12, 12, 1, 30, tzinfo=dt.UTC))
    columns = "settlement, population, households, households_served, households_self_managed, generated_t, collected_t"
    columns += ", collections_per_week, submitted_on"
    published = query(home, f"SELECT {columns} FROM collection WHERE period = '2026-11' ORDER BY settlement DESC")  # noqa: S608 - columns named here
    urban, rural = zip(*FIGURES.values(), strict=True)
    assert published == [("urban", *urban, "2026-12-03"), ("rural", *rural, "2026-12-03")]
    treated = "SELECT settlement, facility_code, method, treated_t, reported_by FROM treatment WHERE period = '2026-11'"
    assert set(query(home, treated)) == {
        ("urban", "SYN-TU", "incineration", 160.5, "unit"),
        ("rural", "SYN-TU", "incineration", 0, "unit"),
    }
    issues = query(home, "SELECT rule_id FROM quality_issue WHERE file_path LIKE '%gui lai%'")
    assert issues == []
