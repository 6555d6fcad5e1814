"""`thugom template`: the workbooks that communes and facilities fill in."""

import json as json_format
from pathlib import Path
from typing import Annotated

import typer

from thugom.cli.speech import HomeOption, JsonOption, Speech, WrongUseError, chosen_home, clear_errors

Out = Annotated[
    Path, typer.Option("--out", help="The folder to write to; made if it does not exist.", show_default=False)
]
PeriodOption = Annotated[
    str, typer.Option("--period", help="The month to report, such as 2026-11.", show_default=False)
]
UnitOption = Annotated[
    str | None, typer.Option("--unit", help="A unit: 03388 or 03388@2025-07-01.", show_default=False)
]
AllOption = Annotated[bool, typer.Option("--all", help="A workbook for each unit in force in the month.")]
FacilityOption = Annotated[
    str | None, typer.Option("--facility", help="A facility, by its code: its treatment report.", show_default=False)
]
ReportOption = Annotated[
    str | None, typer.Option("--report", help="collection or treatment alone (default: both).", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(template)


def template(  # noqa: PLR0913, PLR0917 - one argument per option
    period: PeriodOption,
    out: Out,
    home: HomeOption = None,
    unit: UnitOption = None,
    all_: AllOption = False,
    facility: FacilityOption = None,
    report: ReportOption = None,
    json: JsonOption = False,
) -> None:
    """Write the workbooks that communes and facilities fill in, from the contracts of this home."""
    from thugom.register import RegisterError
    from thugom.services.templates import Request, TemplateError, write_templates
    from thugom.store import StoreError

    request = Request(period, unit, every_unit=all_, facility=facility, report=report)
    try:
        with clear_errors():
            paths = write_templates(chosen_home(home).resolve(), request, out)
    except (TemplateError, RegisterError, StoreError) as error:
        raise WrongUseError(str(error)) from error
    if json:
        typer.echo(json_format.dumps([str(path) for path in paths], ensure_ascii=False, indent=2))
        return
    speech = Speech.of_system()
    for path in paths:
        speech.console.print(str(path), soft_wrap=True, markup=False)
    said = speech.say("{count} workbooks for {month} in {folder}.")
    speech.console.print(said.format(count=len(paths), month=period, folder=out), soft_wrap=True, markup=False)
