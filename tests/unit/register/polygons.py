"""A small land for tests of boundaries: four square units with seats, and files that show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from tests.unit.register.registers import write_register
from thugom.register.geometry import area_km2

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SQUARES = {
    "00001": ("Nậm Mạ", "xã", shapely.box(103.0, 22.0, 103.1, 22.1)),
    "00002": ("Pa Ủ", "xã", shapely.box(103.1, 22.0, 103.2, 22.1)),
    "00003": ("Tà Tổng", "xã", shapely.box(103.0, 22.1, 103.1, 22.2)),
    "00004": ("Tân Phong", "phường", shapely.box(103.1, 22.1, 103.2, 22.2)),
}
"""Code, name, kind and polygon of the units in force since July 2025, on the line of longitude and latitude."""
KINDS = {"xã": ("commune", "Xã"), "phường": ("ward", "Phường"), "thị_trấn": ("township", "Thị trấn")}
BEFORE, SINCE = "2020-03-01", "2025-07-01"


def unit_row(
    code: str, name: str, kind: str, shape: shapely.Geometry | None, *, begin: str = SINCE, end: str = "."
) -> str:
    """Return a unit's row as `registers` reads it, area and seat from its polygon; neither without one."""
    word, title = KINDS[kind]
    full = f"{title} {name}"
    area, lon, lat = ".", ".", "."
    if shape is not None:
        centre = shapely.centroid(shape)
        area = f"{area_km2([shape])[0]:.2f}"
        lon, lat = f"{shapely.get_x(centre):.4f}", f"{shapely.get_y(centre):.4f}"
    cells = [code, begin, end, word, name, full, "12", "Lai Châu", ".", ".", area, lon, lat]
    return " ".join(cell.replace(" ", "_") for cell in cells)


def unit_rows() -> list[str]:
    """Return the rows of the four units."""
    return [unit_row(code, name, kind, shape) for code, (name, kind, shape) in SQUARES.items()]


def write_land(folder: Path, more: Sequence[str] = (), lineage: Sequence[str] = (), **tables: Sequence[str]) -> Path:
    """Write the register of the four units, and of others, into a folder that is made."""
    folder.mkdir(parents=True, exist_ok=True)
    return write_register(folder, {"unit": [*unit_rows(), *more], "unit_lineage": lineage, **tables})


def write_reformed_land(folder: Path, shares: Sequence[float] = (0.25, 0.25, 0.25, 0.25)) -> Path:
    """Write the register of the four units and of the one, with the first one's code, that they were before."""
    old = unit_row("00001", "Quyết Tiến", "xã", shapely.box(103.0, 22.0, 103.2, 22.2), begin=BEFORE, end=SINCE)
    heirs = zip(SQUARES, shares, strict=True)
    lineage = [f"00001 {BEFORE} {code} {SINCE} {SINCE} {share} made_up" for code, share in heirs]
    return write_land(folder, [old], lineage)


def land(changed: Mapping[str, Any] | None = None, columns: Sequence[str] = ("code", "name")) -> gpd.GeoDataFrame:
    """Return the four squares with the columns that a file may have; `changed` puts other shapes in their places."""
    shapes = {code: shape for code, (_, _, shape) in SQUARES.items()} | dict(changed or {})
    rows = [{"code": code, "name": SQUARES[code][0], "kind": SQUARES[code][1]} for code in shapes]
    table = pd.DataFrame(rows)[[*columns]]
    return gpd.GeoDataFrame(table, geometry=list(shapes.values()), crs="EPSG:4326")


def write_land_file(path: Path, frame: gpd.GeoDataFrame | None = None, **how: Any) -> Path:  # noqa: ANN401 - GDAL's
    """Write a land to a vector file; its ending says which kind."""
    (land() if frame is None else frame).to_file(path, engine="pyogrio", **how)
    return path


def rules(findings: Sequence[Any]) -> list[str]:
    """Return the rules of some findings, in order."""
    return [finding.rule for finding in findings]
