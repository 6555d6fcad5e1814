"""The journals: what ran, and what was published."""

import pytest
from sqlalchemy import Engine, select

from thugom.contracts import load_contracts
from thugom.store import StoreError, append_run, open_engine, prepare, reading
from thugom.store.journal import journal_table

RUN = {
    "run_id": "20261105T183000Z",
    "started_at": "2026-11-05T18:30:00Z",
    "ended_at": "2026-11-05T18:31:00Z",
    "as_of": "2026-11-06",
    "outcome": "published",
    "code_version": "0.1.0",
    "rows_received": 12,
}


@pytest.fixture
def engine(database: str) -> Engine:
    """A store with its journals."""
    engine = open_engine(database)
    prepare(engine, load_contracts())
    return engine


def test_a_run_is_entered_once_and_never_changed(engine: Engine) -> None:
    """A second entry under one name changes nothing, and what was not known is null."""
    append_run(engine, RUN)
    append_run(engine, {**RUN, "outcome": "failed"})
    table = journal_table("run")
    with reading(engine) as connection:
        rows = connection.execute(select(table.c.outcome, table.c.rows_received, table.c.rows_refused)).all()
    assert [tuple(row) for row in rows] == [("published", 12, None)]


def test_a_run_that_does_not_fit_the_journal_is_refused(engine: Engine) -> None:
    """A misspelt or missing column is named, and nothing is entered."""
    with pytest.raises(StoreError, match="columns that the table does not: outcom"):
        append_run(engine, {**RUN, "outcom": "failed"})
    with pytest.raises(StoreError, match="column code_version\n  A value is required"):
        append_run(engine, {name: value for name, value in RUN.items() if name != "code_version"})
    with reading(engine) as connection:
        assert connection.execute(select(journal_table("run"))).first() is None
