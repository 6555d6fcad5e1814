"""Papers for the tests of reading: workbooks and CSV files, written cell by cell, and what is read of them."""

import functools
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import xlsxwriter

from thugom.checks.cast import cast
from thugom.contracts import Contract, Finding, SourceMap, load_contracts, load_source_maps, packaged_schemas
from thugom.contracts.policy_sections import Masses
from thugom.sources import Reading, Sheet, read_report

CANONICAL = (
    "unit_code,period,settlement,population,households,households_served,households_self_managed,"
    "generated_t,collected_t,collections_per_week,submitted_on"
)
LINE = "03388,2026-10,urban,9500,2500,2100,300,310.5,288.25,7,2026-11-03"
FORM = (
    *("Mã xã", "Xã/Phường", "Khu vực", "Dân số", "Số hộ", "Số hộ được thu gom", "Số hộ tự xử lý"),
    *("Khối lượng phát sinh (tấn)", "Khối lượng thu gom (tấn)", "Số lần thu gom/tuần"),
)
ROW = ("03388", "Phường Đoàn Kết", "Đô thị", 9500, 2500, 2100, 300, 310.5, 288.25, 7)
TITLE = ("Báo cáo thu gom. Tháng 10 năm 2026",)
SECOND_ROW = ("03390", *ROW[1:])
LIMIT = 10 * 1024 * 1024

Rows = Sequence[Sequence[object]]


@functools.cache
def reports() -> Mapping[str, Contract]:
    """Return the report contracts."""
    return load_contracts().reports


@functools.cache
def maps() -> Mapping[str, SourceMap]:
    """Return the source maps that are shipped."""
    return load_source_maps(packaged_schemas() / "sources")


def map_of(folder: Path, text: str) -> Mapping[str, SourceMap]:
    """Return a source map of these lines below its name, report and title; it is called `foreign`."""
    folder.mkdir(exist_ok=True)
    head = "name: foreign\nreport: collection\ntitle: {vi: Biểu, en: Form}\n"
    (folder / "foreign.yml").write_text(head + text, encoding="utf-8")
    return load_source_maps(folder)


def workbook(path: Path, sheets: Mapping[str, Rows], *, corner: tuple[int, int] = (0, 0)) -> Path:
    """Write a workbook whose sheets begin at `corner`, row and column from 0; None leaves a cell out."""
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows, start=corner[0]):
                for column, cell in enumerate(cells, start=corner[1]):
                    if isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    elif hasattr(cell, "year"):
                        sheet.write_datetime(row, column, cell, day)
                    elif cell is not None:
                        sheet.write(row, column, cell)
    return path


def written(path: Path, content: str | bytes) -> Path:
    """Write a file of this content."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(path: Path, source_maps: Mapping[str, SourceMap] | None = None) -> Reading:
    """Return what is read of a file in the inbox."""
    known = maps() if source_maps is None else source_maps
    return read_report(path, path.name, known, reports(), max_bytes=LIMIT)


def sheet_in(path: Path, source_maps: Mapping[str, SourceMap] | None = None) -> Sheet:
    """Return the only sheet that is read of a file in which nothing is wrong."""
    reading = read(path, source_maps)
    assert reading.findings == []
    (sheet,) = reading.sheets
    return sheet


def finding_in(path: Path, source_maps: Mapping[str, SourceMap] | None = None) -> Finding:
    """Return the only finding on a file of which nothing is read."""
    reading = read(path, source_maps)
    assert reading.sheets == []
    (finding,) = reading.findings
    return finding


def rules_in(findings: list[Finding]) -> list[tuple[str, str]]:
    """Return rule and cell of findings."""
    return [(finding.rule, finding.cell) for finding in findings]


def cast_sheet(sheet: Sheet) -> tuple[list[bool], list[Finding]]:
    """Return which rows the cast refuses, and what it finds."""
    known = frozenset({"03388", "03390"})
    done = cast(
        sheet,
        reports()[sheet.report],
        maps().get(sheet.source),
        known_codes=known,
        code_length=5,
        masses=Masses(Fraction(1_000_000), Fraction(3)),
    )
    return done.rows["refused"].tolist(), done.findings
