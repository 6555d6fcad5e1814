"""Tickets as a stream: files of any size, recognised by their headers and read as text, row by row, by DuckDB.

A text file is read line by line and split here, not by a reader of CSV: so every row keeps the number of its line, one
broken row costs no other, and a cell too many is seen. Nothing is cast before it is judged.
"""

import errno
import gzip
import os
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from thugom.contracts import Contract
from thugom.sources.cells import word_key

Engine = duckdb.DuckDBPyConnection
DELIMITERS = (",", ";", "\t", "|")
_SEARCH_LINES, _LONGEST_LINE = 15, 4096
_GZIP, _PARQUET = b"\x1f\x8b", b"PAR1"
_MEGABYTE = 1024 * 1024
_UNDECODABLE = b"\xff\n"
_CUT_OFF = (EOFError, zlib.error, gzip.BadGzipFile)
FAILURES = (duckdb.Error, MemoryError, OSError, *_CUT_OFF)
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


@dataclass(frozen=True)
class TicketFile:
    """A file of tickets: its hash, where its bytes lie, and the local time at which it arrived (ISO 8601)."""

    sha256: str
    content: Path
    arrived: str


@dataclass(frozen=True)
class Form:
    """How a file holds its tickets: the headers in their order, and for text its delimiter and the headers' line."""

    headers: tuple[str, ...]
    delimiter: str | None
    line: int
    packed: bool = False


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
        engine.execute(f"SET {name} = {_quoted(value)}")
    return engine


def recognise(content: Path, contract: Contract) -> Form | None:
    """Return how a file holds tickets; None where it is none, or no headers of it can be read.

    The headers stand in one of the first lines, under the contract's own names; a column that is neither needed nor
    known is passed over. Of a Parquet file that nobody can open nothing is known, and it has a form without headers:
    only tickets come as Parquet, and whoever reads it will say that it is damaged.
    """
    needed = {word_key(field.name) for field in contract.fields if not field.optional}
    try:
        start = _beginning(content)
        if start[: len(_PARQUET)] == _PARQUET:
            names = _parquet_headers(content)
            return Form(names, None, 0) if not names or needed <= set(map(word_key, names)) else None
        packed = start.startswith(_GZIP)
        lines = _first_lines(content, packed=packed)
    except (OSError, *_CUT_OFF):
        return None
    for number, line in enumerate(lines, 1):
        for delimiter in DELIMITERS:
            names = tuple(cell.strip().strip('"') for cell in line.split(delimiter))
            if needed <= set(map(word_key, names)):
                return Form(names, delimiter, number, packed)
    return None


def _parquet_headers(content: Path) -> tuple[str, ...]:
    """Return the names of a Parquet file's columns; none where it cannot be opened."""
    try:
        with duckdb.connect() as engine:
            found = engine.execute(f"DESCRIBE SELECT * FROM read_parquet({_quoted(content)})").fetchall()
    except duckdb.Error:
        return ()
    return tuple(str(row[0]) for row in found)


def stage(engine: duckdb.DuckDBPyConnection, file: TicketFile, form: Form, contract: Contract, into: str) -> bool:
    """Make a table of the file's rows as text: row_number, whole, and the contract's columns; null where missing.

    row_number is the line in a text file, from 1, and the row in a Parquet file; whole is false where a row has other
    cells than the headers, or signs of another encoding. A packed file that was cut off is read as far as it goes.

    Returns:
        whether the file could be read to its end.

    Raises:
        FAILURES: it cannot be read; see `is_of_the_machine`.
    """
    if form.delimiter is None:
        _stage_parquet(engine, file, form, contract, into)
        return True
    content = file.content
    try:
        _stage_lines(engine, content, form, contract, into)
    except duckdb.Error as error:
        if not form.packed or is_of_the_machine(error):
            raise
        whole = content.with_name(f"{file.sha256}.unpacked")
        whole = Path(str(_folder_of(engine))) / whole.name
        try:
            is_whole = _unpack(content, whole)
            _stage_lines(engine, whole, form, contract, into)
        finally:
            whole.unlink(missing_ok=True)
        return is_whole
    return True


def _stage_parquet(
    engine: duckdb.DuckDBPyConnection, file: TicketFile, form: Form, contract: Contract, into: str
) -> None:
    """Make the table from a Parquet file: whatever its types are, as text first."""
    columns = _columns(contract, form, lambda place: f"CAST({_name(form.headers[place])} AS VARCHAR)")
    engine.execute(
        f"CREATE OR REPLACE TABLE staged_rows AS SELECT file_row_number + 1 AS row_number, true AS whole, {columns}"
        f" FROM read_parquet({_quoted(file.content)}, file_row_number = true)"
    )
    # A view, as of a file of lines: one engine judges files of both kinds, one after the other.
    engine.execute(f"CREATE OR REPLACE VIEW {into} AS FROM staged_rows")


def _stage_lines(engine: duckdb.DuckDBPyConnection, content: Path, form: Form, contract: Contract, into: str) -> None:
    """Make the table from a file of lines."""
    mark = _quoted(form.delimiter or "")
    # A quoted cell is rare where a machine writes, and taking it apart costs: only lines that have a quote pay.
    cell = f'("(?:[^"]|"")*"|[^"{form.delimiter}]*)[{form.delimiter}]'
    quoted = (
        f"list_transform(regexp_extract_all(line || {mark}, '{cell}', 1),"
        " lambda cell: replace(trim(cell, '\"'), '\"\"', '\"'))"
    )
    for table in ("lost", "lost_scan"):
        engine.execute(f"DROP TABLE IF EXISTS {table}")
    compression = "gzip" if form.packed and content.suffix != ".unpacked" else "none"
    lines = (
        f"read_csv({_quoted(content)}, columns = {{'line': 'VARCHAR'}}, auto_detect = false, delim = '\x01',"
        f" quote = '', escape = '', header = false, compression = '{compression}', ignore_errors = true,"
        " store_rejects = true, rejects_table = 'lost', rejects_scan = 'lost_scan', strict_mode = false,"
        " null_padding = true)"
    )
    columns = _columns(contract, form, lambda place: f"cells[{place + 1}]")
    cells = f"CASE WHEN contains(line, '\"') THEN {quoted} ELSE string_split(line, {mark}) END AS cells"
    engine.execute(
        f"CREATE OR REPLACE TABLE staged_lines AS SELECT len(cells) = {len(form.headers)} AS whole,"
        f" line IS NULL AS blank, {columns}"
        f" FROM (SELECT line, {cells} FROM (SELECT rtrim(line, '\r') AS line FROM {lines}))"
    )
    # What the engine cannot decode it leaves out; the lines after it stand so many further down.
    engine.execute("CREATE OR REPLACE TEMP TABLE lost_lines AS SELECT DISTINCT line FROM lost")
    (lost,) = engine.execute("SELECT count(*) FROM lost_lines").fetchone() or (0,)
    names = ", ".join(_name(field.name) for field in contract.fields)
    numbered = "SELECT rowid + 1 AS row_number, * FROM staged_lines"
    if lost:
        numbered = (
            "SELECT s.rowid + 1 + coalesce(b.before, 0) AS row_number, s.* FROM staged_lines AS s ASOF LEFT JOIN"
            " (SELECT line - number + 1 AS place, max(number) AS before FROM"
            " (SELECT line, row_number() OVER (ORDER BY line) AS number FROM lost_lines) GROUP BY ALL) AS b"
            " ON s.rowid + 1 >= b.place"
        )
    nothing = ", ".join("NULL" for _ in contract.fields)
    engine.execute(
        f"CREATE OR REPLACE VIEW {into} AS SELECT row_number, whole, {names} FROM ({numbered})"
        f" WHERE NOT blank AND row_number > {form.line}"
        f" UNION ALL SELECT line, false, {nothing} FROM lost_lines WHERE line > {form.line}"
    )


def _columns(contract: Contract, form: Form, cell: Callable[[int], str]) -> str:
    """Return the contract's columns as SQL: trimmed, and null where the file says nothing."""
    missing = ", ".join(_quoted(word) for word in contract.missing_values)
    places = {word_key(name): place for place, name in reversed(list(enumerate(form.headers)))}
    found = []
    for field in contract.fields:
        place = places.get(word_key(field.name))
        text = "CAST(NULL AS VARCHAR)" if place is None else f"trim({cell(place)})"
        found.append(f"CASE WHEN {text} IN ({missing}) THEN NULL ELSE {text} END AS {_name(field.name)}")
    return ", ".join(found)


def _beginning(content: Path) -> bytes:
    """Return the first bytes of a file."""
    with content.open("rb") as stream:
        return stream.read(len(_PARQUET))


def _first_lines(content: Path, *, packed: bool) -> Sequence[str]:
    """Return the first lines of a text file, without a mark of its encoding."""
    with gzip.open(content) if packed else content.open("rb") as stream:
        lines = [stream.readline(_LONGEST_LINE) for _ in range(_SEARCH_LINES)]
    return [line.decode("utf-8-sig", "replace").strip("\r\n") for line in lines]


def _unpack(content: Path, into: Path) -> bool:
    """Unpack a file as far as it goes, and tell whether that is to its end.

    A line in which it ends early is made one that nobody can decode, and so is refused: the half of a weight that is
    left of a cell would be a weight.
    """
    with gzip.open(content) as packed, into.open("wb") as stream:
        while True:
            try:
                piece = packed.read1(_MEGABYTE)
            except _CUT_OFF:
                stream.write(_UNDECODABLE)
                return False
            if not piece:
                return True
            stream.write(piece)


def _folder_of(engine: duckdb.DuckDBPyConnection) -> Path:
    """Return the folder in which an engine may write."""
    (spilled,) = engine.execute("SELECT current_setting('temp_directory')").fetchone() or ("",)
    return Path(str(spilled)).parent


def _name(column: str) -> str:
    """Return a column's name, quoted."""
    return '"{}"'.format(column.replace('"', '""'))


def _quoted(value: object) -> str:
    """Return a text as SQL writes it."""
    return "'{}'".format(str(value).replace("'", "''"))
