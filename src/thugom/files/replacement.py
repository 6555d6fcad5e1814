"""Files that are replaced together: written apart, then renamed one by one, and never left half old and half new.

What is new is written below a hidden folder beside the files that it replaces, so that a rename is enough to put it in
its place. The last file to be written there, and the last to be renamed, is the one that lists all others: as long as
it is missing there, nothing in place has been touched, and what was begun can be thrown away; once it is there, all of
it is, and the renames can be finished by whoever comes next.
"""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

STAGING = ".next"
_GONE = ".gone"
"""Beside the staged files: the names of those that are to be removed, one a line."""
_READABLE = 0o644


class Replacement:
    """New files for a folder, staged until `complete` puts them all in their places."""

    def __init__(self, folder: Path, list_name: str) -> None:
        """Begin a replacement in `folder`; what an earlier one left there is finished or thrown away first.

        Args:
            folder: holds the files and their list; made where it is missing.
            list_name: the name of the file that lists the others.

        Raises:
            OSError: the folder cannot be written.
        """
        folder.mkdir(parents=True, exist_ok=True)
        finish_replacement(folder, list_name)
        self.folder, self.list_name = folder, list_name

    def path_of(self, name: str) -> Path:
        """Return where the new file for the place `name`, a path below the folder, is to be written."""
        path = self.folder / STAGING / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def complete(self, listing: bytes, gone: Iterable[str] = ()) -> None:
        """Put every staged file in its place, the list last, and remove what is no longer part of it.

        Args:
            listing: the bytes of the list.
            gone: names of files that the old list has and the new one has not.

        Raises:
            OSError: the disk is full or may not be written; before the list is staged, the old files all stand.
        """
        staging = self.folder / STAGING
        self.path_of(_GONE).write_text("\n".join(gone), encoding="utf-8")
        for path in staging.rglob("*"):
            if path.is_file():
                path.chmod(_READABLE)
                _sync(path)
        partial = staging / f"{_GONE}.list"
        partial.write_bytes(listing)
        partial.chmod(_READABLE)
        _sync(partial)
        # From here on the replacement is whole: a crash below is finished by the next start.
        partial.replace(staging / self.list_name)
        _sync(staging)
        finish_replacement(self.folder, self.list_name)

    def abandon(self) -> None:
        """Throw away what was staged, unless it is whole; the old files stand."""
        if not (self.folder / STAGING / self.list_name).exists():
            shutil.rmtree(self.folder / STAGING, ignore_errors=True)


def finish_replacement(folder: Path, list_name: str) -> bool:
    """Finish a replacement that a crash broke off, or throw away what it had begun; tell whether it was finished.

    Raises:
        OSError: the folder cannot be written.
    """
    staging = folder / STAGING
    if not staging.is_dir():
        return False
    whole = (staging / list_name).is_file()
    if whole:
        _put_in_place(staging, folder, list_name)
    shutil.rmtree(staging)
    return whole


def _put_in_place(staging: Path, folder: Path, list_name: str) -> None:
    """Rename the staged files to their places and remove what is gone, the list last; twice is once."""
    apart = {staging / list_name, staging / _GONE}
    staged = sorted(path for path in staging.rglob("*") if path.is_file() and path not in apart)
    for path in staged:
        place = folder / path.relative_to(staging)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)
    for name in (staging / _GONE).read_text(encoding="utf-8").splitlines():
        (folder / name).unlink(missing_ok=True)
    for changed in {folder / path.relative_to(staging).parent for path in staged}:
        _sync(changed)
    (staging / list_name).replace(folder / list_name)
    _sync(folder)


def _sync(path: Path) -> None:
    """Wait until the file or folder is on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
