"""From an older release's database, with what is in it, to this one's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, inspect, text

from thugom.contracts import load_contracts
from thugom.store import load_findings, load_publications
from thugom.store.engine import open_engine, reading, writing
from thugom.store.errors import StoreError
from thugom.store.migrations import migrate, newest, revision_of
from thugom.store.places import CURATED, LEDGER
from thugom.store.schema import bring_up, keep_up, kept_tables, prepare, upgrade

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Engine

CONTRACTS = load_contracts()
RELEASES = Path(__file__).with_name("releases")
AT = "2026-11-02T01:00:00Z"
ROWS = {
    "file": {"sha256": "aa", "file_path": "a.xlsx", "size_bytes": 9, "arrived_at": AT, "arrival_basis": "observed"},
    "judgement": {
        "rules_version": "r1",
        "file_sha256": "aa",
        "rows_received": 1,
        "rows_accepted": 1,
        "rows_refused": 0,
    },
    "finding": dict.fromkeys(("sheet", "column_name", "cell", "value"), "")
    | {"rules_version": "r1", "file_sha256": "aa", "row_number": 0, "rule_id": "file.format", "severity": "error"}
    | {"message_vi": "x", "message_en": "x", "table_name": "file"},
    "fact_collection": {"rules_version": "r1", "file_sha256": "aa", "sheet": "1", "row_number": 2, "accepted": True}
    | {"known_from": AT, "unit_id": "03388@2025-07-01", "collected_kg": 833_600},
    "publication": dict.fromkeys(("run_id", "figures_hash", "code_version", "rules_version"), "1")
    | dict.fromkeys(("policy_version", "register_version"), "1")
    | {"publication_id": "p1", "published_at": AT, "as_of": "2026-11-02", "table_hashes": "{}", "synthetic": False},
    "target": dict.fromkeys(("indicator", "settlement", "due", "headline", "title_vi", "title_en", "source"), "x")
    | {"target_id": "t1", "target": 0.95, "policy_version": "1"},
}


@pytest.fixture
def old(database: str) -> Engine:
    """Return a database of release 0.1.0 with rows in it."""
    engine = open_engine(database)
    script = (RELEASES / f"0.1.0.{engine.dialect.name}.sql").read_text(encoding="utf-8")
    with writing(engine) as connection:
        for statement in script.split(";\n"):
            if "CREATE" in statement:
                connection.exec_driver_sql(statement)
        for table, row in ROWS.items():
            names = ", ".join(row)
            marks = ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)  # noqa: S608 - as above
    return engine


def _rows(connection: Connection, table: str, names: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the rows of a table, days as text."""
    found = connection.execute(text(f"SELECT {', '.join(names)} FROM {table}"))  # noqa: S608 - as above
    return [
        tuple(str(value) if name == "as_of" else value for name, value in zip(names, row, strict=True)) for row in found
    ]


def _held(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of release 0.1.0 as they stand."""
    with reading(engine) as connection:
        return {table: _rows(connection, table, list(row)) for table, row in ROWS.items()}


def test_a_database_of_the_first_release_comes_to_this_one_with_all_that_is_in_it(old: Engine) -> None:
    """Nothing is lost, and what is wrong with a whole file is still told to whoever sent it."""
    before = _held(old)
    assert upgrade(old, CONTRACTS) == ("0001", newest())
    assert _held(old) == before
    assert load_findings(old, "r1", None)["file_path"].tolist() == ["a.xlsx"]
    assert [row["publication_id"] for row in load_publications(old)] == ["p1"]
    with reading(old) as connection:
        assert revision_of(connection) == newest()
    assert upgrade(old, CONTRACTS) == (newest(), newest())


def test_the_steps_alone_make_every_table_and_column_that_is_kept(old: Engine) -> None:
    """A release that declares a column in ledger, facts or journals brings the step that adds it."""
    with writing(old) as connection:
        migrate(connection)
        made: list[str] = []
        event.listen(connection, "before_cursor_execute", lambda *call: made.append(call[2]))
        keep_up(connection, [*kept_tables(CONTRACTS), *kept_tables(CONTRACTS, journals=True)])
    assert [statement for statement in made if statement.lstrip().startswith(("CREATE", "ALTER"))] == []


def test_an_upgraded_database_has_the_shape_of_a_new_one(old: Engine, new_database: Any) -> None:  # noqa: ANN401
    """Tables, columns, types, keys and indices are those that a new home gets, and lie where they do there."""
    new = open_engine(new_database())
    prepare(new, CONTRACTS)
    upgrade(old, CONTRACTS)
    assert _shape(old) == _shape(new)


def _shape(engine: Engine) -> dict[str, object]:
    """Return what every table is made of."""
    inspector = inspect(engine)
    schemas = [CURATED, LEDGER] if engine.dialect.name == "postgresql" else [None]
    shape: dict[str, object] = {}
    for schema in schemas:
        for table in inspector.get_table_names(schema):
            columns = {
                (column["name"], str(column["type"]), column["nullable"], column.get("comment"))
                for column in inspector.get_columns(table, schema)
            }
            key = inspector.get_pk_constraint(table, schema)["constrained_columns"]
            indices = sorted(str(index["name"]) for index in inspector.get_indexes(table, schema))
            shape[f"{schema}.{table}"] = (columns, key, indices)
    return shape


def test_a_step_that_fails_leaves_the_old_database_and_the_next_try_goes_through(old: Engine) -> None:
    """Half an upgrade is none: tables, rows and revision are those of before, on both databases."""
    before, shape = _held(old), set(inspect(old).get_table_names())

    def fail(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "CREATE TABLE" in statement and "notice" in statement:
            raise RuntimeError("pulled the plug")

    event.listen(old, "before_cursor_execute", fail)
    with pytest.raises(RuntimeError, match="pulled the plug"):
        upgrade(old, CONTRACTS)
    event.remove(old, "before_cursor_execute", fail)
    assert _held(old) == before
    assert set(inspect(old).get_table_names()) == shape
    assert upgrade(old, CONTRACTS) == ("0001", newest())
    assert _held(old) == before


def test_a_view_of_an_analyst_and_who_may_read_it_stand_after_an_upgrade(old: Engine) -> None:
    """What somebody built on a table of the first release is there in this one, with its rows and its grants."""
    with writing(old) as connection:
        connection.exec_driver_sql("CREATE VIEW mine AS SELECT target_id, target FROM target")
        if old.dialect.name == "postgresql":
            connection.exec_driver_sql("GRANT SELECT ON mine TO PUBLIC")
    upgrade(old, CONTRACTS)
    with reading(old) as connection:
        assert [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM mine")] == [("t1", 0.95)]
        if old.dialect.name == "postgresql":
            held = "SELECT has_table_privilege('public', 'mine'::regclass, 'SELECT')"
            assert connection.exec_driver_sql(held).scalar_one()


def test_the_embedded_database_is_brought_up_by_the_night_and_a_server_by_its_administrator(old: Engine) -> None:
    """Whoever uses the default has to know nothing; on a server somebody says when."""
    if old.dialect.name == "sqlite":
        prepare(old, CONTRACTS)
    else:
        with pytest.raises(StoreError, match=r"An older thugom made this database .*0001.*database upgrade"):
            prepare(old, CONTRACTS)
        upgrade(old, CONTRACTS)
        prepare(old, CONTRACTS)
    with reading(old) as connection:
        assert revision_of(connection) == newest()


def test_a_database_of_a_newer_release_is_refused(database: str) -> None:
    """A program that does not know a table must not write beside it."""
    engine = open_engine(database)
    prepare(engine, CONTRACTS)
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for bring in (prepare, upgrade):
        with pytest.raises(StoreError, match=r"A newer thugom wrote this database \(revision 9999"):
            bring(engine, CONTRACTS)


def test_a_new_database_is_of_this_release_at_once(database: str) -> None:
    """It goes through no step."""
    engine = open_engine(database)
    with writing(engine) as connection:
        assert revision_of(connection) is None
        bring_up(connection, CONTRACTS)
        assert revision_of(connection) == newest()
