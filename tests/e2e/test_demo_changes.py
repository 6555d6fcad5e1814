"""What moved the demonstration's figures from month to month, held against the second computation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.agreement import differences
from tests.e2e.truth.changes import Move, change_cells

if TYPE_CHECKING:
    from tests.e2e.published import Published
    from tests.e2e.truth.world import World

pytestmark = pytest.mark.slow
PARTS = ("same_units_pp", "reporting_pp", "revision_pp", "boundary_pp")


def test_every_change_is_the_true_one(world: World, demo_published: Published) -> None:
    """Each month's difference is split into the same four parts as by the second computation."""
    published = {
        Move(row["period"], row["indicator"], row["settlement"], row["denominator_kind"]): row
        for row in demo_published.rows("change")
    }
    lines = differences(published, change_cells(world))
    assert not lines, "\n".join(lines)


def test_the_parts_of_a_change_sum_to_it(demo_published: Published) -> None:
    """Same units, reporting, revision and boundary change make up the whole difference."""
    rows = [row for row in demo_published.rows("change") if row["difference_pp"] is not None]
    assert rows
    for row in rows:
        assert sum(row[name] for name in PARTS) == pytest.approx(row["difference_pp"], abs=1e-9), row["period"]
