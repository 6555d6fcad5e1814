"""How far a backfill has come, and what it came to, as a person reads it in a terminal."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from thugom.cli.progress import Bar as NightBar
from thugom.cli.speech import Speech
from thugom.cli.summary import VERDICTS, below
from thugom.language.numbers import day, interval, percent, seconds, whole
from thugom.services.backfill.month import COMPUTED, FAILED, THERE, Outcome
from thugom.services.night.progress import told

if TYPE_CHECKING:
    from thugom.flows.backfill import Backfilled

MARKS: Mapping[str, Text] = {
    COMPUTED: Text("✓", style="green"),
    THERE: Text("·", style="dim"),
    FAILED: Text("✗", style="red"),
}


class Unheard:
    """Nobody watches: a program reads what it came to."""

    def begin(self, months: int) -> None:
        """Pass over it."""

    def done(self, outcome: Outcome) -> None:
        """Pass over it."""

    def stopping(self) -> None:
        """Pass over it."""


class Lines:
    """A line per month, for a log."""

    def __init__(self, speech: Speech) -> None:
        """Write nothing yet."""
        self._speech, self._said, self._months = speech, 0, 0

    def begin(self, months: int) -> None:
        """Note how many there are."""
        self._months = months

    def done(self, outcome: Outcome) -> None:
        """Write what became of a month."""
        self._said += 1
        say, language = self._speech.say, self._speech.language
        words = {COMPUTED: say("computed"), THERE: say("there already"), FAILED: say("failed")}
        taken = f", {seconds(outcome.seconds, language)}" if outcome.state == COMPUTED else ""
        text = say("{number} / {months}  {month}, as of {day}: {state}{taken}")
        line = text.format(
            number=self._said,
            months=self._months,
            month=outcome.month,
            day=day(outcome.as_of, language),
            state=words[outcome.state],
            taken=taken,
        )
        self._speech.console.print(line, markup=False, soft_wrap=True)

    def stopping(self) -> None:
        """Say that what was begun is finished first."""
        self._speech.console.print(_stopping(self._speech), markup=False, soft_wrap=True)


class Bar:
    """A bar, for whoever sits at the terminal."""

    def __init__(self, speech: Speech, console: Console, before: NightBar) -> None:
        """Draw nothing yet; `before` shows how far taking in has come, and is wiped when the months begin."""
        self._speech, self._before = speech, before
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(separator=" / "),
            TextColumn(speech.say("months")),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        self._task = self._progress.add_task(speech.say("Computing months"), total=None)

    def begin(self, months: int) -> None:
        """Draw the bar."""
        self._before.close()
        self._progress.update(self._task, total=months)
        self._progress.start()

    def done(self, outcome: Outcome) -> None:
        """Move on by a month, and say at once what went wrong with it."""
        self._progress.advance(self._task)
        if outcome.state == FAILED:
            self._progress.console.print(Text(f"✗ {outcome.month}", style="red"))

    def stopping(self) -> None:
        """Say that what was begun is finished first."""
        self._progress.console.print(Text(_stopping(self._speech), style="yellow"))

    def close(self) -> None:
        """Wipe the bar: what became of the months stands in the summary."""
        self._progress.stop()


def _stopping(speech: Speech) -> str:
    """Return what somebody who interrupts is told."""
    return speech.say("Stopping: the months that are begun are finished first. Interrupt again to leave at once.")


@contextmanager
def watched(speech: Speech) -> Iterator[Bar | Lines]:
    """Give what shows the progress: a bar on a terminal, else a line per month."""
    if not sys.stderr.isatty():
        yield Lines(speech)
        return
    console = Console(stderr=True)
    before = NightBar(speech, console)
    bar = Bar(speech, console, before)
    try:
        with told(before):
            yield bar
    finally:
        before.close()
        bar.close()


def show_backfilled(speech: Speech, done: "Backfilled", root: Path) -> None:
    """Print where the targets stood in each month, how many were computed, and what went wrong."""
    console, say = speech.console, speech.say
    title = Text(f"thu gom – {done.place.vi if speech.language == 'vi' else done.place.en}", style="bold")
    if done.synthetic:
        title.append(f"  {say('SYNTHETIC DATA, not real figures')}", style="bold yellow")
    console.print(title)
    now, then = say("with all that is known today"), say("with what had been published by then")
    text = say("Each month as of the first day on which it was past due day and grace, {known}.")
    console.print(text.format(known=then if done.known_then else now), soft_wrap=True)
    _show_taken_in(speech, done)
    if any(one.targets for one in done.outcomes):
        console.print(_standings(speech, done.outcomes))
    _show_before(speech, done)
    _show_counts(speech, done)
    for one in done.outcomes:
        if one.state == FAILED:
            speech.complain_of(f"{one.month}: {one.reason}")
    if done.plan.months:
        folder = done.plan.months[0].folder.parent.relative_to(root).as_posix()
        text = say("Tables: {place}, a folder per month. What is published stays as it is, and nobody was alerted.")
        console.print(text.format(place=below(root, folder)), soft_wrap=True, markup=False)
    if done.interrupted:
        console.print(say("Interrupted. Run it again: it goes on where it was."), style="yellow", soft_wrap=True)


def _show_taken_in(speech: Speech, done: "Backfilled") -> None:
    """Print what was taken in before the months were computed, and which files were not."""
    console, say, language = speech.console, speech.say, speech.language
    if done.tally.files:
        text = say("Taken in first: {files} new files, {rows} rows, {accepted} accepted, {refused} refused.")
        counts = {"rows": done.tally.received, "accepted": done.tally.accepted, "refused": done.tally.refused}
        shown = {name: whole(value, language) for name, value in ({"files": done.tally.files} | counts).items()}
        console.print(text.format(**shown), soft_wrap=True)
        console.print(say("The next night publishes what they say: thugom nightly"), soft_wrap=True)
    unread = say("Not read, still being written or closed to this user: {path}")
    put_off = say("Put off to the next night, memory or disk space ran out: {path}")
    for text, paths in ((unread, done.skipped), (put_off, done.tally.put_off)):
        for path in paths:
            # The inbox may hold names with brackets: they are names and not styles.
            console.print(Text(text.format(path=path), style="yellow"), soft_wrap=True)


def _standings(speech: Speech, outcomes: Sequence[Outcome]) -> Table:
    """Return a table with a row per month, and a column for what each target came to on the month's day."""
    say, language = speech.say, speech.language
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("")
    table.add_column(say("Month"), no_wrap=True)
    table.add_column(say("As of"), no_wrap=True)
    first = next(one.targets for one in reversed(outcomes) if one.targets)
    for target in first:
        table.add_column(Text(target["title"][language]), justify="right")
    for one in outcomes:
        by_id = {target["id"]: target for target in one.targets}
        cells = [_cell(speech, by_id.get(target["id"])) for target in first]
        table.add_row(MARKS[one.state], one.month, day(one.as_of, language), *cells)
    return table


def _cell(speech: Speech, target: Mapping[str, Any] | None) -> Text:
    """Return what a target came to: its value and interval, in the colour of its verdict."""
    if target is None:
        return Text("–", style="dim")
    value = percent(target["value"], speech.language)
    between = interval(target["lower"], target["upper"], speech.language)
    _, style = VERDICTS.get(target["status"], ("", ""))
    return Text.assemble((value, style), (f"  {between}", "dim"))


def _show_before(speech: Speech, done: "Backfilled") -> None:
    """Say which months lie too early for any tables."""
    say, plan = speech.say, done.plan
    if not plan.before:
        return
    months = plan.before[0] if len(plan.before) == 1 else f"{plan.before[0]} – {plan.before[-1]}"
    if plan.begins is None:
        text = say("No accepted report yet: put reports into data/raw and run thugom nightly.")
    elif len(plan.begins) > len("2026-10"):
        text = say("Nothing had been published by the day of {months}; the first publication was on {begins}.")
    else:
        text = say("No tables of {months}: the reports begin in {begins}.")
    speech.console.print(text.format(months=months, begins=plan.begins), style="yellow", soft_wrap=True)


def _show_counts(speech: Speech, done: "Backfilled") -> None:
    """Print how many months were computed, there already, and failed."""
    say, language = speech.say, speech.language
    counts = {state: sum(one.state == state for one in done.outcomes) for state in (COMPUTED, THERE, FAILED)}
    text = say("Months: {computed} computed, {there} there already, {failed} failed.")
    shown = {name: whole(count, language) for name, count in counts.items()}
    speech.console.print(text.format(**shown), style="red" if counts[FAILED] else "bold", soft_wrap=True)
