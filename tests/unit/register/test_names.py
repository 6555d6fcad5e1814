"""A name means the unit that it fits in its province on its day, or is put to a person; it is never guessed."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.register.naming import BEFORE, SHORT, SINCE, answer, asked, kinds, province, with_tones_moved
from tests.unit.register.registers import register_of
from thugom.language.order import plain
from thugom.register.names import find_by_name

if TYPE_CHECKING:
    import random
    from pathlib import Path

UNITS = province().units


@pytest.mark.parametrize(
    "name",
    [
        "Xã Nậm Hàng",
        unicodedata.normalize("NFD", "Xã Nậm Hàng"),
        "xã  nậm hàng ",
        "XÃ NẬM HÀNG",
        "X. Nậm Hàng",
        "X.Nậm Hàng",
        "Nậm Hàng",
        "UBND xã Nậm Hàng",
        "Xã Nậm Hàng, tỉnh Lai Châu",
        "Xã Nậm Hàng (huyện Nậm Nhùn)",
        "Nậm Hàng - Nậm Nhùn - Lai Châu",
    ],
)
def test_ways_of_writing_a_name_are_that_unit(name: str) -> None:
    """Nothing was left out of them, so there is nothing to say; the districts of before 2025 are known."""
    found = answer(name)
    assert (found["naming"], found["unit_id"], found["unit_code"]) == ("exact", "03434@2025-07-01", "03434")


@pytest.mark.parametrize(
    ("name", "on", "unit_id"),
    [
        ("Pa Khóa", BEFORE, "03527@2020-03-01"),
        ("Pa Khoá", BEFORE, "03527@2020-03-01"),
        ("Khun Há", SINCE, "03430@2025-07-01"),
        ("P. Đoàn Kết", SINCE, "03388@2025-07-01"),
        ("Phường Đoàn Kết", BEFORE, "03389@2020-03-01"),
        ("TT Than Uyên", BEFORE, "03595@2020-03-01"),
        ("Ðoàn Kết", SINCE, "03388@2025-07-01"),
    ],
)
def test_tones_look_alikes_and_short_kinds_are_read(name: str, on: str, unit_id: str) -> None:
    """Each means one unit on its day: the same name is another unit after July 2025."""
    assert (answer(name, on)["naming"], answer(name, on)["unit_id"]) == ("exact", unit_id)


@pytest.mark.parametrize(
    ("variant", "on", "unit_id"),
    [
        ("Pa Vệ Sủ", BEFORE, "03448@2020-03-01"),
        ("Lản Nhì Thàng", BEFORE, "03391@2020-03-01"),
        ("Tung Qua Lìn", BEFORE, "03565@2020-03-01"),
        ("Ma Li Pho", BEFORE, "03574@2020-03-01"),
        ("Ta Gia", BEFORE, "03640@2020-03-01"),
        ("Can Hồ", BEFORE, "03469@2020-03-01"),
        ("Xà Dề Phìn", BEFORE, "03514@2020-03-01"),
        ("Hua Bum", BEFORE, "03460@2020-03-01"),
        ("Hua Bun", SINCE, "03460@2025-07-01"),
        ("Sin Súi Hồ", SINCE, "03394@2025-07-01"),
        ("Sì Lờ Lầu", SINCE, "03562@2025-07-01"),
    ],
)
def test_a_known_variant_is_that_unit_in_either_direction(variant: str, on: str, unit_id: str) -> None:
    """The register says which spellings official lists disagree on; a unit in force goes before one that ended."""
    assert (answer(variant, on)["naming"], answer(variant, on)["unit_id"]) == ("exact", unit_id)


def test_marks_left_out_are_taken_where_one_unit_is_left_and_told() -> None:
    """All of them or some; what has a mark that the name has not is another name."""
    for name in ("Xa Nam Hang", "nam hang", "Nâm Hang"):
        found = answer(name)
        assert (found["naming"], found["unit_id"]) == ("unmarked", "03434@2025-07-01")
        assert found["units_meant"] == "Xã Nậm Hàng (03434)"
    assert answer("Nậm Hằng")["unit_id"] is None


@pytest.mark.parametrize(
    ("name", "on", "meant"),
    [
        ("Mường Tè", BEFORE, "Thị trấn Mường Tè (03433); Xã Mường Tè (03445)"),
        ("Xã Nam Cha", BEFORE, "Xã Nậm Chà (03473); Xã Nậm Cha (03526)"),
    ],
)
def test_two_units_that_a_name_fits_are_both_named(name: str, on: str, meant: str) -> None:
    """Without its kind or its marks a name may be several: nobody but its sender can say which."""
    found = answer(name, on)
    assert (found["naming"], found["unit_id"], found["units_meant"]) == ("ambiguous", None, meant)


@pytest.mark.parametrize(("name", "meant"), [("Sìn Hồ", "Xã Sìn Hồ (03478)"), ("than uyen", "Xã Than Uyên (03595)")])
def test_a_district_s_name_without_a_kind_is_taken_for_no_commune(name: str, meant: str) -> None:
    """A list by district has rows of subtotals, called by the district's name alone: seven communes are called so."""
    assert (answer(name)["naming"], answer(name)["units_meant"]) == ("ambiguous", meant)
    assert answer(f"Xã {name}")["unit_id"] is not None
    assert answer(f"Huyện {name}")["unit_id"] is None


@pytest.mark.parametrize(
    ("name", "unit_id"),
    [("TT. Mường Tè", "03433@2020-03-01"), ("X. Mường Tè", "03445@2020-03-01"), ("Nậm Cha", "03526@2020-03-01")],
)
def test_a_kind_or_a_mark_tells_such_units_apart(name: str, unit_id: str) -> None:
    """A name that has marks is not taken for one of which some were left out, if it is a name as it stands."""
    assert answer(name, BEFORE)["unit_id"] == unit_id


@pytest.mark.parametrize(
    ("name", "code", "heirs"),
    [
        ("Phường Quyết Tiến", "03388", "Phường Đoàn Kết (03388)"),
        ("Quyet Tien", "03388", "Phường Đoàn Kết (03388)"),
        ("Pa Khóa", "03527", "Xã Pu Sam Cáp (03532)"),
        ("Thị trấn Tân Uyên", "03598", "Xã Tân Uyên (03598)"),
    ],
)
def test_an_old_name_after_the_merger_is_the_old_unit_with_its_successor(name: str, code: str, heirs: str) -> None:
    """Its code is another unit's now; it stands as ended, and as no unit in force."""
    found = answer(name)
    assert (found["unit_standing"], found["unit_code"], found["heirs"]) == ("ended", code, heirs)
    assert (found["unit_id"], found["changed_on"]) == (None, pd.Timestamp("2025-07-01"))


def test_a_name_of_a_unit_to_come_is_told_as_such(tmp_path: Path) -> None:
    """Nobody reports a unit before there is one."""
    register = register_of(tmp_path, {"unit": ["00001 2025-07-01 . commune Mới_Lập Xã_Mới_Lập"]})
    found = answer("Xã Mới Lập", BEFORE, register=register)
    assert (found["unit_standing"], found["unit_id"]) == ("not_yet_in_force", None)
    assert found["changed_on"] == pd.Timestamp("2025-07-01")


@pytest.mark.parametrize("name", ["Lê Lợi", "Xã Tân Uyên", "P. Tân Phong", "Đoàn Kết"])
def test_the_same_name_in_another_province_is_never_taken(name: str) -> None:
    """Said beside the name or in a column of its own, another province is another unit."""
    assert answer(name)["unit_id"] is not None
    assert answer(name, provinces="Quảng Ninh")["naming"] == "unknown"
    assert answer(f"{name}, Quảng Ninh")["unit_id"] is None
    assert answer(name, provinces="tỉnh lai châu")["unit_id"] == answer(name)["unit_id"]
    assert answer(name, provinces="12")["unit_id"] == answer(name)["unit_id"]


def test_a_district_decides_and_a_wrong_one_is_not_overlooked() -> None:
    """A name in a district where no such unit lies is put to its sender."""
    assert answer("Xã Nậm Hàng", BEFORE, districts="H. Nậm Nhùn")["unit_id"] == "03475@2020-03-01"
    assert answer("Xã Nậm Hàng", BEFORE, districts="Huyện Sìn Hồ")["naming"] == "proposed"
    assert answer("Xã Nậm Hàng", SINCE, districts="Nậm Nhùn")["unit_id"] == "03434@2025-07-01"


@pytest.mark.parametrize("name", ["Xã Đoàn Kết", "xã Tân Phong", "Phường Nậm Hàng"])
def test_a_name_of_another_kind_is_proposed_and_not_taken(name: str) -> None:
    """The one that has the name is named; whether it is meant, its sender knows."""
    found = answer(name)
    assert (found["naming"], found["unit_id"], found["unit_code"]) == ("proposed", None, None)
    assert plain(name.split(" ", 1)[1]) in plain(found["units_meant"])


MISSPELT = {
    "Nậm Hằng": "03434",
    "Xã Nậm Hành": "03434",
    "Nâm Hàn": "03434",
    "Doàng Kết": "03388",
    "P. Đoàng Kết": "03388",
    "Lê Lới": "03487",
    "Lệ Lợi": "03487",
    "Tân Uyền": "03598",
    "Thang Uyên": "03595",
    "Mừng Khoa": "03601",
    "Mường Khoà": "03601",
    "Xin Hồ": "03478",
    "Sìn Hố": "03478",
    "Phong Thỗ": "03549",
    "Bình Lử": "03390",
    "Tã Lèng": "03405",
    "Bun Tở": "03433",
    "Nậm Xỏ": "03613",
    "Nậm Sò": "03613",
    "Mù Cã": "03451",
    "Pa Tầng": "03503",
    "Hồng Thụ": "03508",
    "Khoen Ong": "03640",
    "Sì Lờ Lấu": "03562",
    "Tủa Xín Chải": "03529",
}
"""Misspellings, and the unit that was meant in 2026."""


def test_misspelt_names_are_proposed_and_none_is_taken() -> None:
    """Each of these has the unit that was meant as its first proposal; however clear, a person says yes to it."""
    found = asked(list(MISSPELT))
    assert set(found["naming"]) == {"proposed"}
    assert found["unit_code"].isna().all()
    first = [text.partition("; ")[0].rpartition("(")[2].strip(")") for text in found["units_meant"]]
    assert first == list(MISSPELT.values())


def test_names_that_are_as_like_are_all_proposed() -> None:
    """Which of two it was, the letters do not say; one that falls far behind is not named beside them."""
    assert answer("Nậm Hằn", BEFORE)["units_meant"] == "Xã Nậm Hăn (03547); Xã Nậm Hàng (03475)"


def test_a_place_behind_a_misspelt_name_does_not_hide_it() -> None:
    """The name alone is likened, and the place narrows what is proposed."""
    for name in ("Nậm Xỏ, huyện Tân Uyên", "Nậm Xỏ - Tân Uyên - Lai Châu", "Xã Nậm Xỏ (Lai Châu)"):
        assert answer(name)["units_meant"] == "Xã Nậm Sỏ (03613)"


@pytest.mark.parametrize("name", ["Aracatu - BA", "Aracatu/BA", "Aracatu, BA"])
def test_a_name_and_its_place_are_not_run_together(tmp_path: Path, name: str) -> None:
    """Without its cedilla the town of Araçatuba is spelt like that of Aracatu with its state."""
    register = register_of(tmp_path, {"unit": ["00001 2020-01-01 . commune Araçatuba Araçatuba"]})
    assert answer("Aracatuba", register=register)["unit_code"] == "00001"
    assert answer(name, register=register)["unit_code"] is None


def test_what_is_like_no_name_is_unknown() -> None:
    """A sentence, a sum or a sign is no misspelt commune."""
    texts = [
        "xyz",
        "???",
        "Cộng hoà xã hội chủ nghĩa Việt Nam",
        "Tổng số toàn tỉnh tính đến hết tháng 10 năm 2026",
        "-",
    ]
    assert asked(texts)["naming"].tolist() == ["unknown"] * len(texts)
    assert answer("a" * 10_000)["naming"] == "unknown"


@given(st.text(max_size=80), st.text(max_size=20) | st.none(), st.text(max_size=20) | st.none())
def test_no_text_whatever_breaks_the_question(name: str, province_said: str | None, district: str | None) -> None:
    """Cells hold anything; the answer is one of five, and a unit is named with it only if it is taken."""
    found = answer(name, provinces=province_said, districts=district)
    assert found["naming"] in {"exact", "unmarked", "ambiguous", "proposed", "unknown"}
    assert (found["unit_code"] is not None) == (found["naming"] in {"exact", "unmarked"})
    assert (found["units_meant"] is None) == (found["naming"] == "unknown")


def test_without_name_or_day_there_is_nothing_to_say() -> None:
    """Questions without an answer keep their row, and the others theirs."""
    rows = pd.DataFrame({"name": ["Lê Lợi", None, "Lê Lợi"], "province": None, "district": None}, dtype="str")
    rows = rows.assign(on=pd.to_datetime([SINCE, SINCE, ""])).set_index(pd.Index([7, 3, 5]))
    found = find_by_name(province(), rows, kinds())
    assert found.index.tolist() == [7, 3, 5]
    assert found["naming"].notna().tolist() == [True, False, False]
    assert len(find_by_name(province(), rows.iloc[:0], kinds())) == 0


@given(st.sampled_from(range(len(UNITS))), st.randoms(use_true_random=False), st.data())
def test_no_mixture_of_spellings_is_taken_for_another_unit(
    number: int, chance: random.Random, data: st.DataObject
) -> None:
    """Decomposed letters, capitals, moved tones, short kinds and lost marks lead to the unit, or to no unit."""
    unit = UNITS.iloc[number]
    name = with_tones_moved(unit["name"], chance)
    marked = data.draw(st.booleans(), label="marked")
    if not marked:
        name = plain(name)
    before = data.draw(st.sampled_from(["", f"{kinds()[unit['kind']]} ", SHORT[unit["kind"]], "UBND "]), label="before")
    case = data.draw(st.sampled_from(["as it is", "upper", "lower"]), label="case")
    text = {"upper": (before + name).upper(), "lower": (before + name).lower()}.get(case, before + name)
    text = unicodedata.normalize(data.draw(st.sampled_from(["NFC", "NFD"])), text)
    found = answer(text, BEFORE if pd.notna(unit["valid_to"]) else SINCE)
    assert found["naming"] in {"exact", "unmarked", "ambiguous"}, text
    if found["naming"] == "ambiguous":
        assert before in {"", "UBND "} or not marked, text
    else:
        assert found["unit_id"] == unit["unit_id"], text
