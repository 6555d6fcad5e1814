"""The copy for analysts."""

import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, MetaData, Table

from tests.unit.store.declared import contract
from thugom.contracts import Contracts, ForeignKey
from thugom.files import partial_of
from thugom.renderings.tables import curated_table
from thugom.store.engine import open_engine, writing
from thugom.store.errors import StoreError
from thugom.store.rows import insert_rows
from thugom.store.schema import prepare
from thugom.store.snapshot import copy_attached, copy_rows, snapshot

RATE = contract(
    "rate", "unit_id period", "period:string unit_id:string value:number day:date covered:boolean n:integer"
)
PUBLICATION = contract("publication", "publication_id", "publication_id:string! published_at:datetime!", kind="journal")
# The package exports the function, under the name of its module.
MODULE = sys.modules["thugom.store.snapshot"]
CURATED = {"rate": RATE, "publication": PUBLICATION}
ROWS = [("2026-10", "b", 0.1, "2026-10-31", True, 5), ("2026-10", "a", None, None, None, None)]


@pytest.fixture
def engine(database: str) -> Engine:
    """Return a store with one publication of two rows."""
    engine = open_engine(database)
    report = contract("collection", "unit_code", "unit_code:string", kind="report")
    prepare(engine, Contracts(reports={"collection": report}, register={}, curated=CURATED))
    with writing(engine) as connection:
        insert_rows(connection, curated_table(RATE, MetaData()), ROWS)
        insert_rows(connection, curated_table(PUBLICATION, MetaData()), [("p1", "2026-11-01T18:30:00Z")])
    return engine


def _read(path: Path, question: str) -> list[Any]:
    """Return what a tool that opens the copy read-only reads."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        answer = connection.execute(question).fetchall()
    connection.close()
    return answer


def test_the_copy_holds_figures_and_journals_and_nothing_of_the_ledger(engine: Engine, tmp_path: Path) -> None:
    """Analysts get what was published, and not the files and facts it came from."""
    target = tmp_path / "curated" / "thugom.db"
    snapshot(engine, CURATED, target)
    tables = _read(
        target, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
    )
    assert tables == [("publication",), ("rate",)]
    assert _read(target, "SELECT * FROM rate ORDER BY unit_id") == [
        ("2026-10", "a", None, None, None, None),
        ("2026-10", "b", 0.1, "2026-10-31", 1, 5),
    ]
    assert _read(target, "SELECT * FROM publication") == [("p1", "2026-11-01T18:30:00Z")]


def test_the_copy_is_one_plain_file_that_others_may_read(engine: Engine, tmp_path: Path) -> None:
    """No log lies beside it, and nothing half-written."""
    target = tmp_path / "curated" / "thugom.db"
    snapshot(engine, CURATED, target)
    assert _read(target, "PRAGMA journal_mode") == [("delete",)]
    assert _read(target, "PRAGMA integrity_check") == [("ok",)]
    assert [path.name for path in target.parent.iterdir()] == ["thugom.db"]
    assert target.stat().st_mode & 0o777 == 0o644


def test_one_content_is_one_file(engine: Engine, tmp_path: Path) -> None:
    """Two copies of one publication have the same bytes."""
    for name in ("a.db", "b.db"):
        snapshot(engine, CURATED, tmp_path / name)
    assert (tmp_path / "a.db").read_bytes() == (tmp_path / "b.db").read_bytes()


def test_who_has_the_old_copy_open_reads_it_to_its_end(engine: Engine, tmp_path: Path) -> None:
    """A new copy takes the place of the old one without disturbing its readers."""
    target = tmp_path / "thugom.db"
    snapshot(engine, CURATED, target)
    reader = sqlite3.connect(target)
    assert reader.execute("SELECT count(*) FROM rate").fetchone() == (2,)
    with writing(engine) as connection:
        connection.exec_driver_sql("DELETE FROM rate")
    snapshot(engine, CURATED, target)
    assert reader.execute("SELECT count(*) FROM rate").fetchone() == (2,)
    reader.close()
    assert _read(target, "SELECT count(*) FROM rate") == [(0,)]


def test_what_a_killed_night_left_half_written_is_not_in_the_way(engine: Engine, tmp_path: Path) -> None:
    """A half-written copy is neither read nor built upon."""
    target = tmp_path / "thugom.db"
    partial_of(target).write_bytes(b"half a database")
    partial_of(target).with_name(".thugom.db.partial-journal").write_bytes(b"its journal")
    snapshot(engine, CURATED, target)
    assert _read(target, "SELECT count(*) FROM rate") == [(2,)]
    assert not list(tmp_path.glob(".thugom*"))


def test_a_copy_that_fails_leaves_the_old_one(engine: Engine, tmp_path: Path) -> None:
    """Analysts keep the last copy when the next one cannot be finished."""
    target = tmp_path / "thugom.db"
    snapshot(engine, CURATED, target)
    before = target.read_bytes()
    never_made = contract("target", "target_id", "target_id:string")
    with pytest.raises(StoreError, match=r"The database refused: .*(no such table: source\.target|\"target\" does)"):
        snapshot(engine, {**CURATED, "target": never_made}, target)
    assert target.read_bytes() == before


def test_a_place_that_cannot_be_written_is_named(engine: Engine, tmp_path: Path) -> None:
    """A file where the folder should be is named, with what to do."""
    (tmp_path / "curated").write_bytes(b"in the way")
    with pytest.raises(StoreError, match=r"curated/thugom\.db\n  The copy for analysts cannot be written"):
        snapshot(engine, CURATED, tmp_path / "curated" / "thugom.db")


def test_the_way_through_python_makes_the_same_copy(
    engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A store of another kind is copied row by row, to the same file."""
    snapshot(engine, CURATED, tmp_path / "attached.db")
    monkeypatch.setattr(MODULE, "copy_attached", copy_rows)
    snapshot(engine, CURATED, tmp_path / "rows.db")
    assert (tmp_path / "rows.db").read_bytes() == (tmp_path / "attached.db").read_bytes()


@pytest.mark.parametrize("way", [copy_attached, copy_rows])
def test_the_copy_is_of_one_moment(
    engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    way: Callable[[Engine, Connection, Iterable[Table]], None],
) -> None:
    """A publication between the copies of two tables is in neither of them."""

    def disturbed(tables: Iterable[Table]) -> Iterator[Table]:
        for number, table in enumerate(tables):
            if number == 1:
                _publish_nothing(engine)
            yield table

    def copy(source: Engine, connection: Connection, tables: Iterable[Table]) -> None:
        way(source, connection, disturbed(tables))

    monkeypatch.setattr(MODULE, "copy_attached", copy)
    snapshot(engine, CURATED, tmp_path / "thugom.db")
    tables = [_read(tmp_path / "thugom.db", f"SELECT count(*) FROM {name}") for name in CURATED]  # noqa: S608 - our names
    assert tables == [[(2,)], [(1,)]]


def _publish_nothing(engine: Engine) -> None:
    """Empty every table, in one transaction."""
    with writing(engine) as connection:
        for name in CURATED:
            connection.exec_driver_sql(f"DELETE FROM {name}")  # noqa: S608 - our names


def test_the_copy_carries_the_keys_that_table_browsers_follow(engine: Engine, tmp_path: Path) -> None:
    """A foreign key to a table of the copy stands in it; the working database, which has none, is not held up."""
    key = ForeignKey(("unit_id",), "unit", ("unit_id",))
    unit = contract("unit", "unit_id", "unit_id:string")
    with writing(engine) as connection:
        curated_table(unit, MetaData()).create(connection)
    snapshot(engine, {**CURATED, "rate": replace(RATE, foreign_keys=(key,)), "unit": unit}, tmp_path / "c.db")
    assert _read(tmp_path / "c.db", 'SELECT "table", "from" FROM pragma_foreign_key_list(\'rate\')') == [
        ("unit", "unit_id")
    ]
    assert len(_read(tmp_path / "c.db", "SELECT * FROM rate")) == len(ROWS)
