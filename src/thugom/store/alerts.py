"""Alerts in the store: how each stands, everything that happened to it, and the nights that judged.

`alert` is a journal that analysts read; its rows follow from `alert_event`, where every event stands for ever with
whoever did it. Whoever reads alerts to change them does so inside the transaction that writes: a writing transaction
has the database to itself on SQLite as on PostgreSQL, so that neither a night nor a person overwrites the other.
"""

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Date,
    PrimaryKeyConstraint,
    Select,
    Table,
    Text,
    bindparam,
    func,
    insert,
    inspect,
    select,
    update,
)

from thugom.renderings.tables import Instant
from thugom.store.journal import journal_table
from thugom.store.ledger import LEDGER

JOURNAL = "alert"
EVENT = Table(
    "alert_event",
    LEDGER,
    Column("event_number", BigInteger(), autoincrement=False, comment="in the order in which they happened"),
    Column("alert_id", Text(), nullable=False),
    Column("kind", Text(), nullable=False),
    Column("happened_at", Instant(), nullable=False),
    Column(
        "happened_on", Date(), nullable=False, comment="the day of which the night spoke, or on which a person acted"
    ),
    Column("by", Text(), comment="who; null for the program"),
    Column("note", Text(), comment="what that person wrote"),
    Column("publication_id", Text(), comment="null where no night did it"),
    Column("alert_json", Text(), nullable=False, comment="the alert after it"),
    PrimaryKeyConstraint("event_number"),
    comment="one row per thing that happened to an alert",
    sqlite_with_rowid=False,
)
NIGHT = Table(
    "alert_night",
    LEDGER,
    Column("night_number", BigInteger(), autoincrement=False),
    Column("publication_id", Text(), nullable=False),
    Column("as_of", Date(), nullable=False),
    Column("judged_at", Instant(), nullable=False),
    Column("newest_period", Text(), comment="the newest month past due day and grace; null where there was none"),
    PrimaryKeyConstraint("night_number"),
    comment="one row per night that judged alerts",
    sqlite_with_rowid=False,
)
State = Mapping[str, Any]
"""An alert as the journal `alert` has it, by column; days are days, moments ISO 8601 text."""


@dataclass(frozen=True)
class KeptEvent:
    """One event as it is kept.

    Attributes:
        kind: what happened.
        at: when, UTC ISO 8601.
        on: the day of which the night spoke, or on which a person acted.
        by: who; None for the program.
        note: what that person wrote.
        alert: the alert after it.
    """

    kind: str
    at: str
    on: dt.date
    by: str | None
    note: str | None
    alert: State


@dataclass(frozen=True)
class KeptNight:
    """A night that judged alerts: `newest_period` was the newest month past due day and grace."""

    publication_id: str
    as_of: dt.date
    judged_at: str
    newest_period: str | None


def load_alerts(connection: Connection, names: Collection[str] | None = None) -> list[State]:
    """Return the alerts of these names, or all, closed ones too; by name."""
    table = journal_table(JOURNAL)
    statement = select(table).order_by(table.c.alert_id)
    if names is not None:
        statement = statement.where(table.c.alert_id.in_(names))
    return [dict(row) for row in connection.execute(statement).mappings()]


def append_events(connection: Connection, events: Sequence[KeptEvent], publication_id: str | None = None) -> None:
    """Enter events, and bring their alerts up to date.

    Args:
        connection: inside the writing transaction in which the alerts were read.
        events: in the order in which they happened.
        publication_id: the publication of the night that found them; None where no night did.
    """
    if not events:
        return
    first = _next_number(connection, EVENT.c.event_number)
    rows = [_row(event, number, publication_id) for number, event in enumerate(events, first)]
    connection.execute(insert(EVENT), rows)
    table = journal_table(JOURNAL)
    standing = {str(event.alert["alert_id"]): dict(event.alert) for event in events}
    known = set(connection.execute(select(table.c.alert_id)).scalars())
    new = [row for alert_id, row in standing.items() if alert_id not in known]
    changed = [{"the_alert": alert_id, **row} for alert_id, row in standing.items() if alert_id in known]
    if new:
        connection.execute(insert(table), new)
    if changed:
        values: dict[str, Any] = {column.name: bindparam(column.name) for column in table.columns}
        connection.execute(update(table).where(table.c.alert_id == bindparam("the_alert")).values(values), changed)


def events_of(connection: Connection, alert_id: str) -> list[KeptEvent]:
    """Return everything that happened to an alert, the earliest first."""
    return _events(connection, select(EVENT).where(EVENT.c.alert_id == alert_id))


def events_since(connection: Connection, day: dt.date, kinds: Collection[str]) -> list[KeptEvent]:
    """Return the events of these kinds of a day and those after it, the earliest first."""
    return _events(connection, select(EVENT).where(EVENT.c.happened_on >= day, EVENT.c.kind.in_(kinds)))


def last_night(connection: Connection) -> KeptNight | None:
    """Return the last night that judged alerts; None before the first."""
    newest = select(NIGHT).order_by(NIGHT.c.night_number.desc()).limit(1)
    row = connection.execute(newest).mappings().first()
    return None if row is None else KeptNight(**{name: row[name] for name in KeptNight.__dataclass_fields__})


def note_night(connection: Connection, night: KeptNight) -> None:
    """Enter a night that judged alerts."""
    number = _next_number(connection, NIGHT.c.night_number)
    connection.execute(insert(NIGHT).values(night_number=number, **asdict(night)))


def knows_alerts(connection: Connection) -> bool:
    """Tell whether the store has tables for alerts: one of an earlier version has none until its next night."""
    present = set(inspect(connection).get_table_names())
    return {JOURNAL, EVENT.name, NIGHT.name} <= present


def _next_number(connection: Connection, column: Column[int]) -> int:
    """Return the number after the greatest."""
    return int(connection.execute(select(func.coalesce(func.max(column), 0))).scalar_one()) + 1


def _row(event: KeptEvent, number: int, publication_id: str | None) -> dict[str, Any]:
    """Return an event as its table keeps it."""
    return {
        "event_number": number,
        "alert_id": event.alert["alert_id"],
        "kind": event.kind,
        "happened_at": event.at,
        "happened_on": event.on,
        "by": event.by,
        "note": event.note,
        "publication_id": publication_id,
        "alert_json": json.dumps(dict(event.alert), ensure_ascii=False, default=dt.date.isoformat, sort_keys=True),
    }


def _events(connection: Connection, statement: Select[Any]) -> list[KeptEvent]:
    """Return the events that a statement selects."""
    rows = connection.execute(statement.order_by(EVENT.c.event_number)).mappings()
    return [
        KeptEvent(
            row["kind"], row["happened_at"], row["happened_on"], row["by"], row["note"], _state(row["alert_json"])
        )
        for row in rows
    ]


def _state(text: str) -> State:
    """Return an alert from the text in which an event keeps it."""
    days = {column.name for column in journal_table(JOURNAL).columns if isinstance(column.type, Date)}
    return {
        name: dt.date.fromisoformat(value) if name in days and value is not None else value
        for name, value in json.loads(text).items()
    }
