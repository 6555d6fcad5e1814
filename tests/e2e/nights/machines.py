"""Trouble of a machine, made on purpose and taken away again: a small disk, a full one, folders closed to writing."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NO_MOUNTS = "this user may not mount file systems"
_FILLER = ".filler"


def _mount(*arguments: str | Path) -> bool:
    """Mount something; tell whether that is permitted here."""
    try:
        return (
            subprocess.run([shutil.which("mount") or "mount", *arguments], capture_output=True, check=False).returncode
            == 0
        )
    except FileNotFoundError:
        return False


def _unmount(place: Path) -> None:
    """Take a mount away, whoever still has a file open there."""
    subprocess.run([shutil.which("umount") or "umount", "--lazy", place], check=True)


@contextlib.contextmanager
def small_disk(place: Path, mebibytes: int) -> Iterator[Path]:
    """Give an empty file system of its own, so large and no larger."""
    place.mkdir()
    if os.geteuid() != 0 or not _mount("-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", place):
        pytest.skip(NO_MOUNTS)
    try:
        yield place
    finally:
        _unmount(place)


def fill(disk: Path, leave: int = 0) -> None:
    """Fill a disk to its last byte but `leave`."""
    filler = os.open(disk / _FILLER, os.O_WRONLY | os.O_CREAT)
    size = 0
    with contextlib.suppress(OSError):
        while True:
            size += os.write(filler, bytes(1 << 16))
    with contextlib.suppress(OSError):
        while True:
            size += os.write(filler, bytes(1 << 9))
    os.ftruncate(filler, max(0, size - leave))
    os.close(filler)
    if not leave:
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
            (disk / f"{_FILLER}-more").write_bytes(bytes(1 << 12))
        (disk / f"{_FILLER}-more").unlink()


def make_room(disk: Path) -> None:
    """Take away what fills a disk."""
    (disk / _FILLER).unlink()


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Close a folder, and all below it, to writing, for everybody; root does not mind the rights of files."""
    if os.geteuid() == 0:
        if not _mount("--bind", folder, folder):
            pytest.skip(NO_MOUNTS)
        try:
            assert _mount("-o", "remount,bind,ro", folder)
            yield
        finally:
            _unmount(folder)
        return
    modes = {path: path.stat().st_mode for path in (folder, *folder.rglob("*"))}
    for path in modes:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
