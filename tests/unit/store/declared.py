"""Small contracts for tests: a column is `name:type`, with `!` where a value is required."""

from pathlib import Path

from thugom.contracts import Contract, Field, Text
from thugom.contracts.contract import Kind


def contract(name: str, key: str, columns: str, *, kind: Kind = "curated") -> Contract:
    """Return a contract with these blank-separated key and other columns; a mass is `name_t:mass`."""
    return Contract(
        name=name,
        kind=kind,
        grain="one row per key",
        title=Text(vi=f"Bảng {name}", en=f"Table {name}"),
        description=None,
        primary_key=tuple(key.split()),
        foreign_keys=(),
        missing_values=("",),
        fields=tuple(_field(column) for column in columns.split()),
        checks=(),
        path=Path(f"{name}.yml"),
        sha256="0" * 64,
    )


def _field(column: str) -> Field:
    """Return one column."""
    name, _, kind = column.partition(":")
    mass = kind.startswith("mass")
    return Field(
        name=name,
        type="number" if mass else kind.rstrip("!"),
        title=Text(vi=f"Cột {name}", en=f"Column {name}"),
        unit="t" if mass else None,
        required=kind.endswith("!"),
    )
