"""The evidence behind the demonstration's figures, held against the second computation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.agreement import differences
from tests.e2e.truth.bases import BASES
from tests.e2e.truth.evidence import grades, grades_on, shares, warned_unit_months
from tests.e2e.truth.spans import periods_of
from tests.e2e.truth.unit_rows import RowKey

if TYPE_CHECKING:
    from tests.e2e.published import Published
    from tests.e2e.truth.world import World

pytestmark = pytest.mark.slow


def warned(world: World, published: Published) -> set[tuple[str, str]]:
    """Return the units and months of which a check warned: of planted defects, and of what a night's review found."""
    planted = {one.rule_id for one in world.demo.defects}
    found = published.query("SELECT unit_id, period, rule_id FROM quality_issue WHERE severity = 'warning'")
    # One planted defect makes a second check of the same row warn, and is corrected with it.
    reviewed = {(row["unit_id"], row["period"]) for row in found if row["rule_id"] not in planted}
    return warned_unit_months(world.demo.defects) | reviewed


@pytest.mark.parametrize("basis", BASES)
def test_every_unit_month_has_its_true_grade(world: World, demo_published: Published, basis: str) -> None:
    """Each month has the grade of the unit that reported it, the worst of several; no longer period has one."""
    known = grades_on(world, basis, grades(world, warned(world, demo_published)))
    rows = demo_published.query("SELECT * FROM commune_coverage WHERE basis = ?", basis)
    published = {RowKey(row["unit_id"], row["period"], row["settlement"]): row for row in rows}
    expected = {key: {"evidence_grade": known.get((key.unit_id, key.period))} for key in published}
    lines = differences(published, expected)
    assert not lines, "\n".join(lines)


def test_shares_of_evidence_are_weighed_by_waste(world: World, demo_published: Published) -> None:
    """The shares of the grades in all waste are the true ones, in every row of a period."""
    known = grades(world, warned(world, demo_published))
    expected = {period: shares(world, period, known) for period in periods_of(world.months)}
    wrong = [
        line
        for row in demo_published.rows("province_coverage")
        for line in differences({(row["period"],): row}, {(row["period"],): expected[row["period"]]})
    ]
    assert not wrong, "\n".join(wrong[:12])
