"""Routing: who hears what, when, and to whom a report goes back."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from thugom.alerts.alert import Alert
from thugom.alerts.news import Change, News, ReceiptNews, RingLine, UnitName
from thugom.contracts.contacts import Contacts, Person, QuietHours, Sender

_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Heard:
    """What one person hears after a night.

    Attributes:
        urgent: what is told at once.
        news: what is new in the digest; no digest without any.
        told: what was told at once since the last digest, for context.
        still_open: the open alerts that are neither.
        ring: the units to ring.
        unsent: the files that nobody could be sent back to.
    """

    urgent: tuple[Change, ...]
    news: tuple[Change, ...]
    told: tuple[Change, ...]
    still_open: tuple[Alert, ...]
    ring: tuple[RingLine, ...]
    unsent: tuple[ReceiptNews, ...]


def heard_by(person: Person, news: News, contacts: Contacts) -> Heard:
    """Return what a person hears after a night."""
    tonight = [change for change in news.changes if concerns(person, change.alert, news.names)]
    urgent = tuple(change for change in tonight if is_urgent(change, person, news))
    since = [*_earlier(person, news), *tonight] if is_digest_due(person, news) else []
    standing = {alert.alert_id: alert for alert in (*news.still_open, *(change.alert for change in news.changes))}
    changes = _newest(since, standing)
    told = tuple(change for change in changes if is_urgent(change, person, news))
    fresh = tuple(change for change in changes if not is_urgent(change, person, news))
    named = {change.alert.alert_id for change in changes}
    still_open = [alert for alert in news.still_open if alert.alert_id not in named]
    return Heard(
        urgent,
        fresh,
        told,
        tuple(alert for alert in still_open if concerns(person, alert, news.names)),
        tuple(line for line in news.ring if _is_theirs(person, line.unit_id, news.names)),
        tuple(unsent_receipts(news, contacts)) if person.units is None and person.districts is None else (),
    )


def concerns(person: Person, alert: Alert, names: Mapping[str, UnitName]) -> bool:
    """Tell whether a person hears of an alert: its rule and its unit are theirs.

    Whoever hears of some units only hears of a target of the whole province where its rule is named to them.
    """
    if person.rules is not None and alert.rule not in person.rules:
        return False
    if alert.unit_id is None:
        return (person.units is None and person.districts is None) or person.rules is not None
    return _is_theirs(person, alert.unit_id, names)


def _is_theirs(person: Person, unit_id: str, names: Mapping[str, UnitName]) -> bool:
    """Tell whether a person hears of a unit, by its code or its district."""
    if person.units is None and person.districts is None:
        return True
    unit = names[unit_id]
    return unit.unit_code in (person.units or ()) or unit.district_code in (person.districts or ())


def is_urgent(change: Change, person: Person, news: News) -> bool:
    """Tell whether a change is told at once: of an urgent rule, and no old news; or passed upwards, to whom it goes."""
    if change.kind == "closed":
        return False
    if change.kind == "escalated" and person.escalations:
        return True
    rule = news.rules.get(change.alert.rule)
    return rule is not None and rule.urgent and not change.alert.known_before


def is_digest_due(person: Person, news: News) -> bool:
    """Tell whether tonight's digest goes to a person: every night, or on the day of the week, or on the night after it.

    A machine that was off on that day sends it on the next.
    """
    if person.digest == "daily":
        return True
    day = news.as_of - dt.timedelta(days=(news.as_of.weekday() - person.weekday) % 7)
    return day == news.as_of or (news.last_night is not None and day > news.last_night)


def _earlier(person: Person, news: News) -> Iterator[Change]:
    """Yield what a person who hears weekly has not yet heard of the nights before."""
    if person.digest == "daily":
        return
    last = news.last_digests.get(person.id, news.as_of - _WEEK)
    for change in news.earlier:
        if last < change.on < news.as_of and concerns(person, change.alert, news.names):
            yield change


def _newest(changes: Iterable[Change], standing: Mapping[str, Alert]) -> list[Change]:
    """Return the last of the changes of each alert, as the alert stands tonight."""
    newest: dict[str, Change] = {}
    for change in changes:
        # Last of all, whatever came before.
        newest.pop(change.alert.alert_id, None)
        alert = standing.get(change.alert.alert_id, change.alert)
        newest[alert.alert_id] = Change(change.kind, alert, change.on)
    return list(newest.values())


def not_before(quiet: QuietHours | None, at: str, time_zone: ZoneInfo) -> str | None:
    """Return the end of somebody's quiet hours, UTC ISO 8601; None where an instant is outside of them.

    >>> night = QuietHours(dt.time(21), dt.time(6, 30))
    >>> not_before(night, "2026-11-16T18:00:00Z", ZoneInfo("Asia/Ho_Chi_Minh"))
    '2026-11-16T23:30:00Z'
    >>> not_before(night, "2026-11-17T00:00:00Z", ZoneInfo("Asia/Ho_Chi_Minh"))
    """
    if quiet is None:
        return None
    local = dt.datetime.fromisoformat(at).astimezone(time_zone)
    clock = local.time()
    over_midnight = quiet.begins > quiet.ends
    is_late, is_early = clock >= quiet.begins, clock < quiet.ends
    if not (is_late or is_early if over_midnight else is_late and is_early):
        return None
    day = local.date() + dt.timedelta(days=1 if over_midnight and is_late else 0)
    end = dt.datetime.combine(day, quiet.ends, time_zone).astimezone(dt.UTC)
    return end.strftime("%Y-%m-%dT%H:%M:%SZ")


def receipts_to_send(news: News, contacts: Contacts) -> Iterator[tuple[ReceiptNews, Sender]]:
    """Yield the files to send back, each with whom it came from; nothing on a home's first night, and none twice."""
    for receipt in _new_receipts(news):
        sender = _sender(receipt, contacts)
        if sender is not None:
            yield receipt, sender


def unsent_receipts(news: News, contacts: Contacts) -> Iterator[ReceiptNews]:
    """Yield the files of tonight that nobody could be sent back to."""
    for receipt in _new_receipts(news):
        if _sender(receipt, contacts) is None:
            yield receipt


def _new_receipts(news: News) -> list[ReceiptNews]:
    """Return the files that were not sent back before."""
    if news.first_night:
        return []
    return [receipt for receipt in news.receipts if receipt.file_sha256 not in news.receipts_sent]


def _sender(receipt: ReceiptNews, contacts: Contacts) -> Sender | None:
    """Return whom a file came from: the only one that its rows name, else the only facility; None where that is open.

    What a commune sent is nobody else's business.
    """
    named = [sender for code in receipt.codes if (sender := contacts.sender_of(code)) and sender.channels]
    for senders in (named, [sender for sender in named if sender.is_facility]):
        if len({sender.channels for sender in senders}) == 1:
            return senders[0]
    return None
