"""One vector file, in whatever form and coordinate system: its polygons in longitude and latitude."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from thugom.register.boundaries_findings import Finding, Values
from thugom.register.errors import Problem, RegisterError
from thugom.register.geometry import Fault, area_km2, fault_of, mended

Turn = Callable[[np.ndarray], np.ndarray]
"""From coordinates, one place a row, to others."""
WGS84 = "EPSG:4326"
_EARTH = (-180.0, -90.0, 180.0, 90.0)
_ROUNDING = 1e-6
_NO_VECTOR = "a vector file is expected: GeoPackage, Shapefile, GeoJSON or another that GDAL reads"
_NAME_CRS = "Name it with --crs, such as EPSG:4326 for longitude and latitude or EPSG:9205 for VN-2000 / TM-3 103-00."


@dataclass(frozen=True)
class Repair:
    """What was wrong with a feature's rings, in longitude and latitude, and its area before and after, in km²."""

    fault: Fault
    before_km2: float
    after_km2: float


@dataclass(frozen=True, eq=False)
class Layer:
    """The polygons of one file.

    `features`: one row per feature with an area, its index the 1-based place in the file: the file's
    own columns, and `geometry`, valid and two-dimensional, in longitude and latitude.
    `repairs`: by feature, what was wrong with its rings.
    """

    path: Path
    crs: str
    features: gpd.GeoDataFrame
    repairs: dict[int, Repair] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_layer(path: Path, layer: str | None = None, crs: str | None = None) -> Layer:
    """Return the polygons of a file.

    Args:
        path: any vector file that GDAL reads; a zipped Shapefile too.
        layer: which layer of the file; the only one with areas where None.
        crs: the coordinate system, where the file names none, or a wrong one.

    Raises:
        RegisterError: the file is missing, no vector file, empty, without areas or without a
            coordinate system; or its coordinates cannot be of the system named.
    """
    raw = _features(path, _layer_name(path, layer))
    named = _crs_of(path, crs, raw)
    findings = []
    if raw.crs is not None and not raw.crs.equals(named):
        values: Values = {"file": path.name, "found": _plain_name(raw.crs), "used": _plain_name(named)}
        findings.append(Finding("crs_named", values))
    raw.index = pd.RangeIndex(1, len(raw) + 1)
    kinds = raw.geometry.geom_type.fillna("no geometry")
    areal = kinds.isin(["Polygon", "MultiPolygon", "GeometryCollection"])
    if not areal.any():
        raise _refused(
            path, ", ".join(sorted(set(kinds))), "polygons are expected", "Take the file or the layer that has areas."
        )
    for feature, kind in kinds[~areal].items():
        findings.append(Finding("not_polygon", {"file": path.name, "feature": int(str(feature)), "kind": str(kind)}))
    features, repairs = _in_degrees(path, raw[areal], named)
    return Layer(path, _plain_name(named), features, repairs, findings)


def _features(path: Path, layer: str) -> gpd.GeoDataFrame:
    """Return the features of a layer as they stand in the file."""
    try:
        with warnings.catch_warnings():
            # GDAL warns of rings that run the wrong way and the like; all of that is looked at below.
            warnings.simplefilter("ignore")
            frame = pyogrio.read_dataframe(path, layer=layer)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError, RuntimeError) as error:
        raise _refused(path, _first_line(error), _NO_VECTOR) from error
    except pyogrio.errors.GeometryError as error:
        raise _refused(path, _first_line(error), "polygons of straight lines are expected") from error
    if not isinstance(frame, gpd.GeoDataFrame) or frame.empty:
        raise _refused(path, "no features", "polygons are expected", "Take the file or the layer that has areas.")
    return frame


def _layer_name(path: Path, layer: str | None) -> str:
    """Return the layer to read: the one named, else the only one that can hold areas."""
    if not path.exists():
        raise _refused(path, "no file", "a vector file is expected", "Correct the path.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            listed = pyogrio.list_layers(path)
    except (pyogrio.errors.DataSourceError, ValueError, RuntimeError) as error:
        remedy = "Check that it is whole; beside a .shp its .shx and .dbf are needed."
        raise _refused(path, _first_line(error), _NO_VECTOR, remedy) from error
    names = [str(name) for name, _ in listed]
    if layer is not None:
        if layer not in names:
            raise _refused(path, f"no layer {layer}", f"one of its layers: {', '.join(names)}")
        return layer
    areal = [str(name) for name, kind in listed if kind and ("Polygon" in kind or kind in {"Unknown", "Surface"})]
    if len(areal) > 1:
        remedy = "Choose with --layer."
        raise _refused(path, f"several layers of areas: {', '.join(areal)}", "one layer is expected", remedy)
    if not areal and not any(kind for _, kind in listed):
        raise _refused(path, "a table without geometry", _NO_VECTOR, "Take the file or the layer that has areas.")
    return areal[0] if areal else names[0]


def _crs_of(path: Path, crs: str | None, raw: gpd.GeoDataFrame) -> CRS:
    """Return the coordinate system: as the user says, else as the file says."""
    if crs is None and raw.crs is None:
        raise _refused(path, "no coordinate system", "the file names the system of its coordinates", _NAME_CRS)
    try:
        return CRS.from_user_input(crs if crs is not None else raw.crs)
    except CRSError as error:
        expected = "a coordinate system such as EPSG:4326 or EPSG:9205 is expected"
        raise _refused(path, f"--crs {crs}", expected, "Correct --crs.") from error


def _in_degrees(path: Path, raw: gpd.GeoDataFrame, crs: CRS) -> tuple[gpd.GeoDataFrame, dict[int, Repair]]:
    """Return the features mended and in longitude and latitude, and what was wrong with each of their rings."""
    given = shapely.force_2d(np.asarray(raw.geometry, dtype=object))
    turn = _turner(crs)
    whole = shapely.transform([mended(shape) for shape in given], turn)
    _refuse_beyond_earth(path, whole)
    # Rounding in another system can make a ring touch itself; what is kept is valid.
    whole = np.array([mended(shape) for shape in whole], dtype=object)
    faults = {}
    for place, shape in enumerate(given):
        if fault := fault_of(shape):
            crooked = shapely.transform(shape, turn)
            before, after = area_km2([crooked, whole[place]])
            faults[int(raw.index[place])] = Repair(_in_place(fault, turn), float(before), float(after))
    return gpd.GeoDataFrame(raw.drop(columns=raw.geometry.name), geometry=whole, crs=WGS84), faults


def _turner(crs: CRS) -> Turn:
    """Return what turns coordinates of a system into longitude and latitude, whatever order its axes have."""
    transform = Transformer.from_crs(crs, WGS84, always_xy=True).transform
    return lambda places: np.column_stack(transform(places[:, 0], places[:, 1]))


def _in_place(fault: Fault, turn: Turn) -> Fault:
    """Return a fault with its place in longitude and latitude."""
    if fault.x is None:
        return fault
    x, y = turn(np.array([[fault.x, fault.y]], dtype="float64"))[0]
    return Fault(fault.reason, round(float(x), 6), round(float(y), 6))


def _refuse_beyond_earth(path: Path, shapes: np.ndarray) -> None:
    """Refuse coordinates that are no longitude and latitude: metres that pass for degrees, or axes exchanged."""
    bounds = shapely.bounds(shapes[~shapely.is_missing(shapes)])
    if not len(bounds):
        raise _refused(path, "no polygon with an area", "polygons are expected", "Take the file that has areas.")
    low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    if (low >= np.array(_EARTH[:2]) - _ROUNDING).all():
        if (high <= np.array(_EARTH[2:]) + _ROUNDING).all():
            return
        if high[0] <= _EARTH[3] and high[1] <= _EARTH[2]:
            found = f"longitudes to {high[0]:.6g} and latitudes to {high[1]:.6g}"
            remedy = "The file has latitude before longitude: write it anew with longitude first."
            raise _refused(path, found, "latitudes within 90 degrees are expected", remedy)
    found = f"coordinates from {low[0]:.6g}, {low[1]:.6g} to {high[0]:.6g}, {high[1]:.6g}"
    raise _refused(path, found, "degrees of longitude and latitude are expected", _NAME_CRS)


def _plain_name(crs: CRS) -> str:
    """Return a coordinate system as people call it.

    >>> _plain_name(CRS.from_epsg(9205))
    'EPSG:9205 (VN-2000 / TM-3 103-00)'
    """
    code = crs.to_epsg()
    return f"EPSG:{code} ({crs.name})" if code else str(crs.name)


def _first_line(error: Exception) -> str:
    """Return what a library says, in one line without a stop."""
    return (
        (str(error).splitlines() or [type(error).__name__])[0]
        .split("; ")[0]
        .split(". ")[0]
        .rstrip(".")
        .replace('"', "'")
    )


def _refused(path: Path, found: str, expected: str, remedy: str = "Correct it and run again.") -> RegisterError:
    """Return the error of a file of which nothing can be used."""
    return RegisterError([Problem(path, None, None, found, expected, remedy)])
