"""What the change of units alone does to the demonstration's targets, held against the second computation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.agreement import differences
from tests.e2e.truth.reclassification import Effect, reclassification_cells

if TYPE_CHECKING:
    from tests.e2e.published import Published
    from tests.e2e.truth.world import World

pytestmark = pytest.mark.slow


def test_every_effect_of_reclassification_is_the_true_one(world: World, demo_published: Published) -> None:
    """Each period, target, denominator and reading has its row, with its distance from the programme's map."""
    published = {
        Effect(row["period"], row["period_kind"], row["indicator"], row["denominator_kind"], row["reading"]): row
        for row in demo_published.rows("reclassification_effect")
    }
    lines = differences(published, reclassification_cells(world))
    assert not lines, "\n".join(lines)


def test_the_census_counts_as_many_urban_people_as_the_programme_did(world: World) -> None:
    """In 2019 81,889 people were urban, of whom 34,474 live in wards now and 47,415 in communes."""
    cells = reclassification_cells(world)
    urban = {key.reading: row["denominator"] for key, row in cells.items() if key.period_kind == "census"}
    assert urban["as_issued"] == 81_889
    register = world.demo.register
    founders = [parent for unit in register.parents for parent in register.parents[unit] if _is_ward(world, unit)]
    stayed = sum(register.census[unit, "urban"].people for unit in founders if (unit, "urban") in register.census)
    assert (stayed, 81_889 - stayed) == (34_474, 47_415)


def _is_ward(world: World, unit: str) -> bool:
    return world.demo.register.units[unit].kind == "ward"
