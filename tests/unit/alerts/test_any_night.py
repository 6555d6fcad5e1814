"""Whatever data say and persons do, night after night: what holds of alerts always."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import hypothesis.strategies as st
import pandas as pd
from hypothesis import given, settings

from tests.unit.alerts.lives import COLUMNS, NIGHT, OFFICER, after
from thugom.alerts.acts import acknowledge, close, snooze
from thugom.alerts.life import is_open, tonight
from thugom.alerts.spell import spells_by_key

if TYPE_CHECKING:
    from thugom.alerts.alert import Alert, Event
    from thugom.alerts.night_facts import NightFacts

MONTHS = [f"{year}-{month:02}" for year in (2025, 2026) for month in range(1, 13)]
UNITS = ["A@1", "B@1", "C@1", "A@2"]
RULES = ["behind_path", "no_report", "sharp_drop"]


@st.composite
def series(draw: st.DrawFn, newest: int) -> list[tuple[str | None, ...]]:
    """Draw the episodes of one rule and unit up to a month: apart from each other, the last of them may hold."""
    cuts = sorted(draw(st.lists(st.integers(0, newest), max_size=6, unique=True)))
    found: list[tuple[str | None, ...]] = []
    for began, ended in zip(cuts[::2], cuts[1::2], strict=False):
        confirmed = MONTHS[ended - 1]
        found.append((MONTHS[began], min(MONTHS[min(began + 1, newest)], confirmed), confirmed, MONTHS[ended]))
    if len(cuts) % 2:
        found.append((MONTHS[cuts[-1]], MONTHS[newest], MONTHS[newest], None))
    return found


@st.composite
def frames(draw: st.DrawFn, newest: int, units: list[str]) -> pd.DataFrame:
    """Draw a night's episodes for some units and rules, in any order."""
    rows = [
        (rule, unit, unit, *months, draw(st.sampled_from([None, -3.0, -8.0])), None, None, None)
        for rule in RULES
        for unit in units
        for months in draw(series(newest))
    ]
    return pd.DataFrame(draw(st.permutations(rows)), columns=list(COLUMNS))


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[NightFacts, pd.DataFrame, int]]:
    """Draw nights one after the other: a month or none between two, a merger somewhere, and what a person does then."""
    nights, newest, day = [], 3, dt.date(2025, 5, 16)
    merged_on = draw(st.integers(0, 6))
    for number in range(6):
        newest += draw(st.integers(0, 2))
        day += dt.timedelta(days=draw(st.integers(1, 40)))
        heirs = {"A@1": "A@2", "B@1": "A@2", "C@1": None} if number >= merged_on else {}
        facts = replace(
            NIGHT,
            as_of=day,
            newest_period=MONTHS[newest],
            judged_until=MONTHS[newest],
            is_first=number == 0,
            rules=frozenset(draw(st.sampled_from([RULES, RULES, RULES[:2]]))),
            heirs=heirs,
        )
        units = ["A@2"] if heirs else UNITS[:3]
        nights.append((facts, draw(frames(newest, units)), draw(st.integers(0, 30))))
    return nights


def acted(alerts: tuple[Alert, ...], number: int, on: dt.date) -> tuple[Alert, ...]:
    """Return the alerts after a person took one of the open ones in hand."""
    candidates = [alert for alert in alerts if is_open(alert)]
    if not candidates:
        return alerts
    alert, hand = candidates[number % len(candidates)], replace(OFFICER, on=on)
    acts = [acknowledge(alert, hand), snooze(alert, on + dt.timedelta(days=9), hand), close(alert, hand)]
    return after(alerts, [acts[number % 3]])


@settings(max_examples=40)
@given(histories())
def test_what_holds_after_every_night(nights: list[tuple[NightFacts, pd.DataFrame, int]]) -> None:
    """One open alert at most per rule and subject, over what holds; all that holds has one, or a person closed it."""
    alerts: tuple[Alert, ...] = ()
    for facts, frame, act in nights:
        events = tonight(alerts, frame, facts)
        assert len({event.alert.alert_id for event in events if event.kind == "opened"} - ids(alerts)) == len(
            [event for event in events if event.kind == "opened"]
        )
        alerts = after(alerts, events)
        holding = {
            key: spell
            for key, spells in spells_by_key(frame).items()
            for spell in spells
            if spell.holds and key[0] in facts.rules
        }
        standing = Counter((alert.rule, alert.subject) for alert in alerts if is_open(alert))
        assert max(standing.values(), default=1) == 1
        assert standing.keys() <= holding.keys()
        for alert in alerts:
            assert not is_open(alert) or holding[alert.rule, alert.subject].covers(alert)
        for key in holding.keys() - standing.keys():
            assert any(
                (alert.rule, alert.subject, alert.closed_because) == (*key, "by_hand") and holding[key].covers(alert)
                for alert in alerts
            )
        alerts = acted(alerts, act, facts.as_of)


@settings(max_examples=40)
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_alerts_and_episodes_decides_nothing(
    nights: list[tuple[NightFacts, pd.DataFrame, int]], chance: st.DataObject
) -> None:
    """Neither the database's order of rows nor that of the rules is part of the result."""
    alerts: tuple[Alert, ...] = ()
    for facts, frame, act in nights:
        events = tonight(alerts, frame, facts)
        shuffled = list(alerts)
        chance.shuffle(shuffled)  # type: ignore[attr-defined]
        assert tonight(shuffled, frame.iloc[::-1], facts) == events
        alerts = acted(after(alerts, events), act, facts.as_of)


@settings(max_examples=40)
@given(histories())
def test_a_night_that_runs_again_gives_no_event(nights: list[tuple[NightFacts, pd.DataFrame, int]]) -> None:
    """Nothing but the alerts is remembered, and nothing else needs to be."""
    alerts: tuple[Alert, ...] = ()
    for facts, frame, act in nights:
        alerts = after(alerts, tonight(alerts, frame, facts))
        assert tonight(alerts, frame, facts) == ()
        alerts = acted(alerts, act, facts.as_of)


@settings(max_examples=40)
@given(histories())
def test_every_event_follows_from_the_one_before(nights: list[tuple[NightFacts, pd.DataFrame, int]]) -> None:
    """Opened comes first and once; what is closed is only ever reopened; what escalated does so once per opening."""
    alerts: tuple[Alert, ...] = ()
    told: dict[str, list[Event]] = {}
    for facts, frame, _ in nights:
        events = tonight(alerts, frame, facts)
        for event in events:
            told.setdefault(event.alert.alert_id, []).append(event)
        alerts = after(alerts, events)
    for course in told.values():
        kinds = [event.kind for event in course]
        assert (kinds[0], kinds.count("opened")) == ("opened", 1)
        for before, kind in itertools.pairwise(kinds):
            assert (kind == "reopened") == (before == "closed")
        assert kinds.count("escalated") <= 1 + kinds.count("reopened")


def ids(alerts: tuple[Alert, ...]) -> set[str]:
    """Return the names of alerts."""
    return {alert.alert_id for alert in alerts}
