"""A publication that is killed, and readers while it is made."""

import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, MetaData, select

from tests.unit.store.declared import contract
from thugom.contracts import Contracts, load_contracts
from thugom.renderings.tables import curated_table
from thugom.store import open_engine, prepare, publish, reading

TABLES = {name: contract(name, "unit_id", "unit_id:string night:integer") for name in ("commune", "province")}
JOURNAL = {
    "published_at": "2026-11-01T18:30:00Z",
    "run_id": "run 1",
    "as_of": "2026-11-01",
    "known_at": None,
    "code_version": "1",
    "rules_version": "1",
    "policy_version": "1",
    "register_version": "1",
    "synthetic": True,
}
TAKES_THE_LOCK = ("BEGIN IMMEDIATE", "SELECT pg_advisory_xact_lock")
KILLED = """
import os, signal, sys
from sqlalchemy import event
from tests.unit.store import test_publication_kill as night
from thugom.store import open_engine

engine = open_engine(sys.argv[1])
fatal, when = int(sys.argv[2]), sys.argv[3]
merging, changes = [], []

def count(connection, cursor, statement, *_):
    if statement.startswith(night.TAKES_THE_LOCK):
        merging.append(statement)
    elif merging and statement.split()[0] in ("DELETE", "UPDATE", "INSERT"):
        changes.append(statement)
        if len(changes) == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

def commit(connection):
    if merging and when == "before commit":
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(engine, "after_cursor_execute", count)
event.listen(engine, "commit", commit)
night.night(engine, 2)
"""


def night(engine: Engine, number: int) -> None:
    """Publish a night whose every row differs from the last night's: some change, one goes, one comes."""
    units = ["stays", "changes", f"comes in {number}"]
    frame = pd.DataFrame({"unit_id": units, "night": pd.Series([0, number, number], dtype="Int64")})
    publish(engine, {name: (declared, frame) for name, declared in TABLES.items()}, JOURNAL)


def seen(engine: Engine) -> list[tuple[str, list[int | None]]]:
    """Return what a reader sees in one transaction."""
    tables = [curated_table(declared, MetaData()) for declared in TABLES.values()]
    with reading(engine) as connection:
        rows = {table.name: connection.execute(select(table.c.night).order_by("unit_id")) for table in tables}
        published = connection.exec_driver_sql("SELECT count(*) FROM publication").scalar_one()
        nights = [(name, list(answer.scalars())) for name, answer in rows.items()]
    return [*nights, ("publications", [published])]


ONE = [("commune", [1, 1, 0]), ("province", [1, 1, 0]), ("publications", [1])]
TWO = [("commune", [2, 2, 0]), ("province", [2, 2, 0]), ("publications", [2])]


@pytest.fixture
def engine(database: str) -> Engine:
    """Return a store in which the first night was published."""
    engine = open_engine(database)
    journals = {"publication": load_contracts().curated["publication"]}
    prepare(engine, Contracts(reports={}, register={}, curated={**TABLES, **journals}))
    night(engine, 1)
    return engine


def _run_killed(database: str, fatal: int, when: str) -> int:
    """Publish the second night in a process that kills itself, and return how it ended."""
    command = [sys.executable, "-c", KILLED, database, str(fatal), when]
    return subprocess.run(command, check=False, cwd=Path(__file__).parents[3]).returncode


# Two statements change each of the two tables, three on a server; the fifth enters the publication in the journal, or
# the seventh.
@pytest.mark.parametrize("fatal", [1, 3, 4, 5])
def test_a_publication_killed_in_its_middle_changed_nothing_and_the_next_run_mends_it(
    engine: Engine,
    database: str,
    fatal: int,
) -> None:
    """Whichever statement was the last, readers see the night before; the same night again brings all of it."""
    assert _run_killed(database, fatal, "in the middle") == -signal.SIGKILL
    assert seen(engine) == ONE
    night(engine, 2)
    assert seen(engine) == TWO


def test_a_publication_killed_before_its_commit_changed_nothing(engine: Engine, database: str) -> None:
    """All was merged and nothing said so: nothing happened."""
    assert _run_killed(database, 0, "before commit") == -signal.SIGKILL
    assert seen(engine) == ONE


def test_the_undisturbed_process_publishes(engine: Engine, database: str) -> None:
    """What the others are killed in works: else they would show nothing."""
    assert _run_killed(database, 0, "never") == 0
    assert seen(engine) == TWO


def test_a_reader_in_a_transaction_sees_the_night_before(engine: Engine) -> None:
    """An analyst's long query is of one night, also while the next one is published."""
    table = curated_table(TABLES["commune"], MetaData())
    with reading(engine) as connection:
        before = connection.execute(select(table).order_by("unit_id")).all()
        night(engine, 2)
        assert connection.execute(select(table).order_by("unit_id")).all() == before
        assert connection.exec_driver_sql("SELECT count(*) FROM publication").scalar_one() == 1
    assert seen(engine) == TWO
