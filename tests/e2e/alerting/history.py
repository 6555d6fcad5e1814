"""Three years of reports of the invented district, written down month by month, and how they arrive.

A cell says which share of its waste a unit collected and treated that month, in percent: `50`. `0`: it collected
nothing. `..`: it sent nothing. `xx`: what it sent was refused. `<N`: it sent nothing in time, and `N` percent came on
the twentieth. `-`: it is not in force. What a cell changes is said at the right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.e2e.alerting.district import BY_KEY, FACILITY, Place, write_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    Line = dict[str, str]

KILOGRAMS = 1000

# WAVE's shares stand below, as distances from its path.
TABLE = """
month   BIG FLAT STOP DROP MUTE WRONG NEVER LEAN OLDA OLDB OLDW OLDC NEW NEWW
2024-01 100  50   15   80   60   60     0    15   60   60   50   50   -    -
2024-02 100  50   15   80   60   60     0    15   60   60   50   50   -    -
2024-03 100  50   15   80   60   60     0    15   60   60   50   50   -    -
2024-04 100  50   15   80   60   60     0    15   60   60   50   50   -    -
2024-05 100  50   15   80   60   60     0    15   60   60   50   50   -    -
2024-06 100  50   15   80   ..   60     0    15   60   60   50   50   -    -    MUTE falls silent
2024-07 100  50   15   80   ..   60     0    15   60   60   50   50   -    -
2024-08 100  50   15   80   ..   60     0    15   60   60   50   50   -    -
2024-09 100  50   15   80   60   60     0    15   60   60   50   50   -    -    MUTE reports again
2024-10 100  50    0   80   60   60     0    15   60   60   50   50   -    -    STOP stops
2024-11 100  50    0   80   60   60     0    15   60   60   50   50   -    -
2024-12 100  50   15   80   60   60     0    15   60   60   50   50   -    -    STOP resumes
2025-01 100  50   15   55   60   60     0    15   60   60   50   50   -    -    DROP falls by 25 points
2025-02 100  50   15   69   60   60     0    15   60   60   50   50   -    -    FLAT, OLDW behind, the first month
2025-03 100  50   15   70   60   60     0    15   60   60   50   50   -    -    the second; DROP 10 points under 80
2025-04 100  50   15   80   60   60     0    15   ..   60   50   50   -    -    OLDA falls silent
2025-05 100  54   15   80   60   60     0    15   ..   ..   50   50   -    -    FLAT on watch; OLDB falls silent
2025-06 100  56   15   80   60   60     0    15   ..   ..   50   50   -    -    FLAT within 2 points of its path
2025-07 100  66   15   80   60   60     0    15   -    -    -    -    60   50   NEW and NEWW take over
2025-08 100  66   15   80   60   60     0    15   -    -    -    -    60   50
2025-09 100  66   15   80   <60  60     0    15   -    -    -    -    60   50   MUTE's report comes late
2025-10 100  66   15   80   60   60     0    15   -    -    -    -    60   70   NEWW passes its path
2025-11 100  66   15   80   60   xx     0    15   -    -    -    -    60   70   WRONG's report is refused, then mended
2025-12 100  50   15   80   60   60     0    15   -    -    -    -    60   70   FLAT behind, the first month
2026-01 100  ..   15   80   60   60     0    15   -    -    -    -    60   70   FLAT silent
2026-02 100  50   15   80   60   60     0    15   -    -    -    -    60   70   FLAT behind, the second known month
2026-03 100  65    0   80   60   60     0     0   -    -    -    -    60   70   FLAT recovers; STOP and LEAN stop
2026-04 100  70    0   80   60   60     0    ..   -    -    -    -    60   70   LEAN falls silent
2026-05 100  70   15   80   60   60     0    15   -    -    -    -    60   70   STOP and LEAN resume
2026-06 100  70   15   80   60   60     0    15   -    -    -    -    60   70
2026-07 100  70   15   ..   60   60     0    15   -    -    -    -    60   70   DROP falls silent
2026-08 100  70   15   55   60   60     0    15   -    -    -    -    60   70   DROP falls by 25 points
2026-09 100  70   15   55   60   60     0    15   -    -    -    -    60   70
2026-10 100  70   15   55   60   xx     0    15   -    -    -    -    60   70   WRONG's report is refused
2026-11 100  70   15   55   60   60     0    15   -    -    -    -    60   70   WRONG's is in order again
2026-12 100  70   15   75   60   60     0    15   -    -    -    -    60   70   DROP recovers
"""

FLAT_SHARE = 50
PATH_BEGINS = "2024-06"
"""The wards FLAT, WAVE and OLDW collected and treated 50 % in each month of 2024: their paths lead from 50 % at the end
of the sixth of these twelve months, June 2024, to 100 % in December 2030, 78 months later: 0.641 points a month."""
PATH_MONTHS = 78

WAVE_GAPS = {
    "2025": "-4.9 -5.1 -4.9 -5.1 -4.9 -5.1 -5.1 -4.9 -5.1 -4.9 -2.1 -5.1",
    "2026": "-2.1 -2.1 -4.9 -5.1 -5.1 -2.1 -1.9 -2.1 -4.9 -5.1 -4.9 -5.1",
}
"""WAVE's distance from its path, in points, month by month: it is behind under -5, and well again from -2."""


@dataclass(frozen=True)
class Report:
    """One unit's month: kilograms collected, all of them treated; `fate` is how it fared."""

    place: Place
    month: str
    collected: int
    fate: str = "in_time"
    submitted_on: str = ""

    @property
    def handed_in(self) -> str:
        """The day on which it was handed in: the third of the month after, unless it says otherwise."""
        return self.submitted_on or f"{month_after(self.month)}-03"

    def collection(self) -> Line:
        """Return the row of the collection report; a refused one holds a text among its numbers."""
        place, collected = self.place, tonnes(self.collected)
        households = place.people // 4
        return {
            "unit_code": place.code,
            "period": self.month,
            "settlement": place.settlement,
            "population": str(place.people),
            "households": str(households),
            "households_served": str(households * self.collected // (place.generated * KILOGRAMS)),
            "households_self_managed": "0",
            "generated_t": tonnes(place.generated * KILOGRAMS),
            "collected_t": "798,6 +35" if self.fate == "refused" else collected,
            "collections_per_week": "3" if self.collected else "0",
            "submitted_on": self.handed_in,
        }

    def treatment(self) -> Line:
        """Return the row of the treatment report."""
        return {
            "unit_code": self.place.code,
            "period": self.month,
            "settlement": self.place.settlement,
            "facility_code": FACILITY,
            "method": "sanitary_landfill",
            "stream": "domestic",
            "treated_t": tonnes(self.collected),
            "reported_by": "unit",
            "submitted_on": self.handed_in,
        }


def tonnes(kilograms: int) -> str:
    """Return a mass as canonical files write it."""
    return f"{kilograms // KILOGRAMS}.{kilograms % KILOGRAMS:03d}"


def month_after(month: str, months: int = 1) -> str:
    """Return the month some months after another.

    >>> month_after("2024-12"), month_after("2025-07", -1)
    ('2025-01', '2025-06')
    """
    year, number = (int(part) for part in month.split("-"))
    years, place = divmod(year * 12 + number - 1 + months, 12)
    return f"{years:04d}-{place + 1:02d}"


def months_between(first: str, last: str) -> list[str]:
    """Return the months from one to another, both included."""
    found = [first]
    while found[-1] < last:
        found.append(month_after(found[-1]))
    return found


def months_on_path(month: str) -> int:
    """Return how many months after June 2024 a month lies."""
    return len(months_between(PATH_BEGINS, month)) - 1


def wave_share(month: str) -> float:
    """Return the percentage that WAVE collected and treated in a month."""
    if month < "2025-01":
        return FLAT_SHARE
    gap = float(WAVE_GAPS[month[:4]].split()[int(month[5:]) - 1])
    return FLAT_SHARE + (100 - FLAT_SHARE) * months_on_path(month) / PATH_MONTHS + gap


def history() -> dict[str, list[Report]]:
    """Return every report that was handed in for each month of the table, as it came or as it was refused."""
    head, *lines = (line for line in TABLE.splitlines() if line)
    keys = head.split()[1:]
    told = {}
    for line in lines:
        month, *cells = line.split()[: len(keys) + 1]
        reports = [_report(BY_KEY[key], month, cell) for key, cell in zip(keys, cells, strict=True)]
        told[month] = [one for one in reports if one is not None]
        told[month].append(of_share(BY_KEY["WAVE"], month, wave_share(month)))
    return told


def of_share(place: Place, month: str, percent: float, fate: str = "in_time", submitted_on: str = "") -> Report:
    """Return a unit's month in which it collected and treated this share of its waste."""
    return Report(place, month, round(place.generated * KILOGRAMS * percent / 100), fate, submitted_on)


def _report(place: Place, month: str, cell: str) -> Report | None:
    """Return what a cell of the table says."""
    if cell in {"..", "-"}:
        return None
    if cell == "xx":
        return of_share(place, month, FLAT_SHARE, "refused")
    if cell.startswith("<"):
        return of_share(place, month, float(cell[1:]), "late", f"{month_after(month)}-20")
    return of_share(place, month, float(cell))


def hand_in(home: Path, name: str, reports: Iterable[Report]) -> None:
    """Put the reports into the inbox: those in order in one file of each kind, a refused one in a file of its own."""
    raw, listed = home / "data" / "raw", list(reports)
    sound = [one for one in listed if one.fate != "refused"]
    if sound:
        write_rows(raw / f"{name}-collection.csv", (one.collection() for one in sound))
        write_rows(raw / f"{name}-treatment.csv", (one.treatment() for one in sound))
    for one in listed:
        if one.fate == "refused":
            write_rows(raw / f"{name}-{one.place.code}.csv", [one.collection()])


def in_time(reports: Iterable[Report]) -> Iterator[Report]:
    """Yield what is there on the eleventh of the month after."""
    return (one for one in reports if one.fate != "late")


def late(reports: Iterable[Report]) -> Iterator[Report]:
    """Yield what comes between the eleventh and the twenty-sixth."""
    return (one for one in reports if one.fate == "late")
