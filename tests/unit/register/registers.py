"""Small registers for tests: the cells that matter are given, the rest is filled in."""

import csv
import functools
from collections.abc import Mapping, Sequence
from pathlib import Path

from thugom.contracts import Contract, load_contracts
from thugom.register import Register, load_register

KIND_SETTLEMENT = {"commune": "rural", "ward": "urban", "township": "urban"}
HEADERS = {
    "unit": "unit_code valid_from valid_to kind name full_name province_code province_name district_code "
    "district_name area_km2 lon lat",
    "unit_lineage": "from_unit_code from_valid_from to_unit_code to_valid_from effective_on share source",
    "population": "unit_code valid_from settlement as_of population households source status note",
    "facility": "facility_code valid_from control_level licensed_from licensed_to name lon lat capacity_t_per_day "
    "ticket_scope source",
}

Tables = Mapping[str, Sequence[str]]
"""The rows of each file; a row is its first cells, blank separated, `.` for an empty
one, `_` for a blank in a cell."""


def write_register(folder: Path, tables: Tables) -> Path:
    """Write the four files into `folder` and return it; a file that is not named has no rows."""
    for name, header in HEADERS.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header.split())
            writer.writeheader()
            writer.writerows(_filled(name, row) for row in tables.get(name, ()))
    return folder


def _filled(name: str, row: str) -> dict[str, str]:
    """Return a row's cells by column."""
    cells = ["" if cell == "." else cell.replace("_", " ") for cell in row.split()]
    line = dict(zip(HEADERS[name].split(), cells, strict=False))
    if name == "unit":
        return {"name": cells[0], "province_code": "12", "province_name": "Lai Châu", **line}
    return {"name": cells[0], **line} if name == "facility" else line


@functools.cache
def register_contracts() -> Mapping[str, Contract]:
    """Return the register's contracts, read once for all tests."""
    return load_contracts().register


def load(folder: Path, *, synthetic: bool = False, code_length: int | None = None) -> Register:
    """Return the register in `folder`, judged by the kinds that these tests use."""
    contracts = register_contracts()
    return load_register(
        folder, synthetic=synthetic, kinds=KIND_SETTLEMENT, code_length=code_length, contracts=contracts
    )


def register_of(folder: Path, tables: Tables) -> Register:
    """Return the register of these rows."""
    return load(write_register(folder, tables))
