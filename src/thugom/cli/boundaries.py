"""`thugom boundaries`: the polygons of the units, imported and checked."""

import datetime as dt
import json as json_format
from pathlib import Path
from typing import Annotated, Any

import typer

from thugom.cli.speech import DONE, FELL_SHORT, HomeOption, JsonOption, Speech, WrongUseError, chosen_home, clear_errors

MARKS = {"error": "[red]✗[/red]", "warning": "[yellow]![/yellow]", "note": "[green]✓[/green]"}

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", help="GeoPackage, Shapefile (also zipped), GeoJSON, …", show_default=False),
]
Layer = Annotated[str | None, typer.Option("--layer", help="The layer, where a file has several.", show_default=False)]
Crs = Annotated[
    str | None,
    typer.Option("--crs", help="The coordinate system, where the file names none or a wrong one.", show_default=False),
]
ValidOn = Annotated[
    str | None,
    typer.Option("--valid-on", help="The day whose units are meant (default: today).", show_default=False),
]
CodeColumn = Annotated[
    str | None, typer.Option("--code-column", help="The column of the unit codes.", show_default=False)
]
NameColumn = Annotated[
    str | None, typer.Option("--name-column", help="The column of the names; no code is looked at.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="The boundaries of the units: import and check.")
    group.command("import")(import_)
    group.command("check")(check)
    app.add_typer(group, name="boundaries")


def import_(  # noqa: PLR0913, PLR0917 - Typer makes an option of every parameter
    file: Files,
    home: HomeOption = None,
    layer: Layer = None,
    crs: Crs = None,
    valid_on: ValidOn = None,
    code_column: CodeColumn = None,
    name_column: NameColumn = None,
    json: JsonOption = False,
) -> None:
    """Take in the boundaries of units: matched, repaired and checked; kept unless an error was found."""
    from thugom.services.boundaries import Source, import_boundaries

    source = Source(layer, crs, code_column, name_column)
    outcome = _run(home, lambda at: import_boundaries(at, file, source, dt.datetime.now(dt.UTC), _day(valid_on)))
    _report(outcome, json=json)
    raise typer.Exit(DONE if outcome.kept else FELL_SHORT)


def check(home: HomeOption = None, valid_on: ValidOn = None, json: JsonOption = False) -> None:
    """Check the boundaries of this home, and the lineage against them."""
    from thugom.services.boundaries import check_boundaries

    outcome = _run(home, lambda at: check_boundaries(at, dt.datetime.now(dt.UTC), _day(valid_on)))
    _report(outcome, json=json)
    well = all(finding.severity == "note" for finding in outcome.findings)
    raise typer.Exit(DONE if well else FELL_SHORT)


def _run(home: Path | None, work: Any) -> Any:  # noqa: ANN401 - Home and Outcome, imported below
    """Return what the work on a home comes to; what nobody can use is wrong use."""
    from thugom.contracts import Home
    from thugom.register import RegisterError

    try:
        with clear_errors():
            return work(Home.open(chosen_home(home).resolve()))
    except RegisterError as error:
        raise WrongUseError(str(error)) from error


def _day(text: str | None) -> dt.date | None:
    """Return a day as the user writes it."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise WrongUseError(f"--valid-on {text}: a day such as 2025-07-01 is expected") from error


def _report(outcome: Any, *, json: bool) -> None:  # noqa: ANN401 - Outcome
    """Print what was found and what was kept."""
    from rich.markup import escape

    from thugom.language.numbers import day

    if json:
        typer.echo(json_format.dumps(outcome.as_record(), ensure_ascii=False, indent=2))
        return
    speech = Speech.of_system()
    for finding in outcome.findings:
        said = escape(finding.message(speech.language))
        speech.console.print(f"{MARKS[finding.severity]} {said}", soft_wrap=True)
    if not outcome.kept:
        speech.console.print(speech.say("Nothing was kept; what was there before stands."), style="red")
    text = speech.say("{with_polygon} of {in_force} units in force on {day} have a boundary: {path}")
    values = vars(outcome) | {"day": day(outcome.on.isoformat(), speech.language)}
    speech.console.print(escape(text.format(**values)), soft_wrap=True)
