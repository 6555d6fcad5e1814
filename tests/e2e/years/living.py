"""Living through a calendar, night by night, with whatever goes wrong; and through all of it in one night."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from tests.e2e.years.sleeper import COMPLAINED, DONE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from tests.e2e.years.fate import Calendar

CHECKOUT = Path(__file__).parents[3]
SMALLEST, LARGEST = 0, 400_000
"""Where between these a full disk stops a file: the working database of the district is larger."""


@dataclass(frozen=True)
class Night:
    """How a night ended: `outage` as the calendar has it, `status` and `signal` of its process."""

    at: dt.datetime
    outage: str
    status: int | None
    signal: int
    seconds: float
    peak_kib: int

    @property
    def is_done(self) -> bool:
        """Tell whether it came to its end."""
        return self.status == DONE


@dataclass(frozen=True)
class Sleeper:
    """The program that runs nights in children of its own."""

    orders: IO[str]
    answers: IO[str]

    def night(
        self, home: Path, now: dt.datetime, kill_after: float | None = None, file_limit: int | None = None
    ) -> dict[str, Any]:
        """Run a night at an instant; kill it after some seconds, or let no file grow beyond some bytes."""
        order = {"home": str(home), "now": now.isoformat(), "kill_after": kill_after, "file_limit": file_limit}
        self.orders.write(json.dumps(order) + "\n")
        self.orders.flush()
        answer: dict[str, Any] = json.loads(self.answers.readline())
        return answer


@contextmanager
def sleeper() -> Iterator[Sleeper]:
    """Start the program, which imports for seconds, and end it after the block."""
    command = [sys.executable, "-m", "tests.e2e.years.sleeper"]
    with subprocess.Popen(
        command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Sleeper(process.stdin, process.stdout)


def live_through(home: Path, calendar: Calendar, seed: int) -> list[Night]:
    """Put into the inbox what comes, and run every night; return how each ended."""
    chance, waiting, nights = random.Random(seed), list(calendar.deliveries), []  # noqa: S311 - a game, not a secret
    usual = 2.0
    with sleeper() as runs:
        for at in calendar.nights:
            while waiting and waiting[0].at < at:
                waiting.pop(0).write(home / "data" / "raw")
            outage = calendar.outages.get(at, "")
            if outage == "off":
                continue
            kill_after = chance.uniform(0.05, usual) if outage == "killed" else None
            file_limit = chance.randint(SMALLEST, LARGEST) if outage == "full" else None
            night = Night(at, outage, **runs.night(home, at, kill_after, file_limit))
            usual = night.seconds if not outage else usual
            # A night that nothing happens to ends well, and one that something happens to says so or is killed.
            assert night.is_done or outage == "killed" or (outage == "full" and night.status == COMPLAINED), night
            nights.append(night)
    return nights


def all_at_once(home: Path, calendar: Calendar) -> Night:
    """Run one night, the calendar's last, over everything that ever came."""
    for delivery in calendar.deliveries:
        delivery.write(home / "data" / "raw")
    with sleeper() as runs:
        return Night(calendar.nights[-1], "", **runs.night(home, calendar.nights[-1]))
