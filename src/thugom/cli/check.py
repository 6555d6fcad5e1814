"""`thugom check`: a report judged on the clerk's desk, before it is sent."""

import datetime as dt
import json as json_format
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from thugom.cli.speech import (
    DONE,
    FELL_SHORT,
    HomeOption,
    JsonOption,
    Speech,
    WrongUseError,
    chosen_home,
    clear_errors,
    day_asked,
)

if TYPE_CHECKING:
    from thugom.checks.receipt_note import ReceiptNote

Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="The workbooks or CSV files.", show_default=False)]
Out = Annotated[
    Path | None,
    typer.Option("--out", help="Write the receipts here, and not beside the files.", show_default=False),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", help="The day on which the files are taken to arrive (default: today).", show_default=False
    ),
]
STYLES = {"error": "red", "warning": "yellow"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(check)


def check(file: Files, home: HomeOption = None, out: Out = None, as_of: AsOf = None, json: JsonOption = False) -> None:
    """Judge reports before they are sent, as the night would, and write what is wrong into a receipt beside each."""
    for path in file:
        _refuse_what_is_no_file(path)
    with clear_errors():
        checked, fallback = _checked(chosen_home(home), file, day_asked(as_of), out)
    speech = Speech.of_system(fallback)
    told = [(path, notes[speech.language], receipt) for path, notes, receipt in checked]
    if json:
        typer.echo(json_format.dumps([_as_json(*one) for one in told], ensure_ascii=False, indent=2))
    else:
        for one in told:
            _show(speech, *one)
    raise typer.Exit(DONE if all(note.is_good for _, note, _ in told) else FELL_SHORT)


def _refuse_what_is_no_file(path: Path) -> None:
    """Say at once that a file is not there, before anything that takes seconds is loaded."""
    if path.is_dir():
        raise WrongUseError(f"{path}\n  This is a folder. Name the files in it.")
    if not path.is_file():
        raise WrongUseError(f"{path}\n  There is no such file. Check the name and run again.")


def _checked(
    root: Path, paths: list[Path], day: dt.date | None, out: Path | None
) -> tuple[list[tuple[Path, Mapping[str, "ReceiptNote"], Path | None]], str]:
    """Return each file, what is to be said of it by language, and where its receipt lies; and the home's language."""
    from thugom.contracts import Home
    from thugom.services.night.opening import declared
    from thugom.settings import Settings

    # What is wrong with the home is said before Great Expectations is loaded, which takes seconds.
    here, max_bytes = declared(Home.open(root)), Settings().max_file_mb * 1024 * 1024
    from thugom.services.desk import check_files, receipt_beside
    from thugom.services.night.errors import NIGHT_ERRORS

    try:
        checked = check_files(
            here,
            paths,
            now=dt.datetime.now(dt.UTC),
            as_of=day,
            max_bytes=max_bytes,
        )
        told = [(one.path, one.notes, receipt_beside(one, here, out, max_bytes)) for one in checked]
    except NIGHT_ERRORS as error:
        raise WrongUseError(str(error)) from error
    return told, here.policy.place.language


def _show(speech: Speech, path: Path, note: "ReceiptNote", receipt: Path | None) -> None:
    """Print what was found in a file."""
    from rich.text import Text

    from thugom.checks.receipt_note import counts_shown, findings_shown, next_step, place_shown, severity_shown

    console, say = speech.console, speech.say
    # A file's own words are shown as they are: brackets in them are no styles.
    console.print(Text(str(path), style="bold"), soft_wrap=True)
    console.print(Text(f"  {counts_shown(note)} · {findings_shown(note)}"), soft_wrap=True)
    for line in note.lines:
        head = Text(f"  {severity_shown(line.severity, say)}", style=STYLES[line.severity])
        head.append(f"  {place_shown(line, say)}", style="bold")
        console.print(head, soft_wrap=True)
        console.print(Text(f"      {line.message}"), soft_wrap=True)
    console.print(Text(f"  → {next_step(note)}", style="green" if note.is_good else "red"), soft_wrap=True)
    if receipt is not None:
        console.print(Text(f"  {say('Receipt')}: {receipt}"), soft_wrap=True)
    console.print()


def _as_json(path: Path, note: "ReceiptNote", receipt: Path | None) -> dict[str, Any]:
    """Return what was found in a file as JSON takes it."""
    from thugom.checks.receipt_note import next_step

    return {
        "file": str(path),
        "accepted": note.is_good,
        "rows_received": note.received,
        "rows_accepted": note.accepted,
        "rows_refused": note.refused,
        "errors": note.count("error"),
        "warnings": note.count("warning"),
        "next": next_step(note),
        "receipt": None if receipt is None else str(receipt),
        "findings": [asdict(line) for line in note.lines],
    }
