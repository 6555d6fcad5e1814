"""Make the tickets: facility by facility and month by month, so that memory holds one file of them."""

import datetime as dt
import math
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from thugom.services.demo.chance import Chance
from thugom.services.demo.clock import Clock
from thugom.services.demo.geography import DemoError
from thugom.services.demo.tickets.dirt import spoil, spoil_all
from thugom.services.demo.tickets.draws import Draws
from thugom.services.demo.tickets.files import FIRST_LINE, Scribe, write_tickets
from thugom.services.demo.tickets.loads import Counter, Haul, Loads, hauls_by_scale, loads_of, weigh
from thugom.services.demo.tickets.plan import Scale, TicketPlan
from thugom.services.demo.tickets.truth import Sheet, Tables, TicketTruth, origins_of
from thugom.services.demo.world import World

Hauls = dict[tuple[str, str], list[Haul]]
"""By facility and month."""


@dataclass
class TicketsMade:
    """What was made: when each file arrives, and the truth beside the files."""

    arrivals: dict[str, dt.datetime] = field(default_factory=dict)
    tables: Tables = field(default_factory=dict)
    defects: dict[str, int] = field(default_factory=dict)
    tickets: int = 0
    size: int = 0


@dataclass(frozen=True)
class Yard:
    """What all scales share: the home's `data`, the plan, the clock on which files arrive, the seed, the least load."""

    data: Path
    plan: TicketPlan
    clock: Clock
    seed: int
    net_kg_least: int


@dataclass(frozen=True)
class _Before:
    """What the file of the month before leaves to this one."""

    file: str = ""
    first_line: int = 0
    late: Loads | None = None
    hauls: tuple[Haul, ...] = ()


def make_tickets(world: World, facilities: pd.DataFrame, count: int, yard: Yard) -> TicketsMade:
    """Write about `count` tickets below `data/raw`: the world's treatment, split into truck loads.

    There are as many as trucks need to carry everything, however few are asked for; with more, loads get lighter. Where
    they would be lighter than a scale accepts, everything brought is multiplied by a whole number, and no report is.

    Args:
        world: the truth of all months.
        facilities: the rows of `facility.csv`.
        count: how many tickets are wanted.
        yard: where and how they are written.

    Raises:
        DemoError: the register lacks a facility at which a scale stands.
    """
    made, truth = TicketsMade(), TicketTruth(yard.data / "demo", yard.plan)
    hauls = _hauls(world, yard.plan, count, yard.net_kg_least)
    for scale in yard.plan.scales:
        own = facilities[facilities["facility_code"] == scale.facility_code].sort_values("valid_from")
        if own.empty:
            raise DemoError(f"The register has no facility {scale.facility_code}.\n  Add it, or take its scale away.")
        _make_scale(scale, own, hauls, yard, made, truth)
    made.tables, made.defects = truth.tables(), truth.defects
    return made


def _hauls(world: World, plan: TicketPlan, count: int, net_kg_least: int) -> Hauls:
    """Return what each scale weighs by month, in how many loads, none below what a scale accepts."""
    units = {unit.unit_id: unit for unit in world.geography.units}
    scales = {scale.facility_code: scale for scale in plan.scales}
    sums: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for cell, ways in world.treatment.items():
        for way, kilograms in ways.items():
            if way.facility_code in scales and scales[way.facility_code].stands(cell.period) and kilograms:
                sums[way.facility_code, cell.period, cell.unit_id, way.stream] += kilograms
    whole = max(sum(sums.values()), 1)
    mean_least = math.ceil(net_kg_least / (1 - plan.load_spread))
    times = max(-(-count * mean_least // whole), 1)
    hauls: Hauls = defaultdict(list)
    for (facility_code, month, unit_id, stream), kilograms in sorted(sums.items()):
        unit, settlements = units[unit_id], world.geography.settlements[unit_id]
        loads = loads_of(kilograms * times, kilograms * count / whole, (mean_least, plan.load_kg_most))
        settlement = settlements[0] if len(settlements) == 1 else "all"
        haul = Haul(unit.code, unit.valid_from.isoformat(), settlement, stream, kilograms * times, loads)
        hauls[facility_code, month].append(haul)
    return hauls


def _make_scale(
    scale: Scale, own: pd.DataFrame, hauls: Hauls, yard: Yard, made: TicketsMade, truth: TicketTruth
) -> None:
    """Write the files of one scale, month by month; `own` holds its facility's rows of the register."""
    scribe = Scribe(scale, str(own["ticket_scope"].iloc[-1]), yard.clock.zone)
    opened_on = own["valid_from"].iloc[0].date()
    counter = Counter(scribe.scope)
    before = _Before()
    for month, brought in hauls_by_scale(hauls, scale):
        clean = weigh(brought, scale, month, counter, yard.plan, yard.seed)
        sheet, before = _make_sheet(scribe, month, brought, clean, opened_on, before, yard)
        truth.add(sheet, brought)
        chance = Chance(yard.seed, "tickets arrive", scale.facility_code, month)
        made.arrivals[sheet.file] = yard.clock.on_time(month, chance)[1]
        made.tickets += len(sheet.loads)
        made.size += (yard.data / "raw" / sheet.file).stat().st_size


def _make_sheet(
    scribe: Scribe, month: str, brought: list[Haul], clean: Loads, opened_on: dt.date, before: _Before, yard: Yard
) -> tuple[Sheet, _Before]:
    """Write one month's file; return it, and what it leaves for the next."""
    plan, facility_code = yard.plan, scribe.scale.facility_code
    # Tickets that come late speak of hauls of the month before, which stand behind this month's own.
    hauls = (*brought, *before.hauls)
    late = None if before.late is None else replace(before.late, haul=before.late.haul + len(brought))
    wholesale = [defect for defect in plan.defects if defect.fills(facility_code, month)]
    draws = Draws(yard.seed, "ticket dirt", facility_code, month)
    spoilt = spoil(spoil_all(clean, wholesale), plan.in_rows, opened_on, draws, late)
    form = scribe.scale.form(month)
    file = f"{month}/synthetic-tickets-{facility_code.lower()}-{month}.{form}"
    table = scribe.table(spoilt.loads, hauls, origins_of(plan), month)
    write_tickets(table, yard.data / "raw" / file, form)
    numbers = table["ticket_number"].combine_chunks()
    sheet = Sheet(
        *(file, facility_code, month, FIRST_LINE[form], spoilt.loads, hauls, numbers, wholesale),
        *(before.file, before.first_line),
    )
    places = {defect.kind: place for place, defect in enumerate(plan.in_rows)}
    carried = spoilt.loads.at(spoilt.carried).marked(places.get("repeated_elsewhere", -1), spoilt.carried)
    return sheet, _Before(file, FIRST_LINE[form], carried, tuple(brought))
