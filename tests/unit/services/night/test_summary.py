"""The summary of a night: where the targets stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.unit.register.test_boundaries_shares import written
from tests.unit.services.night.test_knowledge import NOW, REPORT
from thugom.flows.nightly import in_order
from thugom.services.home import make_home

if TYPE_CHECKING:
    from pathlib import Path


def test_a_home_without_wards_has_its_night_and_no_urban_target(tmp_path: Path) -> None:
    """What no unit can be measured by has no line; the other target stands as ever."""
    home = make_home(tmp_path / "home")
    written(home.register_dir)
    report = REPORT.replace("03388", "00002").replace("urban", "rural")
    (home.raw / "october.csv").write_text(report, encoding="utf-8")
    summary = in_order(home.root, None, NOW)
    assert summary.rows_accepted == 1
    (target,) = summary.targets
    assert (target.id, target.denominator, target.lower) == ("communes_covered", None, 0)
