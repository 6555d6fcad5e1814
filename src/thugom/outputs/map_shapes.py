"""From longitude and latitude to the lines of a drawing: flat, simplified together, and written as paths."""

from dataclasses import dataclass

import numpy as np
import shapely

_TOLERANCES = (0.4, 0.7, 1.0, 1.5, 2.2, 3.2, 5.0, 8.0)
"""Pixels: the first is too little to be seen, the last keeps a country small."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """The shapes in pixels, north up, within `width` and `height`."""

    shapes: np.ndarray
    width: float
    height: float


def flattened(shapes: np.ndarray, width: float, most_height: float) -> Sheet:
    """Return shapes given in degrees as pixels of a sheet.

    Args:
        shapes: polygons in longitude and latitude.
        width: of the sheet.
        most_height: a region taller than this is drawn narrower.

    >>> sheet = flattened(np.array([shapely.box(103, 22, 104, 23)]), 100, 500)
    >>> round(sheet.height)
    108
    """
    west, south, east, north = shapely.total_bounds(shapes)
    # A degree of longitude is as long as a degree of latitude times this, in the middle of the sheet.
    shrink = float(np.cos(np.radians((south + north) / 2)))
    scale = min(width / ((east - west) * shrink), most_height / (north - south))
    left = (width - (east - west) * shrink * scale) / 2

    def to_pixels(places: np.ndarray) -> np.ndarray:
        return np.column_stack(
            [left + (places[:, 0] - west) * shrink * scale, (north - places[:, 1]) * scale],
        )

    return Sheet(shapely.transform(shapes, to_pixels), width, (north - south) * scale)


def paths(shapes: np.ndarray, most_signs: int) -> list[str]:
    """Return the SVG path of each shape, simplified until all of them together are short enough.

    Neighbours are simplified together, so that they keep their common line. A shape too small to be
    left after that is drawn as it is.

    Args:
        shapes: polygons in pixels.
        most_signs: for all paths; the coarsest paths stand where even they are longer.
    """
    written: list[str] = []
    # Where neighbours were drawn apart from each other, hairs keep the common simplification from taking hold:
    # then each shape is simplified for itself.
    for simplified in (shapely.coverage_simplify, shapely.simplify):
        for tolerance in _TOLERANCES:
            simple = simplified(shapes, tolerance)
            written = [_path(shape) for shape in np.where(shapely.is_empty(simple), shapes, simple)]
            if sum(map(len, written)) <= most_signs:
                return written
    return written


def _path(shape: shapely.Geometry) -> str:
    """Return one shape as an SVG path, in tenths of a pixel.

    >>> _path(shapely.box(0, 0, 10, 5.25))
    'M10 0L10 5.2 0 5.2 0 0Z'
    """
    rings = shapely.get_rings(shapely.get_parts(shape))
    return "".join(_ring(shapely.get_coordinates(ring)) for ring in rings)


def _ring(places: np.ndarray) -> str:
    """Return one ring; places that fall together are written once, the closing one by Z."""
    rounded = np.round(places, 1)
    new = np.ones(len(rounded), dtype="bool")
    new[1:] = (rounded[1:] != rounded[:-1]).any(axis=1)
    texts = [f"{x:g} {y:g}" for x, y in rounded[new].tolist()]
    return f"M{texts[0]}L{' '.join(texts[1:-1] or texts)}Z"
