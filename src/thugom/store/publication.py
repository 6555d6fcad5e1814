"""Publication: the night's figures take the place of the last ones in one transaction that only changes rows.

A night is staged in temporary tables first. The transaction then deletes what is gone, updates what differs and
inserts what is new: readers see the night before or this one, and rows that did not change are not touched. Nothing is
created, emptied or renamed in it, for that would block readers, break their views, or leave half behind. The one
exception is a table whose contract changed: it is made anew inside the transaction, for otherwise a run killed at that
moment would leave it empty beside full ones.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import pandas as pd
from sqlalchemy import Column, Connection, Engine, MetaData, Table, and_, delete, exists, insert, or_, select, update

from thugom.contracts import Contract
from thugom.renderings.tables import curated_table
from thugom.store.engine import place_of, write_transaction
from thugom.store.errors import explained
from thugom.store.fingerprints import figures_hash, table_hash
from thugom.store.journal import append_entry
from thugom.store.ledger import keep_documents
from thugom.store.rows import Row, insert_rows, rows_of, sorted_by_key
from thugom.store.schema import remake

Figures = Mapping[str, tuple[Contract, pd.DataFrame]]
"""Each curated table by name: its contract and its rows."""
Documents = Iterable[tuple[str, PurePath | str, bytes]]
"""What figures rest on besides the reports: kind, path and bytes."""

Beside = Callable[[Connection, str], None]
"""What is written in a publication's own transaction besides its figures, on its connection and under its name."""

_ID_LENGTH = 12


@dataclass(frozen=True)
class Changes:
    """How many rows of a table a publication touched."""

    inserted: int
    updated: int
    deleted: int

    @property
    def total(self) -> int:
        """All rows that are not what they were.

        >>> Changes(1, 2, 3).total
        6
        """
        return self.inserted + self.updated + self.deleted


@dataclass(frozen=True)
class Publication:
    """What was published: its name, the hashes of its tables, and what changed."""

    publication_id: str
    table_hashes: Mapping[str, str]
    figures_hash: str
    changes: Mapping[str, Changes]


def publish(
    engine: Engine,
    tables: Figures,
    journal: Mapping[str, Any],
    documents: Documents = (),
    beside: Beside | None = None,
) -> Publication:
    """Put these figures in the place of the last ones, all or nothing, and enter that in the journal.

    Args:
        engine: the store.
        tables: every curated table and its rows; columns that the contract does not declare are not kept. Tables that
            are not named here stay as they are.
        journal: the row of `publication`, less what follows from the figures: published_at, run_id, as_of, known_at
            and the versions.
        documents: what the figures rest on besides the reports, kept by hash.
        beside: writes what is kept if and only if these figures are; not asked where they were published before.

    Raises:
        StoreError: a frame does not fit its contract, or the database refused; the last figures stand.
    """
    with explained(place_of(engine.url)), engine.connect() as connection:
        try:
            with connection.begin():
                staged = {name: _stage(connection, *figures) for name, figures in tables.items()}
            with write_transaction(connection), ThreadPoolExecutor(1) as beside_it:
                # The database is at work while the rows are hashed.
                hashing = beside_it.submit(_hashes, staged)
                changes = _merge_all(connection, [contract for contract, _ in tables.values()])
                hashes = hashing.result()
                entry = _entry(journal, hashes)
                # A second publication of the same figures at the same instant is the first one.
                if append_entry(connection, "publication", entry):
                    keep_documents(connection, entry["publication_id"], documents)
                    if beside is not None:
                        beside(connection, entry["publication_id"])
            _clear(connection, [contract for contract, _ in tables.values()])
        except BaseException:
            # Its temporary tables go with it; a pooled connection would hand them on to its next user.
            connection.invalidate()
            raise
    return Publication(entry["publication_id"], hashes, entry["figures_hash"], changes)


def _entry(journal: Mapping[str, Any], hashes: Mapping[str, str]) -> dict[str, Any]:
    """Return the journal's row, with the hashes and a short name of what was published, of which day and when."""
    of_all = figures_hash(hashes)
    named = [of_all, *(str(journal[name]) for name in ("published_at", "as_of", "known_at"))]
    return {
        **journal,
        "publication_id": hashlib.sha256("\n".join(named).encode()).hexdigest()[:_ID_LENGTH],
        "figures_hash": of_all,
        "table_hashes": json.dumps(dict(hashes), sort_keys=True),
    }


def _hashes(staged: dict[str, tuple[Table, list[Row]]]) -> dict[str, str]:
    """Return the hash of each table's rows, and let go of them one by one."""
    return {name: table_hash(*staged.pop(name)) for name in list(staged)}


def _stage(connection: Connection, contract: Contract, frame: pd.DataFrame) -> tuple[Table, list[Row]]:
    """Put a table's rows into a temporary table, and return them sorted by key."""
    table = curated_table(contract, MetaData())
    declared = frame[[name for name in frame.columns if name in table.c]]
    rows = sorted_by_key(table, rows_of(table, declared))
    stage = _stage_of(table)
    stage.create(connection)
    insert_rows(connection, stage, rows)
    if connection.dialect.name == "postgresql":
        # Of a temporary table nobody else takes count, and the merge is planned by it.
        connection.exec_driver_sql(f"ANALYZE {stage.name}")
    return table, rows


def _stage_of(table: Table) -> Table:
    """Return the temporary table that holds a table's rows until they are merged."""
    columns = (Column(column.name, column.type, primary_key=column.primary_key) for column in table.columns)
    # In the order of their key, as they come and as the table has them.
    return Table(f"staged_{table.name}", MetaData(), *columns, prefixes=["TEMPORARY"], sqlite_with_rowid=False)


def _merge_all(connection: Connection, contracts: Iterable[Contract]) -> dict[str, Changes]:
    """Merge every staged table into its own; the whole of it is what readers see at once."""
    tables = [curated_table(contract, MetaData()) for contract in contracts]
    remake(connection, tables)
    return {table.name: _merge(connection, table, _stage_of(table)) for table in tables}


def _merge(connection: Connection, table: Table, stage: Table) -> Changes:
    """Delete what is gone, update what differs, insert what is new."""
    same_key = and_(*(table.c[column.name] == stage.c[column.name] for column in table.primary_key.columns))
    others = [column.name for column in table.columns if not column.primary_key]
    deleted = connection.execute(delete(table).where(~exists().where(same_key))).rowcount
    updated = 0
    if others:
        # Null-safe: an empty cell that becomes a figure has changed, and one that stays empty has not.
        differs = or_(*(table.c[name].is_distinct_from(stage.c[name]) for name in others))
        values = {name: stage.c[name] for name in others}
        updated = connection.execute(update(table).values(values).where(same_key, differs)).rowcount
    missing = select(stage).where(~exists().where(same_key).correlate(stage))
    # Of what it inserts, PostgreSQL's driver keeps the number only if it is asked to.
    counted = insert(table).from_select(table.columns.keys(), missing).execution_options(preserve_rowcount=True)
    inserted = connection.execute(counted).rowcount
    return Changes(inserted, updated, deleted)


def _clear(connection: Connection, contracts: Iterable[Contract]) -> None:
    """Remove the temporary tables."""
    with connection.begin():
        for contract in contracts:
            _stage_of(curated_table(contract, MetaData())).drop(connection)
