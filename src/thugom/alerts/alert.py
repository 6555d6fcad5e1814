"""An alert and its life: one row per subject, rule and episode, and the events that made it what it is."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

State = Literal["open", "acknowledged", "snoozed", "escalated", "closed"]
EventKind = Literal[
    "opened", "seen_again", "notified", "acknowledged", "snoozed", "escalated", "reopened", "passed_on", "closed"
]
Reason = Literal["recovered", "late_data", "by_hand", "unit_ended", "passed_on", "rule_off"]
"""Why an alert closed: the unit is well again; data that came late took the cause away; a person closed it; the unit
ended without an heir; its heir's alert goes on; the rule was switched off."""


@dataclass(frozen=True)
class Measured:
    """The figures of a condition in the newest month that confirms it; None where the rule has none or it is unknown.

    `value`, `expected` and `reference` are ratios, `gap_pp` is in percentage points: `expected` is the path's,
    `reference` what a drop is measured from.
    """

    value: float | None = None
    expected: float | None = None
    gap_pp: float | None = None
    reference: float | None = None


@dataclass(frozen=True)
class Alert:
    """One alert, as its events have made it.

    Attributes:
        alert_id: ten hexadecimal digits, the same wherever the same condition opens.
        rule: the policy's rule.
        subject: a `unit_id`, or the id of a target.
        unit_id: the unit, None for a target.
        began_in: the month in which it began.
        opened_in: the month in which the rule's count was full.
        confirmed_in: the newest known month in which it held.
        opened_on: the day of which the night spoke.
        opened_at: that night's instant, UTC ISO 8601.
        known_before: it began before what earlier nights had published, and was only learnt of late: no urgent notice.
        state: where its life stands.
        measured: its figures.
        notified_at: when the first notice of it was sent, UTC ISO 8601.
        acknowledged_on: the day on which an officer took it on.
        snoozed_until: the day on which it is looked at again.
        escalated_on: the day on which it was passed upwards.
        reopened: how often it came back after it had closed.
        reopened_on: the day of the night on which it last came back: the days to its escalation count from there.
        closed_on: the day of the night, or of the person, that closed it.
        closed_in: the month that closed it, None where no month did.
        closed_because: why.
    """

    alert_id: str
    rule: str
    subject: str
    unit_id: str | None
    began_in: str
    opened_in: str
    confirmed_in: str
    opened_on: dt.date
    opened_at: str
    known_before: bool
    state: State = "open"
    measured: Measured = Measured()
    notified_at: str | None = None
    acknowledged_on: dt.date | None = None
    snoozed_until: dt.date | None = None
    escalated_on: dt.date | None = None
    reopened: int = 0
    reopened_on: dt.date | None = None
    closed_on: dt.date | None = None
    closed_in: str | None = None
    closed_because: Reason | None = None


@dataclass(frozen=True)
class Event:
    """One thing that happened to an alert; never changed, never removed.

    Attributes:
        alert: the alert after it.
        kind: what happened.
        at: when, UTC ISO 8601.
        on: the day of which the night spoke, or on which a person acted.
        by: who; None for the program.
        note: what that person wrote.
    """

    alert: Alert
    kind: EventKind
    at: str
    on: dt.date
    by: str | None = None
    note: str | None = None
