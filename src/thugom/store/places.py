"""Where tables lie in a PostgreSQL: what analysts read in one schema, what is the pipeline's alone in another.

SQLite has no schemas; every statement names tables by their plain names, which the search path finds.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, inspect
from sqlalchemy.schema import CreateSchema

CURATED, LEDGER = "curated", "ledger"
"""The schemas of a PostgreSQL database: figures and journals; ledger, facts and what else is kept for ever."""
SEARCH_PATH = f"{CURATED}, {LEDGER}, public"
"""Where a table is looked for by its plain name, and where it is made unless something else is said."""


def make_schemas(connection: Connection) -> None:
    """Make the schemas of a PostgreSQL that has them not; `thugom database init` does, and grants what they need."""
    if connection.dialect.name != "postgresql":
        return
    present = set(inspect(connection).get_schema_names())
    for name in (CURATED, LEDGER):
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
