"""Clocks that are set back, and machines that stand in another time zone."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from tests.e2e.nights.hamlet import FIRST, SECOND
from tests.e2e.nights.troubling import FINE, is_vietnamese
from thugom.outputs.data_package import PACKAGE_FILE

if TYPE_CHECKING:
    from tests.e2e.nights.troubling import Quiet

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
WRONG = 2
BEHIND = dt.timedelta(days=3 * 365)
TIMED = {"thugom.db", "status.json"}
"""They hold how long each step took."""


def test_a_clock_that_was_put_right_leaves_the_newest_publication_the_newest(quiet: Quiet) -> None:
    """A night that begins before the last one by its clock is the later one in every journal, list and file."""
    program = quiet.program
    program.fresh()
    end = program.night(FIRST - dt.timedelta(minutes=20))
    assert end.code in FINE, end.err
    curated = program.home / "data" / "curated"
    status = json.loads((curated / "status.json").read_text(encoding="utf-8"))
    package = json.loads((curated / PACKAGE_FILE).read_text(encoding="utf-8"))
    newest = max(program._store().rows("publication", "published_at, publication_id"))  # noqa: SLF001 - its neighbour
    assert newest == (status["published_at"], status["publication_id"])
    assert status["published_at"] > FIRST.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert status["publication_id"] in json.dumps(package)
    assert program.state().copied == program.published()[0] != quiet.held.before
    quiet.check_files()
    quiet.check_recovery(end)


def test_a_clock_that_was_set_back_for_years_publishes_nothing(quiet: Quiet) -> None:
    """On the day it shows other months would be due: the night says so and touches nothing; the next one is as ever."""
    program = quiet.program
    program.fresh()
    before = program.state()
    end = program.night(SECOND - BEHIND, environment={"THUGOM_LANG": "vi"})
    assert end.code == WRONG
    place, said = end.err.splitlines()[-2:]
    assert place == str(program.home)
    assert "Đồng hồ của máy này chỉ 2023-11-12T18:30:00Z, mà lần công bố gần nhất là lúc 2026-10-11T18:30:00Z" in said
    assert "timedatectl" in said
    assert is_vietnamese(end.err)
    assert program.state() == before
    quiet.check_recovery(end)


def test_a_clock_that_is_set_back_in_the_middle_of_a_night_changes_nothing(quiet: Quiet) -> None:
    """A night goes by the instant at which it began; no run ends before it began."""
    program = quiet.program
    program.fresh()
    end = program.night(SECOND, befall={"merge": lambda: {"now": (SECOND - BEHIND).isoformat()}})
    assert end.code in FINE, end.err
    assert program.published()[0] == quiet.held.after.tables
    runs = program._store().rows("run", "started_at, ended_at")  # noqa: SLF001 - its neighbour
    assert len(runs) == 2
    assert all(began <= ended for began, ended in runs)
    quiet.check_recovery(end)


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        # There it is the day before while a new day has begun here; and a day ahead while it has not.
        ("America/New_York", SECOND),
        ("Pacific/Kiritimati", SECOND.replace(hour=10)),
    ],
)
def test_the_machines_time_zone_changes_no_byte(quiet: Quiet, zone: str, at: dt.datetime) -> None:
    """Days are those of the home's zone, wherever its server thinks it stands."""
    program, left = quiet.program, []
    for there in ("Asia/Ho_Chi_Minh", zone):
        program.fresh()
        end = program.night(at, environment={"TZ": there})
        assert end.code in FINE, end.err
        left.append(program.state())
    here, away = left
    assert away.tables == here.tables
    assert (away.copied, away.archive, away.alerts, away.told) == (here.copied, here.archive, here.alerts, here.told)
    assert away.files.keys() == here.files.keys()
    assert [name for name in here.files if here.files[name] != away.files[name] and name not in TIMED] == []
