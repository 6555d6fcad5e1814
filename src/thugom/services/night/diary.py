"""The diary of a night: a file of its own, a line per step, written while it runs, with the run's id in every line.

Other than the journal `run`, which knows of nights that came to their end, it says how far one came that did not.
"""

import datetime as dt
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from thugom.contracts import Home, load_policy
from thugom.services.logs import FOLDER, log_opened
from thugom.services.night.summary import Summary
from thugom.services.night.timing import run_name
from thugom.settings import Settings

PREFIX = "night-"


@dataclass(frozen=True)
class Diary:
    """What a night enters its steps in."""

    run_id: str
    log: logging.Logger

    def step(self, name: str, seconds: float) -> None:
        """Enter a step that has come to its end."""
        self.log.info("step done", extra=self._said(step=name, seconds=seconds))

    def end(self, summary: Summary) -> None:
        """Enter what the night came to, and what did not go as it was set up."""
        for notice in summary.notices:
            self.log.warning(notice, extra=self._said())
        outcome = "data_fell_short" if summary.fell_short else "published"
        rows = {"received": summary.rows_received, "accepted": summary.rows_accepted, "refused": summary.rows_refused}
        seconds = round(sum(summary.step_seconds.values()), 3)
        self.log.info("ended", extra=self._said(outcome=outcome, rows=rows, seconds=seconds))

    def fail(self, error: Exception) -> None:
        """Enter why the night stopped."""
        self.log.error(" ".join(str(error).split()) or type(error).__name__, extra=self._said(outcome="failed"))

    def _said(self, **more: object) -> dict[str, object]:
        """Return what every line says, and more."""
        return {"who": "night", "run_id": self.run_id} | more


@contextmanager
def diary_opened(root: Path, now: dt.datetime, settings: Settings) -> Iterator[Diary]:
    """Open the diary of a night that begins at `now`; an error that ends the night is entered and goes on its way.

    Raises:
        HomeError: there is no home at `root`.
        OSError: nothing can be written there.
    """
    store, name = Home.open(root).store, run_name(now)
    with log_opened(store, f"{PREFIX}{name}", as_json=settings.log_json) as log:
        diary = Diary(name, log)
        log.info("begins", extra=diary._said())  # noqa: SLF001 - its own module
        try:
            yield diary
        except Exception as error:
            diary.fail(error)
            raise


def forget_diaries(home: Home, now: dt.datetime) -> int:
    """Remove the diaries of nights that are longer ago than the policy keeps logs; return how many.

    The night's instant stands in the name: what a backup or a copy did to the file's own time does not matter.
    """
    oldest = run_name(now - dt.timedelta(days=load_policy(home.policy_path).operation.keep_logs_days))
    old = [path for path in (home.store / FOLDER).glob(f"{PREFIX}*.log") if path.name < f"{PREFIX}{oldest}"]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
