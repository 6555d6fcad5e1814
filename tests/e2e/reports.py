"""Canonical reports, written row by row for homes that a test can hold in its head."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.e2e.truth.reading import read_policy
from tests.e2e.truth.register import Register, Unit, read_register
from tests.e2e.truth.spans import days_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

Line = dict[str, str]
KILOGRAMS = 1000
SUBMITTED = "2026-10-05"


def register_of(home: Path) -> Register:
    """Return the register of a home whose definitions stand at its root."""
    return read_register(home / "register", read_policy(home / "policy.yml"))


def tonnes(kilograms: int) -> str:
    """Return a mass as canonical files write it.

    >>> tonnes(1250), tonnes(90)
    ('1.250', '0.090')
    """
    return f"{kilograms // KILOGRAMS}.{kilograms % KILOGRAMS:03d}"


@dataclass(frozen=True)
class Month:
    """What one unit's settlement says of a month: 0.4 kg a person and day, half of it collected where it is served."""

    unit: Unit
    settlement: str
    month: str
    people: int
    households: int
    is_served: bool = True

    @property
    def generated(self) -> int:
        """Kilograms generated."""
        return self.people * days_in(self.month) * 4 // 10

    @property
    def collected(self) -> int:
        """Kilograms collected."""
        return self.generated // 2 if self.is_served else 0

    @property
    def treated(self) -> int:
        """Kilograms treated, all of them on the sanitary landfill but for the composted."""
        return self.collected * 3 // 4

    @property
    def composted(self) -> int:
        """Kilograms composted, a part of those treated."""
        return self.treated // 5

    @property
    def served(self) -> int:
        """Households served."""
        return self.households // 2 if self.is_served else 0

    def collection(self, **changes: str) -> Line:
        """Return the row of the collection report, with some cells changed."""
        line = {
            "unit_code": self.unit.code,
            "period": self.month,
            "settlement": self.settlement,
            "population": str(self.people),
            "households": str(self.households),
            "households_served": str(self.served),
            "households_self_managed": "0",
            "generated_t": tonnes(self.generated),
            "collected_t": tonnes(self.collected),
            "collections_per_week": "3" if self.is_served else "0",
            "submitted_on": SUBMITTED,
        }
        return line | changes

    def treatment(self) -> list[Line]:
        """Return the rows of the treatment report."""
        ways = (
            ("SYN-LC", "sanitary_landfill", self.treated - self.composted),
            ("SYN-UP", "composting", self.composted),
        )
        return [
            {
                "unit_code": self.unit.code,
                "period": self.month,
                "settlement": self.settlement,
                "facility_code": facility,
                "method": method,
                "stream": "domestic",
                "treated_t": tonnes(kilograms),
                "reported_by": "unit",
                "submitted_on": SUBMITTED,
            }
            for facility, method, kilograms in ways
        ]


def months_of_units(register: Register, month: str, unserved: Iterable[str] = ()) -> list[Month]:
    """Return what every unit in force has to say of a month, in the order of the register."""
    without = set(unserved)
    return [
        Month(unit, settlement, month, *register.census[unit.unit_id, settlement], unit.code not in without)
        for unit in register.in_force(month)
        for settlement in register.settlements[unit.unit_id]
    ]


def write(path: Path, lines: Iterable[Mapping[str, str]]) -> None:
    """Write a canonical file."""
    rows = list(lines)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def send(home: Path, months: Iterable[Month]) -> None:
    """Put both reports of some units into the inbox, as one file each."""
    listed = list(months)
    write(home / "data" / "raw" / "collection.csv", (one.collection() for one in listed))
    write(home / "data" / "raw" / "treatment.csv", (line for one in listed for line in one.treatment()))
