"""Keeping: alerts, events and notices between what they mean and how the store has them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

from thugom.alerts.alert import Alert, Event, Measured
from thugom.alerts.notice import Notice
from thugom.store import KeptEvent
from thugom.store.alerts import State
from thugom.store.outbox import Written

_FIGURES = tuple(field.name for field in fields(Measured))
_OWN = tuple(field.name for field in fields(Alert) if field.name != "measured")


def state_of(alert: Alert) -> dict[str, Any]:
    """Return an alert as the journal has it."""
    return {name: getattr(alert, name) for name in _OWN} | asdict(alert.measured)


def alert_of(state: State) -> Alert:
    """Return an alert from what the journal has of it."""
    measured = Measured(**{name: state[name] for name in _FIGURES})
    return Alert(**{name: state[name] for name in _OWN}, measured=measured)


def kept(events: Iterable[Event]) -> list[KeptEvent]:
    """Return events as the store keeps them."""
    return [KeptEvent(event.kind, event.at, event.on, event.by, event.note, state_of(event.alert)) for event in events]


def written(notice: Notice) -> Written:
    """Return a notice as the outbox has it."""
    return asdict(notice)


def notice_of(row: Written) -> Notice:
    """Return a notice from what the outbox has of it."""
    return Notice(**row)


def instant(moment: dt.datetime) -> str:
    """Return a moment as the store writes it, UTC ISO 8601.

    >>> instant(dt.datetime(2026, 11, 17, 1, 30, tzinfo=dt.timezone(dt.timedelta(hours=7))))
    '2026-11-16T18:30:00Z'
    """
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
