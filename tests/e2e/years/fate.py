"""What a year brings to an invented district, drawn from a seed: reports, late ones, corrections, mistakes, outages."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tests.e2e.alerting.district import MERGED, PLACES, Place, make_district, write_rows
from tests.e2e.alerting.history import Report, month_after, months_between, of_share

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Outage = Literal["off", "killed", "full"]
NIGHT = dt.time(18, 30)
"""01:30 by the district's clock, in UTC."""
FIRST_MONTH, FIRST_NIGHT = "2024-09", dt.date(2025, 2, 1)
LATEST = 26
"""The day of the month after by which most have reported."""


@dataclass(frozen=True)
class Delivery:
    """A file that somebody puts into the inbox: its name, when, and the rows of one or two reports."""

    name: str
    at: dt.datetime
    reports: tuple[Report, ...]

    def write(self, raw: Path) -> None:
        """Put it there."""
        write_rows(raw / f"{self.name}-collection.csv", (one.collection() for one in self.reports))
        sound = [one for one in self.reports if one.fate != "refused"]
        if sound:
            write_rows(raw / f"{self.name}-treatment.csv", (one.treatment() for one in sound))

    def arrivals(self) -> Iterator[dict[str, str]]:
        """Return the lines of `arrivals.csv` for its files."""
        for kind in ("collection", "treatment"):
            yield {"file": f"{self.name}-{kind}.csv", "arrived_at": self.at.strftime("%Y-%m-%dT%H:%M:%SZ")}


@dataclass(frozen=True)
class Calendar:
    """Everything that happens: deliveries in their order, nights, and which of them go wrong, and how."""

    deliveries: list[Delivery]
    nights: list[dt.datetime]
    outages: dict[dt.datetime, Outage] = field(default_factory=dict)


def drawn(seed: int, nights: int, first: dt.date = FIRST_NIGHT) -> Calendar:
    """Draw a calendar: the first night finds the months before it, the last one is in order."""
    chance = random.Random(seed)  # noqa: S311 - a game, not a secret
    instants = [dt.datetime.combine(first + dt.timedelta(days=number), NIGHT, dt.UTC) for number in range(nights)]
    months = months_between(FIRST_MONTH, month_after(instants[-1].strftime("%Y-%m"), -1))
    deliveries = [one for month in months for place in PLACES for one in _of_unit(chance, place, month)]
    deliveries.sort(key=lambda one: (one.at, one.name))
    kinds: list[Outage] = ["off", "killed", "killed", "full"]
    # The first night opens the home, and the last one must have had its chance.
    outages = {instant: chance.choice(kinds) for instant in instants[1:-1] if chance.random() < 0.2}
    return Calendar([one for one in deliveries if one.at < instants[-1]], instants, outages)


def _of_unit(chance: random.Random, place: Place, month: str) -> Iterator[Delivery]:
    """Draw what a unit sends of a month: mostly one file, sometimes late, wrong, corrected, or nothing."""
    is_there = month >= MERGED[:7] if place.is_new else place.heir is None or month < MERGED[:7]
    if not is_there or chance.random() < 0.05:
        return
    day = chance.randint(1, LATEST)
    months_late = chance.choice((0, 0, 0, 0, 0, 0, 0, 0, 1, 3))
    fate = "refused" if chance.random() < 0.08 else "in_time"
    yield _delivery(chance, place, month, day, months_late, fate, "")
    while chance.random() < (0.7 if fate == "refused" else 0.12):
        fate = "in_time"
        day, months_late = chance.randint(1, LATEST), months_late + 1
        yield _delivery(chance, place, month, day, months_late, fate, f"-dinh-chinh-{months_late}")


def _delivery(
    chance: random.Random, place: Place, month: str, day: int, months_late: int, fate: str, mark: str
) -> Delivery:
    """Draw one file of a unit's month."""
    sent = month_after(month, 1 + months_late)
    handed_in = dt.date.fromisoformat(f"{sent}-{day:02d}")
    report = of_share(place, month, chance.randint(5, 95), fate, handed_in.isoformat())
    at = dt.datetime.combine(handed_in, dt.time(chance.randint(0, 12), chance.randint(0, 59)), dt.UTC)
    return Delivery(f"{place.code}-{month}{mark}", at, (report,))


def make_home(root: Path, calendar: Calendar) -> Path:
    """Make the district's home, synthetic, with the instants at which each file will come; return its root."""
    make_district(root, {}, "people: []\n")
    (root / "home.yml").write_text("format: 1\nsynthetic: true\n", encoding="utf-8")
    write_rows(
        root / "data" / "demo" / "arrivals.csv", (one for sent in calendar.deliveries for one in sent.arrivals())
    )
    return root
