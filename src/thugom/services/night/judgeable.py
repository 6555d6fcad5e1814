"""What every partition is to those who hand it out, whatever it holds; nothing here loads what judges."""

import functools
import platform
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

from thugom import __version__
from thugom.services.night.opening import Declared

PARTITIONS_AT_MOST = 24
"""Of reports, and of tickets: a flow of Prefect's bears some fifty tasks, and a cluster rarely has more workers."""
Find = Callable[[str], Path]
"""Returns where the original with a hash lies."""
_DECIDE_AS_WELL = ("pandas", "great-expectations", "python-calamine", "duckdb")


class PartitionError(Exception):
    """A partition cannot be judged here: the machine is not set up for it. It is for whoever sent it to judge."""


@functools.cache
def program() -> str:
    """Return what judges in this process: the program, and what else decides what it says of a file."""
    others = ", ".join(f"{name} {version(name)}" for name in _DECIDE_AS_WELL)
    return f"thugom {__version__}, Python {platform.python_version().rpartition('.')[0]}, {others}"


class HasHash(Protocol):
    """A file of a partition."""

    @property
    def sha256(self) -> str:
        """Its hash."""


class Judgeable(Protocol):
    """A partition of whatever kind."""

    @property
    def here(self) -> Declared:
        """What it is judged by."""

    @property
    def files(self) -> Sequence[HasHash]:
        """The files."""

    @property
    def program(self) -> str:
        """The program that it is to be judged by."""

    def packed(self) -> bytes:
        """Return it as bytes."""

    def sample(self) -> "Judgeable":
        """Return it with its first file alone."""

    def judged(self, find: Find, done: Callable[[int], None]) -> Sequence[Any]:
        """Judge the files, and return what is to be said of them, batch by batch."""

    def judged_apart(self, find: Find) -> Sequence[Any]:
        """Judge the files for another machine, or raise a PartitionError."""
