"""`thugom explain`: a published figure down to its file, sheet, row and cell."""

from pathlib import Path
from typing import Annotated, Any

import typer

from thugom.cli.speech import HomeOption, JsonOption, Speech, WrongUseError, chosen_home, clear_errors

Indicator = Annotated[
    str | None,
    typer.Argument(help="Of province_coverage; with --unit a column of commune_coverage.", show_default=False),
]
PeriodOption = Annotated[
    str | None, typer.Option("--period", help="Such as 2026-10 or 2026-Q3 (default: the newest).", show_default=False)
]
UnitOption = Annotated[
    str | None, typer.Option("--unit", help="A unit's own figure: 03388 or 03388@2025-07-01.", show_default=False)
]
SettlementOption = Annotated[
    str | None,
    typer.Option("--settlement", help="urban, rural or all (default: the whole, or the only one).", show_default=False),
]
BasisOption = Annotated[str, typer.Option("--basis", help="as_was, as_is or as_issued.")]
DenominatorOption = Annotated[
    str | None, typer.Option("--denominator", help="Such as by_generated (default: the headline).", show_default=False)
]
FullOption = Annotated[bool, typer.Option("--full", help="Show every unit, row and cell.")]
ListOption = Annotated[bool, typer.Option("--list", help="Show what can be explained.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(explain)


def explain(  # noqa: PLR0913, PLR0917 - one argument per option
    indicator: Indicator = None,
    home: HomeOption = None,
    period: PeriodOption = None,
    unit: UnitOption = None,
    settlement: SettlementOption = None,
    basis: BasisOption = "as_was",
    denominator: DenominatorOption = None,
    full: FullOption = False,
    listed: ListOption = False,
    json: JsonOption = False,
) -> None:
    """Show what a published figure was made of, down to file, sheet, row and cell."""
    root = chosen_home(home).resolve()
    if listed:
        _show_list(root, json=json)
        return
    if indicator is None:
        message = "Name an indicator, such as communes_covered. See them all with: thugom explain --list"
        raise WrongUseError(message)
    found = _explained(root, indicator, period, unit, settlement=settlement, basis=basis, denominator=denominator)
    if json:
        typer.echo(found.as_json())
        return
    from thugom.cli.explanation import show

    show(_speech(root), found, full=full)


def _explained(root: Path, *what: str | None, **where: Any) -> Any:  # noqa: ANN401 - Explanation, imported below
    """Return the explanation; whatever is wrong is one message."""
    from thugom.files.remote import RemoteError
    from thugom.register import RegisterError
    from thugom.services.explain import ExplainError
    from thugom.services.explain import explain as explain_figure
    from thugom.store import StoreError

    indicator, period, unit = what
    try:
        with clear_errors():
            return explain_figure(root, str(indicator), period, unit=unit, **where)
    except (ExplainError, RegisterError, RemoteError, StoreError) as error:
        raise WrongUseError(str(error)) from error


def _speech(root: Path) -> Speech:
    """Return the speech for this terminal, else that of the home."""
    from thugom.contracts import Home, load_policy

    with clear_errors():
        return Speech.of_system(load_policy(Home.open(root).policy_path).place.language)


def _show_list(root: Path, *, json: bool) -> None:
    """Print what can be explained, with its names in both languages."""
    import json as json_format
    from dataclasses import asdict

    from rich.table import Table

    from thugom.services.explain import explainable

    figures = explainable()
    if json:
        typer.echo(json_format.dumps([asdict(one) for one in figures], ensure_ascii=False, indent=2))
        return
    speech = _speech(root)
    table = Table(show_edge=False, pad_edge=False)
    for name in ("Indicator", "Of", "Name"):
        table.add_column(speech.say(name), no_wrap=name != "Name")
    for one in figures:
        table.add_row(one.name, speech.say(one.of), one.title.in_language(speech.language))
    speech.console.print(table)
