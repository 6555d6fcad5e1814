"""Partitions of tickets: batches that any process or machine can judge by itself, and what is kept of them as bytes.

What is kept comes back with the rest of what is said: some 29 MB for a million tickets, and no folder that several
machines may write to is needed. The home's key for the hashes of vehicles travels with them (decision 0038).
"""

import io
import os
import pickle
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from thugom.services.night.judgeable import Find, PartitionError, program
from thugom.services.night.opening import Declared
from thugom.services.night.scales import JUDGING, Scales, Weighed
from thugom.sources.tickets import Form, TicketFile


@dataclass(frozen=True)
class AwaitedTickets:
    """A file of tickets that awaits its judgement: its hash, its path, when it came by local time, and its form."""

    sha256: str
    file_path: str
    arrived: str
    form: Form


@dataclass(frozen=True, eq=False)
class Packed:
    """What became of some files, and what is kept of each, by hash, as an archive in memory."""

    said: Weighed
    kept: Mapping[str, bytes]


@dataclass(frozen=True, eq=False)
class TicketPartition:
    """Some files of tickets, and what they are judged by."""

    scales: Scales
    files: Sequence[AwaitedTickets]
    program: str = field(default_factory=program)

    @property
    def here(self) -> Declared:
        """What is declared."""
        return self.scales.here

    def packed(self) -> bytes:
        """Return the partition as bytes."""
        return pickle.dumps(self)

    def sample(self) -> "TicketPartition":
        """Return it with its first file alone."""
        return replace(self, files=self.files[:1])

    def judged(self, find: Find, done: Callable[[int], None]) -> list[Packed]:
        """Judge the files; see `partitions.judge_partition`."""
        batch = [(TicketFile(one.sha256, find(one.sha256), one.arrived, one.form), one.file_path) for one in self.files]
        kept: dict[str, bytes] = {}

        def place(sha256: str, folder: Path) -> None:
            kept[sha256] = _packed(folder)

        with TemporaryDirectory(prefix=JUDGING, dir=_workplace(self.here), ignore_cleanup_errors=True) as scratch:
            found = self.scales.judge(batch, Path(scratch), place)
        done(len(self.files))
        return [Packed(said, {sha256: kept[sha256] for sha256 in said.counts if sha256 in kept}) for said in found]

    def judged_apart(self, find: Find) -> list[Packed]:
        """Judge the files for another machine.

        Raises:
            PartitionError: this one has no room for one of them; the night's own may have.
        """
        found = self.judged(find, lambda _: None)
        put_off = [path for one in found for path in one.said.put_off]
        if put_off:
            raise PartitionError(f"no room to judge {', '.join(put_off)}")
        return found


def unpack(kept: bytes, folder: Path) -> None:
    """Lay what is kept of a file out again, in a new folder."""
    folder.mkdir()
    with zipfile.ZipFile(io.BytesIO(kept)) as archive:
        archive.extractall(folder)


def _packed(folder: Path) -> bytes:
    """Return a folder as an archive in memory; its files are compressed by themselves."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(folder.rglob("*.parquet")):
            archive.write(path, path.relative_to(folder))
    return packed.getvalue()


def _workplace(here: Declared) -> Path:
    """Return where this machine judges: beside what is kept where it may write there, else where the system says."""
    beside = here.home.store / "tickets"
    return beside if os.access(beside, os.W_OK) else Path(gettempdir())
