"""From the database to frames whose types are stated."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, MetaData, select

from tests.unit.store.declared import contract
from thugom.renderings.tables import curated_table
from thugom.store import open_engine, reading, writing
from thugom.store.frames import read_frame
from thugom.store.rows import insert_rows, rows_of, sorted_by_key

TABLE = curated_table(
    contract("mixed", "key", "key:string n:integer rate:number covered:boolean day:date seen_at:datetime"), MetaData()
)
TYPES = {
    "key": "str",
    "n": "Int64",
    "rate": "float64",
    "covered": "boolean",
    "day": "datetime64[us]",
    "seen_at": "str",
}
ROWS = st.lists(
    st.tuples(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
        st.none() | st.integers(-(2**63), 2**63 - 1),
        st.none() | st.floats(allow_nan=False, allow_infinity=False).map(lambda value: value + 0.0),
        st.none() | st.booleans(),
        st.none() | st.dates().map(lambda day: day.isoformat()),
        st.none() | st.just("2026-11-01T18:30:00Z"),
    ),
    unique_by=lambda row: row[0],
    max_size=5,
)


@pytest.fixture
def engine(database: str) -> Engine:
    """A database with the empty table."""
    engine = open_engine(database)
    with writing(engine) as connection:
        TABLE.create(connection)
    return engine


@given(rows=ROWS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_what_is_read(engine: Engine, rows: list[tuple[object, ...]]) -> None:
    """Every value comes back as it was, in a column of the stated type, whatever is null."""
    with writing(engine) as connection:
        connection.execute(TABLE.delete())
        insert_rows(connection, TABLE, rows)
    with reading(engine) as connection:
        frame = read_frame(connection, select(TABLE))
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == TYPES
    assert sorted_by_key(TABLE, rows_of(TABLE, frame)) == sorted_by_key(TABLE, rows)


def test_a_table_without_rows_has_its_types(engine: Engine) -> None:
    """An empty night cannot change what a column is."""
    with reading(engine) as connection:
        frame = read_frame(connection, select(TABLE).where(TABLE.c.n == -1, TABLE.c.key == "none"))
    assert frame.empty
    assert frame.dtypes.astype("str").to_dict() == TYPES
    assert isinstance(frame.index, pd.RangeIndex)
