"""Which unit a feature is, and when that cannot be told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from tests.unit.register.polygons import BEFORE, SINCE, rules, unit_row, write_land
from tests.unit.register.registers import load
from thugom.register import Register, RegisterError
from thugom.register.boundaries_matching import Match, by_file_name, match_units

NOW, THEN = dt.date(2026, 11, 16), dt.date(2024, 1, 1)
FILE = Path("land.gpkg")


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """Four units of today; before them a code that was used again, and a name that two units shared."""
    more = [
        unit_row("00001", "Quyết Tiến", "phường", None, begin=BEFORE, end=SINCE),
        unit_row("00008", "Mường Tè", "xã", None, begin=BEFORE, end=SINCE),
        unit_row("00009", "Mường Tè", "thị_trấn", None, begin=BEFORE, end=SINCE),
    ]
    lineage = [f"{code} {BEFORE} 00001 {SINCE} {SINCE} 1 made_up" for code in ("00001", "00008", "00009")]
    return load(write_land(tmp_path_factory.mktemp("register") / "land", more, lineage))


def match(
    register: Register,
    on: dt.date = NOW,
    *,
    code_column: str | None = None,
    name_column: str | None = None,
    **columns: object,
) -> Match:
    """Return what the rows with these columns are."""
    table = pd.DataFrame(columns)
    return match_units(table.set_axis(range(1, len(table) + 1)), FILE, register.units, on, code_column, name_column)


def codes(found: Match) -> list[str | None]:
    """Return the code of each row's unit."""
    return [None if pd.isna(key) else str(key) for key in found.unit_ids]


def test_codes_find_the_units_in_force_on_the_day(register: Register) -> None:
    """A code is used again: the day decides what it means."""
    assert codes(match(register, maDVHC=["00001", "00004"])) == [f"00001@{SINCE}", f"00004@{SINCE}"]
    assert codes(match(register, THEN, maDVHC=["00001", "00008"])) == [f"00001@{BEFORE}", f"00008@{BEFORE}"]


def test_leading_zeros_that_a_number_lost_are_put_back(register: Register) -> None:
    """A spreadsheet makes numbers of codes."""
    assert codes(match(register, code=[1, 2])) == [f"00001@{SINCE}", f"00002@{SINCE}"]
    assert codes(match(register, code=[1.0, float("nan")])) == [f"00001@{SINCE}", None]


def test_a_running_number_is_not_taken_for_a_code_beside_the_column_of_codes(register: Register) -> None:
    """Its first values happen to be codes too."""
    found = match(register, stt=[1, 2, 3], ma_xa=["00004", "00003", "00002"])
    assert codes(found) == [f"00004@{SINCE}", f"00003@{SINCE}", f"00002@{SINCE}"]


def test_codes_of_other_provinces_are_no_units_here(register: Register) -> None:
    """A national file holds thousands of other units, which are left out and not guessed at."""
    found = match(register, code=["00001", "30337", "30340"], name=["Nậm Mạ", "Tân Phong", "Pa Ủ"])
    assert codes(found) == [f"00001@{SINCE}", None, None]


@pytest.mark.parametrize(
    "written", ["Nậm Mạ", "Xã Nậm Mạ", "xã nậm mạ", "NẬM MẠ", "Nam Ma", "X. Nậm Mạ", "Na\u0323\u0302m Ma\u0323"]
)
def test_a_name_is_found_as_people_write_it(register: Register, written: str) -> None:
    """With its kind or without, with marks or without, in either form of Unicode."""
    assert codes(match(register, ten=[written])) == [f"00001@{SINCE}"]


def test_a_name_of_two_units_is_an_error_unless_a_kind_tells_them_apart(register: Register) -> None:
    """Xã and thị trấn Mường Tè are two units, and half of all guesses would be wrong."""
    found = match(register, THEN, name=["Mường Tè"])
    assert (codes(found), rules(found.findings)) == ([None], ["ambiguous_name"])
    assert codes(match(register, THEN, name=["Thị trấn Mường Tè", "Xã Mường Tè"])) == [
        f"00009@{BEFORE}",
        f"00008@{BEFORE}",
    ]
    by_kind = match(register, THEN, name=["Mường Tè", "Mường Tè"], loai=["Xã", "Thị trấn"])
    assert codes(by_kind) == [f"00008@{BEFORE}", f"00009@{BEFORE}"]


def test_the_same_name_in_another_province_is_never_meant(register: Register) -> None:
    """There is a Tân Phong in a dozen provinces."""
    found = match(register, name=["Tân Phong", "Tân Phong"], tinh=["Tỉnh Thanh Hóa", "Tỉnh Lai Châu"])
    assert codes(found) == [None, f"00004@{SINCE}"]


def test_a_file_of_another_day_is_refused_by_its_names(register: Register) -> None:
    """Its codes are those of other units by now: without the names every polygon would be misplaced."""
    found = match(register, code=["00001"], name=["Phường Quyết Tiến"])
    assert rules(found.findings) == ["other_unit_of_code"]
    assert found.findings[0].severity == "error"


def test_another_spelling_is_the_same_name_and_another_name_is_told(register: Register) -> None:
    """Official sources differ in marks and letters; they do not call Nậm Mạ Khun Há."""
    assert not match(register, code=["00001"], name=["Nậm Má"]).findings
    assert rules(match(register, code=["00001"], name=["Khun Há"]).findings) == ["name_differs"]


def test_lists_and_empty_cells_are_no_names(register: Register) -> None:
    """A GeoJSON may hold anything in its properties."""
    found = match(register, tags=[["a", "b"], None], nested=[{"x": 1}, float("nan")], ma=["00001", None])
    assert codes(found) == [f"00001@{SINCE}", None]


def test_a_named_column_goes_before_what_is_found(register: Register) -> None:
    """The user knows the file."""
    by_code = match(register, code_column="old", code=["00001"], old=["00002"], label=["Tà Tổng"])
    by_name = match(register, name_column="label", code=["00001"], old=["00002"], label=["Tà Tổng"])
    assert (codes(by_code), codes(by_name)) == ([f"00002@{SINCE}"], [f"00003@{SINCE}"])


def test_a_named_column_that_is_not_there_is_wrong_use(register: Register) -> None:
    """The message lists the columns there are."""
    with pytest.raises(RegisterError, match="ma, ten"):
        match_units(pd.DataFrame({"ma": ["1"], "ten": ["x"]}), FILE, register.units, NOW, "maxa", None)


@pytest.mark.parametrize(
    ("name", "code"),
    [("10_nam_ma_xa.geojson", "00001"), ("Phuong-Tan-Phong.shp", "00004"), ("nam_ma.geojson", None), ("xa.shp", None)],
)
def test_a_file_name_means_a_unit_only_if_it_is_its_full_name(register: Register, name: str, code: str | None) -> None:
    """Half a name may be that of a district, or of last year's commune."""
    assert by_file_name(Path(name), register.units, NOW) == (code and f"{code}@{SINCE}")
