"""What the database cannot do, where, and what to do about it."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError


class StoreError(Exception):
    """The database or the archive cannot take or give something: names the place, the problem and the remedy."""

    def __init__(self, place: str | Path, problem: str, remedy: str) -> None:
        """Say where, what and what to do."""
        self.place, self.problem, self.remedy = str(place), problem, remedy
        super().__init__(f"{place}\n  {problem}. {remedy}")


# By the beginning of SQLite's own name of the error; the first that fits.
_SQLITE_PROBLEMS = (
    (
        "SQLITE_READONLY",
        "The database cannot be written",
        "Give this user the right to write the file and its folder, then run again.",
    ),
    (
        "SQLITE_CANTOPEN",
        "The database cannot be opened",
        "Check that the folder exists, that it is a folder, and that this user may write in it; then run again.",
    ),
    (
        "SQLITE_PERM",
        "The database cannot be opened",
        "Give this user the right to read and write the file and its folder, then run again.",
    ),
    (
        "SQLITE_NOTADB",
        "This file is not a database",
        "Move it away, or restore the database from a backup; then run again.",
    ),
    (
        "SQLITE_CORRUPT",
        "The database is damaged",
        "Keep the file for inspection, restore the database from a backup, then run again.",
    ),
    (
        "SQLITE_BUSY",
        "The database is locked by another program",
        "Close what else writes to it (another run, a table editor), then run again.",
    ),
    (
        "SQLITE_FULL",
        "The disk is full; nothing of this step was kept",
        "Free some space and run again.",
    ),
    (
        "SQLITE_IOERR",
        "The disk failed while the database was read or written; nothing of this step was kept",
        "Check the disk and its free space, then run again. A database on a network drive belongs on a local disk.",
    ),
)
# By the beginning of PostgreSQL's own number of the error; the first that fits.
_POSTGRESQL_PROBLEMS = (
    (
        "42501",
        "This user of the database may not do that",
        "Have its administrator run: thugom database init. Then run again as the user of the pipeline.",
    ),
    (
        "28",
        "The database does not let this user in",
        "Check user and password in THUGOM_DATABASE_URL, then run again.",
    ),
    (
        "3D000",
        "There is no database of this name",
        "Have its administrator make it, then run: thugom database init.",
    ),
    (
        "55P03",
        "The database is locked by another program",
        "Close what else writes to it (another run, a table editor), then run again.",
    ),
    (
        "57P",
        "The database was shut down or restarted; nothing of this step was kept",
        "Check that it runs, then run again: nothing is lost.",
    ),
    (
        "53100",
        "The disk of the database is full; nothing of this step was kept",
        "Free some space there and run again.",
    ),
    (
        "25006",
        "The database cannot be written",
        "Name the server that is written to, not a copy of it, and run again as the user of the pipeline.",
    ),
)
_UNREACHABLE = (
    "The database does not answer, or does not let this user in",
    "Check that it runs, and its address, user and password in THUGOM_DATABASE_URL; then run again.",
)
_HARDLY_ANY = 64 * 1024
"""Bytes: less than SQLite needs to open a database at all."""
_UNKNOWN_REMEDY = "Nothing of this step was kept. Mend the cause and run again."


@contextmanager
def explained(place: str | Path) -> Iterator[None]:
    """Raise a `StoreError` that names `place` in the stead of whatever the database library raises within."""
    try:
        yield
    except ModuleNotFoundError as error:
        remedy = f"Install {error.name} into this environment, or name the path of a SQLite file."
        raise StoreError(place, f"The driver of this database is missing ({error.name})", remedy) from error
    except NoSuchModuleError as error:
        remedy = "Use postgresql+psycopg://USER@HOST/NAME, or the path of a SQLite file."
        raise StoreError(place, f"No database of this kind is known ({error})", remedy) from error
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise StoreError(place, *_explanation(cause, is_full=_is_full(place))) from error


def _is_full(place: str | Path) -> bool:
    """Tell whether the disk of a database file has no room left; False of what is no file."""
    try:
        return shutil.disk_usage(Path(place).parent).free < _HARDLY_ANY
    except OSError:
        return False


def _explanation(cause: BaseException | None, *, is_full: bool = False) -> tuple[str, str]:
    """Return problem and remedy of what the driver raised."""
    state = getattr(cause, "sqlstate", None)
    # What no server numbered was raised on the way to it.
    if state is None and type(cause).__name__ == "OperationalError" and not isinstance(cause, sqlite3.Error):
        problem, remedy = _UNREACHABLE
        return f"{problem} ({_first_line(cause)})", remedy
    name = str(getattr(cause, "sqlite_errorname", "")) if isinstance(cause, sqlite3.Error) else str(state or "")
    if name.startswith("SQLITE_IOERR") and is_full:
        # It has several names for what befalls the files beside its own on a full disk.
        name = "SQLITE_FULL"
    for beginning, problem, remedy in (*_SQLITE_PROBLEMS, *_POSTGRESQL_PROBLEMS):
        if name.startswith(beginning):
            return f"{problem} ({_first_line(cause)})", remedy
    return f"The database refused: {cause}", _UNKNOWN_REMEDY


def _first_line(cause: BaseException | None) -> str:
    """Return the sentence of an error, without the statement that it points into."""
    return str(cause).strip().partition("\n")[0]
