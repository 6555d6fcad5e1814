"""From features to one polygon a unit."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from tests.unit.register.polygons import SINCE, SQUARES, land, rules, write_land, write_land_file
from tests.unit.register.registers import load
from thugom.register.boundaries_merging import Merged, match_layer, merge_layers
from thugom.register.boundaries_reading import read_layer

if TYPE_CHECKING:
    from pathlib import Path

    from thugom.register import Register

NOW = dt.date(2026, 11, 16)
SQUARE = SQUARES["00001"][2]
WEST, EAST = shapely.box(103.0, 22.0, 103.05, 22.1), shapely.box(103.06, 22.0, 103.1, 22.1)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """The four units."""
    return load(write_land(tmp_path_factory.mktemp("register") / "land"))


def merged(register: Register, path: Path, frame: gpd.GeoDataFrame) -> Merged:
    """Return what a file of these features comes to."""
    layer = read_layer(write_land_file(path, frame))
    match = match_layer(layer, register.units, NOW, None, None)
    return merge_layers([(layer, match)], register.units.set_index("unit_id")["full_name"])


def of_first(column: str, value: str, *shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    """Return features that all say they are one unit."""
    return gpd.GeoDataFrame({column: [value] * len(shapes)}, geometry=list(shapes), crs="EPSG:4326")


def test_parts_of_one_code_are_joined_and_told(register: Register, tmp_path: Path) -> None:
    """A unit of two pieces of land comes as two features."""
    found = merged(register, tmp_path / "a.gpkg", of_first("code", "00001", WEST, EAST))
    assert rules(found.findings) == ["parts_joined"]
    assert found.polygons.geometry.iloc[0].equals(shapely.union(WEST, EAST))


def test_the_same_polygon_twice_is_kept_once(register: Register, tmp_path: Path) -> None:
    """An export that ran twice costs nothing."""
    found = merged(register, tmp_path / "a.gpkg", of_first("code", "00001", SQUARE, SQUARE))
    assert rules(found.findings) == ["same_twice"]
    assert found.polygons.geometry.iloc[0].equals(SQUARE)


def test_two_different_polygons_of_one_unit_are_an_error(register: Register, tmp_path: Path) -> None:
    """An old and a new version in one file: nobody here can tell which holds."""
    found = merged(register, tmp_path / "a.gpkg", of_first("code", "00001", SQUARE, WEST))
    assert [finding.severity for finding in found.findings] == ["error"]


def test_two_features_of_one_name_are_an_error(register: Register, tmp_path: Path) -> None:
    """The other may lie in another province, and joined they would be a unit in two places."""
    found = merged(register, tmp_path / "a.gpkg", of_first("name", "Nậm Mạ", WEST, EAST))
    assert rules(found.findings) == ["name_twice"]


def test_other_units_are_left_out_and_counted(register: Register, tmp_path: Path) -> None:
    """A national file imports the province's part of it."""
    frame = land().assign(code=["00001", "30000", "30001", "30002"])
    found = merged(register, tmp_path / "a.gpkg", frame.drop(columns="name"))
    assert found.polygons["unit_id"].tolist() == [f"00001@{SINCE}"]
    assert [(finding.rule, finding.details["count"]) for finding in found.findings] == [("other_features", 3)]


def test_a_repair_is_told_and_kept_with_the_polygon(register: Register, tmp_path: Path) -> None:
    """Whoever uses the polygon later sees that its ring was not as sent."""
    bow = shapely.from_wkt("POLYGON ((103 22, 103.1 22.1, 103.1 22, 103 22.1, 103 22))")
    found = merged(register, tmp_path / "a.gpkg", of_first("code", "00001", bow))
    assert rules(found.findings)[0] == "repaired"
    assert found.polygons["repaired"].tolist() == ["Self-intersection"]
    assert found.polygons.is_valid.all()


def test_a_ring_without_ground_is_an_error(register: Register, tmp_path: Path) -> None:
    """Repaired, it would be a line: nothing is kept rather than a unit without area."""
    line = shapely.from_wkt("POLYGON ((103 22, 103.1 22, 103.05 22, 103 22))")
    frame = pd.concat([of_first("code", "00001", line), of_first("code", "00002", SQUARES["00002"][2])])
    found = merged(register, tmp_path / "a.gpkg", gpd.GeoDataFrame(frame, crs="EPSG:4326"))
    assert rules(found.findings) == ["no_area"]


def test_a_file_name_is_believed_only_where_the_seat_agrees(register: Register, tmp_path: Path) -> None:
    """A feature that says nothing of itself, in a file called after a unit."""
    inside = merged(register, tmp_path / "1_nam_ma_xa.geojson", of_first("gid", "77", SQUARE))
    elsewhere = merged(register, tmp_path / "2_pa_u_xa.geojson", of_first("gid", "77", SQUARE))
    assert inside.polygons["unit_id"].tolist() == [f"00001@{SINCE}"]
    assert rules(inside.findings) == ["file_name"]
    assert elsewhere.polygons.empty


def test_a_unit_without_ground_in_the_file_is_named(register: Register, tmp_path: Path) -> None:
    """Lines that call themselves a collection have no area: the unit is not lost without a word."""
    lines = shapely.from_wkt("GEOMETRYCOLLECTION (LINESTRING (103 22, 103.1 22))")
    frame = pd.concat([of_first("code", "00001", lines), of_first("code", "00002", SQUARES["00002"][2])])
    found = merged(register, tmp_path / "a.geojson", gpd.GeoDataFrame(frame, crs="EPSG:4326"))
    assert found.polygons["unit_id"].tolist() == [f"00002@{SINCE}"]
    assert [(finding.rule, finding.unit_ids) for finding in found.findings] == [("not_polygon", (f"00001@{SINCE}",))]
