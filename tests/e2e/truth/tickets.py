"""Weighbridge tickets read one by one, judged, told apart and added up (methodology, section 10)."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import pyarrow.parquet
from ruamel.yaml import YAML

from tests.e2e.truth.reading import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tests.e2e.truth.reading import Policy
    from tests.e2e.truth.register import Facilities, Register, Unit

Place = tuple[str, int]
"""File and line."""
SCOPES = {"day": 10, "year": 4, "ever": 0}
"""How much of an ISO time tells one scope of numbers from the next."""


class Limits(NamedTuple):
    """What a truck and a load can weigh."""

    gross_most: int
    net_least: int
    net_most: int


class Ticket(NamedTuple):
    """One line of a file, as text."""

    place: Place
    number: str
    facility: str
    weighed_at: str
    unit_code: str
    stream: str
    gross: str
    tare: str


class Load(NamedTuple):
    """An accepted ticket: the unit in force on its day, its time here, its net weight."""

    ticket: Ticket
    unit_id: str
    at: dt.datetime
    net_kg: int


class Cell(NamedTuple):
    """The key of `weighbridge_month`."""

    unit_id: str
    facility: str
    period: str
    stream: str
    settlement: str


class Judged(NamedTuple):
    """All tickets of a home: accepted ones, and which rules each refused one breaks, by its place."""

    accepted: list[Load]
    refused: dict[Place, set[str]]
    refused_in: Counter[Cell]


class MonthCell(NamedTuple):
    """What a month of a unit at a facility comes to."""

    tickets: int
    net_kg: int
    refused: int
    duplicates: int
    conflicts: int


def read_limits(policy: Path) -> Limits:
    """Return the policy's bounds of a ticket."""
    section = YAML(typ="safe", pure=True).load(policy)["weighbridge"]
    return Limits(section["gross_kg_most"], section["net_kg_least"], section["net_kg_most"])


def read_tickets(raw: Path) -> Iterator[Ticket]:
    """Yield every ticket of the demonstration's files below a folder."""
    for path in sorted(raw.rglob("synthetic-tickets-*")):
        name = path.relative_to(raw).as_posix()
        for line, row in _lines(path):
            texts = {key: "" if value is None else str(value) for key, value in row.items()}
            yield Ticket(
                (name, line),
                texts["ticket_number"],
                texts["facility_code"],
                texts["weighed_at"],
                texts["unit_code"],
                texts["stream"] or "domestic",
                texts["gross_kg"],
                texts["tare_kg"],
            )


def _lines(path: Path) -> Iterable[tuple[int, dict[str, object]]]:
    """Return a file's rows with their lines: of a CSV the header is the first."""
    if path.suffix == ".parquet":
        return enumerate(pyarrow.parquet.read_table(path).to_pylist(), 1)
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return enumerate(csv.DictReader(io.StringIO(content.decode())), 2)


def judge(
    tickets: Iterable[Ticket], register: Register, facilities: Facilities, policy: Policy, limits: Limits
) -> Judged:
    """Return what is accepted and what is refused, each ticket by itself."""
    zone = ZoneInfo(policy.time_zone)
    by_code: defaultdict[str, list[Unit]] = defaultdict(list)
    for one in register.units.values():
        by_code[one.code].append(one)
    accepted, refused, refused_in = [], {}, Counter[Cell]()
    for ticket in tickets:
        moment = dt.datetime.fromisoformat(ticket.weighed_at)
        at = moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo else moment
        named = by_code[ticket.unit_code]
        unit: Unit | None = next((one for one in named if one.is_in_force_on(at.date())), None)
        broken = _weights_broken(ticket, limits)
        if ticket.facility not in facilities:
            broken.add("ticket.facility_code.known")
        elif at.date() < facilities[ticket.facility][0].valid_from:
            broken.add("ticket.facility_code.open")
        if unit is None:
            broken.add(f"ticket.unit_code.{'in_force' if named else 'known'}")
        if not broken and unit is not None:
            accepted.append(Load(ticket, unit.unit_id, at, int(ticket.gross) - int(ticket.tare)))
            continue
        refused[ticket.place] = broken
        if unit is not None and not any("facility_code" in rule for rule in broken):
            refused_in[_cell(register, unit.unit_id, ticket, at)] += 1
    return Judged(accepted, refused, refused_in)


def _weights_broken(ticket: Ticket, limits: Limits) -> set[str]:
    """Return the rules on weights that a ticket breaks."""
    missing = {f"ticket.{name}_kg.given" for name in ("gross", "tare") if not getattr(ticket, name)}
    if missing:
        return missing
    gross, tare = int(ticket.gross), int(ticket.tare)
    rules = {
        "ticket.gross_kg.within_limit": gross <= limits.gross_most,
        "ticket.tare_kg.below_gross": tare < gross,
        "ticket.gross_kg.net_least": gross - tare >= limits.net_least,
        "ticket.gross_kg.net_most": gross - tare <= limits.net_most,
    }
    return {rule for rule, is_kept in rules.items() if not is_kept}


def _cell(register: Register, unit_id: str, ticket: Ticket, at: dt.datetime) -> Cell:
    settlements = register.settlements[unit_id]
    settlement = settlements[0] if len(settlements) == 1 else "all"
    return Cell(unit_id, ticket.facility, at.strftime("%Y-%m"), ticket.stream, settlement)


def weighbridge_months(judged: Judged, register: Register, scopes: dict[str, str]) -> dict[Cell, MonthCell]:
    """Return the rows of `weighbridge_month`: each number once in its scope, by the smallest net of its tickets."""
    by_number: defaultdict[tuple[str, str, str], list[Load]] = defaultdict(list)
    for load in judged.accepted:
        scope = load.at.isoformat()[: SCOPES[scopes[load.ticket.facility]]]
        by_number[load.ticket.facility, load.ticket.number, scope].append(load)
    sums: defaultdict[Cell, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for loads in by_number.values():
        stands = min(loads, key=lambda load: (load.net_kg, load.at))
        cell = sums[_cell(register, stands.unit_id, stands.ticket, stands.at)]
        said = {(load.unit_id, load.at, load.ticket.stream, load.ticket.gross, load.ticket.tare) for load in loads}
        for place, number in enumerate((1, stands.net_kg, 0, len(loads) - 1, len(said) > 1)):
            cell[place] += number
    for cell_key, count in judged.refused_in.items():
        sums[cell_key][2] += count
    return {key: MonthCell(*numbers) for key, numbers in sums.items()}


def read_scopes(facility_table: Path) -> dict[str, str]:
    """Return within what each facility's numbers are unique; the register's newest line says so, else a year."""
    rows = sorted(rows_of(facility_table), key=lambda row: row["valid_from"])
    return {row["facility_code"]: row["ticket_scope"] or "year" for row in rows}
