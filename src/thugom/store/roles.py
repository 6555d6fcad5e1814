"""Who may do what in a PostgreSQL: the pipeline owns everything, analysts read what is curated and nothing else.

Whatever is done here may be done again: a role that is there stays, with its password unless a new one is given.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from thugom.contracts import Contracts
from thugom.store.engine import place_of, writing
from thugom.store.errors import StoreError
from thugom.store.places import CURATED, LEDGER, make_schemas
from thugom.store.schema import bring_up

ANALYST, PIPELINE = "analyst", "pipeline"
"""The roles: who reads what is curated, and who runs the nights."""
_NO_ROLES = "Name a PostgreSQL with THUGOM_DATABASE_URL; the embedded SQLite needs neither roles nor this command."


@dataclass(frozen=True)
class Installed:
    """What a database has after `install`: which roles are new, and whether it knows geometries."""

    new_roles: tuple[str, ...]
    geometries: bool


def install(engine: Engine, contracts: Contracts, passwords: Mapping[str, str]) -> Installed:
    """Make roles, schemas, rights and tables: all or nothing, and as often as wanted.

    Args:
        engine: the database, as a user who may make roles and owns it.
        contracts: what the tables are.
        passwords: by role; one without is let in as the server's `pg_hba.conf` says, or not at all.

    Raises:
        StoreError: the database is no PostgreSQL, or its user may not do this.
    """
    if engine.dialect.name != "postgresql":
        raise StoreError(place_of(engine.url), "This database has no roles", _NO_ROLES)
    with writing(engine) as connection:
        new = tuple(role for role in (PIPELINE, ANALYST) if _make_role(connection, role))
        for role, password in passwords.items():
            _set_password(connection, role, password)
        make_schemas(connection)
        geometries = _make_geometries(connection)
        for statement in _rights(connection):
            connection.exec_driver_sql(statement)
        # As the pipeline, so that it owns what it has to change, and analysts may read what it makes.
        connection.exec_driver_sql(f"SET LOCAL ROLE {PIPELINE}")
        bring_up(connection, contracts)
        connection.exec_driver_sql("RESET ROLE")
    return Installed(new, geometries)


def _make_role(connection: Connection, role: str) -> bool:
    """Make a role that may log in and nothing else, unless it is there; tell whether it is new."""
    if connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}).first():
        return False
    connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION")
    return True


def _set_password(connection: Connection, role: str, password: str) -> None:
    """Set a role's password, which leaves this machine as a hash alone and so stands in no server's log."""
    driver = connection.connection.driver_connection
    hashed = driver.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()  # type: ignore[union-attr]
    connection.exec_driver_sql(f"ALTER ROLE {role} PASSWORD '{hashed}'")


def _make_geometries(connection: Connection) -> bool:
    """Let the database know geometries where PostGIS is installed and this user may; tell whether it does."""
    if connection.execute(text("SELECT 1 FROM pg_extension WHERE extname = 'postgis'")).first():
        return True
    if not connection.execute(text("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'")).first():
        return False
    try:
        with connection.begin_nested():
            connection.exec_driver_sql("CREATE EXTENSION postgis SCHEMA public")
    except DBAPIError:
        return False
    return True


def _rights(connection: Connection) -> Iterator[str]:
    """Yield the statements that give each role what it needs and take away what it does not."""
    prepare = connection.dialect.identifier_preparer
    database = prepare.quote(str(connection.engine.url.database))
    if not connection.execute(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")).scalar():
        yield f"GRANT {PIPELINE} TO CURRENT_USER"
    yield f"REVOKE ALL ON DATABASE {database} FROM PUBLIC"
    yield f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {PIPELINE}"
    yield f"GRANT CONNECT ON DATABASE {database} TO {ANALYST}"
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    for schema in (CURATED, LEDGER):
        yield f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC, {ANALYST}"
        yield f"ALTER SCHEMA {schema} OWNER TO {PIPELINE}"
    yield from _handed_over(connection)
    yield f"GRANT USAGE ON SCHEMA {CURATED} TO {ANALYST}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA {CURATED} TO {ANALYST}"
    yield f"ALTER DEFAULT PRIVILEGES FOR ROLE {PIPELINE} IN SCHEMA {CURATED} GRANT SELECT ON TABLES TO {ANALYST}"
    settings = {
        "search_path": f"{CURATED}, public",
        # The rights above are what keeps an analyst from writing; this says it sooner.
        "default_transaction_read_only": "on",
        # All that one transaction reads is of one night.
        "default_transaction_isolation": "'repeatable read'",
    }
    for name, value in settings.items():
        yield f"ALTER ROLE {ANALYST} IN DATABASE {database} SET {name} = {value}"


def _handed_over(connection: Connection) -> Iterator[str]:
    """Yield what makes the pipeline the owner of tables that somebody else made before it was there."""
    found = text(
        "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN (:curated, :ledger) AND tableowner <> :owner"
    )
    prepare = connection.dialect.identifier_preparer
    for schema, table in connection.execute(found, {"curated": CURATED, "ledger": LEDGER, "owner": PIPELINE}):
        yield f"ALTER TABLE {schema}.{prepare.quote(table)} OWNER TO {PIPELINE}"
