"""Points that PostgreSQL derives from longitude and latitude: geometries where PostGIS is, WKB where it is not.

They are generated columns beside those that a contract declares: nobody writes them, and rows, hashes and merges know
nothing of them. A database that gets PostGIS later gets the geometries with the next night.
"""

from typing import Any

from sqlalchemy import Connection, Table, inspect, text
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.types import UserDefinedType

GEOMETRY, WKB = "geom", "geom_wkb"
DERIVED = frozenset({GEOMETRY, WKB})
"""Columns of a table with points that its contract does not declare."""
_SAYS = "Điểm (WGS 84), suy ra từ kinh độ và vĩ độ. / The point (WGS 84), derived from longitude and latitude."


class Geometry(UserDefinedType[Any]):
    """PostGIS's type, as far as an inspector has to know it in order not to warn of it."""

    cache_ok = True

    def __init__(self, *modifiers: str) -> None:
        """Take kind and reference system, as the database names them."""
        self.modifiers = modifiers

    def get_col_spec(self, **_: Any) -> str:  # noqa: ANN401 - as SQLAlchemy declares it
        """Return the type as a statement writes it."""
        return f"geometry({','.join(self.modifiers)})" if self.modifiers else "geometry"


ischema_names["geometry"] = Geometry


def derived_from(table: Table) -> frozenset[str]:
    """Return the names of the columns that the database may derive in this table."""
    return DERIVED if table.info.get("point") else frozenset()


def indices_of(table: Table) -> frozenset[str]:
    """Return the names of the indices on what is derived."""
    return frozenset({_index(table)}) if table.info.get("point") else frozenset()


def derive_points(connection: Connection, table: Table) -> None:
    """Let a PostgreSQL derive the table's points, unless it does already; no other database can."""
    point = table.info.get("point")
    if connection.dialect.name != "postgresql" or point is None:
        return
    quote = connection.dialect.identifier_preparer.quote
    name, (lon, lat) = quote(table.name), map(quote, point)
    present = {column["name"] for column in inspect(connection).get_columns(table.name)}
    if not knows_geometries(connection):
        # Big-endian, as WKB allows: the byte order in which the server sends a number.
        made = f"'\\x0000000001'::bytea || float8send({lon}) || float8send({lat})"
        column, kind, index = WKB, "bytea", None
    else:
        made = f"ST_SetSRID(ST_MakePoint({lon}, {lat}), 4326)"
        column, kind, index = GEOMETRY, "geometry(Point, 4326)", quote(_index(table))
    if column not in present:
        add = f"ALTER TABLE {name} ADD COLUMN {column} {kind} GENERATED ALWAYS AS ({made}) STORED"
        connection.exec_driver_sql(add)
        connection.exec_driver_sql(f"COMMENT ON COLUMN {name}.{column} IS '{_SAYS}'")
    if index is not None and _index(table) not in {one["name"] for one in inspect(connection).get_indexes(table.name)}:
        connection.exec_driver_sql(f"CREATE INDEX {index} ON {name} USING gist ({column})")


def knows_geometries(connection: Connection) -> bool:
    """Tell whether PostGIS is in this database; SQLite never has it."""
    if connection.dialect.name != "postgresql":
        return False
    return connection.execute(text("SELECT to_regtype('geometry')")).scalar() is not None


def _index(table: Table) -> str:
    """Return the name of the index on a table's geometries."""
    return f"ix_{table.name}_{GEOMETRY}"
