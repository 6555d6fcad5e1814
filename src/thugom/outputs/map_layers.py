"""What the GeoPackage holds: each unit where it stands now, each unit month by month, and the facilities."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely

from thugom.contracts import Text
from thugom.outputs.map import SCHEMATIC, SYNTHETIC
from thugom.outputs.release import Release
from thugom.outputs.units_now import newest_months, units_by_month, units_now

OWN_TITLES: Mapping[str, Text] = {
    "coverage": Text("Được thu gom và xử lý", "Covered"),
    "schematic": Text("Sơ đồ, không phải ranh giới", "Schematic, not boundaries"),
    "synthetic": Text("Số liệu tổng hợp", "Synthetic data"),
}
"""Columns of layers that no curated table has."""
LONGEST_HISTORY = 200_000
"""Rows of units by month; what is older stands in the Parquet and CSV files."""


@dataclass(frozen=True, eq=False)
class Layer:
    """A layer: its name, what it is in words, its rows, and for each column the table that declares it.

    `frame` is a GeoDataFrame in longitude and latitude, or a DataFrame without places.
    """

    name: str
    title: Text
    description: str
    frame: pd.DataFrame
    tables: tuple[str, ...]


def layers_of(release: Release, shapes: gpd.GeoDataFrame, *, schematic: bool) -> list[Layer]:
    """Return the layers of a release.

    Args:
        release: the tables.
        shapes: `unit_id`, `geometry`: what to draw for the units in force on the release's day.
        schematic: the shapes are no boundaries; every row and the layer's description say so.
    """
    said = [SCHEMATIC] * schematic + [SYNTHETIC] * release.synthetic
    warning = "".join(f" {text['vi']} – {text['en']}." for text in said)
    month = release.period or ""
    layers = [
        Layer(
            "unit_now",
            Text("Xã, phường: tình trạng hiện nay", "Units: where they stand now"),
            f"{release.place.vi}, {month}.{warning}",
            _placed(release, shapes, schematic=schematic),
            ("unit", "unit_path", "commune_coverage"),
        ),
        Layer(
            "unit_month",
            Text("Xã, phường theo tháng", "Units by month"),
            f"Nối với unit_now theo unit_id – join to unit_now by unit_id.{warning}",
            newest_months(units_by_month(release), LONGEST_HISTORY),
            ("commune_coverage",),
        ),
    ]
    facilities = _facilities(release)
    if len(facilities):
        title = Text("Cơ sở xử lý chất thải", "Treatment facilities")
        layers.append(Layer("facility", title, release.place.vi, facilities, ("facility",)))
    return layers


def _placed(release: Release, shapes: gpd.GeoDataFrame, *, schematic: bool) -> gpd.GeoDataFrame:
    """Return where each unit stands now, with its shape; whether it is covered as one of three words."""
    rows = units_now(release)
    rows = rows.assign(coverage=_coverage(rows["covered"]), schematic=schematic, synthetic=release.synthetic)
    placed = rows.drop(columns=["covered", "name_order"]).merge(shapes[["unit_id", "geometry"]], on="unit_id")
    polygons = [_many(shape) for shape in placed["geometry"]]
    return gpd.GeoDataFrame(placed.drop(columns="geometry"), geometry=polygons, crs="EPSG:4326").sort_values(
        "unit_id", ignore_index=True
    )


def _coverage(covered: pd.Series) -> pd.Series:
    """Return `yes`, `no` or `unknown`."""
    known = covered.astype("boolean")
    return known.map({True: "yes", False: "no"}).astype("str").where(known.notna(), "unknown")


def _many(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a shape as one of many parts: a layer holds one kind."""
    return shapely.MultiPolygon(shapely.get_parts(shape).tolist())


def _facilities(release: Release) -> gpd.GeoDataFrame:
    """Return each facility as the register has it on the release's day, where its place is known."""
    rows = release.table("facility")
    held = rows[rows["valid_from"] <= pd.Timestamp(release.as_of)].sort_values(["facility_code", "valid_from"])
    newest = held.drop_duplicates("facility_code", keep="last").dropna(subset=["lon", "lat"])
    places = gpd.points_from_xy(newest["lon"], newest["lat"])
    return gpd.GeoDataFrame(newest.reset_index(drop=True), geometry=places, crs="EPSG:4326")
