"""The span of months: which are asked for, and the day of which the tables of each speak."""

import datetime as dt
from dataclasses import dataclass

from thugom.contracts import Policy
from thugom.measures.periods import last_day, month_label, months_between, period_kind
from thugom.services.backfill.errors import BackfillError

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Which months are computed, and which of those asked for lie before the first report."""

    months: tuple[str, ...]
    before: tuple[str, ...]


def day_of(month: str, policy: Policy) -> dt.date:
    """Return the day of which a month's tables speak: the first on which it is past due day and grace.

    On an earlier one, the month's own last day among them, it would be pending and carry no verdict.
    """
    return policy.past_due_on(last_day(month)) + _DAY


def newest_month(policy: Policy, today: dt.date) -> str:
    """Return the newest month that is past due day and grace."""
    month = month_label(today.replace(day=1) - _DAY)
    while day_of(month, policy) > today:
        month = month_label(dt.date.fromisoformat(f"{month}-01") - _DAY)
    return month


def span_of(first: str | None, last: str | None, begins: str, policy: Policy, today: dt.date) -> Span:
    """Return the months from `first` to `last`, both included.

    Args:
        first: such as 2024-01; the month in which the reports begin where None.
        last: the newest month past due day and grace where None.
        begins: the earliest period with an accepted report.
        policy: due day and grace.
        today: the home's day; no month that is past due only after it has any tables.

    Raises:
        BackfillError: one of them is no month, they are in the wrong order, or the last is not past due yet.
    """
    newest = newest_month(policy, today)
    begins = begins if "-" in begins else f"{begins}-01"
    for option, month in (("--from", first), ("--to", last)):
        _refuse_other(option, month)
        if month is not None and month > newest:
            due = day_of(month, policy).isoformat()
            raise BackfillError(
                f"{option} {month}\n  This month is past due day and grace from {due} on. "
                f"Name {newest} or an earlier month."
            )
    begin, end = first or min(begins, last or newest), last or newest
    if begin > end:
        raise BackfillError(f"--from {begin} --to {end}\n  The first month comes after the last one. Exchange them.")
    asked = months_between(begin, end)
    return Span(tuple(month for month in asked if month >= begins), tuple(month for month in asked if month < begins))


def _refuse_other(option: str, text: str | None) -> None:
    """Refuse what is no month."""
    try:
        is_month = text is None or period_kind(text) == "month"
    except ValueError:
        is_month = False
    if not is_month:
        raise BackfillError(f"{option} {text}\n  A month such as 2026-10 is expected.")
