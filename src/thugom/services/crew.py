"""The crew: a few processes side by side, which end with the one that began them, and finish what they began.

Begun afresh and not forked, because the process that begins them has threads and an open database; where many may be
wanted soon, one process can load ahead what they need (`get_ready`), of which they are forked then. One that is ended
from outside, by a machine out of memory as a rule, costs what the crew was at: whoever works with it tries again.
"""

import multiprocessing
import multiprocessing.forkserver
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

AHEAD = "forkserver"
_AFRESH = "spawn"
_AT_MOST = 2
"""A night must find room beside it, and one more process takes as long to begin as a few months of a province."""


_MIB_AT_LEAST = 500
"""What a process takes that has loaded everything and measures a province."""
_ROWS_A_MIB = 20
"""Rows of reports that take another MiB when they are measured, reckoned so that it is rather too much."""


def mib_for(rows: int) -> int:
    """Return how much memory one process takes, roughly, that works with so many rows of reports.

    >>> mib_for(0), mib_for(4_000), mib_for(150_000)
    (500, 700, 8000)
    """
    return _MIB_AT_LEAST + rows // _ROWS_A_MIB


def affordable(wanted: int | None, mib_each: int) -> int:
    """Return how many processes work side by side.

    Args:
        wanted: as many as somebody asked for; where None, one for each processor, two at most, and fewer where this
            machine has no room for them.
        mib_each: what one of them takes.
    """
    if wanted is not None:
        return wanted
    room = available_mib()
    fitting = _AT_MOST if room is None else max(room // mib_each, 1)
    return min(_AT_MOST, os.cpu_count() or 1, fitting)


def available_mib() -> int | None:
    """Return how much memory can be had without swapping; None where the system does not tell."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration, ValueError):
        return None


def get_ready(*modules: str) -> None:
    """Have a process load modules while this one goes on: of it a crew that is begun `AHEAD` is forked, at once.

    It ends with this process, has nothing open that this one has, and takes the memory of the modules once for all.
    """
    if AHEAD in multiprocessing.get_all_start_methods():
        multiprocessing.get_context(AHEAD).set_forkserver_preload([*modules])
        multiprocessing.forkserver.ensure_running()


@contextmanager
def crew(processes: int, stopping: Callable[[], None], how: str = _AFRESH) -> Iterator[ProcessPoolExecutor]:
    """Give some processes in a `with` block; at its end what they began is finished, and what they did not is left.

    Args:
        processes: how many.
        stopping: told when somebody interrupts. Who interrupts again does not wait for what was begun.
        how: they begin, `AHEAD` where the modules were loaded before, if the system can fork; else afresh.
    """
    method = how if how in multiprocessing.get_all_start_methods() else _AFRESH
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context(method), _begin)
    try:
        yield pool
    except KeyboardInterrupt:
        stopping()
        raise
    finally:
        try:
            pool.shutdown(wait=True, cancel_futures=True)
        except KeyboardInterrupt:
            for child in multiprocessing.active_children():
                child.terminate()
            raise


def _begin() -> None:
    """Leave an interruption to the process that commands, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when the one that began it is gone: killed, it could tell nobody."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
