"""Areas on the ellipsoid, shares of overlap, and rings that cross themselves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from pyproj import Geod

GEOD = Geod(ellps="WGS84")
_POLYGON, _MULTIPOLYGON, _COLLECTION = 3, 6, 7
_M2_PER_KM2 = 1e6


@dataclass(frozen=True)
class Fault:
    """Why a geometry is invalid, and where, in its own coordinates."""

    reason: str
    x: float | None
    y: float | None


def area_km2(geometries: Sequence[Any] | np.ndarray) -> np.ndarray:
    """Return the area of each polygon on the WGS 84 ellipsoid, in km²; 0 for none and for what has no area.

    Args:
        geometries: longitude and latitude.

    >>> area_km2([shapely.box(103, 22, 104, 23)]).round().tolist()
    [11394.0]
    """
    # The sum over rings is right only if holes run against their shells, which no file format promises.
    turned = shapely.orient_polygons(np.asarray(geometries, dtype=object))
    areas = [0.0 if geometry is None else abs(GEOD.geometry_area_perimeter(geometry)[0]) for geometry in turned]
    return np.array(areas, dtype="float64") / _M2_PER_KM2


def overlap_share(whole: Any, others: Sequence[Any] | np.ndarray) -> np.ndarray:  # noqa: ANN401 - any shapely geometry
    """Return the share of the area of `whole` that lies in each of `others`; null where that is missing.

    >>> overlap_share(shapely.box(0, 0, 2, 1), [shapely.box(1, 0, 2, 1), shapely.box(5, 5, 6, 6)]).round(4).tolist()
    [0.5, 0.0]
    """
    parts = shapely.intersection(whole, np.asarray(others, dtype=object))
    total = area_km2([whole])[0]
    shares = area_km2(parts) / total if total else np.full(len(parts), np.nan)
    return np.where(shapely.is_missing(parts), np.nan, shares)


def fault_of(geometry: Any) -> Fault | None:  # noqa: ANN401 - any shapely geometry
    """Return what is wrong with a geometry, None if nothing is.

    >>> fault_of(shapely.from_wkt("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))"))
    Fault(reason='Self-intersection', x=1.0, y=1.0)
    """
    if shapely.is_valid(geometry):
        return None
    said = str(shapely.is_valid_reason(geometry))
    found = re.fullmatch(r"(.*)\[(\S+) (\S+)\]", said)
    return Fault(found[1], float(found[2]), float(found[3])) if found else Fault(said, None, None)


def mended(geometry: Any) -> Any:  # noqa: ANN401 - any shapely geometry
    """Return a valid geometry of the same ground: polygons only, in two dimensions; None if no area is left.

    Lines and points that a repair cuts off bound nothing, and are dropped. Rings that lie in each other are joined,
    so that ground which a crossing ring covers twice does not become a hole.

    >>> mended(shapely.from_wkt("POLYGON Z ((0 0 9, 2 2 9, 2 0 9, 0 2 9, 0 0 9))")).area
    2.0
    """
    flat = shapely.force_2d(geometry)
    if not shapely.is_valid(flat):
        flat = shapely.make_valid(flat, method="structure", keep_collapsed=False)
    if not shapely.is_valid(flat):
        # At the last digit of a number that repair may leave a crossing; drawn anew by its lines, none is left.
        flat = shapely.make_valid(flat)
    return polygons_of(flat)


def polygons_of(geometry: Any) -> Any:  # noqa: ANN401 - any shapely geometry
    """Return the polygons of a geometry as one, None if it has none.

    >>> polygons_of(shapely.from_wkt("GEOMETRYCOLLECTION (LINESTRING (0 0, 9 9), POLYGON ((0 0, 1 0, 1 1, 0 0)))")).wkt
    'POLYGON ((0 0, 1 0, 1 1, 0 0))'
    """
    if shapely.is_missing(geometry) or shapely.is_empty(geometry):
        return None
    if shapely.get_type_id(geometry) in {_POLYGON, _MULTIPOLYGON}:
        return geometry
    parts = shapely.get_parts(shapely.get_parts([geometry]))
    polygons = parts[shapely.get_type_id(parts) == _POLYGON]
    if not len(polygons):
        return None
    return polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)


def widest_degrees(geometry: Any) -> float:  # noqa: ANN401 - any shapely geometry
    """Return the width of the widest part, in degrees: more than 180 is a ring around the wrong side of the world.

    >>> widest_degrees(shapely.MultiPolygon([shapely.box(179, 0, 180, 1), shapely.box(-180, 0, -179, 1)]))
    1.0
    """
    bounds = shapely.bounds(shapely.get_parts([geometry]))
    return float((bounds[:, 2] - bounds[:, 0]).max()) if len(bounds) else 0.0
