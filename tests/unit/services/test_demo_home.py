"""A home for the demonstration: made with a path to stand on, and filled where it is one already."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from thugom.contracts import HomeError, load_policy
from thugom.services.demo_home import fill_home
from thugom.services.home import make_home

if TYPE_CHECKING:
    from pathlib import Path


def test_a_new_home_has_a_path_that_says_it_is_invented(tmp_path: Path) -> None:
    """Both targets have a baseline, so that the page and the alerts have something to show."""
    fill_home(tmp_path / "home", months=1, last="2026-10", seed=7)
    policy = load_policy(tmp_path / "home" / "policy.yml")
    assert policy.to_target.baselines.keys() == {target.id for target in policy.targets}
    assert {line.value < 1 for line in policy.to_target.baselines.values()} == {True}
    assert policy.to_target.baselines["communes_covered"].value == Fraction("0.62")
    assert "# Invented" in (tmp_path / "home" / "policy.yml").read_text(encoding="utf-8")


def test_a_home_that_is_there_keeps_its_policy(tmp_path: Path) -> None:
    """Whoever changed a line to see what it does finds it again."""
    home = make_home(tmp_path / "home", synthetic=True)
    before = home.policy_path.read_bytes()
    fill_home(home.root, months=1, last="2026-10", seed=7)
    assert home.policy_path.read_bytes() == before


def test_a_departments_home_is_not_touched(tmp_path: Path) -> None:
    """Synthetic reports are never mixed with real ones."""
    home = make_home(tmp_path / "home")
    with pytest.raises(HomeError, match="department's own data"):
        fill_home(home.root, months=1, last="2026-10", seed=7)
    assert list((home.data / "raw").iterdir()) == []
