"""Spreading: partitions of a night judged by threads, by processes or on a Dask cluster, as Prefect tasks.

Nothing here can cost a night: what a cluster does not give back is judged by the night itself, so that a machine that
is gone, or set up wrongly, makes a night slower and never poorer. Each such thing is a notice in the night's summary.
"""

import asyncio
import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.context import FlowRunContext
from prefect.logging import get_logger
from prefect.task_runners import ProcessPoolTaskRunner, ThreadPoolTaskRunner

from thugom.services.night import cluster
from thugom.services.night.judgeable import Judgeable
from thugom.services.night.partitions import Outcome, in_turn, judge_packed, judge_partition

THREADS, PROCESSES = "threads", "processes"
_AS_TASK: dict[str, Any] = {"name": "judge_partition", "cache_policy": NO_CACHE, "persist_result": False}


# No retry of Prefect's own: Dask gives a lost worker's tasks to another one, and the night does what nobody did.
@task(**_AS_TASK)
def judge_apart(packed: bytes) -> bytes:
    """Judge a partition in another thread or process of this machine."""
    return judge_packed(packed)


@dataclass
class Spreading:
    """Judges partitions where the setting says: `threads`, `processes` or `dask://host:port`.

    `notices`: what did not go as it was set up, in sentences for its operator.
    """

    where: str
    notices: list[str] = field(default_factory=list)

    def __call__(self, partitions: Sequence[Judgeable], done: Callable[[int], None]) -> Iterator[Outcome]:
        """Judge partitions; tell how many more files are done; give the outcomes in the partitions' order."""
        # One alone is judged as fast here, and a small night must not wait for a cluster.
        if len(partitions) < 2:  # noqa: PLR2004 - see above
            yield from in_turn(partitions, done)
            return
        with ExitStack() as stack:
            try:
                begin = self._on_cluster if self.where.startswith(cluster.DASK) else self._on_this_machine
                waiting = begin(stack, partitions)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with a cluster, there is this machine
                told = cluster.unreachable if self.where.startswith(cluster.DASK) else cluster.not_spread
                self._notice(told(self.where, cluster.on_one_line(error)))
                waiting = None
            if waiting is None:
                yield from in_turn(partitions, done)
                return
            yield from self._gathered(partitions, waiting, done)

    def _gathered(
        self, partitions: Sequence[Judgeable], waiting: "Sequence[Callable[[], bytes]]", done: Callable[[int], None]
    ) -> Iterator[Outcome]:
        """Yield what became of each partition; judged here where it came to nothing elsewhere."""
        reasons: list[str] = []
        for partition, wait in zip(partitions, waiting, strict=True):
            try:
                outcome: Outcome = pickle.loads(wait())  # noqa: S301 - of our own task
            except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - as above
                reasons.append(cluster.on_one_line(error))
                yield judge_partition(partition, done)
            else:
                done(len(partition.files))
                yield outcome
        if reasons:
            self._notice(cluster.not_given(self.where, reasons, len(partitions)))

    def _on_this_machine(
        self, stack: ExitStack, partitions: Sequence[Judgeable]
    ) -> "Sequence[Callable[[], bytes]] | None":
        """Give partitions to threads or processes; return what waits for each."""
        runner = stack.enter_context(_runner(self.where))
        futures = [runner.submit(judge_apart, {"packed": one.packed()}) for one in partitions]
        return [future.result for future in futures]

    def _on_cluster(self, stack: ExitStack, partitions: Sequence[Judgeable]) -> "Sequence[Callable[[], bytes]] | None":
        """Give partitions to the workers of a cluster; return what waits for each, or None where nobody can judge."""
        try:
            # An extra, and a second to load.
            from prefect_dask.task_runners import DaskTaskRunner
        except ImportError:
            self._notice(cluster.not_installed())
            return None
        stack.enter_context(cluster.quietly())
        # Left last, when the client is closed and nobody waits any more.
        threads = stack.enter_context(ThreadPoolExecutor(len(partitions), "cluster"))
        opened = DaskTaskRunner(address=cluster.address_of(self.where), client_kwargs={"timeout": cluster.CONNECT})
        client = stack.enter_context(opened).client
        there, notices = cluster.crew(client, self.where, partitions[0])
        for notice in notices:
            self._notice(notice)
        if not there.able:
            return None
        stack.callback(self._tell_losses, there)
        wait = cluster.Waiting(there)
        futures = there.take(partitions)
        return [threads.submit(copy_context().run, _attend, wait, future).result for future in futures]

    def _tell_losses(self, there: cluster.Cluster) -> None:
        """Give notice of workers that have gone; of a scheduler that has gone, somebody else has told."""
        try:
            notice = there.lost()
        except Exception as error:  # noqa: BLE001 - the work is done
            get_logger("thugom").debug("the cluster does not say who is there (%s)", error)
            return
        if notice:
            self._notice(notice)

    def _notice(self, text: str) -> None:
        """Keep a notice for the summary, and say it in Prefect's log."""
        self.notices.append(text)
        get_logger("thugom").warning(text)


def _attend(wait: cluster.Waiting, future: Any) -> bytes:  # noqa: ANN401 - Dask's future
    """Wait for one partition, as a task of the night's flow where there is one.

    The task is run on this machine: from another host nobody could tell the night's own server of it.
    """
    if FlowRunContext.get() is None:
        return wait.result(future)
    given: list[bytes] = []

    # Nothing is returned: Prefect would keep it until the night is over.
    @task(**_AS_TASK)
    def judged_there() -> None:
        given.append(wait.result(future))

    judged_there()
    return given[0]


def _runner(where: str) -> Any:  # noqa: ANN401 - Prefect's runners share no public type
    """Return the task runner of this machine that a setting names."""
    runner = ThreadPoolTaskRunner if where == THREADS else ProcessPoolTaskRunner
    return runner(max_workers=os.cpu_count() or 1)
