"""Collection points, where a department keeps a list of them: which unit each lies in."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd

from thugom.contracts import load_contract, packaged_schemas
from thugom.register.boundaries import placed_in
from thugom.register.boundaries_findings import Finding
from thugom.register.errors import RegisterError
from thugom.register.table import read_table

FILE_NAME = "collection_point.csv"


def load_collection_points(folder: Path) -> pd.DataFrame:
    """Return the rows of `collection_point.csv` in the register's folder; none where the file is not there.

    Raises:
        RegisterError: names every problem with file, row, column, value and remedy.
    """
    path = folder / FILE_NAME
    contract = load_contract(packaged_schemas() / "register" / "collection_point.yml")
    header = ",".join(contract.names).encode()
    table = read_table(path, path.read_bytes() if path.is_file() else header, contract)
    key = ["point_code", "valid_from"]
    twice = table.rows[table.rows.duplicated(key) & table.rows[key].notna().all(axis=1)].index
    allowed, remedy = "one row for each point_code, valid_from is expected", "Remove one of the two."
    problems = [*table.problems, *(table.problem(int(row), "point_code", allowed, remedy) for row in twice)]
    if problems:
        raise RegisterError(problems)
    return table.rows.sort_values(key, ignore_index=True)


def points_in_units(points: pd.DataFrame, on: dt.date, boundaries: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the collection points there are on a day, each with its unit.

    Args:
        points: as `load_collection_points` returns them.
        on: the day.
        boundaries: as `thugom.register.boundaries.load_boundaries` returns them.

    Returns:
        `point_code`, `name`, `lon`, `lat`, `unit_id` (null outside all units), by `point_code`.
    """
    day = pd.Timestamp(on)
    begun = points[points["valid_from"] <= day].sort_values(["point_code", "valid_from"])
    here = begun.drop_duplicates("point_code", keep="last").dropna(subset=["lon", "lat"])
    found = here.assign(unit_id=placed_in(here.assign(on=day), boundaries))
    return found[["point_code", "name", "lon", "lat", "unit_id"]].reset_index(drop=True)


def point_findings(placed: pd.DataFrame) -> Iterator[Finding]:
    """Yield which points lie in no unit.

    Args:
        placed: as `points_in_units` returns them.
    """
    for code, name in placed.loc[placed["unit_id"].isna(), ["point_code", "name"]].itertuples(index=False):
        yield Finding("point_outside", {"point": f"{name} ({code})"})
