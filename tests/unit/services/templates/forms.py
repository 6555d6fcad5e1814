"""Templates for tests: made from the checkout's own declarations, filled in with openpyxl, and read back."""

from __future__ import annotations

import functools
import io
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd

from thugom.checks.cast import Cast, cast
from thugom.contracts import Home
from thugom.renderings.form import HEADER_ROW
from thugom.services.night.opening import Declared, declared
from thugom.services.templates.history import History
from thugom.services.templates.making import made_workbook
from thugom.services.templates.workshop import Sender, Workshop
from thugom.services.templates.writing import guide_page
from thugom.sources import Reading, Sheet, read_report

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from thugom.contracts import SourceMap

CHECKOUT = Path(__file__).parents[4]
MONTH, BEFORE = "2026-11", "2026-10"
FIRST_ROW = HEADER_ROW + 2
"""The first row to fill in, as a spreadsheet counts it."""
COLLECTION, TREATMENT, GUIDE = "Thu gom", "Xử lý", "Hướng dẫn"
SHEETS = {"collection": COLLECTION, "treatment": TREATMENT}
TWO_SETTLEMENTS, WARD, COMMUNE = "03595", "03388", "03405"
MEGABYTE = 1024 * 1024


@functools.cache
def here() -> Declared:
    """Return what the checkout declares, with the demonstration's facilities."""
    return declared(Home.open(CHECKOUT))


def history(collected: Sequence[Mapping[str, object]] = (), treated: Sequence[Mapping[str, object]] = ()) -> History:
    """Return published rows of the months before; what is not said of a row is null."""
    tables = here().contracts.curated
    frames = (
        pd.DataFrame(list(rows), columns=tables[name].names)
        for name, rows in (("collection", collected), ("treatment", treated))
    )
    return History(BEFORE, *frames)


def shop(past: History | None = None, *, maps: Mapping[str, SourceMap] | None = None, month: str = MONTH) -> Workshop:
    """Return a workshop over the checkout's declarations; with other source maps where they are given."""
    known = here() if maps is None else replace(here(), source_maps=maps)
    return Workshop(known, past or history(), month, guide_page("vi"))


def unit(work: Workshop, code: str) -> Sender:
    """Return a unit of July 2025 by its code."""
    units = work.declared.register.units
    return work.of_unit(units[(units["unit_code"] == code) & units["valid_to"].isna()].iloc[0])


def facility(work: Workshop, code: str) -> Sender:
    """Return a facility by its code."""
    known = work.facilities
    return work.of_facility(known[known["facility_code"] == code].iloc[0])


@functools.cache
def plain_template(code: str = TWO_SETTLEMENTS) -> bytes:
    """Return the template of a unit of which nothing was published before."""
    work = shop()
    return made_workbook(work, unit(work, code), ("collection", "treatment"))


def opened(content: bytes) -> openpyxl.Workbook:
    """Return a workbook."""
    return openpyxl.load_workbook(io.BytesIO(content))


def saved(book: openpyxl.Workbook) -> bytes:
    """Return a workbook as a spreadsheet saves it."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def headers(sheet: Worksheet) -> dict[str, int]:
    """Return where each header stands, columns counted from 1."""
    return {str(cell.value): cell.column for cell in sheet[HEADER_ROW + 1] if cell.value is not None}


def header_of(report: str, name: str) -> str:
    """Return the header of a report's column in the checkout's source map."""
    return here().source_maps[f"lai_chau_{report}"].columns[name].headers[0]


def cell(book: openpyxl.Workbook, report: str, name: str, row: int) -> Cell:
    """Return the cell of a column in a row of a form, rows counted from 0."""
    sheet = book[SHEETS[report]]
    found: Any = sheet.cell(FIRST_ROW + row, headers(sheet)[header_of(report, name)])
    return found  # type: ignore[no-any-return] # a cell that is no merged one


def fill(book: openpyxl.Workbook, report: str, row: int, values: Mapping[str, object]) -> None:
    """Type values into a row, words of the contract as the form has them; None leaves a cell as it is."""
    for name, value in values.items():
        if value is not None:
            cell(book, report, name, row).value = word_of(report, name, value)  # type: ignore[assignment]


def word_of(report: str, name: str, value: object) -> object:
    """Return a word of the contract as the checkout's forms have it; anything else as it is."""
    words = here().source_maps[f"lai_chau_{report}"].columns[name].values  # noqa: PD011 - words, and no frame
    return next((word for word, meant in (words or {}).items() if meant == value), value)


def read(content: bytes, folder: Path, maps: Mapping[str, SourceMap] | None = None) -> Reading:
    """Return what is read of a workbook that arrives."""
    path = folder / "arrived.xlsx"
    path.write_bytes(content)
    known = here().source_maps if maps is None else maps
    return read_report(path, path.name, known, here().contracts.reports, max_bytes=8 * MEGABYTE)


def cast_of(sheet: Sheet, maps: Mapping[str, SourceMap] | None = None) -> Cast:
    """Return a sheet's rows as facts."""
    known = here()
    return cast(
        sheet,
        known.contracts.reports[sheet.report],
        (known.source_maps if maps is None else maps).get(sheet.source),
        known_codes=frozenset(known.register.units["unit_code"]),
        code_length=known.policy.place.unit_code_length,
        masses=known.policy.plausibility.masses,
    )


@dataclass(frozen=True)
class Facts:
    """What came back of a filled workbook: its rows by report, and every complaint."""

    rows: Mapping[str, list[dict[str, object]]]
    complaints: list[str]


def facts(content: bytes, folder: Path, maps: Mapping[str, SourceMap] | None = None) -> Facts:
    """Return what a filled workbook says, nulls as None."""
    reading = read(content, folder, maps)
    casts = {sheet.report: cast_of(sheet, maps) for sheet in reading.sheets}
    complaints = [finding.rule for finding in reading.findings]
    complaints += [finding.rule for done in casts.values() for finding in done.findings]
    rows = {name: _records(done.rows) for name, done in casts.items()}
    return Facts(rows, complaints)


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Return rows as plain values."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]


def sheet_xml(content: bytes) -> str:
    """Return everything that a workbook packs, as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
