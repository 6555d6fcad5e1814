"""Where the demonstration's province and units stand on the path to 2030, held against the second computation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.agreement import differences
from tests.e2e.truth.bases import AS_IS
from tests.e2e.truth.path_rows import PROVINCE_COLUMNS, province_path_cells, unit_path_cells
from tests.e2e.truth.province import Key
from tests.e2e.truth.unit_rows import RowKey

if TYPE_CHECKING:
    from tests.e2e.published import Published
    from tests.e2e.truth.world import World

pytestmark = pytest.mark.slow


def test_the_province_stands_where_it_truly_does(world: World, demo_published: Published) -> None:
    """Admissible, baseline, expected, gaps, slope, projection, course and pace are those of the second computation."""
    rows = demo_published.query("SELECT * FROM province_coverage WHERE basis = ?", AS_IS)
    published = {Key(row["period"], row["indicator"], row["settlement"], row["denominator_kind"]): row for row in rows}
    expected = province_path_cells(world)
    lines = differences({key: row for key, row in published.items() if key in expected}, expected)
    assert not lines, "\n".join(lines)


def test_only_monthly_rows_with_a_target_on_todays_units_have_a_path(world: World, demo_published: Published) -> None:
    """Every other row of the province leaves the columns of paths empty."""
    expected = province_path_cells(world)
    for row in demo_published.rows("province_coverage"):
        key = Key(row["period"], row["indicator"], row["settlement"], row["denominator_kind"])
        if row["basis"] != AS_IS or key not in expected:
            assert [name for name in PROVINCE_COLUMNS if row[name] is not None] == [], (row["basis"], key)


def test_every_unit_stands_where_it_truly_does(world: World, demo_published: Published) -> None:
    """Each unit, month and settlement has its row, with its path, its gap and its status."""
    rows = demo_published.rows("unit_path")
    published = {RowKey(row["unit_id"], row["period"], row["settlement"]): row for row in rows}
    lines = differences(published, unit_path_cells(world))
    assert not lines, "\n".join(lines)
