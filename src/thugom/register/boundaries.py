"""The boundaries of a home: one GeoParquet file beside the register, the polygons of several days in it."""

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from thugom.files import write_atomic
from thugom.register.boundaries_reading import WGS84
from thugom.register.boundaries_shares import FILE_NAME
from thugom.register.errors import Problem, RegisterError

KEPT = ("unit_id", "source", "crs", "repaired")
_OF_UNIT = ["unit_id", "unit_code", "full_name", "valid_from", "valid_to"]


def load_boundaries(folder: Path, units: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the boundaries kept in the register's folder; no rows where none were imported.

    Args:
        folder: the register's.
        units: the register's units. Polygons of units that it no longer has are left out.

    Returns:
        One row per unit, by `unit_id`: `unit_code`, `full_name`, `valid_from`, `valid_to`, `source` (the file
        imported), `crs` (that of the file), `repaired` (what was wrong with its rings, null for nothing) and
        `geometry` in longitude and latitude.

    Raises:
        RegisterError: the file is there and cannot be read.
    """
    stored = stored_boundaries(folder)
    known = units.loc[:, _OF_UNIT].merge(stored, on="unit_id").sort_values("unit_id", ignore_index=True)
    return gpd.GeoDataFrame(known, geometry="geometry", crs=WGS84)


def stored_boundaries(folder: Path) -> gpd.GeoDataFrame:
    """Return the boundaries as kept: `unit_id`, `source`, `crs`, `repaired`, `geometry`.

    Raises:
        RegisterError: the file is there and cannot be read.
    """
    path = folder / FILE_NAME
    if not path.exists():
        nothing = {name: pd.Series(dtype="str") for name in KEPT}
        return gpd.GeoDataFrame(nothing, geometry=gpd.GeoSeries([], crs=WGS84))
    try:
        return gpd.read_parquet(path)[[*KEPT, "geometry"]]
    except (OSError, ValueError, KeyError) as error:
        found = str(error).splitlines()[0].rstrip(".").replace('"', "'")
        remedy = "Restore it from a backup, or remove it and import the boundaries again."
        raise RegisterError(
            [Problem(path, None, None, found, "boundaries kept by thugom are expected", remedy)]
        ) from error


def keep_boundaries(folder: Path, imported: gpd.GeoDataFrame) -> Path:
    """Put the polygons of some units in the place of those kept before; those of other units stay.

    The file is replaced whole: a reader finds the old one or the new.

    Raises:
        OSError: the folder cannot be written; what was kept stands.
    """
    before = stored_boundaries(folder)
    others = before[~before["unit_id"].isin(imported["unit_id"])]
    # An empty part would decide the types of the columns that both share.
    parts = [part for part in (others, imported[[*KEPT, "geometry"]]) if len(part)]
    rows = pd.concat(parts).sort_values("unit_id", ignore_index=True)
    content = io.BytesIO()
    gpd.GeoDataFrame(rows, geometry="geometry", crs=WGS84).to_parquet(content, index=False, compression="zstd")
    write_atomic(folder / FILE_NAME, content.getvalue())
    return folder / FILE_NAME


def boundaries_on(boundaries: gpd.GeoDataFrame, on: dt.date) -> gpd.GeoDataFrame:
    """Return the boundaries of the units in force on a day."""
    day = pd.Timestamp(on)
    begun = boundaries["valid_from"] <= day
    return boundaries[begun & (boundaries["valid_to"].isna() | (boundaries["valid_to"] > day))].reset_index(drop=True)


def placed_in(points: pd.DataFrame, boundaries: gpd.GeoDataFrame) -> pd.Series:
    """Return in which unit each point lies on its day; null outside all of them, or without a place or a day.

    A point on a line between units counts for the lower `unit_id`, so that it counts once.

    Args:
        points: `lon`, `lat` (degrees), `on` (datetime64), any index.
        boundaries: as `load_boundaries` returns them.
    """
    found = pd.Series(None, index=pd.RangeIndex(len(points)), dtype="str")
    places = np.array(shapely.points(points[["lon", "lat"]].to_numpy(dtype="float64")), dtype=object, ndmin=1)
    places[points[["lon", "lat", "on"]].isna().any(axis=1).to_numpy()] = None
    tree = shapely.STRtree(np.asarray(boundaries.geometry, dtype=object))
    point, unit = tree.query(places, predicate="intersects")
    pairs = pd.DataFrame({"point": point, "unit_id": boundaries["unit_id"].to_numpy()[unit]})
    days = points["on"].to_numpy()[point]
    begun = boundaries["valid_from"].to_numpy()[unit] <= days
    ended = boundaries["valid_to"].to_numpy()[unit] <= days
    inside = pairs[begun & ~ended].groupby("point")["unit_id"].min()
    found.loc[inside.index] = inside
    return found.set_axis(points.index)


def units_without(units: pd.DataFrame, boundaries: gpd.GeoDataFrame) -> Sequence[str]:
    """Return the names of the units that have no polygon, in Vietnamese order.

    Args:
        units: those to look at: `unit_id`, `full_name`, `name_order`.
        boundaries: `unit_id`.
    """
    missing = units[~units["unit_id"].isin(boundaries["unit_id"])].sort_values("name_order")
    names: list[str] = missing["full_name"].tolist()
    return names
