"""Merging a table with the rows that are to stand in it."""

from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, MetaData, Table

from tests.unit.store.declared import contract
from thugom.contracts import Contracts, load_contracts
from thugom.renderings.tables import curated_table
from thugom.store import open_engine, prepare, reading, writing
from thugom.store.merging import Changes, merge, stage, unstage
from thugom.store.rows import Row
from thugom.store.schema import remake

TABLE = curated_table(contract("told", "of sure n", "of:date sure:boolean n:integer said:string x:number"), MetaData())
KEYS_ALONE = curated_table(contract("kept", "key", "key:string"), MetaData())

KEYS = st.tuples(st.sampled_from(["2026-10-31", "2026-11-30"]), st.booleans(), st.integers(0, 2))
VALUES = st.tuples(st.sampled_from([None, "", "Đ"]), st.sampled_from([None, 0.0, 0.5]))
NIGHTS = st.lists(st.dictionaries(KEYS, VALUES), min_size=1, max_size=4)


@contextmanager
def _made(database: str, table: Table) -> Iterator[Engine]:
    """Give a store with an empty table, and remove it afterwards."""
    engine = open_engine(database)
    with writing(engine) as connection:
        table.create(connection)
    yield engine
    with writing(engine) as connection:
        table.drop(connection)


def _merge(connection: Connection, table: Table, rows: list[Row]) -> Changes:
    """Stage, merge and clear up."""
    columns = list(zip(*sorted(rows), strict=True)) or [()] * len(table.columns)
    stage(connection, table, columns)
    changes = merge(connection, table, columns)
    unstage(connection, [table])
    return changes


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(nights=NIGHTS)
def test_what_is_merged_stands_and_what_changed_is_counted(
    nights: list[dict[tuple[str, bool, int], tuple[str | None, float | None]]], database: str
) -> None:
    """Whatever stood before, the rows are those of the last night; rows that came, went and differ are told apart."""
    with _made(database, TABLE) as engine:
        before: dict[tuple[str, bool, int], tuple[str | None, float | None]] = {}
        for night in nights:
            with writing(engine) as connection:
                changes = _merge(connection, TABLE, [(*key, *values) for key, values in night.items()])
                found = connection.execute(TABLE.select()).all()
            assert {(row[0].isoformat(), *row[1:]) for row in found} == {(*key, *night[key]) for key in night}
            differ = sum(night[key] != before[key] for key in night.keys() & before.keys())
            assert changes == Changes(len(night.keys() - before.keys()), differ, len(before.keys() - night.keys()))
            before = night


def test_a_table_of_keys_alone_is_merged_too(database: str) -> None:
    """Where nothing can differ, rows only come and go."""
    with _made(database, KEYS_ALONE) as engine, writing(engine) as connection:
        assert _merge(connection, KEYS_ALONE, [("a",), ("b",)]) == Changes(2, 0, 0)
        assert _merge(connection, KEYS_ALONE, [("b",), ("c",)]) == Changes(1, 0, 1)
        assert _merge(connection, KEYS_ALONE, []) == Changes(0, 0, 2)


def test_a_server_leaves_room_for_the_changes_of_a_night(postgresql: str) -> None:
    """Half of each page of figures is kept free, also where a table was given another shape; journals never change."""
    engine = open_engine(postgresql)
    journal = {"publication": load_contracts().curated["publication"]}
    prepare(engine, Contracts({}, {}, {"rate": contract("rate", "key", "key:string"), **journal}))
    assert _filling(engine, "rate") == ["fillfactor=50"]
    assert _filling(engine, "publication") is None
    with writing(engine) as connection:
        connection.exec_driver_sql("ALTER TABLE curated.rate RESET (fillfactor)")
        remake(connection, [curated_table(contract("rate", "key", "key:string n:integer"), MetaData())])
    assert _filling(engine, "rate") == ["fillfactor=50"]


def _filling(engine: Engine, name: str) -> list[str] | None:
    """Return how a server fills the pages of a table, where it was told."""
    with reading(engine) as connection:
        statement = f"SELECT reloptions FROM pg_class WHERE relname = '{name}'"  # noqa: S608 - this test's own names
        found: list[str] | None = connection.exec_driver_sql(statement).scalar_one()
    return found
