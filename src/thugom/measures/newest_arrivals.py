"""The newest arrivals: what came last, and what was known and published before it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pandas as pd

from thugom.contracts import Policy
from thugom.measures.basis import Basis
from thugom.measures.figures import coverage
from thugom.measures.grid import published_periods, reported_calendar
from thugom.measures.periods import MONTHS_IN_YEAR
from thugom.measures.record import attributed


@dataclass(frozen=True)
class NewestArrivals:
    """What came last: the instant of the arrivals before, that of the newest, and of what was known before them."""

    before_at: str
    after_at: str
    collection: pd.DataFrame
    treatment: pd.DataFrame
    named: pd.DataFrame
    """unit_id, period, file_path: what the newest files speak of, each once."""


def newest_arrivals(collection: pd.DataFrame, treatment: pd.DataFrame, time_zone: ZoneInfo) -> NewestArrivals | None:
    """Return what came last, and what was known before it; None where all came at once.

    The files that one night saw arrive have its instant. The invented arrivals of a synthetic home have instants of
    their own: those of one day in the home's zone are taken as one night's.
    """
    nights = _nights(pd.concat([collection, treatment])[["arrived_at", "arrival_basis"]], time_zone)
    instants = sorted(set(nights.values()))
    if len(instants) < 2:  # noqa: PLR2004 - one before another
        return None
    before_at, after_at = instants[-2:]
    own = [_night_of(facts, nights) for facts in (collection, treatment)]
    known = [facts[night < after_at] for facts, night in zip((collection, treatment), own, strict=True)]
    new = [facts[night == after_at] for facts, night in zip((collection, treatment), own, strict=True)]
    named = pd.concat([attributed(facts)[["unit_id", "period", "file_path"]] for facts in new]).drop_duplicates()
    return NewestArrivals(before_at, after_at, known[0], known[1], named)


def _nights(arrivals: pd.DataFrame, time_zone: ZoneInfo) -> dict[tuple[str, str], str]:
    """Return the instant of its night for each arrival and its basis."""
    distinct = arrivals.drop_duplicates()
    local = pd.to_datetime(distinct["arrived_at"], utc=True).dt.tz_convert(time_zone)
    invented = distinct["arrival_basis"] == "synthetic"
    last = distinct["arrived_at"].groupby(local.dt.strftime("%Y-%m-%d").where(invented, "")).transform("max")
    night = distinct["arrived_at"].where(~invented, last)
    return dict(zip(_arrival(distinct), night, strict=True))


def _night_of(facts: pd.DataFrame, nights: Mapping[tuple[str, str], str]) -> pd.Series:
    """Return the instant of its night for each row."""
    return pd.Series([nights[arrival] for arrival in _arrival(facts)], index=facts.index, dtype="str")


def _arrival(facts: pd.DataFrame) -> list[tuple[str, str]]:
    """Return what names the arrival of each row."""
    return list(zip(facts["arrived_at"], facts["arrival_basis"], strict=True))


def published_before(newest: NewestArrivals, policy: Policy) -> set[str]:
    """Return the periods that had been published when the arrivals before the newest were known.

    By the rule of every night: those that had ended on that day, from the first with an accepted figure.
    """
    day = pd.Timestamp(newest.before_at).tz_convert(policy.place.time_zone).date()
    facts = [attributed(facts) for facts in (newest.collection, newest.treatment)]
    accepted = pd.concat([rows.loc[rows["accepted"], "period"] for rows in facts])
    return set(published_periods(reported_calendar(accepted, day), policy, day)["period"])


def figures_before(newest: NewestArrivals, touched: Collection[str], basis: Basis) -> Mapping[str, pd.DataFrame]:
    """Return the figures of the touched periods' years as they follow from what was known before the newest arrivals.

    A figure rests on the months of its year and on those before it that the policy looks back on, so no others are
    computed, unless the series would seem to begin later than it does.
    """
    first = f"{min(touched)[:4]}-01"
    start = months_from(first, -basis.policy.treatment.lookback_months)
    known = [attributed(facts) for facts in (newest.collection, newest.treatment)]
    recent = [facts[(facts["period"] >= start) | ~facts["period"].str.contains("-")] for facts in known]
    begins = [_first_month(facts) for facts in (known, recent)]
    if begins[0] != begins[1] and begins[1] > first:
        recent = known
    made = coverage(recent[0], recent[1], basis)
    return {name: made[name] for name in ("commune_coverage", "province_coverage") if name in made}


def _first_month(facts: list[pd.DataFrame]) -> str:
    """Return the first month with an accepted figure; one after all months where there is none."""
    accepted = pd.concat([rows.loc[rows["accepted"], "period"] for rows in facts])
    return min(accepted[accepted.str.contains("-")], default="9999-12")


def months_from(month: str, count: int) -> str:
    """Return the month that is `count` months later, or earlier.

    >>> months_from("2026-01", -3), months_from("2026-11", 2)
    ('2025-10', '2027-01')
    """
    number = int(month[:4]) * MONTHS_IN_YEAR + int(month[5:]) - 1 + count
    return f"{number // MONTHS_IN_YEAR:04d}-{number % MONTHS_IN_YEAR + 1:02d}"
