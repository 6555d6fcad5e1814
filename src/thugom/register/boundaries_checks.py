"""Whether polygons can be those of their units: place, area, overlaps and gaps."""

import datetime as dt
from collections.abc import Collection, Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from thugom.register.boundaries import boundaries_on, units_without
from thugom.register.boundaries_findings import Finding, Values
from thugom.register.boundaries_merging import AREA_TOLERANCE, NAMED, SLIVER_KM2, pairs_that_meet
from thugom.register.geometry import GEOD, area_km2, widest_degrees
from thugom.register.units import units_in_force

_HALF_THE_WORLD = 180.0
_TOUCHING = 1e-9
_LEAST_MARGIN = 0.3
"""Degrees: a register of one unit still has a neighbourhood."""


def place_findings(polygons: gpd.GeoDataFrame, units: pd.DataFrame, known: gpd.GeoDataFrame) -> list[Finding]:
    """Return what is wrong with where the polygons lie.

    What lies far from the register's seats (from the boundaries already known, where no seat is) is
    of another coordinate system. More than half of the seats outside the polygon of their own unit
    are a sign of the same, or of exchanged codes.

    Args:
        polygons: `unit_id`, `geometry` in longitude and latitude: one row per unit.
        units: the register's units of all days, with seats as far as they are known.
        known: boundaries imported before; may be empty.
    """
    named = units.set_index("unit_id")
    wide = [(key, widest_degrees(shape)) for key, shape in _rows(polygons)]
    around = [
        Finding("antimeridian", {"unit": str(named.loc[key, "full_name"]), "degrees": degrees}, (key,))
        for key, degrees in wide
        if degrees > _HALF_THE_WORLD
    ]
    if around:
        return around
    box = _neighbourhood(units, known)
    if box is None:
        return [Finding("place_unchecked", {})]
    far = [finding for key, shape in _rows(polygons) if (finding := _elsewhere(key, shape, box, named))]
    if not far:
        return list(_seat_findings(polygons, named))
    # A wrong system moves all of them: one sentence says it, with the first as its example.
    keys = tuple(key for finding in far for key in finding.unit_ids)
    return [Finding(far[0].rule, far[0].details | {"count": len(far)}, keys)]


def _rows(polygons: gpd.GeoDataFrame) -> Iterator[tuple[str, shapely.Geometry]]:
    """Yield unit and geometry of each row."""
    yield from zip(polygons["unit_id"].tolist(), np.asarray(polygons.geometry, dtype=object), strict=True)


def _neighbourhood(units: pd.DataFrame, known: gpd.GeoDataFrame) -> tuple[float, float, float, float] | None:
    """Return the box around all that is known to lie in the register's area, with a margin; None if nothing is."""
    seats = units[["lon", "lat"]].dropna().to_numpy(dtype="float64")
    if not len(seats):
        seats = shapely.get_coordinates(np.asarray(known.geometry, dtype=object))
    if not len(seats):
        return None
    low, high = seats.min(axis=0), seats.max(axis=0)
    # Half its extent more on every side: the outer units reach beyond their seats.
    margin = np.maximum((high - low) / 2, _LEAST_MARGIN)
    west, south = (low - margin).tolist()
    east, north = (high + margin).tolist()
    return west, south, east, north


def _elsewhere(
    key: str, shape: shapely.Geometry, box: tuple[float, float, float, float], named: pd.DataFrame
) -> Finding | None:
    """Return that a polygon's centre lies outside the box, and whether its axes are exchanged."""
    centre = shapely.centroid(shape)
    x, y = shapely.get_x(centre), shapely.get_y(centre)
    area = shapely.box(*box)
    if shapely.intersects_xy(area, x, y):
        return None
    values: Values = {"unit": str(named.loc[key, "full_name"]), "x": float(x), "y": float(y)}
    if shapely.intersects_xy(area, y, x):
        return Finding("axis_order", values, (key,))
    west, south, east, north = box
    return Finding("elsewhere", values | {"box": f"{west:.2f}–{east:.2f} E, {south:.2f}–{north:.2f} N"}, (key,))


def _seat_findings(polygons: gpd.GeoDataFrame, named: pd.DataFrame) -> Iterator[Finding]:
    """Yield which seats lie outside the polygon of their unit."""
    seats = named.loc[polygons["unit_id"], ["lon", "lat"]].to_numpy(dtype="float64")
    rows = list(_rows(polygons))
    areas = area_km2([shape for _, shape in rows])
    outside = []
    for (key, shape), (x, y), found in zip(rows, seats, areas, strict=True):
        if not np.isnan([x, y]).any() and not shapely.intersects_xy(shape, x, y):
            outside.append((_km_to(shape, float(x), float(y)), key, float(found)))
    known = int((~np.isnan(seats).any(axis=1)).sum())
    if outside and known > 1 and len(outside) * 2 > known:
        km, key, _ = max(outside)
        values: Values = {
            "outside": len(outside),
            "known": known,
            "unit": str(named.loc[key, "full_name"]),
            "km": round(km, 1),
        }
        yield Finding("shifted", values, tuple(key for _, key, _ in outside))
        return
    for km, key, found in outside:
        name, expected = str(named.loc[key, "full_name"]), float(named["area_km2"][key])
        if _is_off(found, expected):
            yield Finding("other_unit", {"unit": name, "found": round(found, 2), "expected": expected}, (key,))
        else:
            yield Finding("seat_outside", {"unit": name, "km": round(km, 2)}, (key,))


def _km_to(shape: shapely.Geometry, x: float, y: float) -> float:
    """Return how far a place lies from a polygon, on the ellipsoid."""
    line = shapely.shortest_line(shape, shapely.Point(x, y))
    return abs(float(GEOD.geometry_length(line))) / 1000


def _is_off(found: float, expected: float) -> bool:
    """Tell whether an area is not that of the register, where it has one."""
    return expected > 0 and abs(found - expected) > AREA_TOLERANCE * expected


def shape_findings(
    polygons: gpd.GeoDataFrame, known: gpd.GeoDataFrame, units: pd.DataFrame, on: dt.date
) -> list[Finding]:
    """Return what areas, overlaps and gaps say, the units of the day that were known before included.

    Args:
        polygons: those to look at: `unit_id`, `geometry`.
        known: the boundaries kept, as `load_boundaries` returns them.
        units: the register's units of all days.
        on: the day.
    """
    before = boundaries_on(known, on)
    others = before[~before["unit_id"].isin(polygons["unit_id"])]
    parts = [part[["unit_id", "geometry"]] for part in (polygons, others) if len(part)]
    whole = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=polygons.crs)
    findings = [*area_findings(polygons, units), *overlap_findings(whole, units, polygons["unit_id"].tolist())]
    in_force = units_in_force(units, on)
    missing = units_without(in_force, whole)
    if not missing:
        return findings + list(gap_findings(whole, units))
    names = ", ".join(missing[:NAMED]) + (", …" if len(missing) > NAMED else "")
    values: Values = {
        "count": len(missing),
        "whole": len(in_force),
        "day": on.isoformat(),
        "units": names,
    }
    keys = in_force.loc[~in_force["unit_id"].isin(whole["unit_id"]), "unit_id"]
    return [*findings, Finding("without_polygon", values, tuple(keys))]


def area_findings(polygons: gpd.GeoDataFrame, units: pd.DataFrame) -> Iterator[Finding]:
    """Yield the units whose polygon's area is more than 2 % off the register's, the farthest off first."""
    named = units.set_index("unit_id")
    found = pd.Series(area_km2(np.asarray(polygons.geometry, dtype=object)), index=polygons["unit_id"])
    expected = named.loc[found.index, "area_km2"]
    off = (100 * (found / expected - 1)).where([_is_off(*pair) for pair in zip(found, expected, strict=True)]).dropna()
    for key in off.abs().sort_values(ascending=False).index:
        values: Values = {"unit": str(named.loc[key, "full_name"]), "found": round(float(found[key]), 2)}
        more: Values = {"expected": float(expected[key]), "percent": round(float(off[key]), 2)}
        yield Finding("area", values | more, (str(key),))


def overlap_findings(polygons: gpd.GeoDataFrame, units: pd.DataFrame, imported: Collection[str]) -> Iterator[Finding]:
    """Yield the pairs of units that overlap by more than a hectare.

    Among the imported, more than 2 % of the smaller one is an error. A polygon kept before may be the wrong one of
    the two, and must not stand in the way of its neighbour.
    """
    named = units.set_index("unit_id")["full_name"]
    shapes, keys = np.asarray(polygons.geometry, dtype=object), polygons["unit_id"].tolist()
    areas = area_km2(shapes)
    pairs = pairs_that_meet(shapes)
    common = area_km2(shapely.intersection(shapes[pairs[:, 0]], shapes[pairs[:, 1]]))
    for (one, other), km2 in zip(pairs.tolist(), common.tolist(), strict=True):
        both = (keys[one], keys[other])
        if km2 <= SLIVER_KM2 or not set(both) & set(imported):
            continue
        smaller = float(min(areas[one], areas[other]))
        values: Values = {"unit": str(named[both[0]]), "other": str(named[both[1]]), "km2": round(km2, 4)}
        if km2 > AREA_TOLERANCE * smaller and set(both) <= set(imported):
            yield Finding("overlap_too_large", values | {"percent": round(100 * km2 / smaller, 2)}, both)
        else:
            yield Finding("overlap", values, both)


def gap_findings(polygons: gpd.GeoDataFrame, units: pd.DataFrame) -> Iterator[Finding]:
    """Yield the holes of more than a hectare between the units, with the units around each.

    Args:
        polygons: those of all units of a day; where one is missing its ground would be a hole.
        units: for the names.
    """
    named = units.set_index("unit_id")["full_name"]
    shapes, keys = np.asarray(polygons.geometry, dtype=object), polygons["unit_id"].tolist()
    whole = shapely.get_parts(shapely.union_all(shapes))
    holes = np.array([shapely.Polygon(ring) for part in whole for ring in part.interiors], dtype=object)
    for hole, km2 in zip(holes, area_km2(holes), strict=True):
        if km2 > SLIVER_KM2:
            around = [keys[place] for place in np.flatnonzero(shapely.distance(shapes, hole) < _TOUCHING)]
            centre = shapely.point_on_surface(hole)
            names = ", ".join(str(named[key]) for key in around[:NAMED])
            place: Values = {"x": round(float(shapely.get_x(centre)), 4), "y": round(float(shapely.get_y(centre)), 4)}
            yield Finding("gap", {"km2": round(float(km2), 4), "units": names, **place}, tuple(around))
