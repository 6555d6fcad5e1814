"""What the GeoPackage holds: each unit where it stands now, each unit month by month, and the facilities."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely

from thugom.contracts import Text
from thugom.outputs.map import SCHEMATIC, SYNTHETIC
from thugom.outputs.release import Release

_NOW = (
    "collected_treated_rate", "collection_rate", "treatment_rate", "household_coverage", "generated_t", "collected_t",
    "treated_t", "collected_treated_t", "households", "population", "evidence_grade", "reporting",
)  # fmt: skip
_MONTHLY = ("unit_id", "unit_code", "unit_name", "period", "covered", *_NOW)
_UNIT = ("unit_id", "unit_code", "name", "full_name", "kind", "district_name", "area_km2")
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
            _units_now(release, shapes, schematic=schematic),
            ("unit", "unit_path", "commune_coverage"),
        ),
        Layer(
            "unit_month",
            Text("Xã, phường theo tháng", "Units by month"),
            f"Nối với unit_now theo unit_id – join to unit_now by unit_id.{warning}",
            _by_month(release),
            ("commune_coverage",),
        ),
    ]
    facilities = _facilities(release)
    if len(facilities):
        title = Text("Cơ sở xử lý chất thải", "Treatment facilities")
        layers.append(Layer("facility", title, release.place.vi, facilities, ("facility",)))
    return layers


def units_in_force(release: Release) -> pd.DataFrame:
    """Return the rows of `unit` that are in force on the release's day."""
    units, day = release.table("unit"), pd.Timestamp(release.as_of)
    return units[(units["valid_from"] <= day) & (units["valid_to"].isna() | (units["valid_to"] > day))]


def _units_now(release: Release, shapes: gpd.GeoDataFrame, *, schematic: bool) -> gpd.GeoDataFrame:
    """Return the units in force with the newest month's figures on today's units, and their shapes."""
    units = units_in_force(release)[list(_UNIT)]
    coverage = release.table("commune_coverage")
    here = (coverage["period"] == release.period) & (coverage["basis"] == "as_is") & (coverage["settlement"] == "all")
    path = release.table("unit_path")
    on_path = (path["period"] == release.period) & (path["settlement"] == "all")
    figures = coverage.loc[here, ["unit_id", "period", "covered", *_NOW]]
    standing = path.loc[on_path, ["unit_id", "status", "expected", "gap_pp"]]
    rows = units.merge(figures, on="unit_id", how="left").merge(standing, on="unit_id", how="left")
    rows = rows.assign(coverage=_coverage(rows["covered"]), schematic=schematic, synthetic=release.synthetic)
    placed = rows.drop(columns="covered").merge(shapes[["unit_id", "geometry"]], on="unit_id", how="inner")
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


def _by_month(release: Release) -> pd.DataFrame:
    """Return the units' months on today's units, the newest whole months that fit."""
    coverage = release.table("commune_coverage")
    here = (coverage["period_kind"] == "month") & (coverage["basis"] == "as_is") & (coverage["settlement"] == "all")
    return newest_months(coverage.loc[here, list(_MONTHLY)], LONGEST_HISTORY)


def newest_months(rows: pd.DataFrame, most_rows: int) -> pd.DataFrame:
    """Return the rows of the newest months that fit whole into so many rows, at least those of one month.

    >>> rows = pd.DataFrame({"period": ["2026-09", "2026-10", "2026-10"]})
    >>> len(newest_months(rows, 3)), len(newest_months(rows, 2)), len(newest_months(rows, 1))
    (3, 2, 2)
    """
    counts = rows["period"].value_counts().sort_index(ascending=False).cumsum()
    fitting = counts[counts <= most_rows]
    oldest = (fitting if len(fitting) else counts.head(1)).index.min() if len(counts) else None
    return rows[rows["period"] >= oldest] if oldest is not None else rows


def _facilities(release: Release) -> gpd.GeoDataFrame:
    """Return each facility as the register has it on the release's day, where its place is known."""
    rows = release.table("facility")
    held = rows[rows["valid_from"] <= pd.Timestamp(release.as_of)].sort_values(["facility_code", "valid_from"])
    newest = held.drop_duplicates("facility_code", keep="last").dropna(subset=["lon", "lat"])
    places = gpd.points_from_xy(newest["lon"], newest["lat"])
    return gpd.GeoDataFrame(newest.reset_index(drop=True), geometry=places, crs="EPSG:4326")
