"""Merging: a table's rows become these rows, and only what differs is touched.

The embedded database is handed row by row and told to insert, change or leave each: the pass over the table is one,
and nothing is written twice. A server would be asked half a million times; there the rows come in by COPY, into a
temporary table, and three statements do the rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    MetaData,
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from thugom.store.rows import insert_columns
from thugom.store.texts import Columns

_WORK_MEMORY = "64MB"
"""What one sort or join of a merge may take of a server's memory: with less, it goes through files."""


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


def stage(connection: Connection, table: Table, columns: Columns) -> None:
    """Put rows where `merge` finds them, before it takes the lock: on a server, in a temporary table."""
    if connection.dialect.name == "sqlite":
        return
    staged = _stage_of(table)
    staged.create(connection)
    insert_columns(connection, staged, columns)
    # Of a temporary table nobody else takes count, and the merge is planned by it.
    connection.exec_driver_sql(f"ANALYZE {staged.name}")


def merge(connection: Connection, table: Table, columns: Columns) -> Changes:
    """Delete what is gone, update what differs, insert what is new; the rows come in the order of their key, staged."""
    before = connection.execute(select(func.count()).select_from(table)).scalar_one()
    if connection.dialect.name == "sqlite":
        return _merge_one_by_one(connection, table, columns, before)
    return _merge_staged(connection, table, len(columns[0]), before)


def unstage(connection: Connection, tables: Iterable[Table]) -> None:
    """Remove the temporary tables."""
    if connection.dialect.name != "sqlite":
        for table in tables:
            _stage_of(table).drop(connection)


def _merge_one_by_one(connection: Connection, table: Table, columns: Columns, before: int) -> Changes:
    """Let SQLite insert, update or leave each row, and delete what is not among them."""
    touched = _touched(connection)
    # Where nothing stands nothing is looked for, which is a third of the time.
    insert_columns(connection, table, columns, _unless_the_same(table) if before else "")
    touched = _touched(connection) - touched
    after = connection.execute(select(func.count()).select_from(table)).scalar_one()
    deleted = _delete_gone(connection, table, columns) if after > len(columns[0]) else 0
    return Changes(inserted=after - before, updated=touched - (after - before), deleted=deleted)


def _unless_the_same(table: Table) -> str:
    """Return what SQLite does with a row whose key is there: nothing, unless another column differs."""
    key, others = _names_of_key(table), _names_of_others(table)
    if not others:
        return f" ON CONFLICT ({', '.join(key)}) DO NOTHING"
    values = ", ".join(f"{name} = excluded.{name}" for name in others)
    # Null-safe: an empty cell that becomes a figure has changed, and one that stays empty has not.
    differs = " OR ".join(f"{table.name}.{name} IS NOT excluded.{name}" for name in others)
    return f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {values} WHERE {differs}"


def _delete_gone(connection: Connection, table: Table, columns: Columns) -> int:
    """Delete what has a key that none of these rows has, and return how many those were."""
    key, place = _names_of_key(table), list(table.columns.keys()).index
    kept = set(zip(*(columns[place(name)] for name in key), strict=True))
    # As the driver gives them, which is as they were handed to it: days are text on both sides.
    found = connection.exec_driver_sql(f"SELECT {', '.join(key)} FROM {table.name}")  # noqa: S608 - names are the contract's
    gone = [tuple(row) for row in found if tuple(row) not in kept]
    if gone:
        same = " AND ".join(f"{name} = ?" for name in key)
        connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE {same}", gone)  # noqa: S608 - as above
    return len(gone)


def _touched(connection: Connection) -> int:
    """Return how many rows SQLite has changed on this connection."""
    changes: int = connection.exec_driver_sql("SELECT total_changes()").scalar_one()
    return changes


def _merge_staged(connection: Connection, table: Table, rows: int, before: int) -> Changes:
    """Let a server compare the table with the staged one; what cannot be is not looked for."""
    staged = _stage_of(table)
    same_key = and_(*(table.c[name] == staged.c[name] for name in _names_of_key(table)))
    connection.exec_driver_sql(f"SET LOCAL work_mem = '{_WORK_MEMORY}'")
    deleted = updated = 0
    if before:
        deleted = connection.execute(delete(table).where(~exists().where(same_key))).rowcount
        updated = _update_differing(connection, table, staged, same_key)
    inserted = rows - (before - deleted)
    if inserted:
        missing = select(staged).where(~exists().where(same_key).correlate(staged)) if before else select(staged)
        connection.execute(insert(table).from_select(table.columns.keys(), missing))
    return Changes(inserted, updated, deleted)


def _update_differing(connection: Connection, table: Table, staged: Table, same_key: ColumnElement[bool]) -> int:
    """Update the rows that differ in any column, and return how many those were."""
    others = _names_of_others(table)
    if not others:
        return 0
    differs = or_(*(table.c[name].is_distinct_from(staged.c[name]) for name in others))
    values = {name: staged.c[name] for name in others}
    return connection.execute(update(table).values(values).where(same_key, differs)).rowcount


def _stage_of(table: Table) -> Table:
    """Return the temporary table that holds a table's rows until they are merged."""
    columns = (Column(column.name, column.type) for column in table.columns)
    return Table(f"staged_{table.name}", MetaData(), *columns, prefixes=["TEMPORARY"])


def _names_of_key(table: Table) -> list[str]:
    """Return the names of a table's key."""
    return [column.name for column in table.primary_key.columns]


def _names_of_others(table: Table) -> list[str]:
    """Return the names of the columns beside a table's key."""
    return [column.name for column in table.columns if not column.primary_key]
