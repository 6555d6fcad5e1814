"""Spreading: partitions of a night judged by threads, by processes or on a Dask cluster, as Prefect tasks.

Nothing here can cost a night: what a cluster does not give back is judged by the night itself, so that a machine that
is gone, or set up wrongly, makes a night slower and never poorer.
"""

import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.logging import get_logger
from prefect.task_runners import ProcessPoolTaskRunner, ThreadPoolTaskRunner

from thugom.services.night.partitions import Outcome, Partition, Spread, in_turn, judge_packed, judge_partition

THREADS, PROCESSES, DASK = "threads", "processes", "dask://"
_LOOK_AGAIN = 15.0
"""Seconds until the night looks whether anybody is still at work on what it waits for."""
_CONNECT = "20s"


# No retry of Prefect's own: Dask gives a lost worker's tasks to another one, and the night does what nobody did.
@task(name="judge_partition", cache_policy=NO_CACHE, persist_result=False)
def judge_apart(packed: bytes) -> bytes:
    """Judge a partition in another thread or process, or on another machine."""
    return judge_packed(packed)


def spread_over(where: str) -> Spread:
    """Return what judges partitions where the setting says: `threads`, `processes` or `dask://host:port`."""

    def spread(partitions: Sequence[Partition], done: Callable[[int], None]) -> Iterator[Outcome]:
        # One alone is judged as fast here, and a small night must not wait for a cluster.
        if len(partitions) < 2:  # noqa: PLR2004 - see above
            yield from in_turn(partitions, done)
            return
        with ExitStack() as stack:
            try:
                runner = stack.enter_context(_runner(where))
                futures = [runner.submit(judge_apart, {"packed": one.packed()}) for one in partitions]
            except Exception as error:  # noqa: BLE001 - whatever is wrong with a cluster, there is this machine
                _warn(f"{where} takes no work ({type(error).__name__}: {error}); it is done here")
                yield from in_turn(partitions, done)
                return
            for partition, future in zip(partitions, futures, strict=True):
                yield _outcome(partition, future, runner, done)

    return spread


def _runner(where: str) -> Any:  # noqa: ANN401 - Prefect's runners share no public type with Dask's
    """Return the task runner that a setting names."""
    if where == THREADS:
        return ThreadPoolTaskRunner(max_workers=os.cpu_count() or 1)
    if where == PROCESSES:
        return ProcessPoolTaskRunner(max_workers=os.cpu_count() or 1)
    # An extra, and a second to load.
    from prefect_dask.task_runners import DaskTaskRunner

    return DaskTaskRunner(address=f"tcp://{where.removeprefix(DASK)}", client_kwargs={"timeout": _CONNECT})


def _outcome(partition: Partition, future: Any, runner: Any, done: Callable[[int], None]) -> Outcome:  # noqa: ANN401
    """Return what became of a partition; judged here where it came to nothing elsewhere."""
    import pickle

    try:
        outcome: Outcome = pickle.loads(_result(future, runner))  # noqa: S301 - of our own task
    except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - Dask cancels what a lost scheduler had
        _warn(f"a partition of {len(partition.files)} files came to nothing ({type(error).__name__}: {error})")
        return judge_partition(partition, done)
    done(len(partition.files))
    return outcome


def _result(future: Any, runner: Any) -> bytes:  # noqa: ANN401 - see above
    """Wait for a result as long as somebody is at work on it.

    Raises:
        TimeoutError: nobody is.
        whatever the task raised, or its cluster.
    """
    while True:
        try:
            packed: bytes = future.result(timeout=_LOOK_AGAIN)
        except TimeoutError:
            client = getattr(runner, "client", None)
            if client is not None and not client.scheduler_info(n_workers=-1)["workers"]:
                raise
        else:
            return packed


def _warn(text: str) -> None:
    """Say in the log what did not go as it was set up."""
    get_logger("thugom").warning(text)
