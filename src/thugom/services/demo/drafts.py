"""Reports as they will be sent: who sends which rows when, before they are written to a file."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

from thugom.services.demo.geography import Unit
from thugom.services.demo.world import Cell, Way, World

Shown = str | int | float
"""What stands in a cell: text as typed, a count, kilograms in a column of tonnes, or a broken number."""

REPORTS = ("collection", "treatment")
WHOLE = "all"


@dataclass
class Line:
    """One row of a report: what is true, and what the sender wrote instead where a defect was planted."""

    unit: Unit
    cell: Cell
    report: str
    values: Mapping[str, Shown]
    shown: dict[str, Shown] = field(default_factory=dict)

    def written(self, column: str) -> Shown:
        """Return what stands in a column."""
        return self.shown.get(column, self.values.get(column, ""))

    def number(self, column: str) -> int:
        """Return the true number of a column: kilograms where it is a mass."""
        value = self.values[column]
        if not isinstance(value, int):
            raise TypeError(f"{column} holds {value!r}, which is no whole number")
        return value


@dataclass
class Draft:
    """One file: its sender, its dates, its rows by report, and what is wrong with it as a whole."""

    path: str
    form: Literal["workbook", "csv"]
    purpose: Literal["report", "supplement", "correction", "facility"]
    period: str
    sender: str
    submitted_on: dt.date
    arrived_at: dt.datetime
    lines: dict[str, list[Line]]
    periods_shown: dict[str, str] = field(default_factory=dict)
    """A heading's period, by report, where it is not the true one."""
    totals_off_kg: dict[tuple[str, str], int] = field(default_factory=dict)
    """By how many kilograms a total row is off, by report and column."""
    damage: str = ""

    def units(self) -> list[Unit]:
        """Return the units whose rows the file holds."""
        found = {line.unit.unit_id: line.unit for lines in self.lines.values() for line in lines}
        return list(found.values())


@dataclass(frozen=True)
class Submission:
    """One unit's or facility's report for a month, and when it came."""

    reporter: Literal["unit", "facility"]
    unit: Unit | None
    facility_code: str
    period: str
    report: str
    draft: Draft | None
    state: Literal["on_time", "late", "missing", "correction"]


def unit_lines(world: World, unit: Unit, month: str) -> dict[str, list[Line]]:
    """Return the true rows of a unit's month, by report."""
    cells = world.cells_of(unit, month)
    return {
        "collection": [Line(unit, cell, "collection", _collection_values(world, unit, cell)) for cell in cells],
        "treatment": [
            Line(unit, cell, "treatment", _treatment_values(unit, cell, way, kilograms, "unit"))
            for cell in cells
            for way, kilograms in sorted(world.treatment[cell].items())
        ],
    }


def facility_lines(world: World, facility_code: str, month: str) -> dict[str, list[Line]]:
    """Return the true rows of a facility's month: every unit that collected anything and delivers there.

    A scale knows the truck's commune; only where a commune has two settlements does it ask which.
    """
    lines = []
    for unit in world.geography.units_in(month):
        cells = world.cells_of(unit, month)
        for cell in cells:
            settlement = cell.settlement if len(cells) > 1 else WHOLE
            for way, kilograms in sorted(world.treatment[cell].items()):
                if way.facility_code == facility_code and world.collection[cell].collected_kg > 0:
                    values = _treatment_values(unit, cell, way, kilograms, "facility")
                    lines.append(Line(unit, cell, "treatment", {**values, "settlement": settlement}))
    return {"treatment": lines}


def _collection_values(world: World, unit: Unit, cell: Cell) -> dict[str, Shown]:
    """Return a true collection row in the report's columns, masses in kilograms."""
    figures = asdict(world.collection[cell])
    named = {name.replace("_kg", "_t"): value for name, value in figures.items()}
    return {**_key_values(unit, cell), **named}


def _treatment_values(unit: Unit, cell: Cell, way: Way, kilograms: int, reported_by: str) -> dict[str, Shown]:
    """Return a true treatment row in the report's columns, masses in kilograms."""
    return {**_key_values(unit, cell), **way._asdict(), "treated_t": kilograms, "reported_by": reported_by}


def _key_values(unit: Unit, cell: Cell) -> dict[str, Shown]:
    """Return what every row begins with."""
    return {
        "unit_code": unit.code,
        "unit_name": unit.full_name,
        "period": cell.period,
        "settlement": cell.settlement,
    }
