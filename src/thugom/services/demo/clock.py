"""The days and hours on which reports are written and arrive."""

import datetime as dt

from thugom.contracts import Policy
from thugom.measures.periods import last_day
from thugom.services.demo.chance import Chance

LAST_ARRIVAL_DAY = 25
"""Until this day of the next month late reports come in; for the last month, `FINAL_DAYS` after its grace."""
FINAL_DAYS = 5
"""How many days after the grace of the last month anything still arrives."""
CORRECTION_DAYS = 30
"""Within how many days a correction follows."""
AFTER_MIDNIGHT = 1 / 8
"""The share of late reports that come twenty minutes after the due day."""


def after(month: str, day: int) -> dt.date:
    """Return a day counted from the end of a month.

    >>> after("2026-10", 5)
    datetime.date(2026, 11, 5)
    """
    return last_day(month) + dt.timedelta(days=day)


class Clock:
    """The days and hours on which things are sent and arrive, in the home's zone."""

    def __init__(self, policy: Policy, last_month: str) -> None:
        """Take due day, grace and time zone from the policy; the last month sets the final day."""
        self.zone = policy.place.time_zone
        self.reporting = policy.reporting
        self.final_day = policy.past_due_on(last_day(last_month)) + dt.timedelta(days=FINAL_DAYS)

    def moment(self, month: str, state: str, chance: Chance) -> tuple[dt.date, dt.datetime]:
        """Return the day written and the moment of arrival (UTC) of a month's report."""
        return self.late(month, chance) if state == "late" else self.on_time(month, chance)

    def on_time(self, month: str, chance: Chance) -> tuple[dt.date, dt.datetime]:
        """Return the day written and the moment of arrival of a report in time."""
        day = chance.whole(1, self.reporting.due_day)
        return after(month, max(day - chance.whole(0, 1), 1)), self.at(after(month, day), chance)

    def late(self, month: str, chance: Chance) -> tuple[dt.date, dt.datetime]:
        """Return the day written and the moment of arrival of a late report, half of them within grace."""
        due, grace = self.reporting.due_day, self.reporting.grace_days
        if chance.happens(AFTER_MIDNIGHT):
            # Twenty past midnight after the due day: late here, while in UTC it is still the day before.
            return after(month, due), self._moment(after(month, due + 1), 0, 20)
        last = min(LAST_ARRIVAL_DAY, (self.final_day - last_day(month)).days)
        first, last = (due + 1, due + grace) if chance.happens(1 / 2) else (due + grace + 1, last)
        day = chance.whole(first, last)
        return after(month, day - chance.whole(0, 2)), self.at(after(month, day), chance)

    def correction(self, first: dt.datetime, chance: Chance) -> tuple[dt.date, dt.datetime] | None:
        """Return the day written and the moment of arrival of a correction of what arrived at `first`.

        None where no day is left for it.
        """
        arrived = first.astimezone(self.zone).date()
        earliest = arrived + dt.timedelta(days=1)
        last = min(arrived + dt.timedelta(days=CORRECTION_DAYS), self.final_day)
        if last < earliest:
            return None
        day = earliest + dt.timedelta(days=chance.whole(0, (last - earliest).days))
        return day, self.at(day, chance)

    def at(self, day: dt.date, chance: Chance) -> dt.datetime:
        """Return a moment in the office hours of a day."""
        return self._moment(day, chance.whole(7, 17), chance.whole(0, 59))

    def _moment(self, day: dt.date, hour: int, minute: int) -> dt.datetime:
        """Return a local moment in UTC."""
        return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=self.zone).astimezone(dt.UTC)
