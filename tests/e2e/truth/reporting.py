"""Who truly reported, was accepted, and was accepted in time (methodology, section 7)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.e2e.truth.cells import Cell
from tests.e2e.truth.spans import due_on

if TYPE_CHECKING:
    from tests.e2e.truth.knowledge import Record, Submission
    from tests.e2e.truth.reading import Policy
    from tests.e2e.truth.register import Register

REPORT = "collection"
"""Settlements are expected in the collection report; a treatment report names a unit as often as it has facilities."""


@dataclass(frozen=True)
class Reporting:
    """Counts of units for one month."""

    expected: int
    received: int
    accepted: int
    in_time: int


def counted_on(sent: Submission, zone: ZoneInfo) -> dt.date:
    """Return the day timeliness counts from: the later of the file's own date and its arrival, in local days.

    >>> from tests.e2e.truth.knowledge import Submission
    >>> sent = Submission("unit", "", "", "", "both", "a.xlsx", "2026-11-05", "2026-11-05T17:30:00Z", "late")
    >>> counted_on(sent, ZoneInfo("Asia/Ho_Chi_Minh"))
    datetime.date(2026, 11, 6)
    """
    arrived = dt.datetime.fromisoformat(sent.arrived_at).astimezone(zone).date()
    return max(arrived, dt.date.fromisoformat(sent.submitted_on)) if sent.submitted_on else arrived


def reporting(month: str, record: Record, register: Register, policy: Policy) -> Reporting:
    """Return how many units reported a month.

    A unit is received with any row that names it, accepted with all its settlements, and in time
    if each of them was accepted by the due day.
    """
    zone = ZoneInfo(policy.time_zone)
    due = due_on(month, policy.due_day)
    units = [unit.unit_id for unit in register.in_force(month)]
    received = accepted = in_time = 0
    for unit in units:
        cells = [Cell(unit, month, settlement) for settlement in register.settlements[unit]]
        received += any(record.names_unit(sent, REPORT, cells) for sent in record.by_unit[unit, month])
        known = [day for day in (_first_accepted(cell, record, zone) for cell in cells) if day is not None]
        accepted += len(known) == len(cells)
        in_time += len(known) == len(cells) and max(known) <= due
    return Reporting(len(units), received, accepted, in_time)


def _first_accepted(cell: Cell, record: Record, zone: ZoneInfo) -> dt.date | None:
    """Return the day of the first accepted report of a cell: a correction keeps the time of an accepted first one."""
    days = [
        counted_on(sent, zone)
        for sent in record.sent(cell.unit_id, cell.month, REPORT)
        if record.accepts(sent, REPORT, cell)
    ]
    return min(days, default=None)
