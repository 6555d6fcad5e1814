"""What goes wrong at a weighbridge: in single tickets, and in all tickets of a month."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from thugom.services.demo.tickets.draws import Draws, Whole
from thugom.services.demo.tickets.loads import SECONDS_IN_DAY, SECONDS_IN_HOUR, Loads, joined
from thugom.services.demo.tickets.plan import TicketDefect

POUNDS_IN_1000_KG = 2205
ABSURD_GROSS = 245_540
"""A load once published by a city, in pounds; in kilograms no truck carries it, and no scale weighs it."""
DAYS_BEFORE_OPENING = 400
HEAVIER_KG = (10, 200)
"""By how much a ticket that was printed twice is heavier the second time."""


@dataclass(frozen=True)
class Spoilt:
    """A month's tickets with their dirt, in the order of the file's lines."""

    loads: Loads
    carried: Whole
    """The places whose ticket goes into the next month's file as well."""


Spoil = Callable[[Loads, Whole, Draws, TicketDefect], Loads]


def spoil_all(loads: Loads, defects: Sequence[TicketDefect]) -> Loads:
    """Return the tickets with what is wrong with all of them: pounds for kilograms, a clock an hour off."""
    for defect in defects:
        loads = _WHOLESALE[defect.kind](loads)
    return loads


def spoil(
    loads: Loads, defects: Sequence[TicketDefect], opened_on: dt.date, draws: Draws, came_late: Loads | None
) -> Spoilt:
    """Return the tickets with defects planted in some, never two in one ticket, and repetitions among them.

    Args:
        loads: the month's tickets.
        defects: the plan's defects of single tickets.
        opened_on: the day before which the facility did not exist.
        draws: the stream of this file.
        came_late: tickets of the month before, to stand among these.
    """
    counts = [draws.rounded(defect.share * len(loads)) for defect in defects]
    while sum(counts) > len(loads):
        counts[counts.index(max(counts))] -= 1
    chosen = np.split(draws.some(len(loads), sum(counts)), np.cumsum(counts)[:-1])
    copies: list[Loads] = []
    elsewhere = np.empty(0, dtype=np.int64)
    for number, (defect, places) in enumerate(zip(defects, chosen, strict=True)):
        if defect.kind == "repeated_elsewhere":
            elsewhere = places
        elif defect.effect == "duplicate":
            copy = loads.at(places).marked(number, places)
            copies.append(_heavier(copy, draws) if defect.kind == "differing" else copy)
        else:
            loads = _planted(loads, places, number, defect, opened_on, draws)
    own = len(loads) + sum(map(len, copies))
    # What comes late comes last here, so that its twins, which stand in another file, keep their lines there.
    mixed = joined([loads, *copies] if came_late is None else [loads, *copies, came_late])
    return _shuffled(mixed, len(loads), own, elsewhere, draws)


def _shuffled(loads: Loads, first: int, own: int, elsewhere: Whole, draws: Draws) -> Spoilt:
    """Return the tickets with all beyond the `first` moved among them, and every place reckoned by the new lines."""
    keys = np.concatenate([np.arange(first), draws.whole(len(loads) - first, 0, first)])
    order = np.argsort(keys, kind="stable")
    line = np.empty(len(loads), dtype=np.int64)
    line[order] = np.arange(len(loads))
    twin = loads.twin.copy()
    twin[first:own] = line[twin[first:own]]
    return Spoilt(replace(loads, twin=twin).at(order), line[elsewhere])


def _planted(loads: Loads, places: Whole, number: int, defect: TicketDefect, opened_on: dt.date, draws: Draws) -> Loads:
    """Return the tickets with one kind of defect at these places."""
    marks = loads.defect.copy()
    marks[places] = number
    loads = replace(loads, defect=marks)
    if defect.kind == "before_opening":
        return _too_early(loads, places, draws, opened_on)
    return _IN_ROWS[defect.kind](loads, places, draws, defect)


def _too_early(loads: Loads, places: Whole, draws: Draws, opened_on: dt.date) -> Loads:
    """Set the clock to a day on which the facility did not exist."""
    opened = (opened_on - dt.date(1970, 1, 1)).days
    earlier = draws.whole(len(places), 1, DAYS_BEFORE_OPENING)
    seconds = loads.seconds.copy()
    seconds[places] = (opened - earlier) * SECONDS_IN_DAY + loads.seconds[places] % SECONDS_IN_DAY
    return replace(loads, seconds=seconds)


def _swapped(loads: Loads, places: Whole, _: Draws, __: TicketDefect) -> Loads:
    """Put the empty truck's weight in the place of the full one's."""
    gross, tare = loads.gross_kg.copy(), loads.tare_kg.copy()
    gross[places], tare[places] = loads.tare_kg[places], loads.gross_kg[places]
    return replace(loads, gross_kg=gross, tare_kg=tare)


def _absurd(loads: Loads, places: Whole, _: Draws, __: TicketDefect) -> Loads:
    """Let a truck weigh what no truck weighs."""
    gross = loads.gross_kg.copy()
    gross[places] = ABSURD_GROSS
    return replace(loads, gross_kg=gross)


def _unweighed(loads: Loads, places: Whole, _: Draws, __: TicketDefect) -> Loads:
    """Leave the gross weight out."""
    weighed = loads.weighed.copy()
    weighed[places] = False
    return replace(loads, weighed=weighed)


def _from_nowhere(loads: Loads, places: Whole, draws: Draws, defect: TicketDefect) -> Loads:
    """Write a code of origin that no unit has."""
    origin = loads.origin.copy()
    origin[places] = draws.whole(len(places), 0, len(defect.texts) - 1)
    return replace(loads, origin=origin)


def _heavier(loads: Loads, draws: Draws) -> Loads:
    """Return tickets printed once more, with more on the scale."""
    return replace(loads, gross_kg=loads.gross_kg + draws.whole(len(loads), *HEAVIER_KG))


def _in_pounds(loads: Loads) -> Loads:
    """Return the weights in pounds, under headings that say kilograms."""
    gross, tare = (weight * POUNDS_IN_1000_KG // 1000 for weight in (loads.gross_kg, loads.tare_kg))
    return replace(loads, gross_kg=gross, tare_kg=tare)


def _hour_ahead(loads: Loads) -> Loads:
    """Return the times by a clock that is an hour ahead: the last hour of a month falls into the next."""
    return replace(loads, seconds=loads.seconds + SECONDS_IN_HOUR)


_WHOLESALE: dict[str, Callable[[Loads], Loads]] = {"pounds": _in_pounds, "clock_ahead": _hour_ahead}
_IN_ROWS: dict[str, Spoil] = {
    "tare_above_gross": _swapped,
    "absurd_weight": _absurd,
    "weight_missing": _unweighed,
    "unknown_origin": _from_nowhere,
}
