"""A unit's own path: of the part for which the policy sets a target, and none where it sets none."""

from __future__ import annotations

import pandas as pd

from thugom.outputs.page.tongue import Tongue
from thugom.outputs.page.unit_paths import UnitPaths

VI, EN = Tongue("vi"), Tongue("en")
BEGUN = {"target": 1.0, "baseline_on": "2026-01", "baseline": 0.4, "expected": 0.5}


def paths(*rows: dict[str, object]) -> UnitPaths:
    """Return the paths of a unit from some rows of its newest month."""
    columns = ["value", "baseline_on", "baseline", "target", "expected", "gap_pp", "status"]
    table = pd.DataFrame([{"unit_id": "u", "period": "2026-10", **dict.fromkeys(columns), **row} for row in rows])
    return UnitPaths(table, "2026-10", "2030-12")


def test_a_ward_has_one_picture_with_its_path() -> None:
    """It is urban altogether: the whole would be the same line again."""
    ward = paths(
        {"settlement": "all", "value": 0.6, "status": "on_track"},
        {"settlement": "urban", "value": 0.6, "gap_pp": 10.0, **BEGUN},
    )
    ((called, picture),) = ward.pictures("u", "Phường", VI)
    assert called == ""
    assert 'class="expected"' in picture
    assert "Phường: tỷ lệ" in picture
    assert ward.words("u", EN) == ["10.0 points ahead of the path (50.0% by now)."]
    assert ward.status("u") == "on_track"


def test_a_commune_with_an_urban_part_has_the_whole_and_the_part() -> None:
    """The path is of the part, and says so."""
    mixed = paths(
        {"settlement": "all", "value": 0.3, "status": "behind"},
        {"settlement": "rural", "value": 0.2},
        {"settlement": "urban", "value": 0.45, "gap_pp": -5.0, **BEGUN},
    )
    (_, whole), (called, part) = mixed.pictures("u", "Xã", VI)
    assert called == "Phần đô thị"
    assert 'class="expected"' not in whole
    assert 'class="expected"' in part
    assert "Xã, phần đô thị: tỷ lệ" in part
    assert mixed.words("u", VI) == ["Phần đô thị: Đang thấp hơn lộ trình 5,0 điểm % (lộ trình: 50,0%)."]
    assert mixed.has_path("u")


def test_a_rural_commune_says_that_no_target_is_set() -> None:
    """A line without a path must not look like one that was forgotten."""
    rural = paths({"settlement": "all", "value": 0.3}, {"settlement": "rural", "value": 0.3})
    assert len(rural.pictures("u", "Xã", VI)) == 1
    assert not rural.has_path("u")
    assert rural.words("u", EN) == ["No path of its own: the policy sets no target for a commune's rural part."]


def test_a_baseline_beyond_the_target_is_a_level_path() -> None:
    """The path never leads down."""
    beyond = paths({"settlement": "urban", "value": 0.9, **BEGUN, "target": 0.8, "baseline": 0.9, "expected": 0.8})
    ((_, picture),) = beyond.pictures("u", "Phường", VI)
    line = picture[picture.index('class="expected"') :].partition("/>")[0]
    assert line.split('y1="')[1].partition('"')[0] == line.split('y2="')[1].partition('"')[0]


def test_a_unit_without_rows_shows_nothing() -> None:
    """One that was formed last month, say."""
    nothing = paths({"settlement": "all"})
    assert (nothing.pictures("v", "Xã", VI), nothing.status("v"), nothing.has_path("v")) == ([], None, False)
