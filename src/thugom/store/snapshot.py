"""The copy that analysts open: the curated tables and the journals of one moment, in a file of its own.

The working database keeps a write-ahead log beside it, holds every fact and belongs to the pipeline. The copy is one
plain file that any tool opens, also from a shared folder; a new one takes the place of the old one whole.
"""

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, MetaData, Select, Table, create_engine, insert, select
from sqlalchemy.pool import NullPool

from thugom.contracts import Contract
from thugom.files import partial_of, replace_atomic
from thugom.renderings.tables import curated_table
from thugom.store.engine import reading
from thugom.store.errors import StoreError, explained

_CHUNK = 10_000
_READABLE = 0o644
_REMEDY = "Free some space, or give this user the right to write here; then run again."


def snapshot(engine: Engine, contracts: Mapping[str, Contract], target: Path) -> None:
    """Copy the tables of these contracts to the SQLite file `target`, all as of one moment.

    It is written beside its place, synced and renamed over: who has the old copy open reads it to its end.

    Raises:
        StoreError: the database cannot be read, or `target` cannot be written; the old copy stands.
    """
    metadata = MetaData()
    for contract in contracts.values():
        curated_table(contract, metadata, foreign_keys_to=contracts)
    partial = partial_of(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove(partial)
        with explained(target):
            _write(engine, partial, metadata)
        partial.chmod(_READABLE)
        replace_atomic(partial, target)
    except StoreError:
        # Half a copy would take what room a full disk has left.
        _discard(partial)
        raise
    except OSError as error:
        _discard(partial)
        problem = f"The copy for analysts cannot be written ({error.strerror or error})"
        raise StoreError(target, problem, _REMEDY) from error


def _write(engine: Engine, partial: Path, metadata: MetaData) -> None:
    """Make the file with its tables, rows and indices."""
    copy = create_engine(URL.create("sqlite", database=str(partial)), poolclass=NullPool)
    with copy.connect() as connection:
        # A crash leaves a file that nobody reads; what counts is synced once, before it is renamed.
        connection.exec_driver_sql("PRAGMA journal_mode = OFF")
        connection.exec_driver_sql("PRAGMA synchronous = OFF")
        metadata.create_all(connection)
        connection.commit()
        if engine.dialect.name == "sqlite":
            copy_attached(engine, connection, metadata.sorted_tables)
        else:
            copy_rows(engine, connection, metadata.sorted_tables)
        connection.commit()
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def copy_attached(engine: Engine, connection: Connection, tables: Iterable[Table]) -> None:
    """Copy all rows inside SQLite, several times as fast as through Python."""
    connection.exec_driver_sql("ATTACH DATABASE ? AS source", (engine.url.database,))
    # The first insert begins the transaction; what the others read is of the same moment.
    for table in tables:
        source = table.to_metadata(MetaData(), schema="source")
        connection.execute(insert(table).from_select(table.columns.keys(), _by_key(source)))


def copy_rows(engine: Engine, connection: Connection, tables: Iterable[Table]) -> None:
    """Copy all rows from a database of another kind."""
    with reading(engine) as source:
        for table in tables:
            for rows in source.execute(_by_key(table)).partitions(_CHUNK):
                connection.execute(insert(table), [dict(row._mapping) for row in rows])  # noqa: SLF001 - its public name


def _by_key(table: Table) -> Select[Any]:
    """Select a table's rows in the order of their key, so that one content is always one file."""
    return select(table).order_by(*table.primary_key.columns)


def _discard(partial: Path) -> None:
    """Remove what could not be finished, where that can be done at all."""
    with contextlib.suppress(OSError):
        _remove(partial)


def _remove(partial: Path) -> None:
    """Remove what an earlier, killed run left half-written."""
    for path in (partial, partial.with_name(f"{partial.name}-journal")):
        path.unlink(missing_ok=True)
