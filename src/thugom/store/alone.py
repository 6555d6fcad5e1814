"""One writer for a database, for as long as a night lasts, wherever its home stands.

Several homes may share a PostgreSQL, and a lock on a file says nothing to a writer on another machine. The server's own
lock does: it is held on a connection of its own and goes with it, so that a killed writer leaves nothing behind.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from thugom.files import Holder, HomeLock, HomeLockedError
from thugom.store.engine import place_of
from thugom.store.errors import StoreError, explained

NIGHT, DELIVERY = int.from_bytes(b"thugomN"), int.from_bytes(b"thugomD")
"""What PostgreSQL calls the locks of whoever writes, and of whoever sends notices."""
_PAUSE = 0.2
_LONGEST_HOST = 24
"""Of 63 bytes that PostgreSQL keeps of a session's name."""
_NAME = re.compile(r"thugom (?P<process>\d+)@(?P<host>\S+) (?P<since>\S+)")
_HELD_BY = text("""
    SELECT activity.application_name FROM pg_locks AS held JOIN pg_stat_activity AS activity USING (pid)
    WHERE held.locktype = 'advisory' AND held.granted AND held.objsubid = 1
    AND (held.classid::bigint << 32) + held.objid::bigint = :lock
    AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
""")

Confirm = Callable[[], None]
"""Raises where the lock was lost."""


@contextmanager
def alone(engine: Engine, wait_seconds: float, lock: int = NIGHT) -> Iterator[Confirm]:
    """Hold a database's lock in a `with` block, and give what tells whether it is held still.

    Args:
        engine: the database.
        wait_seconds: how long to wait for another holder.
        lock: which one.

    Raises:
        HomeLockedError: another run holds it.
        StoreError: the database does not answer.
    """
    if engine.dialect.name == "sqlite":
        # Beside the file: it may be another one than that of the home.
        with HomeLock(Path(f"{engine.url.database}.{'writer' if lock == NIGHT else 'delivery'}.lock"), wait_seconds):
            yield lambda: None
        return
    place = place_of(engine.url)
    with explained(place):
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    try:
        with explained(place):
            _take(connection, place, wait_seconds, lock)
        yield lambda: _confirm(connection, place)
    finally:
        # The lock goes with its session, also with one that the server has ended.
        connection.invalidate()
        connection.close()


def _take(connection: Connection, place: str, wait_seconds: float, lock: int) -> None:
    """Take the lock, or say who has it."""
    me = Holder.here()
    name = f"thugom {me.process}@{me.host[:_LONGEST_HOST]} {me.since}"
    connection.execute(text("SELECT set_config('application_name', :name, false)"), {"name": name})
    end = time.monotonic() + wait_seconds
    while not connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": lock}).scalar():
        if wait_seconds >= 0 and time.monotonic() >= end:
            raise HomeLockedError(place, _holder(connection, lock), "database")
        time.sleep(_PAUSE)


def _holder(connection: Connection, lock: int) -> Holder | None:
    """Return who holds the lock, by the name of its session."""
    name = connection.execute(_HELD_BY, {"lock": lock}).scalar()
    found = _NAME.fullmatch(str(name))
    return Holder(int(found["process"]), found["host"], found["since"]) if found else None


def _confirm(connection: Connection, place: str) -> None:
    """Find out whether the session that holds the lock is there still.

    Raises:
        StoreError: the server was restarted or gone meanwhile: another writer may have come in.
    """
    try:
        connection.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        problem = "The database was restarted or gone in the middle of this run; nothing of this step was kept"
        raise StoreError(place, problem, "Check that it runs, then run again: nothing is lost.") from error
