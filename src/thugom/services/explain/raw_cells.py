"""The cells behind a figure: their addresses, and what stands there in the archived originals."""

import json
from collections.abc import Collection, Hashable, Mapping
from typing import Any

import pandas as pd

from thugom.services.explain.evidence import PLACE
from thugom.services.explain.indicators import Indicator
from thugom.services.explain.opening import Published
from thugom.services.originals import Originals
from thugom.settings import Settings
from thugom.sources import Sheet, read_report
from thugom.sources.cells import shown
from thugom.store import load_sheets

CELLS = ["report", *PLACE, "column", "title_vi", "title_en", "cell", "raw", "fact"]
IDENTITY = {
    "collection": ("unit_code", "period", "settlement", "former_unit_code"),
    "treatment": ("unit_code", "period", "settlement", "facility_code", "method", "stream", "reported_by"),
}
"""The columns that say what a row speaks of."""
BY_NAME = {"unit_code": "unit_name", "former_unit_code": "former_unit_name"}
"""Codes that a report may leave out, and where it has the name that stands for them."""
TREATED = ("treated_t",)


def raw_cells(published: Published, rows: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Return the cells of these rows that the figure rests on: their address, and what stands there.

    Args:
        published: the publication.
        rows: what `report_rows` returns, or some of it.
        indicator: what the figure rests on.

    Returns:
        `CELLS`: one row per report row and column that stands in the file; `cell` is its address
        (of a heading above the table where the form has it there), `raw` the text found there in
        the archived original (null where that is missing), `fact` what it was read as. Where a report has names
        and no codes, the cell of a code is that of the name.
    """
    if rows.empty:
        return pd.DataFrame(columns=CELLS, dtype="str")
    places = _addresses(published, rows["file_sha256"].unique())
    measures = {"collection": indicator.columns, "treatment": TREATED}
    found: list[tuple[object, ...]] = []
    for (sha256, path), of_file in rows.groupby(["file_sha256", "file_path"], sort=False):
        sheets = _sheets(published, str(sha256), str(path))
        for row in of_file.to_dict("records"):
            report, name, number = str(row["report"]), str(row["sheet"]), int(row["row_number"])
            at = places.get((str(sha256), name, report), {})
            fields = published.contracts.reports[report]
            for column in (*IDENTITY[report], *measures[report]):
                written = column if at.get(column) else BY_NAME.get(column, "")
                if not at.get(written):
                    continue
                address = at[written] if at[written][-1].isdigit() else f"{at[written]}{number}"
                raw = _raw(sheets.get((name, report)), written, number)
                title = fields.field(column).title
                found.append(
                    (report, sha256, name, number, column, title.vi, title.en, address, raw, _fact(row, column))
                )
    return pd.DataFrame(found, columns=CELLS)


def _addresses(published: Published, hashes: Collection[str]) -> dict[tuple[str, str, str], dict[str, str]]:
    """Return where the columns of each sheet stand, as they stood when it was judged."""
    sheets = load_sheets(published.store, published.journal["rules_version"])
    sheets = sheets[sheets["file_sha256"].isin(hashes)]
    keys = sheets[["file_sha256", "sheet", "report"]].itertuples(index=False, name=None)
    return {key: json.loads(text) for key, text in zip(keys, sheets["columns_json"], strict=True)}


def _sheets(published: Published, sha256: str, path: str) -> dict[tuple[str, str], Sheet]:
    """Return the sheets of an archived original; none where it is gone."""
    original = Originals.of(published.home, Settings()).find(sha256)
    if original is None:
        return {}
    reports = published.contracts.reports
    read = read_report(original, path, published.source_maps, reports, max_bytes=published.max_bytes)
    return {(sheet.sheet, sheet.report): sheet for sheet in read.sheets}


def _raw(sheet: Sheet | None, column: str, row_number: int) -> str | None:
    """Return what stands in a cell, as text."""
    if sheet is None or (column not in sheet.headings and row_number not in sheet.cells.index):
        return None
    if column in sheet.headings:
        return sheet.headings[column]
    return shown(sheet.cells[column].get(row_number)) if column in sheet.cells.columns else None


def _fact(row: Mapping[Hashable, Any], column: str) -> str:
    """Return what a cell was read as: text, or whole kilograms of what is written in tonnes."""
    name = f"{column.removesuffix('_t')}_kg" if column.endswith("_t") else column
    value = row.get(name)
    return "" if value is None or pd.isna(value) else str(value)
