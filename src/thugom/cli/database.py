"""`thugom database`: a PostgreSQL made ready, and any database brought to this release."""

import json as json_format
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from thugom.cli.speech import HomeOption, JsonOption, Speech, WrongUseError, chosen_home, clear_errors

GOOD, NOTE = "[green]✓[/green]", "[yellow]•[/yellow]"

PasswordsOption = Annotated[
    Path | None,
    typer.Option(
        "--passwords", metavar="FILE", help="Lines THUGOM_ANALYST_PASSWORD=…, closed to others.", show_default=False
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="The database: a PostgreSQL made ready, and upgrades.")
    for command in (init, upgrade):
        group.command()(command)
    app.add_typer(group, name="database")


def init(passwords: PasswordsOption = None, home: HomeOption = None, json: JsonOption = False) -> None:
    """Make roles, rights and tables in the PostgreSQL that THUGOM_DATABASE_URL names, as its administrator."""
    from thugom.services.database import initialise

    with _clear():
        done = initialise(_home(home), passwords)
    if json:
        typer.echo(json_format.dumps(asdict(done), ensure_ascii=False, indent=2))
    elif done.has_roles:
        _show_roles(Speech.of_system(), done)
    else:
        _say(
            Speech.of_system(), GOOD, "{place} is the embedded SQLite: nothing has to be made ready.", place=done.place
        )


def upgrade(home: HomeOption = None, json: JsonOption = False) -> None:
    """Bring the database to this release, all or nothing; make a backup first."""
    from thugom.services.database import bring_up_to_date

    with _clear():
        done = bring_up_to_date(_home(home))
    if json:
        typer.echo(json_format.dumps({**asdict(done), "changed": done.changed}, ensure_ascii=False, indent=2))
        return
    speech = Speech.of_system()
    if done.before is None:
        _say(speech, GOOD, "{place} was empty and has the tables of revision {now} now.", **asdict(done))
    elif done.changed:
        _say(speech, GOOD, "{place} came from revision {before} to {now}, with all that was in it.", **asdict(done))
    else:
        _say(speech, GOOD, "{place} is of this release already (revision {now}).", **asdict(done))


def _show_roles(speech: Speech, done: Any) -> None:  # noqa: ANN401 - Initialised, loaded by the command
    """Say what the database has now, what is missing, and what comes next."""
    from thugom.services.database import VARIABLES

    _say(speech, GOOD, "{place} is ready: schemas, tables and rights are in their place.", place=done.place)
    for role in VARIABLES:
        text = "The role {role} was made." if role in done.new_roles else "The role {role} was there."
        _say(speech, GOOD, text, role=role)
    for role in done.passwords_set:
        _say(speech, GOOD, "The role {role} has the password that was given.", role=role)
    for role in done.without_password:
        text = "The role {role} has no password: set {variable} and run this again, unless pg_hba.conf lets it in."
        _say(speech, NOTE, text, role=role, variable=VARIABLES[role])
    if done.geometries:
        _say(speech, GOOD, "PostGIS is there, for questions about places.")
    else:
        text = (
            "PostGIS is not there; nothing here needs it. For questions about places install it, then run this again."
        )
        _say(speech, NOTE, text)
    _say(speech, " ", "Now let the nights run as pipeline: THUGOM_DATABASE_URL=postgresql+psycopg://pipeline@HOST/NAME")


def _say(speech: Speech, mark: str, text: str, **values: object) -> None:
    """Print a line with its mark, in the reader's language."""
    from rich.markup import escape

    speech.console.print(f"{mark} {escape(speech.say(text).format(**values))}", soft_wrap=True)


def _home(option: Path | None) -> Any:  # noqa: ANN401 - Home, loaded by the command
    """Return the home that was named."""
    from thugom.contracts import Home

    return Home.open(chosen_home(option).resolve())


@contextmanager
def _clear() -> Iterator[None]:
    """Turn what somebody can mend into one message and exit code 2."""
    from thugom.store import StoreError

    try:
        with clear_errors():
            yield
    except StoreError as error:
        raise WrongUseError(str(error)) from error
