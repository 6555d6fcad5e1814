"""A sketch of the units where no boundaries are known: one cell around each seat."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from thugom.register.boundaries_reading import WGS84

_MARGIN = 0.08
"""By how much of its extent the hull of the seats is widened: the outer units reach beyond their seats."""
_LEAST_MARGIN = 0.02
_CIRCLE = np.pi * (3 - np.sqrt(5))


def shapes_of(units: pd.DataFrame, boundaries: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, bool]:
    """Return what to draw for some units, and whether it is a sketch.

    Boundaries if every unit has its own; else cells around the seats: both in one picture would look like
    boundaries throughout. Where no seat is known either, the boundaries there are.

    Args:
        units: `unit_id`, `lon`, `lat`.
        boundaries: `unit_id`, `geometry`, of these units and others.
    """
    known = boundaries.loc[boundaries["unit_id"].isin(units["unit_id"]), ["unit_id", "geometry"]]
    cells = seat_cells(units)
    if len(known) == len(units) or cells.empty:
        return known.reset_index(drop=True), False
    return cells, True


def seat_cells(units: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return one cell for each unit with a seat: all that lies nearer to its seat than to any other's.

    The cells fill the widened hull of the seats without gap or overlap. They are no boundaries.

    Args:
        units: `unit_id`, `lon`, `lat` (null where the seat is not known); those of one day.

    Returns:
        `unit_id`, `geometry` (longitude and latitude), by `unit_id`.

    >>> two = pd.DataFrame({"unit_id": ["a", "b"], "lon": [103.0, 103.2], "lat": [22.0, 22.0]})
    >>> shapely.area(seat_cells(two).geometry.to_numpy()).round(3).tolist()
    [0.005, 0.005]
    """
    seated = units.dropna(subset=["lon", "lat"]).sort_values("unit_id", ignore_index=True)
    if seated.empty:
        return gpd.GeoDataFrame({"unit_id": pd.Series(dtype="str")}, geometry=gpd.GeoSeries([], crs=WGS84))
    # In degrees cells would be squeezed: a degree of longitude is shorter than one of latitude.
    width = float(np.cos(np.radians(seated["lat"].mean())))
    places = _apart(np.column_stack([seated["lon"] * width, seated["lat"]]))
    cells = shapely.transform(_cells(places), lambda at: np.asarray(at / np.array([width, 1.0])))
    return gpd.GeoDataFrame({"unit_id": seated["unit_id"]}, geometry=cells, crs=WGS84)


def _apart(places: np.ndarray) -> np.ndarray:
    """Return the places with those that coincide set a little apart, so that each has a cell."""
    extent = max(float(np.ptp(places, axis=0).max()), _LEAST_MARGIN)
    turn = pd.DataFrame(places).groupby([0, 1]).cumcount().to_numpy()
    angle = turn * _CIRCLE
    apart: np.ndarray = places + (extent / 50 * np.sqrt(turn))[:, None] * np.column_stack(
        [np.cos(angle), np.sin(angle)]
    )
    return apart


def _cells(places: np.ndarray) -> np.ndarray:
    """Return the cell of each place within the hull of all, in their order."""
    points = shapely.MultiPoint(places)
    margin = max(_MARGIN * float(np.ptp(places, axis=0).max()), _LEAST_MARGIN)
    hull = shapely.buffer(shapely.convex_hull(points), margin)
    if len(places) == 1:
        return np.array([hull], dtype=object)
    diagram = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=hull, ordered=True))
    cells: np.ndarray = shapely.intersection(diagram, hull)
    return cells
