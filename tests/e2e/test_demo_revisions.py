"""What the newest arrivals changed in the demonstration, held against the second computation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.agreement import differences
from tests.e2e.truth.hindsight import unsaid_cells
from tests.e2e.truth.revisions import Revised, newest_arrivals, revision_cells, world_without

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.published import Published
    from tests.e2e.truth.world import World

pytestmark = pytest.mark.slow


def test_every_revision_is_the_true_one(world: World, demo_published: Published, demo_home: Path) -> None:
    """Each figure that the last day's arrivals changed stands there as it was and as it is, and no other one."""
    newest = newest_arrivals(world)
    if any(
        {one.cell for one in world.by_unit_month[sent.unit_id, sent.month]} & unsaid_cells(world, sent.month)
        for sent in newest
    ):
        # The truth holds only what a plausible first report was corrected to: nothing can be said of its figures.
        return
    published = {Revised(*(row[name] for name in Revised._fields)): row for row in demo_published.rows("revision")}
    expected = revision_cells(world_without(world, demo_home, newest), world)
    lines = differences(published, expected)
    assert not lines, "\n".join(lines)
    files = sorted({sent.file for sent in newest})
    if len(files) == 1:
        assert {row["files"] for row in published.values()} == set(files)
