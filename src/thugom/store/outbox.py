"""The outbox: notices as they wait to be sent, and what became of each. A notice is entered once and never removed."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Date,
    PrimaryKeyConstraint,
    RowMapping,
    Table,
    Text,
    case,
    func,
    insert,
    inspect,
    select,
    update,
)

from thugom.renderings.tables import Instant
from thugom.store.ledger import LEDGER

FIRST_WAIT, LONGEST_WAIT = dt.timedelta(minutes=5), dt.timedelta(hours=6)
"""How long a notice waits after it was refused once, and at most however often it was: it is never given up."""

NOTICE = Table(
    "notice",
    LEDGER,
    Column("notice_id", Text(), nullable=False),
    Column("kind", Text(), nullable=False),
    Column("recipient", Text(), nullable=False, comment="the contact's id, or the code of a sender of reports"),
    Column("channel", Text(), nullable=False, comment="a name; its address stands elsewhere"),
    Column("language", Text(), nullable=False),
    Column("subject", Text(), nullable=False),
    Column("text", Text(), nullable=False),
    Column("html", Text(), nullable=False),
    Column("attachment", Text(), comment="a file below the home's folder"),
    Column("alert_ids", Text(), nullable=False, comment="JSON: the alerts of which it is the news"),
    Column("created_at", Instant(), nullable=False),
    Column("not_before", Instant(), comment="the end of the recipient's quiet hours"),
    Column("file_sha256", Text(), comment="the file whose receipt it is"),
    Column("as_of", Date(), comment="the day of which its night spoke; null where no night wrote it"),
    Column("publication_id", Text(), comment="null where no night wrote it"),
    Column("attempts", BigInteger(), nullable=False, comment="how often it was refused"),
    Column("next_attempt_at", Instant(), nullable=False),
    Column("last_error", Text(), comment="why it was refused the last time; without addresses"),
    Column("sent_at", Instant(), comment="null while it waits"),
    PrimaryKeyConstraint("notice_id"),
    comment="one row per notice, recipient and channel",
    sqlite_with_rowid=False,
)
_WRITTEN = [
    column.name
    for column in NOTICE.columns
    if column.name not in {"as_of", "publication_id", "attempts", "next_attempt_at", "last_error", "sent_at"}
]
Written = Mapping[str, Any]
"""A notice as it was written: its columns; `alert_ids` a tuple of names."""


@dataclass(frozen=True)
class Waiting:
    """A notice that is due: as it was written, how often it was refused, and the day of which its night spoke."""

    notice: Written
    attempts: int
    as_of: dt.date | None


def enter(
    connection: Connection, notices: Iterable[Written], as_of: dt.date | None = None, publication_id: str | None = None
) -> int:
    """Enter notices, and return how many of them are new: what the outbox has under one name is the same notice.

    Args:
        connection: inside a writing transaction.
        notices: as they are written.
        as_of: the day of which their night spoke.
        publication_id: its publication.
    """
    known = set(connection.execute(select(NOTICE.c.notice_id)).scalars())
    rows = {
        notice["notice_id"]: {
            **notice,
            "alert_ids": json.dumps(list(notice["alert_ids"])),
            "as_of": as_of,
            "publication_id": publication_id,
            "attempts": 0,
            "next_attempt_at": notice["not_before"] or notice["created_at"],
        }
        for notice in notices
        if notice["notice_id"] not in known
    }
    if rows:
        connection.execute(insert(NOTICE), list(rows.values()))
    return len(rows)


def due(connection: Connection, now: str) -> list[Waiting]:
    """Return the notices whose time has come by `now`: urgent ones first, then by age."""
    urgent_first = case((NOTICE.c.kind == "urgent", 0), else_=1)
    statement = select(NOTICE).where(_waits(), NOTICE.c.next_attempt_at <= now)
    rows = connection.execute(statement.order_by(urgent_first, NOTICE.c.created_at, NOTICE.c.notice_id)).mappings()
    return [Waiting(_written(row), row["attempts"], row["as_of"]) for row in rows]


def waiting_count(connection: Connection) -> int:
    """Return how many notices wait, whether their time has come or not."""
    return int(connection.execute(select(func.count()).select_from(NOTICE).where(_waits())).scalar_one())


def mark_sent(connection: Connection, notice_id: str, at: str) -> None:
    """Note that a notice was sent."""
    connection.execute(update(NOTICE).where(NOTICE.c.notice_id == notice_id).values(sent_at=at, last_error=None))


def mark_failed(connection: Connection, notice_id: str, at: str, error: str) -> None:
    """Note that a notice was refused, and let it wait: twice as long each time, up to a limit."""
    of_notice = NOTICE.c.notice_id == notice_id
    attempts = int(connection.execute(select(NOTICE.c.attempts).where(of_notice)).scalar_one())
    values = {"attempts": attempts + 1, "last_error": error, "next_attempt_at": _later(at, attempts)}
    connection.execute(update(NOTICE).where(of_notice).values(values))


def last_digests(connection: Connection) -> dict[str, dt.date]:
    """Return by recipient the day of which their newest digest speaks."""
    newest = select(NOTICE.c.recipient, func.max(NOTICE.c.as_of)).where(NOTICE.c.kind == "digest")
    rows = connection.execute(newest.group_by(NOTICE.c.recipient)).tuples()
    return {recipient: day for recipient, day in rows if day is not None}


def receipts_sent(connection: Connection) -> frozenset[str]:
    """Return the files whose receipt was written to somebody."""
    return frozenset(
        sha256 for sha256 in connection.execute(select(NOTICE.c.file_sha256).distinct()).scalars() if sha256 is not None
    )


def knows_notices(connection: Connection) -> bool:
    """Tell whether the store has an outbox: one of an earlier version has none until its next night."""
    return bool(inspect(connection).has_table(NOTICE.name))


def _waits() -> ColumnElement[bool]:
    """Return the condition that a notice is still to be sent; a test that failed has told what it was to tell."""
    return NOTICE.c.sent_at.is_(None) & (NOTICE.c.kind != "test")


def _written(row: RowMapping) -> Written:
    """Return a notice as it was written."""
    return {name: row[name] for name in _WRITTEN} | {"alert_ids": tuple(json.loads(row["alert_ids"]))}


def _later(at: str, attempts: int) -> str:
    """Return when a notice is tried again that was refused so many times before.

    >>> _later("2026-11-16T18:30:00Z", 0), _later("2026-11-16T18:30:00Z", 3), _later("2026-11-16T18:30:00Z", 60)
    ('2026-11-16T18:35:00Z', '2026-11-16T19:10:00Z', '2026-11-17T00:30:00Z')
    """
    wait: dt.timedelta = min(FIRST_WAIT * 2 ** min(attempts, 10), LONGEST_WAIT)
    return (dt.datetime.fromisoformat(at) + wait).strftime("%Y-%m-%dT%H:%M:%SZ")
