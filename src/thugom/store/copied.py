"""Reading the copy that analysts open: every table of it as a frame, all of one moment, and nothing written."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
from sqlalchemy import MetaData, create_engine, inspect, select
from sqlalchemy.pool import NullPool

from thugom.contracts import Contract
from thugom.renderings.tables import curated_table
from thugom.store.errors import explained
from thugom.store.frames import read_frame


def load_copy(path: Path, contracts: Iterable[Contract]) -> dict[str, pd.DataFrame]:
    """Return the tables of the copy at `path` by name, each in the order of its key.

    Args:
        path: what `snapshot` wrote; it is opened for reading alone, so that no file appears beside it.
        contracts: the tables; one that the copy does not have is left out, and so are columns declared since.

    Raises:
        StoreError: the file cannot be read.
    """
    address = f"{path.resolve().as_uri()}?mode=ro"
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool)
    tables: dict[str, pd.DataFrame] = {}
    with explained(path), engine.connect() as connection:
        inspector = inspect(connection)
        for contract in contracts:
            if not inspector.has_table(contract.name):
                continue
            table = curated_table(contract, MetaData())
            present = {column["name"] for column in inspector.get_columns(contract.name)}
            columns = [column for column in table.columns if column.name in present]
            # The copy was written in the order of the keys, by code points, and is read so.
            keys = [column for column in table.primary_key.columns if column.name in present]
            tables[contract.name] = read_frame(connection, select(*columns).order_by(*keys))
    return tables
