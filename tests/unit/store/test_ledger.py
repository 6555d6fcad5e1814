"""The ledger of files."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select

from tests.unit.renderings import ddl
from thugom.contracts import Contracts
from thugom.store.engine import open_engine, reading, writing
from thugom.store.ledger import (
    DOCUMENT,
    FILE,
    JUDGEMENT,
    LEDGER,
    PUBLICATION_DOCUMENT,
    SIGHTING,
    files_awaiting,
    is_first_night,
    keep_documents,
    register_files,
)
from thugom.store.rows import insert_rows
from thugom.store.schema import prepare

COLUMNS = ["sha256", "file_path", "size_bytes", "arrived_at", "arrival_basis"]


def _files(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Return files as the night sees them: hash, path, instant of arrival."""
    return pd.DataFrame([(*row[:2], 10, row[2], "observed") for row in rows], columns=COLUMNS)


@pytest.fixture
def ledger(database: str) -> Engine:
    """Return an empty ledger."""
    engine = open_engine(database)
    prepare(engine, Contracts(reports={}, register={}, curated={}))
    return engine


def test_the_ledger_is_made_as_it_was() -> None:
    """The ledger is never rebuilt, so that a change of its tables is a migration and must be meant."""
    ddl.compare(LEDGER.tables.values(), "ledger")


def test_the_same_bytes_twice_are_one_submission_and_the_first_path_stands(ledger: Engine) -> None:
    """A file that is sent again, tonight or later, under whatever name, changes nothing."""
    with writing(ledger) as connection:
        twice = _files(("ab", "b.xlsx", "2026-11-01T18:30:00Z"), ("ab", "a.xlsx", "2026-11-01T18:30:00Z"))
        assert register_files(connection, twice)["file_path"].tolist() == ["a.xlsx"]
    with writing(ledger) as connection:
        assert register_files(connection, _files(("ab", "0.xlsx", "2026-11-02T18:30:00Z"))).empty
        seen = connection.execute(select(SIGHTING.c.file_path).order_by(SIGHTING.c.file_path)).scalars().all()
        # Whoever sent it is told what is wrong with it, under the name he gave it.
        assert seen == ["0.xlsx", "a.xlsx", "b.xlsx"]
        assert connection.execute(select(FILE)).tuples().all() == [
            ("ab", "a.xlsx", 10, "2026-11-01T18:30:00Z", "observed", None)
        ]


def test_the_first_night_ends_with_the_first_file(ledger: Engine) -> None:
    """Once a file was seen to arrive, the ledger can say of every later one when it came."""
    with writing(ledger) as connection:
        assert is_first_night(connection)
        register_files(connection, _files(("ab", "a.xlsx", "2026-11-01T18:30:00Z")))
        assert not is_first_night(connection)


def test_a_file_awaits_judgement_until_it_was_judged_under_these_rules(ledger: Engine) -> None:
    """Other rules judge every file anew; the files come in the order of their arrival."""
    with writing(ledger) as connection:
        later = ("ab", "a.xlsx", "2026-11-02T18:30:00Z")
        register_files(connection, _files(later, ("cd", "b.xlsx", "2026-11-01T18:30:00Z")))
        insert_rows(connection, JUDGEMENT, [("rules 1", "cd", 0, 0, 0)])
    with reading(ledger) as connection:
        assert files_awaiting(connection, "rules 1")["sha256"].tolist() == ["ab"]
        assert files_awaiting(connection, "rules 2")["sha256"].tolist() == ["cd", "ab"]


def test_a_file_is_known_from_the_night_that_saw_it(ledger: Engine) -> None:
    """A synthetic home's files arrive in an invented past: what a night knew of them goes by when it saw them."""
    early, late = "2026-11-01T18:30:00Z", "2026-11-02T18:30:00Z"
    invented = _files(("ab", "a.xlsx", "2024-02-05T01:00:00Z"))
    with writing(ledger) as connection:
        register_files(connection, invented.assign(arrival_basis="synthetic", entered_at=late))
        register_files(connection, _files(("cd", "b.xlsx", early)))
    with reading(ledger) as connection:
        known = {at: files_awaiting(connection, "rules 1", at)["sha256"].tolist() for at in (early, late)}
    assert known == {early: ["cd"], late: ["ab", "cd"]}


def test_files_awaiting_have_stated_types_also_where_there_are_none(ledger: Engine) -> None:
    """An empty night has the columns of a full one."""
    with reading(ledger) as connection:
        awaiting = files_awaiting(connection, "rules 1")
    assert awaiting.columns.tolist() == [*COLUMNS, "entered_at"]
    assert awaiting.dtypes.astype(str).tolist() == ["str", "str", "Int64", "str", "str", "str"]


def test_a_document_is_kept_once_and_named_by_every_publication_that_rests_on_it(ledger: Engine) -> None:
    """The policy of a year of nights is one document; each night says which it was."""
    for publication, policy in (("p1", b"old"), ("p2", b"old"), ("p3", b"new"), ("p3", b"new")):
        with writing(ledger) as connection:
            keep_documents(connection, publication, [("policy", Path("policy.yml"), policy)])
    with reading(ledger) as connection:
        kept = dict(connection.execute(select(DOCUMENT.c.sha256, DOCUMENT.c.bytes)).tuples().all())
        named = connection.execute(select(PUBLICATION_DOCUMENT).order_by("publication_id")).all()
    assert [(row.publication_id, kept[row.sha256]) for row in named] == [("p1", b"old"), ("p2", b"old"), ("p3", b"new")]
    assert len(kept) == 2


@given(nights=st.lists(st.lists(st.sampled_from("abcdef"), max_size=6), max_size=4))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_ledger_holds_each_content_once_however_often_it_comes(ledger: Engine, nights: list[list[str]]) -> None:
    """New files of all nights together are the contents that ever came, and each is new once."""
    new: list[str] = []
    with writing(ledger) as connection:
        connection.execute(delete(FILE))
        for number, night in enumerate(nights):
            arrived = f"2026-11-{number + 1:02}T18:30:00Z"
            new += register_files(connection, _files(*((name, name, arrived) for name in night)))["sha256"].tolist()
    assert sorted(new) == sorted({name for night in nights for name in night})
