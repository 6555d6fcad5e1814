"""What a night may have to tell, for tests: units, rules, alerts and people that a test can hold in its head."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from thugom.alerts.alert import Alert, Measured
from thugom.alerts.news import News, RuleWords, UnitName
from thugom.contracts import Text
from thugom.contracts.contacts import Person

AS_OF = dt.date(2026, 11, 16)
AT = "2026-11-15T18:05:00Z"
"""Five past one at night, in Lai Châu."""
NEWEST = "2026-10"
A, B, C = "90001@2025-07-01", "90002@2025-07-01", "90003@2025-07-01"
NAMES = {
    A: UnitName(A, "90001", "Xã An", "901", 1_000),
    B: UnitName(B, "90002", "Phường Bến", "901", 25_000),
    C: UnitName(C, "90003", "Xã Cồn", "902", None),
}
RULES = {
    "behind_path": RuleWords(Text("Tụt lại", "Behind the path"), Text("Hỏi xã.", "Ask the commune.")),
    "service_stopped": RuleWords(
        Text("Ngừng thu gom", "Service stopped"), Text("Gọi ngay.", "Ring at once."), urgent=True
    ),
    "target_at_risk": RuleWords(
        Text("Mục tiêu", "Target at risk"), Text("Xem ưu tiên.", "See priorities."), urgent=True
    ),
}
TARGETS = {"communes_covered": Text("Số xã được thu gom", "Communes covered")}
QUIET = News(
    opened=(),
    reopened=(),
    escalated=(),
    closed=(),
    still_open=(),
    names=NAMES,
    rules=RULES,
    targets=TARGETS,
    ring=(),
    receipts=(),
    as_of=AS_OF,
    at=AT,
    newest_period=NEWEST,
    place=Text("Lai Châu", "Lai Chau"),
    time_zone=ZoneInfo("Asia/Ho_Chi_Minh"),
    last_night=dt.date(2026, 11, 15),
)
"""A night on which nothing happened."""
MAI = Person("mai", "Mai", "en", ("mail",))


def alert(rule: str, subject: str, number: int = 0, **more: Any) -> Alert:  # noqa: ANN401 - as the alert takes them
    """Return an alert of tonight; `number` tells those of one rule and subject apart."""
    unit_id = subject if "@" in subject else None
    basis = Alert(
        alert_id=f"{rule[:4]}{subject[:5]}{number}",
        rule=rule,
        subject=subject,
        unit_id=unit_id,
        began_in="2026-09",
        opened_in=NEWEST,
        confirmed_in=NEWEST,
        opened_on=AS_OF,
        opened_at=AT,
        known_before=False,
        measured=Measured(),
    )
    return replace(basis, **more)
