"""From the database to frames whose types are stated, not guessed from what came back."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import BigInteger, Boolean, Connection, Date, Double, Select
from sqlalchemy.types import TypeEngine


def read_frame(connection: Connection, statement: Select[Any]) -> pd.DataFrame:
    """Return the rows that `statement` selects.

    Text is `str`, whole numbers `Int64`, numbers `float64`, truth values `boolean`, days `datetime64[us]`: also where
    a column is empty or null throughout.
    """
    kinds = {column.name: column.type for column in statement.selected_columns}
    with connection.execute(statement) as result:
        # Plain tuples from the driver, typed by column below: row by row SQLAlchemy takes three times as long.
        rows = result.cursor.fetchall()
    columns: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(kinds)
    typed = {name: _typed(kind)(values) for (name, kind), values in zip(kinds.items(), columns, strict=True)}
    return pd.DataFrame(typed, index=pd.RangeIndex(len(rows)))


def _typed(kind: TypeEngine[Any]) -> Callable[[Sequence[Any]], Any]:
    """Return what makes a column of values of this type, as SQLite and PostgreSQL give them."""
    if isinstance(kind, BigInteger):
        return lambda values: pd.array(list(values), dtype="Int64")
    if isinstance(kind, Boolean):
        return lambda values: pd.Series(values, dtype=object).astype("boolean").array
    if isinstance(kind, Double):
        return lambda values: np.array(values, dtype="float64")
    if isinstance(kind, Date):
        return lambda values: np.array(values, dtype="datetime64[D]").astype("datetime64[us]")
    return lambda values: pd.array(list(values), dtype="str")
