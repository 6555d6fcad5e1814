"""The real units of the register, and the smallest parts that the invented world is built on."""

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from thugom.contracts import Policy
from thugom.measures.periods import last_day
from thugom.register import Register, expected_settlements, population_series


class DemoError(ValueError):
    """The demonstration cannot be made as asked; the message says why and what to do."""


@dataclass(frozen=True)
class Unit:
    """A unit of the register in its span of validity."""

    unit_id: str
    code: str
    valid_from: dt.date
    valid_to: dt.date | None
    full_name: str
    kind: str
    district_code: str | None
    district_name: str | None

    def in_force(self, day: dt.date) -> bool:
        """Tell whether the unit exists on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True)
class Part:
    """A unit that came from no other: its settlement, its people in the register, where its waste goes."""

    unit: Unit
    settlement: str
    population: int
    households: int
    counted_on: dt.date
    district: str
    """The district whose facilities serve it: that of most people among those it later merges with."""


@dataclass(frozen=True)
class Geography:
    """Units, parts, heirs and the settlements in which each unit reports."""

    units: tuple[Unit, ...]
    parts: tuple[Part, ...]
    heirs: Mapping[str, Unit]
    settlements: Mapping[str, tuple[str, ...]]

    def units_in(self, month: str) -> list[Unit]:
        """Return the units in force on the last day of `month`."""
        return [unit for unit in self.units if unit.in_force(last_day(month))]

    def holder(self, part: Part, month: str) -> Unit:
        """Return the unit that holds `part` in `month`."""
        unit = part.unit
        while unit.valid_to is not None and unit.valid_to <= last_day(month):
            unit = self.heirs[unit.unit_id]
        return unit

    def settlement_in(self, part: Part, holder: Unit) -> str:
        """Return the settlement in which `holder` reports `part`: a ward is urban throughout."""
        expected = self.settlements[holder.unit_id]
        return part.settlement if part.settlement in expected else expected[0]

    def former_codes(self, unit: Unit) -> list[tuple[str, str]]:
        """Return code and name of the units that went into `unit` and whose codes no unit has any more."""
        codes = {other.code for other in self.units if other.valid_to is None}
        parents = [part.unit for part in self.parts if self.heirs.get(part.unit.unit_id) == unit]
        return [(parent.code, parent.full_name) for parent in parents if parent.code not in codes]


def read_geography(register: Register, policy: Policy) -> Geography:
    """Return the register's units as the demonstration needs them.

    Raises:
        DemoError: a part has no people in the register, so nothing can be invented for it.
    """
    units = {unit.unit_id: unit for unit in (_unit(row) for row in register.units.to_dict("records"))}
    # A unit that was split is followed into its largest heir.
    lineage = register.lineage.sort_values(["from_unit_id", "share", "to_unit_id"]).to_dict("records")
    heirs = {str(row["from_unit_id"]): units[str(row["to_unit_id"])] for row in lineage}
    grouped = expected_settlements(register, policy.kind_settlement).groupby("unit_id")["settlement"]
    settlements = {str(key): tuple(map(str, group)) for key, group in grouped}
    people = _people(population_series(register, policy.kind_settlement))
    came_from_others = {heir.unit_id for heir in heirs.values()}
    roots = [unit for unit in units.values() if unit.unit_id not in came_from_others]
    parts = [_part(unit, settlements[unit.unit_id][0], people) for unit in roots]
    districts = _main_districts(parts, heirs)
    placed = tuple(replace(part, district=districts[part.unit.unit_id]) for part in parts)
    return Geography(tuple(units.values()), placed, heirs, settlements)


def _unit(row: Mapping[Hashable, object]) -> Unit:
    """Return a row of the register as a unit."""
    first = _day(row["valid_from"])
    if first is None:
        raise DemoError(f"{row['unit_id']} has no valid_from in unit.csv.\n  Enter the day from which it exists.")
    return Unit(
        unit_id=str(row["unit_id"]),
        code=str(row["unit_code"]),
        valid_from=first,
        valid_to=_day(row["valid_to"]),
        full_name=str(row["full_name"]),
        kind=str(row["kind"]),
        district_code=_text(row["district_code"]),
        district_name=_text(row["district_name"]),
    )


def _day(value: object) -> dt.date | None:
    """Return a day, None where the cell is empty."""
    return value.date() if isinstance(value, pd.Timestamp) else None


def _text(value: object) -> str | None:
    """Return a text cell, None where it is empty."""
    return value if isinstance(value, str) and value else None


def _people(series: pd.DataFrame) -> dict[tuple[str, str], tuple[int, int, dt.date]]:
    """Return people, households and day of counting by unit and settlement, where they are known."""
    known = series.dropna(subset=["population", "households"]).to_dict("records")
    return {
        (str(row["unit_id"]), str(row["settlement"])): (
            int(row["population"]),
            int(row["households"]),
            row["as_of"].date(),
        )
        for row in known
    }


def _main_districts(parts: list[Part], heirs: Mapping[str, Unit]) -> dict[str, str]:
    """Return for each part the district of most people among the parts of the same last heir.

    Facilities are chosen by it, so that a merger sends nobody's waste to another place.
    """
    people: dict[str, Counter[str]] = {}
    last = {part.unit.unit_id: _last_heir(part.unit, heirs) for part in parts}
    for part in parts:
        people.setdefault(last[part.unit.unit_id], Counter())[part.district] += part.population
    return {key: min(people[heir].items(), key=lambda item: (-item[1], item[0]))[0] for key, heir in last.items()}


def _last_heir(unit: Unit, heirs: Mapping[str, Unit]) -> str:
    """Return the unit in which `unit` ends up."""
    while unit.unit_id in heirs:
        unit = heirs[unit.unit_id]
    return unit.unit_id


def _part(unit: Unit, settlement: str, people: Mapping[tuple[str, str], tuple[int, int, dt.date]]) -> Part:
    """Return a unit that came from no other as a part of its own district."""
    if (unit.unit_id, settlement) not in people:
        raise DemoError(
            f"{unit.full_name} ({unit.unit_id}) has no people in the register.\n  The demonstration is invented from "
            "population.csv; add people and households of this unit there, or use the register that comes with thugom."
        )
    return Part(unit, settlement, *people[unit.unit_id, settlement], district=unit.district_code or "")
