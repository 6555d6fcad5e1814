"""A second writer, as its user meets it: a clear message, a code of its own, and nothing touched."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.e2e.nights.hamlet import FIRST, make_hamlet
from tests.e2e.published import run_night, thugom
from tests.postgresql import cluster, postgresql
from thugom.contracts import Home
from thugom.services.one_writer import writing_alone

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["cluster", "postgresql"]
BUSY = 75
NO_WAIT = {"THUGOM_WRITER_WAIT_SECONDS": "0"}


@pytest.fixture(scope="module")
def hamlet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home in which a night has run."""
    home = make_hamlet(tmp_path_factory.mktemp("one-writer") / "home")
    run_night(home, FIRST)
    return home


@pytest.mark.parametrize("command", ["nightly", "backup", "alerts ack 00", "database upgrade"])
def test_every_command_that_writes_leaves_while_another_one_writes(hamlet: Path, command: str) -> None:
    """It names the place and the holder, and its code tells a watchdog that later will do."""
    with writing_alone(Home.open(hamlet)):
        done = thugom(*command.split(), "--home", hamlet, **NO_WAIT)
    assert done.returncode == BUSY, done.stderr
    place, what = done.stderr.strip().splitlines()[:2]
    assert place == str(hamlet / "data" / "store" / "night.lock")
    assert what.startswith(f"  Another run is writing in this home (process {os.getpid()} on ")
    assert "there is nothing to delete" in what


def test_the_message_is_in_the_language_of_its_reader(hamlet: Path) -> None:
    """Who holds the lock is named in Vietnamese, too."""
    with writing_alone(Home.open(hamlet)):
        done = thugom("nightly", "--home", hamlet, **NO_WAIT, THUGOM_LANG="vi")
    assert done.returncode == BUSY
    assert f"Một lần chạy khác đang ghi vào thư mục này (tiến trình {os.getpid()} trên máy " in done.stderr
    assert "Khóa mất theo tiến trình" in done.stderr


def test_commands_that_only_read_do_not_wait(hamlet: Path) -> None:
    """Coverage and alerts can be looked at while a night runs."""
    with writing_alone(Home.open(hamlet)):
        for command in ("status", "alerts list"):
            assert thugom(*command.split(), "--home", hamlet, **NO_WAIT).returncode == 0


def test_two_homes_on_one_database_are_one_writer(
    tmp_path: Path, postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a PostgreSQL that another home writes to, a night leaves with the address, less the password."""
    monkeypatch.setenv("THUGOM_DATABASE_URL", postgresql)
    one, other = make_hamlet(tmp_path / "one"), make_hamlet(tmp_path / "other")
    with writing_alone(Home.open(one)):
        done = thugom("nightly", "--home", other, **NO_WAIT)
    assert done.returncode == BUSY, done.stderr
    assert ":***@127.0.0.1" in done.stderr
    assert f"Another run is writing in this database (process {os.getpid()} on " in done.stderr
