"""The map as its readers see it: in two languages, without colour, and small."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from tests.unit.register.polygons import SQUARES, land
from thugom.outputs.map import draw_map

SVG = "{http://www.w3.org/2000/svg}"
TITLE = {"vi": "Lai Châu: thu gom, tháng 10/2026", "en": "Lai Chau: collection, October 2026"}
NAMES = pd.Series({code: name for code, (name, _, _) in SQUARES.items()})
VALUES = pd.Series({"00001": True, "00002": False, "00003": None, "00004": True}, dtype="boolean")


def drawn(
    values: pd.Series = VALUES, names: pd.Series = NAMES, *, schematic: bool = False, synthetic: bool = False
) -> ET.Element:
    """Return the picture of the four squares, read as XML."""
    shapes = land().assign(unit_id=list(SQUARES))
    return ET.fromstring(draw_map(shapes, values, names, TITLE, schematic=schematic, synthetic=synthetic))  # noqa: S314 - our own


def texts(picture: ET.Element) -> str:
    """Return all that is written in the picture, hints and descriptions apart."""
    return " | ".join("".join(text.itertext()) for text in picture.iter(f"{SVG}text"))


def classes(picture: ET.Element) -> list[str]:
    """Return the class of each unit's shape."""
    return [path.attrib["class"] for path in picture.iter(f"{SVG}path")]


def test_known_zero_and_unknown_are_three_classes() -> None:
    """Not covered and unknown are different things on every picture."""
    assert classes(drawn()) == ["shape yes", "shape no", "shape unknown", "shape yes"]


def test_the_classes_are_told_apart_without_colour() -> None:
    """A black-and-white print still says which unit is which: plain, hatched, dotted."""
    fills = dict(re.findall(r"\.(\w+)\{fill:([^}]+)\}", "".join(drawn().itertext())))
    assert not fills["yes"].startswith("url")
    assert fills["no"] != fills["unknown"]
    assert {fills["no"], fills["unknown"]} == {"url(#hatched)", "url(#dotted)"}
    assert {pattern.attrib["id"] for pattern in drawn().iter(f"{SVG}pattern")} == {"hatched", "dotted"}


def test_title_and_legend_are_in_both_languages_and_count() -> None:
    """The picture explains itself where it is pasted."""
    said = texts(drawn())
    for text in (*TITLE.values(), "Được thu gom và xử lý – Covered: 2", "Not covered: 1", "Chưa biết – Unknown: 1"):
        assert text in said


def test_a_sketch_says_so_in_the_picture() -> None:
    """Cells around seats look like boundaries to whoever was not told."""
    words = "Sơ đồ, không phải ranh giới hành chính – Schematic, not administrative boundaries"
    assert words in texts(drawn(schematic=True))
    assert words not in texts(drawn())


def test_invented_figures_are_marked_in_the_picture() -> None:
    """A picture of the demonstration must not travel as the province's."""
    assert "SYNTHETIC DATA" in texts(drawn(synthetic=True))
    assert "SYNTHETIC DATA" not in texts(drawn())


def test_names_stand_where_they_fit_and_are_always_in_the_hint() -> None:
    """A name that would run over its neighbours is left to the pointer."""
    long = NAMES.mask(NAMES.index == "00002", "N" * 200)
    picture = drawn(names=long)
    assert "Nậm Mạ" in texts(picture)
    assert "NNN" not in texts(picture)
    hints = ["".join(title.itertext()) for path in picture.iter(f"{SVG}path") for title in path.iter(f"{SVG}title")]
    assert hints[1] == "N" * 200 + ": Chưa được thu gom và xử lý – Not covered"


def test_a_name_with_signs_of_xml_breaks_nothing() -> None:
    """Names are data."""
    assert 'A<b>&"' in "".join(drawn(names=NAMES.mask(NAMES.index == "00001", 'A<b>&"')).itertext())


def test_units_without_a_shape_are_counted() -> None:
    """What is not in the picture is said in it."""
    more = pd.concat([VALUES, pd.Series({"09999": True}, dtype="boolean")])
    assert "Không có trên hình – Not shown: 1" in texts(drawn(more))


def test_nothing_to_draw_is_an_error() -> None:
    """An empty picture would pass for a province without units."""
    with pytest.raises(ValueError, match="at least one shape"):
        draw_map(land().assign(unit_id=list(SQUARES)).iloc[:0], VALUES, NAMES, TITLE, schematic=False)


def test_a_province_of_many_vertices_stays_small() -> None:
    """Two hundred wiggly units of a thousand vertices each make less than 200 kB."""
    chance = np.random.default_rng(7)
    corners = [(x, y) for x in range(20) for y in range(10)]
    shapes = [shapely.segmentize(shapely.box(x, y, x + 1, y + 1), 0.004) for x, y in corners]
    places = [shapely.get_coordinates(shape)[:-1] for shape in shapes]
    rough = [shapely.Polygon(ring + chance.normal(0, 0.001, ring.shape)) for ring in places]
    keys = [f"{number:05}" for number in range(len(rough))]
    frame = gpd.GeoDataFrame({"unit_id": keys}, geometry=rough, crs="EPSG:4326")
    values = pd.Series(pd.array([True] * len(keys), dtype="boolean"), index=keys)
    assert len(draw_map(frame, values, pd.Series(keys, index=keys), TITLE, schematic=False).encode()) < 200_000


def test_the_same_map_is_the_same_bytes() -> None:
    """A night that changes nothing changes no file."""
    shapes = land().assign(unit_id=list(SQUARES))
    first, second = (draw_map(shapes, VALUES, NAMES, TITLE, schematic=True) for _ in range(2))
    assert first == second
