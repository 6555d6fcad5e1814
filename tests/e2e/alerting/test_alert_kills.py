"""Killed at any moment: no notice is lost, one at most comes twice, none stands beside what was not published."""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import random
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.e2e.alerting.chronicle import Chronicle, found
from tests.e2e.alerting.district import PLACES
from tests.e2e.alerting.history import hand_in, history
from tests.e2e.alerting.killing import killer
from thugom.alerts.alert import Alert, Event
from thugom.alerts.notice import Notice
from thugom.services.alerting.keeping import kept, written
from thugom.services.night.opening import open_night
from thugom.store import append_events, writing
from thugom.store.outbox import enter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.alerting.killing import End, Killer
    from tests.e2e.alerting.receivers import MailServer, WebReceiver

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
NOW = "2026-10-11T02:00:00Z"
COMMIT = "commit"
STEPS = ["send begins", "send is done", "mark_sent begins", "mark_sent is done", COMMIT]
"""What happens to each notice; at `commit` nothing of its mark is kept yet."""
NOTICES = 20
IN_ORDER = 10
"""So many notices are killed at each of their five steps: 50 kills; the others at times drawn by lot."""
AT_RANDOM = 10
SEED = 20261011
CHANNELS = ("box_an", "hook_binh", "box_chi")


def alert(number: int) -> Alert:
    """Return an open alert."""
    place = PLACES[number % 8]
    return Alert(
        alert_id=f"{number:010x}",
        rule="no_report",
        subject=place.unit_id,
        unit_id=place.unit_id,
        began_in="2026-09",
        opened_in="2026-09",
        confirmed_in="2026-09",
        opened_on=dt.date(2026, 10, 11),
        opened_at=NOW,
        known_before=False,
    )


def notice(number: int) -> Notice:
    """Return a notice of one alert."""
    return Notice(
        notice_id=f"{number:012x}",
        kind="urgent" if number % 2 else "digest",
        recipient="an",
        channel=CHANNELS[number % 3],
        language="vi",
        subject=f"Cảnh báo số {number}",
        text=f"Xã số {number} chưa gửi báo cáo.",
        html=f"<p>Xã số {number} chưa gửi báo cáo.</p>",
        attachment=None,
        alert_ids=(f"{number:010x}",),
        created_at=NOW,
        not_before=None,
    )


@dataclasses.dataclass
class Killed:
    """What became of a full outbox."""

    chronicle: Chronicle
    ends: list[End]
    heard: list[list[str]]
    """By child, the ids of the notices that were taken while it lived."""

    @property
    def kills(self) -> int:
        """How often a process was killed."""
        return sum(end.was_killed for end in self.ends)


@pytest.fixture(scope="module")
def program() -> Iterator[Killer]:
    """Start the program that is killed."""
    with killer() as started:
        yield started


def filled(chronicle: Chronicle) -> None:
    """Put notices into the outbox, and the alerts of which they are the news beside them."""
    night = open_night(chronicle.home, None, dt.datetime.fromisoformat(NOW))
    opened = [Event(alert(number), "opened", NOW, dt.date(2026, 10, 11)) for number in range(NOTICES)]
    with writing(night.store) as connection:
        append_events(connection, kept(opened))
        enter(connection, [written(notice(number)) for number in range(NOTICES)], night.as_of)


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory, program: Killer, mail: MailServer, web: WebReceiver) -> Killed:
    """Let processes that deliver be killed at every step of ten notices, then at random, and let a last one finish."""
    chronicle = found(tmp_path_factory.mktemp("killed") / "home", mail, web)
    filled(chronicle)
    killed = Killed(chronicle, [], [])

    def run(at: int | None = None, after: float | None = None) -> None:
        before = len(mail.letters), len(web.letters)
        killed.ends.append(program.order("deliver", chronicle.home, NOW, at, after))
        fresh = [*mail.letters[before[0] :], *web.letters[before[1] :]]
        killed.heard.append([letter.notice_id for letter in fresh])

    for _ in range(IN_ORDER):
        for at in range(1, len(STEPS) + 1):
            run(at)
        # Killed where the next one begins: the mark of this one is kept.
        run(len(STEPS) + 1)
    draws = random.Random(SEED)  # noqa: S311 - moments, not secrets
    for _ in range(AT_RANDOM):
        run(after=draws.uniform(0.01, 0.15))
    run()
    return killed


def test_a_process_is_killed_at_every_step_of_ten_notices(killed: Killed) -> None:
    """The kills were what they claim to be: before and after each send and each mark, and before its commit."""
    in_order = killed.ends[: IN_ORDER * (len(STEPS) + 1)]
    assert all(end.was_killed for end in in_order)
    for first in range(0, len(in_order), len(STEPS) + 1):
        each = in_order[first : first + len(STEPS) + 1]
        assert [end.steps for end in each[:-1]] == [STEPS[: at + 1] for at in range(len(STEPS))]
        assert each[-1].steps == [*STEPS, STEPS[0]]
    assert killed.kills >= 50


def test_nothing_is_lost(killed: Killed) -> None:
    """After restarts every notice was taken, and the outbox knows it."""
    taken = {notice_id for ids in killed.heard for notice_id in ids}
    assert taken == {notice(number).notice_id for number in range(NOTICES)}
    assert killed.chronicle.query("SELECT notice_id FROM notice WHERE sent_at IS NULL OR attempts > 0") == []
    assert not killed.ends[-1].was_killed


def test_one_notice_at_most_comes_again_for_each_kill(killed: Killed) -> None:
    """Whoever was killed left at most one notice that the next one repeats, under the id that it had."""
    taken: collections.Counter[str] = collections.Counter()
    for ids in killed.heard:
        assert len([notice_id for notice_id in ids if taken[notice_id]]) <= 1
        assert len(set(ids)) == len(ids)
        taken.update(ids)
    # Killed after its send, before its mark, after it and before its commit: four of the five steps sent it in vain.
    repeated = sum(taken.values()) - len(taken)
    assert IN_ORDER * 4 - IN_ORDER <= repeated <= killed.kills


def test_each_alert_is_told_once_in_its_journal(killed: Killed) -> None:
    """An alert is marked as told with its notice, and in the same transaction: never twice, never without it."""
    told = [row["alert_id"] for row in killed.chronicle.events() if row["kind"] == "notified"]
    assert sorted(told) == [alert(number).alert_id for number in range(NOTICES)]


JUDGED_AT = "2024-02-11T02:00:00Z"
MONTH, SILENT = "2024-01", "MUTE"
"""A month of which one unit sends nothing: an alert and two notices."""


def standing(chronicle: Chronicle) -> tuple[int, ...]:
    """Return how many publications there are, nights that judged, events of alerts, alerts and notices."""
    tables = ("publication", "alert_night", "alert_event", "alert", "notice")
    return tuple(len(chronicle.query(f"SELECT * FROM {table}")) for table in tables)  # noqa: S608 - names from above


def test_alerts_and_notices_stand_if_and_only_if_the_publication_does(
    tmp_path: Path, program: Killer, mail: MailServer, web: WebReceiver
) -> None:
    """Killed at every step of publishing, a night leaves all of it or nothing; the next tells what is to be told."""
    chronicle = found(tmp_path / "home", mail, web)
    hand_in(chronicle.home, MONTH, (one for one in history()[MONTH] if one.place.key != SILENT))
    # Judged once and killed before anything is published: from here on each night takes the same steps.
    before = program.order("night", shutil.copytree(chronicle.home, tmp_path / "first"), JUDGED_AT).steps
    program.order("night", chronicle.home, JUDGED_AT, before.index("publish begins") + 1)
    steps = program.order("night", shutil.copytree(chronicle.home, tmp_path / "second"), JUDGED_AT).steps
    first, last = steps.index("publish begins") + 1, steps.index("publish is done") + 1
    chronicle.skip()
    seen = []
    for at in range(first, last + 1):
        end = program.order("night", chronicle.home, JUDGED_AT, at)
        assert end.was_killed
        seen.append((end.steps[-1], standing(chronicle)))
        if any(seen[-1][1]):
            break
    assert [name for name, _ in seen] == steps[first - 1 : last]
    assert {state for _, state in seen[:-1]} == {(0, 0, 0, 0, 0)}
    assert seen[-1] == ("publish is done", (1, 1, 1, 1, 2))
    program.order("night", chronicle.home, "2024-02-11T02:30:00Z")
    chronicle.listen("2024-02-11")
    assert standing(chronicle)[1:] == (2, 2, 1, 2)
    # Two heard of it, and the alert was told for the first time once.
    assert [row["kind"] for row in chronicle.events()] == ["opened", "notified"]
    told = (f"no_report:{SILENT}",)
    assert [sent[1:] for sent in chronicle.sent()] == [("an", "digest", told), ("binh", "digest", told)]
