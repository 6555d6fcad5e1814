"""`thugom doctor`: what is wrong with this installation, in plain words."""

import json as json_format
from dataclasses import asdict
from typing import Any

import typer

from thugom.cli.speech import DONE, FELL_SHORT, HomeOption, JsonOption, Speech, chosen_home

MARKS = {True: "[green]✓[/green]", False: "[red]✗[/red]"}
NOTEWORTHY = "[yellow]•[/yellow]"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)


def doctor(home: HomeOption = None, json: JsonOption = False) -> None:
    """Say what is wrong with this installation and what to do about it."""
    from thugom.services.doctor import examine

    findings = examine(chosen_home(home).resolve())
    if json:
        typer.echo(json_format.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        _show(Speech.of_system(), findings)
    raise typer.Exit(DONE if all(finding.well for finding in findings) else FELL_SHORT)


def _show(speech: Speech, findings: list[Any]) -> None:
    """Print one line per finding, and the remedy where one is needed."""
    from rich.markup import escape

    for finding in findings:
        mark = NOTEWORTHY if finding.is_noteworthy else MARKS[finding.well]
        speech.console.print(f"{mark} {speech.say(finding.subject)}: {escape(_found(speech, finding))}", soft_wrap=True)
        if not finding.well or finding.is_noteworthy:
            speech.console.print(f"    {escape(speech.say(finding.remedy))}", soft_wrap=True)
    bad = sum(not finding.well for finding in findings)
    text = "Everything is in order." if not bad else "{count} things to mend."
    speech.console.print(speech.say(text).format(count=bad), style="green" if not bad else "red")


def _found(speech: Speech, finding: Any) -> str:  # noqa: ANN401 - the finding's own module is loaded by the command
    """Return what was found, each line of it in the reader's language where there are words for it."""
    return "\n".join(speech.say(line) for line in finding.found.split("\n"))
