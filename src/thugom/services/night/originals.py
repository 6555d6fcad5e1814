"""Originals: where the archived bytes of a file lie."""

from pathlib import Path

from thugom.contracts import HomeError
from thugom.services.night.opening import Night
from thugom.store import find


def original(night: Night, sha256: str) -> Path:
    """Return the archived original of a file.

    Raises:
        HomeError: somebody removed it: what it reported can no longer be judged.
    """
    path = find(night.home.archive, sha256)
    if path is None:
        problem = f"The archived original {sha256} is missing"
        raise HomeError(night.home.archive, problem, "Restore the folder from a backup, then run again.")
    return path
