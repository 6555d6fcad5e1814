"""From frames to rows that mean the same to every database."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine, MetaData, Table, select

from tests.unit.store.declared import contract
from thugom.renderings.tables import curated_table
from thugom.store.engine import open_engine, reading, writing
from thugom.store.errors import StoreError
from thugom.store.frames import read_frame
from thugom.store.rows import insert_rows, rows_of, sorted_by_key


def _table(columns: str, key: str = "key") -> Table:
    return curated_table(contract("rate", key, f"key:string {columns}"), MetaData())


def _values(kind: str, series: object) -> list[Any]:
    """Return what a column of this type makes of `series`."""
    values = pd.Series(series)
    frame = pd.DataFrame({"key": [f"k{number}" for number in range(len(values))], "value": values})
    return [value for _, value in rows_of(_table(f"value:{kind}"), frame)]


@pytest.mark.parametrize("dtype", ["str", "object", "category"])
def test_a_missing_text_is_null_and_the_text_nan_is_a_text(dtype: str) -> None:
    """A place called NaN keeps its name, and a missing one never becomes the text 'NaN'."""
    assert _values("string", pd.Series(["NaN", None, np.nan, ""], dtype=dtype)) == ["NaN", None, None, ""]
    assert _values("string", pd.Series(["NaN", None], dtype=dtype)) == ["NaN", None]


@pytest.mark.parametrize(
    "series",
    [
        pd.Series([3, None], dtype="Int64"),
        pd.Series([3.0, np.nan], dtype="float64"),
        pd.Series([3, pd.NA], dtype="object"),
        pd.Series([np.int32(3), None], dtype="object"),
    ],
    ids=["Int64", "float64", "object", "numpy"],
)
def test_whole_numbers_are_whole_whatever_the_frame_made_of_them(series: pd.Series) -> None:
    """A nullable whole number does not come back as a float."""
    values = _values("integer", series)
    assert values == [3, None]
    assert type(values[0]) is int


@pytest.mark.parametrize(
    "series",
    [
        pd.Series([0.5, np.nan, -0.0], dtype="float64"),
        pd.Series([0.5, pd.NA, 0.0], dtype="Float64"),
        pd.Series([np.float64(0.5), None, 0], dtype="object"),
    ],
    ids=["float64", "Float64", "object"],
)
def test_numbers_are_plain_and_there_is_one_zero(series: pd.Series) -> None:
    """NaN and NA are null, and a negative zero is a zero."""
    assert [repr(value) for value in _values("number", series)] == ["0.5", "None", "0.0"]


def test_truth_values_have_three_values() -> None:
    """Unknown is neither true nor false."""
    assert _values("boolean", pd.Series([True, False, None], dtype="boolean")) == [True, False, None]
    assert _values("boolean", pd.Series([np.bool(1), None], dtype="object")) == [True, None]


def test_days_are_iso_text() -> None:
    """A day is the same text from a column of days and from objects."""
    expected = ["2026-10-31", None]
    assert _values("date", pd.Series(["2026-10-31", None], dtype="datetime64[us]")) == expected
    assert _values("date", pd.Series([dt.date(2026, 10, 31), None], dtype="object")) == expected
    assert _values("date", pd.Series([None, None], dtype="object")) == [None, None]


@pytest.mark.parametrize(
    ("kind", "series", "problem"),
    [
        ("integer", [1.5], "cannot safely cast"),
        ("integer", ["7"], "the text '7' found"),
        ("number", ["798,6 +35"], "the text '798,6 \\+35' found"),
        ("number", [np.inf], "an infinite number"),
        ("string", [3273], "3273 is int, text is expected"),
        ("boolean", ["yes"], "Need to pass bool-like values"),
        ("date", ["2026-10-31"], "'2026-10-31' is str, a day is expected"),
        ("date", pd.to_datetime(["2026-10-31 08:00"]), "a time of day"),
        ("datetime", ["2026-11-01 18:30"], "is not a moment like 2026-11-01T18:30:00Z"),
    ],
)
def test_what_does_not_fit_its_column_is_refused_by_name(kind: str, series: object, problem: str) -> None:
    """Nothing is cut, rounded or parsed in silence on its way to the database."""
    with pytest.raises(StoreError, match=rf"table rate, column value\n  The figures do not fit its type: .*{problem}"):
        _values(kind, series)


def test_columns_are_those_of_the_table() -> None:
    """A frame with one column too many or too few is refused by name; an optional one may be absent."""
    table = _table("value:integer")
    with pytest.raises(StoreError, match="columns that the table does not: valeu"):
        rows_of(table, pd.DataFrame({"key": ["a"], "value": [1], "valeu": [1]}))
    with pytest.raises(StoreError, match="column value\n  The figures lack this column"):
        rows_of(table, pd.DataFrame({"key": ["a"]}))
    table.c.value.info["optional"] = True
    assert rows_of(table, pd.DataFrame({"key": ["a"]})) == [("a", None)]


def test_a_required_value_that_is_missing_is_named() -> None:
    """The key and what the contract requires take no null."""
    with pytest.raises(StoreError, match="column key\n  A value is required; row 2 has none"):
        rows_of(_table("value:integer"), pd.DataFrame({"key": ["a", None], "value": [1, 2]}))


def test_a_text_that_no_database_can_hold_is_kept_as_far_as_it_goes() -> None:
    """A broken file name or a NUL in a cell does not stop the night."""
    assert _values("string", pd.Series(["th\udce1ng", "a\x00b", "á"], dtype="object")) == ["th?ng", "a\ufffdb", "á"]


def test_an_empty_frame_has_no_rows() -> None:
    """Columns of no type are no obstacle where there is nothing in them."""
    table = _table("a:integer b:number c:boolean d:date e:datetime f:string")
    assert rows_of(table, pd.DataFrame(columns=table.columns.keys())) == []


def test_rows_sort_by_code_points_in_the_order_of_the_key() -> None:
    """Đ sorts after Z and small letters after capitals, in every database the same."""
    table = _table("period:string", key="period key")
    rows = [("đ", "1"), ("Đ", "1"), ("d", "1"), ("Z", "1"), ("a", "0")]
    assert sorted_by_key(table, rows) == [("a", "0"), ("Z", "1"), ("d", "1"), ("Đ", "1"), ("đ", "1")]


def test_two_rows_of_one_key_are_refused_by_name() -> None:
    """Which of two rows is right is not the database's to choose."""
    with pytest.raises(StoreError, match=r"table rate\n  Two rows have the same key \{'key': 'a'\}"):
        sorted_by_key(_table("value:integer"), [("a", 1), ("b", 2), ("a", 3)])


def test_many_rows_are_loaded_as_few_are(database: str) -> None:
    """Beyond a hundred rows PostgreSQL takes them by COPY, to which tabs, backslashes and the text NaN are texts."""
    table = curated_table(contract("mixed", "key", "key:string text:string n:integer x:number on:date"), MetaData())
    texts = ["a\tb", "a\\b", "\\N", "NaN", "", "NULL", 'a"b', "a\r\nb", None, "Nậm Hàng"]
    rows = [
        (f"{number:04d}", texts[number % 10], number or None, number / 3 if number % 7 else None, "2026-10-31")
        for number in range(500)
    ]
    with writing(open_engine(database)) as connection:
        table.create(connection)
        insert_rows(connection, table, rows[:3])
        insert_rows(connection, table, rows[3:])
        loaded = read_frame(connection, select(table))
    assert sorted_by_key(table, rows_of(table, loaded)) == rows


def test_a_load_that_the_database_refuses_is_told_like_any_other(database: str) -> None:
    """A row that is there already is refused by name, and nothing of the load is kept."""
    table = curated_table(contract("mixed", "key", "key:string"), MetaData())
    engine = open_engine(database)
    with writing(engine) as connection:
        table.create(connection)
    twice = [*((f"{number}",) for number in range(200)), ("0",)]
    with pytest.raises(StoreError, match=r"The database refused: .*(UNIQUE|unique) constraint"):
        _load(engine, table, twice)
    with reading(engine) as connection:
        assert connection.execute(select(table)).first() is None


def _load(engine: Engine, table: Table, rows: list[tuple[str]]) -> None:
    """Append rows in a transaction of their own."""
    with writing(engine) as connection:
        insert_rows(connection, table, rows)
