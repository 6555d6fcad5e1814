"""Making tables, and bringing them up to date where their contracts changed.

Ledger, facts and journals are never rebuilt: a column that their contract gained is added, and old rows hold null in
it. Figures follow their contracts: a table of another shape is made anew, before the publication that fills it.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, Engine, MetaData, Table, inspect
from sqlalchemy.schema import CreateColumn, SetColumnComment, SetTableComment

from thugom.contracts import Contracts
from thugom.renderings.tables import curated_table, fact_table
from thugom.store import places
from thugom.store.engine import place_of, writing
from thugom.store.errors import StoreError
from thugom.store.geometry import derive_points
from thugom.store.ledger import LEDGER
from thugom.store.migrations import mark_newest, migrate, newest, revision_of
from thugom.store.places import make_schemas, making_in
from thugom.store.reshaping import has_changed, leave_room, reshape

_UPGRADE = "Make a backup, then run: thugom database upgrade."
_OTHER_TYPE = "Restore the database from a backup of this version, or name another one with THUGOM_DATABASE_URL."


def prepare(engine: Engine, contracts: Contracts) -> None:
    """Make the tables that are missing, all or none: ledger, facts, journals and figures.

    What is kept for ever gains what was declared since and loses nothing: on the embedded SQLite by itself, on
    PostgreSQL when its administrator says so (`upgrade`). A table of figures whose contract changed is left to the next
    publication, which makes it anew and fills it.

    Raises:
        StoreError: the database cannot be written; a table that is kept has a column of another type; another release
            wrote it, and it is newer or awaits its upgrade.
    """
    with writing(engine) as connection:
        if connection.dialect.name != "sqlite":
            _refuse_older(connection)
        bring_up(connection, contracts)


def upgrade(engine: Engine, contracts: Contracts) -> tuple[str | None, str]:
    """Bring a database to this release, all or nothing, and return its revision before and after.

    Raises:
        StoreError: as `prepare`.
    """
    with writing(engine) as connection:
        found = revision_of(connection)
        bring_up(connection, contracts)
    return found, newest()


def bring_up(connection: Connection, contracts: Contracts) -> None:
    """Make what is missing and take what is older through every step since, in a writing transaction."""
    make_schemas(connection)
    found = revision_of(connection)
    if found not in (None, newest()):
        migrate(connection)
    with making_in(connection, places.LEDGER):
        keep_up(connection, kept_tables(contracts))
        if found is None:
            mark_newest(connection)
    journals = kept_tables(contracts, journals=True)
    keep_up(connection, journals)
    metadata = MetaData()
    figures = [
        curated_table(contract, metadata) for contract in contracts.curated.values() if contract.kind != "journal"
    ]
    _make_missing(connection, figures)
    for figure in figures:
        if _has_its_point(connection, figure):
            derive_points(connection, figure)
    describe(connection, [*kept_tables(contracts), *journals, *figures])


def kept_tables(contracts: Contracts, *, journals: bool = False) -> list[Table]:
    """Return the tables whose rows are never made anew: ledger and facts, or the journals that analysts read."""
    metadata = MetaData()
    if journals:
        return [curated_table(one, metadata) for one in contracts.curated.values() if one.kind == "journal"]
    return [*LEDGER.sorted_tables, *(fact_table(contract, metadata) for contract in contracts.reports.values())]


def _refuse_older(connection: Connection) -> None:
    """Refuse a database that awaits its upgrade: others may be at work on a server, and somebody has to say when."""
    found = revision_of(connection)
    if found not in (None, newest()):
        problem = f"An older thugom made this database (revision {found}; this one needs {newest()})"
        raise StoreError(place_of(connection.engine.url), problem, _UPGRADE)


def keep_up(connection: Connection, tables: Iterable[Table]) -> None:
    """Make the tables that are missing, and add the columns that are: for tables whose rows must never be lost.

    Raises:
        StoreError: a column is of another type than declared.
    """
    tables = _make_missing(connection, tables)
    columns = inspect(connection).get_multi_columns(filter_names=[table.name for table in tables])
    for table in tables:
        present = {column["name"]: column["type"] for column in columns[None, table.name]}
        for column in table.columns:
            if column.name not in present:
                _add_column(connection, table, column.name)
            elif present[column.name].compile(connection.dialect) != column.type.compile(connection.dialect):
                place = f"{place_of(connection.engine.url)}, table {table.name}, column {column.name}"
                raise StoreError(place, f"Found {present[column.name]}; {column.type} is expected", _OTHER_TYPE)


def describe(connection: Connection, tables: Iterable[Table]) -> None:
    """Let the comments of tables and columns say what their contracts say, where a database keeps comments."""
    if not connection.dialect.supports_comments:
        return
    inspector, tables = inspect(connection), list(tables)
    names = [table.name for table in tables]
    columns = inspector.get_multi_columns(filter_names=names)
    comments = inspector.get_multi_table_comment(filter_names=names)
    for table in tables:
        if comments[None, table.name]["text"] != table.comment:
            connection.execute(SetTableComment(table))
        for column in columns[None, table.name]:
            declared = table.columns.get(column["name"])
            if declared is not None and column.get("comment") != declared.comment:
                connection.execute(SetColumnComment(declared))


def remake(connection: Connection, tables: Iterable[Table]) -> None:
    """Make the tables that are missing, and make anew those of another shape: for figures, which can be recomputed."""
    for table in _make_missing(connection, tables):
        if has_changed(connection, table):
            reshape(connection, table)


def _make_missing(connection: Connection, tables: Iterable[Table]) -> list[Table]:
    """Make the tables that are missing, and return the others."""
    present = set(inspect(connection).get_table_names())
    tables = list(tables)
    for table in tables:
        if table.name not in present:
            table.create(connection)
            leave_room(connection, table)
            derive_points(connection, table)
    return [table for table in tables if table.name in present]


def _has_its_point(connection: Connection, table: Table) -> bool:
    """Tell whether longitude and latitude are there: a table of an older shape gets them with its next publication."""
    if not table.info.get("point"):
        return False
    return {column["name"] for column in inspect(connection).get_columns(table.name)}.issuperset(table.info["point"])


def _add_column(connection: Connection, table: Table, name: str) -> None:
    """Add a column; the rows that are there hold null in it, whatever is required of new ones."""
    loose = Table(table.name, MetaData(), *(column._copy() for column in table.columns))  # noqa: SLF001 - as to_metadata does
    loose.c[name].nullable = True
    declared = CreateColumn(loose.c[name]).compile(dialect=connection.dialect)
    named = connection.dialect.identifier_preparer.format_table(table)
    connection.exec_driver_sql(f"ALTER TABLE {named} ADD COLUMN {declared}")
