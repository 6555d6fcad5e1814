"""The sure way: a text file is read line by line and split here, not by a reader of CSV.

So every row keeps the number of its line, one broken row costs no other, and a cell too many is seen.
"""

import gzip
from pathlib import Path

import duckdb

from thugom.contracts import Contract
from thugom.sources.tickets.engine import Engine, folder_of, is_of_the_machine, named, quoted
from thugom.sources.tickets.form import Form, TicketFile
from thugom.sources.tickets.plain import cleaned

_MEGABYTE = 1024 * 1024
_UNDECODABLE, _NO_SIGN = b"\xff\n", "\ufffd".encode()


def stage_lines(engine: Engine, number: int, file: TicketFile, contract: Contract, into: str) -> bool:
    """Make a view of a file's rows: file_number, row_number, whole, and the contract's columns as text.

    `whole` is false where a row has other cells than the headers, or signs of another encoding. A packed file that was
    cut off is read as far as it goes.

    Returns:
        whether the file could be read to its end.

    Raises:
        FAILURES: it cannot be read; see `is_of_the_machine`.
    """
    form = file.form
    if form.wide:
        narrow = folder_of(engine) / f"{file.sha256}.unpacked"
        try:
            _narrow(file.content, narrow)
            _stage(engine, number, narrow, form, contract, into)
        finally:
            narrow.unlink(missing_ok=True)
        return True
    try:
        _stage(engine, number, file.content, form, contract, into)
    except duckdb.Error as error:
        if not form.packed or is_of_the_machine(error):
            raise
    else:
        if not form.packed:
            return True
    # The engine does not hold what it unpacks against the check sum.
    whole = folder_of(engine) / f"{file.sha256}.unpacked"
    try:
        is_whole = _unpack(file.content, whole)
        _stage(engine, number, whole, form, contract, into)
    finally:
        whole.unlink(missing_ok=True)
    return is_whole


def _stage(engine: Engine, number: int, content: Path, form: Form, contract: Contract, into: str) -> None:
    """Make the view from a file of lines."""
    mark = quoted(form.delimiter or "")
    # A quoted cell is rare where a machine writes, and taking it apart costs: only lines that have a quote pay.
    cell = f'("(?:[^"]|"")*"|[^"{form.delimiter}]*)[{form.delimiter}]'
    parts = (
        f"list_transform(regexp_extract_all(line || {mark}, '{cell}', 1),"
        " lambda cell: replace(trim(cell, '\"'), '\"\"', '\"'))"
    )
    for table in ("lost", "lost_scan"):
        engine.execute(f"DROP TABLE IF EXISTS {table}")
    compression = "gzip" if form.packed and content.suffix != ".unpacked" else "none"
    lines = (
        f"read_csv({quoted(content)}, columns = {{'line': 'VARCHAR'}}, auto_detect = false, delim = '\x01',"
        f" quote = '', escape = '', header = false, compression = '{compression}', ignore_errors = true,"
        " store_rejects = true, rejects_table = 'lost', rejects_scan = 'lost_scan', strict_mode = false,"
        " null_padding = true)"
    )
    columns = cleaned(contract, form, lambda place: f"cells[{place + 1}]")
    cells = f"CASE WHEN contains(line, '\"') THEN {parts} ELSE string_split(line, {mark}) END AS cells"
    engine.execute(
        f"CREATE OR REPLACE TABLE {into}_lines AS SELECT len(cells) = {len(form.headers)} AS whole,"
        f" line IS NULL AS blank, {columns}"
        f" FROM (SELECT line, {cells} FROM (SELECT rtrim(line, '\r') AS line FROM {lines}))"
    )
    # What the engine cannot decode it leaves out; the lines after it stand so many further down.
    engine.execute(f"CREATE OR REPLACE TABLE {into}_lost AS SELECT DISTINCT line FROM lost")
    (lost,) = engine.execute(f"SELECT count(*) FROM {into}_lost").fetchone() or (0,)
    names = ", ".join(named(field.name) for field in contract.fields)
    numbered = f"SELECT rowid + 1 AS row_number, * FROM {into}_lines"
    if lost:
        numbered = (
            f"SELECT s.rowid + 1 + coalesce(b.before, 0) AS row_number, s.* FROM {into}_lines AS s ASOF LEFT JOIN"
            " (SELECT line - number + 1 AS place, max(number) AS before FROM"
            f" (SELECT line, row_number() OVER (ORDER BY line) AS number FROM {into}_lost) GROUP BY ALL) AS b"
            " ON s.rowid + 1 >= b.place"
        )
    nothing = ", ".join("NULL" for _ in contract.fields)
    engine.execute(
        f"CREATE OR REPLACE TEMP VIEW {into} AS SELECT {number} AS file_number, row_number, whole, {names}"
        f" FROM ({numbered}) WHERE NOT blank AND row_number > {form.line}"
        f" UNION ALL SELECT {number}, line, false, {nothing} FROM {into}_lost WHERE line > {form.line}"
    )


def _unpack(content: Path, into: Path) -> bool:
    """Unpack a file as far as it goes, and tell whether that is to its end.

    A line in which it ends early is made one that nobody can decode, and so is refused: the half of a weight that is
    left of a cell would be a weight.

    Raises:
        zlib.error, gzip.BadGzipFile: it is damaged, and nobody can tell from where on its figures are not those that
            were packed.
    """
    with gzip.open(content) as packed, into.open("wb") as stream:
        while True:
            try:
                piece = packed.read1(_MEGABYTE)
            except EOFError:
                stream.write(_UNDECODABLE)
                return False
            if not piece:
                return True
            stream.write(piece)


def _narrow(content: Path, into: Path) -> None:
    """Write a file of two bytes a sign as UTF-8; what is no sign becomes a byte for which its line is refused."""
    with content.open(encoding="utf-16", errors="replace", newline="") as wide, into.open("wb") as stream:
        while piece := wide.read(_MEGABYTE):
            stream.write(piece.encode().replace(_NO_SIGN, _UNDECODABLE[:1]))
