"""A small publication, for the tests of what is made of it: two communes, and a name that would be a formula."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pandas as pd

from thugom.contracts import Contract, Licence, Text, load_contracts
from thugom.outputs.release import Release

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = '=HYPERLINK("http://x.example")'
A, B = "03388@2025-07-01", "03424@2025-07-01"
_TYPES: dict[str, Any] = {
    "string": "str",
    "integer": "Int64",
    "number": "Float64",
    "boolean": "boolean",
    "datetime": "str",
}
_UNIT = {
    "kind": "commune",
    "valid_from": "2025-07-01",
    "province_code": "12",
    "name_plain": "x",
    "lon": 103.4,
    "lat": 22.4,
}
VERDICT = {"target": 0.95, "target_status": "not_met"}


def frame(contract: Contract, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return rows with every column of a contract, typed as the store reads them; what is not named is unknown."""
    columns: dict[str, pd.Series] = {}
    for field in contract.fields:
        values = [row.get(field.name) for row in rows]
        if field.type == "date":
            columns[field.name] = pd.to_datetime(pd.Series(values, dtype="object"))
        else:
            columns[field.name] = pd.Series(values, dtype="object").astype(_TYPES[field.type])
    return pd.DataFrame(columns)


def coverage(unit_id: str, period: str, **figures: object) -> dict[str, object]:
    """Return a row of `commune_coverage` on today's units."""
    about = {"unit_id": unit_id, "unit_code": unit_id[:5], "unit_name": "Xã", "period": period, "settlement": "all"}
    kinds = {"period_kind": "month" if "-" in period else "year", "basis": "as_is", "reporting": "complete"}
    marks = {"rate_above_one": False, "estimated": False, "apportioned": False}
    return {**about, **kinds, **marks, "policy_version": "p", "register_version": "r", **figures}


def province(period: str, indicator: str, denominator: str, **figures: object) -> dict[str, object]:
    """Return a row of `province_coverage`, wholly due."""
    about = {"period": period, "indicator": indicator, "denominator_kind": denominator, "settlement": "all"}
    kinds = {"period_kind": "month" if "-" in period else "year", "basis": "as_was", "measured_in": "units"}
    units = {"units_in_force": 2, "units_complete": 2, "units_silent": 0, "units_without_estimate": 0}
    marks = {"bounds_basis": "reported", "rate_above_one": False, "value_outside_bounds": False, "complete": True}
    return {**about, **kinds, **units, **marks, "policy_version": "p", "register_version": "r", **figures}


def release(**tables: list[dict[str, Any]]) -> Release:
    """Return a publication of October 2026; tables that are named hold these rows instead."""
    contracts = load_contracts().curated
    rows: dict[str, list[dict[str, Any]]] = {
        "unit": [
            {**_UNIT, "unit_id": A, "unit_code": "03388", "name": "Đoàn Kết", "name_order": 2,
             "full_name": "Phường Đoàn Kết"},
            {**_UNIT, "unit_id": B, "unit_code": "03424", "name": "Bum Tở", "name_order": 1,
             "full_name": HOSTILE},
        ],
        "commune_coverage": [
            coverage(A, "2026-10", generated_t=10.5, collected_t=0.0, covered=False, generation_basis="estimated"),
            coverage(B, "2026-10", generated_t=4.0, collected_t=3.0, covered=True, collected_treated_rate=0.75),
        ],
        "unit_path": [],
        "province_coverage": [
            province("2026-10", "communes_covered", "by_units", value=0.5, lower=0.5, upper=0.5, **VERDICT),
            province("2025", "controlled_rate", "by_generated", value=0.25, lower=0.2, upper=0.3),
            province("2025", "household_coverage", "by_household", lower=0.0, upper=1.0, bounds_basis="none"),
            province("2026", "controlled_rate", "by_generated", value=0.5, lower=0.5, upper=0.5, complete=False),
        ],
        "target": [
            {
                "target_id": "communes_covered", "indicator": "communes_covered", "settlement": "all", "target": 0.95,
                "headline": "by_units",
                "due": "2030-12", "title_vi": "Số xã được thu gom", "title_en": "Communes",
                "source": "35-CTr/TU", "policy_version": "p",
            }
        ],
        "facility": [],
        **tables,
    }  # fmt: skip
    return Release(
        publication_id="abc123",
        published_at="2026-11-16T18:30:00Z",
        as_of="2026-11-16",
        code_version="1.0",
        policy_version="p",
        register_version="r",
        synthetic=False,
        place=Text("Lai Châu", "Lai Chau"),
        period="2026-10",
        licence=Licence("CC-BY-4.0", "Creative Commons", "https://creativecommons.org/licenses/by/4.0/"),
        contracts=contracts,
        tables={name: frame(contracts[name], listed) for name, listed in rows.items()},
        hashes=dict.fromkeys(rows, "0"),
    )


def queried(path: Path, statement: str) -> list[tuple[Any, ...]]:
    """Return the rows of a statement on a file of SQLite's."""
    with closing(sqlite3.connect(path)) as database:
        return database.execute(statement).fetchall()
