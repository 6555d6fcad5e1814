"""The night's map, and what it never costs."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.unit.register.polygons import SINCE, SQUARES, land, write_reformed_land
from thugom.flows.nightly import in_order
from thugom.register.boundaries import keep_boundaries
from thugom.services.home import make_home

if TYPE_CHECKING:
    from pathlib import Path

    from thugom.contracts import Home

NOW = dt.datetime(2026, 11, 16, 1, 30, tzinfo=dt.UTC)
REPORT = """\
unit_code,period,settlement,population,households,households_served,households_self_managed,\
generated_t,collected_t,collections_per_week,submitted_on
00001,2026-10,rural,900,300,200,0,30,0,2,2026-11-03
"""
WORDS = "Schematic, not administrative boundaries"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home of the four units; one reported that it collects nothing."""
    home = make_home(tmp_path / "home", blank=True)
    write_reformed_land(home.register_dir)
    (home.raw / "october.csv").write_text(REPORT, encoding="utf-8")
    return home


def picture(home: Home) -> str:
    """Run the night and return its map."""
    assert in_order(home.root, None, NOW).period == "2026-10"
    return (home.curated / "map.svg").read_text(encoding="utf-8")


def imported(home: Home, count: int) -> None:
    """Give the first units their polygons."""
    frame = land().assign(unit_id=[f"{code}@{SINCE}" for code in SQUARES], source="a", crs="b", repaired=None)
    keep_boundaries(home.register_dir, frame.iloc[:count])


def test_the_map_shows_the_newest_month_as_a_sketch_without_boundaries(home: Home) -> None:
    """One unit is known not to be covered, the silent ones are unknown."""
    drawn = picture(home)
    assert "tháng 10/2026" in drawn
    assert WORDS in drawn
    assert "Not covered: 1" in drawn
    assert "Unknown: 3" in drawn


def test_with_every_boundary_the_map_is_no_sketch(home: Home) -> None:
    """Three of four would not do."""
    imported(home, 3)
    assert WORDS in picture(home)
    imported(home, 4)
    assert WORDS not in picture(home)


def test_a_map_that_cannot_be_drawn_is_named_and_costs_nothing(
    home: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The figures are published; yesterday's map does not pass for tonight's."""
    picture(home)

    def fail(*_: object, **__: object) -> str:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr("thugom.services.night.mapping.draw_map", fail)
    assert in_order(home.root, None, NOW + dt.timedelta(days=1)).period == "2026-10"
    assert "map.svg" in caplog.text
    assert "a fault" in caplog.text
    assert not (home.curated / "map.svg").exists()
    assert (home.curated / "thugom.db").is_file()


def test_without_any_place_there_is_no_map(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    """A register without seats and boundaries is no fault."""
    path = home.register_dir / "unit.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    bare = [lines[0], *(",".join([*line.split(",")[:-2], "", ""]) for line in lines[1:])]
    path.write_text("\n".join(bare) + "\n", encoding="utf-8")
    in_order(home.root, None, NOW)
    assert not (home.curated / "map.svg").exists()
    assert "map" not in caplog.text
