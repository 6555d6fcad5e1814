"""The form in a real spreadsheet: what it refuses by itself, asked of LibreOffice without a screen."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.unit.services.templates import invalid_cells
from tests.unit.services.templates.forms import (
    COLLECTION,
    TREATMENT,
    TWO_SETTLEMENTS,
    cell,
    facts,
    fill,
    opened,
    plain_template,
    saved,
)

if TYPE_CHECKING:
    from pathlib import Path

    import openpyxl

ABSENT = "LibreOffice with its Python bridge (soffice, python3-uno) is not on this machine"
SHEET_OF = {"collection": COLLECTION, "treatment": TREATMENT}
COUNTS = ("population", "households", "households_served", "households_self_managed")
RIGHT: dict[str, dict[str, object]] = {
    "collection": {
        **dict.fromkeys(COUNTS, 1000),
        "generated_t": 15.5,
        "collected_t": 0,
        "collections_per_week": 2.5,
    },
    "treatment": {
        "unit_code": TWO_SETTLEMENTS,
        "settlement": "urban",
        "facility_code": "SYN-LC",
        "method": "composting",
        "stream": "domestic",
        "treated_t": 12.345,
    },
}
WRONG: dict[tuple[str, str], tuple[object, ...]] = {
    **{("collection", name): (-1, 2.5, "khoảng 20", 10**16) for name in COUNTS},
    ("collection", "generated_t"): (-0.5, "15 tấn", 5000, 1e7),
    ("collection", "collected_t"): (-0.001, "798,6 +35", "180-300", 1e7),
    ("collection", "collections_per_week"): (-1, "hằng ngày"),
    ("treatment", "unit_code"): ("99999", "03388"),
    ("treatment", "settlement"): ("Cả tỉnh", "toàn bộ"),
    ("treatment", "facility_code"): ("SYN-99", ""),
    ("treatment", "method"): ("Trôn lấp", ""),
    ("treatment", "stream"): ("Rác",),
    ("treatment", "treated_t"): (-1, "hơn 5", 1e7, ""),
}
WRONG_DAYS = ("Ngày lập: 31/02/2026", "03/12/2026", "Ngày lập: 3-12-2026", "Ngày lập: 03/13/2026")
Spots = set[tuple[str, int, int]]


def invalid(contents: list[bytes], folder: Path) -> list[Spots]:
    """Return the cells that LibreOffice would not let anybody type, per workbook."""
    python = invalid_cells.python_of_office()
    if python is None:
        pytest.skip(ABSENT)
    paths = [folder / f"{number}.xlsx" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    script = [python, invalid_cells.__file__, *(str(path) for path in paths)]
    done = subprocess.run(script, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr
    return [{(sheet, row, column) for sheet, row, column in found} for found in json.loads(done.stdout)]


def right() -> openpyxl.Workbook:
    """Return a template in which every row, spare ones too, is filled in as it should be."""
    book = opened(plain_template())
    for report, rows in (("collection", 2), ("treatment", 8)):
        for row in range(rows):
            fill(book, report, row, RIGHT[report])
    for sheet in SHEET_OF.values():
        day(book, sheet, "Ngày lập: 03/12/2026")
    return book


def day(book: openpyxl.Workbook, sheet: str, text: str) -> tuple[str, int, int]:
    """Write the day on a sheet, and return where it stands."""
    (place,) = [one for row in book[sheet].iter_rows() for one in row if str(one.value).startswith("Ngày lập")]
    place.value = text
    return sheet, int(place.row or 0) - 1, int(place.column or 0) - 1


def spoilt(report: str, name: str, value: object) -> tuple[bytes, Spots]:
    """Return a template with one wrong cell, and where it is."""
    book = right()
    place = cell(book, report, name, 1)
    place.value = value or None  # type: ignore[assignment] # a cell takes any of them
    if name == "population":
        # With a wrong number of people what they generate would be wrong too.
        cell(book, report, "generated_t", 1).value = None
    return saved(book), {(SHEET_OF[report], place.row - 1, place.column - 1)}


def test_the_spreadsheet_refuses_every_wrong_cell_and_no_right_one(tmp_path: Path) -> None:
    """Each rule on a single cell is broken in each column that has it: exactly that cell is refused."""
    cases = [
        (*spoilt(report, name, value), f"{name}={value}")
        for (report, name), values in WRONG.items()
        for value in values
    ]
    for text in WRONG_DAYS:
        book = right()
        spot = day(book, COLLECTION, text)
        cases.append((saved(book), {spot}, text))
    cases.append((saved(right()), set(), "right"))
    found = invalid([content for content, _, _ in cases], tmp_path)
    wrong = {
        name: spots ^ expected for (_, expected, name), spots in zip(cases, found, strict=True) if spots != expected
    }
    assert wrong == {}


def test_what_is_tried_there_is_what_the_night_refuses(tmp_path: Path) -> None:
    """The cells that the spreadsheet refuses above break the rules of reading, each of them at least once."""
    rules = {
        rule
        for (report, name), values in WRONG.items()
        for value in values
        for rule in facts(spoilt(report, name, value)[0], tmp_path).complaints
    }
    assert rules == {"not_a_number", "not_whole", "too_large_number"}
