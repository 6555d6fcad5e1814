"""Roles and rights of a PostgreSQL, tried by logging in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import MetaData

from tests.unit.store.declared import contract
from tests.unit.store.test_publication_kill import JOURNAL
from thugom.contracts import Contracts, load_contracts
from thugom.renderings.tables import curated_table
from thugom.store import open_engine, publish, reading, writing
from thugom.store.errors import StoreError
from thugom.store.roles import ANALYST, PIPELINE, install
from thugom.store.rows import insert_rows
from thugom.store.schema import prepare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgresql import Cluster

RATE = contract("rate", "unit_id", "unit_id:string value:number")
PLACE = contract("place", "unit_id", "unit_id:string name:string")
PASSWORDS = {ANALYST: "reads'only", PIPELINE: "runs nights"}


def _contracts(**more: object) -> Contracts:
    journal = load_contracts().curated["publication"]
    report = contract("collection", "unit_code", "unit_code:string", kind="report")
    return Contracts({"collection": report}, {}, {"rate": RATE, "publication": journal} | more)  # type: ignore[arg-type]


@pytest.fixture
def database(cluster: Cluster) -> Iterator[str]:
    """Give a database with roles, in which one night was published by the pipeline."""
    name = cluster.create()
    install(open_engine(cluster.url(name)), _contracts(), PASSWORDS)
    with writing(_as_pipeline(cluster, name)) as connection:
        insert_rows(connection, curated_table(RATE, MetaData()), [("a", 0.5)])
    yield name
    cluster.drop(name)


def _as_pipeline(cluster: Cluster, name: str):  # type: ignore[no-untyped-def] # noqa: ANN202 - Engine
    return open_engine(cluster.url(name, PIPELINE, "runs%20nights"))


def _asked(cluster: Cluster, name: str, question: str) -> list[tuple[object, ...]]:
    """Return what the analyst gets for a question."""
    with cluster.connect(name, ANALYST, PASSWORDS[ANALYST]) as connection:
        return connection.execute(question.encode()).fetchall()


def test_an_analyst_reads_what_is_curated_by_its_plain_name(cluster: Cluster, database: str) -> None:
    """No schema has to be written, and journals are curated too."""
    assert _asked(cluster, database, "SELECT unit_id, value FROM rate") == [("a", 0.5)]
    assert _asked(cluster, database, "SELECT count(*) FROM publication") == [(0,)]
    assert _asked(cluster, database, "SHOW transaction_isolation") == [("repeatable read",)]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO rate VALUES ('b', 1)",
        "UPDATE rate SET value = 1",
        "DELETE FROM rate",
        "TRUNCATE rate",
        "DROP TABLE rate",
        "CREATE TABLE curated.mine (a int)",
        "CREATE TABLE public.mine (a int)",
        "CREATE TEMPORARY TABLE mine (a int)",
        "CREATE SCHEMA mine",
    ],
)
def test_an_analyst_cannot_write(cluster: Cluster, database: str, statement: str) -> None:
    """Also who takes back the session's own setting is refused: it is the rights that hold."""
    with cluster.connect(database, ANALYST, PASSWORDS[ANALYST]) as connection:
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute(statement.encode())
        connection.execute("SET default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())


@pytest.mark.parametrize("table", ["ledger.file", "ledger.fact_collection", "ledger.finding", "ledger.notice", "file"])
def test_an_analyst_cannot_read_the_ledger(cluster: Cluster, database: str, table: str) -> None:
    """Facts, files and notices are the pipeline's alone."""
    refusals = (psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedTable)
    with pytest.raises(refusals):
        _asked(cluster, database, f"SELECT * FROM {table}")  # noqa: S608 - our names


def test_a_table_that_a_later_release_brings_is_readable_at_once(cluster: Cluster, database: str) -> None:
    """The pipeline makes it at night, when no administrator is there to grant anything."""
    prepare(_as_pipeline(cluster, database), _contracts(place=PLACE))
    assert _asked(cluster, database, "SELECT count(*) FROM place") == [(0,)]


def test_doing_it_again_changes_nothing_and_keeps_the_rows(cluster: Cluster, database: str) -> None:
    """Roles and rights may be set again after every upgrade; without passwords the old ones stand."""
    again = install(open_engine(cluster.url(database)), _contracts(), {})
    assert again.new_roles == ()
    assert _asked(cluster, database, "SELECT unit_id FROM rate") == [("a",)]


def test_tables_that_were_there_before_the_roles_become_the_pipelines(cluster: Cluster) -> None:
    """Who began without roles may bring them in later."""
    name = cluster.create()
    prepare(open_engine(cluster.url(name)), _contracts())
    install(open_engine(cluster.url(name)), _contracts(), PASSWORDS)
    with writing(_as_pipeline(cluster, name)) as connection:
        insert_rows(connection, curated_table(RATE, MetaData()), [("a", 0.5)])
    assert _asked(cluster, name, "SELECT unit_id FROM rate") == [("a",)]
    cluster.drop(name)


def test_nobody_else_gets_in(cluster: Cluster, database: str) -> None:
    """A role of another database on the same server may not connect to this one."""
    cluster.run("DROP ROLE IF EXISTS stranger", "CREATE ROLE stranger LOGIN PASSWORD 'x'")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        cluster.connect(database, "stranger", "x")
    cluster.run("DROP ROLE stranger")


def test_a_role_that_may_not_make_roles_is_told_so(cluster: Cluster, database: str) -> None:
    """The pipeline is no administrator."""
    engine = _as_pipeline(cluster, database)
    with pytest.raises(StoreError, match="This user of the database may not do that"):
        install(engine, _contracts(), {ANALYST: "new"})


def test_an_embedded_database_has_no_roles(tmp_path: object) -> None:
    """The command says so and changes nothing."""
    engine = open_engine(f"{tmp_path}/thugom.db")
    with pytest.raises(StoreError, match="This database has no roles"):
        install(engine, _contracts(), {})


def test_views_and_grants_of_analysts_survive_publications_and_a_changed_contract(
    cluster: Cluster, database: str
) -> None:
    """What somebody built on a table stands after every night, also after one that brought a column."""
    cluster.run(
        "CREATE SCHEMA own",
        "CREATE VIEW own.low AS SELECT unit_id, value FROM curated.rate WHERE value < 0.8",
        f"GRANT USAGE ON SCHEMA own TO {ANALYST}",
        f"GRANT SELECT ON own.low TO {ANALYST}",
        "DROP ROLE IF EXISTS ministry",
        "CREATE ROLE ministry",
        "GRANT SELECT ON curated.rate TO ministry",
        database=database,
    )
    engine = _as_pipeline(cluster, database)
    wider = contract("rate", "unit_id", "unit_id:string value:number note:string")
    narrower = contract("rate", "unit_id", "value:number unit_id:string! n:integer")
    for number, declared in enumerate((RATE, wider, narrower), start=1):
        with reading(engine):
            pass
        publish(engine, {"rate": (declared, _rates(declared, number))}, JOURNAL | {"run_id": f"run {number}"})
        assert _asked(cluster, database, "SELECT * FROM own.low") == [("a", number / 10)]
        held = "SELECT has_table_privilege('ministry', 'curated.rate', 'SELECT')"
        assert _asked(cluster, database, held) == [(True,)]
    cluster.run("DROP OWNED BY ministry", "DROP ROLE ministry", database=database)


def _rates(declared: object, number: int):  # type: ignore[no-untyped-def] # noqa: ANN202 - DataFrame
    import pandas as pd  # noqa: PLC0415

    columns = {"unit_id": ["a"], "value": [number / 10], "note": ["x"], "n": [1]}
    names = declared.names  # type: ignore[attr-defined]
    return pd.DataFrame({name: columns[name] for name in names})
