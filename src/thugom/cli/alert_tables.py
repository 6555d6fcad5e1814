"""Alerts as a person reads them in a terminal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal

from rich.table import Table
from rich.text import Text

from thugom.alerts.telling import Telling
from thugom.cli.speech import Speech
from thugom.language.numbers import period, points, whole

if TYPE_CHECKING:
    from thugom.alerts.alert import Alert
    from thugom.alerts.news import RingLine, UnitName
    from thugom.contracts import Policy
    from thugom.contracts.alert_rules import AlertRule
    from thugom.store import KeptEvent

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


def ring_record(line: "RingLine", names: Names) -> dict[str, Any]:
    """Return a unit to ring as JSON has it."""
    unit = names.get(line.unit_id)
    return {"name": unit.name if unit else line.unit_id, "unit_code": unit.unit_code if unit else None, **asdict(line)}


class AlertTables:
    """Prints alerts to one terminal, in its reader's language."""

    def __init__(self, speech: Speech, names: Names, policy: "Policy") -> None:
        """Remember who reads, and what units, rules and targets are called."""
        self.speech, self.names, self.policy = speech, names, policy
        self.telling = Telling(speech.language)

    def show_list(self, alerts: Sequence["Alert"], *, narrowed: bool) -> None:
        """Print alerts by rule, one a line; `narrowed` where not all that are open were asked for."""
        say, console = self.speech.say, self.speech.console
        if not alerts:
            console.print(say("No such alert.") if narrowed else say("No alert is open."))
            return
        groups = [(rule, [self._cells(alert) for alert in found]) for rule, found in self._by_rule(alerts)]
        names = [say("Alert"), say("Where"), say("Since"), say("Points short"), say("State")]
        # A heading may break between its words.
        heads = [Text(max(name.split(), key=len)) for name in names]
        rows = [heads, *(cells for _, group in groups for cells in group)]
        # One set of widths for all rules, so that their tables read as one.
        widths = _fitting([max(map(len, column)) for column in zip(*rows, strict=True)], console.width)
        console.print(_table(names, widths))
        for rule, group in groups:
            console.print(Text(f"{rule} ({whole(len(group), self.speech.language)})", style="bold"))
            console.print(_table(names, widths, group))
        still = sum(alert.state != "closed" for alert in alerts)
        counts = {"count": len(alerts), "open": still}
        console.print(say("{count} alerts, {open} of them open.").format(**self._wholes(counts)))

    def show_history(self, alert: "Alert", events: Iterable["KeptEvent"]) -> None:
        """Print one alert and what happened to it."""
        say, console = self.speech.say, self.speech.console
        rule = self._rule(alert)
        console.print(Text(f"{alert.alert_id}  {self._title(alert)}", style="bold"))
        rows = [
            (say("Where"), self._where(alert)),
            (say("Since"), self._since(alert)),
            (say("How far"), self.telling.how_far(alert)),
            (say("State"), self._state(alert)),
            (say("What can be done"), rule.advice.in_language(self.speech.language) if rule else ""),
        ]
        for name, text in rows:
            if text:
                console.print(Text(f"{name}: {text}"), soft_wrap=True)
        console.print()
        for event in events:
            console.print(Text(self._event(event)), soft_wrap=True)

    def show_ring(self, lines: Sequence["RingLine"], month: str | None) -> None:
        """Print whom to ring for a month."""
        say, language, console = self.speech.say, self.speech.language, self.speech.console
        if month is None:
            console.print(say("No month is past its due day yet."))
            return
        if not lines:
            console.print(say("Every unit has reported {month}.").format(month=period(month, language)))
            return
        counts = self._wholes({"count": len(lines), "people": sum(line.people or 0 for line in lines)})
        title = say("Not reported for {month}: {count} units, {people} people")
        console.print(Text(title.format(month=period(month, language), **counts), style="bold"), soft_wrap=True)
        table = Table(show_edge=False, pad_edge=False)
        for name, justify in (("Where", "left"), ("People", "right"), ("Since", "left"), ("Months", "right")):
            table.add_column(say(name), justify="right" if justify == "right" else "left")
        table.add_column(say("Whom to ask for"))
        table.add_column(say("Telephone"), no_wrap=True)
        for line in lines:
            people = "–" if line.people is None else whole(line.people, language)
            months, person, phone = whole(line.months, language), line.person or "–", line.phone or "–"
            cells = (self._called(line.unit_id), people, period(line.since, language), months, person, phone)
            table.add_row(*map(Text, cells))
        console.print(table)
        if not any(line.person or line.phone for line in lines):
            console.print(say("Write into contacts.yml, under senders, who reports for a unit."), soft_wrap=True)

    def confirm(self, text: str, alerts: Iterable["Alert"]) -> None:
        """Say what was done to which alerts: whoever wrote the beginning of a name sees which one it was."""
        for alert in alerts:
            named = f"{alert.alert_id} · {self._title(alert)} · {self._where(alert)}"
            self.speech.console.print(Text(f"{self.speech.say(text)}: {named}"), soft_wrap=True)

    def _by_rule(self, alerts: Sequence["Alert"]) -> Iterator[tuple[str, list["Alert"]]]:
        """Yield the title of each rule with its alerts, in their order: urgent rules first, then as in the policy."""
        ordered = sorted(self.policy.alerting.rules, key=lambda rule: not rule.urgent)
        known = [rule.id for rule in ordered]
        for rule in [*known, *sorted({alert.rule for alert in alerts} - set(known))]:
            found = [alert for alert in alerts if alert.rule == rule]
            if found:
                yield self._title(found[0]), found

    def _cells(self, alert: "Alert") -> tuple[Text, ...]:
        """Return the cells of one alert."""
        language, gap = self.speech.language, alert.measured.gap_pp
        return (
            Text(alert.alert_id),
            Text(self._where(alert)),
            Text(period(alert.began_in, language)),
            Text("" if gap is None else points(gap, language)),
            Text(self._state(alert), style=_STYLES.get(alert.state, "")),
        )

    def _rule(self, alert: "Alert") -> "AlertRule | None":
        """Return the policy's rule of an alert; None where it is gone."""
        return next((rule for rule in self.policy.alerting.rules if rule.id == alert.rule), None)

    def _title(self, alert: "Alert") -> str:
        """Return what an alert is about."""
        rule = self._rule(alert)
        return rule.title.in_language(self.speech.language) if rule else alert.rule

    def _where(self, alert: "Alert") -> str:
        """Return the unit, with its code, or the target."""
        if alert.unit_id is not None:
            return self._called(alert.unit_id)
        targets = {target.id: target.title.in_language(self.speech.language) for target in self.policy.targets}
        return targets.get(alert.subject, alert.subject)

    def _called(self, unit_id: str) -> str:
        """Return a unit's name and code."""
        unit = self.names.get(unit_id)
        return unit_id if unit is None else f"{unit.name} ({unit.unit_code})"

    def _since(self, alert: "Alert") -> str:
        """Return since when it holds, and in which month it was seen last."""
        began, last = (period(month, self.speech.language) for month in (alert.began_in, alert.confirmed_in))
        text = "{month}" if began == last else self.speech.say("{month}, last seen in {last}")
        return text.format(month=began, last=last)

    def _state(self, alert: "Alert") -> str:
        """Return where an alert stands."""
        if alert.state == "closed":
            return self.telling.why_closed(alert)
        return self.telling.state(alert) or self.speech.say("open")

    def _event(self, event: "KeptEvent") -> str:
        """Return one line of a history."""
        say = self.speech.say
        who = say("by {who}").format(who=event.by) if event.by else ""
        parts = [self.telling.day(event.on.isoformat()), self._happened(event), who, event.note or ""]
        return " · ".join(part for part in parts if part)

    def _happened(self, event: "KeptEvent") -> str:
        """Return what happened."""
        from thugom.services.alerting.keeping import alert_of

        say, alert = self.speech.say, alert_of(event.alert)
        told = {
            "opened": say("opened"),
            "seen_again": say("holds in {month}, too"),
            "notified": say("first notice sent"),
            "acknowledged": say("taken on"),
            "snoozed": self.telling.state(alert),
            "escalated": say("passed upwards"),
            "reopened": say("opened again"),
            "passed_on": say("goes on with {unit}, which took the unit over"),
            "closed": f"{say('closed')}: {self.telling.why_closed(alert)}",
        }[event.kind]
        month = period(alert.confirmed_in, self.speech.language)
        return told.format(month=month, unit=self._called(alert.subject)) if event.kind in _FILLED else told

    def _wholes(self, counts: Mapping[str, int]) -> dict[str, str]:
        """Return counts as people write them."""
        return {name: whole(count, self.speech.language) for name, count in counts.items()}


_FILLED = {"seen_again", "passed_on"}
_WHERE, _POINTS, _STATE = 1, 3, 4
_NARROWEST = {_STATE: 10, _WHERE: 9}
"""A day goes into the one, a name's longest word into the other."""
_BETWEEN = len(" │ ")


def _fitting(widths: list[int], terminal: int) -> list[int]:
    """Return the widths of columns on a terminal: what somebody did breaks into lines first, then where it is.

    >>> _fitting([10, 22, 13, 6, 30], 100), _fitting([10, 22, 13, 6, 30], 80)
    ([10, 22, 13, 6, 30], [10, 22, 13, 6, 17])
    """
    fitting = [*widths]
    for place, narrowest in _NARROWEST.items():
        excess = sum(fitting) + _BETWEEN * (len(fitting) - 1) - terminal
        fitting[place] -= max(0, min(excess, fitting[place] - narrowest))
    return fitting


def _table(names: Sequence[str], widths: Sequence[int], rows: Iterable[Iterable[Text]] | None = None) -> Table:
    """Return a table of alerts; its heading alone where there are no rows."""
    table = Table(show_edge=False, pad_edge=False, show_header=rows is None)
    for place, (name, width) in enumerate(zip(names, widths, strict=True)):
        justify: Literal["left", "right"] = "right" if place == _POINTS else "left"
        table.add_column(name, justify=justify, width=width, no_wrap=place == 0)
    for cells in rows or ():
        table.add_row(*cells)
    return table
