"""The registers that properties are tried on are registers that a home could have."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from hypothesis import given, settings

from tests.unit.register.lineages import registers
from tests.unit.register.registers import HEADERS, load
from thugom.register import Register


def written(register: Register, folder: Path) -> Path:
    """Write a register's four files and return their folder."""
    frames = {
        "unit": register.units,
        "unit_lineage": register.lineage,
        "population": register.population,
        "facility": register.facilities,
    }
    for name, frame in frames.items():
        frame.to_csv(folder / f"{name}.csv", columns=HEADERS[name].split(), index=False, date_format="%Y-%m-%d")
    return folder


@settings(max_examples=50)
@given(registers(unknown_people=True))
def test_a_drawn_register_is_what_loading_its_files_gives(register: Register) -> None:
    """Every rule on a register holds for a drawn one, and types and order are those of a loaded one."""
    with TemporaryDirectory() as folder:
        loaded = load(written(register, Path(folder)))
    for name in ("units", "lineage", "population", "facilities"):
        ours, theirs = getattr(register, name), getattr(loaded, name)
        assert set(theirs.columns) <= set(ours.columns)
        columns = [column for column in theirs.columns if column not in {"name_order", "name_plain"}]
        pd.testing.assert_frame_equal(ours[columns], theirs[columns])
