"""The account of alerts: what a night's summary and `thugom status` say of them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from thugom.alerts.alert import Alert, EventKind
from thugom.alerts.life import is_open
from thugom.contracts import Policy
from thugom.services.alerting.keeping import alert_of
from thugom.services.alerting.raising import Raising
from thugom.services.night.opening import Night
from thugom.store import load_alerts, reading

WORST_NAMED = 3


@dataclass(frozen=True)
class RuleCount:
    """How many alerts of one rule are open."""

    rule: str
    title: Mapping[str, str]
    count: int


@dataclass(frozen=True)
class AlertLine:
    """One alert: what, where, since when, and how far from the path."""

    alert_id: str
    title: Mapping[str, str]
    subject: Mapping[str, str]
    unit_code: str | None
    since: str
    gap_pp: float | None
    state: str


@dataclass(frozen=True)
class AlertAccount:
    """Where the alerts stand.

    Attributes:
        open: how many are open.
        by_rule: how many of each rule, in the order of the policy.
        worst: a few of the worst.
        tonight: what happened tonight, by its kind; None where the night left alerts alone.
        failed: why alerts could not be judged tonight; None where they could.
    """

    open: int
    by_rule: tuple[RuleCount, ...]
    worst: tuple[AlertLine, ...]
    tonight: Mapping[EventKind, int] | None
    failed: str | None = None


def account_of(night: Night, raising: Raising | None) -> AlertAccount:
    """Return where the alerts stand after a night, whether it judged them or left them alone."""
    judged = raising is not None and raising.failed is None
    standing = raising.standing if raising is not None and judged else _standing(night)
    names = _names(night)
    return AlertAccount(
        open=len(standing),
        by_rule=tuple(_by_rule(standing, night.policy)),
        worst=tuple(_line(alert, names, night.policy) for alert in _worst(standing, night.policy)),
        tonight=dict(Counter(event.kind for event in raising.events)) if raising is not None and judged else None,
        failed=raising.failed if raising is not None else None,
    )


def _standing(night: Night) -> tuple[Alert, ...]:
    """Return the alerts that are open, as they were left."""
    with reading(night.store) as connection:
        return tuple(alert for state in load_alerts(connection) if is_open(alert := alert_of(state)))


def _names(night: Night) -> dict[str, Mapping[str, str]]:
    """Return what units and targets are called, by language."""
    units = night.register.units[["unit_id", "full_name"]]
    named: dict[str, Mapping[str, str]] = {
        unit_id: {"vi": name, "en": name} for unit_id, name in units.itertuples(index=False, name=None)
    }
    return named | {target.id: {"vi": target.title.vi, "en": target.title.en} for target in night.policy.targets}


def _by_rule(alerts: Iterable[Alert], policy: Policy) -> Iterable[RuleCount]:
    """Yield how many alerts each rule has that has any."""
    counts = Counter(alert.rule for alert in alerts)
    for rule in policy.alerting.rules:
        if counts[rule.id]:
            yield RuleCount(rule.id, {"vi": rule.title.vi, "en": rule.title.en}, counts[rule.id])


def _worst(alerts: Iterable[Alert], policy: Policy) -> list[Alert]:
    """Return a few: urgent rules first, then the farthest behind, then the oldest."""
    urgent = {rule.id for rule in policy.alerting.rules if rule.urgent}
    ordered = sorted(
        alerts, key=lambda one: (one.rule not in urgent, one.measured.gap_pp or 0, one.began_in, one.alert_id)
    )
    return ordered[:WORST_NAMED]


def _line(alert: Alert, names: Mapping[str, Mapping[str, str]], policy: Policy) -> AlertLine:
    """Return an alert as a line."""
    titles = {rule.id: {"vi": rule.title.vi, "en": rule.title.en} for rule in policy.alerting.rules}
    return AlertLine(
        alert_id=alert.alert_id,
        title=titles.get(alert.rule, {"vi": alert.rule, "en": alert.rule}),
        subject=names.get(alert.subject, {"vi": alert.subject, "en": alert.subject}),
        unit_code=alert.unit_id.partition("@")[0] if alert.unit_id else None,
        since=alert.began_in,
        gap_pp=alert.measured.gap_pp,
        state=alert.state,
    )
