"""Computing: the months of a plan, in this process or side by side in a few."""

import functools
import pickle
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from thugom.services.backfill.month import FAILED, Ground, Month, Outcome, compute
from thugom.services.crew import crew

_GROUND = "ground"
_ENDED = "Its process was ended, as a machine out of memory does. Run again with --processes 1."


def computed(
    ground: Ground, months: Sequence[Month], processes: int, stopping: Callable[[], None]
) -> Iterator[Outcome]:
    """Compute months, and give what became of each as it is done.

    Args:
        ground: what they share.
        months: which.
        processes: how many at once; 1 computes them in this process, in their order.
        stopping: told when somebody interrupts: the months that are begun are finished first.
    """
    if min(processes, len(months)) < 2:  # noqa: PLR2004 - nothing to do side by side
        yield from (compute(ground, month) for month in months)
        return
    told = ground.scratch / _GROUND
    told.write_bytes(pickle.dumps(ground))
    lost: list[Month] = []
    with crew(min(processes, len(months)), stopping) as pool:
        ahead, under_way = deque(months), dict[Future[Outcome], Month]()
        while ahead or under_way:
            # No more than are computed: what is handed out is finished, too, when somebody interrupts.
            while ahead and len(under_way) < processes:
                month = ahead.popleft()
                try:
                    under_way[pool.submit(_compute_apart, str(told), month)] = month
                except BrokenProcessPool:
                    lost.append(month)
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                month, outcome = under_way.pop(future), _unless_ended(future)
                if outcome is None:
                    lost.append(month)
                else:
                    yield outcome
    # One that was ended takes all with it, and nobody knows which month it was: each is tried again with none beside.
    for month in sorted(lost, key=lambda one: one.label):
        with crew(1, stopping) as pool:
            ended = Outcome(month.label, month.as_of.isoformat(), FAILED, reason=_ENDED)
            yield _unless_ended(pool.submit(_compute_apart, str(told), month)) or ended


def _compute_apart(told: str, month: Month) -> Outcome:
    """Compute a month in another process."""
    return compute(_told(told), month)


@functools.cache
def _told(path: str) -> Ground:
    """Return what all months share, read once in a process."""
    ground: Ground = pickle.loads(Path(path).read_bytes())  # noqa: S301 - written by the process that began this one
    return ground


def _unless_ended(future: Future[Outcome]) -> Outcome | None:
    """Return what became of a month; None where its process was ended."""
    try:
        return future.result()
    except BrokenProcessPool:
        return None
