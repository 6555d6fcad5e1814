"""Where a night's time goes, and what its run is called."""

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, field


def run_name(now: dt.datetime) -> str:
    """Return the name of the run that begins at an instant with a zone; names sort as their instants do.

    >>> run_name(dt.datetime(2026, 11, 28, 1, 30, tzinfo=dt.timezone(dt.timedelta(hours=7))))
    '20261127T183000.000000Z'
    """
    instant = now.astimezone(dt.UTC)
    return f"{instant.strftime('%Y%m%dT%H%M%S')}.{instant.microsecond:06d}Z"


@dataclass
class StepClock:
    """Seconds per step, in the order the steps ended; `tell` hears of each as it ends."""

    last: float = field(default_factory=time.perf_counter)
    seconds: dict[str, float] = field(default_factory=dict)
    tell: Callable[[str, float], None] = lambda _step, _seconds: None

    def lap(self, step: str) -> None:
        """Enter the time since the lap before under the name of `step`."""
        now = time.perf_counter()
        self.seconds[step] = round(self.seconds.get(step, 0.0) + now - self.last, 3)
        self.last = now
        self.tell(step, self.seconds[step])
