"""From the features of files to one polygon for each unit."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from thugom.register.boundaries_findings import Finding, Values
from thugom.register.boundaries_matching import Match, by_file_name, match_units
from thugom.register.boundaries_reading import WGS84, Layer, Repair
from thugom.register.geometry import area_km2, mended

NAMED = 5
"""How many names a message lists."""
AREA_TOLERANCE = 0.02
SLIVER_KM2 = 0.01
"""One hectare: what is smaller comes from drawing the same line twice, not from a wrong boundary."""


@dataclass(frozen=True, eq=False)
class Merged:
    """One polygon a unit, and what there is to say.

    `polygons`: `unit_id`, `source` (the file), `crs` (that of the file), `repaired` (what was wrong
    with its rings, null for nothing), `geometry`; one row per unit.
    """

    polygons: gpd.GeoDataFrame
    findings: list[Finding]


def match_layer(
    layer: Layer, units: pd.DataFrame, on: dt.date, code_column: str | None, name_column: str | None
) -> Match:
    """Return what the features of a file are; a single one that says nothing of itself, by the file's name.

    Args:
        layer: the file.
        units: the register's units of all days.
        on: the day whose units are meant.
        code_column: as for `match_units`.
        name_column: the same.

    Raises:
        RegisterError: a column named is not in the file.
    """
    table = pd.DataFrame(layer.features.drop(columns="geometry"))
    match = match_units(table, layer.path, units, on, code_column, name_column)
    if len(table) != 1 or match.unit_ids.notna().any() or match.findings or code_column or name_column:
        return match
    key = by_file_name(layer.path, units, on)
    seats = units.loc[units["unit_id"] == key, ["lon", "lat"]].to_numpy(dtype="float64")
    shapes = np.asarray(layer.features.geometry, dtype=object)
    # A name that a person gave to a file is believed only if the seat says the same.
    if key is None or not shapely.intersects_xy(shapes, seats[:, 0], seats[:, 1]).all():
        return match
    name = str(units.loc[units["unit_id"] == key, "full_name"].iloc[0])
    found = Finding("file_name", {"file": layer.path.name, "unit": name}, (key,))
    return Match(pd.Series([key], index=table.index, dtype="str"), by_name=True, findings=[found])


def merge_layers(layers: Sequence[tuple[Layer, Match]], names: pd.Series) -> Merged:
    """Return one polygon for each unit of some files.

    The same polygon given twice is one; features of one code that do not overlap are parts of one
    unit. What overlaps in part, and two features of one name, is an error: one of them is another unit's.

    Args:
        layers: the files, each with what its features are.
        names: full name by `unit_id`, for messages.
    """
    rows, findings = [], []
    for layer, match in layers:
        findings += [*layer.findings, *match.findings, *_other_features(layer, match)]
        shapes = np.asarray(layer.features.geometry, dtype=object)
        for feature, key in match.unit_ids.dropna().items():
            number = int(str(feature))
            repair = layer.repairs.get(number)
            polygon: Any = shapes[layer.features.index.get_loc(number)]
            rows.append((key, layer, number, repair, polygon, match.by_name))
            if polygon is None and repair is None:
                values: Values = {"file": layer.path.name, "feature": number, "kind": "no polygon with an area"}
                findings.append(Finding("not_polygon", values, (str(key),)))
            findings += _repair_findings(key, str(names[key]), repair, lost=polygon is None)
    polygons = []
    columns = ["unit_id", "layer", "feature", "repair", "geometry", "by_name"]
    found = pd.DataFrame(rows, columns=pd.Index(columns), dtype=object).dropna(subset=["geometry"])
    for key, group in found.groupby("unit_id"):
        shape, said = _one_shape(group, str(key), str(names[key]))
        findings += said
        reasons = [repair.fault.reason for repair in group["repair"] if repair is not None]
        first = group["layer"].iloc[0]
        polygons.append((key, first.path.name, first.crs, "; ".join(reasons) or None, shape))
    kept = pd.DataFrame(polygons, columns=pd.Index(["unit_id", "source", "crs", "repaired", "geometry"]), dtype=object)
    text = kept.drop(columns="geometry").astype("str")
    return Merged(gpd.GeoDataFrame(text, geometry=kept["geometry"].to_numpy(), crs=WGS84), findings)


def _other_features(layer: Layer, match: Match) -> Iterator[Finding]:
    """Say which features are no unit: those of other provinces, or misspelt ones."""
    others = match.unit_ids[match.unit_ids.isna()].index
    # Where none is a unit, that is the finding.
    if len(others) and len(others) < len(match.unit_ids):
        rows = layer.features.drop(columns="geometry").loc[others[:NAMED]].to_numpy().tolist()
        names = ["/".join(str(value) for value in row if isinstance(value, str) and value)[:40] for row in rows]
        more = ", …" if len(others) > NAMED else ""
        said = ", ".join(name or "–" for name in names) + more
        values: Values = {"file": layer.path.name, "count": len(others), "names": said}
        yield Finding("other_features", values)


def _repair_findings(key: str, name: str, repair: Repair | None, *, lost: bool) -> Iterator[Finding]:
    """Say that a polygon was repaired, why and at what cost."""
    if repair is None:
        return
    fault, change = repair.fault, repair.after_km2 - repair.before_km2
    if lost:
        yield Finding("no_area", {"unit": name, "reason": fault.reason}, (key,))
        return
    share = change / repair.before_km2 if repair.before_km2 else 1.0
    values: Values = {"unit": name, "km2": change, "percent": 100 * share, "reason": fault.reason}
    place: Values = {
        "x": "–" if fault.x is None else f"{fault.x:.6f}",
        "y": "–" if fault.y is None else f"{fault.y:.6f}",
    }
    yield Finding("repaired", values | place, (key,))
    if abs(share) > AREA_TOLERANCE:
        yield Finding("repair_changed_area", values, (key,))


def _one_shape(group: pd.DataFrame, key: str, name: str) -> tuple[object, list[Finding]]:
    """Return the polygon of one unit's features, and what there is to say of them."""
    shapes = group["geometry"].to_numpy()
    if len(group) == 1:
        return shapes[0], []
    places = ", ".join(
        f"{layer.path.name} {feature}" for layer, feature in zip(group["layer"], group["feature"], strict=True)
    )
    same = shapely.equals(shapes[0], shapes)
    if same.all():
        return shapes[0], [Finding("same_twice", {"unit": name, "count": len(group)}, (key,))]
    if group["by_name"].any():
        layer = group["layer"].iloc[0]
        values: Values = {"file": layer.path.name, "count": len(group), "name": name, "places": places, "unit": name}
        return shapes[0], [Finding("name_twice", values, (key,))]
    joined = mended(shapely.union_all(shapes))
    whole, parts = area_km2([joined])[0], area_km2(shapes).sum()
    if parts - whole > SLIVER_KM2:
        return shapes[0], [Finding("twice", {"unit": name, "places": places}, (key,))]
    return joined, [Finding("parts_joined", {"unit": name, "count": len(group)}, (key,))]


def pairs_that_meet(shapes: np.ndarray) -> np.ndarray:
    """Return the pairs of positions whose geometries touch or overlap: one row each, the lower first."""
    tree = shapely.STRtree(shapes)
    pairs = tree.query(shapes, predicate="intersects").T
    return pairs[pairs[:, 0] < pairs[:, 1]]
