"""What the database cannot do, where, and what to do about it."""

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
        raise StoreError(place, *_explanation(cause)) from error


def _explanation(cause: BaseException | None) -> tuple[str, str]:
    """Return problem and remedy of what the driver raised."""
    name = getattr(cause, "sqlite_errorname", "") if isinstance(cause, sqlite3.Error) else ""
    for beginning, problem, remedy in _SQLITE_PROBLEMS:
        if name.startswith(beginning):
            return f"{problem} ({cause})", remedy
    return f"The database refused: {cause}", _UNKNOWN_REMEDY
