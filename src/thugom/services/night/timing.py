"""Where a night's time goes."""

import time
from dataclasses import dataclass, field


@dataclass
class StepClock:
    """Seconds per step, in the order the steps ended."""

    last: float = field(default_factory=time.perf_counter)
    seconds: dict[str, float] = field(default_factory=dict)

    def lap(self, step: str) -> None:
        """Enter the time since the lap before under the name of `step`."""
        now = time.perf_counter()
        self.seconds[step] = round(self.seconds.get(step, 0.0) + now - self.last, 3)
        self.last = now
