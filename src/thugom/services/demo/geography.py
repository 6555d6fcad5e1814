"""The real units of the register, and the smallest parts that the invented world is built on."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from thugom.contracts import Policy
from thugom.measures.periods import last_day
from thugom.register import Register, expected_settlements, population_series


class DemoError(Exception):
    """The demonstration cannot be made here; the message says why and what to do."""


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
    units = {unit.unit_id: unit for unit in map(_unit, register.units.to_dict("records"))}
    # A unit that was split is followed into its largest heir.
    largest = register.lineage.sort_values(["from_unit_id", "share", "to_unit_id"])
    heirs = {row.from_unit_id: units[row.to_unit_id] for row in largest.itertuples()}
    expected = expected_settlements(register, policy.kind_settlement)
    settlements = {key: tuple(group) for key, group in expected.groupby("unit_id")["settlement"]}
    series = population_series(register, policy.kind_settlement).set_index(["unit_id", "settlement"])
    roots = [unit for unit in units.values() if unit.unit_id not in set(register.lineage["to_unit_id"])]
    districts = _main_districts(roots, heirs, series)
    parts = tuple(_part(unit, settlements, series, districts[unit.unit_id]) for unit in roots)
    return Geography(tuple(units.values()), parts, heirs, settlements)


def _unit(row: Mapping[str, object]) -> Unit:
    """Return a row of the register as a unit."""
    return Unit(
        unit_id=str(row["unit_id"]),
        code=str(row["unit_code"]),
        valid_from=pd.Timestamp(str(row["valid_from"])).date(),
        valid_to=None if pd.isna(row["valid_to"]) else pd.Timestamp(str(row["valid_to"])).date(),  # type: ignore[call-overload] # a cell
        full_name=str(row["full_name"]),
        kind=str(row["kind"]),
        district_code=_text(row["district_code"]),
        district_name=_text(row["district_name"]),
    )


def _text(value: object) -> str | None:
    """Return a text cell, None where it is empty."""
    return value if isinstance(value, str) and value else None


def _main_districts(roots: list[Unit], heirs: Mapping[str, Unit], series: pd.DataFrame) -> dict[str, str]:
    """Return for each part the district of most people among the parts of the same last heir.

    Facilities are chosen by it, so that a merger sends nobody's waste to another place.
    """
    people: dict[str, Counter[str]] = {}
    last = {unit.unit_id: _last_heir(unit, heirs) for unit in roots}
    for unit in roots:
        count = int(series.loc[[unit.unit_id], "population"].sum())
        people.setdefault(last[unit.unit_id], Counter())[unit.district_code or ""] += count
    return {key: min(people[heir].items(), key=lambda item: (-item[1], item[0]))[0] for key, heir in last.items()}


def _last_heir(unit: Unit, heirs: Mapping[str, Unit]) -> str:
    """Return the unit in which `unit` ends up."""
    while unit.unit_id in heirs:
        unit = heirs[unit.unit_id]
    return unit.unit_id


def _part(unit: Unit, settlements: Mapping[str, tuple[str, ...]], series: pd.DataFrame, district: str) -> Part:
    """Return a unit that came from no other as a part."""
    settlement = settlements[unit.unit_id][0]
    people = series.loc[(unit.unit_id, settlement)]
    if pd.isna(people["population"]) or pd.isna(people["households"]):
        raise DemoError(
            f"{unit.full_name} ({unit.unit_id}) has no people in the register.\n  The demonstration is invented from "
            "population.csv; add people and households of this unit there, or use the register that comes with thugom."
        )
    return Part(
        unit=unit,
        settlement=settlement,
        population=int(people["population"]),
        households=int(people["households"]),
        counted_on=pd.Timestamp(people["as_of"]).date(),
        district=district,
    )
