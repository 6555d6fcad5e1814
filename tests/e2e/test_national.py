"""The register can hold the whole country, as others published it, and says what it did not take as it stands."""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests.e2e.national import SOURCE, Country, write_country
from tests.e2e.published import SCHEMAS
from thugom.contracts import load_policy
from thugom.register import Register, expected_settlements, find_units, load_register, units_in_force
from thugom.register.shares import SHARE_PARTS

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    not SOURCE.is_dir(), reason="the source's own data (../shared/real) is not beside this checkout"
)
LIMIT_SECONDS = 20
"""It takes one; a machine that is busy with other tests gets some leave."""
DISTRICTS_WITHOUT_COMMUNES = {"318": "11948", "471": "19742", "498": "20333", "536": "21548", "755": "26732"}
"""Bạch Long Vĩ, Cồn Cỏ, Hoàng Sa, Lý Sơn and Côn Đảo were districts without communes; each is a special zone now."""


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    """Write the country's register."""
    return write_country(tmp_path_factory.mktemp("country"))


@pytest.fixture(scope="module")
def register(country: Country) -> Register:
    """Load the country's register."""
    return _load(country.folder)


def _load(folder: Path) -> Register:
    """Return a register judged by the policy of Lai Châu."""
    policy = load_policy(SCHEMAS / "policy.yml")
    return load_register(
        folder, synthetic=False, kinds=policy.kind_settlement, code_length=policy.place.unit_code_length
    )


def test_the_country_is_loaded_in_seconds(country: Country) -> None:
    """13,356 units and 10,587 lineage rows are read, judged and completed within the limit."""
    start = time.perf_counter()
    loaded = _load(country.folder)
    assert time.perf_counter() - start < LIMIT_SECONDS
    assert (len(loaded.units), len(loaded.lineage)) == (13_356, 10_604 - 18 + 1)


def test_rows_that_name_no_listed_unit_are_left_out_and_told(country: Country) -> None:
    """Five name a district that had no communes, the others a code that no list has."""
    assert len(country.left_out) == 18
    islands = {row["from_unit_code"]: row["to_unit_code"] for row in country.left_out if len(row["from_unit_code"]) < 5}
    assert islands == DISTRICTS_WITHOUT_COMMUNES
    assert country.parentless == tuple(sorted(DISTRICTS_WITHOUT_COMMUNES.values()))


def test_the_one_unit_without_an_heir_goes_to_the_unit_of_its_code(country: Country, register: Register) -> None:
    """23938 is said to have become 23737, which nobody lists; the new 23938 is said to have come from nowhere."""
    assert country.mended == ("23938",)
    (edge,) = register.lineage[register.lineage["from_unit_code"] == "23938"].to_dict("records")
    assert (edge["to_unit_id"], edge["share_basis"]) == ("23938@2025-07-01", "whole")


def test_every_split_is_divided_and_every_unit_passes_on_in_full(register: Register) -> None:
    """460 units split without a published share; with neither people nor areas known the parts are even."""
    lineage = register.lineage
    billionths = (lineage["share"] * SHARE_PARTS).round().astype("int64").groupby(lineage["from_unit_id"]).sum()
    assert len(billionths) == 10_035
    assert (billionths == SHARE_PARTS).all()
    assert lineage.groupby("share_basis")["from_unit_id"].nunique().to_dict() == {"equal": 460, "whole": 10_035 - 460}


def test_every_code_means_the_unit_of_its_day(register: Register) -> None:
    """Before the reform a code means the old unit, since then the new one, or an ended one with its heirs."""
    codes = register.units["unit_code"].drop_duplicates()
    for day, count in ((dt.date(2025, 6, 30), 10_035), (dt.date(2025, 7, 31), 3_321)):
        assert len(units_in_force(register.units, day)) == count
        asked = pd.DataFrame({"unit_code": codes, "on": pd.Timestamp(day)})
        found = find_units(register, asked)
        assert (found["unit_standing"] == "in_force").sum() == count
        assert found.loc[found["unit_standing"] == "ended", "heirs"].notna().all()


def test_former_townships_report_apart_in_the_communes_they_went_to(register: Register) -> None:
    """Each of the 617 townships is urban; a commune that took one in expects both settlements."""
    expected = expected_settlements(register, load_policy(SCHEMAS / "policy.yml").kind_settlement)
    townships = register.units.loc[register.units["kind"] == "township", "unit_id"]
    heirs = register.lineage.loc[register.lineage["from_unit_id"].isin(townships), "to_unit_id"].unique()
    assert set(heirs) <= set(expected.loc[expected["settlement"] == "urban", "unit_id"])
