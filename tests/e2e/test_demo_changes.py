"""What moved the demonstration's figures from month to month, held against the second computation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.agreement import differences
from tests.e2e.truth.changes import Move, change_cells
from tests.e2e.truth.hindsight import first_known, unsaid_cells

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.published import Published
    from tests.e2e.truth.world import World

pytestmark = pytest.mark.slow
PARTS = ("same_units_pp", "reporting_pp", "revision_pp", "boundary_pp")


def test_every_change_is_the_true_one(world: World, demo_published: Published, demo_home: Path) -> None:
    """Each month's difference is split into the same four parts as by the second computation.

    Where a first report was plausible and wrong, the truth holds only its correction, and nothing is compared
    that rests on it.
    """
    first = {month: first_known(world, demo_home, month) for month in world.months}
    expected = change_cells(world, first)
    unsaid = {
        (cell.month, settlement)
        for month in world.months
        for cell in unsaid_cells(world, month)
        for settlement in (cell.settlement, "all")
    }
    for move, cells in expected.items():
        if (str(cells["previous_period"]), move.settlement) in unsaid and move.denominator_kind != "by_units":
            for name in ("previous_value", "difference_pp", "revision_pp"):
                del cells[name]
    published = {
        Move(row["period"], row["indicator"], row["settlement"], row["denominator_kind"]): row
        for row in demo_published.rows("change")
    }
    lines = differences(published, expected)
    assert not lines, "\n".join(lines)


def test_the_parts_of_a_change_sum_to_it(demo_published: Published) -> None:
    """Same units, reporting, revision and boundary change make up the whole difference."""
    rows = [row for row in demo_published.rows("change") if None not in {row[name] for name in PARTS}]
    assert rows
    for row in rows:
        assert sum(row[name] for name in PARTS) == pytest.approx(row["difference_pp"], abs=1e-9), row["period"]
