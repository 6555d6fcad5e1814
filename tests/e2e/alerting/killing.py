"""Giving orders to a process that does a night's work and is killed while it does; what it is stands in `victim`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).parents[3]


@dataclass(frozen=True)
class End:
    """How a child ended: whether it was killed, and the steps it had come to, the last one that at which it was."""

    was_killed: bool
    steps: list[str]


@dataclass(frozen=True)
class Killer:
    """The program: what it reads, and what it answers."""

    orders: IO[str]
    answers: IO[str]

    def order(
        self, work: Literal["deliver", "night"], home: Path, now: str, at: int | None = None, after: float | None = None
    ) -> End:
        """Let a child do some work, and kill it at its `at`th step or after some seconds; at neither, let it finish.

        Args:
            work: what to do.
            home: the home.
            now: the instant, UTC ISO 8601.
            at: the step, counted from 1.
            after: the seconds.
        """
        self.orders.write(json.dumps({"work": work, "home": str(home), "now": now, "at": at, "after": after}) + "\n")
        self.orders.flush()
        answer = json.loads(self.answers.readline())
        assert answer["signal"] in {0, signal.SIGKILL}, answer
        return End(answer["signal"] == signal.SIGKILL, answer["steps"])


@contextmanager
def killer() -> Iterator[Killer]:
    """Start the program, which imports for seconds, and end it after the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.alerting.victim"],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # What the tests set aside of the caller's environment is set aside here too.
        env=dict(os.environ),
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Killer(process.stdin, process.stdout)
