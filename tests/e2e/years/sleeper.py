"""Nights in children of one process, which has all imports done: each as fresh as a night that a timer starts.

Run as a program it reads orders, one JSON object a line, and answers each with one line.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

import thugom.services.night.judging  # noqa: F401 - a night imports it late
from thugom.flows.nightly import in_order
from thugom.services.night.errors import NIGHT_ERRORS

DONE, COMPLAINED, CRASHED = 0, 3, 4
"""Statuses of a child: the night is done; it ended with a message for a person; it ended in a fault of ours."""


def main() -> None:
    """Carry out orders until there are no more."""
    gc.freeze()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_carried_out(json.loads(line))) + "\n")
        sys.stdout.flush()


def _carried_out(order: dict[str, Any]) -> dict[str, Any]:
    """Run one night in a child, and tell how it ended, how long it took and how much memory it needed."""
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        _obey(order)
    if order["kill_after"] is not None:
        time.sleep(order["kill_after"])
        # It was not waited for yet: its number is its own, even if it has ended.
        os.kill(child, signal.SIGKILL)
    _, status, used = os.wait4(child, 0)
    return {
        "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
        "status": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
        "seconds": time.monotonic() - began,
        "peak_kib": used.ru_maxrss,
    }


def _obey(order: dict[str, Any]) -> NoReturn:
    """Run the night as a child, and end."""
    if order["file_limit"] is not None:
        # What a full disk does: a file grows so far, and the next write to it fails. The signal would end the process.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["file_limit"], resource.RLIM_INFINITY))
    try:
        in_order(Path(order["home"]), None, dt.datetime.fromisoformat(order["now"]))
    except NIGHT_ERRORS as error:
        # What is said may go into a file, too: it belongs to the test, and no disk is full there.
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        sys.stderr.write(f"{order['now']}: {type(error).__name__}: {error}\n")
        os._exit(COMPLAINED)
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent hears of it by the status
        sys.excepthook(type(error), error, error.__traceback__)
        os._exit(CRASHED)
    os._exit(DONE)


if __name__ == "__main__":
    main()
