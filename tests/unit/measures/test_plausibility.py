"""What a rule needs to know of a row, measured before it is judged."""

import functools
from typing import Any

import pandas as pd
import pytest

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.frames import frame, records
from thugom.contracts import load_contracts, packaged_schemas
from thugom.measures.plausibility import measured
from thugom.register import Register, load_register

USUAL = {"file_sha256": "a", "arrived_on": "2025-09-03", "settlement": "urban", "period": "2025-08"}
FIGURES = ["population", "households", "households_served", "households_self_managed", "generated_kg", "collected_kg"]


@functools.cache
def province() -> Register:
    """Return the packaged register with its synthetic facilities."""
    return load_register(packaged_schemas() / "register", synthetic=True)


def collection(table: str) -> list[dict[str, Any]]:
    """Return collection rows as measured, null as None; what the table leaves out is usual or unknown."""
    rows = frame(table)
    for name, value in USUAL.items():
        rows[name] = rows.get(name, pd.Series(value, index=rows.index, dtype="str")).astype("str")
    for name in FIGURES:
        rows[name] = rows.get(name, pd.Series(pd.NA, index=rows.index, dtype="Int64"))
    rows["row_number"] = range(2, len(rows) + 2)
    found = measured(rows, load_contracts().reports["collection"], province(), packaged_policy())
    return list(records(found, "row_number").values())


@pytest.mark.parametrize(
    ("code", "period", "unit_id", "standing"),
    [
        ("03388", "2025-06", "03388@2020-03-01", "in_force"),
        ("03388", "2025-07", "03388@2025-07-01", "in_force"),
        ("03386", "2025-07", None, "ended"),
        ("03388", "2020-02", None, "not_yet_in_force"),
        ("99999", "2025-07", None, "unknown"),
        (".", "2025-07", None, None),
        ("03388", ".", None, None),
    ],
)
def test_a_code_means_the_unit_in_force_on_the_last_day_of_the_period(
    code: str, period: str, unit_id: str | None, standing: str | None
) -> None:
    """03388 is one unit in June and another in July 2025; without code or period there is nothing to say."""
    (row,) = collection(f"unit_code period\n{code} {period}")
    assert (row["unit_id"], row["unit_standing"]) == (unit_id, standing)


def test_an_ended_code_names_its_heir_and_the_day() -> None:
    """A message can say where the area is now."""
    (row,) = collection("unit_code period\n03386 2025-08")
    assert (row["changed_on"], row["heirs"]) == ("2025-07-01", "Phường Đoàn Kết (03388)")


@pytest.mark.parametrize(("arrived", "begun"), [("2025-07-31", False), ("2025-08-01", True)])
def test_a_period_has_begun_on_its_first_day(arrived: str, begun: object) -> None:
    """A report sent while its month runs is not of the future."""
    (row,) = collection(f"unit_code arrived_on\n03388 {arrived}")
    assert row["period_begun"] is begun


def test_whether_a_settlement_fits_is_not_asked_where_the_unit_is_unknown() -> None:
    """`all` always fits; one complaint about a row is enough."""
    rows = collection("unit_code settlement\n03388 urban\n03388 rural\n03388 all\n99999 rural")
    assert [row["settlement_fits"] for row in rows] == [True, False, None, None]


def test_a_whole_beside_its_parts_is_found_in_its_own_file_and_month_only() -> None:
    """Another file may have sent the parts a month ago."""
    rows = collection("""
        unit_code  period   settlement  file_sha256
        03388      2025-08  all         a
        03388      2025-08  urban       a
        03388      2025-08  all         b
        03388      2025-07  all         a
    """)
    assert [row["all_beside_parts"] for row in rows] == [True, False, False, False]


def test_repeated_rows_are_told_from_differing_ones() -> None:
    """The same row twice is harmless; of two that differ nobody can say which is right."""
    rows = collection("""
        unit_code  period   collected_kg  file_sha256
        03388      2025-08  10            a
        03388      2025-08  20            a
        03388      2025-07  10            a
        03388      2025-07  10            a
        03388      2025-08  30            b
        .          2025-08  10            a
        .          2025-08  20            a
    """)
    standing = [row["duplicate_standing"] for row in rows]
    assert standing == ["differing", "differing", "same", "same", "single", "single", "single"]
    assert [row["duplicate_rows"] for row in rows[:3]] == ["2, 3", "2, 3", "4, 5"]


def test_a_former_unit_is_a_part_of_what_the_row_speaks_of() -> None:
    """Xã Bình Lư has an urban part, once a township, and two rural ones; as a whole it has all three."""
    rows = collection("""
        unit_code  settlement  former_unit_code
        03390      urban       03390
        03390      rural       03412
        03390      all         03412
        03390      urban       03412
        03390      all         03386
        03390      rural       .
    """)
    standing = [row["former_standing"] for row in rows]
    assert standing == ["part", "part", "part", "not_part", "not_part", "none"]
    assert [row["former_parts"] for row in rows[3:]] == [
        "Thị trấn Tam Đường (03390)",
        "Xã Bình Lư (03412), Xã Sơn Bình (03413), Thị trấn Tam Đường (03390)",
        None,
    ]


def test_before_the_merger_no_former_unit_can_be_named() -> None:
    """The register knows of no unit that a unit of June 2025 came from; its own code is none either."""
    (row,) = collection("unit_code period former_unit_code\n03386 2025-06 03386")
    assert (row["former_standing"], row["former_parts"]) == ("not_part", "–")


def test_whether_a_former_unit_is_a_part_is_not_asked_where_unit_or_settlement_is_wrong() -> None:
    """One complaint about a row is enough."""
    rows = collection("unit_code settlement former_unit_code\n99999 urban 03386\n03388 rural 03386\n. . 03386")
    assert [row["former_standing"] for row in rows] == [None, None, None]


def test_generation_per_person_is_compared_in_whole_numbers() -> None:
    """Usual from 0.2 to 2 kg per person and day, possible from 0.01 to 10; no people, no judgement."""
    rows = collection("""
        unit_code  population  generated_kg
        03388      1000        62000    # 2 kg over 31 days
        03388      1000        62001
        03388      1000        6199
        03388      1000        310001
        03388      1000        309
        03388      0           62000
        03388      .           62000
    """)
    ranges = [row["generation_range"] for row in rows]
    assert ranges == ["plausible", "wide", "wide", "impossible", "impossible", None, None]
    assert rows[0]["generation_kg_per_person_day"] == "2.00"


def test_more_than_can_be_generated_is_not_collected_either() -> None:
    """At most 10 kg per person and day, whether or not a figure for generation is given; little is no wonder."""
    rows = collection("""
        unit_code  population  generated_kg  collected_kg
        03388      1000        .             310000    # 10 kg over 31 days
        03388      1000        .             310001
        03388      1000        62000         310001
        03388      1000        .             0
        03388      1000        .             -1        # refused as such
        03388      .           .             310001
    """)
    ranges = [row["collection_range"] for row in rows]
    assert ranges == ["plausible", "wide", "wide", "plausible", "plausible", None]
    assert rows[0]["collection_kg_per_person_day"] == "10.00"


@pytest.mark.parametrize(
    ("given", "differs"),
    [
        ("Phường Đoàn Kết", False),
        ("Đoàn Kết", False),
        ("P. Đoàn Kết", False),
        ("p.đoàn  kết", False),
        ("Phường Quyết Tiến", True),  # that code until June 2025
        ("Xã Đoàn Kết", True),
        ("Phường Thống Kết", True),  # the last word alone names nobody
        ("Phường Doan Ket", True),  # marks tell names apart
    ],
)
def test_a_name_beside_the_code_is_that_units_name_or_a_finding(given: str, differs: object) -> None:
    """The kind may be left out or shortened; another unit's name may be a slip of the line."""
    rows = frame("unit_code\n03388").assign(unit_name_given=given, **USUAL)
    for name in FIGURES:
        rows[name] = pd.Series([pd.NA], dtype="Int64")
    found = measured(rows.assign(row_number=2), load_contracts().reports["collection"], province(), packaged_policy())
    assert bool(found["name_differs"].iloc[0]) is differs
