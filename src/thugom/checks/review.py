"""The review: what is found among the rows that stand, said at the place that each of them stands in."""

import json
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from thugom.checks.findings import COLUMNS, quoted_value, worded
from thugom.checks.judge import ROW, failing_rows
from thugom.checks.verdict import quoted
from thugom.contracts import Check, Contract, Finding

PLACED = [*COLUMNS, "file_path", "arrived_at"]
_SHEET = ["file_sha256", "sheet"]


def review_findings(rows: pd.DataFrame, contract: Contract, sheets: pd.DataFrame) -> pd.DataFrame:
    """Return one finding for each rule that a row breaks.

    Args:
        rows: rows that stand, as measured for the review, with the place they stand in and unique index.
        contract: the review.
        sheets: file_sha256, sheet, report, columns_json: where each column of a sheet stands.

    Returns:
        The columns of the finding table, with file_path and arrived_at of the row's file.

    Raises:
        JudgementError: a rule could not be judged.
    """
    names = [field.fact_name for field in contract.fields]
    failures = failing_rows(contract, rows[names])
    checks = {check.id: check for check in contract.checks}
    records = _with_columns(rows.loc[failures[ROW].unique()], contract, sheets).to_dict("index")
    found = [
        _row(checks[rule_id], records[label], contract)
        for rule_id, label in failures.itertuples(index=False, name=None)
    ]
    return pd.DataFrame(found, columns=PLACED)


def _with_columns(rows: pd.DataFrame, contract: Contract, sheets: pd.DataFrame) -> pd.DataFrame:
    """Add where the columns of each row's sheet stand."""
    own = sheets.loc[sheets["report"] == contract.name, [*_SHEET, "columns_json"]]
    return rows.merge(own, on=_SHEET, how="left").set_axis(rows.index)


def _row(check: Check, record: Mapping[Hashable, Any], contract: Contract) -> tuple[object, ...]:
    """Return one failure as a row of the finding table, with its file's path and arrival."""
    sheet, number = str(record["sheet"]), int(record["row_number"])
    values = quoted(record, contract)
    value, cell = values.get(check.column, ""), _address(record["columns_json"], check.column, number)
    name = check.id.rpartition(".")[2]
    place = str(record["file_path"]), sheet, number, check.column, cell, value
    finding = Finding(name, check.severity, contract.name, *place, values)
    return (
        record["file_sha256"],
        sheet,
        number,
        check.column,
        cell,
        quoted_value(finding, contract),
        check.id,
        check.severity,
        *worded(finding, check.message, contract),
        contract.name,
        *(record[name] for name in ("unit_id", "period", "settlement", "file_path", "arrived_at")),
    )


def _address(columns_json: object, column: str, row_number: int) -> str:
    """Return the address of a column's cell in a row; "" where nobody knows where it stands.

    >>> _address('{"collected_t": "F", "period": "A2"}', "collected_t", 14)
    'F14'
    >>> _address('{"collected_t": "F", "period": "A2"}', "period", 14)
    'A2'
    """
    place = str(json.loads(columns_json).get(column, "")) if isinstance(columns_json, str) else ""
    return place if not place or place[-1].isdigit() else f"{place}{row_number}"
