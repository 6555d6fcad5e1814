"""Vector files as they come: forms, coordinate systems and faults."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.register.polygons import SQUARES, land, write_land_file
from thugom.register import RegisterError
from thugom.register.boundaries_reading import read_layer
from thugom.register.geometry import area_km2

if TYPE_CHECKING:
    from pathlib import Path

VN_2000 = ("EPSG:4756", "EPSG:9205", "EPSG:9206", "EPSG:3405")
"""Geographic, TM-3 103-00 and 104-00, UTM 48N."""


def refusal(path: Path, **how: str) -> str:
    """Return what is said of a file that cannot be used."""
    with pytest.raises(RegisterError) as caught:
        read_layer(path, **how)
    return str(caught.value)


@pytest.mark.parametrize("name", ["land.gpkg", "land.shp", "land.geojson", "land.fgb"])
def test_every_common_form_gives_the_same_polygons(tmp_path: Path, name: str) -> None:
    """A department sends what it has."""
    layer = read_layer(write_land_file(tmp_path / name))
    assert layer.features.crs == "EPSG:4326"
    found = dict(zip(layer.features["code"], np.asarray(layer.features.geometry, dtype=object), strict=True))
    assert {code: bool(shapely.equals(found[code], shape)) for code, (_, _, shape) in SQUARES.items()} == dict.fromkeys(
        SQUARES, True
    )
    assert not layer.repairs
    assert not layer.findings


@settings(max_examples=20)
@given(crs=st.sampled_from(VN_2000), side=st.floats(0.01, 0.2), x=st.floats(102.3, 103.8), y=st.floats(21.7, 22.6))
def test_a_polygon_has_the_same_area_in_every_system(
    tmp_path_factory: pytest.TempPathFactory, crs: str, side: float, x: float, y: float
) -> None:
    """What is read from VN-2000 coordinates lies where it was, and is as large to a thousandth."""
    shape = shapely.segmentize(shapely.box(x, y, x + side, y + side), side / 20)
    frame = gpd.GeoDataFrame({"code": ["00001"]}, geometry=[shape], crs="EPSG:4326").to_crs(crs)
    path = tmp_path_factory.mktemp("crs") / "land.gpkg"
    found = np.asarray(read_layer(write_land_file(path, frame)).features.geometry, dtype=object)
    assert area_km2(found)[0] == pytest.approx(area_km2([shape])[0], rel=1e-3)
    assert shapely.hausdorff_distance(found[0], shape) < 1e-6


def test_a_zipped_shapefile_is_read(tmp_path: Path) -> None:
    """It is how shapefiles travel."""
    write_land_file(tmp_path / "land.shp")
    with zipfile.ZipFile(tmp_path / "land.zip", "w") as archive:
        for path in tmp_path.glob("land.*"):
            if path.suffix != ".zip":
                archive.write(path, path.name)
    assert len(read_layer(tmp_path / "land.zip").features) == 4


def test_heights_are_dropped(tmp_path: Path) -> None:
    """A surveyor's polygons have a third coordinate, of no use here."""
    frame = land()
    frame["geometry"] = shapely.force_3d(np.asarray(frame.geometry, dtype=object), 700.0)
    assert not read_layer(write_land_file(tmp_path / "land.gpkg", frame)).features.has_z.any()


def test_a_crossing_ring_is_mended_and_told(tmp_path: Path) -> None:
    """The polygon is kept whole, and whoever sent it learns where the fault lies."""
    ring = "103 22, 103.1 22, 103.1 22.1, 103.05 22.1, 103.05 22.12, 103.06 22.1, 103 22.1, 103 22"
    crossing = shapely.from_wkt(f"POLYGON (({ring}))")
    layer = read_layer(write_land_file(tmp_path / "land.gpkg", land({"00001": crossing})))
    assert layer.features.is_valid.all()
    assert list(layer.repairs) == [1]
    assert layer.repairs[1].fault.reason == "Self-intersection"
    assert layer.repairs[1].after_km2 == pytest.approx(area_km2([SQUARES["00001"][2]])[0], rel=0.02)


def test_a_file_without_a_coordinate_system_needs_one_named(tmp_path: Path) -> None:
    """Coordinates alone do not say what they are."""
    path = write_land_file(tmp_path / "land.shp", land().to_crs("EPSG:9205"))
    path.with_suffix(".prj").unlink()
    assert "no coordinate system" in refusal(path)
    assert "--crs" in refusal(path)
    assert len(read_layer(path, crs="EPSG:9205").features) == 4


def test_a_named_system_goes_before_that_of_the_file_and_is_told(tmp_path: Path) -> None:
    """A wrong .prj is common; overriding it must leave a trace."""
    wrong = land().to_crs("EPSG:9205").set_crs("EPSG:9206", allow_override=True)
    layer = read_layer(write_land_file(tmp_path / "land.gpkg", wrong), crs="EPSG:9205")
    assert [finding.rule for finding in layer.findings] == ["crs_named"]
    assert shapely.total_bounds(np.asarray(layer.features.geometry, dtype=object))[0] == pytest.approx(103.0, abs=1e-6)


def test_metres_that_pass_for_degrees_are_refused(tmp_path: Path) -> None:
    """A GeoJSON of projected coordinates without a system reads as longitude and latitude."""
    metres = land().to_crs("EPSG:9205").set_crs("EPSG:4326", allow_override=True)
    said = refusal(write_land_file(tmp_path / "land.geojson", metres))
    assert "degrees of longitude and latitude" in said
    assert "EPSG:9205" in said


def test_exchanged_axes_are_named(tmp_path: Path) -> None:
    """Latitude before longitude puts Lai Châu beyond the pole."""
    turned = {code: shapely.transform(shape, lambda at: at[:, ::-1]) for code, (_, _, shape) in SQUARES.items()}
    assert "latitude before longitude" in refusal(write_land_file(tmp_path / "land.geojson", land(turned)))


@pytest.mark.parametrize("crs", ["EPSG:0", "TM-3", "32648x"])
def test_an_unknown_system_is_wrong_use(tmp_path: Path, crs: str) -> None:
    """The message says what --crs takes."""
    assert "Correct --crs" in refusal(write_land_file(tmp_path / "land.gpkg"), crs=crs)


def test_points_are_not_taken_for_polygons(tmp_path: Path) -> None:
    """A file of seats is sent as often as one of boundaries."""
    points = land({code: shapely.centroid(shape) for code, (_, _, shape) in SQUARES.items()})
    said = refusal(write_land_file(tmp_path / "land.geojson", points))
    assert "Point" in said
    assert "polygons are expected" in said


def test_a_feature_without_area_among_polygons_is_named_and_left_out(tmp_path: Path) -> None:
    """One bad feature does not cost the others."""
    mixed = land({"00002": shapely.Point(103.15, 22.05)})
    layer = read_layer(write_land_file(tmp_path / "land.geojson", mixed))
    assert layer.features.index.tolist() == [1, 3, 4]
    assert [(found.rule, found.details["feature"]) for found in layer.findings] == [("not_polygon", 2)]


def test_a_layer_is_chosen_where_only_one_has_areas_and_asked_for_where_several_have(tmp_path: Path) -> None:
    """A GeoPackage of a project holds styles, points and drafts beside the boundaries."""
    path = write_land_file(tmp_path / "land.gpkg", layer="communes")
    seats = land({code: shapely.centroid(shape) for code, (_, _, shape) in SQUARES.items()})
    write_land_file(path, seats, layer="seats")
    assert len(read_layer(path).features) == 4
    write_land_file(path, land(), layer="draft")
    said = refusal(path)
    assert "communes, draft" in said
    assert "--layer" in said
    assert len(read_layer(path, layer="draft").features) == 4
    assert "no layer nowhere" in refusal(path, layer="nowhere")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.xlsx", b"PK\x03\x04 no workbook"),
        ("notes.txt", b"the boundaries follow by post"),
        ("empty.geojson", b""),
        ("cut.geojson", b'{"type": "FeatureCollection", "features": [{"type": "Fea'),
        ("none.geojson", json.dumps({"type": "FeatureCollection", "features": []}).encode()),
        ("units.csv", b"code,name\n00001,A\n"),
        ("land.zip", b"PK\x05\x06" + bytes(18)),
    ],
)
def test_what_is_no_vector_file_is_refused_in_one_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    """No traceback, and no polygon out of nothing."""
    (tmp_path / name).write_bytes(content)
    said = refusal(tmp_path / name)
    assert said.startswith(str(tmp_path / name))
    assert len(said.splitlines()) == 2


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A typing error in the path is not called a broken file."""
    assert "no file" in refusal(tmp_path / "nowhere.gpkg")


def test_a_shapefile_without_its_index_is_refused(tmp_path: Path) -> None:
    """Somebody sent the .shp alone."""
    write_land_file(tmp_path / "land.shp")
    for path in tmp_path.glob("land.*"):
        if path.suffix != ".shp":
            path.unlink()
    assert ".shx" in refusal(tmp_path / "land.shp")
