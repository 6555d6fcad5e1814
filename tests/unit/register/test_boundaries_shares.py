"""Shares of a split that nothing but the boundaries kept beside the register can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely

from tests.unit.register.polygons import BEFORE, SINCE, unit_row
from tests.unit.register.registers import load, write_register
from thugom.register import RegisterError
from thugom.register.boundaries import keep_boundaries
from thugom.register.boundaries_shares import FILE_NAME

if TYPE_CHECKING:
    from pathlib import Path

OLD, WEST, EAST = f"00001@{BEFORE}", f"00002@{SINCE}", f"00003@{SINCE}"


def people(west: int) -> list[str]:
    """Return the people of both heirs."""
    return [f"0000{code} {SINCE} rural 2025-07-01 {count} . census usable" for code, count in ((2, west), (3, 500))]


def written(folder: Path, share: str = ".", population: list[str] | None = None) -> Path:
    """Write the register of one unit that was divided between two; nobody knows their areas."""
    units = [
        unit_row("00001", "Quyết Tiến", "xã", None, begin=BEFORE, end=SINCE),
        unit_row("00002", "Nậm Mạ", "xã", None),
        unit_row("00003", "Pa Ủ", "xã", None),
    ]
    lineage = [f"00001 {BEFORE} {code} {SINCE} {SINCE} {share} made_up" for code in ("00002", "00003")]
    return write_register(folder, {"unit": units, "unit_lineage": lineage, "population": population or []})


def keep(folder: Path, cut: float, codes: tuple[str, ...] = (OLD, WEST, EAST)) -> None:
    """Keep the boundaries of the old unit, and of the heirs that share its ground at a line."""
    shapes = {
        OLD: shapely.box(103.0, 22.0, 104.0, 22.1),
        WEST: shapely.box(103.0, 22.0, cut, 22.1),
        EAST: shapely.box(cut, 22.0, 104.0, 22.1),
    }
    kept = {"unit_id": list(codes), "source": "a.gpkg", "crs": "EPSG:4326", "repaired": None}
    keep_boundaries(folder, gpd.GeoDataFrame(kept, geometry=[shapes[code] for code in codes], crs="EPSG:4326"))


def shares(folder: Path) -> tuple[list[float], set[str]]:
    """Return the shares of the heirs, west before east, and what they rest on."""
    lineage = load(folder).lineage
    return lineage["share"].round(4).tolist(), set(lineage["share_basis"])


def test_where_nothing_else_is_known_the_ground_divides(tmp_path: Path) -> None:
    """Without boundaries the parts are even; with them, as the ground lies."""
    folder = written(tmp_path)
    assert shares(folder) == ([0.5, 0.5], {"equal"})
    keep(folder, 103.25)
    assert shares(folder) == ([0.25, 0.75], {"geometry"})


def test_boundaries_that_decide_are_a_part_of_the_version(tmp_path: Path) -> None:
    """Figures that rest on other boundaries carry another version of the register; the same ones, the same."""
    folder = written(tmp_path)
    even = load(folder).bytes_hash
    keep(folder, 103.25)
    quarter = load(folder).bytes_hash
    assert load(folder).bytes_hash == quarter
    keep(folder, 103.5)
    assert len({even, quarter, load(folder).bytes_hash}) == 3


@pytest.mark.parametrize(("share", "known"), [("0.5", None), (".", people(500))])
def test_boundaries_that_decide_nothing_are_neither_read_nor_a_part_of_the_version(
    tmp_path: Path, share: str, known: list[str] | None
) -> None:
    """Where shares are published, or follow from people, a broken file costs nobody the night."""
    folder = written(tmp_path, share, known)
    before = load(folder).bytes_hash
    (folder / FILE_NAME).write_bytes(b"not a parquet file")
    assert load(folder).bytes_hash == before


def test_boundaries_that_miss_an_heir_decide_nothing(tmp_path: Path) -> None:
    """Half a map cannot say how much lies in the other half; importing that makes another version."""
    folder = written(tmp_path)
    before = load(folder).bytes_hash
    keep(folder, 103.25, (OLD, WEST))
    assert shares(folder) == ([0.5, 0.5], {"equal"})
    assert load(folder).bytes_hash == before


def test_boundaries_that_are_needed_and_cannot_be_read_are_named(tmp_path: Path) -> None:
    """Even parts in their place would be other figures without a word."""
    folder = written(tmp_path)
    (folder / FILE_NAME).write_bytes(b"not a parquet file")
    with pytest.raises(RegisterError, match=r"boundaries\.parquet") as error:
        load(folder)
    assert "import the boundaries again" in str(error.value)
