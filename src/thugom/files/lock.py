"""The home's lock: one writer at a time."""

from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout


class HomeLockedError(Exception):
    """Another run is writing in this home: names the lock and what to do."""

    def __init__(self, path: Path) -> None:
        """Name the lock."""
        self.path = path
        super().__init__(
            f"{path}\n  Another run is writing in this home. Wait until it has ended, or stop it; "
            "then run again. The lock goes with its process: there is nothing to delete.",
        )


class HomeLock:
    """A kernel lock on the file `path`, held in a `with` block; a crash frees it, so that it is never stale."""

    def __init__(self, path: Path, wait_seconds: float = 0) -> None:
        """Lock `path`, whose folder exists, and wait `wait_seconds` for another holder (negative: for ever)."""
        self.path = path
        # A soft lock, where the file system knows no other, would outlive a killed run.
        self._lock = FileLock(path, timeout=wait_seconds, fallback_to_soft=False)

    def __enter__(self) -> Self:
        """Take the lock.

        Raises:
            HomeLockedError: another run holds it.
        """
        try:
            self._lock.acquire()
        except Timeout:
            raise HomeLockedError(self.path) from None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Free the lock."""
        self._lock.release()
