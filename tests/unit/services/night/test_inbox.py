"""What a night does with an inbox on another machine, and whom it tells."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import fsspec
import pytest

from thugom.files.remote import RemoteFolder
from thugom.services.home import make_home
from thugom.services.night.arrivals import take_in
from thugom.services.night.judging import judge
from thugom.services.night.opening import open_night
from thugom.services.night.progress import current, told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from thugom.files.remote import RemoteFile

NOW = dt.datetime(2026, 11, 16, 1, 30, tzinfo=dt.UTC)
FOLDER = "/test-inbox"
REPORT = (
    "unit_code,period,settlement,population,households,households_served,households_self_managed,"
    "generated_t,collected_t,collections_per_week,submitted_on\n"
    "03388,2026-10,urban,21973,5616,5000,300,700,600,7,2026-11-03\n"
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home whose inbox is on another machine, and holds two files."""
    memory = fsspec.filesystem("memory")
    memory.pipe(f"{FOLDER}/a.csv", REPORT.encode())
    memory.pipe(f"{FOLDER}/b.csv", REPORT.replace("600", "601").encode())
    monkeypatch.setenv("THUGOM_INBOX_URL", f"memory://{FOLDER}")
    yield make_home(tmp_path / "home").root
    memory.rm(FOLDER, recursive=True)


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note what is fetched."""
    names: list[str] = []
    fetch = RemoteFolder.fetch

    def watch(self: RemoteFolder, file: RemoteFile, target: Path) -> bool:
        names.append(file.path)
        return fetch(self, file, target)

    monkeypatch.setattr(RemoteFolder, "fetch", watch)
    return names


class Heard:
    """Whoever is told of the progress."""

    def __init__(self) -> None:
        """Have heard nothing."""
        self.steps: list[tuple[str, int, int]] = []

    def begin(self, step: str, total: int) -> None:
        """Note a step."""
        self.steps.append((step, total, 0))

    def advance(self) -> None:
        """Count a file."""
        step, total, done = self.steps[-1]
        self.steps[-1] = (step, total, done + 1)


def test_a_file_is_fetched_once(home: Path, fetched: list[str]) -> None:
    """The inbox is never emptied: what was fetched before must not cross the network every night."""
    take_in(open_night(home, None, NOW))
    assert fetched == ["a.csv", "b.csv"]
    take_in(open_night(home, None, NOW))
    assert fetched == ["a.csv", "b.csv"]


def test_a_file_whose_original_is_lost_is_fetched_again(home: Path, fetched: list[str]) -> None:
    """The ledger's word that it was fetched is no original: the archive needs the bytes."""
    take_in(open_night(home, None, NOW))
    for original in (home / "data" / "archive").rglob("*.csv"):
        original.unlink()
    night = open_night(home, None, NOW)
    assert judge(night, take_in(night).awaiting).accepted == 2
    assert fetched == ["a.csv", "b.csv"] * 2


def test_nothing_that_was_fetched_is_left_beside_the_archive(home: Path) -> None:
    """Reports lie where the night keeps them, and nowhere else on this machine."""
    take_in(open_night(home, None, NOW))
    assert sorted(path.parents[1].name for path in home.rglob("*.csv") if "data" in path.parts) == ["archive"] * 2


def test_every_file_is_told_of_once_in_each_step(home: Path) -> None:
    """Whoever watches sees how many files there are, and all of them done."""
    heard = Heard()
    with told(heard):
        night = open_night(home, None, NOW)
        judge(night, take_in(night).awaiting)
    assert heard.steps == [("fetch", 2, 2), ("judge", 2, 2)]
    current().begin("judge", 1)
    assert len(heard.steps) == 2


def test_a_synthetic_home_keeps_to_its_own_folders(
    home: Path, tmp_path: Path, fetched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Invented reports must never lie in a department's archive, nor its reports be judged among invented ones."""
    del home
    monkeypatch.setenv("THUGOM_ARCHIVE_URL", f"memory://{FOLDER}")
    demonstration = make_home(tmp_path / "demonstration", synthetic=True)
    (demonstration.raw / "invented.csv").write_text(REPORT, encoding="utf-8")
    night = open_night(demonstration.root, None, NOW)
    assert take_in(night).awaiting["file_path"].tolist() == ["invented.csv"]
    assert len(list(demonstration.archive.rglob("*.csv"))) == 1
    assert fetched == []
    assert fsspec.filesystem("memory").ls(FOLDER, detail=False) == [f"{FOLDER}/a.csv", f"{FOLDER}/b.csv"]
