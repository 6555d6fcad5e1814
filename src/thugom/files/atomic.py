"""Files that are there whole or not at all.

A file is written beside its place under a hidden name, synced, and renamed over. The hidden name is always the same,
so that what a killed run left behind is overwritten by the next and never piles up; one writer at a time is what the
home's lock is for.
"""

import contextlib
import os
from pathlib import Path


def partial_of(path: Path) -> Path:
    """Return the hidden name under which `path` is written until it is whole.

    >>> partial_of(Path("data/curated/thugom.db")).as_posix()
    'data/curated/.thugom.db.partial'
    """
    return path.with_name(f".{path.name}.partial")


def write_atomic(path: Path, content: bytes) -> None:
    """Write `content` to `path`: a reader finds the old bytes or the new, also after a power cut.

    Raises:
        OSError: the folder cannot be written, or the disk is full; `path` is as it was.
    """
    partial = partial_of(path)
    try:
        partial.write_bytes(content)
        replace_atomic(partial, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        # A disk that is full names no file by itself, and the hidden one is nobody's concern.
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error


def replace_atomic(partial: Path, path: Path) -> None:
    """Put the finished file `partial` in the place of `path`; both lie on one file system.

    Raises:
        OSError: the folder cannot be written; `path` is as it was.
    """
    # The order is the promise: bytes on disk, then the name, then the folder that holds the name.
    _sync(partial)
    partial.replace(path)
    _sync(path.parent)


def private_folder(path: Path) -> Path:
    """Return the folder `path`, made with its parents where missing, and closed to other users.

    Raises:
        OSError: it cannot be made, or belongs to somebody else.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def _sync(path: Path) -> None:
    """Wait until the file or folder is on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
