"""Small sheets, maps and contracts for the tests of the cast."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import pandas as pd

from thugom.checks.cast import Cast, cast
from thugom.contracts import Contract, SourceColumn, SourceMap, Text, load_contracts
from thugom.contracts.policy_sections import Masses
from thugom.sources import Sheet
from thugom.sources.cells import Cell, column_letter

VIETNAMESE = SourceMap(
    name="clerks",
    report="collection",
    title=Text("Biểu", "Form"),
    period_kind="month",
    columns={
        "unit_code": SourceColumn("unit_code", ("Mã",)),
        "unit_name": SourceColumn("unit_name", ("Tên",)),
        "settlement": SourceColumn("settlement", ("Khu vực",), values={"Đô thị": "urban", "Nông thôn": "rural"}),
        "generated_t": SourceColumn("generated_t", ("Phát sinh",)),
        "collected_t": SourceColumn("collected_t", ("Thu gom",)),
        "households": SourceColumn("households", ("Số hộ",)),
    },
    headings={"period": ("Tháng {month} năm {year}", "Tháng {month}/{year}")},
    constants={},
    encoding=None,
    delimiter=None,
    search_rows=15,
    decimal=",",
    thousands=".",
    totals_column="unit_name",
    totals_values=("Tổng cộng",),
    drop=(),
    repairs=("leading_zero",),
    path=Path("clerks.yml"),
    sha256="",
)
FIRST_ROW = 8
"""The row in which the data of these sheets begin."""
KNOWN = frozenset({"03388", "03390", "03999"})


@cache
def report(name: str = "collection") -> Contract:
    """Return one of the package's report contracts."""
    return load_contracts().reports[name]


def written_in(unit: str) -> SourceMap:
    """Return the map of a source that writes its tonnages in `unit`, with a decimal point."""
    columns = {**VIETNAMESE.columns, "collected_t": SourceColumn("collected_t", ("Thu gom",), unit=unit)}
    return replace(VIETNAMESE, columns=columns, decimal=".", thousands="")


def sheet(
    cells: Mapping[str, Sequence[Cell]],
    source: SourceMap | None = VIETNAMESE,
    totals: Mapping[int, Mapping[str, Cell]] | None = None,
    *,
    numbers: Sequence[int] | None = None,
    headings: Mapping[str, tuple[str, str]] | None = None,
    name: str = "collection",
) -> Sheet:
    """Return a sheet with these columns of cells, from column A on, data from row 8 on.

    Args:
        cells: the columns.
        source: how the file is written; None for a canonical one.
        totals: total rows by their number.
        numbers: the rows' numbers, where there are gaps between them.
        headings: the address and the text of a heading, by column.
        name: the report.
    """
    length = len(next(iter(cells.values())))
    rows = list(numbers or range(FIRST_ROW, FIRST_ROW + length))
    columns = {column: column_letter(position) for position, column in enumerate(cells)}
    columns |= {column: address for column, (address, _) in (headings or {}).items()}
    below = pd.DataFrame.from_dict(dict(totals or {}), orient="index", columns=list(cells), dtype=object)
    return Sheet(
        file="2026-10/a.xlsx",
        sheet="Thu gom",
        report=name,
        source=source.name if source else "canonical",
        period_kind=source.period_kind if source else "month",
        columns=columns,
        cells=pd.DataFrame(dict(cells), index=rows, dtype=object),
        totals=below.astype(object).where(below.notna(), None),
        headings={column: text for column, (_, text) in (headings or {}).items()},
    )


def cast_sheet(found: Sheet, source: SourceMap | None = VIETNAMESE, *, arrived_on: dt.date | None = None) -> Cast:
    """Return the cast of a sheet of Lai Châu: codes of five digits, a million tonnes at most."""
    return cast(
        found,
        report(found.report),
        source,
        known_codes=KNOWN,
        code_length=5,
        masses=Masses(Fraction(1_000_000), Fraction(3)),
        arrived_on=arrived_on,
    )


def cast_column(column: str, cells: Sequence[Cell], source: SourceMap | None = VIETNAMESE) -> Cast:
    """Return the cast of a sheet of one column."""
    return cast_sheet(sheet({column: cells}, source), source)


def facts(done: Cast, column: str) -> list[object]:
    """Return a column of facts as plain values, None where nothing is known."""
    column_of = done.rows[column]
    return column_of.astype(object).where(column_of.notna(), None).tolist()


def rules(done: Cast) -> list[tuple[str, str]]:
    """Return each finding's cell and rule."""
    return [(finding.cell, finding.rule) for finding in done.findings]
