"""Who hears what, and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from tests.unit.alerts.newsroom import AS_OF, MAI, QUIET, A, B, C, alert
from thugom.alerts.news import Change, News, ReceiptNews, RingLine
from thugom.alerts.routing import concerns, heard_by, is_digest_due, not_before, receipts_to_send, unsent_receipts
from thugom.contracts.contacts import Contacts, Person, QuietHours, Sender

if TYPE_CHECKING:
    from thugom.alerts.alert import Alert

NOBODY = Contacts()
STOPPED, BEHIND = alert("service_stopped", A), alert("behind_path", B)
TARGET = alert("target_at_risk", "communes_covered")


def told(changes: tuple[Change, ...]) -> list[tuple[str, str]]:
    """Return what happened to which alert."""
    return [(change.kind, change.alert.alert_id) for change in changes]


@pytest.mark.parametrize(
    ("person", "theirs"),
    [
        (MAI, [STOPPED, BEHIND, TARGET]),
        (replace(MAI, rules=frozenset({"behind_path"})), [BEHIND]),
        (replace(MAI, units=frozenset({"90001"})), [STOPPED]),
        (replace(MAI, districts=frozenset({"901"})), [STOPPED, BEHIND]),
        (replace(MAI, districts=frozenset({"902"})), []),
        (replace(MAI, districts=frozenset({"902"}), units=frozenset({"90002"})), [BEHIND]),
        # A district's officer answers for no province, unless somebody says so.
        (replace(MAI, units=frozenset({"90001"}), rules=frozenset({"target_at_risk"})), [TARGET]),
    ],
)
def test_rules_units_and_districts_decide_whose_an_alert_is(person: Person, theirs: list[Alert]) -> None:
    """By the register's codes; where a unit and a district are named, either is enough."""
    assert [one for one in (STOPPED, BEHIND, TARGET) if concerns(person, one, QUIET.names)] == theirs


def test_what_is_urgent_is_no_news_in_the_digest() -> None:
    """It was told already; it stands in the digest for context only."""
    heard = heard_by(MAI, replace(QUIET, opened=(STOPPED, BEHIND), still_open=(STOPPED, BEHIND)), NOBODY)
    assert told(heard.urgent) == told(heard.told) == [("opened", STOPPED.alert_id)]
    assert told(heard.news) == [("opened", BEHIND.alert_id)]
    assert heard.still_open == ()


def test_what_was_only_learnt_late_is_not_urgent() -> None:
    """A home's first night, and a backfill, fill one digest and ring no bell."""
    old = replace(STOPPED, known_before=True)
    heard = heard_by(MAI, replace(QUIET, opened=(old,)), NOBODY)
    assert (told(heard.urgent), told(heard.news)) == ([], [("opened", old.alert_id)])


def test_what_nobody_took_on_goes_upwards_at_once_and_to_others_in_the_digest() -> None:
    """Whoever takes escalations hears them at once, of whatever rule; closing is never urgent."""
    news = replace(QUIET, escalated=(BEHIND,), closed=(replace(STOPPED, state="closed"),))
    head = heard_by(replace(MAI, escalations=True), news, NOBODY)
    assert told(head.urgent) == [("escalated", BEHIND.alert_id)]
    assert told(head.news) == [("closed", STOPPED.alert_id)]
    officer = heard_by(MAI, news, NOBODY)
    assert (told(officer.urgent), len(officer.news)) == ([], 2)


def test_context_is_of_ones_own_units_too() -> None:
    """Still open, to ring: what others answer for is left out."""
    news = replace(
        QUIET,
        still_open=(BEHIND, STOPPED, TARGET),
        ring=(RingLine(C, None, 1, "2026-10"), RingLine(A, 1_000, 2, "2026-09")),
    )
    heard = heard_by(replace(MAI, units=frozenset({"90001"})), news, NOBODY)
    assert heard.still_open == (STOPPED,)
    assert [line.unit_id for line in heard.ring] == [A]


MONDAY = dt.date(2026, 11, 16)


@pytest.mark.parametrize(
    ("as_of", "last_night", "is_due"),
    [
        (MONDAY, dt.date(2026, 11, 15), True),
        (MONDAY, MONDAY, True),
        (MONDAY, None, True),
        (dt.date(2026, 11, 17), MONDAY, False),
        (dt.date(2026, 11, 17), None, False),
        # The machine was off on Monday.
        (dt.date(2026, 11, 18), dt.date(2026, 11, 15), True),
        (dt.date(2026, 11, 22), dt.date(2026, 11, 21), False),
    ],
)
def test_a_weekly_digest_comes_on_its_day_or_on_the_next_night(
    as_of: dt.date, last_night: dt.date | None, *, is_due: bool
) -> None:
    """Once a week, also when a night was missed; and every night to those who hear daily."""
    news = replace(QUIET, as_of=as_of, last_night=last_night)
    assert is_digest_due(replace(MAI, digest="weekly", weekday=0), news) is is_due
    assert is_digest_due(MAI, news)


def weekly(news: News) -> list[tuple[str, str]]:
    """Return the news of Mai's weekly digest."""
    return told(heard_by(replace(MAI, digest="weekly"), news, NOBODY).news)


def test_a_weekly_digest_tells_the_week_each_alert_once_as_it_stands() -> None:
    """What opened and closed in between is over; what was told in the last digest is not told again."""
    closed = replace(BEHIND, state="closed", closed_because="recovered")
    other = alert("behind_path", C)
    days = [MONDAY - dt.timedelta(days=number) for number in range(9)]
    earlier = (
        Change("opened", alert("behind_path", A), days[8]),
        Change("opened", other, days[3]),
        Change("opened", BEHIND, days[2]),
        Change("opened", STOPPED, days[2]),
        Change("closed", closed, days[1]),
    )
    news = replace(QUIET, earlier=earlier, still_open=(replace(other, state="acknowledged"),))
    assert weekly(news) == [("opened", other.alert_id), ("closed", BEHIND.alert_id)]
    assert weekly(replace(news, last_digests={"mai": days[3]})) == [("closed", BEHIND.alert_id)]
    assert weekly(replace(news, last_night=MONDAY, as_of=MONDAY + dt.timedelta(days=1))) == []
    heard = heard_by(replace(MAI, digest="weekly"), news, NOBODY)
    assert told(heard.told) == [("opened", STOPPED.alert_id)]
    assert heard.news[0].alert.state == "acknowledged"


ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("begins", "ends", "at", "expected"),
    [
        ("21:00", "06:30", "2026-11-15T18:05:00Z", "2026-11-15T23:30:00Z"),
        ("21:00", "06:30", "2026-11-15T15:00:00Z", "2026-11-15T23:30:00Z"),
        ("21:00", "06:30", "2026-11-15T13:59:59Z", None),
        ("21:00", "06:30", "2026-11-15T14:00:00Z", "2026-11-15T23:30:00Z"),
        ("21:00", "06:30", "2026-11-15T23:30:00Z", None),
        ("12:00", "13:30", "2026-11-15T06:00:00Z", "2026-11-15T06:30:00Z"),
        ("12:00", "13:30", "2026-11-15T06:30:00Z", None),
    ],
)
def test_quiet_hours_put_a_notice_off_to_their_end(begins: str, ends: str, at: str, expected: str | None) -> None:
    """In the home's zone, over midnight or within a day; their end is no longer quiet."""
    quiet = QuietHours(dt.time.fromisoformat(begins), dt.time.fromisoformat(ends))
    assert not_before(quiet, at, ZONE) == expected
    assert not_before(None, at, ZONE) is None


def test_quiet_hours_end_by_the_clock_on_the_wall() -> None:
    """Also in the night in which clocks change."""
    quiet = QuietHours(dt.time(22), dt.time(6))
    assert not_before(quiet, "2026-10-24T21:00:00Z", ZoneInfo("Europe/Rome")) == "2026-10-25T05:00:00Z"


COMMUNE, FACILITY = Sender("90001", "Một", None, ("one",)), Sender("HOP", "Hợp", None, ("hop",), is_facility=True)
SENDERS = Contacts(senders=(COMMUNE, Sender("90002", "Hai", None, ("two",)), FACILITY, Sender("90003", "Ba", "1")))


@pytest.mark.parametrize(
    ("codes", "sender"),
    [
        (("90001",), COMMUNE),
        (("90001", "90003"), COMMUNE),
        # A facility names the communes whose waste it took.
        (("90001", "90002", "HOP"), FACILITY),
        (("90001", "90002"), None),
        (("90003",), None),
        (("99999",), None),
        ((), None),
    ],
)
def test_a_report_goes_back_only_to_whom_it_came_from(codes: tuple[str, ...], sender: Sender | None) -> None:
    """Where that is open it goes to nobody, and the digest says so to whoever answers for all."""
    receipt = ReceiptNews("ab", "f.xlsx", codes, 3, 2, 1)
    news = replace(QUIET, receipts=(receipt,))
    assert list(receipts_to_send(news, SENDERS)) == ([(receipt, sender)] if sender else [])
    assert list(unsent_receipts(news, SENDERS)) == ([] if sender else [receipt])
    assert heard_by(MAI, news, SENDERS).unsent == (() if sender else (receipt,))
    assert heard_by(replace(MAI, units=frozenset({"90001"})), news, SENDERS).unsent == ()


def test_a_report_goes_back_once_and_not_on_the_first_night() -> None:
    """A home's first night judges years of files, whose senders have long corrected them."""
    news = replace(QUIET, receipts=(ReceiptNews("ab", "f.xlsx", ("90001",), 3, 2, 1),))
    assert len(list(receipts_to_send(news, SENDERS))) == 1
    assert list(receipts_to_send(replace(news, first_night=True), SENDERS)) == []
    assert list(receipts_to_send(replace(news, receipts_sent=frozenset({"ab"})), SENDERS)) == []


def test_the_day_in_these_tests_is_a_monday() -> None:
    """What the tests of the week count from."""
    assert (AS_OF.weekday(), AS_OF) == (0, MONDAY)
