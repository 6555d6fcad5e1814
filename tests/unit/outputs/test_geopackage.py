"""The GeoPackage that QGIS opens with colours and Vietnamese names."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import geopandas as gpd
import pytest
import shapely

from tests.unit.outputs.releases import A, B, queried, release
from thugom.outputs.geopackage import write_geopackage
from thugom.outputs.layer_styles import STYLES, qml
from thugom.outputs.map_layers import layers_of
from thugom.outputs.words import STATUSES

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, name: str = "thugom.gpkg") -> Path:
    """Write the package of a small publication, drawn as a sketch."""
    boxes = [shapely.box(102, 22, 103, 23), shapely.box(103, 22, 104, 23)]
    shapes = gpd.GeoDataFrame({"unit_id": [A, B]}, geometry=boxes, crs="EPSG:4326")
    small = release()
    write_geopackage(small, layers_of(small, shapes, schematic=True), folder / name)
    return folder / name


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return the package of a small publication."""
    return written(tmp_path)


def test_units_lie_where_they_are_with_what_is_known_of_them(package: Path) -> None:
    """Each unit is one feature; whether it is covered is one of three words."""
    units = gpd.read_file(package, layer="unit_now").set_index("unit_code")
    assert units.at["03424", "collected_t"] == 3.0
    assert units.at["03424", "coverage"] == "yes"
    assert units.at["03388", "coverage"] == "no"
    assert units.crs == "EPSG:4326"
    assert units["schematic"].all()


def test_each_field_has_a_vietnamese_name(package: Path) -> None:
    """The schema extension names the fields, and says that it does."""
    named = dict(queried(package, "SELECT column_name, name FROM gpkg_data_columns WHERE table_name = 'unit_now'"))
    assert named["unit_code"] == "Mã đơn vị"
    columns = {name for _, name, *_ in queried(package, "PRAGMA table_info(unit_now)")} - {"fid", "geom"}
    assert columns == set(named)
    assert ("gpkg_schema",) in queried(package, "SELECT extension_name FROM gpkg_extensions")


def test_no_two_fields_of_a_layer_have_one_name(package: Path) -> None:
    """The standard forbids it, and a reader could not tell them apart."""
    names = queried(package, "SELECT table_name, name FROM gpkg_data_columns")
    assert len(names) == len(set(names))


def test_qgis_finds_one_default_style_for_each_layer_of_places(package: Path) -> None:
    """`layer_styles` is what QGIS looks for; its table is registered as attributes."""
    styles = queried(package, "SELECT f_table_name, styleName, useAsDefault FROM layer_styles ORDER BY id")
    assert ("unit_now", "Tình trạng so với lộ trình", 1) in styles
    assert sum(default for layer, _, default in styles if layer == "unit_now") == 1
    listed = queried(package, "SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'")
    assert listed == [("attributes",)]


def test_every_status_has_its_colour_in_the_style() -> None:
    """The categories are the statuses, in the colours of the map and the workbook, and one for none."""
    root = ET.fromstring(qml(STYLES[0], [("name", "Tên")]).partition("\n")[2])  # noqa: S314 - our own text
    categories = root.findall("./renderer-v2/categories/category")
    assert [item.get("value") for item in categories] == [*STATUSES, ""]
    assert [item.get("label") for item in categories][:3] == ["Đúng lộ trình", "Cần theo dõi", "Chậm"]
    colours = [item.get("value") for item in root.findall(".//Option[@name='color']")]
    assert colours[0] == "102,179,148,255"
    assert len(colours) == len(categories)


def test_how_often_a_file_was_written_does_not_show(tmp_path: Path) -> None:
    """GDAL writes as often as it happens to: SQLite's count of that would make two files of one publication."""
    content = written(tmp_path, "a.gpkg").read_bytes()
    assert [int.from_bytes(content[place : place + 4], "big") for place in (24, 92)] == [1, 1]
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_the_same_publication_gives_the_same_bytes(tmp_path: Path) -> None:
    """The moments in it are the publication's."""
    assert written(tmp_path, "a.gpkg").read_bytes() == written(tmp_path, "b.gpkg").read_bytes()
