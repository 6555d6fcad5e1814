"""Partitions: the heavy part of a night cut into pieces that any process or machine can judge by itself.

A partition carries what it is judged by, and what becomes of it comes back as frames: whoever judges it opens no store
and keeps nothing. Here are those of reports; `ticket_partitions` has the others. Bytes of files do not travel: a worker
reads them from the archive, in a folder that both share or in the object storage that THUGOM_ARCHIVE_URL names
there as here. What it is to know comes as one opaque text of bytes, because Prefect would walk through every cell of
anything else, looking for futures.
"""

import functools
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from thugom.contracts import HomeError
from thugom.services.judgement import Judged, Original, judged, read_batch
from thugom.services.night.judgeable import Find, Judgeable, PartitionError, program
from thugom.services.night.opening import Declared
from thugom.services.originals import Originals
from thugom.settings import Settings

FILES_AT_ONCE = 400
"""Files per batch: Great Expectations is run once per batch, and a batch is what memory holds."""


@dataclass(frozen=True)
class Awaited:
    """A file that awaits its judgement: its hash, the name people know it by, and when it came."""

    sha256: str
    file_path: str
    arrived_at: str


@dataclass(frozen=True, eq=False)
class Partition:
    """Some files and what they are judged by.

    `program`: what it is to be judged by; another one may say otherwise, and nobody could tell from the facts.
    """

    here: Declared
    files: Sequence[Awaited]
    max_bytes: int
    program: str = field(default_factory=program)

    def packed(self) -> bytes:
        """Return the partition as bytes."""
        return pickle.dumps(self)

    def sample(self) -> "Partition":
        """Return it with its first file alone."""
        return replace(self, files=self.files[:1])

    def judged(self, find: Find, done: Callable[[int], None]) -> list[Judged]:
        """Judge the files; see `judge_partition`."""
        return list(_batches(self, find, done))

    def judged_apart(self, find: Find) -> list[Judged]:
        """Judge the files for another machine."""
        return self.judged(find, lambda _: None)


Outcome = Sequence[Any]
"""What is to be said of a partition, batch by batch: `Judged` of reports, `ticket_partitions.Packed` of tickets."""
Spread = Callable[[Sequence[Judgeable], Callable[[int], None]], Iterator[Outcome]]
"""Judges partitions somewhere, tells how many more files are done, and gives the outcomes in the partitions' order."""


def in_turn(partitions: Sequence[Judgeable], done: Callable[[int], None]) -> Iterator[Outcome]:
    """Judge partitions one after the other, in this process."""
    for partition in partitions:
        yield judge_partition(partition, done)


def judge_packed(packed: bytes) -> bytes:
    """Judge a partition that came from another process; return its outcome as bytes.

    Raises:
        PartitionError: it cannot be judged here, whatever the reason: one error that every way back can carry.
    """
    # From our own night, over a way that carries code as well: see docs/scale.md on who may reach it.
    partition: Judgeable = pickle.loads(packed)  # noqa: S301
    if partition.program != program():
        raise PartitionError(f"{partition.program} sent this, and {program()} is installed here")
    try:
        with _originals(partition) as find:
            return pickle.dumps(partition.judged_apart(find))
    except Exception as error:  # noqa: BLE001 - who sent it judges it again, and then hears the error itself
        raise PartitionError(f"{type(error).__name__}: {error}") from None


def want_of(expected: str, packed: bytes) -> tuple[str, str]:
    """Return what this process lacks to judge a partition: which kind of thing, and what was found; both may be empty.

    Args:
        expected: the program that it is to be judged by; nothing of another one's is opened.
        packed: the partition.
    """
    if program() != expected:
        return "program", program()
    partition: Judgeable = pickle.loads(packed)  # noqa: S301 - as above
    try:
        with _originals(partition) as find:
            for file in partition.files[:1]:
                find(file.sha256)
    except HomeError as error:
        return "archive", f"{error.root}: {error.problem}"
    except Exception as error:  # noqa: BLE001 - whatever is wrong with an archive, nothing of it can be read from here
        return "archive", " ".join(str(error).split()) or type(error).__name__
    return "", ""


def judge_partition(partition: Judgeable, done: Callable[[int], None]) -> Outcome:
    """Judge the files of a partition.

    Raises:
        JudgementError: a rule could not be judged; that is never taken for a pass.
        HomeError: the original of a file cannot be found from here.
    """
    with _originals(partition) as find:
        return partition.judged(find, done)


def _batches(partition: Partition, find: Find, done: Callable[[int], None]) -> Iterator[Judged]:
    """Yield what is said of reports, a batch at a time."""

    def originals(batch: Iterable[Awaited]) -> Iterator[Original]:
        for file in batch:
            yield Original(file.sha256, file.file_path, find(file.sha256), file.arrived_at)
            done(1)

    files = partition.files
    for start in range(0, len(files), FILES_AT_ONCE):
        batch = read_batch(partition.here, originals(files[start : start + FILES_AT_ONCE]), partition.max_bytes)
        yield judged(partition.here, batch)


@contextmanager
def _originals(partition: Judgeable) -> Iterator[Find]:
    """Give what finds an original by its hash: where the home is, else in the archive that all machines share."""
    home = partition.here.home
    kept = Originals.of(home, Settings())
    if home.store.is_dir():
        yield functools.partial(_found, kept)
        return
    with TemporaryDirectory(prefix="thugom-") as name:
        scratch = Path(name)
        if kept.url is not None:
            kept = replace(kept, folder=scratch / "archive", workplace=scratch)
        yield functools.partial(_found, kept)


def _found(originals: Originals, sha256: str) -> Path:
    """Return where an original lies."""
    path = originals.find(sha256)
    if path is None:
        problem = f"The archived original {sha256} is missing"
        raise HomeError(originals.folder, problem, "Restore the folder from a backup, then run again.")
    return path
