"""Which files are reports."""

import os
from pathlib import Path

import pytest

from thugom.sources import discover


def _touch(raw: Path, *names: str) -> None:
    for name in names:
        path = raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def test_files_of_every_folder_are_found_in_one_order(tmp_path: Path) -> None:
    """Sub-folders are for people: whatever they are called, the files in them are read, sorted by path."""
    _touch(tmp_path, "b.csv", "a/2026-10/x.xlsx", "a.csv", "Á/y.ods")
    found = [path.relative_to(tmp_path).as_posix() for path in discover(tmp_path)]
    assert found == ["a.csv", "a/2026-10/x.xlsx", "b.csv", "Á/y.ods"]


def test_traces_of_programs_and_notes_for_people_are_left_out(tmp_path: Path) -> None:
    """Hidden files, lock files, unfinished copies, READMEs and the arrivals list are no reports."""
    _touch(tmp_path, ".DS_Store", "~$bao-cao.xlsx", ".git/x.csv", "x.csv.part", "x.tmp", "README.md", "arrivals.csv")
    assert discover(tmp_path) == []


def test_an_odd_name_is_no_reason_to_lose_a_report(tmp_path: Path) -> None:
    """A sign at the front of a name, or `arrivals.csv` below the top, hides nothing."""
    _touch(tmp_path, "$thang 10.xlsx", "a/arrivals.csv", "không tên")
    assert len(discover(tmp_path)) == 3


def test_symbolic_links_are_not_followed(tmp_path: Path) -> None:
    """A link in the inbox, to a file or a folder, leads nowhere."""
    outside, raw = tmp_path / "outside", tmp_path / "raw"
    _touch(outside, "secret.csv")
    raw.mkdir()
    (raw / "file.csv").symlink_to(outside / "secret.csv")
    (raw / "folder").symlink_to(outside)
    assert discover(raw) == []


def test_what_is_no_regular_file_is_left_out(tmp_path: Path) -> None:
    """A named pipe would keep the night waiting for ever."""
    os.mkfifo(tmp_path / "pipe.csv")
    assert discover(tmp_path) == []


def test_a_missing_inbox_is_an_error_and_no_silence(tmp_path: Path) -> None:
    """Without its folder nobody can say that nothing arrived."""
    with pytest.raises(FileNotFoundError):
        discover(tmp_path / "raw")
