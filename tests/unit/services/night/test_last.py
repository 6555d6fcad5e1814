"""The last night: how old it is, and whether one was missed since."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from thugom.services.night.last import is_missed, last_night

if TYPE_CHECKING:
    from pathlib import Path

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HALF_PAST_ONE = dt.time(1, 30)


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("began", "now", "missed"),
    [
        # The night of the 27th began on time; its successor is not due before 01:30.
        ("2026-11-27T01:30:04", "2026-11-28T01:29:59", False),
        ("2026-11-27T01:30:04", "2026-11-28T01:30:00", True),
        # Run by hand in the afternoon: tonight's is still to come.
        ("2026-11-27T15:00:00", "2026-11-28T00:10:00", False),
        # The machine was off for three nights.
        ("2026-11-24T01:30:04", "2026-11-27T09:00:00", True),
    ],
)
def test_a_night_is_missed_when_its_hour_went_by(began: str, now: str, *, missed: bool) -> None:
    """What counts is the last time that it was half past one by the home's clock."""
    assert is_missed(_at(began), _at(now), HALF_PAST_ONE) is missed


def test_a_servers_own_time_zone_plays_no_part() -> None:
    """A night that began at 18:30 UTC is that of 01:30 in the home's zone."""
    began = dt.datetime(2026, 11, 26, 18, 30, 4, tzinfo=dt.UTC)
    assert not is_missed(began, _at("2026-11-27T23:00:00"), HALF_PAST_ONE)


def test_where_no_night_ever_ran_one_is_due() -> None:
    """A new home has its first night at once."""
    assert is_missed(None, _at("2026-11-27T09:00:00"), HALF_PAST_ONE)


def test_the_record_of_the_last_night_is_the_file_of_the_status(tmp_path: Path) -> None:
    """Its instant, publication and month are read; an age is taken from the instant at which it began."""
    text = {"published_at": "2026-11-26T18:30:04Z", "publication_id": "7", "period": None, "as_of": "2026-11-27"}
    (tmp_path / "status.json").write_text(json.dumps(text), encoding="utf-8")
    last = last_night(tmp_path)
    assert last is not None
    assert last.period is None
    assert last.age(dt.datetime(2026, 11, 27, 18, 30, 4, tzinfo=dt.UTC)) == dt.timedelta(hours=24)


def test_no_record_is_no_night_and_a_damaged_one_is_said(tmp_path: Path) -> None:
    """Nothing there is None; what is there and no record raises."""
    assert last_night(tmp_path) is None
    (tmp_path / "status.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ValueError, match="published_at"):
        last_night(tmp_path)
