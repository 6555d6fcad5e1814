"""A process that does a night's work and is killed while it does: at a chosen step, or at a chosen time.

Run as a program it reads orders, one JSON object a line, and answers each with one line. For each it makes a child,
which has all imports done, puts a hand on the functions that send and write, and kills itself at the step that it was
told. A process that is killed so has no chance to tidy up.
"""

from __future__ import annotations

import datetime as dt
import functools
import gc
import importlib
import json
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from pydantic import SecretStr
from sqlalchemy import Connection, Engine, event

import thugom.services.night.judging  # noqa: F401 - a night imports it late
from thugom.alerts.delivery import is_address
from thugom.contracts import Home
from thugom.flows.nightly import in_order
from thugom.services.alerting.delivering import deliver
from thugom.services.night.opening import opened

if TYPE_CHECKING:
    from collections.abc import Callable

COMMIT = "commit"
STEPS = {
    "deliver": ("thugom.alerts.delivery:send", "thugom.store.outbox:mark_sent"),
    "night": (
        "thugom.store.publication:publish",
        "thugom.store.journal:append_entry",
        "thugom.store.alerts:append_events",
        "thugom.store.outbox:enter",
        "thugom.store.alerts:note_night",
    ),
}
"""The functions that a hand is put on, by work; each commit of what was written is a step besides."""


@dataclass
class Steps:
    """The steps that a process takes; nothing is counted before it has orders."""

    order: dict[str, Any] | None = None
    told: int = -1
    count: int = 0

    def take(self, work: str, name: str) -> None:
        """Tell of a step of some work, and die at the one that was ordered."""
        if self.order is None or self.order["work"] != work:
            return
        self.count += 1
        os.write(self.told, f"{name}\n".encode())
        if self.count == self.order["at"]:
            os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Carry out orders until there are no more."""
    # Those who speak to mail and web servers are imported here, so that no child has to.
    assert all(is_address(SecretStr(f"{speaks}://127.0.0.1?from=a@so.example")) for speaks in ("mailto", "json"))
    steps = Steps()
    for work, places in STEPS.items():
        for place in places:
            _watch(place, functools.partial(steps.take, work))
        event.listen(Engine, "commit", functools.partial(_take_commit, steps, work))
    # A child that never collects what it was born with copies less of it.
    gc.freeze()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_carried_out(json.loads(line), steps)) + "\n")
        sys.stdout.flush()


def _carried_out(order: dict[str, Any], steps: Steps) -> dict[str, Any]:
    """Let a child carry out an order, and return how it ended and the steps it came to."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        steps.order, steps.told = order, writing
        _obey(order)
    os.close(writing)
    if order["after"] is not None:
        time.sleep(order["after"])
        # It was not waited for yet: its number is its own, even if it has ended.
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading) as told:
        taken = told.read().split("\n")[:-1]
    _, status = os.waitpid(child, 0)
    ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else -os.WEXITSTATUS(status)
    return {"signal": ended, "steps": taken}


def _obey(order: dict[str, Any]) -> NoReturn:
    """Do the work as a child, and end."""
    try:
        WORK[order["work"]](Path(order["home"]), dt.datetime.fromisoformat(order["now"]))
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent hears of it by the status
        sys.excepthook(type(error), error, error.__traceback__)
        os._exit(1)
    os._exit(0)


def _take_commit(steps: Steps, work: str, connection: Connection) -> None:
    """Take a commit of what was written for a step: a transaction that only reads has nothing to lose."""
    if connection.get_execution_options().get("thugom_begin") == "IMMEDIATE":
        steps.take(work, COMMIT)


def _watch(place: str, step: Callable[[str], None]) -> None:
    """Make every module that holds a function call it between two steps."""
    home, _, name = place.partition(":")
    original = getattr(importlib.import_module(home), name)

    @functools.wraps(original)
    def watched(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - passed on as they come
        step(f"{name} begins")
        result = original(*arguments, **named)
        step(f"{name} is done")
        return result

    for module in list(sys.modules.values()):
        for key in [key for key, value in vars(module).items() if value is original]:
            setattr(module, key, watched)


def _deliver(root: Path, now: dt.datetime) -> None:
    """Send what is due."""
    home = Home.open(root)
    delivered = deliver(home, opened(home), now)
    assert delivered.trouble is None, delivered.trouble


def _night(root: Path, now: dt.datetime) -> None:
    """Run a night."""
    in_order(root, None, now)


WORK: dict[str, Callable[[Path, dt.datetime], None]] = {"deliver": _deliver, "night": _night}

if __name__ == "__main__":
    main()
