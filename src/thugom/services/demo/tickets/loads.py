"""Tonnes split into truck loads: what a scale would have written down if nothing ever went wrong."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from thugom.measures.periods import first_day, last_day
from thugom.services.demo.tickets.draws import Draws, Whole
from thugom.services.demo.tickets.plan import Scale, TicketPlan

SECONDS_IN_HOUR = 3600
SECONDS_IN_DAY = 24 * SECONDS_IN_HOUR
TARE_STEP_KG = 10


class Haul(NamedTuple):
    """What one unit brings to one facility in one month, of one stream."""

    unit_code: str
    valid_from: str
    settlement: str
    """`all` where the unit has several: a scale does not ask."""
    stream: str
    kilograms: int
    loads: int


@dataclass(frozen=True)
class Loads:
    """Tickets of one file, as arrays of one length, in the order of its lines."""

    number: Whole
    seconds: Whole
    """Local time, in seconds since 1970 as the clock on the wall counts them."""
    haul: Whole
    """The place among the month's hauls."""
    truck: Whole
    gross_kg: Whole
    tare_kg: Whole
    weighed: npt.NDArray[np.bool_]
    """False where the gross weight is missing."""
    origin: Whole
    """The place among the texts of an unknown origin; -1 for the true unit."""
    defect: Whole
    """The place among the plan's defects of single tickets; -1 for a clean one."""
    twin: Whole
    """Of a repeated ticket the line that it repeats, by its place in its own file; -1 for all others."""

    def __len__(self) -> int:
        """Return how many they are."""
        return len(self.number)

    def at(self, places: Whole) -> "Loads":
        """Return the tickets at these places, in this order."""
        return Loads(*(getattr(self, field.name)[places] for field in fields(self)))

    def marked(self, defect: int, twin: Whole) -> "Loads":
        """Return them as repetitions of the tickets at the places `twin`."""
        return replace(self, defect=np.full(len(self), defect), twin=twin)


def joined(parts: Sequence[Loads]) -> Loads:
    """Return tickets one after the other."""
    return Loads(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Loads)))


@dataclass
class Counter:
    """The running number of a scale, which begins anew with the year, or with every day."""

    scope: str
    year: str = ""
    given: int = 0

    def numbers(self, seconds: Whole, month: str) -> Whole:
        """Return the numbers of tickets in the order of their time, all of one month."""
        if self.scope == "day":
            _, first, place = np.unique(seconds // SECONDS_IN_DAY, return_index=True, return_inverse=True)
            return np.arange(len(seconds)) - first[place] + 1
        if self.scope == "year" and self.year != month[:4]:
            self.year, self.given = month[:4], 0
        numbers = np.arange(len(seconds)) + self.given + 1
        self.given += len(seconds)
        return numbers


def weigh(hauls: Sequence[Haul], scale: Scale, month: str, counter: Counter, plan: TicketPlan, seed: int) -> Loads:
    """Return the clean tickets of one facility's month, in the order of their time; their nets sum to the hauls."""
    draws = Draws(seed, "loads", scale.facility_code, month)
    net = np.concatenate([_split(haul, plan.load_spread, draws) for haul in hauls])
    count = len(net)
    seconds = _times(count, month, plan.hours, draws)
    order = np.argsort(seconds, kind="stable")
    fleet = _tares(scale, plan, seed)
    truck = draws.whole(count, 0, plan.trucks - 1)
    haul = np.repeat(np.arange(len(hauls)), [haul.loads for haul in hauls])
    nobody = np.full(count, -1)
    return Loads(
        number=counter.numbers(seconds[order], month),
        seconds=seconds[order],
        haul=haul[order],
        truck=truck[order],
        gross_kg=(net + fleet[truck])[order],
        tare_kg=fleet[truck][order],
        weighed=np.ones(count, dtype=bool),
        origin=nobody,
        defect=nobody,
        twin=nobody,
    )


def _split(haul: Haul, spread: float, draws: Draws) -> Whole:
    """Return the loads of a haul: as many as it says, around their mean, together its kilograms."""
    mean, rest = divmod(haul.kilograms, haul.loads)
    net = np.full(haul.loads, mean)
    net[:rest] += 1
    pairs = haul.loads // 2
    # What one truck brings more, another brings less, so that the sum stays.
    more = draws.whole(pairs, 0, int(mean * spread))
    net[:pairs] -= more
    net[haul.loads - pairs :] += more
    return net


def _times(count: int, month: str, hours: tuple[int, int], draws: Draws) -> Whole:
    """Return the times of a month's loads, on any day, within the hours."""
    begin = (first_day(month) - dt.date(1970, 1, 1)).days
    days = draws.whole(count, 0, (last_day(month) - first_day(month)).days)
    first, last = (hour * SECONDS_IN_HOUR for hour in hours)
    return (begin + days) * SECONDS_IN_DAY + draws.whole(count, first, last - 1)


def _tares(scale: Scale, plan: TicketPlan, seed: int) -> Whole:
    """Return what each truck of a facility weighs empty."""
    drawn = Draws(seed, "trucks", scale.facility_code).whole(plan.trucks, *plan.tare_kg)
    return drawn - drawn % TARE_STEP_KG


def loads_of(kilograms: int, wanted: float, mean_kg: tuple[int, int]) -> int:
    """Return how many loads a haul takes: as many as wanted, of so many kilograms on average, from least to most.

    >>> [loads_of(50_000, wanted, (20, 10_000)) for wanted in (2, 10.4, 4_000)]
    [5, 10, 2500]
    """
    least, most = mean_kg
    return max(min(round(wanted), kilograms // least), -(-kilograms // most))


def hauls_by_scale(hauls: dict[tuple[str, str], list[Haul]], scale: Scale) -> Iterator[tuple[str, list[Haul]]]:
    """Yield the months in which a scale weighs something, and its hauls, in the order of time."""
    for (facility_code, month), found in sorted(hauls.items()):
        if facility_code == scale.facility_code:
            yield month, found
