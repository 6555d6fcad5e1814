"""The life of alerts: what one night's episodes make of the alerts so far.

Nothing is remembered but the alerts themselves: the same episodes over the same alerts give no event, however often a
night is run again.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import pandas as pd

from thugom.alerts.alert import Alert, Event, EventKind, Reason, State
from thugom.alerts.night_facts import NightFacts
from thugom.alerts.spell import Key, Spell, spells_by_key

_ID_LENGTH = 10


def tonight(alerts: Iterable[Alert], episodes: pd.DataFrame, night: NightFacts) -> tuple[Event, ...]:
    """Return what happens to alerts tonight, by rule and alert; the order of what comes in decides nothing.

    Args:
        alerts: every alert so far, the closed ones too.
        episodes: tonight's, past ones too, as `spells_by_key` reads them; those of one rule and subject do not overlap.
        night: what decides besides.
    """
    course = _Course(alerts, night)
    course.close_where_off()
    course.pass_on()
    spells = spells_by_key(episodes)
    for key in {**dict.fromkeys(course.open_keys()), **spells}:
        if key[0] in night.rules:
            course.meet(key, spells.get(key, []))
    course.let_time_pass()
    return tuple(sorted(course.events, key=lambda event: (event.alert.rule, event.alert.alert_id)))


def alert_id_of(rule: str, subject: str, opened_in: str, number: int = 0) -> str:
    """Return the name of an alert; `number` counts the alerts of one rule and subject that opened in one month.

    >>> alert_id_of("no_report", "03388@2025-07-01", "2026-10")
    '4e549237d0'
    """
    named = f"{rule}|{subject}|{opened_in}|{number}"
    return hashlib.sha256(named.encode()).hexdigest()[:_ID_LENGTH]


def is_open(alert: Alert) -> bool:
    """Tell whether an alert's life goes on."""
    return alert.state != "closed"


class _Course:
    """The course of one night: the alerts as they stand by now, and what has happened to them."""

    def __init__(self, alerts: Iterable[Alert], night: NightFacts) -> None:
        """Begin with the alerts as the night finds them."""
        self._night = night
        self._alerts = {alert.alert_id: alert for alert in alerts}
        self._passed: set[str] = set()
        self.events: list[Event] = []
        self._by_key: dict[Key, list[str]] = defaultdict(list)

    def close_where_off(self) -> None:
        """Close the alerts of rules that are off, or gone."""
        for alert in self._open():
            if alert.rule not in self._night.rules:
                self._close(alert, "rule_off")

    def pass_on(self) -> None:
        """Pass the alerts of units that ended to their heirs; of several of one rule in one heir the oldest goes on."""
        meeting: dict[Key, list[Alert]] = defaultdict(list)
        for alert in self._open():
            heir = alert.subject if alert.unit_id is None else self._night.heir_of(alert.unit_id)
            if heir is None:
                self._close(alert, "unit_ended")
            else:
                meeting[alert.rule, heir].append(alert)
        for (_, subject), alerts in meeting.items():
            oldest, *others = sorted(alerts, key=lambda one: (one.opened_in, one.opened_on, one.alert_id))
            if oldest.subject != subject:
                self._passed.add(oldest.alert_id)
                self._happen("passed_on", replace(oldest, subject=subject, unit_id=subject))
            for other in others:
                self._close(other, "passed_on")
        # What was closed by a merger is told by the alert that goes on, and decides nothing any more.
        for alert in self._alerts.values():
            if alert.closed_because != "passed_on":
                self._by_key[alert.rule, alert.subject].append(alert.alert_id)

    def open_keys(self) -> list[Key]:
        """Return rule and subject of every alert that is open."""
        return [(alert.rule, alert.subject) for alert in self._open()]

    def meet(self, key: Key, spells: Sequence[Spell]) -> None:
        """Hold the alerts of one rule and subject against its episodes."""
        alerts = [self._alerts[alert_id] for alert_id in self._by_key[key]]
        holding = next((spell for spell in spells if spell.holds), None)
        for alert in filter(is_open, alerts):
            if not self._night.sees(alert.opened_in) or (holding is not None and holding.covers(alert)):
                self._see_again(alert, holding)
                return
            self._end(alert, [spell for spell in spells if spell.covers(alert)])
        if holding is not None:
            self._begin(holding, [alert for alert in alerts if holding.covers(alert)])

    def let_time_pass(self) -> None:
        """Pass upwards what nobody took on in time, and wake what was to be looked at again today."""
        night = self._night
        for alert in self._open():
            if not night.sees(alert.opened_in):
                continue
            due = _escalates_on(alert, night.escalate_after_days)
            if due is not None and alert.escalated_on is None and due <= night.as_of:
                self._happen("escalated", replace(alert, state="escalated", escalated_on=night.as_of))
            elif alert.state == "snoozed" and alert.snoozed_until is not None and alert.snoozed_until <= night.as_of:
                self._happen("seen_again", replace(alert, state=_awake(alert)))

    def _see_again(self, alert: Alert, spell: Spell | None) -> None:
        """Note how far the condition has come. Figures of a day that is past know less than the alert does."""
        if spell is None or not self._night.sees(alert.confirmed_in):
            return
        seen = replace(
            alert,
            began_in=spell.began_in,
            opened_in=spell.opened_in,
            confirmed_in=spell.confirmed_in,
            measured=spell.measured,
        )
        if seen != alert:
            self._happen("seen_again", seen)

    def _end(self, alert: Alert, spells: Sequence[Spell]) -> None:
        """Close an alert whose condition does not hold: it ended, or it turns out never to have been."""
        ended_in = max((spell.ended_in for spell in spells if spell.ended_in is not None), default=None)
        # A unit that took over another as a whole is well where its parts were not; no data came late.
        well = ended_in is not None or alert.alert_id in self._passed
        self._close(alert, "recovered" if well else "late_data", ended_in)

    def _begin(self, spell: Spell, before: Sequence[Alert]) -> None:
        """Open an alert, or open again the one that closed over the same months, unless a person closed it."""
        if not before:
            self._happen("opened", self._opened(spell))
            return
        last = max(before, key=lambda alert: (alert.opened_in, alert.opened_on, alert.alert_id))
        if last.closed_because == "by_hand":
            return
        again = replace(
            last,
            began_in=spell.began_in,
            opened_in=spell.opened_in,
            confirmed_in=spell.confirmed_in,
            measured=spell.measured,
            state="open",
            reopened=last.reopened + 1,
            reopened_on=self._night.as_of,
            acknowledged_on=None,
            snoozed_until=None,
            escalated_on=None,
            closed_on=None,
            closed_in=None,
            closed_because=None,
        )
        self._happen("reopened", again)

    def _opened(self, spell: Spell) -> Alert:
        """Return a new alert."""
        night, number = self._night, 0
        while (alert_id := alert_id_of(spell.rule, spell.subject, spell.opened_in, number)) in self._alerts:
            number += 1
        return Alert(
            alert_id=alert_id,
            rule=spell.rule,
            subject=spell.subject,
            unit_id=spell.unit_id,
            began_in=spell.began_in,
            opened_in=spell.opened_in,
            confirmed_in=spell.confirmed_in,
            opened_on=night.as_of,
            opened_at=night.at,
            known_before=night.knew(spell.opened_in),
            measured=spell.measured,
        )

    def _close(self, alert: Alert, because: Reason, closed_in: str | None = None) -> None:
        """Close an alert."""
        on = self._night.as_of
        closed = replace(alert, state="closed", closed_on=on, closed_in=closed_in, closed_because=because)
        self._happen("closed", closed)

    def _happen(self, kind: EventKind, alert: Alert) -> None:
        """Note what happened, and how the alert stands after it."""
        self._alerts[alert.alert_id] = alert
        self.events.append(Event(alert, kind, self._night.at, self._night.as_of))

    def _open(self) -> Iterator[Alert]:
        """Yield the alerts that are open by now."""
        yield from [alert for alert in self._alerts.values() if is_open(alert)]


def _escalates_on(alert: Alert, after_days: int | None) -> dt.date | None:
    """Return the day from which an alert is passed upwards; None for never."""
    if after_days is None:
        return None
    taken = max(day for day in (alert.opened_on, alert.reopened_on, alert.acknowledged_on) if day is not None)
    return max(taken + dt.timedelta(days=after_days), alert.snoozed_until or dt.date.min)


def _awake(alert: Alert) -> State:
    """Return where an alert's life stands once it has been left alone long enough."""
    if alert.acknowledged_on is not None and alert.acknowledged_on >= (alert.escalated_on or dt.date.min):
        return "acknowledged"
    return "escalated" if alert.escalated_on is not None else "open"
