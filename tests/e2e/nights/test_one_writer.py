"""A second writer, as its user meets it: a clear message, a code of its own, and nothing touched."""

from __future__ import annotations

import csv
import json
import os
from typing import TYPE_CHECKING

import pytest
import shapely

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


@pytest.mark.parametrize(
    "command",
    [
        "nightly",
        "backup",
        "alerts ack 00",
        "alerts snooze 00 --until 2027-01-01",
        "alerts close 00 --because seen",
        "database upgrade",
        "boundaries import {land} --valid-on 2026-10-12",
    ],
)
def test_every_command_that_writes_leaves_while_another_one_writes(hamlet: Path, command: str) -> None:
    """It names the place and the holder, and its code tells a watchdog that later will do."""
    before = sorted((hamlet / "register").iterdir())
    arguments = command.format(land=_land(hamlet)).split()
    with writing_alone(Home.open(hamlet)):
        done = thugom(*arguments, "--home", hamlet, **NO_WAIT)
    assert done.returncode == BUSY, done.stderr
    assert sorted((hamlet / "register").iterdir()) == before
    place, what = done.stderr.strip().splitlines()[:2]
    assert place == str(hamlet / "data" / "store" / "night.lock")
    assert what.startswith(f"  Another run is writing in this home (process {os.getpid()} on ")
    assert "there is nothing to delete" in what


def _land(home: Path) -> Path:
    """Write a file with the boundaries of the home's units, each around its place; return it."""
    with (home / "register" / "unit.csv").open(encoding="utf-8", newline="") as lines:
        units = [(row["unit_code"], float(row["lon"]), float(row["lat"])) for row in csv.DictReader(lines)]
    features = [
        {
            "type": "Feature",
            "properties": {"code": code},
            "geometry": shapely.geometry.mapping(shapely.box(lon - 0.004, lat - 0.1, lon + 0.004, lat + 0.1)),
        }
        for code, lon, lat in units
    ]
    path = home.parent / "land.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_the_boundaries_that_were_kept_out_are_taken_in_once_nobody_writes(hamlet: Path) -> None:
    """It was the lock that kept them out, and nothing about them."""
    done = thugom("boundaries", "import", _land(hamlet), "--valid-on", "2026-10-12", "--home", hamlet, **NO_WAIT)
    assert done.returncode == 0, done.stdout + done.stderr


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


def test_a_restore_waits_for_whoever_writes_in_the_database(
    hamlet: Path, tmp_path: Path, postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into a database that another home writes to nothing is restored; no half of a home is left."""
    saved = tmp_path / "saved.tar"
    assert thugom("backup", "--home", hamlet, "--out", saved).returncode == 0
    monkeypatch.setenv("THUGOM_DATABASE_URL", postgresql)
    other, root = make_hamlet(tmp_path / "other"), tmp_path / "restored"
    with writing_alone(Home.open(other)):
        done = thugom("restore", saved, "--home", root, **NO_WAIT)
    assert done.returncode == BUSY, done.stderr
    assert f"Another run is writing in this database (process {os.getpid()} on " in done.stderr
    assert not root.exists()
    assert thugom("restore", saved, "--home", root, **NO_WAIT).returncode == 0
