"""A home that begins late, days that are past, and servers that refuse for five nights."""

from __future__ import annotations

import dataclasses
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.e2e.alerting.chronicle import Chronicle, found
from tests.e2e.alerting.expected import Sent
from tests.e2e.alerting.history import hand_in, history, month_after
from tests.e2e.alerting.receivers import MailServer, WebReceiver

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
BEGINS = "2026-04-11"
"""The home's first night that judges alerts; all months until March 2026 lie in its inbox."""
SKIPPED = {"2026-06": "NEVER"}
"""Besides what the table says, this unit sends nothing of this month: there is news in each of the five nights."""
REFUSING = ("2026-05-11", "2026-06-11", "2026-07-11", "2026-08-11", "2026-09-11")
SIXTH = "2026-10-11"
SHORT_TIMEOUT = 0.5

FIRST = """
an   digest behind_path:WAVE service_stopped:LEAN service_stopped:STOP target_at_risk:communes_covered
binh digest service_stopped:LEAN
chi  digest target_at_risk:communes_covered
"""
"""What is the matter in March 2026: urgent rules among it, but none of it is new to the world."""

KEPT_WAITING = """
2026-05-11 an   digest behind_path:WAVE no_report:LEAN service_stopped:LEAN service_stopped:STOP \
target_at_risk:communes_covered
2026-05-11 binh digest no_report:LEAN
2026-05-11 binh urgent service_stopped:LEAN
2026-05-11 chi  urgent target_at_risk:communes_covered
2026-06-11 an   digest no_report:LEAN service_stopped:LEAN service_stopped:STOP target_at_risk:communes_covered
2026-06-11 binh digest no_report:LEAN service_stopped:LEAN
2026-06-11 chi  digest target_at_risk:communes_covered
2026-07-11 an   digest no_report:NEVER
2026-07-11 binh digest no_report:NEVER
2026-08-11 an   digest behind_path:WAVE no_report:DROP no_report:NEVER
2026-08-11 binh digest no_report:NEVER
2026-09-11 an   digest no_report:DROP sharp_drop:DROP
2026-10-11 an   digest sharp_drop:DROP
"""
"""What the five nights and the sixth have to tell.

In May the four of April escalate, and LEAN has fallen silent; in June LEAN and STOP are back; NEVER is silent for
June and back in July, in which WAVE is well and DROP silent; in August DROP is back with a drop, which escalates in the
sixth night. What was known before is urgent to those alone to whom it is passed upwards.
"""


def rows(text: str) -> list[list[str]]:
    """Return the cells of a table."""
    return [line.split() for line in text.splitlines() if line]


@dataclasses.dataclass
class Course:
    """What a home's beginning and five nights of refusal left to look at."""

    chronicle: Chronicle
    after_past: tuple[int, ...] = ()
    asked_for: list[Sent] = dataclasses.field(default_factory=list)
    first: list[Sent] = dataclasses.field(default_factory=list)
    first_alerts: list[tuple[str, int]] = dataclasses.field(default_factory=list)
    while_refusing: list[tuple[int, int]] = dataclasses.field(default_factory=list)
    errors: set[str] = dataclasses.field(default_factory=set)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    """Live through the home's first half year."""
    mail, web = MailServer(), WebReceiver()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("thugom.alerts.delivery.TIMEOUT_SECONDS", SHORT_TIMEOUT)
        chronicle = found(tmp_path_factory.mktemp("late") / "home", mail, web)
        course = Course(chronicle)
        with mail.listening(), web.listening():
            begin(course)
        refuse(course)
        with mail.listening(), web.listening():
            arrive(chronicle.home, month_after(SIXTH[:7], -1))
            chronicle.night(SIXTH)
            yield course


def begin(course: Course) -> None:
    """Run a night of a day long past, the same with alerts asked for on a copy, and the home's first real one."""
    chronicle = course.chronicle
    for month in (month for month in history() if month < BEGINS[:7]):
        arrive(chronicle.home, month)
    chronicle.night("2026-04-10", "2025-04-11")
    counts = [len(chronicle.query(f"SELECT * FROM {table}")) for table in ("alert_event", "notice")]  # noqa: S608 - two names
    course.after_past = (*counts, len(chronicle.heard))
    copy = dataclasses.replace(chronicle, home=chronicle.home.with_name("copy"), heard=[])
    shutil.copytree(chronicle.home, copy.home)
    copy.night("2026-04-10", "2025-04-11", with_alerts=True, minute=1)
    course.asked_for = copy.sent()
    chronicle.skip()
    chronicle.night(BEGINS)
    course.first = chronicle.sent()
    course.first_alerts = [(row["state"], row["known_before"]) for row in chronicle.query("SELECT * FROM alert")]
    chronicle.heard.clear()


def refuse(course: Course) -> None:
    """Run five nights in which nobody takes anything: servers that turn away, that are gone, that never answer."""
    chronicle = course.chronicle
    for night, manner in zip(REFUSING, ("refuse", "gone", "hang", "refuse", "refuse"), strict=True):
        arrive(chronicle.home, month_after(night[:7], -1))
        asked = chronicle.mail.asked + chronicle.web.asked
        if manner == "gone":
            chronicle.night(night)
        else:
            chronicle.mail.manner = chronicle.web.manner = "hang" if manner == "hang" else "refuse"
            with chronicle.mail.listening(), chronicle.web.listening():
                chronicle.night(night)
        course.while_refusing.append((len(chronicle.heard), chronicle.mail.asked + chronicle.web.asked - asked))
        course.errors |= {row["last_error"] for row in chronicle.query("SELECT last_error FROM notice")}
    chronicle.mail.manner = chronicle.web.manner = "accept"


def arrive(home: Path, month: str) -> None:
    """Let a month's reports arrive, the late ones too."""
    hand_in(home, month, (one for one in history()[month] if one.place.key != SKIPPED.get(month)))


def test_a_day_that_is_past_leaves_alerts_alone_and_sends_nothing(course: Course) -> None:
    """A night as of a year ago opens no alert, writes no notice and tells nobody anything."""
    assert course.after_past == (0, 0, 0)


def test_a_day_that_is_past_tells_its_news_if_asked(course: Course) -> None:
    """With `--with-alerts` the same night tells what was the matter on its day: FLAT and OLDW, behind since March."""
    expected = [("an", ("behind_path:FLAT", "behind_path:OLDW")), ("binh", ("behind_path:OLDW",))]
    assert [(sent.recipient, sent.alerts) for sent in course.asked_for] == expected
    assert {sent.kind for sent in course.asked_for} == {"digest"}


def test_a_homes_first_publication_is_one_digest_each(course: Course) -> None:
    """Two years of history open what holds, as known before; urgent rules among them, and no flood, no receipt."""
    assert course.first == [Sent(BEGINS, who, kind, tuple(alerts)) for who, kind, *alerts in rows(FIRST)]
    assert course.first_alerts == [("open", 1)] * 4


def test_nobody_hears_anything_while_servers_refuse(course: Course) -> None:
    """In five nights no letter is taken; each night asks each of the three channels once at most."""
    assert [heard for heard, _ in course.while_refusing] == [0] * 5
    assert [asked for _, asked in course.while_refusing if asked > 3] == []
    assert [asked for _, asked in course.while_refusing if asked == 0] == [0]


def test_why_it_was_not_taken_is_said_without_addresses(course: Course) -> None:
    """What is kept of a failure names neither server nor letter box."""
    said = course.errors - {None}
    assert said
    assert [error for error in said if "127.0.0.1" in error or "@" in error or "binh" in error] == []


def test_every_notice_arrives_in_the_sixth_night_once(course: Course) -> None:
    """All that five nights had to tell, and the sixth, each notice once; none is lost and none waits."""
    chronicle = course.chronicle
    written = {row["notice_id"]: str(row["as_of"]) for row in chronicle.query("SELECT notice_id, as_of FROM notice")}
    ids = [letter.notice_id for night, letter in chronicle.heard]
    assert {night for night, _ in chronicle.heard} == {SIXTH}
    assert len(set(ids)) == len(ids)
    told = sorted(
        sent._replace(night=written[letter.notice_id])
        for night, letter in chronicle.heard
        for sent in [chronicle.sent_as(night, letter)]
    )
    assert told == [Sent(night, who, kind, tuple(alerts)) for night, who, kind, *alerts in rows(KEPT_WAITING)]
    assert chronicle.query("SELECT notice_id FROM notice WHERE sent_at IS NULL") == []
