"""The balances of facilities and of whole units, put together a second time (methodology, section 10).

From the lines of units at facilities, whose own figures are held against tickets and reports elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.e2e.truth.reading import rows_of
from tests.e2e.truth.spans import days_in, first_day

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.e2e.truth.tickets import Cell, MonthCell

Row = dict[str, Any]
Key = tuple[str, str, str]
"""Facility, period and stream."""
EVERY = "all"


class Inflow(NamedTuple):
    """What a facility took in: tickets and kilograms; nothing where it is unknown."""

    tickets: int | None
    weighed: int | None
    reported: int | None


def kilograms(tonnes: float | None) -> int | None:
    """Return whole kilograms of published tonnes."""
    return None if tonnes is None else round(tonnes * 1000)


def added(numbers: Iterable[int | None]) -> int | None:
    """Return a sum, which one unknown part leaves unknown."""
    listed = list(numbers)
    known = [number for number in listed if number is not None]
    return sum(known) if len(known) == len(listed) else None


def inflows(lines: Iterable[Row], months: dict[Cell, MonthCell], treatment: Iterable[Row]) -> dict[Key, Inflow]:
    """Return what each facility took in of each stream, and of all streams together.

    Args:
        lines: the facility lines of `mass_balance`.
        months: the rows of `weighbridge_month`.
        treatment: the reported rows that stand.
    """
    of_facility: defaultdict[Key, list[Row]] = defaultdict(list)
    for row in lines:
        of_facility[row["facility_code"], row["period"], row["stream"]].append(row)
    weighing = {(cell.facility, cell.period) for cell, month in months.items() if month.tickets}
    answers_for_itself = {
        (row["facility_code"], row["period"], row["stream"]) for row in treatment if row["reported_by"] == "facility"
    }
    found = {}
    for key, rows in of_facility.items():
        # Where the facility says nothing itself, a unit that was weighed and has not reported leaves the sum open.
        heard = [
            row for row in rows if row["reported_t"] is not None or key not in answers_for_itself or not row["tickets"]
        ]
        own = [cell for cell in months if (cell.facility, cell.period, cell.stream) == key]
        is_weighing = key[:2] in weighing
        found[key] = Inflow(
            sum(months[cell].tickets for cell in own) if is_weighing else None,
            sum(months[cell].net_kg for cell in own) if is_weighing else None,
            added(kilograms(row["reported_t"]) for row in heard),
        )
    streams: defaultdict[tuple[str, str], list[Inflow]] = defaultdict(list)
    for (facility, period, _), inflow in found.items():
        streams[facility, period].append(inflow)
    together = {
        (*place, EVERY): Inflow(*(added(parts) for parts in zip(*listed, strict=True)))
        for place, listed in streams.items()
    }
    return found | together


def capacities(table: Path, periods: Iterable[str]) -> dict[tuple[str, str], int | None]:
    """Return the kilograms each facility may take in a month, day by day; nothing where a day has no line."""
    lines: defaultdict[str, list[tuple[dt.date, int]]] = defaultdict(list)
    for row in sorted(rows_of(table), key=lambda row: row["valid_from"]):
        daily = round(float(row["capacity_t_per_day"]) * 1000)
        lines[row["facility_code"]].append((dt.date.fromisoformat(row["valid_from"]), daily))
    found = {}
    for period in periods:
        days = [first_day(period) + dt.timedelta(days=number) for number in range(days_in(period))]
        for code, listed in lines.items():
            in_force = [[room for begun, room in listed if begun <= on] for on in days]
            found[code, period] = added(rooms[-1] if rooms else None for rooms in in_force)
    return found


def weighed_of_unit(lines: Iterable[Row]) -> int | None:
    """Return what all scales say of a unit's domestic waste in a month, from its facility lines.

    Nothing where waste went, or may have gone, to a facility without a scale.
    """
    listed = list(lines)
    if any(row["tickets_t"] is None and row["reported_t"] != 0 for row in listed):
        return None
    weighed = [kilograms(row["tickets_t"]) for row in listed if row["tickets_t"] is not None]
    return added(weighed) if weighed else None
