"""The ground of a map: the units of some months as paths in one frame, with their names and the facilities."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from thugom.outputs.map_labels import Label, label_in
from thugom.outputs.map_shapes import flattened, paths

WIDTH, MOST_HEIGHT = 760.0, 700.0
MOST_SIGNS, MOST_OF_A_COUNTRY = 150_000, 900_000
"""Of all paths of a ground; the second where there are more than `_A_COUNTRY` units."""
_A_COUNTRY = 1000
Draw = Callable[[pd.DataFrame], tuple[gpd.GeoDataFrame, bool]]
"""Returns what to draw for some units (`unit_id`, `geometry`), and whether that is a sketch."""


@dataclass(frozen=True)
class Site:
    """A facility on the map."""

    name: str
    x: float
    y: float


@dataclass(frozen=True, eq=False)
class Ground:
    """Units that were in force together, in Vietnamese order, as they are drawn.

    `paths` and `labels` stand in the order of `unit_ids`; a path is "" where the unit's place is not known.
    """

    key: str
    unit_ids: Sequence[str]
    paths: Sequence[str]
    labels: Sequence[Label | None]
    sites: Sequence[Site]
    width: float
    height: float
    schematic: bool


def ground_of(key: str, units: pd.DataFrame, facilities: pd.DataFrame, draw: Draw) -> Ground:
    """Return the ground of some units.

    Args:
        key: what the ground is called in addresses.
        units: `unit_id`, `name`, `lon`, `lat`, in the order in which they are listed.
        facilities: `name`, `lon`, `lat`.
        draw: what to draw for the units.
    """
    shapes, schematic = draw(units)
    ids = units["unit_id"].tolist()
    if shapes.empty:
        return Ground(key, ids, [""] * len(ids), [None] * len(ids), [], WIDTH, 0.0, schematic)
    drawn = shapes["unit_id"].tolist()
    placed = facilities.dropna(subset=["lon", "lat"])
    points = shapely.points(placed[["lon", "lat"]].to_numpy(dtype="float64"))
    # Shapes and facilities go through one projection; a facility beyond every unit widens the picture.
    sheet = flattened(np.concatenate([np.asarray(shapes.geometry, dtype=object), points]), WIDTH, MOST_HEIGHT)
    polygons, places = sheet.shapes[: len(drawn)], sheet.shapes[len(drawn) :]
    most = MOST_OF_A_COUNTRY if len(drawn) > _A_COUNTRY else MOST_SIGNS
    path_of = dict(zip(drawn, paths(polygons, most), strict=True))
    names = units.set_index("unit_id")["name"]
    label_of = dict(zip(drawn, _labels([str(names[one]) for one in drawn], polygons), strict=True))
    return Ground(
        key,
        ids,
        [path_of.get(one, "") for one in ids],
        [label_of.get(one) for one in ids],
        [_site(name, place) for name, place in zip(placed["name"], places, strict=True)],
        sheet.width,
        sheet.height,
        schematic,
    )


def _labels(names: Iterable[str], polygons: np.ndarray) -> list[Label | None]:
    """Return each name where it fits; none of a country, whose units are too small for any."""
    if len(polygons) > _A_COUNTRY:
        return [None] * len(polygons)
    return [label_in(name, polygon) for name, polygon in zip(names, polygons, strict=True)]


def _site(name: object, place: shapely.Point) -> Site:
    """Return a facility at its place on the sheet."""
    return Site(str(name), round(float(place.x), 1), round(float(place.y), 1))
