"""`thugom init`: an empty home for a department."""

from pathlib import Path
from typing import Annotated

import typer

from thugom.cli.speech import Speech, WrongUseError, clear_errors

Folder = Annotated[Path, typer.Argument(help="The folder to make; it must be empty or not exist.", show_default=False)]
Blank = Annotated[bool, typer.Option("--blank", help="Leave the register empty, for another province or country.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(init)


def init(folder: Folder, blank: Blank = False) -> None:
    """Make an empty home: policy, register, sources and folders for data."""
    from thugom.services.home import HomeExistsError, make_home

    try:
        with clear_errors():
            home = make_home(folder.resolve(), blank=blank)
    except HomeExistsError as error:
        raise WrongUseError(str(error)) from error
    speech = Speech.of_system()
    speech.console.print(
        speech.say("A home for your department stands in {folder}.").format(folder=home.root), soft_wrap=True
    )
    for text in (
        "policy.yml: targets, thresholds and deadlines; read it first",
        "register: units, lineage, population and facilities",
        "sources: how the files of other offices are read",
        "contacts.yml: who hears of alerts",
        "data/raw: put the reports here",
    ):
        speech.console.print(f"  {speech.say(text)}")
    speech.console.print(
        speech.say("Then run: thugom nightly --home {folder}").format(folder=home.root), soft_wrap=True
    )
