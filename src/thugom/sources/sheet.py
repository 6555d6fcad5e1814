"""A sheet: the rows of one report in one table of one file, as they were written, each cell with its place."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from thugom.contracts import Finding, IntakeRule, load_intake_rules
from thugom.sources.cells import Grid


@dataclass(frozen=True, eq=False)
class Sheet:
    """One report as it stands in one table of a file.

    Attributes:
        file: path below `data/raw`, POSIX, NFC.
        sheet: the worksheet's name; "" for a CSV file. Where figures stand side by side, each value of
            the headers makes a sheet of its own, called as `part_name` says.
        report: the name of the report's contract.
        source: the name of the source map, or "canonical".
        period_kind: the smallest period the source speaks of.
        columns: the report's column -> its letter, or the whole address ("B3") of a heading's cell.
        cells: one row per received row, index is the 1-based row number in the file, columns are
            the report's and the map's auxiliary ones; cells as they were written (object, blank is
            None). What a heading says stands in every row, in ISO form; constants do too.
        totals: the same for the total rows.
        headings: what the heading cells say, as it stands.
        units: the units that stand in the headers of columns, by column.
        delimiter: what stands between two cells of a CSV file; "" for a workbook.
        heads: the rows of `totals` that stand above the rows they sum.
    """

    file: str
    sheet: str
    report: str
    source: str
    period_kind: Literal["month", "year"]
    columns: Mapping[str, str]
    cells: pd.DataFrame
    totals: pd.DataFrame
    headings: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    delimiter: str = ""
    heads: frozenset[int] = frozenset()

    def address(self, column: str, row_number: int) -> str:
        """Return the address of a column's cell in a row; "" where the column is not in the file."""
        place = self.columns.get(column, "")
        return place if not place or place[-1].isdigit() else f"{place}{row_number}"


@dataclass(frozen=True, eq=False)
class Reading:
    """What a file holds: its recognised tables, what could not be read, and every table as it stands."""

    sheets: list[Sheet]
    findings: list[Finding]
    grids: Sequence[Grid] = ()


def part_name(worksheet: str, value: str) -> str:
    """Return what the part of a worksheet is called that speaks of one value; no worksheet's own name has brackets.

    >>> part_name("Biểu 2", "composting"), worksheet_of("Biểu 2[composting]"), worksheet_of("Biểu 2")
    ('Biểu 2[composting]', 'Biểu 2', 'Biểu 2')
    """
    return f"{worksheet}[{value}]"


def worksheet_of(sheet: str) -> str:
    """Return the name of the worksheet that a sheet, or a part of one, stands on."""
    return sheet.partition("[")[0]


@functools.cache
def intake_rules() -> Mapping[str, IntakeRule]:
    """Return the rules of reading and casting, read once."""
    return load_intake_rules()


def file_finding(rule: str, file: str, sheet: str = "", values: Mapping[str, str] | None = None) -> Finding:
    """Return a finding that concerns a whole file or sheet."""
    return Finding(rule, intake_rules()[rule].severity, "", file, sheet, values=values or {})
