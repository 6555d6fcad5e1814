"""Frames as text tables, so that a test's data stands in the test."""

import re
from typing import Any

import pandas as pd

NULL = "."
Answer = bool | None
"""Yes, no, or unknown."""
TEXT = {
    *("unit_id", "unit_code", "former_unit_code", "period", "settlement"),
    *("facility_code", "method", "stream", "reported_by", "file_sha256", "sheet"),
}
"""Columns that are text even where every cell looks like a number, or is null."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WHOLE = re.compile(r"-?\d+")


def frame(table: str) -> pd.DataFrame:
    """Return a text table as a frame in the types that measures take.

    The first line names the columns, cells are blank separated, `.` is null, `#` begins a comment.
    Whole numbers are `Int64`, `yes` and `no` booleans, days datetime64[us], everything else text.

    >>> frame('''
    ...     unit_id  collected_kg
    ...     A        100
    ...     B        .             # silent
    ... ''')["collected_kg"].tolist()
    [100, <NA>]
    """
    lines = [line.partition("#")[0].split() for line in table.splitlines()]
    names, *rows = [line for line in lines if line]
    columns = dict(zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True))
    return pd.DataFrame({name: _column(name, list(cells)) for name, cells in columns.items()})


def _column(name: str, cells: list[str]) -> pd.Series:
    """Return one column in the type that its name and its cells ask for."""
    values = [None if cell == NULL else cell for cell in cells]
    known = [value for value in values if value is not None]
    if name.endswith("_on") or name in {"valid_from", "valid_to"}:
        return pd.to_datetime(pd.Series(values, dtype="str")).astype("datetime64[us]")
    if known and all(value in {"yes", "no"} for value in known):
        answers = [None if value is None else value == "yes" for value in values]
        return pd.Series(answers, dtype="bool" if len(known) == len(values) else "boolean")
    if name not in TEXT and all(_WHOLE.fullmatch(value) for value in known):
        return pd.Series([None if value is None else int(value) for value in values], dtype="Int64")
    return pd.Series(values, dtype="str")


def answers(series: pd.Series) -> list[Answer]:
    """Return three-valued answers as True, False and None."""
    return [None if pd.isna(value) else bool(value) for value in series]


def numbers(series: pd.Series) -> list[int | None]:
    """Return whole numbers, None where unknown."""
    return [None if pd.isna(value) else int(value) for value in series]


def rates(series: pd.Series) -> list[float | None]:
    """Return rates, None where unknown."""
    return [None if pd.isna(value) else float(value) for value in series]


def records(rows: pd.DataFrame, *keys: str) -> dict[tuple[str, ...], dict[str, Any]]:
    """Return each row by its keys, null as None."""
    plain = rows.astype(object)
    listed = plain.where(plain.notna(), None).to_dict("records")
    return {tuple(row[key] for key in keys): {str(name): value for name, value in row.items()} for row in listed}
