"""Which of the demonstration's figures are far from their unit's own history, held against the second computation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.truth.histories import Finding, history_findings

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.published import Published
    from tests.e2e.truth.world import World

pytestmark = pytest.mark.slow


def test_every_figure_far_from_its_history_is_warned_of(
    world: World, demo_published: Published, demo_home: Path
) -> None:
    """The history checks warn of what the second computation finds far from the months before, and of nothing else."""
    rows = demo_published.query("SELECT * FROM quality_issue WHERE rule_id LIKE '%.history'")
    assert {row["severity"] for row in rows} == {"warning"}
    assert {Finding(row["rule_id"], row["unit_id"], row["period"]) for row in rows} == history_findings(
        world, demo_home
    )
