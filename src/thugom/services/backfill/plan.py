"""The plan: which months there are to compute, of which day each, under which key, and which lie too early."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thugom.measures.periods import month_label
from thugom.services.backfill.errors import BackfillError
from thugom.services.backfill.listing import key_of_now, key_of_then, rests_on
from thugom.services.backfill.month import Month
from thugom.services.backfill.span import Span, day_of, span_of
from thugom.services.night.knowledge import instant_of
from thugom.services.night.opening import Night
from thugom.services.night.recollection import FOLDER as FOLDER_THEN
from thugom.store import Known, load_known, load_publications

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
    in which the first publication was made where what was known then counts.
    """

    months: tuple[Month, ...]
    before: tuple[str, ...]
    begins: str | None
    known_from: str


def plan_of(night: Night, asked: Asked) -> Plan:
    """Return the plan for a home in which all that arrived is judged.

    Raises:
        BackfillError: the months cannot be computed as they were asked for.
        StoreError: the store cannot be read.
    """
    known = load_known(night.store, night.contracts.reports, night.rules_version)
    today = night.home.as_of or night.now.astimezone(night.policy.place.time_zone).date()
    if known.first_period is None or known.newest_at is None:
        span = span_of(asked.first, asked.last, asked.last or asked.first or month_label(today), night.policy, today)
        return Plan((), span.months + span.before, None, "")
    span = span_of(asked.first, asked.last, known.first_period, night.policy, today)
    return _plan_then(night, span) if asked.known_then else _plan_now(night, span, known)


def _plan_now(night: Night, span: Span, known: Known) -> Plan:
    """Return the plan where all that is known today counts."""
    months, rested_on = [], rests_on(night, known.fingerprint)
    for label in span.months:
        day = day_of(label, night.policy)
        key = key_of_now(rested_on, day.isoformat())
        months.append(Month(label, day, night.home.curated / FOLDER_NOW / label, key))
    return Plan(tuple(months), span.before, known.first_period, known.newest_at or "")


def _plan_then(night: Night, span: Span) -> Plan:
    """Return the plan where that counts which had been published by the end of each month's day."""
    publications = load_publications(night.store)
    if not publications:
        raise BackfillError(f"{night.home.root}\n  Nothing has been published here yet. Run: thugom nightly")
    months, before = [], list(span.before)
    for label in span.months:
        day = day_of(label, night.policy)
        stood = _standing(publications, day, night)
        if stood is None:
            before.append(label)
            continue
        key = key_of_then(stood["publication_id"], day.isoformat())
        months.append(Month(label, day, night.home.curated / FOLDER_THEN / label, key, stood["published_at"]))
    first = dt.datetime.fromisoformat(publications[0]["published_at"]).astimezone(night.policy.place.time_zone)
    return Plan(tuple(months), tuple(before), first.date().isoformat(), publications[0]["published_at"])


def _standing(publications: list[dict[str, Any]], day: dt.date, night: Night) -> Mapping[str, Any] | None:
    """Return the newest publication at the end of a day in the home's zone; None where there was none yet."""
    end = instant_of(day.isoformat(), lambda: night.policy.place.time_zone).strftime("%Y-%m-%dT%H:%M:%SZ")
    return next((row for row in reversed(publications) if row["published_at"] <= end), None)
