"""The door to the database."""

import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from thugom.store.engine import open_engine, reading, writing
from thugom.store.errors import StoreError

NOBODY = 65534


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Drop the rights of root, to whom nothing is closed."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def _write(engine: Engine, *statements: str) -> None:
    """Run statements in one writing block."""
    with writing(engine) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a folder that other users may enter and not write in; pytest's own are closed to them."""
    with tempfile.TemporaryDirectory(prefix="thugom-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_new_database_stands_in_a_folder_closed_to_others_with_its_log_beside_it(tmp_path: Path) -> None:
    """Facts and ledger are the pipeline's own; readers are not blocked; a commit survives a power cut."""
    engine = open_engine(tmp_path / "store" / "thugom.db")
    assert (tmp_path / "store").stat().st_mode & 0o777 == 0o700
    with reading(engine) as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 30_000}


def test_a_block_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """All of a writing block is kept, or nothing: also the tables it made."""
    engine = open_engine(tmp_path / "thugom.db")
    with pytest.raises(StoreError, match="no such table: nowhere"):
        _write(engine, "CREATE TABLE t (a)", "INSERT INTO t VALUES (1)", "INSERT INTO nowhere VALUES (1)")
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar() == 0


def test_a_second_writer_is_told_that_the_database_is_locked(tmp_path: Path) -> None:
    """A writer takes the lock at once, so that the other one learns of it before it has done its work."""
    engine = open_engine(tmp_path / "thugom.db", busy_seconds=0.05)
    locked = r"thugom\.db\n  The database is locked by another program"
    with writing(engine), pytest.raises(StoreError, match=locked), writing(engine):
        pytest.fail("two writers at once")


def test_a_reader_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    """While a night is written, the last one is read."""
    engine = open_engine(tmp_path / "thugom.db", busy_seconds=0.05)
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE t (a)")
        with reading(engine) as other:
            assert other.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar() == 0


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    """A text file in its place is left as it is."""
    path = tmp_path / "thugom.db"
    path.write_text("unit_code;period\n" * 100)
    with pytest.raises(StoreError, match=r"thugom\.db\n  This file is not a database .* Move it away"):
        open_engine(path)
    assert path.read_text().startswith("unit_code")


def test_a_folder_in_the_place_of_the_database_is_named(tmp_path: Path) -> None:
    """A folder of that name cannot be opened."""
    (tmp_path / "thugom.db").mkdir()
    with pytest.raises(StoreError, match=r"thugom\.db\n  The database cannot be opened"):
        open_engine(tmp_path / "thugom.db")


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    """The folder that cannot be made is named, not the database in it."""
    (tmp_path / "store").write_bytes(b"")
    with pytest.raises(StoreError, match=r"folder of the database cannot be made|cannot be opened"):
        open_engine(tmp_path / "store" / "thugom.db")


def test_a_database_that_may_not_be_written_is_named(open_folder: Path) -> None:
    """Who may not write gets the file's name and what to do, and no traceback."""
    path = open_folder / "thugom.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (a)")
    path.chmod(0o444)
    open_folder.chmod(0o555)
    with _as_nobody(), pytest.raises(StoreError, match=r"thugom\.db\n  The database cannot be (written|opened)"):
        _write(open_engine(path), "INSERT INTO t VALUES (1)")
    open_folder.chmod(0o755)


def test_a_full_disk_is_named_and_keeps_what_was_there(tmp_path: Path) -> None:
    """A database that may not grow refuses the whole block."""
    engine = open_engine(tmp_path / "thugom.db")
    _write(engine, "CREATE TABLE t (a)")
    with pytest.raises(StoreError, match=r"thugom\.db\n  The disk is full; nothing of this step was kept"):
        _write(engine, "PRAGMA max_page_count = 4", "INSERT INTO t VALUES (zeroblob(100000))")
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar() == 0


@pytest.mark.parametrize("address", ["oracle2+none://a:secret@b/c", "://secret"])
def test_an_address_that_no_database_has_is_refused_without_its_password(address: str) -> None:
    """A typing error in the setting gets one message, and nothing secret is in it."""
    with pytest.raises(StoreError, match=r"Write|Use") as refused:
        open_engine(address)
    assert "secret" not in str(refused.value)


def test_a_driver_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who names a PostgreSQL without its driver learns which one to install."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"driver of this database is missing \(psycopg\)\. Install") as refused:
        open_engine("postgresql+psycopg://a:secret@127.0.0.1/b")
    assert "secret" not in str(refused.value)
