"""Alerts, episodes and nights in few words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from thugom.alerts.acts import Hand
from thugom.alerts.life import tonight
from thugom.alerts.night_facts import NightFacts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from thugom.alerts.alert import Alert, Event

COLUMNS = (
    "rule",
    "subject",
    "unit_id",
    "began_in",
    "opened_in",
    "confirmed_in",
    "ended_in",
    "value",
    "expected",
    "gap_pp",
    "reference",
)
RULE, UNIT = "behind_path", "A@2020-01-01"
NIGHT = NightFacts(
    as_of=dt.date(2026, 11, 16),
    at="2026-11-16T18:30:00Z",
    newest_period="2026-10",
    is_first=False,
    judged_until="2026-10",
    rules=frozenset({RULE, "no_report"}),
    heirs={},
    escalate_after_days=14,
)
OFFICER = Hand("lan", "2026-11-17T02:00:00Z", dt.date(2026, 11, 17), "called")


def episodes(*months: str, rule: str = RULE, unit: str = UNIT, gap_pp: float = -7.5) -> pd.DataFrame:
    """Return episodes of one rule and unit.

    Args:
        months: each one `began opened confirmed ended`, the last of them `-` while it holds.
        rule: the rule.
        unit: the unit.
        gap_pp: how far each is from the path.
    """
    rows = []
    for text in months:
        began, opened, confirmed, ended = text.split()
        figures = (0.5, 0.575, gap_pp, None)
        rows.append((rule, unit, unit, began, opened, confirmed, None if ended == "-" else ended, *figures))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def together(*frames: pd.DataFrame) -> pd.DataFrame:
    """Return frames of episodes as one."""
    return pd.DataFrame([row for frame in frames for row in frame.to_numpy().tolist()], columns=list(COLUMNS))


HOLDING = episodes("2026-08 2026-09 2026-10 -")


def on(day: str, newest: str = "2026-10", **facts: object) -> NightFacts:
    """Return a night of this day, that follows one which had judged as far."""
    as_of = dt.date.fromisoformat(day)
    known = {"as_of": as_of, "at": f"{day}T18:30:00Z", "newest_period": newest, "judged_until": newest}
    return replace(NIGHT, **{**known, **facts})  # type: ignore[arg-type]


def after(alerts: Iterable[Alert], events: Iterable[Event]) -> tuple[Alert, ...]:
    """Return the alerts as events leave them."""
    standing = {alert.alert_id: alert for alert in alerts}
    standing |= {event.alert.alert_id: event.alert for event in events}
    return tuple(standing.values())


def lived(alerts: Iterable[Alert], frame: pd.DataFrame, night: NightFacts) -> tuple[list[str], tuple[Alert, ...]]:
    """Return what happens on a night, in words, and the alerts after it."""
    events = tonight(alerts, frame, night)
    return [told(event) for event in events], after(alerts, events)


def told(event: Event) -> str:
    """Return an event in words."""
    if event.kind != "closed":
        return event.kind
    return " ".join(filter(None, ["closed", event.alert.closed_because, event.alert.closed_in]))


def opened(frame: pd.DataFrame = HOLDING, night: NightFacts = NIGHT) -> tuple[Alert, ...]:
    """Return the alerts that open over these episodes."""
    return after((), tonight((), frame, night))
