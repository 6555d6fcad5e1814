"""The plan: which months there are to compute, of which day each, under which key, and which lie too early."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thugom.measures.periods import last_day, month_label
from thugom.services.backfill.errors import BackfillError
from thugom.services.backfill.listing import key_of_now, key_of_then, rests_on
from thugom.services.backfill.month import Month
from thugom.services.backfill.span import day_of, newest_month, span_of
from thugom.services.night.knowledge import instant_of
from thugom.services.night.opening import Night
from thugom.services.night.recollection import FOLDER as FOLDER_THEN
from thugom.store import load_known, load_publications

FOLDER_NOW = "as_of"
"""Below what analysts read: one folder per month. It may be deleted at any time."""


@dataclass(frozen=True)
class Asked:
    """What a backfill was asked for.

    Attributes:
        first, last: the months, such as 2024-01; None as `span_of` takes it.
        known_then: with what had been published by each month's day, and by the policy and register of then; else
            with all that is known today, and by those of today.
        processes: how many months at once; None for as many as fit.
        again: compute also what is there already.
    """

    first: str | None = None
    last: str | None = None
    known_then: bool = False
    processes: int | None = None
    again: bool = False


@dataclass(frozen=True)
class Plan:
    """What is to be done: the months, those that lie too early, and since when there is anything of them.

    `known_from`: when the newest of what is known was entered, UTC; `begins`: the month in which the reports begin, or
    the day of the first publication where what was known then counts; None where there is no accepted report;
    `rows`: how many rows of reports there are to measure with, by which memory is reckoned.
    """

    months: tuple[Month, ...]
    before: tuple[str, ...]
    begins: str | None
    known_from: str
    rows: int = 0


def refuse_wrong(night: Night, asked: Asked) -> None:
    """Refuse months that cannot be meant, whatever the reports say of them; before any report is taken in.

    Raises:
        BackfillError: one of them is no month, they are in the wrong order, or one is not past due yet.
    """
    today = _today(night)
    span_of(asked.first, asked.last, newest_month(night.policy, today), night.policy, today)


def plan_of(night: Night, asked: Asked) -> Plan:
    """Return the plan for a home in which all that arrived is judged.

    Raises:
        BackfillError: the months cannot be computed as they were asked for.
        StoreError: the store cannot be read.
    """
    today = _today(night)
    return _plan_then(night, asked, today) if asked.known_then else _plan_now(night, asked, today)


def _today(night: Night) -> dt.date:
    """Return the home's day: the one that it is pinned to, else that of the clock."""
    return night.home.as_of or _local(night, night.now)


def _local(night: Night, instant: dt.datetime) -> dt.date:
    """Return the day of an instant in the home's zone."""
    return instant.astimezone(night.policy.place.time_zone).date()


def _plan_now(night: Night, asked: Asked, today: dt.date) -> Plan:
    """Return the plan where all that is known today counts."""
    known = load_known(night.store, night.contracts.reports, night.rules_version)
    if known.first_period is None or known.newest_at is None:
        newest = newest_month(night.policy, today)
        span = span_of(asked.first, asked.last, asked.last or newest, night.policy, today)
        return Plan((), (*span.before, *span.months), None, "")
    span = span_of(asked.first, asked.last, known.first_period, night.policy, today)
    months, rested_on = [], rests_on(night, known.fingerprint)
    for label in span.months:
        day = day_of(label, night.policy)
        key = key_of_now(rested_on, day.isoformat())
        months.append(Month(label, day, night.home.curated / FOLDER_NOW / label, key))
    return Plan(tuple(months), span.before, known.first_period, known.newest_at, known.rows)


def _plan_then(night: Night, asked: Asked, today: dt.date) -> Plan:
    """Return the plan where that counts which had been published by the end of each month's day.

    What is known under today's rules is not asked for: they may be other rules, under which nothing is judged yet.
    """
    publications = load_publications(night.store)
    if not publications:
        raise BackfillError(f"{night.home.root}\n  Nothing has been published here yet. Run: thugom nightly")
    first_on = _local(night, dt.datetime.fromisoformat(publications[0]["published_at"]))
    span = span_of(asked.first, asked.last, _first_told(night, first_on), night.policy, today)
    months = []
    for label in span.months:
        day = day_of(label, night.policy)
        stood = _standing(publications, day, night)
        key = key_of_then(stood["publication_id"], day.isoformat())
        months.append(Month(label, day, night.home.curated / FOLDER_THEN / label, key, stood["published_at"]))
    rows = load_known(night.store, night.contracts.reports, publications[-1]["rules_version"]).rows
    return Plan(tuple(months), span.before, first_on.isoformat(), publications[0]["published_at"], rows)


def _first_told(night: Night, first_on: dt.date) -> str:
    """Return the first month by the end of whose day something had been published."""
    month = newest_month(night.policy, first_on)
    return month if day_of(month, night.policy) == first_on else month_label(last_day(month) + dt.timedelta(days=1))


def _standing(publications: list[dict[str, Any]], day: dt.date, night: Night) -> Mapping[str, Any]:
    """Return the newest publication at the end of a day in the home's zone."""
    end = instant_of(day.isoformat(), lambda: night.policy.place.time_zone).strftime("%Y-%m-%dT%H:%M:%SZ")
    return next(row for row in reversed(publications) if row["published_at"] <= end)
