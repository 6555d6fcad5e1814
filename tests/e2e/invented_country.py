"""A country of invented reports: 3,321 units, ten years of months, each settlement in a row of its own.

As today's country has them: 2,621 communes, 700 wards; 690 of the communes came from a township and a commune, so that
they report an urban part too. All changes of boundaries lie before the first month. Of the unit-months one in twenty
is silent; some are sent twice, some rows are refused or lack a figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

UNITS, WARDS, MIXED = 3321, 700, 690
MONTHS = pd.period_range("2016-11", "2026-10", freq="M")
FACILITIES, UNLICENSED = 60, 12
CHANGED_ON = "2015-01-01"
FIRST_NIGHT = "2026-08-20T18:30:00Z"
"""All months until then were handed in at once, on the home's first night; the later ones arrived as they were sent."""
METHODS = ("composting", "incineration", "sanitary_landfill", "open_dump")
SILENT, PARTIAL, REFUSED, CORRECTED, LATE, IDLE, SPLIT = 0.05, 0.03, 0.01, 0.02, 0.1, 0.1, 0.25
"""Shares: of unit-months silent, sent again or late; of rows that lack a figure, are refused, or collect nothing;
and of cells that use two methods."""
SEED = 20261116


@dataclass(frozen=True)
class Cells:
    """One row per unit, month and settlement: positions of unit and month, and whether the settlement is urban."""

    unit: np.ndarray
    month: np.ndarray
    urban: np.ndarray

    def take(self, rows: np.ndarray) -> Cells:
        """Return some of the cells."""
        return Cells(self.unit[rows], self.month[rows], self.urban[rows])


def unit_codes() -> list[str]:
    """Return the codes of the units in force."""
    return [f"{10000 + number}" for number in range(UNITS)]


def cells() -> Cells:
    """Return every cell, by unit, month and settlement."""
    unit = np.concatenate([np.arange(UNITS), np.arange(WARDS, WARDS + MIXED)])
    urban = np.concatenate([np.arange(UNITS) < WARDS, np.ones(MIXED, dtype=bool)])
    months = len(MONTHS)
    every = Cells(np.repeat(unit, months), np.tile(np.arange(months), len(unit)), np.repeat(urban, months))
    return every.take(np.lexsort((every.urban, every.month, every.unit)))


def write_register(folder: Path) -> None:
    """Write the four files of the register into `folder`."""
    codes = unit_codes()
    kinds = ["ward" if number < WARDS else "commune" for number in range(UNITS)]
    units = pd.DataFrame({"unit_code": codes, "valid_from": CHANGED_ON, "valid_to": "", "name": codes, "kind": kinds})
    mixed = codes[WARDS : WARDS + MIXED]
    former = [(f"{start}{code[1:]}", kind, code) for code in mixed for start, kind in ((3, "township"), (4, "commune"))]
    old = pd.DataFrame(former, columns=["unit_code", "kind", "heir"])
    ended = old.assign(valid_from="2010-01-01", valid_to=CHANGED_ON, name=old["unit_code"])
    units = pd.concat([units, ended.drop(columns="heir")])
    filled = dict.fromkeys(["province_code", "province_name", "district_code", "district_name"], "1")
    empty = dict.fromkeys(["area_km2", "lon", "lat"], "")
    units.assign(**filled, **empty).to_csv(folder / "unit.csv", index=False)
    lineage = pd.DataFrame(
        {
            "from_unit_code": old["unit_code"],
            "from_valid_from": "2010-01-01",
            "to_unit_code": old["heir"],
            "to_valid_from": CHANGED_ON,
            "effective_on": CHANGED_ON,
            "share": "1",
            "source": "invented",
        }
    )
    lineage.to_csv(folder / "unit_lineage.csv", index=False)
    _people().to_csv(folder / "population.csv", index=False)
    _facilities().to_csv(folder / "facility.csv", index=False)


def _people() -> pd.DataFrame:
    """Return the people of every settlement of the units in force."""
    every = cells()
    first = every.take(every.month == 0)
    people = np.random.default_rng(SEED).integers(500, 50_000, len(first.unit))
    return pd.DataFrame(
        {
            "unit_code": np.array(unit_codes())[first.unit],
            "valid_from": CHANGED_ON,
            "settlement": _settlements(first),
            "as_of": "2019-04-01",
            "population": people,
            "households": people // 4,
            "source": "invented",
            "status": "usable",
            "note": "",
        }
    )


def _facilities() -> pd.DataFrame:
    """Return facilities of every level of control, some without a licence."""
    number = np.arange(FACILITIES)
    levels = np.array(["none", "limited", "basic", "improved", "full"])
    licensed = np.where(number < UNLICENSED, "", "2012-01-01")
    return pd.DataFrame(
        {
            "facility_code": [f"F{place:03d}" for place in number],
            "valid_from": "2012-01-01",
            "name": [f"Facility {place}" for place in number],
            "lon": "103.5",
            "lat": "22.3",
            "capacity_t_per_day": "500",
            "control_level": levels[number % len(levels)],
            "licensed_from": licensed,
            "licensed_to": "",
            "ticket_scope": "year",
            "source": "invented",
        }
    )


def reports() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return every received row of the collection and the treatment report, as the store keeps them."""
    draws = np.random.default_rng(SEED + 1)
    every = cells()
    # A unit sends the month as a whole: both reports, all of its settlements, or nothing.
    spoken = draws.random((UNITS, len(MONTHS))) >= SILENT
    again = draws.random((UNITS, len(MONTHS))) < CORRECTED
    first = every.take(spoken[every.unit, every.month])
    second = every.take((spoken & again)[every.unit, every.month])
    collection, treatment = [], []
    for version, sent in enumerate((first, second)):
        collected = _collection(sent, draws)
        origin = _origin(sent, version, draws)
        collection.append(pd.DataFrame(origin | collected))
        treatment.append(_treatment(sent, origin, collected["collected_kg"], draws))
    return pd.concat(collection, ignore_index=True), pd.concat(treatment, ignore_index=True)


def _settlements(every: Cells) -> np.ndarray:
    """Return the names of the cells' settlements."""
    return np.where(every.urban, "urban", "rural")


def _text(values: np.ndarray) -> pd.Series:
    """Return a column of text."""
    return pd.Series(values, dtype="str")


def _origin(sent: Cells, version: int, draws: np.random.Generator) -> dict[str, pd.Series]:
    """Return where the rows come from: unit, month, settlement, file, and when it was sent and seen."""
    codes = np.array(unit_codes())[sent.unit]
    ends = MONTHS.to_timestamp(how="end").normalize().to_numpy()[sent.month]
    late = draws.random((UNITS, len(MONTHS)))[sent.unit, sent.month] < LATE
    day = ends + np.where(late, np.timedelta64(20, "D"), np.timedelta64(3, "D")) + np.timedelta64(2 * version, "D")
    seen = pd.Series(day).dt.strftime("%Y-%m-%dT18:30:00Z").to_numpy(dtype=object)
    at_once = seen <= FIRST_NIGHT
    number = (sent.unit * len(MONTHS) + sent.month) * 2 + version
    return {
        "file_sha256": _text(np.array([f"{name * 2654435761 % 2**61:016x}" * 4 for name in number.tolist()])),
        "sheet": _text(np.full(len(number), "Report")),
        "row_number": pd.Series(np.where(sent.urban, 7, 8), dtype="Int64"),
        "accepted": pd.Series(draws.random(len(number)) >= REFUSED, dtype="boolean"),
        "submitted_on": pd.Series(day).astype("datetime64[us]"),
        "unit_id": _text(np.char.add(codes, f"@{CHANGED_ON}")),
        "unit_code": _text(codes),
        "period": _text(MONTHS.strftime("%Y-%m").to_numpy(dtype=object)[sent.month]),
        "settlement": _text(_settlements(sent)),
        "source": _text(np.full(len(number), "canonical")),
        "period_kind": _text(np.full(len(number), "month")),
        "file_path": _text(np.array([f"reports/{name}.csv" for name in number.tolist()])),
        "arrived_at": _text(np.where(at_once, FIRST_NIGHT, seen)),
        "arrival_basis": _text(np.where(at_once, "declared", "observed")),
    }


def _collection(sent: Cells, draws: np.random.Generator) -> dict[str, pd.Series]:
    """Return what the rows say of people, households and tonnes; some leave out a figure."""
    size = len(sent.unit)
    people = draws.integers(500, 50_000, size)
    households = people // 4
    served = (households * draws.random(size)).astype("int64")
    generated = people * draws.integers(10, 40, size)
    collected = (generated * draws.random(size) * (draws.random(size) > IDLE)).astype("int64")
    figures = {
        "population": people,
        "households": households,
        "households_served": served,
        "households_self_managed": (households - served) // 2,
        "generated_kg": generated,
        "collected_kg": collected,
    }
    gaps = {name: draws.random(size) < PARTIAL / len(figures) for name in figures}
    known = {name: pd.Series(values, dtype="Int64").mask(gaps[name]) for name, values in figures.items()}
    nothing = pd.Series([None] * size, dtype="str")
    return {"former_unit_code": nothing, **known, "collections_per_week": pd.Series(draws.integers(1, 8, size) * 1.0)}


def _treatment(
    sent: Cells, origin: dict[str, pd.Series], collected: pd.Series, draws: np.random.Generator
) -> pd.DataFrame:
    """Return one row per cell and method: all goes to one facility, now and then to another."""
    size = len(sent.unit)
    moved = draws.random(size) < PARTIAL
    facility = (sent.unit * 7 + moved) % FACILITIES
    split = draws.random(size) < SPLIT
    method = sent.unit % len(METHODS)
    rows = np.concatenate([np.arange(size), np.flatnonzero(split)])
    second = np.arange(len(rows)) >= size
    treated = (collected.fillna(0).to_numpy(dtype="int64") * draws.random(size) * 1.02).astype("int64")
    share = np.where(split, treated // 3, treated)[rows]
    codes = np.array([f"F{place:03d}" for place in range(FACILITIES)])
    facts = {
        "facility_code": _text(codes[facility[rows]]),
        "method": _text(np.array(METHODS)[(method[rows] + second) % len(METHODS)]),
        "stream": _text(np.full(len(rows), "domestic")),
        "treated_kg": pd.Series(share, dtype="Int64"),
        "reported_by": _text(np.full(len(rows), "unit")),
    }
    sources = {name: column.take(rows).reset_index(drop=True) for name, column in origin.items()}
    numbers = sources["row_number"] + pd.Series(np.where(second, 100, 0), dtype="Int64")
    accepted = sources["accepted"] | (draws.random(len(rows)) >= REFUSED / 2)
    return pd.DataFrame(sources | {"row_number": numbers, "accepted": accepted.astype("boolean")} | facts)
