"""Alerts as a person reads them in a terminal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from thugom.cli.speech import Speech
from thugom.language.numbers import day, period, points, whole

if TYPE_CHECKING:
    from thugom.alerts.alert import Alert
    from thugom.alerts.news import RingLine, UnitName
    from thugom.contracts import Policy
    from thugom.store import KeptEvent

STATES = {
    "open": "open",
    "acknowledged": "taken on",
    "snoozed": "put off",
    "escalated": "passed upwards",
    "closed": "closed",
}
KINDS = {
    "opened": "opened",
    "seen_again": "seen again",
    "notified": "first notice sent",
    "acknowledged": "taken on",
    "snoozed": "put off",
    "escalated": "passed upwards",
    "reopened": "opened again",
    "passed_on": "passed to the heir of its unit",
    "closed": "closed",
}
REASONS = {
    "recovered": "it is well again",
    "late_data": "data that came late took the cause away",
    "by_hand": "by hand",
    "unit_ended": "the unit ended",
    "passed_on": "the alert of the unit's heir goes on",
    "rule_off": "the rule was switched off",
}
_STYLES = {"escalated": "red", "open": "yellow", "closed": "dim"}
Names = Mapping[str, "UnitName"]


def as_record(alert: "Alert", names: Names) -> dict[str, Any]:
    """Return an alert as JSON has it."""
    plain: dict[str, Any] = asdict(alert)
    measured: dict[str, Any] = plain.pop("measured")
    unit = names.get(alert.unit_id or "")
    return plain | measured | {"unit_code": unit.unit_code if unit else None, "unit_name": unit.name if unit else None}


def event_record(event: "KeptEvent") -> dict[str, Any]:
    """Return an event as JSON has it."""
    return {"kind": event.kind, "at": event.at, "on": event.on, "by": event.by, "note": event.note}


def show_list(speech: Speech, alerts: Sequence["Alert"], names: Names, policy: "Policy") -> None:
    """Print the alerts, one a line."""
    say = speech.say
    if not alerts:
        speech.console.print(say("No alert is open."))
        return
    table = Table(show_edge=False, pad_edge=False)
    table.add_column(say("Alert"), no_wrap=True)
    table.add_column(say("What"))
    table.add_column(say("Where"))
    table.add_column(say("Since"), no_wrap=True)
    table.add_column(say("Points from the path"), justify="right", max_width=12)
    table.add_column(say("State"), no_wrap=True)
    for alert in alerts:
        table.add_row(
            alert.alert_id,
            Text(_title(speech, alert, policy)),
            Text(_where(speech, alert, names, policy)),
            period(alert.began_in, speech.language),
            _gap(speech, alert.measured.gap_pp),
            Text(say(STATES[alert.state]), style=_STYLES.get(alert.state, "")),
        )
    speech.console.print(table)
    speech.console.print(say("{count} alerts.").format(count=whole(len(alerts), speech.language)))


def show_history(speech: Speech, alert: "Alert", events: Iterable["KeptEvent"], names: Names, policy: "Policy") -> None:
    """Print one alert and what happened to it."""
    say, language, console = speech.say, speech.language, speech.console
    console.print(Text(f"{alert.alert_id}  {_title(speech, alert, policy)}", style="bold"))
    rows = [
        (say("Where"), _where(speech, alert, names, policy)),
        (say("State"), say(STATES[alert.state])),
        (say("Since"), period(alert.began_in, language)),
        (say("Seen last in"), period(alert.confirmed_in, language)),
        (say("Points from the path"), _gap(speech, alert.measured.gap_pp)),
        (say("What can be done"), _advice(speech, alert, policy)),
    ]
    for name, text in rows:
        if text:
            console.print(Text(f"{name}: {text}"), soft_wrap=True)
    console.print()
    for event in events:
        console.print(Text(_event(speech, event)), soft_wrap=True)


def show_ring(speech: Speech, lines: Sequence["RingLine"], names: Names) -> None:
    """Print whom to ring."""
    say, language = speech.say, speech.language
    if not lines:
        speech.console.print(say("Every unit has reported."))
        return
    table = Table(show_edge=False, pad_edge=False)
    for name, right in (("Where", False), ("People", True), ("Not reported since", False), ("Whom to ask for", False)):
        table.add_column(say(name), justify="right" if right else "left")
    table.add_column(say("Telephone"), no_wrap=True)
    for line in lines:
        table.add_row(
            Text(_called(names, line.unit_id)),
            "–" if line.people is None else whole(line.people, language),
            period(line.since, language),
            Text(line.person or "–"),
            Text(line.phone or "–"),
        )
    speech.console.print(table)


def show_delivery(speech: Speech, delivered: Mapping[str, Any], *, always: bool = False) -> None:
    """Print what became of the notices; nothing where there were none, unless it was asked for."""
    say, language = speech.say, speech.language
    counts = {name: whole(delivered[name], language) for name in ("sent", "waiting")}
    if always or delivered["sent"] or delivered["waiting"]:
        speech.console.print(say("Notices: {sent} sent, {waiting} waiting.").format(**counts))
    for channel, reason in delivered["failed"]:
        text = say("Through the channel {channel} nothing could be sent: {reason}. It is tried again.")
        speech.console.print(Text(text.format(channel=channel, reason=say(reason)), style="yellow"), soft_wrap=True)
    if delivered["trouble"]:
        speech.console.print(Text(say("No notices could be sent, they wait:"), style="yellow"))
        speech.complain_of(delivered["trouble"])


def _title(speech: Speech, alert: "Alert", policy: "Policy") -> str:
    """Return what an alert is about."""
    return next((r.title.in_language(speech.language) for r in policy.alerting.rules if r.id == alert.rule), alert.rule)


def _advice(speech: Speech, alert: "Alert", policy: "Policy") -> str:
    """Return what the officer can do."""
    rules = policy.alerting.rules
    return next((rule.advice.in_language(speech.language) for rule in rules if rule.id == alert.rule), "")


def _where(speech: Speech, alert: "Alert", names: Names, policy: "Policy") -> str:
    """Return the unit, with its code, or the target."""
    if alert.unit_id is not None:
        return _called(names, alert.unit_id)
    titles = (target.title.in_language(speech.language) for target in policy.targets if target.id == alert.subject)
    return next(titles, alert.subject)


def _called(names: Names, unit_id: str) -> str:
    """Return a unit's name and code."""
    unit = names.get(unit_id)
    return unit_id if unit is None else f"{unit.name} ({unit.unit_code})"


def _gap(speech: Speech, gap_pp: float | None) -> str:
    """Return how far from the path, empty where no rule says."""
    if gap_pp is None:
        return ""
    return f"{'−' if gap_pp < 0 else '+'}{points(gap_pp, speech.language)}"


def _event(speech: Speech, event: "KeptEvent") -> str:
    """Return one line of a history."""
    say = speech.say
    told = say(KINDS[event.kind])
    if event.kind == "closed":
        told = f"{told}: {say(REASONS[event.alert['closed_because']])}"
    if event.kind == "snoozed":
        told = f"{told}: {day(event.alert['snoozed_until'].isoformat(), speech.language)}"
    who = say("by {who}").format(who=event.by) if event.by else ""
    parts = [day(event.on.isoformat(), speech.language), told, who, event.note or ""]
    return " · ".join(part for part in parts if part)
