"""The registers that properties are tried on are registers that a home could have."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.unit.register.lineages import registers
from tests.unit.register.registers import HEADERS, load
from thugom.register import Register, RegisterError
from thugom.register.shares import SHARE_PARTS, with_shares


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


def refused(register: Register, lineage: pd.DataFrame) -> RegisterError:
    """Return what loading the register with another lineage complains of."""
    spoilt = Register(register.units, lineage, register.population, register.facilities, register.bytes_hash)
    with TemporaryDirectory() as folder, pytest.raises(RegisterError) as caught:
        load(written(spoilt, Path(folder)))
    return caught.value


@settings(max_examples=25)
@given(registers(), st.data())
def test_no_row_of_a_lineage_can_be_missing_twice_or_short(register: Register, data: st.DataObject) -> None:
    """Whichever row is left out, cut by a tenth or repeated, the register is refused and says why."""
    lineage = register.lineage
    assume(len(lineage))
    place = data.draw(st.integers(0, len(lineage) - 1))
    key = lineage["from_unit_id"].loc[place]
    alone = (lineage["from_unit_id"] == key).sum() == 1
    cut = lineage["share"].where(lineage.index != place, lineage["share"] * 0.9)
    repeated = pd.concat([lineage, lineage.loc[[place]]], ignore_index=True)
    says = "an ended unit needs a row" if alone else f"the shares out of {key}"
    assert says in str(refused(register, lineage.drop(index=place)))
    assert f"the shares out of {key}" in str(refused(register, lineage.assign(share=cut)))
    assert "is the same" in str(refused(register, repeated))


@settings(max_examples=50)
@given(registers(), st.randoms(use_true_random=False))
def test_shares_that_nobody_published_are_computed_the_same_in_any_order(
    register: Register, order: random.Random
) -> None:
    """Every unit passes on in full, to the billionth, however the file's rows stand."""
    blank = register.lineage.drop(columns="share_basis").assign(share=float("nan"))
    found = with_shares(blank, register.units, register.population)
    billionths = (found["share"] * SHARE_PARTS).round().groupby(found["from_unit_id"]).sum()
    assert (billionths == SHARE_PARTS).all()
    places = list(blank.index)
    order.shuffle(places)
    turned = with_shares(blank.loc[places], register.units[::-1], register.population[::-1])
    pd.testing.assert_frame_equal(turned.sort_index(), found)
