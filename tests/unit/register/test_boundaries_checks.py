"""Polygons that cannot be those of their units, and polygons that can."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely
from shapely import affinity

from tests.unit.register.polygons import SINCE, SQUARES, rules, unit_row, write_land
from tests.unit.register.registers import load, write_register
from thugom.register.boundaries import load_boundaries
from thugom.register.boundaries_checks import place_findings, shape_findings

if TYPE_CHECKING:
    import pandas as pd

    from thugom.register import Register
    from thugom.register.boundaries_findings import Finding

NOW = dt.date(2026, 11, 16)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """The four units."""
    return load(write_land(tmp_path_factory.mktemp("register") / "land"))


def polygons(**changed: Any) -> gpd.GeoDataFrame:  # noqa: ANN401 - shapes, None to leave one out
    """Return the four squares by unit, some of them changed: `u2=shape` is that of 00002."""
    shapes: dict[str, Any] = {code: shape for code, (_, _, shape) in SQUARES.items()}
    shapes |= {f"0000{name[1]}": shape for name, shape in changed.items()}
    kept = {f"{code}@{SINCE}": shape for code, shape in shapes.items() if shape is not None}
    return gpd.GeoDataFrame({"unit_id": list(kept)}, geometry=list(kept.values()), crs="EPSG:4326")


def moved(east: float) -> gpd.GeoDataFrame:
    """Return the four squares, some degrees to the east."""
    return polygons(**{f"u{code[-1]}": affinity.translate(shape, east) for code, (_, _, shape) in SQUARES.items()})


def placed(found: gpd.GeoDataFrame, units: pd.DataFrame) -> list[str]:
    """Return what is said of where polygons lie."""
    return rules(place_findings(found, units, found.iloc[:0]))


def shaped(found: gpd.GeoDataFrame, register: Register) -> list[Finding]:
    """Return what is said of areas, overlaps and gaps of an import."""
    nothing = load_boundaries(Path("nowhere"), register.units)
    return shape_findings(found, nothing, register.units, NOW)


def test_the_right_polygons_raise_nothing(register: Register) -> None:
    """What is in order is not talked about."""
    assert placed(polygons(), register.units) == []
    assert shaped(polygons(), register) == []


def test_polygons_of_another_zone_are_refused(register: Register) -> None:
    """A degree to the east is the next TM-3 zone, and beyond every seat."""
    found = place_findings(moved(1.0), register.units, polygons().iloc[:0])
    assert [(finding.rule, finding.details["count"], len(finding.unit_ids)) for finding in found] == [
        ("elsewhere", 4, 4)
    ]


def test_polygons_a_little_aside_are_refused_by_their_seats(register: Register) -> None:
    """A shift of ten kilometres stays in the neighbourhood and leaves every seat outside."""
    assert placed(moved(0.1), register.units) == ["shifted"]


def test_exchanged_axes_are_named_where_both_orders_are_degrees(tmp_path: Path) -> None:
    """South of 90 degrees the file itself does not tell; the seats do."""
    near = [unit_row("00001", "Nậm Mạ", "xã", shapely.box(43, 12, 43.1, 12.1))]
    units = load(write_register(tmp_path, {"unit": near})).units
    exchanged = gpd.GeoDataFrame({"unit_id": [f"00001@{SINCE}"]}, geometry=[shapely.box(12, 43, 12.1, 43.1)])
    assert placed(exchanged.set_crs("EPSG:4326"), units) == ["axis_order"]


def test_a_ring_around_the_world_is_refused(register: Register) -> None:
    """Across 180 degrees a polygon of one ring covers everything but its unit."""
    around = shapely.box(-179.9, 22.0, 179.9, 22.1)
    assert placed(polygons(u1=around), register.units) == ["antimeridian"]


def test_without_any_seat_the_place_is_not_checked_and_that_is_said(register: Register) -> None:
    """A register without seats cannot contradict a wrong system."""
    units = register.units.assign(lon=float("nan"), lat=float("nan"))
    assert placed(polygons(), units) == ["place_unchecked"]


def test_earlier_boundaries_stand_in_for_seats(register: Register) -> None:
    """Last year's polygons know where the province lies."""
    units = register.units.assign(lon=float("nan"), lat=float("nan"))
    far = moved(3.0)
    assert set(rules(place_findings(far, units, polygons()))) == {"elsewhere"}


def test_one_rough_seat_is_a_warning_and_another_units_polygon_an_error(register: Register) -> None:
    """A seat beside its polygon is a bad point if the area is right, and a bad polygon if it is not."""
    off = register.units.assign(lon=register.units["lon"].mask(register.units["unit_code"] == "00001", 103.105))
    assert placed(polygons(), off) == ["seat_outside"]
    assert placed(polygons(u1=shapely.box(103.0, 22.0, 103.02, 22.1)), register.units) == ["other_unit"]


@pytest.mark.parametrize(("east", "said"), [(103.1019, []), (103.1021, ["area"])])
def test_an_area_more_than_two_percent_off_is_told(register: Register, east: float, said: list[str]) -> None:
    """1.9 % may be the drawing; 2.1 % is another boundary."""
    found = shaped(polygons(u1=shapely.box(103.0, 22.0, east, 22.1), u2=None), register)
    assert [rule for rule in rules(found) if rule == "area"] == said


def test_a_sliver_is_nothing_and_an_overlap_is_told(register: Register) -> None:
    """A line drawn twice is no dispute; a strip of ten metres is."""
    sliver = shapely.box(103.0, 22.0, 103.1000001, 22.1)
    strip = shapely.box(103.0, 22.0, 103.1001, 22.1)
    wide = shapely.box(103.0, 22.0, 103.105, 22.1)
    assert shaped(polygons(u1=sliver), register) == []
    assert rules(shaped(polygons(u1=strip), register)) == ["overlap"]
    assert "overlap_too_large" in rules(shaped(polygons(u1=wide), register))


def test_a_hole_between_units_is_told_with_its_neighbours(register: Register) -> None:
    """Ground of nobody inside the province is nobody's waste."""
    notch = shapely.difference(SQUARES["00001"][2], shapely.box(103.095, 22.04, 103.1, 22.05))
    found = [finding for finding in shaped(polygons(u1=notch), register) if finding.rule == "gap"]
    assert [finding.unit_ids for finding in found] == [(f"00001@{SINCE}", f"00002@{SINCE}")]


def test_missing_units_are_counted_and_make_no_gap(register: Register) -> None:
    """An import of some units is no fault; which are missing is said."""
    found = shaped(polygons(u2=None), register)
    assert [(finding.rule, finding.unit_ids) for finding in found] == [("without_polygon", (f"00002@{SINCE}",))]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_finding_reads_as_a_sentence(register: Register, language: str) -> None:
    """No placeholder is left open in either language."""
    found = [
        *shaped(polygons(u1=shapely.box(103.0, 22.0, 103.105, 22.1), u3=None), register),
        *place_findings(moved(1.0), register.units, polygons().iloc[:0]),
    ]
    assert found
    assert not [text for text in (finding.message(language) for finding in found) if "{" in text]
