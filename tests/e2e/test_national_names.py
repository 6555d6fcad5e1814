"""In the whole country every unit is found by its name in its province, and none is taken for another."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import pytest

from tests.e2e.national import SOURCE, write_country
from tests.e2e.published import SCHEMAS
from tests.unit.register.naming import BEFORE, SINCE, asked, with_tones_moved
from thugom.contracts import load_policy
from thugom.language.order import plain
from thugom.register import Register, load_register

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

pytestmark = pytest.mark.skipif(
    not SOURCE.is_dir(), reason="the source's own data (../shared/real) is not beside this checkout"
)
ROWS, LIMIT_SECONDS = 50_000, 10
"""It takes one; a machine that is busy with other tests gets some leave."""


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """Load the country's register."""
    folder = write_country(tmp_path_factory.mktemp("country")).folder
    policy = load_policy(SCHEMAS / "policy.yml")
    return load_register(
        folder, synthetic=False, kinds=policy.kind_settlement, code_length=policy.place.unit_code_length
    )


def of_day(country: Register, day: str) -> pd.DataFrame:
    """Return the units of before the reform, or of after it."""
    ended = country.units["valid_to"].notna()
    return country.units[ended if day == BEFORE else ~ended].reset_index(drop=True)


def outcome(
    country: Register, units: pd.DataFrame, names: Sequence[str], day: str, *, districts: bool = False
) -> dict[str, int]:
    """Return how many units a name in its province was taken for rightly, not taken, and taken wrongly."""
    said = units["district_name"].where(units["district_name"].notna(), None).tolist() if districts else None
    found = asked(names, day, provinces=units["province_name"].tolist(), districts=said, register=country)
    taken = found["unit_id"].notna()
    right = taken & (found["unit_id"].to_numpy() == units["unit_id"].to_numpy())
    return {
        "right": int(right.sum()),
        "ambiguous": int((found["naming"] == "ambiguous").sum()),
        "wrong": int((taken & ~right).sum()),
    }


@pytest.mark.parametrize(
    ("day", "districts", "right", "ambiguous"),
    [(SINCE, False, 3321, 0), (BEFORE, True, 10_035, 0), (BEFORE, False, 9629, 406)],
)
def test_every_unit_is_found_by_its_kind_and_name(
    country: Register, day: str, right: int, ambiguous: int, *, districts: bool
) -> None:
    """Since July 2025 a province has no name twice; before it the district tells such units apart."""
    units = of_day(country, day)
    found = outcome(country, units, units["full_name"].tolist(), day, districts=districts)
    assert found == {"right": right, "ambiguous": ambiguous, "wrong": 0}


@pytest.mark.parametrize(
    ("day", "districts", "right", "ambiguous"), [(SINCE, False, 3300, 17), (BEFORE, True, 9989, 44)]
)
def test_without_any_mark_nearly_all_are_found_and_none_is_taken_for_another(
    country: Register, day: str, right: int, ambiguous: int, *, districts: bool
) -> None:
    """`Xã Thanh An` may be Xã Thạnh An of the same province; who leaves marks out may mean either."""
    units = of_day(country, day)
    found = outcome(country, units, units["full_name"].map(plain).tolist(), day, districts=districts)
    assert found == {"right": right, "ambiguous": ambiguous, "wrong": 0}


def test_tones_over_another_vowel_are_no_other_name(country: Register) -> None:
    """Of 3,321 names each is found wherever its tones stand."""
    units, chance = of_day(country, SINCE), random.Random(5)  # noqa: S311 - a way of writing is no secret
    names = [with_tones_moved(name, chance) for name in units["full_name"]]
    assert outcome(country, units, names, SINCE) == {"right": 3321, "ambiguous": 0, "wrong": 0}


def test_where_several_provinces_report_the_province_must_be_said(country: Register) -> None:
    """A name that only one unit of the country has may still be the misspelt name of another's."""
    units = of_day(country, SINCE)
    found = asked(units["full_name"].tolist(), SINCE, register=country)
    assert set(found["naming"]) == {"ambiguous"}
    assert found["unit_code"].isna().all()
    beside = (units["full_name"] + ", " + units["province_name"]).tolist()
    assert asked(beside, SINCE, register=country)["unit_id"].tolist() == units["unit_id"].tolist()


@pytest.mark.parametrize("name", ["Xã Lê Lợi", "Phường Tân Phong", "Xã Tân Uyên", "Phường Đoàn Kết"])
def test_a_name_of_many_provinces_is_the_unit_of_the_one_that_is_said(country: Register, name: str) -> None:
    """Each of these is a unit of Lai Châu, and of others."""
    units = country.units
    ours = asked([name], SINCE, provinces="Lai Châu", register=country).iloc[0]
    assert units.loc[units["unit_id"] == ours["unit_id"], "province_name"].tolist() == ["Tỉnh Lai Châu"]
    elsewhere = set(
        units.loc[
            (units["name"] == name.split(" ", 1)[1]) & (units["province_name"] != "Tỉnh Lai Châu"), "province_name"
        ]
    )
    assert elsewhere
    for province in elsewhere:
        found = asked([name], SINCE, provinces=province, register=country).iloc[0]
        assert found["unit_id"] != ours["unit_id"]


def test_what_is_proposed_lies_in_the_province_that_is_said(country: Register) -> None:
    """Behind the name or in a column of its own; the message says which province each is of where none is."""
    for name, province in (("Xã Tân Phongg, tỉnh Vĩnh Long", None), ("Xã Tân Phongg", "Vĩnh Long")):
        meant = asked([name], SINCE, provinces=province, register=country).iloc[0]["units_meant"]
        assert {text.rpartition(", ")[2] for text in meant.split("; ")} == {"Tỉnh Vĩnh Long"}
    anywhere = asked(["Phường Tân Phongg"], SINCE, register=country).iloc[0]["units_meant"]
    assert "Phường Tân Phong (03408), Tỉnh Lai Châu" in anywhere


def test_the_countrys_month_is_named_in_a_second(country: Register) -> None:
    """50,000 rows of 3,321 units, every tenth misspelt: each different name is asked for once."""
    units = of_day(country, SINCE)
    names = [f"{name[:-1]}z" if number % 10 == 0 else name for number, name in enumerate(units["full_name"])]
    asked(names[:1], SINCE, provinces="Lai Châu", register=country)
    rows = [number % len(units) for number in range(ROWS)]
    provinces = units["province_name"].tolist()
    start = time.perf_counter()
    found = asked([names[row] for row in rows], SINCE, provinces=[provinces[row] for row in rows], register=country)
    assert time.perf_counter() - start < LIMIT_SECONDS
    assert len(found) == ROWS
    assert found["unit_id"].notna().mean() > 0.85
