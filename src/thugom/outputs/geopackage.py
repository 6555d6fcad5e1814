"""The GeoPackage: layers that QGIS opens with their colours and with field names in Vietnamese.

GDAL writes the layers. What it cannot write is added as the standard and QGIS have it: `gpkg_data_columns` (the schema
extension) names and explains the fields, `layer_styles` holds the styles.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pyogrio

from thugom.contracts import Field, Text
from thugom.outputs.layer_styles import STYLES, qml
from thugom.outputs.map_layers import OWN_TITLES, Layer
from thugom.outputs.release import Release
from thugom.renderings.descriptions import described

_SCHEMA_EXTENSION = "http://www.geopackage.org/spec121/#extension_schema"
_DATA_COLUMNS = """
CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT,
description TEXT, mime_type TEXT, constraint_name TEXT,
CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name))"""
_STYLES = """
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT,
styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME)"""

_COUNTS_OF_WRITES = (24, 92)
"""Where SQLite's header counts the transactions of a file, and repeats the count for which it is valid."""


def write_geopackage(release: Release, layers: Sequence[Layer], path: Path) -> None:
    """Write the layers to `path`, which is not there yet; the same release gives the same bytes.

    Raises:
        OSError: `path` cannot be written.
    """
    path.unlink(missing_ok=True)
    for layer in layers:
        _write_layer(layer, path)
    with closing(sqlite3.connect(path)) as database:
        # A copy that nobody reads yet: it is synced once, when it is whole.
        database.execute("PRAGMA synchronous = OFF")
        with database:
            _name_fields(release, layers, database)
            _add_styles(release, layers, database)
            _date(release, database)
        database.execute("VACUUM")
    _forget_writes(path)


def _forget_writes(path: Path) -> None:
    """Say that the file was written once: GDAL writes as often as it happens to, and SQLite counts that in its header.

    Raises:
        OSError: `path` cannot be written.
    """
    with path.open("r+b") as file:
        for place in _COUNTS_OF_WRITES:
            file.seek(place)
            file.write((1).to_bytes(4, "big"))


def _write_layer(layer: Layer, path: Path) -> None:
    """Write one layer with its rows; a layer without places is a table of attributes."""
    about = {"IDENTIFIER": layer.title.vi, "DESCRIPTION": layer.description}
    frame = layer.frame
    if isinstance(frame, gpd.GeoDataFrame):
        kind = "Point" if layer.name == "facility" else "MultiPolygon"
        pyogrio.write_dataframe(
            frame, path, layer=layer.name, driver="GPKG", append=path.exists(), geometry_type=kind, layer_options=about
        )
    else:
        pyogrio.write_dataframe(frame, path, layer=layer.name, driver="GPKG", append=path.exists(), layer_options=about)


def _declared(release: Release, layer: Layer) -> list[tuple[str, Field | Text]]:
    """Return the layer's columns in their order, each with what declares it."""
    columns = []
    for name in layer.frame.columns:
        tables = (release.contracts[table] for table in layer.tables if table in release.contracts)
        field = next((table.field(name) for table in tables if name in table.names), None)
        if field is not None or name in OWN_TITLES:
            columns.append((str(name), field or OWN_TITLES[name]))
    return columns


def _name_fields(release: Release, layers: Sequence[Layer], database: sqlite3.Connection) -> None:
    """Say of each column what it is called and what it means."""
    database.execute(_DATA_COLUMNS)
    for layer in layers:
        taken: set[str] = set()
        for column, declared in _declared(release, layer):
            text = declared.title if isinstance(declared, Field) else declared
            # No two columns of a table may have one name.
            alias = text.vi if text.vi not in taken else f"{text.vi} ({column})"
            taken.add(alias)
            meant = described(declared, "vi") if isinstance(declared, Field) else text.vi
            row = (layer.name, column, alias, f"{text.vi} – {text.en}", meant)
            database.execute("INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, NULL)", row)
    database.execute(
        "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, "
        "definition TEXT NOT NULL, scope TEXT NOT NULL, UNIQUE (table_name, column_name, extension_name))"
    )
    extension = ("gpkg_data_columns", None, "gpkg_schema", _SCHEMA_EXTENSION, "read-write")
    database.execute("INSERT INTO gpkg_extensions VALUES (?, ?, ?, ?, ?)", extension)


def _add_styles(release: Release, layers: Sequence[Layer], database: sqlite3.Connection) -> None:
    """Add the styles of the layers that are there."""
    database.execute(_STYLES)
    by_name = {layer.name: layer for layer in layers}
    for style in STYLES:
        if style.layer not in by_name:
            continue
        names = "SELECT column_name, name FROM gpkg_data_columns WHERE table_name = ? ORDER BY rowid"
        aliases = database.execute(names, (style.layer,)).fetchall()
        text = qml(style, aliases, points=style.layer == "facility")
        row = (style.layer, "geom", style.name, text, style.is_default, style.name, release.published_at)
        database.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
            "styleQML, useAsDefault, description, owner, update_time) VALUES ('', '', ?, ?, ?, ?, ?, ?, 'thugom', ?)",
            row,
        )
    about = ("layer_styles", "attributes", "layer_styles", "QGIS", release.published_at)
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) "
        "VALUES (?, ?, ?, ?, ?)",
        about,
    )


def _date(release: Release, database: sqlite3.Connection) -> None:
    """Put the publication's moment in the stead of the clock's."""
    moment = release.published_at.replace("Z", ".000Z")
    database.execute("UPDATE gpkg_contents SET last_change = ?", (moment,))
