"""How a home is kept: its nights, its clock, its mail."""

from __future__ import annotations

import datetime as dt
import json
import os
from typing import TYPE_CHECKING

import pytest

from thugom.services.home import make_home
from thugom.services.serve.listening import listening_socket
from thugom.services.upkeep import examine_upkeep

if TYPE_CHECKING:
    from pathlib import Path

    from thugom.contracts import Home
    from thugom.services.diagnosis import Diagnosis

NOW = dt.datetime.now(dt.UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Make a home with the shipped register and no night."""
    return make_home(tmp_path / "home")


def _found(home: Home) -> dict[str, Diagnosis]:
    return {one.subject: one for one in examine_upkeep(home, NOW)}


def _published(home: Home, hours: float) -> None:
    """Leave the record of a night so many hours ago."""
    began = (NOW - dt.timedelta(hours=hours)).isoformat()
    text = {"published_at": began, "publication_id": "7", "period": "2026-10", "as_of": "2026-11-27"}
    home.curated.mkdir(parents=True, exist_ok=True)
    (home.curated / "status.json").write_text(json.dumps(text), encoding="utf-8")


def test_a_new_home_is_told_what_is_to_come_and_is_not_wrong(home: Home) -> None:
    """No night yet and no boundaries are worth knowing; neither is a fault."""
    found = _found(home)
    assert all(one.well for one in found.values())
    assert found["last night"].is_noteworthy
    assert found["boundaries"].is_noteworthy
    assert found["boundaries"].found == "0 of 38 units have a boundary"


@pytest.mark.parametrize(("hours", "well"), [(25, True), (27, False)])
def test_a_night_that_is_overdue_is_wrong(home: Home, hours: float, *, well: bool) -> None:
    """The policy's 26 hours decide."""
    _published(home, hours)
    one = _found(home)["last night"]
    assert (one.well, one.found) == (well, f"{hours} hours ago; up to 26 are allowed")


def test_a_clock_that_was_set_back_is_seen_by_what_the_program_wrote(home: Home) -> None:
    """A file of the home from tomorrow means that today is not today."""
    _published(home, 1)
    tomorrow = (NOW + dt.timedelta(days=1)).timestamp()
    os.utime(home.curated / "status.json", (tomorrow, tomorrow))
    assert not _found(home)["clock"].well


def test_a_mail_server_that_does_not_answer_is_named_by_its_channel(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The channel is named, and neither its address nor its password."""
    with listening_socket(0) as listener:
        port = listener.getsockname()[1]
        monkeypatch.setenv("THUGOM_CHANNEL_OFFICE", f"mailto://me:secret@127.0.0.1:{port}?to=a@b.example")
        assert _found(home)["mail"].found == "office"
    gone = _found(home)["mail"]
    assert (gone.well, gone.found) == (False, "The mail server of office does not answer.")
