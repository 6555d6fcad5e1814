"""What a person does to an alert."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.unit.alerts.lives import OFFICER, opened
from thugom.alerts.acts import ActError, acknowledge, close, note_sent, snooze

(ALERT,) = opened()


def test_an_act_says_who_when_and_what_for() -> None:
    """The event carries the person and the words; the alert only what became of it."""
    event = acknowledge(ALERT, OFFICER)
    assert (event.kind, event.by, event.at, event.note) == ("acknowledged", "lan", OFFICER.at, "called")
    assert event.alert == replace(ALERT, state="acknowledged", acknowledged_on=OFFICER.on)


def test_a_person_closes_without_a_month() -> None:
    """No month ended it: it was by hand."""
    closed = close(ALERT, OFFICER).alert
    assert (closed.state, closed.closed_because, closed.closed_in, closed.closed_on) == (
        "closed",
        "by_hand",
        None,
        OFFICER.on,
    )


def test_an_alert_is_snoozed_to_a_day_that_is_to_come() -> None:
    """Until today is not at all."""
    assert snooze(ALERT, dt.date(2026, 11, 18), OFFICER).alert.snoozed_until == dt.date(2026, 11, 18)
    with pytest.raises(ActError, match="2026-11-17: a day after 2026-11-17 is expected"):
        snooze(ALERT, dt.date(2026, 11, 17), OFFICER)


def test_nothing_is_done_to_a_closed_alert() -> None:
    """Its life is over, unless its condition comes back."""
    closed = close(ALERT, OFFICER).alert
    for act in (acknowledge, close):
        with pytest.raises(ActError, match=r"was closed on 2026-11-17 already"):
            act(closed, OFFICER)
    with pytest.raises(ActError, match=r"closed on .* already"):
        snooze(closed, dt.date(2027, 1, 1), OFFICER)


def test_the_first_notice_is_noted_and_no_other() -> None:
    """Ten recipients hear of an alert; it is told once."""
    event = note_sent(ALERT, "2026-11-16T18:31:00Z", dt.date(2026, 11, 16))
    assert event is not None
    assert (event.kind, event.alert.notified_at) == ("notified", "2026-11-16T18:31:00Z")
    assert note_sent(event.alert, "2026-11-17T18:31:00Z", dt.date(2026, 11, 17)) is None
