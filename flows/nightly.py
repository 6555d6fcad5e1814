"""The nightly flow: from what arrived to what is published. Order only; the arithmetic is below."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE

from thugom.contracts import Home
from thugom.flows.artifacts import leave_artifacts
from thugom.services.alerting.account import account_of
from thugom.services.alerting.announcing import announcements
from thugom.services.alerting.delivering import send_notices
from thugom.services.alerting.raising import Raising, raise_alerts
from thugom.services.night.arrivals import take_in
from thugom.services.night.diary import diary_opened, forget_diaries
from thugom.services.night.journal import record_run, recorded_if_it_fails
from thugom.services.night.knowledge import open_past
from thugom.services.night.measuring import measure
from thugom.services.night.opening import Night, open_night
from thugom.services.night.publishing import publish_tables, write_curated
from thugom.services.night.recollection import Recollection, recollect
from thugom.services.night.summary import Summary, summarise
from thugom.services.night.timing import StepClock
from thugom.services.night.weighing import sweep, weighed
from thugom.services.one_writer import writing_alone
from thugom.services.receipts import expect, write_receipts
from thugom.settings import Settings

if TYPE_CHECKING:
    from thugom.flows.spreading import Spreading

Step = Callable[..., Any]
Runner = Callable[[Step], Step]
Announce = Callable[[Raising], None]


def in_order(
    home: Path,
    as_of: dt.date | None,
    now: dt.datetime,
    clock: StepClock | None = None,
    run_as: Runner = lambda step: step,
    *,
    with_alerts: bool = False,
    announce: Announce = lambda _: None,
) -> Summary:
    """Run the night's steps in their order.

    Args:
        home: the home.
        as_of: the day that the figures speak of; the home's own, or today, if None.
        now: the clock's reading.
        clock: what times the steps.
        run_as: how each step is run, as a task or plainly.
        with_alerts: judge alerts also where the day is past.
        announce: tells other programs what became of alerts.

    Raises:
        the errors of `thugom.services.night.errors`: nothing half published, nothing lost.
    """
    clock = clock or StepClock()
    clock.lap("start")
    # The lock first: two nights at once would each take in what the other is judging.
    with writing_alone(Home.open(home)) as confirm:
        night: Night = open_night(home, as_of, now)
        with recorded_if_it_fails(night, clock):
            sweep(night)
            # Great Expectations takes seconds to import; by now the command has loaded it beside Prefect's server.
            from thugom.services.night.judging import judge

            clock.lap("load")
            arrivals = run_as(take_in)(night)
            clock.lap("take in")
            # Facts are committed before anything is computed: a crash below costs a rerun, never a report.
            spread = spreader(night)
            # Spread, the partitions are the tasks: one within another would have to carry the night, store and all.
            tally = (run_as(judge) if spread is None else judge)(night, arrivals.awaiting, spread)
            clock.lap("judge")
            tickets = run_as(weighed)(night)
            # What may be needed loads beside what needs one processor only.
            expect(tally.files)
            tables = run_as(measure)(night, tickets)
            clock.lap("measure")
            # Alerts come from the very tables that are published, and are written in their transaction with the
            # notices: nobody hears of figures that were not published, and no crash loses what was to be told.
            raising = run_as(raise_alerts)(night, tables, with_alerts=with_alerts)
            clock.lap("alerts")
            # A server that was restarted meanwhile has let go of the lock: another night may have published.
            publication = run_as(publish_tables)(night, tables, raising, confirm)
            clock.lap("publish")
            # After the commit: what a receipt says stands in what was published, and none can cost the night. Before
            # the notices are sent: some carry one.
            receipts = run_as(write_receipts)(night, tables["quality_issue"])
            clock.lap("receipts")
            summary = summarise(night, tables, tally, publication, clock.seconds, arrivals.skipped)
            notices = spread.notices if spread else ()
            summary = replace(summary, receipts=receipts, alerts=account_of(night, raising), notices=notices)
            # The run is entered before the copy is made, so that the copy knows of it.
            record_run(night, summary)
            run_as(write_curated)(night, summary)
    if raising is None:
        return summary
    # Last, and out of the lock: the night is done, whatever a mail server does, and a slow one keeps no other out.
    announce(raising)
    return replace(summary, delivered=run_as(send_notices)(night))


def in_retrospect(
    home: Path,
    known_at: str,
    as_of: dt.date | None,
    now: dt.datetime,
    clock: StepClock | None = None,
    run_as: Runner = lambda step: step,
) -> Recollection:
    """Compute the figures again as they were known at an instant; nothing is taken in, judged or published.

    Raises:
        the errors of `thugom.services.night.errors`.
    """
    clock = clock or StepClock()
    clock.lap("start")
    # No lock: what was known then does not change, whatever a night adds meanwhile.
    with open_past(home, known_at, as_of, now) as past:
        clock.lap("load")
        tables = run_as(measure)(past.night, run_as(weighed)(past.night))
        clock.lap("measure")
        recollection: Recollection = run_as(recollect)(past, tables, clock.seconds)
    return recollection


def as_task(step: Step) -> Step:
    """Return a step as a Prefect task. A night's frames are neither cached nor stored by Prefect."""
    # One retry: a locked database or a share that was gone for a moment should not cost the night.
    wrapped = task(name=step.__name__, cache_policy=NO_CACHE, persist_result=False, retries=1, retry_delay_seconds=2)
    return wrapped(step)


@flow(name="nightly", validate_parameters=True, persist_result=False)
def nightly(
    home: Path | None = None,
    as_of: dt.date | None = None,
    started: float | None = None,
    known_at: str | None = None,
    *,
    with_alerts: bool = False,
) -> Summary | Recollection:
    """Ingest what arrived, judge it, and publish the province's coverage.

    Args:
        home: the home; that of the settings (THUGOM_HOME), else the folder the worker stands in.
        as_of: the day that decides which months are due; the home's own, or today, if not given.
        started: when the command began, by the machine's performance counter, for the account of time.
        known_at: an instant; then nothing is ingested or published, and the figures are those known at it.
        with_alerts: judge alerts and send notices also where `as_of` is past.
    """
    clock = StepClock(started) if started is not None else StepClock()
    root, now = home or Settings().home or Path.cwd(), dt.datetime.now(dt.UTC)
    if known_at is not None:
        return in_retrospect(root, known_at, as_of, now, clock, as_task)
    with diary_opened(root, now, Settings()) as diary:
        clock.tell = diary.step
        summary = in_order(root, as_of, now, clock, as_task, with_alerts=with_alerts, announce=emit)
        diary.end(summary)
    leave_artifacts(summary, Settings())
    # After the night: what is old by the policy's word goes, and nothing that goes could have cost it.
    forget_diaries(Home.open(root), now)
    return summary


def spreader(night: Night) -> "Spreading | None":
    """Return what judges partitions where the settings say; None for this process."""
    if night.settings.task_runner is None:
        return None
    from thugom.flows.spreading import Spreading

    return Spreading(night.settings.task_runner)


def emit(raising: Raising) -> None:
    """Tell Prefect what became of alerts, for a department's automations; nothing here can cost a night."""
    from prefect.events import emit_event

    try:
        for one in announcements(raising):
            emit_event(event=one.event, resource=one.resource, payload=one.payload)
    except Exception as error:  # noqa: BLE001 - the night is published; what Prefect lacks is no reason to fail
        get_run_logger().warning("alerts could not be announced (%s)", type(error).__name__)
