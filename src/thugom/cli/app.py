"""The command `thugom`: its sub-commands, and how an error reaches the person at the terminal."""

import contextlib
import errno
import os
import sys

import typer

from thugom.cli import (
    alerts,
    backfill,
    backup,
    boundaries,
    check,
    database,
    demo,
    doctor,
    explain,
    export,
    init,
    nightly,
    serve,
    status,
    template,
)
from thugom.cli.speech import WRONG_USE, Speech, WrongUseError, said_by_system

_DISK_REFUSES = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}

app = typer.Typer(
    name="thugom",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Turns the waste reports of communes and facilities into coverage tables, every night.",
)
for module in (
    init,
    nightly,
    status,
    explain,
    export,
    check,
    template,
    alerts,
    serve,
    demo,
    boundaries,
    database,
    backup,
    backfill,
    doctor,
):
    module.register(app)


@app.callback()
def about() -> None:
    """Turns the waste reports of communes and facilities into coverage tables, every night.

    Exit codes: 0 done, 1 the data fell short, 2 wrong use or configuration, 75 another run is writing: try later.
    """


def main() -> None:
    """Run the command line; no traceback reaches its user."""
    try:
        app()
    except WrongUseError as error:
        Speech.of_system().complain_of(str(error))
        sys.exit(error.code)
    except ValueError as error:
        # Imported where it is asked for: `status` does without the settings.
        from thugom.settings import SettingsError

        if not isinstance(error, SettingsError):
            raise
        Speech.of_system().complain_of(str(error))
        sys.exit(WRONG_USE)
    except OSError as error:
        # Without a place it is what is printed, if a disk can refuse it so; anything else is a fault of ours.
        if error.filename is None and error.errno not in _DISK_REFUSES:
            raise
        _complain_of(error)
        sys.exit(WRONG_USE)


def _complain_of(error: OSError) -> None:
    """Say what the operating system refused: mostly that what is printed goes into a file whose disk is full."""
    place = error.filename or "What this command prints (what it did stands)"
    # Where both streams go into that file, there is nobody to say it to.
    with contextlib.suppress(OSError):
        Speech.of_system().complain_of(said_by_system(OSError(error.errno, error.strerror, place)))
    # What waits to be written would be tried once more as this process ends, and change its exit code.
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
