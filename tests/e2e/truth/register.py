"""The register read plainly: units, what they came from, their people, and the licences of facilities."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tests.e2e.truth.reading import Policy, day, rows_of
from tests.e2e.truth.spans import days_in, first_day, last_day

if TYPE_CHECKING:
    from pathlib import Path


class People(NamedTuple):
    """People and households counted."""

    people: int
    households: int


class Point(NamedTuple):
    """A place in degrees."""

    lon: float
    lat: float


class Unit(NamedTuple):
    """One unit and the days on which it exists; `valid_to` is the first on which it does not."""

    unit_id: str
    code: str
    full_name: str
    kind: str
    valid_from: dt.date
    valid_to: dt.date | None
    seat: Point | None = None

    def is_in_force(self, month: str) -> bool:
        """Tell whether the unit exists on the last day of a month."""
        return self.is_in_force_on(last_day(month))

    def is_in_force_on(self, on: dt.date) -> bool:
        """Tell whether the unit exists on a day."""
        return self.valid_from <= on and (self.valid_to is None or self.valid_to > on)


@dataclass(frozen=True)
class Register:
    """Units by id, what each was made of, the settlements each is expected to report, and the census series."""

    units: dict[str, Unit]
    parents: dict[str, list[str]]
    settlements: dict[str, tuple[str, ...]]
    census: dict[tuple[str, str], People]
    census_on: str

    def in_force(self, month: str) -> list[Unit]:
        """Return the units that exist on the last day of a month."""
        return [unit for unit in self.units.values() if unit.is_in_force(month)]


def unit_id(code: str, valid_from: str) -> str:
    """Return the key of a unit.

    >>> unit_id("03388", "2025-07-01")
    '03388@2025-07-01'
    """
    return f"{code}@{valid_from}"


def read_register(folder: Path, policy: Policy) -> Register:
    """Return the register of a folder; every old unit must have passed whole into one new unit."""
    units = {}
    for row in rows_of(folder / "unit.csv"):
        key = unit_id(row["unit_code"], row["valid_from"])
        begun = dt.date.fromisoformat(row["valid_from"])
        seat = Point(float(row["lon"]), float(row["lat"])) if row["lon"] else None
        units[key] = Unit(key, row["unit_code"], row["full_name"], row["kind"], begun, day(row["valid_to"]), seat)
    parents: dict[str, list[str]] = {key: [] for key in units}
    for row in rows_of(folder / "unit_lineage.csv"):
        if row["share"] != "1":
            raise ValueError("this reading knows only units that passed whole into one other")
        heir = unit_id(row["to_unit_code"], row["to_valid_from"])
        parents[heir].append(unit_id(row["from_unit_code"], row["from_valid_from"]))
    settlements = {key: _settlements(key, units, parents, policy) for key in units}
    census, counted_on = _census(folder, parents, settlements)
    return Register(units, parents, settlements, census, counted_on)


def _settlements(key: str, units: dict[str, Unit], parents: dict[str, list[str]], policy: Policy) -> tuple[str, ...]:
    """Return the parts a unit reports: a ward is all urban, a commune keeps the townships it took over."""
    home = policy.settlement_of_kind[units[key].kind]
    if home == "urban" or not parents[key]:
        return (home,)
    return tuple(sorted({part for parent in parents[key] for part in _settlements(parent, units, parents, policy)}))


def _census(
    folder: Path, parents: dict[str, list[str]], settlements: dict[str, tuple[str, ...]]
) -> tuple[dict[tuple[str, str], People], str]:
    """Return the people of every unit's settlements on the latest day that all units share, and that day."""
    rows = [row for row in rows_of(folder / "population.csv") if row["status"] == "usable" and row["population"]]
    founders = {key for key in parents if not parents[key]}
    named = {
        as_of: {unit_id(row["unit_code"], row["valid_from"]) for row in rows if row["as_of"] == as_of}
        for as_of in {row["as_of"] for row in rows}
    }
    shared = max(as_of for as_of, keys in named.items() if founders <= keys)
    census = {
        (unit_id(row["unit_code"], row["valid_from"]), row["settlement"]): People(
            int(row["population"]), int(row["households"])
        )
        for row in rows
        if row["as_of"] == shared
    }
    for key in parents.keys() - founders:
        for settlement in settlements[key]:
            # A ward takes all the people of its parts, those of former communes too.
            taken = [
                census[parent, part]
                for parent in parents[key]
                for part in settlements[parent]
                if part == settlement or len(settlements[key]) == 1
            ]
            census[key, settlement] = People(sum(one.people for one in taken), sum(one.households for one in taken))
    return census, shared


class FacilityLine(NamedTuple):
    """What the register says of a facility from a day on."""

    valid_from: dt.date
    level: str
    licensed_from: dt.date | None
    licensed_to: dt.date | None
    name: str = ""
    point: Point = Point(0.0, 0.0)


Facilities = dict[str, list[FacilityLine]]


def read_facilities(path: Path) -> Facilities:
    """Return each facility's lines, the oldest first."""
    facilities: Facilities = {}
    for row in sorted(rows_of(path), key=lambda row: row["valid_from"]):
        begun = dt.date.fromisoformat(row["valid_from"])
        licence = day(row["licensed_from"]), day(row["licensed_to"])
        point = Point(float(row["lon"]), float(row["lat"]))
        line = FacilityLine(begun, row["control_level"], *licence, row["name"], point)
        facilities.setdefault(row["facility_code"], []).append(line)
    return facilities


def _month_days(month: str) -> list[dt.date]:
    return [first_day(month) + dt.timedelta(days=number) for number in range(days_in(month))]


def _holds(licence: FacilityLine, lines: list[FacilityLine], on: dt.date) -> bool:
    """Tell whether a licence holds on a day; a later line without one takes it away."""
    if licence.licensed_from is None or not licence.licensed_from <= on:
        return False
    if licence.licensed_to is not None and on >= licence.licensed_to:
        return False
    return not any(
        line.licensed_from is None and licence.valid_from < line.valid_from <= on for line in lines
    ) and not any(
        line.licensed_from == licence.licensed_from and line.valid_from > licence.valid_from for line in lines
    )


def is_licensed(lines: list[FacilityLine], month: str) -> bool:
    """Tell whether licences, joined end to end, cover every day of a month.

    >>> lines = [FacilityLine(day("2017-01-01"), "basic", day("2017-01-01"), day("2026-01-31"))]
    >>> is_licensed(lines, "2025-12"), is_licensed(lines, "2026-01")
    (True, False)
    """
    return all(is_licensed_on(lines, on) for on in _month_days(month))


def is_licensed_on(lines: list[FacilityLine], on: dt.date) -> bool:
    """Tell whether a licence holds on a day."""
    return any(_holds(licence, lines, on) for licence in lines)


def lowest_level(lines: list[FacilityLine], month: str, ladder: tuple[str, ...]) -> int:
    """Return the place on the ladder of the lowest control level held in a month; -1 before the first line."""
    places = []
    for on in _month_days(month):
        held = [line.level for line in lines if line.valid_from <= on]
        places.append(ladder.index(held[-1]) if held else -1)
    return min(places)
