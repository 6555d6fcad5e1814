"""Originals: where the archived bytes of a file lie."""

from pathlib import Path

from thugom.contracts import HomeError
from thugom.services.night.opening import Night


def original(night: Night, sha256: str) -> Path:
    """Return the archived original of a file.

    Raises:
        HomeError: somebody removed it: what it reported can no longer be judged.
        RemoteError: it is kept on another machine, which cannot be reached.
    """
    path = night.originals.find(sha256)
    if path is None:
        problem = f"The archived original {sha256} is missing"
        raise HomeError(night.originals.folder, problem, "Restore the folder from a backup, then run again.")
    return path
