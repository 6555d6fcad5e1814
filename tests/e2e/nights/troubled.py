"""A process that runs `thugom nightly` in children of its own, and lets whoever ordered it act as each step begins.

Run as a program it reads orders, one JSON object a line. A child runs the whole command with its checks, messages and
exit code, and the body of its flow; of Prefect there is only what a night feels of it: a step that fails is tried once
more. At a step that it was told of it says so and waits for a line: meanwhile disks fill, servers go and files change.
"""

from __future__ import annotations

import datetime as dt
import functools
import gc
import json
import os
import sys
import tempfile
import time
import types
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import thugom.cli.app
import thugom.cli.nightly
import thugom.flows.nightly
import thugom.services.night.judging
import thugom.services.night.publishing
from tests.e2e.nights.victim import Watch, take_notices, warm_up, watch_steps

if TYPE_CHECKING:
    from collections.abc import Callable

CRASHED = 70
"""What a child ends with where an error came past the command."""
_WITH_CLOCKS = (thugom.cli.nightly, thugom.flows.nightly, thugom.services.night.publishing)


@dataclass
class Pauses(Watch):
    """The steps at which a child waits for a line: `files` when it begins, `files again` when it begins once more."""

    steps: frozenset[str] = frozenset()
    waited: set[str] = field(default_factory=set)
    asking: int = -1

    def begin(self, step: str) -> None:
        """Say that a step begins, and wait for what is to be."""
        if self.asking < 0:
            return
        step = f"{step} again" if step in self.waited else step
        self.waited.add(step)
        if step not in self.steps:
            return
        os.write(self.asking, f"{step}\n".encode())
        _set_clock(json.loads(_line()))


def main() -> None:
    """Carry out orders until there are no more."""
    pauses = Pauses()
    watch_steps(pauses)
    with tempfile.TemporaryDirectory() as folder:
        warm_up(Path(folder), nights=1)
    gc.collect()
    gc.freeze()
    while line := _line():
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            _obey(order, pauses)
        _, status = os.waitpid(child, 0)
        signal = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        answer = {"signal": signal, "code": None if signal else os.WEXITSTATUS(status)}
        os.write(1, f"{json.dumps(answer)}\n".encode())


def _line() -> str:
    """Read a line of standard input, and nothing beyond it: the next one may be for a child."""
    read = b""
    while not read.endswith(b"\n"):
        one = os.read(0, 1)
        if not one:
            return ""
        read += one
    return read.decode()


def _obey(order: dict[str, Any], pauses: Pauses) -> NoReturn:
    """Run the command as a child, and end with its exit code."""
    code = CRASHED
    try:
        pauses.asking, pauses.steps = os.dup(1), frozenset(order["pauses"])
        for number, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(order[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        os.environ.update(order["environment"])
        time.tzset()
        _set_clock({"now": order["now"]})
        _be_prefect()
        take_notices(Path(order["home"]))
        sys.argv = ["thugom", "nightly", "--home", order["home"]]
        thugom.cli.app.main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent hears of it by the code
        sys.excepthook(type(error), error, error.__traceback__)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _set_clock(said: dict[str, str]) -> None:
    """Set the clock that a night reads, where an instant is said."""
    if "now" not in said:
        return
    shown = dt.datetime.fromisoformat(said["now"])

    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
            return shown.astimezone(tz)

    other = types.ModuleType("datetime")
    vars(other).update(vars(dt) | {"datetime": Clock})
    for module in _WITH_CLOCKS:
        vars(module)["dt"] = other


def _be_prefect() -> None:
    """Do in Prefect's stead what a night feels of it."""
    flow = thugom.flows.nightly
    vars(flow).update(as_task=_tried_twice, leave_artifacts=lambda *_: None, emit=lambda _: None)
    vars(thugom.cli.nightly)["_loaded_flow"] = lambda _root, **_: flow.nightly.fn


def _tried_twice(step: Callable[..., Any]) -> Callable[..., Any]:
    """Return a step that is tried once more where it fails, as its task is."""

    @functools.wraps(step)
    def tried(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - passed on as they come
        try:
            return step(*arguments, **named)
        except Exception:  # noqa: BLE001 - Prefect asks no more than this
            return step(*arguments, **named)

    return tried


if __name__ == "__main__":
    main()
