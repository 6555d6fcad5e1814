"""From frames to rows that mean the same to every database: text, whole numbers, numbers, truth values and null.

What a frame leaves to its library is settled here, once: NaN, NA and NaT are null and never the text 'NaN'; a whole
number that came as a float is whole; a day is `2026-10-31`; a negative zero is zero. A value that does not fit its
column is refused by name. The rows of one table are equal if and only if the figures are, so that a hash may be taken.
"""

import datetime as dt
import itertools
import operator
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import BigInteger, Boolean, Column, Connection, Date, Double, Table, Text
from sqlalchemy.exc import DBAPIError

from thugom.renderings.tables import Instant
from thugom.store.errors import StoreError
from thugom.store.texts import Columns, copy_lines

Row = tuple[Any, ...]
"""One row in the order of its table's columns: str, int, float, bool or None."""

Values = np.ndarray[Any, np.dtype[Any]]
"""A column's values, of its own type or as objects."""

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_CHUNK = 10_000
_FEW = 100
"""So few rows that COPY is not worth its two more turns to the server."""
_REMEDY = "This is an error of the program, not of the data: please report it."


def rows_of(table: Table, frame: pd.DataFrame) -> list[Row]:
    """Return the frame's rows in the order of the table's columns, each value as its column's type keeps it.

    Raises:
        StoreError: a column is missing or not declared, holds what its type does not, or lacks a required value.
    """
    return list(zip(*columns_of(table, frame), strict=True))


def columns_of(table: Table, frame: pd.DataFrame) -> list[list[Any]]:
    """Return the values of each of the table's columns, as `rows_of`."""
    undeclared = [str(name) for name in frame.columns if name not in table.c]
    if undeclared:
        problem = f"The figures have columns that the table does not: {', '.join(undeclared)}"
        raise StoreError(f"table {table.name}", problem, _REMEDY)
    return [_values(table, column, frame) for column in table.columns]


def in_order_of_key(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame's rows sorted by the table's key: by code points, whatever the database's collation.

    Raises:
        StoreError: two rows have one key; a column of the key does not fit its type.
    """
    keys = list(zip(*(_values(table, column, frame) for column in table.primary_key.columns), strict=True))
    order = sorted(range(len(keys)), key=keys.__getitem__)
    _refuse_twins(table, [keys[place] for place in order])
    return frame if order == list(range(len(keys))) else frame.take(order)


def sorted_by_key(table: Table, rows: list[Row]) -> list[Row]:
    """Return the rows sorted by the table's key: by code points, whatever the database's collation.

    Raises:
        StoreError: two rows have one key.
    """
    names = [column.name for column in table.primary_key.columns]
    key_of = operator.itemgetter(*map(list(table.c.keys()).index, names))
    ordered = sorted(rows, key=key_of)
    keys = map(key_of, ordered)
    _refuse_twins(table, list(keys) if len(names) > 1 else [(key,) for key in keys])
    return ordered


def _refuse_twins(table: Table, keys: list[Row]) -> None:
    """Refuse rows of which two have one key; `keys` are sorted."""
    twice = next(itertools.compress(keys, map(operator.eq, keys, keys[1:])), None)
    if twice is not None:
        key = dict(zip((column.name for column in table.primary_key.columns), twice, strict=True))
        raise StoreError(f"table {table.name}", f"Two rows have the same key {key}", _REMEDY)


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Append rows, as `rows_of` gives them, by the driver's own bulk load; many, by COPY where there is one."""
    if connection.dialect.name == "postgresql" and len(rows) > _FEW:
        insert_columns(connection, table, list(zip(*rows, strict=True)))
        return
    # A list of tuples, because SQLAlchemy's own insert costs four times as much per row.
    if rows:
        connection.exec_driver_sql(_insertion(connection, table), list(rows))


def insert_columns(connection: Connection, table: Table, columns: Columns, otherwise: str = "") -> None:
    """Append rows, as `columns_of` gives them, by COPY where there is one.

    Args:
        connection: in a transaction.
        table: where to.
        columns: in the order of the table's.
        otherwise: what SQLite does with a row whose key is there, as its `ON CONFLICT` says it; else that is an error.
    """
    if connection.dialect.name == "postgresql":
        _copy_in(connection, f"COPY {_into(connection, table)} FROM STDIN", columns)
        return
    statement = _insertion(connection, table) + otherwise
    rows = zip(*columns, strict=True)
    while some := list(itertools.islice(rows, _CHUNK)):
        connection.exec_driver_sql(statement, some)


def _insertion(connection: Connection, table: Table) -> str:
    """Return the driver's statement that appends a row."""
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    marks = ", ".join([mark] * len(table.columns))
    return f"INSERT INTO {_into(connection, table)} VALUES ({marks})"  # noqa: S608 - names are the contract's


def _into(connection: Connection, table: Table) -> str:
    """Return a table and its columns as a statement writes them."""
    preparer = connection.dialect.identifier_preparer
    columns = ", ".join(preparer.format_column(column) for column in table.columns)
    return f"{preparer.format_table(table)} ({columns})"


def _copy_in(connection: Connection, statement: str, columns: Columns) -> None:
    """Append rows by COPY: several times as fast as INSERT, in whatever transaction the connection is in.

    What is sent is text, written here: value by value the driver takes twice as long.
    """
    driver: Any = connection.connection.driver_connection
    refusals = connection.dialect.loaded_dbapi.Error
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for lines in copy_lines(columns):
                copy.write(lines)
    except refusals as error:
        # SQLAlchemy does not see this statement; it fails as any other does.
        raise DBAPIError(statement, None, error) from error


def _values(table: Table, column: Column[Any], frame: pd.DataFrame) -> list[Any]:
    """Return one column's values, in the frame's order."""
    place = f"table {table.name}, column {column.name}"
    if column.name not in frame.columns:
        if not column.info.get("optional"):
            raise StoreError(place, "The figures lack this column", _REMEDY)
        return [None] * len(frame)
    series = frame[column.name]
    try:
        values = _converter(column)(series)
    except (ValueError, TypeError) as error:
        raise StoreError(place, f"The figures do not fit its type: {error}", _REMEDY) from error
    missing = series.isna().to_numpy()
    if missing.any():
        if not column.nullable:
            raise StoreError(place, f"A value is required; row {int(missing.argmax()) + 1} has none", _REMEDY)
        values = values.astype(object)
        values[missing] = None
    given: list[Any] = values.tolist()
    return given


def _converter(column: Column[Any]) -> Callable[[pd.Series], Values]:
    """Return what turns a series into values of the column's type; what it gives for a null does not matter."""
    kinds: list[tuple[type, Callable[[pd.Series], Values]]] = [
        (Instant, _instants),
        (Text, _texts),
        (BigInteger, _whole_numbers),
        (Double, _numbers),
        (Boolean, _truths),
        (Date, _days),
    ]
    return next(convert for kind, convert in kinds if isinstance(column.type, kind))


def _texts(series: pd.Series) -> Values:
    """Return text; of a text that no database can hold, such as a broken file name, what can be held."""
    coded = isinstance(series.dtype, pd.CategoricalDtype)
    texts: Values = (series.astype(object) if coded else series).fillna("").astype(object).to_numpy()
    values = texts.tolist()
    if not isinstance(series.dtype, pd.StringDtype):
        wrong = next((value for value in values if not isinstance(value, str)), None)
        if wrong is not None:
            raise TypeError(f"{wrong!r} is {type(wrong).__name__}, text is expected")
    if _can_be_held("".join(values)):
        return texts
    held = [value.encode("utf-8", "replace").decode().replace("\x00", "\ufffd") for value in values]
    return np.array(held, dtype=object)


def _can_be_held(text: str) -> bool:
    """Tell whether every database can hold the text: none takes half a surrogate pair, PostgreSQL no NUL."""
    try:
        return b"\x00" not in text.encode()
    except UnicodeEncodeError:
        return False


def _instants(series: pd.Series) -> Values:
    """Return moments; another form would sort wrongly."""
    for value in series.dropna().unique():
        if not isinstance(value, str) or not _INSTANT.fullmatch(value):
            raise ValueError(f"{value!r} is not a moment like 2026-11-01T18:30:00Z")
    return _texts(series)


def _whole_numbers(series: pd.Series) -> Values:
    """Return whole numbers; a fraction is refused, not cut."""
    _refuse_text(series)
    return series.astype("Int64").to_numpy(dtype="int64", na_value=0)


def _numbers(series: pd.Series) -> Values:
    """Return numbers; infinity is refused, and there is one zero."""
    _refuse_text(series)
    filled = series.fillna(0.0) if series.dtype == object else series
    numbers = filled.to_numpy(dtype="float64", na_value=0.0) + 0.0
    if np.isinf(numbers).any():
        raise ValueError("an infinite number found")
    return numbers


def _refuse_text(series: pd.Series) -> None:
    """Refuse text where numbers belong, which pandas would read as a number where it can."""
    wrong = pd.api.types.is_string_dtype(series.dtype) or series.dtype == object
    text = next((value for value in series.dropna() if isinstance(value, str)), None) if wrong else None
    if text is not None:
        raise TypeError(f"the text {text!r} found, numbers are expected")


def _truths(series: pd.Series) -> Values:
    """Return truth values."""
    return series.astype("boolean").to_numpy(dtype="bool", na_value=False)


def _days(series: pd.Series) -> Values:
    """Return days as ISO 8601; a time of day is refused, not cut."""
    if series.dtype.kind != "M":
        wrong = next((value for value in series.dropna() if not isinstance(value, dt.date)), None)
        if wrong is not None:
            raise TypeError(f"{wrong!r} is {type(wrong).__name__}, a day is expected")
        series = series.astype("datetime64[us]")
    moments = series.to_numpy(dtype="datetime64[us]")
    days = moments.astype("datetime64[D]")
    if ((days != moments) & ~np.isnat(moments)).any():
        raise ValueError("a time of day found, days are expected")
    return np.datetime_as_string(days, unit="D")
