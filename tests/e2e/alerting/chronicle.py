"""The nights of the invented district: what arrives before each, what an officer does between, what is heard after."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.e2e.alerting.district import BY_KEY, KEY_OF, make_district
from tests.e2e.alerting.expected import SECOND_NIGHTS, Happening, Sent
from tests.e2e.alerting.history import hand_in, history, in_time, late, month_after, of_share
from thugom.alerts.acts import acknowledge, close, snooze
from thugom.services.alerting.desk import Act, open_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.alerting.history import Report
    from tests.e2e.alerting.receivers import Letter, MailServer, WebReceiver

POLICY = {
    "baselines: {}": (
        'baselines: {urban_collected_treated: {on: 2023-12, value: "0.80"}, '
        'communes_covered: {on: 2023-12, value: "0.70"}}'
    ),
}
"""Where the province's paths begin; all else is the policy as it is shipped."""
CONTACTS = """
people:
  - id: an
    name: Lò Thị An
    channels: [box_an]
  - id: binh
    name: Vàng A Bình
    language: en
    channels: [hook_binh]
    districts: ["902"]
    escalations: true
  - id: chi
    name: Đèo Văn Chi
    language: en
    channels: [box_chi]
    rules: [target_at_risk]
    escalations: true
senders:
  - unit_code: "90007"
    name: Tòng Thị Nhàn
    phone: 0900 000 007
    channels: [box_nhan]
"""
QUIET_KINDS = ("seen_again", "notified", "acknowledged", "snoozed")
"""What is no news to anybody, or was done by a person."""


@dataclass
class Chronicle:
    """A home, those who hear of it, and what they heard, night by night."""

    home: Path
    mail: MailServer
    web: WebReceiver
    heard: list[tuple[str, Letter]] = field(default_factory=list)
    _counted: tuple[int, int] = (0, 0)

    def night(self, day: str, as_of: str | None = None, *, with_alerts: bool = False, minute: int = 0) -> None:
        """Run the night of a day, 09:00 by the home's clock, and note what is heard."""
        # Prefect takes seconds to import: not while tests are collected.
        from thugom.flows.nightly import in_order  # noqa: PLC0415

        now = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(2, minute), dt.UTC)
        spoken_of = dt.date.fromisoformat(as_of) if as_of else None
        in_order(self.home, spoken_of, now, with_alerts=with_alerts)
        self.listen(day)

    def listen(self, night: str) -> None:
        """Note what was heard since the last time."""
        mail, web = self._counted
        self.heard += [(night, letter) for letter in (*self.mail.letters[mail:], *self.web.letters[web:])]
        self._counted = len(self.mail.letters), len(self.web.letters)

    def query(self, statement: str, *values: object) -> list[dict[str, Any]]:
        """Return rows of the working database."""
        with closing(sqlite3.connect(self.home / "data" / "store" / "thugom.db")) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(statement, values)]

    def events(self) -> list[dict[str, Any]]:
        """Return what happened to alerts, in order: the columns of `alert_event`, with the alert after it."""
        rows = self.query("SELECT * FROM alert_event ORDER BY event_number")
        return [row | {"alert": json.loads(row["alert_json"])} for row in rows]

    def life(self) -> list[Happening]:
        """Return what nights did to alerts, by night, rule and unit."""
        return sorted(_happening(row) for row in self.events() if row["kind"] not in QUIET_KINDS and row["by"] is None)

    def skip(self) -> None:
        """Pass over what was heard by others since the last time."""
        self._counted = len(self.mail.letters), len(self.web.letters)

    def sent(self) -> list[Sent]:
        """Return what was heard, by night, recipient and kind."""
        return sorted(self.sent_as(night, letter) for night, letter in self.heard)

    def sent_as(self, night: str, letter: Letter) -> Sent:
        """Return what a letter is, and of which alerts, as they stood after the night of which it speaks."""
        (notice,) = self.query("SELECT * FROM notice WHERE notice_id = ?", letter.notice_id)
        return Sent(night, letter.to, str(notice["kind"]), tuple(sorted(self.named(notice))))

    def named(self, notice: dict[str, Any]) -> Iterator[str]:
        """Yield the alerts of a notice, each as rule and unit, as they stood after its night."""
        standing = {
            row["alert_id"]: row["alert"] for row in self.events() if str(row["happened_on"]) <= notice["as_of"]
        }
        for alert_id in json.loads(notice["alert_ids"]):
            alert = standing[alert_id]
            yield f"{alert['rule']}:{key_of(alert['subject'])}"

    def alert_id(self, rule: str, key: str) -> str:
        """Return the id of the one open alert of a rule and a unit."""
        rows = self.query("SELECT * FROM alert WHERE rule = ? AND state <> 'closed'", rule)
        (found,) = [str(row["alert_id"]) for row in rows if key_of(row["subject"]) == key]
        return found


def key_of(subject: str) -> str:
    """Return the test's name of a unit; a target's id as it is."""
    return KEY_OF.get(subject, subject)


def _happening(row: dict[str, Any]) -> Happening:
    """Return one event in the words of the expected ones."""
    alert = row["alert"]
    month = alert["closed_in"] if row["kind"] == "closed" else alert["opened_in"]
    because = alert["closed_because"] if row["kind"] == "closed" else None
    return Happening(str(row["happened_on"]), row["kind"], alert["rule"], key_of(alert["subject"]), month, because)


def found(root: Path, mail: MailServer, web: WebReceiver) -> Chronicle:
    """Make a home of the district whose channels lead to two servers; nothing has arrived."""
    home = make_district(root, POLICY, CONTACTS)
    channels = home / "channels.yml"
    boxes = "".join(f'box_{name}: "{mail.address(name)}"\n' for name in ("an", "chi", "nhan"))
    channels.write_text(f'{boxes}hook_binh: "{web.address("binh")}"\n', encoding="utf-8")
    channels.chmod(0o600)
    return Chronicle(home, mail, web)


CORRECTIONS = {"2025-06": ("FLAT", 50), "2025-11": ("WRONG", 60)}
"""Reports that were mended on the twentieth of the month after: the unit, and the share that is right."""
ACTS = {
    "2026-03-26": ("2026-03-20", "ack", "behind_path", "FLAT"),
    "2026-04-26": ("2026-04-12", "close", "service_stopped", "STOP"),
    "2026-09-26": ("2026-09-12", "snooze", "sharp_drop", "DROP"),
}
"""Before which night an officer acts: the day, the command, the alert's rule and unit."""
SNOOZED_UNTIL = dt.date(2026, 10, 20)


def live_through(chronicle: Chronicle) -> None:
    """Let three years go by."""
    seconds = {f"{month}-26" for month in SECOND_NIGHTS.split()}
    for month, reports in history().items():
        following = month_after(month)
        hand_in(chronicle.home, month, in_time(reports))
        chronicle.night(f"{following}-11")
        hand_in(chronicle.home, f"{month}-late", [*late(reports), *_corrected(month)])
        if f"{following}-26" in ACTS:
            act(chronicle, *ACTS[f"{following}-26"])
        if f"{following}-26" in seconds:
            chronicle.night(f"{following}-26")


def act(chronicle: Chronicle, day: str, command: str, rule: str, key: str) -> None:
    """Let the officer `an` do something to an open alert, at ten in the morning of a day."""
    desk = open_desk(chronicle.home, dt.datetime.combine(dt.date.fromisoformat(day), dt.time(3), dt.UTC))
    done: dict[str, Act] = {
        "ack": acknowledge,
        "close": close,
        "snooze": lambda alert, hand: snooze(alert, SNOOZED_UNTIL, hand),
    }
    desk.act([chronicle.alert_id(rule, key)], done[command], desk.hand("an", "rung up"))


def _corrected(month: str) -> Iterator[Report]:
    """Yield what corrects a month's reports."""
    if month in CORRECTIONS:
        key, percent = CORRECTIONS[month]
        yield of_share(BY_KEY[key], month, percent, submitted_on=f"{month_after(month)}-20")
