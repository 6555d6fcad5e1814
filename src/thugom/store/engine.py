"""The door to the database: SQLite by default, PostgreSQL where one is named; the same program on both."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from thugom.files import private_folder
from thugom.store.errors import StoreError, explained
from thugom.store.places import SEARCH_PATH

BUSY_SECONDS = 30.0
"""How long a writer waits for another one before it says that the database is locked."""
_OLDEST_SQLITE = (3, 35, 0)
_WRITE_LOCK = int.from_bytes(b"thugom")
"""What PostgreSQL calls the lock that one writer holds; readers never ask for it."""


def open_engine(target: str | Path, *, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """Return an engine on the database URL or SQLite file `target`; a new file gets a folder closed to others.

    Raises:
        StoreError: it cannot be opened; names it and says what to do.
    """
    url = _url(target)
    if url.get_backend_name() != "sqlite":
        with explained(place_of(url)):
            engine = create_engine(url, poolclass=NullPool, connect_args=_session_of_server(busy_seconds))
            engine.connect().close()
            return engine
    _prepare_folder(url)
    # No pool: a connection is cheap here, and none can hand its temporary tables on to the next user.
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": busy_seconds})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    with explained(place_of(url)), engine.connect() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection inside one writing transaction: all of the block is kept, or nothing.

    Raises:
        StoreError: the database is locked, read-only, full or broken; nothing was kept.
    """
    with explained(place_of(engine.url)), engine.connect() as connection, write_transaction(connection):
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection inside one reading transaction: all it reads is of one moment.

    Raises:
        StoreError: the database cannot be read.
    """
    with explained(place_of(engine.url)), engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def write_transaction(connection: Connection) -> Iterator[None]:
    """Write on `connection` in one transaction that takes the write lock at once.

    A SQLite transaction that reads first and writes later fails when somebody else wrote in between; on PostgreSQL two
    nights at once would each merge into what the other had not yet written.
    """
    connection.execution_options(thugom_begin="IMMEDIATE")
    try:
        with connection.begin():
            if connection.dialect.name != "sqlite":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITE_LOCK})")
            yield
    finally:
        connection.execution_options(thugom_begin="DEFERRED")


def place_of(url: URL) -> str:
    """Return the database as an error names it: a file's path, or the address without the password.

    >>> place_of(make_url("postgresql+psycopg://thugom:secret@localhost/waste"))
    'postgresql+psycopg://thugom:***@localhost/waste'
    """
    if url.get_backend_name() == "sqlite" and url.database:
        return url.database
    return url.render_as_string(hide_password=True)


def _url(target: str | Path) -> URL:
    """Return a path or an address as a URL."""
    if isinstance(target, Path) or "://" not in target:
        return URL.create("sqlite", database=str(target))
    try:
        return make_url(target)
    except ArgumentError:
        # What was typed may hold a password, so it is not repeated.
        problem = "The address of the database cannot be read"
        raise StoreError("THUGOM_DATABASE_URL", problem, "Write postgresql+psycopg://USER@HOST/NAME.") from None


def _session_of_server(busy_seconds: float) -> dict[str, str]:
    """Return what every session of a PostgreSQL is set to, whatever the server, its database and this machine say."""
    settings = {
        "search_path": SEARCH_PATH.replace(" ", ""),
        "timezone": "UTC",
        "client_encoding": "UTF8",
        "lock_timeout": f"{max(1, round(busy_seconds * 1000))}",
    }
    return {"options": " ".join(f"-c {name}={value}" for name, value in settings.items())}


def _prepare_folder(url: URL) -> None:
    """Make the folder of a new SQLite file; one that is there keeps its rights, for it may hold other things."""
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        problem = f"Python was built with SQLite {sqlite3.sqlite_version}; 3.35 is the oldest that works"
        raise StoreError(place_of(url), problem, "Install a newer Python.")
    folder = Path(url.database or "").absolute().parent
    try:
        if not folder.exists():
            private_folder(folder)
    except OSError as error:
        remedy = "Name another home, or give this user the right to make this folder; then run again."
        raise StoreError(folder, f"The folder of the database cannot be made ({error.strerror})", remedy) from error


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Set what every SQLite connection needs."""
    # The driver would begin transactions by itself, late and only before some statements: SQLAlchemy does it, below.
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = FULL", "journal_size_limit = 67108864"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Begin a transaction; a writer takes the lock at once."""
    options: dict[str, Any] = dict(connection.get_execution_options())
    connection.exec_driver_sql(f"BEGIN {options.get('thugom_begin', 'DEFERRED')}")
