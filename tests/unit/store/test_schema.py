"""Tables made and brought up to date."""

import pytest
from sqlalchemy import Engine, MetaData, inspect, select

from tests.unit.store.declared import contract
from thugom.contracts import Contract, Contracts
from thugom.renderings.tables import curated_table
from thugom.store.engine import open_engine, reading, writing
from thugom.store.errors import StoreError
from thugom.store.reshaping import has_changed
from thugom.store.rows import insert_rows
from thugom.store.schema import prepare, remake

RUN = contract("run", "run_id", "run_id:string n:integer", kind="journal")
RATE = contract("rate", "unit_id", "unit_id:string value:number day:date covered:boolean seen_at:datetime n:integer")
REPORT = contract("collection", "unit_code", "unit_code:string collected_t:mass", kind="report")


def _contracts(run: Contract = RUN, rate: Contract = RATE, report: Contract = REPORT) -> Contracts:
    """Return a report, a table of figures and a journal."""
    return Contracts(reports={"collection": report}, register={}, curated={"run": run, "rate": rate})


@pytest.fixture
def engine(database: str) -> Engine:
    """Return a database with the tables of these contracts."""
    engine = open_engine(database)
    prepare(engine, _contracts())
    return engine


def _columns(engine: Engine, table: str) -> list[str]:
    return [column["name"] for column in inspect(engine).get_columns(table)]


def test_every_table_is_made(engine: Engine) -> None:
    """A new store has its ledger, facts, journals and figures before anything is written."""
    tables = {"file", "sighting", "judgement", "sheet", "finding", "document", "publication_document"}
    tables |= {"fetched", "deposited", "alert_event", "alert_night", "notice", "alembic_version"}
    assert set(inspect(engine).get_table_names()) == tables | {"run", "rate", "fact_collection"}


def test_a_journal_and_the_facts_gain_columns_and_keep_their_rows(engine: Engine) -> None:
    """A release that says more about a run adds it, also where it requires it of new rows."""
    with writing(engine) as connection:
        insert_rows(connection, curated_table(RUN, MetaData()), [("run 1", 5)])
    longer = contract("run", "run_id", "run_id:string n:integer outcome:string!", kind="journal")
    report = contract("collection", "unit_code", "unit_code:string collected_t:mass households:integer", kind="report")
    prepare(engine, _contracts(run=longer, report=report))
    with reading(engine) as connection:
        assert connection.execute(select(curated_table(longer, MetaData()))).tuples().all() == [("run 1", 5, None)]
    assert _columns(engine, "fact_collection")[-1] == "households"


def test_a_column_that_is_kept_does_not_change_its_type(engine: Engine) -> None:
    """A journal that another version of the program wrote is refused by the name of the column."""
    other = contract("run", "run_id", "run_id:string n:date", kind="journal")
    with pytest.raises(StoreError, match="table run, column n\n  Found BIGINT; DATE is expected"):
        prepare(engine, _contracts(run=other))


def test_figures_are_made_anew_only_where_their_contract_changed(engine: Engine) -> None:
    """A table of figures follows its contract; one that did not change keeps its rows."""
    same, other = (
        curated_table(RATE, MetaData()),
        curated_table(contract("rate", "unit_id", "unit_id:string"), MetaData()),
    )
    with writing(engine) as connection:
        assert not has_changed(connection, same)
        insert_rows(connection, same, [("a", 0.5, "2026-10-31", True, "2026-11-01T18:30:00Z", 1)])
        remake(connection, [same])
        assert len(connection.execute(select(same)).all()) == 1
        assert has_changed(connection, other)
        remake(connection, [other])
        assert connection.execute(select(other)).all() == []
    assert _columns(engine, "rate") == ["unit_id"]


def test_preparing_twice_is_preparing_once(engine: Engine) -> None:
    """A store that is up to date is left as it is."""
    before = {table: _columns(engine, table) for table in inspect(engine).get_table_names()}
    prepare(engine, _contracts())
    assert {table: _columns(engine, table) for table in inspect(engine).get_table_names()} == before
