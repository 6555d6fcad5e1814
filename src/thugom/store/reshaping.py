"""Giving a table of figures another shape: made anew on SQLite, changed in its place on PostgreSQL.

There a table that is dropped would take its grants with it, and cannot be dropped at all while somebody's view stands
on it. A column that is no longer declared stays, empty and marked, as long as a view reads it: a night is not withheld
for that, and nobody's view vanishes.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Table, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateColumn, SetColumnComment, SetTableComment

from thugom.store.geometry import DERIVED, derive_points, derived_from, indices_of

LEFT = "Không còn dùng. / No longer filled."
"""What a column's comment says that no contract declares any more and a view still reads."""
_REPLACED = "_replaced"
_FILLED = 50


def has_changed(connection: Connection, table: Table) -> bool:
    """Tell whether the database's table differs from `table` in its columns, types, key, checks or indices."""
    inspector, dialect = inspect(connection), connection.dialect
    present = [
        (column["name"], column["type"].compile(dialect), bool(column["nullable"]))
        for column in inspector.get_columns(table.name)
        if column.get("comment") != LEFT and column["name"] not in derived_from(table)
    ]
    declared = [(column.name, column.type.compile(dialect), bool(column.nullable)) for column in table.columns]
    if dialect.name == "postgresql":
        # A column that came later stands last there, whatever its contract says.
        present, declared = sorted(present), sorted(declared)
    return (
        present != declared
        or inspector.get_pk_constraint(table.name)["constrained_columns"] != _key(table)
        or _names(inspector.get_indexes(table.name)) - indices_of(table) != {index.name for index in table.indexes}
        or _names(inspector.get_check_constraints(table.name)) != set(_checks(table))
    )


def reshape(connection: Connection, table: Table) -> None:
    """Give the database's table the columns, key, checks and indices of `table`, and no rows."""
    if connection.dialect.name != "postgresql":
        table.drop(connection)
        table.create(connection)
        return
    alter = f"ALTER TABLE {_quoted(connection, table.name)}"
    connection.execute(table.delete())
    _take_down(connection, table, alter)
    _change_columns(connection, table, alter)
    _build_up(connection, table, alter)
    derive_points(connection, table)


def leave_room(connection: Connection, table: Table) -> None:
    """Let a server fill the pages of figures to half only: the other half is for what changes.

    PostgreSQL writes a changed row beside the old one. Where it fits on the same page no index is touched, and a table
    in which all changes every night stays as large as it is.
    """
    if connection.dialect.name == "postgresql" and table.info.get("changes"):
        connection.exec_driver_sql(f"ALTER TABLE {_quoted(connection, table.name)} SET (fillfactor = {_FILLED})")


def _take_down(connection: Connection, table: Table, alter: str) -> None:
    """Remove key, checks and indices."""
    inspector = inspect(connection)
    constraints = [inspector.get_pk_constraint(table.name), *inspector.get_check_constraints(table.name)]
    for name in _names(constraints):
        connection.exec_driver_sql(f"{alter} DROP CONSTRAINT {_quoted(connection, name)}")
    for name in _names(inspector.get_indexes(table.name)):
        connection.exec_driver_sql(f"DROP INDEX {_quoted(connection, name)}")


def _change_columns(connection: Connection, table: Table, alter: str) -> None:
    """Remove the columns that are not declared, or leave them empty; add those that are missing."""
    dialect = connection.dialect
    present = {column["name"]: column for column in inspect(connection).get_columns(table.name)}
    same = [
        name
        for name, column in present.items()
        if name in table.c and column["type"].compile(dialect) == table.c[name].type.compile(dialect)
    ]
    # What is derived stays, unless what it is derived from goes; then it goes first.
    derived = derived_from(table) if set(same).issuperset(table.info.get("point") or ()) else frozenset()
    going = present.keys() - same - derived
    for name in sorted(going, key=lambda name: name not in DERIVED):
        _remove(connection, alter, table.name, name, declared=name in table.c)
    for column in table.columns:
        if column.name not in same:
            connection.exec_driver_sql(f"{alter} ADD COLUMN {CreateColumn(column).compile(dialect=dialect)}")
            continue
        change = "DROP" if column.nullable else "SET"
        # The columns of a key take no null, and say so themselves.
        connection.exec_driver_sql(f"{alter} ALTER COLUMN {_quoted(connection, column.name)} {change} NOT NULL")


def _remove(connection: Connection, alter: str, table: str, name: str, *, declared: bool) -> None:
    """Remove a column; one that a view reads is left, empty, and under another name if its own is needed."""
    quoted = _quoted(connection, name)
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(f"{alter} DROP COLUMN {quoted}")
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != _READ_BY_OTHERS:
            raise
        connection.exec_driver_sql(f"{alter} ALTER COLUMN {quoted} DROP NOT NULL")
        kept = _quoted(connection, f"{name}{_REPLACED}") if declared else quoted
        if declared:
            connection.exec_driver_sql(f"{alter} RENAME COLUMN {quoted} TO {kept}")
        connection.exec_driver_sql(f"COMMENT ON COLUMN {_quoted(connection, table)}.{kept} IS '{LEFT}'")


_READ_BY_OTHERS = "2BP01"


def _build_up(connection: Connection, table: Table, alter: str) -> None:
    """Set key, checks, indices, comments and how pages are filled."""
    key = ", ".join(_quoted(connection, name) for name in _key(table))
    connection.exec_driver_sql(f"{alter} ADD PRIMARY KEY ({key})")
    for name, condition in _checks(table).items():
        connection.exec_driver_sql(f"{alter} ADD CONSTRAINT {_quoted(connection, name)} CHECK ({condition})")
    for index in table.indexes:
        index.create(connection)
    leave_room(connection, table)
    connection.execute(SetTableComment(table))
    for column in table.columns:
        connection.execute(SetColumnComment(column))


def _checks(table: Table) -> dict[str, str]:
    """Return the declared checks by name."""
    found = {
        getattr(constraint, "name", None): getattr(constraint, "sqltext", None) for constraint in table.constraints
    }
    return {str(name): str(condition) for name, condition in found.items() if condition is not None}


def _key(table: Table) -> list[str]:
    """Return the names of a table's key."""
    return [column.name for column in table.primary_key.columns]


def _names(found: Iterable[Any]) -> set[str]:
    """Return the names of what an inspector found."""
    return {str(one["name"]) for one in found if one["name"]}


def _quoted(connection: Connection, name: str) -> str:
    """Return a name as a statement writes it."""
    quoted: str = connection.dialect.identifier_preparer.quote(name)
    return quoted
