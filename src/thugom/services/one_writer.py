"""One writer: whoever changes a home or its database does it alone, wherever the others come from."""

from collections.abc import Iterator
from contextlib import contextmanager

from thugom.contracts import Home
from thugom.files import HomeLock, private_folder
from thugom.services.night.opening import lock_path, opened
from thugom.settings import Settings
from thugom.store.alone import DELIVERY, Confirm, alone

_OTHER_ROUND = 5.0
"""Seconds to wait for another round of notices to end."""


@contextmanager
def writing_alone(home: Home) -> Iterator[Confirm]:
    """Hold the home's lock, and that of a database that others may share, in a `with` block.

    Gives what raises where the database's lock was lost meanwhile. Both go with the process: neither is ever stale.

    Raises:
        HomeLockedError: another run holds one of them, and did not end in the time that the settings allow.
        StoreError: the database does not answer.
    """
    # The home's first: two commands of one home need no database to find out about each other.
    wait = Settings().writer_wait_seconds
    with HomeLock(lock_path(home.root), wait), _alone_in_database(home, wait) as confirm:
        yield confirm


@contextmanager
def sending_alone(home: Home) -> Iterator[None]:
    """Hold the lock of those who send notices in a `with` block: two at once would send each notice twice.

    Raises:
        HomeLockedError, StoreError: as `writing_alone`.
    """
    with (
        HomeLock(private_folder(home.store) / "delivery.lock", _OTHER_ROUND),
        _alone_in_database(home, _OTHER_ROUND, DELIVERY),
    ):
        yield


@contextmanager
def _alone_in_database(home: Home, wait: float, *lock: int) -> Iterator[Confirm]:
    """Hold the lock of the database of the settings; the home's own SQLite is locked with the home."""
    if Settings().database_url is None:
        yield lambda: None
        return
    with alone(opened(home), wait, *lock) as confirm:
        yield confirm
