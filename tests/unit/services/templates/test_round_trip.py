"""A template that is filled in says, when it is read, what was filled in."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.services.templates.forms import (
    COLLECTION,
    COMMUNE,
    FIRST_ROW,
    MONTH,
    TREATMENT,
    TWO_SETTLEMENTS,
    WARD,
    cast_of,
    facility,
    facts,
    fill,
    headers,
    here,
    history,
    opened,
    plain_template,
    read,
    saved,
    shop,
    unit,
)
from thugom.checks.verdict import verdict
from thugom.measures.plausibility import measured
from thugom.services.templates.making import made_workbook

if TYPE_CHECKING:
    import openpyxl

    from thugom.sources import Sheet

SETTLEMENTS = ("urban", "rural")
FACILITIES = ("SYN-LC", "SYN-UP", "SYN-NN")
KILOGRAMS = 1000

counts = st.none() | st.integers(0, 10**7)
masses = st.none() | st.integers(0, 10**9)
"""Kilograms: a form has tonnes."""
collection_rows = st.fixed_dictionaries(
    {
        **dict.fromkeys(("population", "households", "households_served", "households_self_managed"), counts),
        **dict.fromkeys(("generated_kg", "collected_kg"), masses),
        "collections_per_week": st.none() | st.integers(0, 28).map(lambda quarters: quarters / 4),
    }
)
treatment_rows = st.fixed_dictionaries(
    {
        "settlement": st.sampled_from(SETTLEMENTS),
        "facility_code": st.sampled_from(FACILITIES),
        "method": st.sampled_from(here().contracts.reports["treatment"].field("method").enum or ()),
        "stream": st.none() | st.sampled_from(["domestic", "agricultural", "other"]),
        "treated_kg": st.integers(0, 10**9),
    }
)
Row = dict[str, object]


def on_paper(row: Row) -> Row:
    """Return a row as it is typed: masses in tonnes, under the report's names."""
    typed = {name: value for name, value in row.items() if not name.endswith("_kg")}
    masses_t = {name: value for name, value in row.items() if name.endswith("_kg")}
    return typed | {
        f"{name.removesuffix('_kg')}_t": None if value is None else int(str(value)) / KILOGRAMS
        for name, value in masses_t.items()
    }


def common(code: str, settlement: object) -> Row:
    """Return what every row that was read says of itself."""
    return {"unit_code": code, "period": MONTH, "settlement": settlement}


def says(found: Row, expected: Row) -> bool:
    """Tell whether a row that was read says what is expected, and of nothing else a figure."""
    return {name: found[name] for name in expected} == expected


@settings(max_examples=25)
@given(
    collected=st.tuples(collection_rows, collection_rows),
    treated=st.lists(treatment_rows, max_size=6),
    submitted=st.none() | st.dates(dt.date(2026, 12, 1), dt.date(2027, 3, 31)),
)
def test_what_is_filled_in_is_what_is_read(
    collected: tuple[Row, Row], treated: list[Row], submitted: dt.date | None
) -> None:
    """Every figure comes back to the kilogram, a blank as a blank, under its unit, month and settlement."""
    book = opened(plain_template())
    for position, row in enumerate(collected):
        fill(book, "collection", position, on_paper(row))
    for position, row in enumerate(treated, start=len(SETTLEMENTS)):
        fill(book, "treatment", position, {"unit_code": TWO_SETTLEMENTS, **on_paper(row)})
    _write_day(book, submitted)
    _clear_begun(book)
    with tempfile.TemporaryDirectory() as folder:
        found = facts(saved(book), Path(folder))
    assert [rule for rule in found.complaints if rule != "no_rows"] == []
    day = None if submitted is None else pd.Timestamp(submitted)
    for row, settlement, one in zip(found.rows["collection"], SETTLEMENTS, collected, strict=True):
        assert says(row, common(TWO_SETTLEMENTS, settlement) | one | {"submitted_on": day})
    for row, one in zip(found.rows.get("treatment", []), treated, strict=True):
        expected = common(TWO_SETTLEMENTS, one["settlement"]) | one | {"reported_by": "unit", "submitted_on": day}
        assert says(row, expected | {"stream": one["stream"] or "domestic"})


def _write_day(book: openpyxl.Workbook, day: dt.date | None) -> None:
    """Write the day over its dots on both sheets."""
    for name in (COLLECTION, TREATMENT):
        (place,) = [cell for row in book[name].iter_rows() for cell in row if str(cell.value).startswith("Ngày lập")]
        assert not place.protection.locked
        if day is not None:
            place.value = f"Ngày lập: {day:%d/%m/%Y}"


def _clear_begun(book: openpyxl.Workbook) -> None:
    """Take away the rows of treatment that are begun: what is left of them empty would be asked for."""
    for position in range(len(SETTLEMENTS)):
        fill(book, "treatment", position, dict.fromkeys(("unit_code", "unit_name", "settlement"), ""))


def judged(sheets: list[Sheet]) -> pd.DataFrame:
    """Return the rows of some sheets as the night judges them, and the errors that were found on them."""
    known, parts = here(), []
    for sheet in sheets:
        done, contract = cast_of(sheet), known.contracts.reports[sheet.report]
        place = {"file_sha256": "0" * 64, "sheet": sheet.sheet, "arrived_on": "2026-12-04"}
        rows = done.rows.assign(**place, row_number=done.rows.index).reset_index(drop=True)
        ready = measured(rows, contract, known.register, known.policy)
        one = verdict(ready, contract, known.intake, {("0" * 64, sheet.sheet, sheet.report): sheet}, set())
        parts.append(
            one.rows[["unit_id", "settlement", "accepted"]].assign(report=sheet.report, found=len(one.findings))
        )
    return pd.concat(parts, ignore_index=True)


def test_a_filled_template_is_accepted_without_a_word(tmp_path: Path) -> None:
    """Sensible figures in every row that is begun: the night accepts each and warns of none."""
    past = history(treated=[way(WARD, "urban", "SYN-LC", 334.677), way(WARD, "urban", "SYN-UP", 115.814, "composting")])
    work = shop(past)
    book = opened(made_workbook(work, unit(work, WARD), ("collection", "treatment")))
    figures = {"population": 23455, "households": 5992, "households_served": 4748, "households_self_managed": 811}
    fill(book, "collection", 0, figures | {"generated_t": 541.614, "collected_t": 472.411, "collections_per_week": 7})
    for row, tonnes in enumerate((340.5, 0)):
        fill(book, "treatment", row, {"treated_t": tonnes})
    rows = judged(read(saved(book), tmp_path).sheets)
    assert rows["accepted"].tolist() == [True, True, True]
    assert rows["found"].eq(0).all()
    assert set(rows["unit_id"]) == {f"{WARD}@2025-07-01"}


def test_a_facility_reports_for_many_units_in_its_own_name(tmp_path: Path) -> None:
    """Its form names itself in every row, the units whose waste it had, and room for others."""
    past = history(treated=[way(WARD, "all", "SYN-LC", 334.677, reported_by="facility")])
    work = shop(past)
    book = opened(made_workbook(work, facility(work, "SYN-LC"), ("treatment",)))
    fill(book, "treatment", 0, {"treated_t": 300.25})
    fill(book, "treatment", 1, {**added(COMMUNE), "reported_by": "facility", "treated_t": 6.2})
    found = facts(saved(book), tmp_path)
    assert found.complaints == []
    assert [(row["unit_code"], row["settlement"], row["treated_kg"]) for row in found.rows["treatment"]] == [
        (WARD, "urban", 300_250),
        (COMMUNE, "all", 6_200),
    ]
    assert {(row["reported_by"], row["facility_code"]) for row in found.rows["treatment"]} == {("facility", "SYN-LC")}
    assert set(judged(read(saved(book), tmp_path).sheets)["accepted"]) == {True}


def added(code: str) -> Row:
    """Return what somebody chooses in a spare row."""
    words = {"facility_code": "SYN-LC", "method": "sanitary_landfill", "stream": "domestic"}
    return {"unit_code": code, "settlement": "all", **words}


def way(
    code: str,
    settlement: str,
    facility_code: str,
    treated_t: float,
    method: str = "sanitary_landfill",
    *,
    reported_by: str = "unit",
    period: str = "2026-10",
) -> Row:
    """Return a published row of the table `treatment`."""
    named = {"unit_id": f"{code}@2025-07-01", "unit_code": code, "settlement": settlement, "period": period}
    return named | {
        "facility_code": facility_code,
        "method": method,
        "stream": "domestic",
        "treated_t": treated_t,
        "reported_by": reported_by,
    }


def test_the_figures_of_the_month_before_do_not_come_back(tmp_path: Path) -> None:
    """They stand beside the table for whoever fills it in; sent back, they are no figures of this month."""
    numbers = {"population": 7659, "households": 2166, "generated_t": 213.282, "collected_t": 161.436}
    row = {"unit_id": f"{TWO_SETTLEMENTS}@2025-07-01", "settlement": "urban", "period": "2026-10", **numbers}
    work = shop(history([row], [way(TWO_SETTLEMENTS, "urban", "SYN-TU", 150.747, "incineration")]))
    content = made_workbook(work, unit(work, TWO_SETTLEMENTS), ("collection", "treatment"))
    book = opened(content)
    shown = {cell.value for sheet in (COLLECTION, TREATMENT) for line in book[sheet].iter_rows() for cell in line}
    assert {7659, 2166, 213.282, 161.436, 150.747} <= shown
    assert "Dân số – kỳ trước" in headers(book[COLLECTION])
    found = facts(content, tmp_path)
    figures = ("population", "households", "generated_kg", "collected_kg", "treated_kg")
    assert {row.get(name) for rows in found.rows.values() for row in rows for name in figures} == {None}
    assert set(found.complaints) <= {"required"}


def test_what_a_form_does_not_hold_is_not_complained_of(tmp_path: Path) -> None:
    """Guide, lists and stamp are no reports, and a spare row that nobody uses is no row."""
    reading = read(plain_template(COMMUNE), tmp_path)
    assert reading.findings == []
    assert {sheet.report: len(sheet.cells) for sheet in reading.sheets} == {"collection": 1, "treatment": 1}


def test_without_a_source_map_the_form_has_the_contracts_own_names(tmp_path: Path) -> None:
    """A home that describes no form of its own has templates too, and they are read as canonical files."""
    work = shop(maps={})
    book = opened(made_workbook(work, unit(work, COMMUNE), ("collection",)))
    sheet = book[COLLECTION]
    places = headers(sheet)
    sheet.cell(FIRST_ROW, places["population"], 4120)
    sheet.cell(FIRST_ROW, places["collected_t"], 38.25)
    sheet.cell(FIRST_ROW, places["submitted_on"], dt.date(2026, 12, 3))
    found = facts(saved(book), tmp_path, {})
    assert found.complaints == []
    (row,) = found.rows["collection"]
    expected = {
        "unit_code": COMMUNE,
        "period": MONTH,
        "settlement": "rural",
        "population": 4120,
        "collected_kg": 38_250,
    }
    assert says(row, expected)
    assert row["submitted_on"] == pd.Timestamp("2026-12-03")
