"""What other programs hear of alerts: few kinds of events, what is new first, and a bound."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

from tests.unit.alerts.newsroom import alert
from thugom.alerts.alert import Event
from thugom.contracts import load_policy, packaged_schemas
from thugom.services.alerting.announcing import MOST, announcements

POLICY = load_policy(packaged_schemas() / "policy.yml")
ON = dt.date(2026, 11, 16)


def raised(*events: Event) -> Any:  # noqa: ANN401 - as much of a Raising as is announced
    """Return a night that raised these events."""
    night = SimpleNamespace(policy=POLICY, home=SimpleNamespace(synthetic=True))
    return cast("Any", SimpleNamespace(events=events, names={}, night=night))


def event(kind: Any, number: int = 0, **more: Any) -> Event:  # noqa: ANN401 - one of several words; fields of an alert
    """Return one event of an alert."""
    base = replace(alert("service_stopped", "03538@2025-07-01"), alert_id=f"{number:010}", **more)
    return Event(base, kind, "2026-11-16T18:30:00Z", ON)


def test_what_is_no_news_to_others_is_not_announced() -> None:
    """Seen again, notified, and what people do at the desk: every night would tell what was told."""
    kinds = ("opened", "seen_again", "notified", "acknowledged", "snoozed", "escalated", "reopened", "closed")
    told = [one.event for one in announcements(raised(*(event(kind) for kind in kinds)))]
    assert told == [f"thugom.alert.{kind}" for kind in ("opened", "escalated", "reopened", "closed")]


def test_labels_are_text_that_an_automation_can_match() -> None:
    """Prefect matches text only: truth values are words, and a unit without a name is named by its subject."""
    (one,) = announcements(raised(event("opened", 7)))
    assert all(isinstance(value, str) for value in one.resource.values())
    assert one.resource["prefect.resource.id"] == "thugom.alert.0000000007"
    assert (one.resource["thugom.urgent"], one.resource["thugom.synthetic"]) == ("true", "true")
    assert (one.payload["name_vi"], one.payload["as_of"]) == ("03538@2025-07-01", "2026-11-16")


def test_a_flood_is_cut_where_the_old_news_is() -> None:
    """A first night may open thousands: what was known before gives way to what is new."""
    old = [event("opened", number, known_before=True) for number in range(MOST)]
    new = [event("opened", MOST + number) for number in range(3)]
    told = [one.resource["thugom.known_before"] for one in announcements(raised(*old, *new))]
    assert len(told) == MOST
    assert told[:4] == ["false", "false", "false", "true"]
