"""Raising: what a night makes of the alerts, written in the very transaction in which it publishes."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

import pandas as pd

from thugom.alerts.alert import Alert, Event, EventKind
from thugom.alerts.conditions import episodes
from thugom.alerts.life import is_open, tonight
from thugom.alerts.news import Change, ChangeKind, News, ReceiptNews, RingLine, UnitName
from thugom.alerts.night_facts import NightFacts
from thugom.alerts.ringing import ring_list
from thugom.checks.masking import masked
from thugom.contracts.contacts import Contacts, load_contacts
from thugom.services.alerting.keeping import alert_of, kept, written
from thugom.services.alerting.naming import heirs_by, rule_words, target_titles, unit_names
from thugom.services.alerting.returning import receipts_since
from thugom.services.night.completing import complete
from thugom.services.night.opening import Night
from thugom.store import (
    Connection,
    KeptNight,
    append_events,
    events_since,
    last_night,
    load_alerts,
    note_night,
    reading,
)
from thugom.store.outbox import enter, last_digests, receipts_sent

_WEEKS_TOLD = dt.timedelta(days=35)
_TOLD: tuple[EventKind, ...] = ("opened", "reopened", "escalated", "closed")
Tables = Mapping[str, pd.DataFrame]


@dataclass(eq=False)
class Raising:
    """What a night raises: written when the night is published, and only if it is.

    Attributes:
        episodes: of every rule.
        contacts: who hears of what.
        names: what units are called.
        ring: the units to ring.
        receipts: the reports that go back.
        newest_period: the newest month that is past due day and grace.
        events: what happened to alerts; empty until the night was published.
        standing: the alerts that are open then.
        notices: how many notices were written.
        failed: why none of it was; None where all went well.
    """

    night: Night
    episodes: pd.DataFrame
    contacts: Contacts
    names: dict[str, UnitName]
    ring: tuple[RingLine, ...]
    receipts: tuple[ReceiptNews, ...]
    newest_period: str | None
    events: tuple[Event, ...] = ()
    standing: tuple[Alert, ...] = ()
    notices: int = 0
    failed: str | None = None

    def __call__(self, connection: Connection, publication_id: str) -> None:
        """Write the night's events, the alerts after them and the notices; in the transaction that publishes.

        What fails here leaves alerts as they were, for the next night to judge, and never costs the publication.
        """
        try:
            with connection.begin_nested():
                self._write(connection, publication_id)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong with alerts, the figures are published
            self.failed = f"{type(error).__name__}: {masked(str(error), None)}"
            self.events, self.standing, self.notices = (), (), 0

    def _write(self, connection: Connection, publication_id: str) -> None:
        """Write it all.

        The alerts are read here and not before: whatever a person does to one comes before all of this or after it.
        """
        night, before = self.night, last_night(connection)
        alerts = {alert.alert_id: alert for alert in map(alert_of, load_alerts(connection))}
        self.events = tonight(alerts.values(), self.episodes, self._facts(before))
        alerts |= {event.alert.alert_id: event.alert for event in self.events}
        self.standing = tuple(alert for _, alert in sorted(alerts.items()) if is_open(alert))
        append_events(connection, kept(self.events), publication_id)
        if self.contacts.people or self.contacts.senders:
            # Imported here: nobody who has no contacts waits for what letters are made with.
            from thugom.alerts.composing import compose  # noqa: PLC0415

            notices = compose(self._news(connection, before), self.contacts)
            self.notices = enter(connection, map(written, notices), night.as_of, publication_id)
        note_night(connection, KeptNight(publication_id, night.as_of, night.started_at, self.newest_period))

    def _facts(self, before: KeptNight | None) -> NightFacts:
        """Return what decides besides the figures."""
        night, alerting = self.night, self.night.policy.alerting
        return NightFacts(
            as_of=night.as_of,
            at=night.started_at,
            newest_period=self.newest_period,
            is_first=before is None,
            judged_until=before.newest_period if before else None,
            rules=frozenset(rule.id for rule in alerting.active),
            heirs=heirs_by(night.register.units, night.register.lineage, pd.Timestamp(night.as_of)),
            escalate_after_days=alerting.escalate_after_days,
        )

    def _news(self, connection: Connection, before: KeptNight | None) -> News:
        """Return all that the night has to tell."""
        night, policy = self.night, self.night.policy
        told = {kind: tuple(e.alert for e in self.events if e.kind == kind) for kind in _TOLD}
        return News(
            **told,
            still_open=self.standing,
            names=self.names | _nameless(self.names, [*self.standing, *(event.alert for event in self.events)]),
            rules=rule_words(policy),
            targets=target_titles(policy),
            ring=self.ring,
            receipts=self.receipts,
            as_of=night.as_of,
            at=night.started_at,
            newest_period=self.newest_period,
            place=policy.place.name,
            time_zone=policy.place.time_zone,
            synthetic=night.home.synthetic,
            page_url=night.settings.page_url,
            first_night=before is None,
            earlier=self._earlier(connection),
            last_night=before.as_of if before else None,
            last_digests=last_digests(connection),
            receipts_sent=receipts_sent(connection),
        )

    def _earlier(self, connection: Connection) -> tuple[Change, ...]:
        """Return what happened on the nights before, where somebody hears of it weekly."""
        if all(person.digest == "daily" for person in self.contacts.people):
            return ()
        return tuple(_changes(connection, self.night.as_of))


def _nameless(names: Mapping[str, UnitName], alerts: Iterable[Alert]) -> dict[str, UnitName]:
    """Return what units are called that the register knows no more: by their code."""
    lost = {alert.unit_id for alert in alerts if alert.unit_id is not None} - names.keys()
    return {unit_id: UnitName(unit_id, code := unit_id.partition("@")[0], code) for unit_id in lost}


def _changes(connection: Connection, as_of: dt.date) -> Iterable[Change]:
    """Yield what happened on the days before; what a person did is not told to others as news."""
    for event in events_since(connection, as_of - _WEEKS_TOLD, _TOLD):
        if event.on < as_of and event.by is None:
            yield Change(cast("ChangeKind", event.kind), alert_of(event.alert), event.on)


def raise_alerts(night: Night, tables: Tables, *, with_alerts: bool) -> Raising | None:
    """Return what the night raises, to be written with its publication; None where it leaves alerts alone.

    Args:
        night: the night.
        tables: its tables, as they will be published.
        with_alerts: judge alerts on a day that is past, too.

    Raises:
        ContractError: `contacts.yml` is wrong.
    """
    if is_past(night) and not with_alerts:
        return None
    contacts = load_contacts(night.home)
    # A night of which nothing was accepted has few tables: those it publishes empty tell of nothing, and break nothing.
    tables = {name: frame for name, (_, frame) in complete(night, tables).items()}
    newest = newest_period(tables)
    with reading(night.store) as connection:
        before = last_night(connection)
    return Raising(
        night=night,
        episodes=episodes(tables, night.policy),
        contacts=contacts,
        names=unit_names(tables["unit"], night.register),
        ring=ring_list(tables, contacts, newest),
        receipts=receipts_since(night, before.judged_at) if before else (),
        newest_period=newest,
    )


def is_past(night: Night) -> bool:
    """Tell whether a night speaks of a day before today, or before that to which its home is pinned: old news."""
    today = night.now.astimezone(night.policy.place.time_zone).date()
    return night.as_of < (night.home.as_of or today)


def newest_period(tables: Tables) -> str | None:
    """Return the newest month that is past due day and grace; None where no month is."""
    rates = tables["reporting_rate"]
    due = rates.loc[rates["complete"].astype(bool), "period"]
    return str(due.max()) if len(due) else None
