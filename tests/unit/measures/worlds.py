"""Small provinces on another map, in memory: who reports, where the reports lie, and what they say."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from thugom.register.overlap import Links

MONTHS = ("2026-01", "2026-02", "2026-03")
"""A whole quarter; the half-year and the year have the same months, for there are no others."""
PEOPLE = 100
_EDGE = ["era", "unit_id", "settlement", "to_unit_id", "to_settlement", "weight"]


@dataclass(frozen=True)
class Cell:
    """One settlement of a reporting unit, the units of the other map that it lies in, and their weights."""

    unit: str
    settlement: str
    targets: tuple[str, ...]
    weights: tuple[int, ...] = ()


@dataclass(frozen=True)
class Report:
    """What one cell's reports say in a month: kilograms and households, None where unknown.

    `treated` and `biological` are known parts of T and O, and all of them where `treated_known`.
    """

    collected: int | None = None
    treated: int = 0
    biological: int = 0
    treated_known: bool = False
    households: int | None = None
    served: int | None = None

    @property
    def silent(self) -> bool:
        """Whether it says nothing."""
        return self == Report()


@dataclass(frozen=True)
class World:
    """Reporting units by era, and what they say by month; each era is a number of months."""

    eras: tuple[tuple[Cell, ...], ...]
    lengths: tuple[int, ...]
    reports: dict[tuple[str, Cell], Report] = field(default_factory=dict)

    @property
    def by_month(self) -> list[tuple[str, int, tuple[Cell, ...]]]:
        """Each month with the number of its era and its cells."""
        numbers = [number for number, length in enumerate(self.lengths) for _ in range(length)]
        return [(month, number, self.eras[number]) for month, number in zip(MONTHS, numbers, strict=True)]

    @property
    def targets(self) -> list[str]:
        """The units of the other map."""
        return sorted({target for cells in self.eras for cell in cells for target in cell.targets})


def in_one_place(cells: Sequence[Cell]) -> set[str]:
    """Return the units all of whose cells lie in one unit of the other map."""
    places: dict[str, set[str]] = {}
    for cell in cells:
        places.setdefault(cell.unit, set()).update(cell.targets)
    return {unit for unit, targets in places.items() if len(targets) == 1}


@st.composite
def maps(draw: st.DrawFn, name: str = "", most_units: int = 2) -> World:
    """Draw a world without reports: up to three units of the other map, and who reports of them when.

    In an era each of them reports by itself, or up to `most_units` others do, which may overlap.
    """
    targets = [f"T{name}{number}" for number in range(draw(st.integers(1, 3)))]
    lengths = draw(st.sampled_from([(3,), (1, 2), (2, 1)]))
    return World(tuple(_era(draw, targets, name, number, most_units) for number in range(len(lengths))), lengths)


def _era(draw: st.DrawFn, targets: list[str], name: str, number: int, most_units: int) -> tuple[Cell, ...]:
    """Draw who reports in an era."""
    if draw(st.booleans()):
        return tuple(Cell(target, "rural", (target,), (1,)) for target in targets)
    cells = []
    for unit in range(draw(st.integers(1, most_units))):
        for settlement in draw(st.sampled_from([("rural",), ("urban", "rural")])):
            inside = draw(st.lists(st.sampled_from(targets), min_size=1, unique=True).map(sorted))
            cells.append((f"W{name}{number}{unit}", settlement, inside))
    # Every unit of the other map lies somewhere.
    cells[0][2].extend(sorted(set(targets) - {target for _, _, inside in cells for target in inside}))
    weights = st.integers(1, 9)
    return tuple(
        Cell(unit, settlement, tuple(sorted(inside)), tuple(draw(weights) for _ in inside))
        for unit, settlement, inside in cells
    )


def account_of_worlds(worlds: Sequence[World]) -> pd.DataFrame:
    """Return what `account` would return of all worlds' reports."""
    rows = [
        _row(month, cell, world.reports.get((month, cell), Report()))
        for world in worlds
        for month, _, cells in world.by_month
        for cell in cells
    ]
    frame = pd.DataFrame(rows)
    texts = ["unit_id", "period", "period_kind", "settlement"]
    flags = ["treated_known", "generation_estimated", "estimated", "silent"]
    kinds = dict.fromkeys(texts, "str") | dict.fromkeys(flags, "bool")
    return frame.astype({name: kinds.get(name, "Int64") for name in frame.columns.astype(str)})


def _row(month: str, cell: Cell, report: Report) -> dict[str, Any]:
    """Return one row of the account."""
    generated = max(100, report.collected or 0, report.treated)
    most = generated if report.collected is None else report.collected
    return {
        "unit_id": cell.unit,
        "period": month,
        "period_kind": "month",
        "settlement": cell.settlement,
        "days": 30,
        "population": PEOPLE * len(cell.targets),
        "households_registered": 25,
        "households": report.households,
        "households_served": report.served,
        "households_self_managed": None if report.households is None else 0,
        "generated_kg": None if report.silent else generated,
        "collected_kg": report.collected,
        "generation_kg": generated,
        "generation_estimated": report.silent,
        "collected_least": report.treated if report.collected is None else report.collected,
        "collected_most": most,
        "treated_part": report.treated,
        "biological_part": report.biological,
        "controlled_part": 0,
        "treated_known": report.treated_known,
        "treated_most": report.treated if report.treated_known else max(most, report.treated),
        "households_basis": 25 if report.households is None else report.households,
        "estimated": False,
        "silent": report.silent,
    }


def links_of(worlds: Sequence[World]) -> Links:
    """Return where all worlds' cells lie on the other map; an era is a world's own, month by month."""
    edges = [
        (place, cell.unit, cell.settlement, target, cell.settlement, weight)
        for world in worlds
        for place, (_, _, cells) in enumerate(world.by_month)
        for cell in cells
        for target, weight in zip(cell.targets, cell.weights, strict=True)
    ]
    frame = pd.DataFrame(edges, columns=_EDGE).astype(dict.fromkeys(_EDGE[1:5], "str"))
    return Links({month: place for place, month in enumerate(MONTHS)}, frame.sort_values(_EDGE[:5], ignore_index=True))


def ends_of(worlds: Sequence[World]) -> pd.DataFrame:
    """Return every unit and when it ends: never."""
    names = {cell.unit for world in worlds for cells in world.eras for cell in cells}
    units = pd.Series(sorted(names.union(*(world.targets for world in worlds))), dtype="str")
    return pd.DataFrame({"unit_id": units, "valid_to": pd.Series(pd.NaT, units.index, dtype="datetime64[us]")})
