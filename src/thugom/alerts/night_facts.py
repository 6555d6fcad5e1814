"""What decides, besides the figures, what becomes of alerts on one night."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class NightFacts:
    """A night, as the life of alerts needs it.

    Attributes:
        as_of: the day of which the night speaks; days are counted by it.
        at: the night's instant, UTC ISO 8601.
        newest_period: the newest month that is past due day and grace; None where no month is.
        is_first: no night judged alerts before this one.
        judged_until: `newest_period` of the last night that judged alerts; None where it had none.
        rules: the rules that are on.
        heirs: by unit, for every unit that ended by `as_of`: the unit that took over the greatest part of it, None
            where nobody did.
        escalate_after_days: how long an alert waits for somebody before it is passed upwards; None for ever.
    """

    as_of: dt.date
    at: str
    newest_period: str | None
    is_first: bool
    judged_until: str | None
    rules: frozenset[str]
    heirs: Mapping[str, str | None]
    escalate_after_days: int | None

    def heir_of(self, unit_id: str) -> str | None:
        """Return the unit that stands today where this one stood, itself if it has not ended; None where none does.

        >>> heirs = {"A": "B", "B": "C", "D": None}
        >>> night = NightFacts(dt.date(2025, 7, 2), "", None, True, None, frozenset(), heirs, 14)
        >>> night.heir_of("A"), night.heir_of("C"), night.heir_of("D")
        ('C', 'C', None)
        """
        heir: str | None = unit_id
        while heir is not None and heir in self.heirs:
            heir = self.heirs[heir]
        return heir

    def sees(self, month: str) -> bool:
        """Tell whether the night's figures reach as far as this month; those of a day that is past may not."""
        return self.newest_period is not None and month <= self.newest_period

    def knew(self, month: str) -> bool:
        """Tell whether what happened in this month is old news: an earlier night spoke of a later one."""
        return self.is_first or (self.judged_until is not None and month < self.judged_until)
