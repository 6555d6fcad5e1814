"""Files that are replaced together: whatever stops it, the old set stands or the new one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from thugom.files import Replacement
from thugom.files.replacement import STAGING, finish_replacement

if TYPE_CHECKING:
    from collections.abc import Callable

LIST = "list.json"
OLD = {"a.csv": b"old a", "below/b.csv": b"old b", "gone.csv": b"old", LIST: b"old list"}
NEW = {"a.csv": b"new a", "below/b.csv": b"new b", "more.csv": b"new", LIST: b"new list"}


class CrashError(Exception):
    """The process ends here."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with an old set of files, and a file that is none of ours."""
    for name, content in {**OLD, "mine.txt": b"mine"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path


def set_in(folder: Path) -> dict[str, bytes]:
    """Return the files in place, without that which is none of ours."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert found.pop("mine.txt") == b"mine"
    return found


def replace_all(folder: Path) -> None:
    """Replace the old set by the new one."""
    replacement = Replacement(folder, LIST)
    try:
        for name, content in NEW.items():
            if name != LIST:
                replacement.path_of(name).write_bytes(content)
        replacement.complete(NEW[LIST], ["gone.csv"])
    finally:
        replacement.abandon()


def crash_at(step: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let the process end at the given step that touches the disk; return the steps that are counted."""
    steps: list[str] = []

    def stopping(method: Callable[..., object], name: str) -> Callable[..., object]:
        def run(*arguments: object, **named: object) -> object:
            steps.append(name)
            if len(steps) == step:
                raise CrashError
            return method(*arguments, **named)

        return run

    for name in ("replace", "write_bytes", "write_text", "unlink", "chmod"):
        monkeypatch.setattr(Path, name, stopping(getattr(Path, name), name))
    # A killed process throws nothing away either.
    monkeypatch.setattr(Replacement, "abandon", lambda _: None)
    return steps


def test_all_files_are_replaced_and_what_is_gone_is_removed(folder: Path) -> None:
    """Afterwards the new set stands, and nothing else of ours."""
    replace_all(folder)
    assert set_in(folder) == NEW


@pytest.mark.parametrize("step", range(1, 19))
def test_a_crash_leaves_a_set_that_the_next_start_makes_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Killed before any step, the next start finds the old set or finishes the new one: never a mixture."""
    with monkeypatch.context() as patched:
        steps = crash_at(step, patched)
        try:
            replace_all(folder)
        except CrashError:
            assert len(steps) == step
    finish_replacement(folder, LIST)
    assert set_in(folder) in (OLD, NEW)
    assert not (folder / STAGING).exists()


def test_the_steps_of_a_replacement_are_all_tried(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The crashes above reach every step there is."""
    with monkeypatch.context() as patched:
        steps = crash_at(0, patched)
        replace_all(folder)
    assert len(steps) < 19


def test_until_the_list_is_staged_nothing_in_place_is_touched(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk costs the new set and not the old one."""

    def full(_: int) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            replace_all(folder)
    assert set_in(folder) == OLD
    assert not (folder / STAGING).exists()


def test_a_new_replacement_finishes_what_a_crash_left_whole(folder: Path) -> None:
    """Whoever begins next puts the staged set in its place first."""
    staging = folder / STAGING
    staging.mkdir()
    (staging / "a.csv").write_bytes(b"new a")
    (staging / ".gone").write_text("gone.csv", encoding="utf-8")
    (staging / LIST).write_bytes(b"new list")
    Replacement(folder, LIST)
    assert (folder / "a.csv").read_bytes() == b"new a"
    assert (folder / LIST).read_bytes() == b"new list"
    assert not (folder / "gone.csv").exists()
