"""The diary of a night: written while it runs, and forgotten by policy."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from thugom.services.home import make_home
from thugom.services.night.diary import diary_opened, forget_diaries
from thugom.services.night.timing import StepClock, run_name
from thugom.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from thugom.contracts import Home

NOW = dt.datetime(2026, 11, 27, 18, 30, tzinfo=dt.UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Make a home without data."""
    return make_home(tmp_path / "home", blank=True)


def _diaries(home: Home) -> list[Path]:
    return sorted((home.store / "logs").glob("night-*.log"))


def test_every_line_of_a_night_carries_its_run_and_says_how_far_it_came(home: Home) -> None:
    """A night that stops in the middle leaves its steps, their seconds, and why it stopped; as JSON where set so."""
    clock = StepClock()

    def night() -> None:
        """Do a step, and run out of space."""
        with diary_opened(home.root, NOW, Settings(log_json=True)) as diary:
            clock.tell = diary.step
            clock.lap("take in")
            raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        night()
    (path,) = _diaries(home)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert {line["run_id"] for line in lines} == {"20261127T183000.000000Z"}
    assert [(line["message"], line.get("step"), line.get("outcome")) for line in lines] == [
        ("begins", None, None),
        ("step done", "take in", None),
        ("no space left", None, "failed"),
    ]
    assert lines[1]["seconds"] >= 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_as_text_a_line_is_for_a_person(home: Home) -> None:
    """When, how grave, who, what, and what else is known of it."""
    with diary_opened(home.root, NOW, Settings()) as diary:
        diary.step("judge", 1.5)
    last = _diaries(home)[0].read_text(encoding="utf-8").splitlines()[-1]
    assert last.endswith("info    night: step done run_id=20261127T183000.000000Z step=judge seconds=1.5")


def test_diaries_are_forgotten_by_policy_and_by_the_nights_own_instant(home: Home) -> None:
    """400 days are kept, whatever the files' own times; what else lies there stays."""
    for days in (399, 400, 401):
        with diary_opened(home.root, NOW - dt.timedelta(days=days), Settings()):
            pass
    (home.store / "logs" / "serve.log").write_text("", encoding="utf-8")
    assert forget_diaries(home, NOW) == 1
    kept = [run_name(NOW - dt.timedelta(days=days)) for days in (400, 399)]
    assert [path.stem.removeprefix("night-") for path in _diaries(home)] == kept
    assert (home.store / "logs" / "serve.log").is_file()
