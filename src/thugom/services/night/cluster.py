"""A Dask cluster that judges partitions of a night: who of it can, and what its operator is told of everything else.

Workers are asked before they are given anything. What a notice says is put into words here, and translated where it is
shown; none of it stops a night.
"""

import logging
import time
import warnings
from asyncio import CancelledError
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, TypeVar

from thugom import __version__
from thugom.services.night.apart import judge_apart, want_apart
from thugom.services.night.judgeable import Judgeable, program

if TYPE_CHECKING:
    from distributed import Client, Future

DASK = "dask://"
"""What a setting begins with that names a cluster."""
CONNECT = "20s"
"""How long a scheduler may take to answer."""
ANSWER_SECONDS = 60.0
"""How long workers may take to say whether they can judge: the first time, each of them loads the program."""
PATIENCE_SECONDS = 1800.0
"""A cluster that gave nothing back for so long is not waited for: a partition takes seconds, and people wait at six."""
LOOK_AGAIN_SECONDS = 15.0
"""Until somebody looks whether there is still a worker."""
_A_MOMENT = 0.5
_NAMED = 3
Want = tuple[str, str]
"""What a worker lacks, as `want_of` returns it; `silent` where it says nothing."""
Answer = TypeVar("Answer")
_HERE = "This machine judges instead; nothing is lost."


class NotGivenError(Exception):
    """A cluster did not give a partition back."""


@dataclass(frozen=True, eq=False)
class Cluster:
    """A cluster that takes work.

    `able`: the workers that can judge. `left_out`: whether there are others, which are then given nothing.
    """

    client: "Client"
    where: str
    able: frozenset[str]
    left_out: bool

    def take(self, partitions: Sequence[Judgeable]) -> "list[Future[bytes]]":
        """Give partitions to the workers; return what each will come to, as `judge_packed` returns it."""
        only = {"workers": sorted(self.able), "allow_other_workers": False} if self.left_out else {}
        # Plain tasks of Dask's: one of Prefect's would look for the night's own server, on loopback, from another host.
        return [self.client.submit(judge_apart, one.packed(), pure=False, **only) for one in partitions]

    def present(self) -> frozenset[str]:
        """Return the workers that are there now and may be given work."""
        there = workers_of(self.client)
        return there & self.able if self.left_out else there

    def lost(self) -> str:
        """Return a notice of the workers that have gone since the night began; nothing where none has."""
        gone = self.able - workers_of(self.client)
        if not gone:
            return ""
        return f"The cluster {self.where} lost {named(gone)} in the night. Nothing is lost of the work. See their logs."


class Waiting:
    """How long a night waits for a cluster: as long as it has workers and gives something back now and then."""

    def __init__(self, cluster: Cluster) -> None:
        """Begin to wait."""
        self._cluster, self._given_at = cluster, time.monotonic()

    def result(self, future: "Future[bytes]") -> bytes:
        """Return what became of a partition.

        Raises:
            NotGivenError: nothing did: whatever a worker raised, nobody is left, or nothing comes any more.
        """
        while True:
            try:
                packed = future.result(timeout=LOOK_AGAIN_SECONDS)
            except TimeoutError:
                self._look()
            # Whatever it is, the night can judge; and Dask cancels what a scheduler had that is gone.
            except (Exception, CancelledError) as error:  # noqa: BLE001
                raise NotGivenError(on_one_line(error)) from None
            else:
                self._given_at = time.monotonic()
                return packed

    def _look(self) -> None:
        """Raise where there is nothing to wait for."""
        if not self._cluster.present():
            raise NotGivenError("no worker is left")
        if time.monotonic() - self._given_at > PATIENCE_SECONDS:
            raise NotGivenError(f"nothing came back for {PATIENCE_SECONDS / 60:.0f} minutes")


@contextmanager
def connected(where: str) -> "Iterator[Client]":
    """Give a client of a cluster.

    Raises:
        ImportError: Dask is not installed.
        OSError: no scheduler answers.
    """
    # An extra, and a second to load.
    from distributed import Client  # noqa: PLC0415

    with quietly(), Client(address_of(where), timeout=CONNECT, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        yield client


@contextmanager
def quietly() -> Iterator[None]:
    """Keep Dask from printing what it makes of machines that are gone, or others: it is said once, in a sentence.

    To be entered when Dask is loaded: it gives each of its loggers a level of its own.
    """
    names = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Mismatched versions")
            yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


def address_of(where: str) -> str:
    """Return the address of a cluster's scheduler, as Dask writes it.

    >>> address_of("dask://10.0.0.1:8786")
    'tcp://10.0.0.1:8786'
    """
    return f"tcp://{where.removeprefix(DASK)}"


def crew(client: "Client", where: str, partition: Judgeable) -> tuple[Cluster, list[str]]:
    """Ask every worker of a cluster whether it can judge; return the cluster with those that can, and notices.

    Args:
        client: speaks to the scheduler.
        where: the cluster, as the setting names it.
        partition: one of those to be judged; its first original is looked for by each worker.
    """
    there = workers_of(client)
    if not there:
        notice = f"The cluster {where} has no worker. {_HERE} Start its workers."
        return Cluster(client, where, there, left_out=False), [notice]
    sample = partition.sample()
    wants = _wants(client, there, (sample.program, sample.packed()))
    able = frozenset(worker for worker, want in wants.items() if want == ("", ""))
    notices = list(_left_out(where, {worker: want for worker, want in wants.items() if worker not in able}))
    if not able:
        notices.append(f"No worker of the cluster {where} can judge for this night. {_HERE}")
    return Cluster(client, where, able, left_out=able != there), notices


def workers_of(client: "Client") -> frozenset[str]:
    """Return the addresses of the workers that are there now."""
    return frozenset(client.scheduler_info(n_workers=-1)["workers"])


def named(workers: Iterable[str]) -> str:
    """Name some workers, and say how many more there are.

    >>> named({"tcp://10.0.0.2:4001", "tcp://10.0.0.3:4001", "tcp://10.0.0.4:4001", "tcp://10.0.0.5:4001"})
    '10.0.0.2:4001, 10.0.0.3:4001, 10.0.0.4:4001 (+1)'
    """
    names = sorted(worker.rpartition("//")[2] for worker in workers)
    more = f" (+{len(names) - _NAMED})" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def on_one_line(error: BaseException) -> str:
    """Return an error on one line, with its kind where that is not ours."""
    said = " ".join(str(error).split())
    return said if isinstance(error, NotGivenError) else f"{type(error).__name__}: {said}"


def unreachable(where: str, reason: str) -> str:
    """Return the notice of a cluster that takes no work."""
    return f"The cluster {where} takes no work ({reason}). {_HERE} Start its scheduler, or open the way to its port."


def not_installed() -> str:
    """Return the notice of a machine that cannot speak to a cluster."""
    return f"Dask is not installed on this machine. {_HERE} Install it with: pip install 'thugom[dask]'"


def not_given(where: str, reasons: Sequence[str], count: int) -> str:
    """Return the notice of partitions that came to nothing, of so many."""
    return f"{len(reasons)} of {count} pieces of work did not come back from {where} ({reasons[0]}). {_HERE}"


def not_spread(where: str, reason: str) -> str:
    """Return the notice of a machine whose threads or processes take no work."""
    return f"Work could not be spread over {where} ({reason}). One process did it; nothing is lost."


def _wants(client: "Client", workers: Iterable[str], asked: tuple[str, bytes]) -> dict[str, Want]:
    """Return what each worker lacks, in its own words."""
    # First what every Python can answer: one without thugom, or with an old one, breaks over any other question.
    installed = _answers(client, workers, version, "thugom")
    wants = {worker: _want(answer) for worker, answer in installed.items() if answer != __version__}
    answers = _answers(client, installed.keys() - wants.keys(), want_apart, *asked)
    return wants | {
        worker: _want(answer) if isinstance(answer, Exception) else answer for worker, answer in answers.items()
    }


def _want(answer: str | Exception) -> Want:
    """Return what a worker lacks that is of another release, or could not answer."""
    if isinstance(answer, TimeoutError):
        return "silent", ""
    if isinstance(answer, PackageNotFoundError):
        return "program", "no thugom"
    return "program", on_one_line(answer) if isinstance(answer, Exception) else f"thugom {answer}"


def _answers(
    client: "Client", workers: Iterable[str], question: Callable[..., Answer], *values: object
) -> dict[str, Answer | Exception]:
    """Return what each worker answers to a question; a TimeoutError where it does not."""
    # Pinned tasks and no broadcast: a machine that hangs would hold up the whole of one.
    futures = {
        worker: client.submit(question, *values, workers=[worker], allow_other_workers=False, pure=False, priority=100)
        for worker in workers
    }
    end = time.monotonic() + ANSWER_SECONDS
    answers: dict[str, Answer | Exception] = {}
    for worker, future in futures.items():
        try:
            # What has come by then is taken, too.
            answers[worker] = future.result(timeout=max(end - time.monotonic(), _A_MOMENT))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with a worker, it is left out
            answers[worker] = error
    silent = [future for worker, future in futures.items() if isinstance(answers[worker], TimeoutError)]
    client.cancel(silent)  # type: ignore[no-untyped-call] # Dask's annotations are not complete
    return answers


def _left_out(where: str, wants: Mapping[str, Want]) -> Iterable[str]:
    """Yield a notice for every kind of want, with the workers it holds for."""
    for want in sorted(set(wants.values())):
        kind, found = want
        head = f"The cluster {where} does without {named(worker for worker in wants if wants[worker] == want)}: "
        if kind == "program":
            yield f"{head}found {found}, expected {program()}. Install the same release of everything there."
        elif kind == "archive":
            yield (
                f"{head}an original cannot be read there ({found}). Mount the archive there at the same path,"
                " or set THUGOM_ARCHIVE_URL there as it is here."
            )
        else:
            yield f"{head}no answer within {ANSWER_SECONDS:.0f} seconds. See whether it is busy or stuck."
