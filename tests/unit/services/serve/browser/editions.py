"""Small publications for tests: every curated table, one month, and rows that say of which publication they are."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, MetaData, create_engine
from sqlalchemy.pool import NullPool

from thugom.contracts import Contract, Field, Text, load_contracts
from thugom.renderings.tables import curated_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CONTRACTS = load_contracts().curated
PLACE = Text("Lai Châu", "Lai Chau")
_ZERO: Mapping[str, Any] = {
    "string": "x",
    "integer": 0,
    "number": 0.5,
    "boolean": False,
    "datetime": "2026-11-16T00:00:00Z",
}


def publish(path: Path, publication_id: str, communes: int = 3) -> None:
    """Rename a new publication over `path`; its communes are called after it."""
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    engine = create_engine(URL.create("sqlite", database=str(partial)), poolclass=NullPool)
    metadata = MetaData()
    tables = {
        name: curated_table(contract, metadata, foreign_keys_to=CONTRACTS) for name, contract in CONTRACTS.items()
    }
    units = [{"unit_id": f"{n:05d}@2025-07-01", "unit_code": f"{n:05d}"} for n in range(communes)]
    month = {"period": "2026-10", "period_kind": "month", "settlement": "all"}
    with engine.begin() as connection:
        metadata.create_all(connection)
        _insert(connection, tables, "publication", {"publication_id": publication_id, "synthetic": True})
        _insert(connection, tables, "province_coverage", month | {"complete": True, "basis": "as_was"})
        for unit in units:
            _insert(connection, tables, "unit", unit | {"name": f"Xã {publication_id}"})
            row = unit | month | {"basis": "as_is", "unit_name": f"Xã {publication_id}", "reporting": "complete"}
            _insert(connection, tables, "commune_coverage", row)
    partial.replace(path)


def _insert(connection: Any, tables: Mapping[str, Any], name: str, values: Mapping[str, Any]) -> None:  # noqa: ANN401 - SQLAlchemy's
    """Insert a row with what it must have, and these values."""
    connection.execute(tables[name].insert(), _required(CONTRACTS[name]) | dict(values))


def _required(contract: Contract) -> dict[str, Any]:
    """Return something for each column that must not be empty."""
    needed = [field for field in contract.fields if field.required or field.name in contract.primary_key]
    return {field.name: _something(field) for field in needed}


def _something(field: Field) -> Any:  # noqa: ANN401 - each type has its own
    """Return a value of the column's type."""
    if field.enum:
        return field.enum[0]
    return dt.date(2026, 11, 16) if field.type == "date" else _ZERO[field.type]
