"""Announcing: what other programs may hear of alerts, in words that they can match and act on."""

from collections.abc import Iterator
from dataclasses import dataclass

from thugom.alerts.alert import Event
from thugom.services.alerting.raising import Raising

TOLD = ("opened", "reopened", "escalated", "closed", "passed_on")
MOST = 500
"""So many are announced after a night at most: a first night may open thousands, and the table has them all."""


@dataclass(frozen=True)
class Announcement:
    """One event of an alert as other programs hear of it.

    Attributes:
        event: `thugom.alert.opened` and the like.
        resource: the alert's name, and labels to match by.
        payload: what else is known of it.
    """

    event: str
    resource: dict[str, str]
    payload: dict[str, object]


def announcements(raising: Raising) -> Iterator[Announcement]:
    """Yield what is announced after a night: what is new first."""
    told = [event for event in raising.events if event.kind in TOLD]
    told.sort(key=lambda event: event.alert.known_before)
    for event in told[:MOST]:
        yield _announcement(event, raising)


def _announcement(event: Event, raising: Raising) -> Announcement:
    """Return one announcement."""
    alert, policy = event.alert, raising.night.policy
    rule = next((one for one in policy.alerting.rules if one.id == alert.rule), None)
    unit = raising.names.get(alert.unit_id) if alert.unit_id else None
    target = next((one.title for one in policy.targets if one.id == alert.subject), None)
    name_vi, name_en = (unit.name, unit.name) if unit else (target.vi, target.en) if target else (alert.subject,) * 2
    yes = {True: "true", False: "false"}
    return Announcement(
        event=f"thugom.alert.{event.kind}",
        resource={
            "prefect.resource.id": f"thugom.alert.{alert.alert_id}",
            "prefect.resource.name": f"{rule.title.en if rule else alert.rule}: {name_en}",
            "thugom.rule": alert.rule,
            "thugom.subject": alert.subject,
            "thugom.unit_code": unit.unit_code if unit else "",
            "thugom.urgent": yes[rule is not None and rule.urgent],
            "thugom.known_before": yes[alert.known_before],
            "thugom.synthetic": yes[raising.night.home.synthetic],
        },
        payload={
            "alert_id": alert.alert_id,
            "rule": alert.rule,
            "rule_title_vi": rule.title.vi if rule else alert.rule,
            "rule_title_en": rule.title.en if rule else alert.rule,
            "unit_code": unit.unit_code if unit else None,
            "unit_id": alert.unit_id,
            "name_vi": name_vi,
            "name_en": name_en,
            "began_in": alert.began_in,
            "period": alert.confirmed_in,
            "gap_pp": alert.measured.gap_pp,
            "closed_because": alert.closed_because,
            "as_of": event.on.isoformat(),
        },
    )
