"""How far a night has come, for whoever watches: a bar on standard error, and only on a terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from thugom.cli.speech import Speech
from thugom.services.night.progress import told

MANY = 50
"""Fewer files are done before a bar could be read."""


class Bar:
    """A bar per step that works through many files: what is done, of how many, and how long the rest will take."""

    def __init__(self, speech: Speech, console: Console) -> None:
        """Draw nothing yet."""
        say = speech.say
        self._names = {
            "fetch": say("Fetching reports"),
            "deposit": say("Keeping originals"),
            "judge": say("Judging reports"),
            "receipt": say("Writing receipts"),
        }
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(separator=" / "),
            TextColumn(say("files")),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        self._task: TaskID | None = None

    def begin(self, step: str, total: int) -> None:
        """Draw a bar for a step with many files, and wipe that of the step before."""
        self.close()
        if total >= MANY:
            self._task = self._progress.add_task(self._names.get(step, step), total=total)
            self._progress.start()

    def advance(self) -> None:
        """Move on by a file."""
        if self._task is not None:
            self._progress.advance(self._task)

    def close(self) -> None:
        """Wipe the bar: what the night came to stands in its summary."""
        if self._task is not None:
            self._progress.stop()
            self._progress.remove_task(self._task)
            self._task = None


@contextmanager
def progress_shown(speech: Speech) -> Iterator[None]:
    """Show the progress of the steps within; where nobody looks at standard error, nothing is written to it."""
    if not sys.stderr.isatty():
        yield
        return
    bar = Bar(speech, Console(stderr=True))
    try:
        with told(bar):
            yield
    finally:
        bar.close()
