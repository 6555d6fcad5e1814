"""Small releases for the page: three communes and a ward, two months, one of them silent in the second."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely

from thugom.contracts import Contract, Text, load_contracts
from thugom.outputs.release import Release

HOSTILE = '<script>alert("x")</script>'
NAMES = ("Nậm Hàng", "Đoàn Kết", HOSTILE, "Ân Sơn")
FORMER = "00000@2020-03-01"
MONTHS = ("2026-09", "2026-10")
CONTRACTS = {name: contract for name, contract in load_contracts().curated.items() if name != "run"}


def unit_id(number: int) -> str:
    """Return the id of the unit in a place of `NAMES`."""
    return f"0000{number}@2025-07-01"


def empty(contract: Contract) -> pd.DataFrame:
    """Return a table without rows, with its columns."""
    return pd.DataFrame({name: pd.Series(dtype="object") for name in contract.names})


def units() -> pd.DataFrame:
    """Return the four units, with seats on a square."""
    rows = [
        {
            "unit_id": unit_id(number),
            "unit_code": f"0000{number}",
            "valid_from": pd.Timestamp("2025-07-01"),
            "valid_to": pd.NaT,
            "name": name,
            "full_name": f"Xã {name}",
            "kind": "commune",
            "population": 1000 * (number + 1),
            "name_order": number,
            "name_plain": f"unit {number}",
            "lon": 103.0 + 0.1 * (number % 2),
            "lat": 22.0 + 0.1 * (number // 2),
        }
        for number, name in enumerate(NAMES)
    ]
    frame = pd.DataFrame(rows)
    return frame.reindex(columns=CONTRACTS["unit"].names)


def merged_units() -> pd.DataFrame:
    """Return the four units, and one that went into two of them."""
    former = {
        "unit_id": FORMER,
        "unit_code": "00000",
        "valid_from": pd.Timestamp("2020-03-01"),
        "valid_to": pd.Timestamp("2025-07-01"),
        "name": "Cũ",
        "full_name": "Xã Cũ",
        "kind": "commune",
        "name_order": len(NAMES),
        "name_plain": "cu",
    }
    return pd.concat([units(), pd.DataFrame([former]).reindex(columns=CONTRACTS["unit"].names)], ignore_index=True)


def lineage() -> pd.DataFrame:
    """Return what became of the unit that is no more."""
    rows = [
        {
            "from_unit_id": FORMER,
            "to_unit_id": unit_id(number),
            "effective_on": pd.Timestamp("2025-07-01"),
            "share": share,
        }
        for number, share in ((0, 0.75), (1, 0.25))
    ]
    return pd.DataFrame(rows).reindex(columns=CONTRACTS["unit_lineage"].names)


def coverage() -> pd.DataFrame:
    """Return the units' months: covered, not covered, with half of its waste, and silent in the second month."""
    known = {0: (True, 0.9), 1: (False, 0.0), 2: (True, 0.5), 3: (True, 0.25)}
    rows = []
    for basis in ("as_was", "as_is"):
        for month in MONTHS:
            for number in range(len(NAMES)):
                silent = number == 3 and month == MONTHS[-1]
                covered, rate = known[number]
                rows.append(
                    {
                        "unit_id": unit_id(number),
                        "unit_code": f"0000{number}",
                        "unit_name": NAMES[number],
                        "period": month,
                        "period_kind": "month",
                        "settlement": "all",
                        "basis": basis,
                        "reporting": "no_report" if silent else "complete",
                        "covered": None if silent else covered,
                        "collected_treated_rate": None if silent else rate,
                        "evidence_grade": "D" if silent else "B",
                    }
                )
    frame = pd.DataFrame(rows).reindex(columns=CONTRACTS["commune_coverage"].names)
    return frame.astype({"covered": "boolean", "collected_treated_rate": "float64"})


def release(**tables: pd.DataFrame) -> Release:
    """Return a release of some tables; all others have no rows."""
    held = {name: tables.get(name, empty(contract)) for name, contract in CONTRACTS.items()}
    period = MONTHS[-1] if len(held["commune_coverage"]) else None
    return Release(
        publication_id="0123456789abcdef",
        published_at="2026-11-16T18:30:00Z",
        as_of="2026-11-16",
        code_version="0.0.0",
        policy_version="p",
        register_version="r",
        synthetic=True,
        place=Text("Lai Châu", "Lai Chau"),
        period=period,
        licence=None,
        contracts=CONTRACTS,
        tables=held,
        hashes={},
    )


def squares(frame: pd.DataFrame) -> tuple[gpd.GeoDataFrame, bool]:
    """Return a square around each seat, which are no sketch."""
    shapes = [shapely.box(x, y, x + 0.1, y + 0.1) for x, y in zip(frame["lon"], frame["lat"], strict=True)]
    return gpd.GeoDataFrame({"unit_id": frame["unit_id"].tolist()}, geometry=shapes, crs="EPSG:4326"), False


def nowhere(frame: pd.DataFrame) -> tuple[gpd.GeoDataFrame, bool]:
    """Return no shape: nothing is known of where the units are."""
    nothing = pd.Series(dtype="str").reindex(frame.index[:0])
    return gpd.GeoDataFrame({"unit_id": nothing}, geometry=gpd.GeoSeries([], crs="EPSG:4326")), False
