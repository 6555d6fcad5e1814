"""What the newest arrivals changed in figures that had been published (methodology, section 9)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from tests.e2e.truth.bases import BASES
from tests.e2e.truth.hindsight import as_first_reported
from tests.e2e.truth.knowledge import Record, known_figures
from tests.e2e.truth.province_rows import divided
from tests.e2e.truth.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.truth.knowledge import Submission
    from tests.e2e.truth.province_rows import ProvinceRow
    from tests.e2e.truth.unit_rows import UnitRow

Exact = Fraction | int | str | bool | None
Cells = dict[str, Exact]
NOTHING = Fraction(1, 2 * 10**9)
"""Less than this is no change."""


class Revised(NamedTuple):
    """The key of `revision`."""

    table_name: str
    period: str
    indicator: str
    settlement: str
    basis: str
    denominator_kind: str
    unit_id: str


def newest_arrivals(world: World) -> list[Submission]:
    """Return what arrived on the last day of which anything arrived."""
    zone = ZoneInfo(world.policy.time_zone)
    days = {one: _day(one, zone) for one in world.demo.record.submissions if one.file}
    last = max(days.values())
    return [one for one, day in days.items() if day == last]


def _day(sent: Submission, zone: ZoneInfo) -> dt.date:
    return dt.datetime.fromisoformat(sent.arrived_at).astimezone(zone).date()


def world_without(world: World, home: Path, arrivals: list[Submission]) -> World:
    """Return the world as it was known before some arrivals."""
    demo = world.demo
    record = Record([one for one in demo.record.submissions if one not in arrivals], demo.defects)
    folder = home / "data" / "demo" / "truth"
    truth = as_first_reported(demo.truth, record, folder / "dirt.csv")
    known = known_figures(truth, record, folder / "treatment.csv", demo.policy)
    return World(replace(demo, truth=truth, record=record, known=known), home)


def revision_cells(before: World, after: World) -> dict[Revised, Cells]:
    """Return every row of `revision`: the figures of units and of the province that are not what they were."""
    cells: dict[Revised, Cells] = {}
    for basis in BASES:
        earlier = before.unit_rows(basis)
        for key, row in after.unit_rows(basis).items():
            for indicator, was, now in _of_unit(earlier[key], row):
                if _is_changed(was, now):
                    place = Revised("commune_coverage", key.period, indicator, key.settlement, basis, "", key.unit_id)
                    cells[place] = {"value_before": was, "value_after": now, "verdict_flipped": False}
        figures = before.province_rows(basis)
        for figure_key, figure in after.province_rows(basis).items():
            changed = _of_province(figures[figure_key], figure)
            period, indicator, settlement, kind = figure_key
            if changed is not None:
                cells[Revised("province_coverage", period, indicator, settlement, basis, kind, "")] = changed
    return cells


def _of_unit(before: UnitRow, after: UnitRow) -> Iterator[tuple[str, Exact, Exact]]:
    yield "covered", _number(before.covered), _number(after.covered)
    name = "collected_treated_rate"
    yield name, before.numbers[name], after.numbers[name]


def _number(answer: bool | None) -> int | None:  # noqa: FBT001 - an answer, not a switch
    return None if answer is None else int(answer)


def _of_province(before: ProvinceRow, after: ProvinceRow) -> Cells | None:
    pairs = {
        "value": (before.exact, after.exact),
        "lower": (divided(before.lower), divided(after.lower)),
        "upper": (divided(before.upper), divided(after.upper)),
    }
    is_flipped = before.status != after.status
    if not is_flipped and not any(_is_changed(was, now) for was, now in pairs.values()):
        return None
    cells: Cells = {f"{name}_before": was for name, (was, _) in pairs.items()}
    cells |= {f"{name}_after": now for name, (_, now) in pairs.items()}
    return cells | {
        "target_status_before": before.status,
        "target_status_after": after.status,
        "verdict_flipped": is_flipped,
    }


def _is_changed(was: Exact, now: Exact) -> bool:
    if isinstance(was, Fraction | int) and isinstance(now, Fraction | int):
        return abs(Fraction(was) - now) >= NOTHING
    return was is not now
