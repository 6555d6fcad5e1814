"""`thugom alerts`: what somebody has to see to, and what is done about it; everything with who and when."""

import datetime as dt
import json as json_format
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

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
)

AllOption = Annotated[bool, typer.Option("--all", help="Closed ones, too.")]
RuleOption = Annotated[
    str | None, typer.Option("--rule", help="Of one rule only, such as behind_path.", show_default=False)
]
UnitOption = Annotated[
    str | None, typer.Option("--unit", help="Of one unit only: 03388 or 03388@2025-07-01.", show_default=False)
]
Name = Annotated[
    str, typer.Argument(metavar="ALERT_ID", help="The alert's id, or the beginning of it.", show_default=False)
]
Names = Annotated[
    list[str], typer.Argument(metavar="ALERT_IDS...", help="The alerts' ids, or their beginnings.", show_default=False)
]
NoteOption = Annotated[str | None, typer.Option("--note", help="What is being done.", show_default=False)]
UntilOption = Annotated[
    str, typer.Option("--until", help="The day on which it is looked at again, such as 2026-12-01.", show_default=False)
]
BecauseOption = Annotated[str, typer.Option("--because", help="Why nothing more has to be done.", show_default=False)]
ByOption = Annotated[
    str | None, typer.Option("--by", help="Who acts (default: this machine's user).", show_default=False)
]
Channel = Annotated[str, typer.Argument(metavar="CHANNEL", help="The channel's name.", show_default=False)]
PeriodOption = Annotated[
    str | None, typer.Option("--period", help="A month such as 2026-10 (default: the newest).", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Alerts: what somebody has to see to, and what is done about it.")
    group.command("list")(list_)
    for command in (show, ack, snooze, close, send, ring):
        group.command()(command)
    group.command("test")(try_)
    app.add_typer(group, name="alerts")


def list_(
    home: HomeOption = None,
    closed_too: AllOption = False,
    rule: RuleOption = None,
    unit: UnitOption = None,
    json: JsonOption = False,
) -> None:
    """Show the alerts that are open, the oldest first."""
    from thugom.cli.alert_tables import as_record

    with _desk(home) as desk:
        alerts = desk.alerts(closed_too=closed_too, rule=rule, unit=unit)
        names = desk.names() if alerts else {}
    if json:
        _print([as_record(alert, names) for alert in alerts])
    else:
        _tables(desk, names).show_list(alerts, narrowed=bool(closed_too or rule or unit))


def show(alert_id: Name, home: HomeOption = None, json: JsonOption = False) -> None:
    """Show one alert, and everything that happened to it."""
    from thugom.cli.alert_tables import as_record, event_record

    with _desk(home) as desk:
        alert, events = desk.history(alert_id)
        names = desk.names()
    if json:
        _print(as_record(alert, names) | {"events": [event_record(event) for event in events]})
    else:
        _tables(desk, names).show_history(alert, events)


def ack(alert_ids: Names, home: HomeOption = None, note: NoteOption = None, by: ByOption = None) -> None:
    """Take alerts on: they wait again as long as new ones before they are passed upwards."""
    from thugom.alerts.acts import acknowledge

    with _desk(home) as desk:
        done = desk.act(alert_ids, acknowledge, desk.hand(_who(by), note))
    _confirm(desk, "Taken on", done)


def snooze(
    alert_id: Name, until: UntilOption, home: HomeOption = None, note: NoteOption = None, by: ByOption = None
) -> None:
    """Leave an alert alone until a day."""
    from thugom.alerts.acts import snooze as put_off

    try:
        day = dt.date.fromisoformat(until)
    except ValueError:
        raise WrongUseError(f"--until {until}: a day such as 2026-12-01 is expected.") from None
    with _desk(home) as desk:
        done = desk.act([alert_id], lambda alert, hand: put_off(alert, day, hand), desk.hand(_who(by), note))
    _confirm(desk, "Put off", done)


def close(alert_id: Name, because: BecauseOption, home: HomeOption = None, by: ByOption = None) -> None:
    """Close an alert; it stays closed as long as its condition holds."""
    from thugom.alerts.acts import close as shut

    if not because.strip():
        raise WrongUseError("--because: say why nothing more has to be done.")
    with _desk(home) as desk:
        done = desk.act([alert_id], shut, desk.hand(_who(by), because))
    _confirm(desk, "Closed", done)


def try_(channel: Channel, home: HomeOption = None, by: ByOption = None) -> None:
    """Send a test notice through a channel, at once."""
    from thugom.services.alerting.trying import try_channel

    channel = channel.lower()
    with _desk(home, before_first_night=True) as desk:
        problem = try_channel(desk, channel, desk.policy.place.language, _who(by))
    speech = _speech(desk)
    if problem is None:
        text = speech.say("A test was sent through the channel {channel}.")
        speech.console.print(text.format(channel=channel), soft_wrap=True, markup=False)
        raise typer.Exit(DONE)
    text = speech.say("The test through the channel {channel} failed: {reason}.")
    speech.complain_of(text.format(channel=channel, reason=speech.say(problem)))
    raise typer.Exit(FELL_SHORT)


def send(home: HomeOption = None, json: JsonOption = False) -> None:
    """Send the notices that wait and are due, for a timer between two nights."""
    from dataclasses import asdict

    from thugom.cli.notices import show_delivery
    from thugom.services.alerting.delivering import deliver

    with _desk(home) as desk:
        delivered = deliver(desk.home, desk.store, desk.now)
    if json:
        _print(asdict(delivered))
    else:
        show_delivery(_speech(desk), asdict(delivered), always=True)
    raise typer.Exit(FELL_SHORT if delivered.failed or delivered.trouble else DONE)


def ring(home: HomeOption = None, period: PeriodOption = None, json: JsonOption = False) -> None:
    """Show who has not reported, with whom to ring, those where most people live first."""
    from thugom.cli.alert_tables import ring_record

    with _desk(home) as desk:
        month = desk.due_month(period)
        lines, names = desk.ring(month), desk.names()
    if json:
        _print([ring_record(line, names) for line in lines])
    else:
        _tables(desk, names).show_ring(lines, month)


@contextmanager
def _desk(home: Any, *, before_first_night: bool = False) -> Iterator[Any]:  # noqa: ANN401 - a Path; the Desk is imported below
    """Give the desk of the home that was named; what goes wrong at it is one message."""
    from thugom.alerts.acts import ActError
    from thugom.services.alerting.desk import DeskError, open_desk
    from thugom.store import StoreError

    with clear_errors():
        try:
            now = dt.datetime.now(dt.UTC)
            yield open_desk(chosen_home(home).resolve(), now, before_first_night=before_first_night)
        except (ActError, DeskError, StoreError) as error:
            raise WrongUseError(str(error)) from error


def _who(by: str | None) -> str:
    """Return whoever acts: the one who is named, else this machine's user."""
    import getpass

    try:
        return (by or "").strip() or getpass.getuser()
    except (KeyError, OSError):
        raise WrongUseError("This machine knows no user. Say who acts with --by.") from None


def _confirm(desk: Any, done: str, alerts: list[Any]) -> None:  # noqa: ANN401 - Desk and Alert, see above
    """Say what was done."""
    _tables(desk, desk.names()).confirm(done, alerts)


def _tables(desk: Any, names: Any) -> Any:  # noqa: ANN401 - Desk and AlertTables, see above
    """Return what prints the alerts of a desk."""
    from thugom.cli.alert_tables import AlertTables

    return AlertTables(_speech(desk), names, desk.policy)


def _speech(desk: Any) -> Speech:  # noqa: ANN401 - Desk, see above
    """Return the speech for whoever sits at this terminal."""
    return Speech.of_system(desk.policy.place.language)


def _print(content: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """Print JSON."""
    typer.echo(json_format.dumps(content, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: Any) -> str:  # noqa: ANN401 - days, for the most part
    """Return a value as JSON has it."""
    return value.isoformat() if isinstance(value, dt.date) else str(value)
