"""How alerts stand, and everything that happened to them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from thugom.contracts import load_contracts
from thugom.store import (
    KeptEvent,
    KeptNight,
    append_events,
    events_of,
    events_since,
    knows_alerts,
    last_night,
    load_alerts,
    note_night,
    open_engine,
    prepare,
    reading,
    writing,
)
from thugom.store.alerts import EVENT

if TYPE_CHECKING:
    from thugom.store import Engine

DAY = dt.date(2026, 11, 16)


@pytest.fixture
def engine(database: str) -> Engine:
    """A store that is ready."""
    engine = open_engine(database)
    prepare(engine, load_contracts())
    return engine


def alert(name: str = "a", **more: object) -> dict[str, Any]:
    """Return an alert as the journal has it."""
    return {
        "alert_id": name,
        "rule": "behind_path",
        "subject": "03388@2025-07-01",
        "unit_id": "03388@2025-07-01",
        "state": "open",
        "began_in": "2026-08",
        "opened_in": "2026-09",
        "confirmed_in": "2026-10",
        "value": 0.5,
        "expected": 0.575,
        "gap_pp": -7.5,
        "reference": None,
        "known_before": False,
        "opened_on": DAY,
        "opened_at": "2026-11-16T18:30:00Z",
        "notified_at": None,
        "acknowledged_on": None,
        "snoozed_until": None,
        "escalated_on": None,
        "reopened": 0,
        "reopened_on": None,
        "closed_on": None,
        "closed_in": None,
        "closed_because": None,
        **more,
    }


def event(
    kind: str = "opened", name: str = "a", day: dt.date = DAY, by: str | None = None, **more: object
) -> KeptEvent:
    """Return an event."""
    return KeptEvent(kind, f"{day}T18:30:00Z", day, by, None, alert(name, **more))


def test_an_alert_is_what_its_newest_event_made_it(engine: Engine) -> None:
    """Several events of one night count in their order, and nothing is lost of a value's type."""
    with writing(engine) as connection:
        append_events(connection, [event(), event(name="b"), event("escalated", state="escalated", escalated_on=DAY)])
        append_events(connection, [])
    with reading(engine) as connection:
        assert load_alerts(connection) == [alert(state="escalated", escalated_on=DAY), alert("b")]
        assert load_alerts(connection, ["b", "c"]) == [alert("b")]


def test_every_event_stays_with_who_did_it(engine: Engine) -> None:
    """The history says what the alert was at each moment, the earliest first."""
    taken = replace(event("acknowledged", day=dt.date(2026, 11, 17), state="acknowledged"), by="lan", note="called")
    with writing(engine) as connection:
        append_events(connection, [event(), event(name="b")], "p1")
        append_events(connection, [taken])
    with reading(engine) as connection:
        assert events_of(connection, "a") == [event(), taken]
        rows = connection.execute(select(EVENT.c.event_number, EVENT.c.publication_id)).all()
    assert sorted(tuple(row) for row in rows) == [(1, "p1"), (2, "p1"), (3, None)]


def test_the_events_of_the_last_weeks_can_be_asked_for(engine: Engine) -> None:
    """By day and by what happened."""
    later = dt.date(2026, 11, 20)
    with writing(engine) as connection:
        append_events(connection, [event(), event("notified"), event("closed", day=later, state="closed")])
    with reading(engine) as connection:
        assert [kept.kind for kept in events_since(connection, DAY, ["opened", "closed"])] == ["opened", "closed"]
        assert [kept.kind for kept in events_since(connection, later, ["opened", "closed"])] == ["closed"]


def test_the_last_night_that_judged_is_the_one_entered_last(engine: Engine) -> None:
    """Whatever day it spoke of; before the first there is none."""
    nights = [
        KeptNight("p1", DAY, "2026-11-16T18:30:00Z", "2026-10"),
        KeptNight("p2", DAY, "2026-11-16T18:30:00Z", None),
    ]
    with writing(engine) as connection:
        assert last_night(connection) is None
        for night in nights:
            note_night(connection, night)
            assert last_night(connection) == night


def test_a_store_of_an_earlier_version_knows_no_alerts(database: str) -> None:
    """Its tables are made by the next night."""
    empty = open_engine(database)
    with reading(empty) as connection:
        assert not knows_alerts(connection)
    prepare(empty, load_contracts())
    with reading(empty) as connection:
        assert knows_alerts(connection)
