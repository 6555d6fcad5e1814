"""Making tables, and bringing them up to date where their contracts changed.

Ledger, facts and journals are never rebuilt: a column that their contract gained is added, and old rows hold null in
it. Figures follow their contracts: a table of another shape is made anew, before the publication that fills it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, MetaData, Table, inspect
from sqlalchemy.schema import CreateColumn, CreateSchema

from thugom.contracts import Contracts
from thugom.renderings.tables import curated_table, fact_table
from thugom.store.engine import CURATED, SEARCH_PATH, place_of, writing
from thugom.store.engine import LEDGER as SCHEMA_OF_LEDGER
from thugom.store.errors import StoreError
from thugom.store.ledger import LEDGER

_OTHER_TYPE = "Restore the database from a backup of this version, or name another one with THUGOM_DATABASE_URL."


def prepare(engine: Engine, contracts: Contracts) -> None:
    """Make the tables that are missing, all or none: ledger, facts, journals and figures.

    What is kept for ever gains the columns that were declared since and loses nothing. A table of figures whose
    contract changed is left to the next publication, which makes it anew and fills it.

    Raises:
        StoreError: the database cannot be written, or a table that is kept has a column of another type.
    """
    metadata = MetaData()
    kept = [*LEDGER.sorted_tables, *(fact_table(contract, metadata) for contract in contracts.reports.values())]
    journals: list[Table] = []
    figures: list[Table] = []
    for contract in contracts.curated.values():
        (journals if contract.kind == "journal" else figures).append(curated_table(contract, metadata))
    with writing(engine) as connection:
        make_schemas(connection)
        with making_in(connection, SCHEMA_OF_LEDGER):
            keep_up(connection, kept)
        keep_up(connection, journals)
        _make_missing(connection, figures)


def keep_up(connection: Connection, tables: Iterable[Table]) -> None:
    """Make the tables that are missing, and add the columns that are: for tables whose rows must never be lost.

    Raises:
        StoreError: a column is of another type than declared.
    """
    for table in _make_missing(connection, tables):
        present = {column["name"]: column["type"] for column in inspect(connection).get_columns(table.name)}
        for column in table.columns:
            if column.name not in present:
                _add_column(connection, table, column.name)
            elif present[column.name].compile(connection.dialect) != column.type.compile(connection.dialect):
                place = f"{place_of(connection.engine.url)}, table {table.name}, column {column.name}"
                raise StoreError(place, f"Found {present[column.name]}; {column.type} is expected", _OTHER_TYPE)


def remake(connection: Connection, tables: Iterable[Table]) -> None:
    """Make the tables that are missing, and make anew those of another shape: for figures, which can be recomputed."""
    for table in _make_missing(connection, tables):
        if has_changed(connection, table):
            table.drop(connection)
            table.create(connection)


def has_changed(connection: Connection, table: Table) -> bool:
    """Tell whether the database's table differs from `table` in its columns, their types, its key or its indices."""
    inspector, dialect = inspect(connection), connection.dialect
    present = [
        (column["name"], column["type"].compile(dialect), bool(column["nullable"]))
        for column in inspector.get_columns(table.name)
    ]
    declared = [(column.name, column.type.compile(dialect), bool(column.nullable)) for column in table.columns]
    key = [column.name for column in table.primary_key.columns]
    indices = {str(index.name) for index in table.indexes}
    return (
        present != declared
        or inspector.get_pk_constraint(table.name)["constrained_columns"] != key
        or {str(index["name"]) for index in inspector.get_indexes(table.name)} != indices
    )


def make_schemas(connection: Connection) -> None:
    """Make the schemas of a PostgreSQL that has them not: `thugom database init` does, and grants what they need."""
    if connection.dialect.name != "postgresql":
        return
    present = set(inspect(connection).get_schema_names())
    for name in (CURATED, SCHEMA_OF_LEDGER):
        if name not in present:
            connection.execute(CreateSchema(name))


@contextmanager
def making_in(connection: Connection, schema: str) -> Iterator[None]:
    """Let the tables that are made within lie in this schema, where the database has schemas."""
    if connection.dialect.name != "postgresql":
        yield
        return
    connection.exec_driver_sql(f"SET LOCAL search_path TO {schema}, {SEARCH_PATH}")
    yield
    connection.exec_driver_sql(f"SET LOCAL search_path TO {SEARCH_PATH}")


def _make_missing(connection: Connection, tables: Iterable[Table]) -> list[Table]:
    """Make the tables that are missing, and return the others."""
    present = set(inspect(connection).get_table_names())
    tables = list(tables)
    for table in tables:
        if table.name not in present:
            table.create(connection)
    return [table for table in tables if table.name in present]


def _add_column(connection: Connection, table: Table, name: str) -> None:
    """Add a column; the rows that are there hold null in it, whatever is required of new ones."""
    loose = Table(table.name, MetaData(), *(column._copy() for column in table.columns))  # noqa: SLF001 - as to_metadata does
    loose.c[name].nullable = True
    declared = CreateColumn(loose.c[name]).compile(dialect=connection.dialect)
    named = connection.dialect.identifier_preparer.format_table(table)
    connection.exec_driver_sql(f"ALTER TABLE {named} ADD COLUMN {declared}")
