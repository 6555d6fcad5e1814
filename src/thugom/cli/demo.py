"""`thugom demo`: synthetic reports for real units."""

from pathlib import Path
from typing import Annotated

import typer

from thugom.cli.speech import JsonOption, Speech, WrongUseError, clear_errors

Out = Annotated[Path, typer.Option("--out", help="The home to fill; made if it does not exist.", show_default=False)]
Months = Annotated[int, typer.Option("--months", min=1, help="How many months, up to --last.")]
Last = Annotated[str, typer.Option("--last", help="The last month.")]
Seed = Annotated[int, typer.Option("--seed", help="The same seed makes the same files, byte for byte.")]
Tickets = Annotated[
    int,
    typer.Option("--tickets", min=0, help="About how many weighbridge tickets; no fewer than trucks can carry."),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(
    out: Out,
    months: Months = 36,
    last: Last = "2026-10",
    seed: Seed = 7,
    tickets: Tickets = 0,
    json: JsonOption = False,
) -> None:
    """Write synthetic reports for real units, marked synthetic in every file."""
    import json as json_format
    from dataclasses import asdict

    from thugom.language.numbers import whole
    from thugom.register import RegisterError
    from thugom.services.demo_home import fill_home
    from thugom.services.home import HomeExistsError

    try:
        with clear_errors():
            summary = fill_home(out.resolve(), months=months, last=last, seed=seed, tickets=tickets)
    except (HomeExistsError, RegisterError, ValueError) as error:
        raise WrongUseError(str(error)) from error
    if json:
        typer.echo(json_format.dumps(asdict(summary), ensure_ascii=False, indent=2, default=str))
        return
    speech = Speech.of_system()
    text = speech.say(
        "{files} synthetic files for {months} months in {folder}; the truth behind them is in data/demo/truth."
    )
    speech.console.print(text.format(files=summary.files, months=months, folder=out), soft_wrap=True)
    if summary.tickets:
        said = speech.say("{tickets} weighbridge tickets are among them.")
        speech.console.print(said.format(tickets=whole(summary.tickets, speech.language)), soft_wrap=True)
    speech.console.print(speech.say("Then run: thugom nightly --home {folder}").format(folder=out), soft_wrap=True)
