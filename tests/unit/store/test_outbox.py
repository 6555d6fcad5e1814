"""Notices as they wait."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from thugom.contracts import load_contracts
from thugom.store import open_engine, prepare, reading, writing
from thugom.store.outbox import (
    Waiting,
    due,
    enter,
    knows_notices,
    last_digests,
    mark_failed,
    mark_sent,
    receipts_sent,
    waiting_count,
)

if TYPE_CHECKING:
    from thugom.store import Engine

DAY = dt.date(2026, 11, 16)
NIGHT = "2026-11-16T18:30:00Z"


@pytest.fixture
def engine(database: str) -> Engine:
    """A store that is ready."""
    engine = open_engine(database)
    prepare(engine, load_contracts())
    return engine


def notice(name: str, kind: str = "digest", **more: object) -> dict[str, Any]:
    """Return a notice as it is written."""
    return {
        "notice_id": name,
        "kind": kind,
        "recipient": "lan",
        "channel": "mail",
        "language": "vi",
        "subject": "Cảnh báo",
        "text": "Một xã chậm.",
        "html": "",
        "attachment": None,
        "alert_ids": ("a", "b"),
        "created_at": NIGHT,
        "not_before": None,
        "file_sha256": None,
        **more,
    }


def names(engine: Engine, now: str) -> list[str]:
    """Return the names of what is due."""
    with reading(engine) as connection:
        return [waiting.notice["notice_id"] for waiting in due(connection, now)]


def test_a_notice_waits_as_it_was_written(engine: Engine) -> None:
    """Nothing of it is lost, and the same one again is no other."""
    with writing(engine) as connection:
        assert enter(connection, [notice("1"), notice("1")], DAY, "p1") == 1
        assert enter(connection, [notice("1", text="other"), notice("2")], DAY, "p2") == 1
    with reading(engine) as connection:
        assert due(connection, NIGHT)[0] == Waiting(notice("1"), 0, DAY)
        assert waiting_count(connection) == 2


def test_what_is_urgent_goes_first_and_what_is_quiet_waits(engine: Engine) -> None:
    """Then by age; a notice of quiet hours is due at their end."""
    quiet = notice("3", "urgent", not_before="2026-11-16T23:00:00Z")
    older = notice("4", created_at="2026-11-15T18:30:00Z")
    with writing(engine) as connection:
        enter(connection, [notice("1"), notice("2", "urgent"), quiet, older], DAY)
    assert names(engine, NIGHT) == ["2", "4", "1"]
    assert names(engine, "2026-11-16T22:59:59Z") == ["2", "4", "1"]
    assert names(engine, "2026-11-16T23:00:00Z") == ["2", "3", "4", "1"]


def test_what_was_sent_waits_no_longer(engine: Engine) -> None:
    """It stays in the table."""
    with writing(engine) as connection:
        enter(connection, [notice("1"), notice("2")], DAY)
        mark_sent(connection, "1", NIGHT)
        assert waiting_count(connection) == 1
        assert enter(connection, [notice("1")], DAY) == 0
    assert names(engine, NIGHT) == ["2"]


def test_what_was_refused_waits_longer_each_time_and_is_never_given_up(engine: Engine) -> None:
    """Five minutes, ten, twenty, and six hours at most."""
    with writing(engine) as connection:
        enter(connection, [notice("1")], DAY)
        mark_failed(connection, "1", NIGHT, "refused")
    assert names(engine, "2026-11-16T18:34:59Z") == []
    assert names(engine, "2026-11-16T18:35:00Z") == ["1"]
    with writing(engine) as connection:
        mark_failed(connection, "1", NIGHT, "refused")
    assert names(engine, "2026-11-16T18:39:59Z") == []
    with writing(engine) as connection:
        for _ in range(100):
            mark_failed(connection, "1", NIGHT, "refused")
    assert names(engine, "2026-11-17T00:30:00Z") == ["1"]
    with reading(engine) as connection:
        (waiting,) = due(connection, "2026-11-17T00:30:00Z")
    assert waiting.attempts == 102


def test_the_newest_digest_of_a_recipient_is_known(engine: Engine) -> None:
    """Whether it was sent or not; nothing but digests counts, nor what no night wrote."""
    other = [notice("3", "urgent", recipient="an"), notice("4", recipient="an")]
    with writing(engine) as connection:
        enter(connection, [notice("1")], DAY)
        enter(connection, [notice("2"), other[0]], dt.date(2026, 11, 20))
        enter(connection, [other[1]])
        assert last_digests(connection) == {"lan": dt.date(2026, 11, 20)}


def test_the_files_whose_receipt_was_written_are_known(engine: Engine) -> None:
    """A receipt goes back once."""
    with writing(engine) as connection:
        enter(connection, [notice("1", "receipt", file_sha256="ab"), notice("2")], DAY)
        assert receipts_sent(connection) == {"ab"}


def test_a_test_of_a_channel_is_not_tried_again(engine: Engine) -> None:
    """It is on record; whoever asked for it knows what became of it, and wants no second one days later."""
    with writing(engine) as connection:
        enter(connection, [notice("1", "test")])
        assert waiting_count(connection) == 0
    assert names(engine, "2027-01-01T00:00:00Z") == []


def test_a_store_of_an_earlier_version_has_no_outbox(database: str) -> None:
    """Its table is made by the next night."""
    with reading(open_engine(database)) as connection:
        assert not knows_notices(connection)
