"""Judging the backlog: partitions of the files that await it, side by side in a few processes."""

import pickle
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future

from thugom.services.crew import crew
from thugom.services.night.judgeable import Judgeable
from thugom.services.night.partitions import Outcome, Spread, in_turn, judge_packed, judge_partition


def spread_over(processes: int, stopping: Callable[[], None]) -> Spread:
    """Return what judges partitions side by side, and here what a process gave nothing back of."""

    def spread(partitions: Sequence[Judgeable], done: Callable[[int], None]) -> Iterator[Outcome]:
        if min(processes, len(partitions)) < 2:  # noqa: PLR2004 - nothing to do side by side
            yield from in_turn(partitions, done)
            return
        with crew(min(processes, len(partitions)), stopping) as pool:
            futures = [pool.submit(judge_packed, one.packed()) for one in partitions]
            for partition, future in zip(partitions, futures, strict=True):
                yield _said(partition, future, done)

    return spread


def _said(partition: Judgeable, future: Future[bytes], done: Callable[[int], None]) -> Outcome:
    """Return what is to be said of a partition."""
    try:
        said: Outcome = pickle.loads(future.result())  # noqa: S301 - of a process that this one began
    except Exception:  # noqa: BLE001 - judged here, what is wrong with it is heard in its own words
        return judge_partition(partition, done)
    done(len(partition.files))
    return said
