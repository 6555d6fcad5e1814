"""Carrying a whole database elsewhere: into one SQLite file for a backup, and from there into either database.

A server's rows travel in the same file as the embedded database's, so that one kind of backup serves both, and a home
can move from one to the other.
"""

import datetime as dt
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table, select

from thugom.contracts import Contracts
from thugom.renderings.tables import curated_table
from thugom.store.engine import open_engine, place_of, reading, writing
from thugom.store.errors import StoreError, explained
from thugom.store.migrations import revision_of
from thugom.store.reshaping import has_changed
from thugom.store.rows import Row, insert_rows
from thugom.store.schema import bring_up, kept_tables, prepare, remake

_CHUNK = 20_000
_HASHES = 1 << 256
_NOT_EMPTY = "Name an empty database with THUGOM_DATABASE_URL, or unset it to restore into a file of the home."


@dataclass(frozen=True)
class Content:
    """What a table holds: how many rows, and a hash that depends on nothing but them."""

    rows: int
    sha256: str


def carry_out(engine: Engine, target: Path, contracts: Contracts) -> None:
    """Copy the whole database into the SQLite file `target`, all as of one moment.

    Args:
        engine: the database; a SQLite one may be in use.
        target: must not exist.
        contracts: what the tables are.

    Raises:
        StoreError: the database cannot be read, awaits its upgrade, or the file cannot be written.
    """
    if engine.dialect.name == "sqlite":
        with (
            explained(target),
            closing(sqlite3.connect(str(engine.url.database))) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
            # One plain file: a write-ahead log beside it would be left behind.
            copy.execute("PRAGMA journal_mode = DELETE")
        return
    prepare(engine, contracts)
    copy_of = open_engine(target)
    prepare(copy_of, contracts)
    with reading(engine) as source_rows, writing(copy_of) as into:
        remake(into, _figures(contracts))
        _carry(source_rows, into, contracts)
    with explained(target), closing(sqlite3.connect(target)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")


def carry_in(source: Path, engine: Engine, contracts: Contracts) -> None:
    """Fill an empty database from a file that `carry_out` wrote: all of it, or nothing.

    The file is brought to this release first, if an older one wrote it.

    Raises:
        StoreError: the database is not empty, or cannot be written; a newer program wrote the file.
    """
    old = open_engine(source)
    prepare(old, contracts)
    with writing(old) as connection:
        remake(connection, _figures(contracts))
    with reading(old) as rows, writing(engine) as into:
        if revision_of(into) is not None:
            raise StoreError(place_of(engine.url), "This database holds a home already", _NOT_EMPTY)
        bring_up(into, contracts)
        _carry(rows, into, contracts)


def contents(engine: Engine, contracts: Contracts) -> dict[str, Content]:
    """Return what every table holds, in one moment; equal on both databases if and only if the rows are.

    Raises:
        StoreError: the database cannot be read.
    """
    with reading(engine) as connection:
        return {table.name: _content(connection, table) for table in _tables(connection, contracts)}


def _content(connection: Connection, table: Table) -> Content:
    """Return what a table holds: its rows' hashes are added up, so that their order does not matter."""
    count, total = 0, 0
    for row in _rows(connection, table):
        line = json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=bytes.hex)
        total = (total + int.from_bytes(hashlib.sha256(line.encode()).digest())) % _HASHES
        count += 1
    return Content(count, f"{total:064x}")


def _carry(source: Connection, target: Connection, contracts: Contracts) -> None:
    """Copy every row of every table, those that others refer to first."""
    for table in _tables(source, contracts):
        held: list[Row] = []
        for row in _rows(source, table):
            held.append(row)
            if len(held) == _CHUNK:
                insert_rows(target, table, held)
                held = []
        insert_rows(target, table, held)


def _rows(connection: Connection, table: Table) -> Iterator[Row]:
    """Yield a table's rows, in no order, as the drivers of both databases take them."""
    found = connection.execution_options(stream_results=True).execute(select(table))
    for rows in found.partitions(_CHUNK):
        yield from (tuple(map(_plain, row)) for row in rows)


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    """Return a value as it is written: a day as text."""
    return value.isoformat() if isinstance(value, dt.date) else value


def _tables(connection: Connection, contracts: Contracts) -> list[Table]:
    """Return every table of a database, those that others refer to first.

    Figures that an older release published in another shape are left out: the next night computes them again.
    """
    kept = [*kept_tables(contracts), *kept_tables(contracts, journals=True)]
    return [*kept, *(table for table in _figures(contracts) if not has_changed(connection, table))]


def _figures(contracts: Contracts) -> list[Table]:
    """Return the tables that the newest publication fills."""
    metadata = MetaData()
    return [curated_table(one, metadata) for one in contracts.curated.values() if one.kind != "journal"]
