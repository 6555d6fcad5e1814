"""The backfill: from what arrived to the tables of every month of a span. Order only; nothing of Prefect is needed.

What is known is taken in and judged as by a night, but nothing is published and nobody alerted: that is the nights'.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from thugom.contracts import Home, Text
from thugom.services.backfill.computing import computed
from thugom.services.backfill.listing import listed_in
from thugom.services.backfill.month import FAILED, THERE, Ground, Month, Outcome
from thugom.services.backfill.plan import Asked, Plan, plan_of, refuse_wrong
from thugom.services.crew import affordable, mib_for
from thugom.services.night.arrivals import take_in
from thugom.services.night.opening import Night, open_night
from thugom.services.night.tally import Tally
from thugom.services.night.weighing import sweep, weighed
from thugom.services.one_writer import writing_alone

_ROWS_OF_A_BATCH = 4_000
"""As many as 400 files have, give or take: they are judged a batch at a time."""


class Listener(Protocol):
    """Whoever is told how far the backfill has come."""

    def begin(self, months: int) -> None:
        """Hear how many months there are."""

    def done(self, outcome: Outcome) -> None:
        """Hear what became of one."""

    def stopping(self) -> None:
        """Hear that it was interrupted, and that the months that are begun are finished first."""


@dataclass(frozen=True)
class Backfilled:
    """What a backfill came to.

    Attributes:
        place, synthetic: of what place the tables speak, and whether they are invented.
        known_then: whether what was known on each day counts, or what is known today.
        plan: what was to be done.
        tally: what was taken in before.
        skipped: files that were not, because they were still being written or nobody may read them.
        processes: how many months at once.
        outcomes: what became of each month, in their order.
        interrupted: whether somebody stopped it; the months that are not named are still to be computed.
    """

    place: Text
    synthetic: bool
    known_then: bool
    plan: Plan
    tally: Tally
    skipped: Sequence[str]
    processes: int
    outcomes: Sequence[Outcome]
    interrupted: bool

    def as_json(self) -> str:
        """Return it as JSON text."""
        content = {name: value for name, value in vars(self).items() if name not in ("plan", "outcomes", "tally")}
        content |= {"place": asdict(self.place), "taken_in": asdict(self.tally)}
        content |= {"months": [asdict(one) for one in self.outcomes], "fell_short": self.fell_short}
        content |= {"before": self.plan.before, "begins": self.plan.begins}
        return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True)

    @property
    def fell_short(self) -> bool:
        """Whether some month could not be computed, or there was none to compute."""
        return not self.plan.months or any(one.state == FAILED for one in self.outcomes)


def backfill(root: Path, asked: Asked, now: dt.datetime, listener: Listener) -> Backfilled:
    """Compute the tables of the months that were asked for, each as of the day on which it was first past due.

    A month that is there already is left as it is, so that a run that was stopped goes on where it was.

    Args:
        root: the home.
        asked: which months, and how.
        now: the clock's reading.
        listener: is told how far it has come.

    Raises:
        BackfillError: the months cannot be computed as they were asked for.
        the errors of `thugom.services.night.errors`: nothing is lost, and no month is half written.
    """
    # The lock for all of it: a night that came between would give one half of the months other facts than the other.
    with writing_alone(Home.open(root)) as confirm, TemporaryDirectory(prefix="thugom-") as scratch:
        night = open_night(root, None, now)
        try:
            # Before anything is taken in: of a slip of the pen one wants to hear at once.
            refuse_wrong(night, asked)
            sweep(night)
            tally, skipped = (Tally(), []) if asked.known_then else _take_in(night, asked, listener)
            plan = plan_of(night, asked)
            confirm()
            processes, outcomes, interrupted = _carried_out(night, asked, plan, listener, Path(scratch))
        finally:
            night.store.dispose()
    place, synthetic = night.policy.place.name, night.home.synthetic
    return Backfilled(place, synthetic, asked.known_then, plan, tally, skipped, processes, outcomes, interrupted)


def _take_in(night: Night, asked: Asked, listener: Listener) -> tuple[Tally, list[str]]:
    """Take in and judge what arrived and awaits it, as a night would; each batch is kept as soon as it is judged."""
    arrivals = take_in(night)
    if arrivals.awaiting.empty:
        return Tally(), arrivals.skipped
    # Great Expectations takes seconds to import, and only judging needs it.
    from thugom.services.backfill.judging import spread_over
    from thugom.services.night.judging import judge

    spread = spread_over(affordable(asked.processes, mib_for(_ROWS_OF_A_BATCH)), listener.stopping)
    return judge(night, arrivals.awaiting, spread), arrivals.skipped


def _carried_out(
    night: Night, asked: Asked, plan: Plan, listener: Listener, scratch: Path
) -> tuple[int, list[Outcome], bool]:
    """Compute what is not there yet; return how many at once, what became of each, and whether it was stopped."""
    listener.begin(len(plan.months))
    outcomes: list[Outcome] = []

    def tell(outcome: Outcome) -> None:
        outcomes.append(outcome)
        listener.done(outcome)

    awaited = []
    for month in plan.months:
        there = None if asked.again else _there(month)
        if there is None:
            awaited.append(month)
        else:
            tell(there)
    processes, interrupted = min(affordable(asked.processes, mib_for(plan.rows)), max(len(awaited), 1)), False
    # Added up once, and for the months of then by each of them: it knew other tickets.
    tickets = weighed(night) if awaited and not asked.known_then else None
    ground = Ground(night.declared, night.now, plan.known_from, tickets, scratch)
    try:
        for outcome in computed(ground, awaited, processes, listener.stopping):
            tell(outcome)
    except KeyboardInterrupt:
        interrupted = True
    ordered = sorted(outcomes, key=lambda one: one.month)
    return processes, ordered, interrupted


def _there(month: Month) -> Outcome | None:
    """Return the outcome of a month that is there already; None where it is not."""
    listed = listed_in(month.folder, month.key)
    if listed is None:
        return None
    return Outcome(month.label, listed.as_of, THERE, targets=tuple(listed.targets))
