"""What was known of a month when it was first published: only what had arrived, and as it was first reported."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.e2e.truth.cells import GRAMS, MEASURED, Cell
from tests.e2e.truth.knowledge import Record, known_figures
from tests.e2e.truth.reading import rows_of
from tests.e2e.truth.register import unit_id
from tests.e2e.truth.spans import due_on
from tests.e2e.truth.world import World

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.truth.cells import Truth
    from tests.e2e.truth.facts import Facts
    from tests.e2e.truth.knowledge import Submission


def first_known(world: World, home: Path, month: str) -> World:
    """Return the world of one month as it was when due day and grace were over, arrivals of that day included."""
    demo = world.demo
    past_due = due_on(month, demo.policy.due_day) + dt.timedelta(days=demo.policy.grace_days)
    zone = ZoneInfo(demo.policy.time_zone)
    sent = [one for one in demo.record.submissions if one.month == month and _arrived_by(one, past_due, zone)]
    record = Record(sent, demo.defects)
    folder = home / "data" / "demo" / "truth"
    truth = {cell: figures for cell, figures in demo.truth.items() if cell.month == month}
    truth = as_first_reported(truth, record, folder / "dirt.csv")
    known = known_figures(truth, record, folder / "treatment.csv", demo.policy)
    then = World(replace(demo, truth=truth, record=record, known=known), home, is_monthly=True)
    then.facts |= {cell: _taken_at_its_word(one) for cell, one in then.facts.items() if _has_no_past(then, one)}
    then.index()
    return then


def _has_no_past(then: World, facts: Facts) -> bool:
    """Tell whether a unit is heard of in its first month: then no facility is missed that it never had tonnes at.

    That month is the one of a boundary change, as the months before belong to other units.
    """
    cell, record = facts.cell, then.demo.record
    is_refused = any(cell in record.refused[one.file, "treatment"] for one in record.by_unit[cell.unit_id, cell.month])
    begun = then.demo.register.units[cell.unit_id].valid_from
    return facts.is_heard_of_treated and not is_refused and f"{begun:%Y-%m}" == cell.month


def _taken_at_its_word(facts: Facts) -> Facts:
    """Return the facts with all that was heard of T taken for all of it."""
    treated, biological, controlled = facts.part
    figures = replace(facts.figures, treated=treated, biological=biological, controlled=controlled)
    return replace(facts, figures=figures, known=facts.known | {"treated"})


def unsaid_cells(world: World, month: str) -> set[Cell]:
    """Return the cells of a month whose first report was plausible and wrong, by how much the truth does not say."""
    found = set()
    faulty = {(one.file, one.unit_id) for one in world.demo.defects}
    for (unit, of_month), sent in world.demo.record.by_unit.items():
        first = [one for one in sent if one.state != "correction" and one.file]
        is_corrected = any(one.state == "correction" for one in sent)
        if of_month == month and is_corrected and not any((one.file, unit) in faulty for one in first):
            found |= {facts.cell for facts in world.by_unit_month[unit, month]}
    return found


def _arrived_by(sent: Submission, on: dt.date, zone: ZoneInfo) -> bool:
    return bool(sent.file) and dt.datetime.fromisoformat(sent.arrived_at).astimezone(zone).date() <= on


def as_first_reported(truth: Truth, record: Record, dirt: Path) -> Truth:
    """Return the truth with the doubtful figures that stood until their corrections came."""
    told = dict(truth)
    arrived = {one.file for one in record.submissions}
    for row in rows_of(dirt):
        name = MEASURED.get(row["column"].removesuffix("_t"))
        if row["effect"] != "marked" or row["superseded_by"] in arrived | {""} or name is None:
            continue
        cell = Cell(unit_id(row["unit_code"], row["valid_from"]), row["period"], row["settlement"])
        if cell in told and row["file"] in arrived:
            amount = Fraction(row["value"].replace(",", ".")) * (GRAMS if row["column"].endswith("_t") else 1)
            told[cell] = replace(told[cell], **{name: round(amount)})
    return told
