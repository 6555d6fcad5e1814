"""Publication: the night's figures take the place of the last ones in one transaction that only changes rows.

The transaction deletes what is gone, updates what differs and inserts what is new (`merging`): readers see the night
before or this one, and rows that did not change are not touched. Nothing is created, emptied or renamed in it, for
that would block readers, break their views, or leave half behind. The one exception is a table whose contract changed:
it is made anew inside the transaction, for otherwise a run killed at that moment would leave it empty beside full ones.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, MetaData, Table

from thugom.contracts import Contract
from thugom.renderings.tables import curated_table
from thugom.store.engine import place_of, write_transaction
from thugom.store.errors import explained
from thugom.store.fingerprints import figures_hash, table_hash
from thugom.store.journal import append_entry
from thugom.store.ledger import keep_documents
from thugom.store.merging import Changes, merge, stage, unstage
from thugom.store.rows import columns_of, in_order_of_key
from thugom.store.schema import remake
from thugom.store.texts import Columns

Figures = Mapping[str, tuple[Contract, pd.DataFrame]]
"""Each curated table by name: its contract and its rows."""
Documents = Iterable[tuple[str, PurePath | str, bytes]]
"""What figures rest on besides the reports: kind, path and bytes."""

Beside = Callable[[Connection, str], None]
"""What is written in a publication's own transaction besides its figures, on its connection and under its name."""

_ID_LENGTH = 12


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
    confirm: Callable[[], None] = lambda: None,
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
        confirm: raises where somebody else may have published since these figures were begun; asked within the
            transaction, when nobody else can any more.

    Raises:
        StoreError: a frame does not fit its contract, or the database refused; the last figures stand.
    """
    figures = [_columns(*of_table) for of_table in tables.values()]
    with explained(place_of(engine.url)), engine.connect() as connection:
        try:
            with connection.begin():
                for table, columns in figures:
                    stage(connection, table, columns)
            with write_transaction(connection), ThreadPoolExecutor(1) as beside_it:
                confirm()
                # A server is at work while the rows are hashed; SQLite, in this process, would take turns with that.
                hashing = beside_it.submit(_hashes, figures)
                if connection.dialect.name == "sqlite":
                    wait([hashing])
                remake(connection, [table for table, _ in figures])
                changes = {table.name: merge(connection, table, columns) for table, columns in figures}
                hashes = hashing.result()
                entry = _entry(journal, hashes)
                # A second publication of the same figures at the same instant is the first one.
                if append_entry(connection, "publication", entry):
                    keep_documents(connection, entry["publication_id"], documents)
                    if beside is not None:
                        beside(connection, entry["publication_id"])
            with connection.begin():
                unstage(connection, [table for table, _ in figures])
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


def _columns(contract: Contract, frame: pd.DataFrame) -> tuple[Table, Columns]:
    """Return a table and its columns, in the order of its key; what its contract does not declare is left out."""
    table = curated_table(contract, MetaData())
    declared = frame[[name for name in frame.columns if name in table.c]]
    return table, columns_of(table, in_order_of_key(table, declared))


def _hashes(figures: list[tuple[Table, Columns]]) -> dict[str, str]:
    """Return the hash of each table's rows."""
    return {table.name: table_hash(table, columns) for table, columns in figures}
