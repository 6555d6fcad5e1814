"""Where the demonstration's province and units stand on the path to 2030, held against the second computation."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.e2e.agreement import differences
from tests.e2e.published import Published, run_night
from tests.e2e.truth.bases import AS_IS
from tests.e2e.truth.demo import read_demo
from tests.e2e.truth.path_rows import PROVINCE_COLUMNS, province_path_cells, unit_path_cells
from tests.e2e.truth.province import Key
from tests.e2e.truth.unit_rows import RowKey
from tests.e2e.truth.world import World

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
LATER = dt.datetime(2026, 11, 17, 18, 30, tzinfo=dt.UTC)
OTHER_LINES = {
    "admissible_share": '"0.80"',
    "baselines": '{communes_covered: {on: 2025-03, value: "0.55"}}',
    "rural_target": '"0.25"',
}
"""Policy lines under which the demonstration has a path everywhere, and enough months to project."""


def with_other_policy(home: Path, root: Path) -> Path:
    """Return a copy of a home after a night under another policy."""
    shutil.copytree(home, root)
    policy = root / "policy.yml"
    text = policy.read_text(encoding="utf-8")
    for name, other in OTHER_LINES.items():
        text, lines = re.subn(rf"^  {name}: .*$", f"  {name}: {other}", text, flags=re.MULTILINE)
        assert lines == 1, name
    policy.write_text(text, encoding="utf-8")
    run_night(root, LATER)
    return root


@pytest.fixture(scope="module")
def other_home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run a night under a policy that sets every path."""
    return with_other_policy(demo_home, tmp_path_factory.mktemp("other-policy") / "home")


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


def test_another_policy_sets_other_paths(other_home: Path) -> None:
    """With a path given, a rural target and a lower bar for a month to count, all columns of paths follow."""
    world, published = World(read_demo(other_home), other_home), Published(other_home)
    expected = province_path_cells(world)
    for column in PROVINCE_COLUMNS:
        assert any(cells[column] is not None for cells in expected.values()), column
    statuses = {cells["status"] for cells in unit_path_cells(world).values()}
    assert statuses >= {"on_track", "watch", "behind", "incomplete", "no_report"}
    test_the_province_stands_where_it_truly_does(world, published)
    test_every_unit_stands_where_it_truly_does(world, published)
