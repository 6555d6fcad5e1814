"""Bringing what is kept for ever from one release to the next: ledger, facts and journals, by Alembic.

A new database is made as this release declares it. One that an older release left goes through every step since, all
in the transaction of whoever asks, on both databases: a step that fails leaves the database as it was. The steps stand
in `versions/`, each with its tables written out, for what a table was at a release does not follow today's contracts.
"""

from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from thugom.store.engine import place_of
from thugom.store.errors import StoreError
from thugom.store.places import LEDGER, make_schemas

FIRST = "0001"
"""What release 0.1.0 made, which kept no version."""
_TABLE = "alembic_version"
_OF_ANY_RELEASE = "file"
_NEWER = "Install the thugom that wrote it, or a newer one; or restore the database from a backup of this version."


def newest() -> str:
    """Return the revision of this release.

    >>> newest() > FIRST
    True
    """
    head = _script().get_current_head()
    return head or FIRST


def revision_of(connection: Connection) -> str | None:
    """Return the revision of a database; None for one without tables.

    Raises:
        StoreError: a newer program wrote it.
    """
    inspector = inspect(connection)
    if not inspector.has_table(_OF_ANY_RELEASE):
        return None
    found = _context(connection).get_current_revision()
    if found is not None and found not in {script.revision for script in _script().walk_revisions()}:
        problem = f"A newer thugom wrote this database (revision {found}; this one knows {newest()})"
        raise StoreError(place_of(connection.engine.url), problem, _NEWER)
    return found or FIRST


def migrate(connection: Connection, to: str | None = None) -> None:
    """Take a database that has tables from its revision to this release's, or to the one that is named.

    Args:
        connection: inside a writing transaction, which a failing step undoes as a whole.
        to: the revision to stop at.

    Raises:
        StoreError: a newer program wrote the database.
    """
    script, found, goal = _script(), revision_of(connection) or FIRST, to or newest()
    make_schemas(connection)
    # The first release kept no revision, and to note again the one that is there changes nothing.
    _context(connection).stamp(script, found)

    def steps(_found: object, _context: object) -> object:
        return script._upgrade_revs(goal, found)  # noqa: SLF001 - as Alembic's own command does

    with EnvironmentContext(Config(), script, fn=steps) as environment:
        environment.configure(connection, version_table=_TABLE, version_table_schema=_schema(connection))
        environment.run_migrations()


def mark_newest(connection: Connection) -> None:
    """Note that the tables are those of this release, because they were made by it."""
    _context(connection).stamp(_script(), newest())


def _context(connection: Connection) -> MigrationContext:
    """Return what reads and writes the revision of a database."""
    options = {"version_table": _TABLE, "version_table_schema": _schema(connection)}
    return MigrationContext.configure(connection, opts=options)


def _schema(connection: Connection) -> str | None:
    """Return where the revision is kept, in a database that has schemas."""
    return LEDGER if connection.dialect.name == "postgresql" else None


def _script() -> ScriptDirectory:
    """Return the steps."""
    return ScriptDirectory(Path(__file__).parent)
