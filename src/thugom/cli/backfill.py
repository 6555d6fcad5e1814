"""`thugom backfill`: the tables of every month of a span, as of its own day."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from thugom.cli.speech import DONE, FELL_SHORT, HomeOption, JsonOption, Speech, WrongUseError, chosen_home, clear_errors

if TYPE_CHECKING:
    from thugom.flows.backfill import Backfilled, Listener
    from thugom.services.backfill.plan import Asked

INTERRUPTED = 130
"""What shells call a command that an interruption ended."""

First = Annotated[
    str | None,
    typer.Option(
        "--from", metavar="MONTH", help="The first month, such as 2024-01 (default: that of the first report).",
        show_default=False,
    ),
]  # fmt: skip
Last = Annotated[
    str | None,
    typer.Option(
        "--to", metavar="MONTH", help="The last month (default: the newest past due day and grace).", show_default=False
    ),
]
KnownThen = Annotated[
    bool,
    typer.Option(
        "--known-then",
        help="Count what had been published by each month's day, by the policy of then; else all known today.",
    ),
]
Processes = Annotated[
    int | None,
    typer.Option(
        "--processes", min=1, help="How many months at once (default: 2 where there is room).", show_default=False
    ),
]
Again = Annotated[bool, typer.Option("--again", help="Compute also the months that are there already.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(backfill)


def backfill(
    first: First = None,
    last: Last = None,
    known_then: KnownThen = False,
    processes: Processes = None,
    again: Again = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Write the tables of past months, each as of the day on which it was first past due; publish nothing.

    Reports that arrived are taken in first, as by a night. What is published stays as it is, and nobody is alerted.
    Run again after a stop, it goes on where it was.
    """
    from thugom.services.backfill.plan import Asked

    root = chosen_home(home).resolve()
    try:
        with _clear():
            done = _run(root, Asked(first, last, known_then, processes, again), quiet=json)
    except KeyboardInterrupt:
        # While reports were taken in: what was judged is kept.
        speech = Speech.of_system()
        speech.complain_of("Interrupted. Run it again: it goes on where it was.")
        raise typer.Exit(INTERRUPTED) from None
    if json:
        typer.echo(done.as_json())
    else:
        from thugom.cli.backfilled import show_backfilled

        show_backfilled(_speech(root), done, root)
    raise typer.Exit(INTERRUPTED if done.interrupted else FELL_SHORT if done.fell_short else DONE)


def _run(root: Path, asked: "Asked", *, quiet: bool) -> "Backfilled":
    """Run the backfill, and show how far it has come."""
    from thugom.cli.backfilled import Unheard, watched
    from thugom.contracts import Home, load_policy
    from thugom.flows.backfill import backfill as run

    load_policy(Home.open(root).policy_path)
    listener: Listener
    if quiet:
        listener = Unheard()
        return run(root, asked, dt.datetime.now(dt.UTC), listener)
    with watched(_speech(root)) as listener:
        return run(root, asked, dt.datetime.now(dt.UTC), listener)


def _speech(root: Path) -> Speech:
    """Return the speech for whoever sits at this terminal: in the home's language, if the system names none."""
    from thugom.contracts import Home, load_policy

    return Speech.of_system(load_policy(Home.open(root).policy_path).place.language)


@contextmanager
def _clear() -> Iterator[None]:
    """Turn what somebody can mend into one message and exit code 2."""
    from thugom.files import HomeLockedError
    from thugom.services.backfill.errors import BackfillError
    from thugom.services.night.errors import NIGHT_ERRORS

    with clear_errors():
        try:
            yield
        except HomeLockedError:
            # Nothing is wrong, and the command line has a code of its own for it.
            raise
        except (BackfillError, *NIGHT_ERRORS) as error:
            raise WrongUseError(str(error)) from error
