"""`thugom export`: the newest publication as a workbook, a map, tables, the page, or for other systems."""

import json as json_format
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from thugom.cli.speech import HomeOption, JsonOption, Speech, WrongUseError, chosen_home, clear_errors


class Kind(StrEnum):
    """What the publication is written as."""

    xlsx = "xlsx"
    gpkg = "gpkg"
    parquet = "parquet"
    csv = "csv"
    datapackage = "datapackage"
    page = "page"
    dhis2 = "dhis2"
    sdmx = "sdmx"


KindArgument = Annotated[Kind, typer.Argument(help="What to write.", show_default=False)]
Out = Annotated[
    Path,
    typer.Option(
        "--out", help="The file or folder to write; parquet, csv, datapackage and page: a folder.", show_default=False
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(export)


def export(kind: KindArgument, out: Out, home: HomeOption = None, json: JsonOption = False) -> None:
    """Write the newest publication: for Excel, QGIS, analysts, a web server, DHIS2 or SDMX."""
    from thugom.contracts import Home
    from thugom.services.exports import ExportError
    from thugom.services.exports.demand import export as write
    from thugom.store import StoreError

    try:
        with clear_errors():
            paths = write(Home.open(chosen_home(home).resolve()), kind.value, out)
    except (ExportError, StoreError) as error:
        raise WrongUseError(str(error)) from error
    if json:
        typer.echo(json_format.dumps([str(path) for path in paths], ensure_ascii=False, indent=2))
        return
    speech = Speech.of_system()
    said = speech.say("Written: {place}") if len(paths) == 1 else speech.say("Written: {place}, with {count} files")
    speech.console.print(said.format(place=paths[0], count=len(paths) - 1), soft_wrap=True, markup=False)
