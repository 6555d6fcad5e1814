"""The journals: what ran, and what was published. Rows are only ever added."""

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Date, Engine, MetaData, Table, and_, func, select

from thugom.contracts import load_contract, packaged_schemas
from thugom.renderings.tables import curated_table
from thugom.store.engine import reading, writing
from thugom.store.rows import insert_rows, rows_of


def append_run(engine: Engine, row: Mapping[str, Any]) -> None:
    """Enter a run in the journal `run`; one that is there stands.

    Raises:
        StoreError: the row does not fit the journal's contract, or the database refused.
    """
    with writing(engine) as connection:
        append_entry(connection, "run", row)


def last_published_at(engine: Engine) -> str | None:
    """Return the instant of the newest publication, UTC ISO 8601; None before the first.

    Raises:
        StoreError: the database cannot be read.
    """
    with reading(engine) as connection:
        newest: str | None = connection.execute(select(func.max(journal_table("publication").c.published_at))).scalar()
    return newest


def append_entry(connection: Connection, name: str, row: Mapping[str, Any]) -> bool:
    """Enter a row in the journal called `name`, and tell whether it is new; one with its key that is there stands.

    Args:
        connection: inside a writing transaction.
        name: `run` or `publication`.
        row: the journal's columns; days may be ISO 8601 text, what is not known may be missing.

    Raises:
        StoreError: the row has a column that the journal does not, or lacks one that it requires.
    """
    table = journal_table(name)
    key = and_(*(column == row[column.name] for column in table.primary_key.columns))
    if connection.execute(select(*table.primary_key.columns).where(key)).first() is not None:
        return False
    known = {column.name: _value(column.type, row.get(column.name)) for column in table.columns}
    insert_rows(connection, table, rows_of(table, pd.DataFrame([{**row, **known}], dtype=object)))
    return True


@cache
def journal_table(name: str) -> Table:
    """Return the table of a journal, as the package declares it."""
    return curated_table(load_contract(packaged_schemas() / "curated" / f"{name}.yml"), MetaData())


def _value(kind: object, value: object) -> object:
    """Return a value as a frame of that column holds it."""
    return dt.date.fromisoformat(value) if isinstance(kind, Date) and isinstance(value, str) else value
