"""The home's lock: one writer at a time, and who it is."""

import contextlib
import datetime as dt
import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

_ADVICE = (
    "Wait until it has ended, or stop it; then run again. The lock goes with its process: there is nothing to delete."
)


@dataclass(frozen=True)
class Holder:
    """Who holds a lock: the number of a process, the name of its machine, and since when, UTC ISO 8601."""

    process: int
    host: str
    since: str

    @classmethod
    def here(cls) -> "Holder":
        """Return this process, as it is now: for people to read, and never a part of what is published."""
        since = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return cls(os.getpid(), platform.node() or "?", since)


class HomeLockedError(Exception):
    """Another run is writing in this home, or its database: names the place, the holder where known, what to do."""

    def __init__(self, place: Path | str, holder: Holder | None = None, what: str = "home") -> None:
        """Name the lock; `what` is locked: `home` or `database`."""
        self.place, self.holder = place, holder
        known = f" (process {holder.process} on {holder.host}, since {holder.since})" if holder else ""
        super().__init__(f"{place}\n  Another run is writing in this {what}{known}. {_ADVICE}")


class HomeLock:
    """A kernel lock on the file `path`, held in a `with` block; a crash frees it, so that it is never stale.

    Who holds it stands in a file beside it, for whoever finds it taken: what counts is the kernel's word alone.
    """

    def __init__(self, path: Path, wait_seconds: float = 0) -> None:
        """Lock `path`, whose folder exists, and wait `wait_seconds` for another holder (negative: for ever)."""
        self.path = path
        self._beside = path.with_name(f"{path.name}.holder")
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
            raise HomeLockedError(self.path, self._holder()) from None
        # Not synced, and no reason to fail: on a full disk the lock is still a lock.
        with contextlib.suppress(OSError):
            self._beside.write_text(json.dumps(asdict(Holder.here())), encoding="utf-8")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Free the lock."""
        with contextlib.suppress(OSError):
            self._beside.unlink(missing_ok=True)
        self._lock.release()

    def _holder(self) -> Holder | None:
        """Return who holds the lock, where that can be read."""
        try:
            return Holder(**json.loads(self._beside.read_text(encoding="utf-8")))
        except (OSError, TypeError, ValueError):
            return None
