"""Acts: what a person does to an alert, and what becomes of it when its notice was sent."""

import datetime as dt
from dataclasses import dataclass, replace

from thugom.alerts.alert import Alert, Event, EventKind


class ActError(ValueError):
    """An alert is not such that this can be done to it; the message says what to do."""


@dataclass(frozen=True)
class Hand:
    """Who acts, and when.

    Attributes:
        by: the person.
        at: the instant, UTC ISO 8601.
        on: the day by which nights count, which for a home that is pinned to a day is that day.
        note: what that person has to say.
    """

    by: str
    at: str
    on: dt.date
    note: str | None = None

    def done(self, kind: EventKind, alert: Alert) -> Event:
        """Return the event."""
        return Event(alert, kind, self.at, self.on, self.by, self.note)


def acknowledge(alert: Alert, hand: Hand) -> Event:
    """Return the event of somebody taking an alert on: it waits again as long as a new one before it escalates.

    Raises:
        ActError: it is closed.
    """
    _be_open(alert)
    return hand.done("acknowledged", replace(alert, state="acknowledged", acknowledged_on=hand.on))


def snooze(alert: Alert, until: dt.date, hand: Hand) -> Event:
    """Return the event of an alert being left alone until a day.

    Raises:
        ActError: it is closed, or the day is not to come.
    """
    _be_open(alert)
    if until <= hand.on:
        raise ActError(f"{until}: a day after {hand.on} is expected.")
    return hand.done("snoozed", replace(alert, state="snoozed", snoozed_until=until))


def close(alert: Alert, hand: Hand) -> Event:
    """Return the event of a person closing an alert; it stays closed as long as its condition holds.

    Raises:
        ActError: it is closed already.
    """
    _be_open(alert)
    return hand.done("closed", replace(alert, state="closed", closed_on=hand.on, closed_because="by_hand"))


def note_sent(alert: Alert, at: str, on: dt.date) -> Event | None:
    """Return the event of the first notice of an alert having been sent; None where one was sent before."""
    return None if alert.notified_at is not None else Event(replace(alert, notified_at=at), "notified", at, on)


def _be_open(alert: Alert) -> None:
    """Refuse an alert that is closed."""
    if alert.state == "closed":
        raise ActError(f"Alert {alert.alert_id} was closed on {alert.closed_on} already.")
