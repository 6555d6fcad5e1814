"""A code means a unit only together with a day, and a unit's settlements follow from its past."""

import datetime as dt
import time
from pathlib import Path

import pandas as pd
import pytest

from tests.unit.register.registers import KIND_SETTLEMENT, Tables, register_of
from thugom.register import expected_settlements, find_units, units_in_force

REFORMS: Tables = {
    "unit": [
        "00001 2020-01-01 2025-07-01 township Tam_Đường Thị_trấn_Tam_Đường",
        "00002 2020-01-01 2025-07-01 commune Bình_Lư Xã_Bình_Lư",
        "00003 2020-01-01 2025-07-01 commune",
        "00004 2020-01-01 2025-07-01 ward",
        "00005 2020-01-01 . commune",
        "00001 2025-07-01 2030-01-01 commune Bình_Lư Xã_Bình_Lư",
        "00004 2025-07-01 . ward Tân_Phong Phường_Tân_Phong",
        "00001 2030-01-01 . commune Tam_Đường Xã_Tam_Đường",
    ],
    "unit_lineage": [
        "00001 2020-01-01 00001 2025-07-01 2025-07-01 1",
        "00002 2020-01-01 00001 2025-07-01 2025-07-01 0.75",
        "00002 2020-01-01 00004 2025-07-01 2025-07-01 0.25",
        "00003 2020-01-01 00004 2025-07-01 2025-07-01 1",
        "00004 2020-01-01 00004 2025-07-01 2025-07-01 1",
        "00001 2025-07-01 00001 2030-01-01 2030-01-01 1",
    ],
}


def asked(*questions: tuple[str | None, str]) -> pd.DataFrame:
    """Return codes with their days, on an index that is not the default one."""
    codes = pd.Series([code for code, _ in questions], dtype="str")
    days = pd.to_datetime(pd.Series([day for _, day in questions])).astype("datetime64[us]")
    return pd.DataFrame({"unit_code": codes, "on": days}).set_axis([f"row {n}" for n in range(len(questions))])


def test_a_unit_is_in_force_until_the_day_before_its_end(tmp_path: Path) -> None:
    """`valid_to` is the first day without it, so no day has both the old unit and its heir."""
    units = register_of(tmp_path, REFORMS).units
    before = units_in_force(units, dt.date(2025, 6, 30))["unit_id"]
    after = units_in_force(units, dt.date(2025, 7, 1))["unit_id"]
    assert sorted(before.str[:5]) == ["00001", "00002", "00003", "00004", "00005"]
    assert sorted(after) == ["00001@2025-07-01", "00004@2025-07-01", "00005@2020-01-01"]


def test_settlements_follow_the_law_and_the_past(tmp_path: Path) -> None:
    """A ward is urban throughout; a commune keeps its township apart through a chain of reforms."""
    expected = expected_settlements(register_of(tmp_path, REFORMS), KIND_SETTLEMENT)
    by_unit = expected.groupby("unit_id")["settlement"].agg(" ".join).to_dict()
    assert by_unit == {
        "00001@2020-01-01": "urban",
        "00002@2020-01-01": "rural",
        "00003@2020-01-01": "rural",
        "00004@2020-01-01": "urban",
        "00005@2020-01-01": "rural",
        "00001@2025-07-01": "rural urban",
        "00004@2025-07-01": "urban",
        "00001@2030-01-01": "rural urban",
    }


def test_a_kind_without_a_settlement_is_an_error_that_names_it(tmp_path: Path) -> None:
    """The policy says what a kind is; nothing is assumed."""
    with pytest.raises(ValueError, match="kind township"):
        expected_settlements(register_of(tmp_path, REFORMS), {"commune": "rural", "ward": "urban"})


def test_a_code_means_the_unit_of_its_day(tmp_path: Path) -> None:
    """The same code in June and in July is two units, and the answers keep the order of the questions."""
    found = find_units(
        register_of(tmp_path, REFORMS), asked(("00001", "2025-07-31"), ("00001", "2025-06-30"), ("00001", "2030-01-31"))
    )
    assert found.index.tolist() == ["row 0", "row 1", "row 2"]
    assert found["unit_id"].tolist() == ["00001@2025-07-01", "00001@2020-01-01", "00001@2030-01-01"]
    assert found["unit_name"].tolist() == ["Xã Bình Lư", "Thị trấn Tam Đường", "Xã Tam Đường"]
    assert set(found["unit_standing"]) == {"in_force"}


def test_an_ended_code_says_when_it_ended_and_where_its_area_is_now(tmp_path: Path) -> None:
    """A clerk who writes the old code is told which unit to report for, even two reforms later."""
    found = find_units(register_of(tmp_path, REFORMS), asked(("00002", "2026-10-31"), ("00002", "2031-10-31")))
    assert found["unit_id"].isna().all()
    assert found["unit_standing"].tolist() == ["ended", "ended"]
    assert found["unit_name"].tolist() == ["Xã Bình Lư"] * 2
    assert found["changed_on"].tolist() == [pd.Timestamp("2025-07-01")] * 2
    assert found["heirs"].tolist() == [
        "Xã Bình Lư (00001), Phường Tân Phong (00004)",
        "Xã Tam Đường (00001), Phường Tân Phong (00004)",
    ]


def test_a_code_before_its_time_and_a_code_nobody_knows_are_told_apart(tmp_path: Path) -> None:
    """The first has the wrong period, the second the wrong code; an empty one is unknown."""
    found = find_units(
        register_of(tmp_path, REFORMS), asked(("00005", "2019-12-31"), ("99999", "2026-10-31"), (None, "2026-10-31"))
    )
    assert found["unit_standing"].tolist() == ["not_yet_in_force", "unknown", "unknown"]
    assert found.loc["row 0", "changed_on"] == pd.Timestamp("2020-01-01")
    assert found["heirs"].isna().all()


def test_a_code_between_two_units_has_ended(tmp_path: Path) -> None:
    """A code that rested for years before it was used again means nothing meanwhile."""
    register = register_of(
        tmp_path,
        {
            "unit": ["A 2010-01-01 2015-01-01 commune", "B 2015-01-01 . commune", "A 2020-01-01 . commune"],
            "unit_lineage": ["A 2010-01-01 B 2015-01-01 2015-01-01 1"],
        },
    )
    found = find_units(register, asked(("A", "2016-12-31")))
    assert found["unit_standing"].tolist() == ["ended"]
    assert found["heirs"].tolist() == ["B (B)"]


def test_no_question_has_no_answer(tmp_path: Path) -> None:
    """An empty night looks nothing up and does not fail."""
    found = find_units(register_of(tmp_path, REFORMS), asked())
    assert len(found) == 0
    assert list(found) == ["unit_id", "unit_standing", "unit_name", "changed_on", "heirs"]


def test_the_whole_country_is_looked_up_in_a_second(tmp_path: Path) -> None:
    """All 10,000 old codes of a country asked for after a reform, half of them ended."""
    old, new = 10_000, 3_300
    register = register_of(
        tmp_path,
        {
            "unit": [
                *(f"{n:05} 2020-01-01 2025-07-01 commune" for n in range(old)),
                *(f"{n:05} 2025-07-01 . commune" for n in range(new)),
            ],
            "unit_lineage": [f"{n:05} 2020-01-01 {n % new:05} 2025-07-01 2025-07-01 1" for n in range(old)],
        },
    )
    questions = asked(*((f"{n:05}", "2026-10-31") for n in range(old)))
    began = time.perf_counter()
    found = find_units(register, questions)
    assert time.perf_counter() - began < 1
    assert (found["unit_standing"] == "ended").sum() == old - new
    assert found["heirs"].notna().sum() == old - new
