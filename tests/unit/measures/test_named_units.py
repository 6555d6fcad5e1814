"""A row without a code speaks of the unit that its name means; a code beside a name stands."""

import functools
from typing import Any

import pandas as pd
import pytest

from tests.unit.measures.accounts import packaged_policy
from thugom.contracts import packaged_schemas
from thugom.measures.named_units import with_former_code, with_unit
from thugom.register import Register, load_register

AUGUST, JUNE = "2025-08-31", "2025-06-30"


@functools.cache
def province() -> Register:
    """Return the register of Lai Châu."""
    return load_register(packaged_schemas() / "register", synthetic=False)


def spoken_of(*rows: tuple[str | None, str | None, str | None], **more: str) -> list[dict[str, Any]]:
    """Return the unit of rows of code, name and last day of the period, null as None."""
    frame = pd.DataFrame(rows, columns=["unit_code", "unit_name_given", "last_on"], index=range(7, 7 + len(rows)))
    frame = frame.astype({"unit_code": "str", "unit_name_given": "str"}).assign(**more)
    frame["last_on"] = pd.to_datetime(frame["last_on"]).astype("datetime64[us]")
    found = with_unit(frame, province(), packaged_policy())
    assert found.index.tolist() == list(range(7, 7 + len(rows)))
    return [
        {str(k): v for k, v in row.items()}
        for row in found.astype(object).where(found.notna(), None).to_dict("records")
    ]


def test_a_name_stands_for_the_code_that_is_missing() -> None:
    """The facts hold the code of the unit: what is published and compared rests on it."""
    (row,) = spoken_of((None, "X. Nậm Hàng", AUGUST))
    assert (row["unit_code"], row["unit_id"], row["unit_standing"]) == ("03434", "03434@2025-07-01", "in_force")
    assert (row["registered_name"], row["name_standing"], row["name_differs"]) == ("Xã Nậm Hàng", "exact", False)


def test_a_code_stands_whatever_its_name_says() -> None:
    """The name beside it is compared, and marks the row where it is another's."""
    rows = spoken_of(("03388", "Xã Nậm Hàng", AUGUST), ("03388", "Đoàn Kết", AUGUST), ("99999", "Đoàn Kết", AUGUST))
    assert [row["unit_code"] for row in rows] == ["03388", "03388", "99999"]
    assert [row["unit_standing"] for row in rows] == ["in_force", "in_force", "unknown"]
    assert [row["name_standing"] for row in rows] == ["none"] * 3
    assert [row["name_differs"] for row in rows] == [True, False, False]


@pytest.mark.parametrize("given", ["Pa Khóa", "xã Pa Khoá", "Xã Pa Khóa, huyện Sìn Hồ"])
def test_where_the_tone_stands_makes_no_other_name(given: str) -> None:
    """A row that nothing is wrong with is not marked: a mark lowers its evidence."""
    (row,) = spoken_of(("03527", given, JUNE))
    assert row["name_differs"] is False


@pytest.mark.parametrize(("given", "differs"), [("Pa Vệ Sủ", False), ("Pa Vệ Su", True), ("Pa Ủ", True)])
def test_a_known_spelling_beside_the_code_is_no_other_name(given: str, differs: object) -> None:
    """Official lists disagree on it, and the register says so."""
    (row,) = spoken_of(("03448", given, JUNE))
    assert row["name_differs"] is differs


def test_an_ended_unit_called_by_its_name_is_not_the_unit_that_has_its_code_now() -> None:
    """03388 was Phường Quyết Tiến and is Phường Đoàn Kết: its row is nobody's, and names the heir."""
    old, new = spoken_of((None, "Quyết Tiến", AUGUST), (None, "Đoàn Kết", AUGUST))
    assert (old["unit_code"], old["unit_id"], old["unit_standing"]) == ("03388", None, "ended")
    assert (old["changed_on"], old["heirs"]) == ("2025-07-01", "Phường Đoàn Kết (03388)")
    assert (new["unit_code"], new["unit_id"], new["heirs"]) == ("03388", "03388@2025-07-01", "–")


def test_what_is_not_taken_has_no_code() -> None:
    """Two units, a likeness, nothing at all, or no day to ask of: nothing is filled in."""
    rows = spoken_of(
        (None, "Nậm Hằng", AUGUST),
        (None, "Mường Tè", JUNE),
        (None, "xyz", JUNE),
        (None, "Đoàn Kết", None),
        (None, None, JUNE),
    )
    assert [row["name_standing"] for row in rows] == ["proposed", "ambiguous", "unknown", "undated", "none"]
    assert [(row["unit_code"], row["unit_id"], row["unit_standing"]) for row in rows] == [(None, None, None)] * 5


def test_province_and_district_beside_the_name_count() -> None:
    """A stranger of the same name is not taken; the district of before the merger is known."""
    assert spoken_of((None, "Lê Lợi", AUGUST), province_given="Quảng Ninh")[0]["name_standing"] == "unknown"
    assert spoken_of((None, "Lê Lợi", AUGUST), province_given="T. Lai Châu")[0]["unit_code"] == "03487"
    assert spoken_of((None, "Nậm Hàng", JUNE), district_given="Sìn Hồ")[0]["name_standing"] == "proposed"


def test_rows_without_any_name_are_looked_up_as_ever() -> None:
    """A form need not have a column for names."""
    frame = pd.DataFrame({"unit_code": pd.Series(["03388", None], dtype="str")})
    frame["last_on"] = pd.Timestamp(AUGUST).as_unit("us")
    found = with_unit(frame, province(), packaged_policy())
    assert found["unit_id"].fillna("").tolist() == ["03388@2025-07-01", ""]
    assert found["name_standing"].tolist() == ["none", "none"]


@pytest.mark.parametrize(
    ("given", "code", "standing"),
    [
        ("TT. Tam Đường", "03390", "exact"),
        ("Thị trấn Tam Đường", "03390", "exact"),
        ("Xã Tam Đường", None, "proposed"),
        ("TT Tam Duong", None, "unmarked"),
        (None, None, "none"),
    ],
)
def test_a_former_unit_may_be_named(given: str | None, code: str | None, standing: str) -> None:
    """As it was called the day before the row's unit began; only a name spelt as registered stands for its code."""
    rows = pd.DataFrame({"unit_code": ["03390"], "former_unit_code": None, "former_name_given": given}, dtype="str")
    rows["last_on"] = pd.Timestamp(AUGUST).as_unit("us")
    found = with_former_code(with_unit(rows, province(), packaged_policy()), province(), packaged_policy()).iloc[0]
    assert found["former_name_standing"] == standing
    assert (None if pd.isna(found["former_unit_code"]) else found["former_unit_code"]) == code
