"""`thugom status`: where the province stands, at a glance, from the last publication."""

import json as json_format
from typing import Annotated, Any

import typer

from thugom.cli.speech import FELL_SHORT, HomeOption, JsonOption, Speech, WrongUseError, chosen_home

PeriodOption = Annotated[
    str | None, typer.Option("--period", help="A month such as 2026-10 (default: the newest).", show_default=False)
]


MaxAgeOption = Annotated[
    str | None,
    typer.Option(
        "--max-age",
        help="For a watchdog: exit code 1 where the last publication is older, such as 26h.",
        show_default=False,
    ),
]
_HOURS = {"h": 1, "d": 24}
_AHEAD = 1.0
"""Hours that a publication may lie ahead of the clock: clocks are put right."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(status)


def status(
    home: HomeOption = None, period: PeriodOption = None, max_age: MaxAgeOption = None, json: JsonOption = False
) -> None:
    """Show coverage against the targets and the reporting, as last published."""
    summary = _published(chosen_home(home) / "data" / "curated" / "status.json")
    late = _late(summary, max_age) if max_age else None
    if period:
        summary = _of_period(summary, period)
    if json:
        typer.echo(json_format.dumps(summary, ensure_ascii=False, indent=2))
    else:
        from thugom.cli.summary import show_standing

        show_standing(Speech.of_system(summary["language"]), summary)
    if late:
        Speech.of_system(summary["language"]).complain_of(late)
    raise typer.Exit(0 if summary["period"] and not late else FELL_SHORT)


def _late(summary: dict[str, Any], max_age: str) -> str | None:
    """Return what a watchdog is told of a publication that is too old, or from the future; None where all is well."""
    import datetime as dt

    number, unit = max_age[:-1], max_age[-1:]
    if unit not in _HOURS or not number.isdecimal():
        message = f"--max-age {max_age}: hours or days such as 26h or 2d are expected."
        raise WrongUseError(message)
    published_at = summary["published_at"]
    age = (dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(published_at)) / dt.timedelta(hours=1)
    if age < -_AHEAD:
        remedy = "Set this machine's clock by a time server (timedatectl set-ntp true)."
        return f"{published_at}\n  The last publication lies in the future. {remedy}"
    if age <= int(number) * _HOURS[unit]:
        return None
    return f"{published_at}\n  The last publication is {age:.0f} hours old; {max_age} are allowed. Run: thugom doctor."


def _published(path: Any) -> dict[str, Any]:  # noqa: ANN401 - a Path; pathlib is imported by Typer anyway
    """Return what the last night left for this command."""
    try:
        content: dict[str, Any] = json_format.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        message = f"{path}\n  Nothing has been published here yet. Run: thugom nightly (or name a home with --home)."
        raise WrongUseError(message) from None
    except ValueError as error:
        message = f"{path}\n  This file is damaged ({error}). Run thugom nightly to write it anew."
        raise WrongUseError(message) from error
    return content


def _of_period(summary: dict[str, Any], period: str) -> dict[str, Any]:
    """Return the summary as it stands for another month of the series."""
    months = summary.get("months", {})
    if period not in months:
        known = ", ".join(sorted(months)[-3:]) or "none"
        message = f"--period {period}: not among the published months (the newest: {known})."
        raise WrongUseError(message)
    chosen: dict[str, Any] = months[period]
    # Alerts are of the newest night, whatever month is asked for.
    return summary | chosen | {"period": period, "alerts": None}
