"""Everything that a night leaves behind, less the hour at which it ran."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_HOURS = "SELECT publication_id, published_at, run_id FROM publication ORDER BY published_at"
_OF_RUNS = "outcome, files_new, rows_received, rows_accepted, rows_refused"
"""What the journal says of a run besides its hour and how long it took."""


def left_by(home: Path) -> dict[str, Any]:
    """Return the rows of every table of the working database, sorted, and the hashes of archive and receipts."""
    with closing(sqlite3.connect(f"file:{home}/data/store/thugom.db?mode=ro", uri=True)) as connection:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
        hours = [str(cell) for row in connection.execute(_HOURS) for cell in row]
        tables = {name: _rows(connection, name, hours) for (name,) in found.fetchall()}
    files = {
        f"{kind}/{path.relative_to(home / 'data' / kind)}": hashlib.sha256(path.read_bytes()).hexdigest()
        for kind in ("archive", "receipts")
        for path in (home / "data" / kind).rglob("*")
        if path.is_file()
    }
    return tables | files


def _rows(connection: sqlite3.Connection, table: str, hours: list[str]) -> list[Any]:
    """Return the rows of a table; instants of the nights and what is named after them become their numbers."""
    columns = _OF_RUNS if table == "run" else "*"
    rows = connection.execute(f'SELECT {columns} FROM "{table}"').fetchall()  # noqa: S608 - its own names
    return sorted((tuple(_timeless(cell, hours) for cell in row) for row in rows), key=repr)


def _timeless(cell: Any, hours: list[str]) -> Any:  # noqa: ANN401 - a cell of any table
    """Return a cell less the hours it names."""
    if isinstance(cell, str):
        for number, hour in enumerate(hours):
            cell = cell.replace(hour, f"<{number}>")
    return cell
