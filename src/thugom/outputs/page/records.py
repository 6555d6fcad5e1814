"""Rows of tables as plain values: None where nothing is known."""

from typing import Any

import pandas as pd

from thugom.outputs.page.tongue import is_unknown

Row = dict[str, Any]


def records(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a frame as dictionaries, None for what is unknown.

    >>> records(pd.DataFrame({"a": [1.5, None], "b": ["x", None]}))
    [{'a': 1.5, 'b': 'x'}, {'a': None, 'b': None}]
    """
    columns = [_plain(frame[name]) for name in frame.columns]
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def _plain(column: pd.Series) -> list[Any]:
    """Return a column's values, None for what is unknown."""
    values = column.tolist()
    if not column.isna().any():
        return values
    return [None if is_unknown(value) else value for value in values]
