"""A split that nobody published a share for is weighed by the best that is known, and says by what."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.register.registers import KIND_SETTLEMENT, Tables, load, register_contracts, register_of, write_register
from thugom.contracts import load_contracts
from thugom.register import Register, RegisterError, load_register
from thugom.register.shares import SHARE_PARTS, with_shares

SPLIT: Tables = {
    "unit": [
        "00001 2020-01-01 2025-07-01 commune A A 12 Lai_Châu . . 30",
        "00002 2020-01-01 2025-07-01 commune B B 12 Lai_Châu . . 40",
        "00003 2025-07-01 . commune C C 12 Lai_Châu . . 50",
        "00004 2025-07-01 . commune D D 12 Lai_Châu . . 20",
    ],
    "unit_lineage": [
        "00001 2020-01-01 00003 2025-07-01 2025-07-01",
        "00002 2020-01-01 00003 2025-07-01 2025-07-01",
        "00002 2020-01-01 00004 2025-07-01 2025-07-01",
    ],
}
"""A passes whole into C; B splits into C and D; D is all B's. Areas: C has 50 - 30 = 20 of B, D 20."""
PEOPLE = (
    "00001 2020-01-01 rural 2024-04-01 300 75",
    "00003 2025-07-01 rural 2024-04-01 600 75",
    "00004 2025-07-01 all 2024-04-01 100 25",
)
"""C has 600 - 300 = 300 people of B, D 100."""


def shares(register: Register) -> dict[tuple[str, str], tuple[float, str]]:
    """Return share and basis by the codes of ended unit and heir."""
    rows = register.lineage
    keys = zip(rows["from_unit_code"], rows["to_unit_code"], strict=True)
    return dict(zip(keys, zip(rows["share"], rows["share_basis"], strict=True), strict=True))


def of_b(register: Register) -> tuple[float, float, str]:
    """Return B's shares into C and D, and what they rest on."""
    found = shares(register)
    (to_c, basis), (to_d, same) = found["00002", "00003"], found["00002", "00004"]
    assert basis == same
    return to_c, to_d, basis


def split(*, people: tuple[str, ...] = (), areas: Mapping[str, str] | None = None) -> Tables:
    """Return the split with these population rows, and other areas by the unit's name."""
    unit = list(SPLIT["unit"])
    for name, area in (areas or {}).items():
        unit = [f"{row.rsplit(' ', 1)[0]} {area}" if f" {name} " in row else row for row in unit]
    return {**SPLIT, "unit": unit, "population": people}


def test_a_unit_with_one_heir_passes_whole(tmp_path: Path) -> None:
    """Nothing is to be divided there, so a blank share is 1."""
    assert shares(register_of(tmp_path, SPLIT))["00001", "00003"] == (1.0, "whole")


def test_a_published_share_is_kept_and_says_so(tmp_path: Path) -> None:
    """What the resolution states is not weighed again, whatever is known of people."""
    stated = [
        SPLIT["unit_lineage"][0],
        *(f"{row} 0.{n}" for row, n in zip(SPLIT["unit_lineage"][1:], "46", strict=True)),
    ]
    register = register_of(tmp_path, {**split(people=PEOPLE), "unit_lineage": stated})
    assert of_b(register) == (0.4, 0.6, "published")


def test_people_weigh_first_less_those_of_parents_that_passed_whole(tmp_path: Path) -> None:
    """Of C's 600 people 300 came with A; the other 300 are B's, beside D's 100."""
    assert of_b(register_of(tmp_path, split(people=PEOPLE))) == (0.75, 0.25, "population")


def test_people_of_another_day_do_not_weigh(tmp_path: Path) -> None:
    """A's census of 2019 taken off C's people of 2024 would make five years' growth a share; areas weigh instead."""
    earlier = (PEOPLE[0].replace("2024", "2019"), *PEOPLE[1:])
    assert of_b(register_of(tmp_path, split(people=earlier))) == (0.5, 0.5, "area")


def test_the_latest_day_that_knows_all_weighs(tmp_path: Path) -> None:
    """A later count that leaves one heir out, or cannot be used, gives way to the one before."""
    later = (
        "00001 2020-01-01 rural 2025-04-01 300 75",
        "00003 2025-07-01 rural 2025-04-01 900 75",
        "00004 2025-07-01 all 2025-04-01 100 25 count doubtful",
    )
    assert of_b(register_of(tmp_path, split(people=(*PEOPLE, *later)))) == (0.75, 0.25, "population")
    usable = (*later[:2], later[2].replace("doubtful", "usable"))
    assert of_b(register_of(tmp_path, split(people=(*PEOPLE, *usable))))[0] == pytest.approx(6 / 7, abs=1e-9)


@pytest.mark.parametrize("people", ["300", "299", "0"])
def test_people_that_leave_an_heir_nothing_do_not_weigh(tmp_path: Path, people: str) -> None:
    """C cannot have no more people than A alone brought, if a part of B is in it."""
    wrong = (PEOPLE[0], PEOPLE[1].replace("600", people), PEOPLE[2])
    assert of_b(register_of(tmp_path, split(people=wrong)))[2] == "area"


def overlaps(*parts: float | None) -> pd.Series:
    """Return the overlap with each heir, as a geometry would be measured."""
    return pd.Series(parts, dtype="float64")


def with_overlaps(folder: Path, tables: Tables, parts: pd.Series) -> Register:
    """Load the tables with overlaps measured for the rows without a share, in order."""
    return load_register(
        write_register(folder, tables),
        synthetic=False,
        kinds=KIND_SETTLEMENT,
        contracts=register_contracts(),
        geometric_shares=lambda edges: parts.set_axis(edges.index),
    )


def test_overlap_of_bounds_weighs_where_people_and_areas_are_unknown(tmp_path: Path) -> None:
    """Six tenths of B measured in C and three in D are two thirds and a third."""
    tables = split(areas={"A": ".", "D": "."})
    assert of_b(with_overlaps(tmp_path, tables, overlaps(0.6, 0.3))) == (0.666666667, 0.333333333, "geometry")


@pytest.mark.parametrize("parts", [(0.6, None), (1.0, 0.0)])
def test_bounds_that_miss_an_heir_do_not_weigh(tmp_path: Path, parts: tuple[float | None, ...]) -> None:
    """Lineage says that a part went there; bounds that say nothing, or nothing of it, cannot tell how much."""
    tables = split(areas={"A": ".", "D": "."})
    assert of_b(with_overlaps(tmp_path, tables, overlaps(*parts))) == (0.5, 0.5, "equal")


def test_bounds_are_not_asked_where_areas_weigh(tmp_path: Path) -> None:
    """Published areas go before measured ones."""
    assert of_b(with_overlaps(tmp_path, SPLIT, overlaps(0.9, 0.1))) == (0.5, 0.5, "area")


def test_where_nothing_is_known_no_heir_is_preferred(tmp_path: Path) -> None:
    """Even parts of three are billionths that sum to 1, the odd one to the lower unit id."""
    tables: Tables = {
        "unit": ["00001 2020-01-01 2025-07-01 commune", *(f"0000{n} 2025-07-01 . commune" for n in (2, 3, 4))],
        "unit_lineage": [f"00001 2020-01-01 0000{n} 2025-07-01 2025-07-01" for n in (4, 3, 2)],
    }
    assert list(shares(register_of(tmp_path, tables)).values()) == [
        (0.333333334, "equal"),
        (0.333333333, "equal"),
        (0.333333333, "equal"),
    ]


def test_what_a_published_part_brought_is_taken_off_too(tmp_path: Path) -> None:
    """E is half of a unit of 100 people; the other 150 of C's 200 are B's."""
    tables: Tables = {
        "unit": [
            "00001 2020-01-01 2025-07-01 commune A",
            "00002 2020-01-01 2025-07-01 commune B",
            "00003 2025-07-01 . commune C",
            "00004 2025-07-01 . commune D",
        ],
        "unit_lineage": [
            *(f"00001 2020-01-01 0000{n} 2025-07-01 2025-07-01 0.5" for n in (3, 4)),
            *(f"00002 2020-01-01 0000{n} 2025-07-01 2025-07-01" for n in (3, 4)),
        ],
        "population": [
            "00001 2020-01-01 rural 2024-04-01 100 .",
            "00003 2025-07-01 rural 2024-04-01 200 .",
            "00004 2025-07-01 rural 2024-04-01 100 .",
        ],
    }
    assert of_b(register_of(tmp_path, tables)) == (0.75, 0.25, "population")


def test_split_parents_of_one_heir_share_the_rest_by_their_size(tmp_path: Path) -> None:
    """C's 400 people came from A (300) and B (100), so 300 of A are beside D's 100, and 100 of B beside E's 300."""
    tables: Tables = {
        "unit": [
            "00001 2020-01-01 2025-07-01 commune A",
            "00002 2020-01-01 2025-07-01 commune B",
            *(f"0000{n} 2025-07-01 . commune" for n in (3, 4, 5)),
        ],
        "unit_lineage": [
            *(f"00001 2020-01-01 0000{n} 2025-07-01 2025-07-01" for n in (3, 4)),
            *(f"00002 2020-01-01 0000{n} 2025-07-01 2025-07-01" for n in (3, 5)),
        ],
        "population": [
            "00001 2020-01-01 rural 2024-04-01 300 .",
            "00002 2020-01-01 rural 2024-04-01 100 .",
            "00003 2025-07-01 rural 2024-04-01 400 .",
            "00004 2025-07-01 rural 2024-04-01 100 .",
            "00005 2025-07-01 rural 2024-04-01 300 .",
        ],
    }
    found = shares(register_of(tmp_path, tables))
    assert {key: share for key, (share, _) in found.items()} == {
        ("00001", "00003"): 0.75,
        ("00001", "00004"): 0.25,
        ("00002", "00003"): 0.25,
        ("00002", "00005"): 0.75,
    }
    assert {basis for _, basis in found.values()} == {"population"}


def test_some_shares_of_a_unit_and_not_all_are_refused(tmp_path: Path) -> None:
    """Whether the rest goes to the blank one, or a share is wrong, nobody can tell."""
    stated = [*SPLIT["unit_lineage"][:2], f"{SPLIT['unit_lineage'][2]} 0.4"]
    write_register(tmp_path, {**SPLIT, "unit_lineage": stated})
    with pytest.raises(RegisterError, match=r"unit_lineage\.csv, row 3, column share\n.*or for none of them") as caught:
        load(tmp_path)
    assert "sum to" not in str(caught.value)


@given(st.lists(st.integers(1, 10**7), min_size=2, max_size=9))
def test_computed_shares_sum_to_one_to_the_billionth(people: list[int]) -> None:
    """However people are spread, the billionths add up, and each is its people's to a billionth."""
    heirs = [f"{n:05}@2025-07-01" for n in range(len(people))]
    lineage = pd.DataFrame({"from_unit_id": "00000@2020-01-01", "to_unit_id": heirs, "share": float("nan")})
    population = pd.DataFrame({"unit_id": heirs, "as_of": pd.Timestamp("2024-04-01"), "population": people})
    units = pd.DataFrame({"unit_id": heirs, "area_km2": float("nan")})
    found = with_shares(lineage, units, population.assign(status="usable"))["share"]
    assert sum(round(share * SHARE_PARTS) for share in found) == SHARE_PARTS
    assert all(abs(share - part / sum(people)) < 2e-9 for share, part in zip(found, people, strict=True))


def test_the_contract_names_every_basis() -> None:
    """What the published table may hold is what the computation says."""
    (field,) = [item for item in load_contracts().curated["unit_lineage"].fields if item.name == "share_basis"]
    assert set(field.enum or ()) == {"whole", "published", "population", "area", "geometry", "equal"}
