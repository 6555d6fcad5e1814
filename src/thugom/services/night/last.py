"""The last night: when it began, how long ago, and whether one has been missed since.

Read from the file that every night leaves for `thugom status`: nothing that takes long is imported, no database asked.
"""

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STATUS_FILE = "status.json"


@dataclass(frozen=True)
class LastNight:
    """The last night that came to an end and published.

    Attributes:
        began_at: when it began, with a zone.
        publication_id: what it published.
        period: the newest month past due in it; None where nothing has been accepted yet.
        as_of: the day its figures speak of.
    """

    began_at: dt.datetime
    publication_id: str
    period: str | None
    as_of: str

    def age(self, now: dt.datetime) -> dt.timedelta:
        """Return how long ago it began; less than nothing where the clock was set back."""
        return now - self.began_at


def last_night(curated: Path) -> LastNight | None:
    """Return the last night that published into a folder; None where none did.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is damaged.
    """
    try:
        content: dict[str, Any] = json.loads((curated / STATUS_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    try:
        began_at = dt.datetime.fromisoformat(content["published_at"])
        return LastNight(began_at, content["publication_id"], content["period"], content["as_of"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"{error} is missing") from error


def is_missed(last_began: dt.datetime | None, now: dt.datetime, hour: dt.time) -> bool:
    """Tell whether a night's hour has gone by since the last night began; where none ever ran, one is due.

    Args:
        last_began: when the last night began.
        now: the clock's reading, in the home's zone.
        hour: when a night is due, by that zone's clock.
    """
    if last_began is None:
        return True
    due = dt.datetime.combine(now.date(), hour, now.tzinfo)
    if due > now:
        due -= dt.timedelta(days=1)
    return last_began < due
