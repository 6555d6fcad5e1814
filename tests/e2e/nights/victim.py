"""A process that runs nights in children of its own, and kills them at a time or at a moment that counts.

Run as a program it reads orders, one JSON object a line, and answers each with one line. It has all imports done and a
night behind it, so that a child does nothing but its night. The moments that count lie immediately before and after
each commit, fsync and rename. A child that is to die at one kills itself there; one that is to die at a random time is
killed from outside. A process that is killed with SIGKILL has no chance to tidy up, wherever the signal comes from.
"""

from __future__ import annotations

import datetime as dt
import functools
import gc
import importlib
import json
import os
import select
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from sqlalchemy.engine import default

import thugom.alerts.delivery
import thugom.services.night.judging
from tests.e2e.nights.hamlet import FIRST, bring_second_month, make_hamlet
from thugom.flows.nightly import in_order

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Table

    from thugom.store.merging import Changes
    from thugom.store.texts import Columns

STEPS = ("inbox", "archive", "facts", "measure", "merge", "commit", "snapshot", "files", "outbox")
"""What a night does, in this order; `measure` computes and writes nothing."""
BEGINS = {
    "thugom.services.night.inbox:looked_through": "inbox",
    "thugom.store.archive:keep_all": "archive",
    "thugom.store.ledger:register_files": "facts",
    "thugom.services.night.measuring:measure": "measure",
    "thugom.services.night.publishing:publish_tables": "merge",
    "thugom.store.publication:_entry": "commit",
    "thugom.store.snapshot:snapshot": "snapshot",
    "thugom.services.night.mapping:write_map": "files",
    "thugom.services.alerting.delivering:send_notices": "outbox",
}
"""The functions whose call begins a step."""
ENDS = {"thugom.services.night.publishing:publish_tables": "files"}
"""The functions whose return begins one; after the publication the receipts are written, which are files."""
DURABLE = ("fsync", "sync", "replace", "rename")
SENT = "sent.txt"


@dataclass
class Watch:
    """What a child tells its parent, and where it is to die; outside a child nothing is told and nobody dies."""

    told: int = -1
    at: int | None = None
    count: int = 0
    moments: list[str] = field(default_factory=list)
    step: str = STEPS[0]

    def begin(self, step: str) -> None:
        """Tell that a step begins."""
        self.step = step
        if self.told >= 0:
            os.write(self.told, f"{step}\n".encode())

    def moment(self, name: str) -> None:
        """Pass a moment that counts, or die at it."""
        if self.told < 0:
            return
        os.write(self.told, f"!{self.step} {name}\n".encode())
        self.count += 1
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Carry out orders until there are no more."""
    watch = Watch()
    _watch_all(watch)
    if "--without-transaction" in sys.argv:
        _publish_without_transaction()
    with tempfile.TemporaryDirectory() as folder:
        warm_up(Path(folder))
    gc.collect()
    # A child that never collects what it was born with copies less of it.
    gc.freeze()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_carried_out(json.loads(line), watch)) + "\n")
        sys.stdout.flush()


def warm_up(folder: Path, nights: int = 2) -> None:
    """Run two nights, or so many, so that whatever is made at its first use is there."""
    home = make_hamlet(folder / "home")
    address = os.environ.pop("THUGOM_DATABASE_URL", None)
    for number in range(nights):
        in_order(home, None, FIRST + number * dt.timedelta(days=31))
        bring_second_month(home)
    if address is not None:
        os.environ["THUGOM_DATABASE_URL"] = address


def _carried_out(order: dict[str, Any], watch: Watch) -> dict[str, Any]:
    """Let a child run a night; tell how it ended, the steps it came to and when, and the moments that it passed."""
    reading, writing = os.pipe()
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(reading)
        watch.told, watch.at = writing, order.get("at")
        _obey(order)
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as told:
        steps, moments = _listened(told.fileno(), child, order, began)
    _, status = os.waitpid(child, 0)
    ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else -os.WEXITSTATUS(status)
    return {"signal": ended, "steps": steps, "moments": moments, "seconds": time.monotonic() - began}


def _listened(told: int, child: int, order: dict[str, Any], began: float) -> tuple[list[Any], list[str]]:
    """Read what a child tells until it ends, and kill it when it is so long in a step as was ordered."""
    steps: list[Any] = []
    moments: list[str] = []
    rest = b""
    deadline: float | None = None
    while True:
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        if not select.select([told], [], [], left)[0]:
            # It was not waited for yet: its number is its own, even if it has ended.
            os.kill(child, signal.SIGKILL)
            deadline = None
            continue
        read = os.read(told, 65536)
        if not read:
            return steps, moments
        *lines, rest = (rest + read).split(b"\n")
        for line in lines:
            if line.startswith(b"!"):
                moments.append(line[1:].decode())
                continue
            steps.append((line.decode(), time.monotonic() - began))
            if line.decode() == order.get("step") and deadline is None:
                deadline = time.monotonic() + order["after"]


def _obey(order: dict[str, Any]) -> NoReturn:
    """Run the night as a child, and end."""
    try:
        home = Path(order["home"])
        take_notices(home)
        if order.get("database"):
            os.environ["THUGOM_DATABASE_URL"] = order["database"]
        in_order(home, None, dt.datetime.fromisoformat(order["now"]), with_alerts=True)
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent hears of it by the status
        sys.excepthook(type(error), error, error.__traceback__)
        os._exit(1)
    os._exit(0)


def take_notices(home: Path) -> None:
    """Take every notice that is sent from now on, as a server would."""
    thugom.alerts.delivery.send = functools.partial(_send, home)


def _send(home: Path, notice: Any, _address: object, _path: object) -> None:  # noqa: ANN401 - a notice
    """Take a notice as a server would: on a line of a file that outlives the process."""
    with (home / SENT).open("a", encoding="utf-8") as taken:
        taken.write(f"{notice.recipient} {notice.kind} {' '.join(sorted(notice.alert_ids))}\n")


def _watch_all(watch: Watch) -> None:
    """Put a hand on what begins and ends steps, and on everything that makes something last."""
    watch_steps(watch)
    for name in DURABLE:
        setattr(os, name, _counted(getattr(os, name), watch, name))
    default.DefaultDialect.do_commit = _counted(default.DefaultDialect.do_commit, watch, "commit")  # type: ignore[method-assign]


def watch_steps(watch: Watch) -> None:
    """Put a hand on what begins and ends steps."""
    for place in BEGINS.keys() | ENDS.keys():
        before, after = BEGINS.get(place), ENDS.get(place)
        _replace(place, functools.partial(_between, watch, before, after))


def _between(watch: Watch, before: str | None, after: str | None, original: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that tells of its beginning, its end, or both."""

    @functools.wraps(original)
    def watched(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - passed on as they come
        if before:
            watch.begin(before)
        result = original(*arguments, **named)
        if after:
            watch.begin(after)
        return result

    return watched


def _counted(original: Callable[..., Any], watch: Watch, name: str) -> Callable[..., Any]:
    """Return a function that passes a moment before its work, and one after it."""

    @functools.wraps(original)
    def counted(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - passed on as they come
        watch.moment(f"before {name}")
        result = original(*arguments, **named)
        watch.moment(f"after {name}")
        return result

    return counted


def _replace(place: str, wrap: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Make every module that holds a function hold another one in its stead."""
    home, _, name = place.partition(":")
    original = getattr(importlib.import_module(home), name)
    wrapped = wrap(original)
    for module in list(sys.modules.values()):
        for key in [key for key, value in vars(module).items() if value is original]:
            setattr(module, key, wrapped)


def _publish_without_transaction() -> None:
    """Spoil the program: each table's merge is committed by itself, as if there were no transaction around them all."""
    from thugom.store import publication  # noqa: PLC0415
    from thugom.store.merging import merge  # noqa: PLC0415

    def merged(connection: Connection, table: Table, columns: Columns) -> Changes:
        changes = merge(connection, table, columns)
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN")
        return changes

    publication.merge = merged  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
