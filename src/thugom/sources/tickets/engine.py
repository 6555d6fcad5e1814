"""The engine that reads and judges tickets: DuckDB, within a budget of memory, and what may go wrong in it."""

import errno
import gzip
import os
import zlib
from pathlib import Path

import duckdb

Engine = duckdb.DuckDBPyConnection
CUT_OFF = (EOFError, zlib.error, gzip.BadGzipFile)
FAILURES = (duckdb.Error, MemoryError, OSError, *CUT_OFF)
"""What may be raised in the middle of a file."""
_SHORT_OF = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE)


def is_of_the_machine(error: BaseException) -> bool:
    """Tell whether a failure says nothing of the file: the machine lacks memory, room or a working disk.

    >>> is_of_the_machine(duckdb.IOException("Could not write file: No space left on device"))
    True
    >>> is_of_the_machine(duckdb.InvalidInputException("No magic bytes found")), is_of_the_machine(zlib.error())
    (False, False)
    """
    if isinstance(error, gzip.BadGzipFile):
        return False
    if isinstance(error, MemoryError | OSError | duckdb.OutOfMemoryException):
        return True
    # The engine has no number for what the system said, only its words.
    return isinstance(error, duckdb.Error) and any(os.strerror(number) in str(error) for number in _SHORT_OF)


def open_engine(folder: Path, memory_mb: int, threads: int = 2) -> duckdb.DuckDBPyConnection:
    """Return an engine that keeps to a budget of memory and spills into a folder."""
    engine = duckdb.connect(str(folder / "stage.duckdb"))
    settings = {
        "memory_limit": f"{memory_mb}MB",
        "threads": str(threads),
        "temp_directory": str(folder / "spilled"),
        "TimeZone": "UTC",
        "enable_progress_bar": "false",
    }
    for name, value in settings.items():
        engine.execute(f"SET {name} = {quoted(value)}")
    return engine


def folder_of(engine: Engine) -> Path:
    """Return the folder in which an engine may write."""
    (spilled,) = engine.execute("SELECT current_setting('temp_directory')").fetchone() or ("",)
    return Path(str(spilled)).parent


def quoted(value: object) -> str:
    """Return a text as SQL writes it.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'{}'".format(str(value).replace("'", "''"))


def named(column: str) -> str:
    """Return a column's name as SQL writes it.

    >>> named("net_kg")
    '"net_kg"'
    """
    return '"{}"'.format(column.replace('"', '""'))
