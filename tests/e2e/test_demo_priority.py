"""Whom to serve next and whom to ring, held against the second computation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.agreement import differences
from tests.e2e.truth.bases import BASES
from tests.e2e.truth.contributions import Call, contribution_cells
from tests.e2e.truth.priorities import Place, priority_cells

if TYPE_CHECKING:
    from tests.e2e.published import Published
    from tests.e2e.truth.world import World

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("basis", BASES)
def test_the_order_of_serving_is_the_true_one(world: World, demo_published: Published, basis: str) -> None:
    """Each unit that is not known to be covered stands in its list at its place, with the running totals."""
    rows = demo_published.query("SELECT * FROM priority WHERE basis = ?", basis)
    assert {row["period"] for row in rows} <= {world.months[-1]}
    published = {Place(row["basis"], row["list"], row["rank"]): row for row in rows}
    distances = {row["unit_id"]: row["distance_km"] for row in rows if row["distance_km"] is not None}
    lines = differences(published, priority_cells(world, basis, distances))
    assert not lines, "\n".join(lines)


def test_the_list_to_ring_is_the_true_one(world: World, demo_published: Published) -> None:
    """Each unit whose report would narrow an interval stands there with its points, and whether it could flip."""
    rows = demo_published.rows("interval_contribution")
    assert {row["period"] for row in rows} <= {world.months[-1]}
    published = {
        Call(row["indicator"], row["settlement"], row["denominator_kind"], row["unit_id"]): row for row in rows
    }
    lines = differences(published, contribution_cells(world))
    assert not lines, "\n".join(lines)
