"""One night over the demonstration, run once and read by every test that holds it against the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.published import Published, make_demo_home, run_night
from tests.e2e.truth.demo import read_demo
from tests.e2e.truth.world import World
from thugom.services.demo_home import fill_home

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = 7
SOAK_SEEDS = [pytest.param(seed, marks=pytest.mark.soak) for seed in (11, 23, 42)]


@pytest.fixture(scope="session", params=[SHIPPED, *SOAK_SEEDS])
def demo_home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the night's steps on a copy of the shipped home, and for long tests on three other worlds."""
    root = tmp_path_factory.mktemp("demo-home") / "home"
    if request.param == SHIPPED:
        make_demo_home(root)
    else:
        fill_home(root, months=36, last="2026-10", seed=request.param)
    run_night(root)
    return root


@pytest.fixture(scope="session")
def demo_published(demo_home: Path) -> Published:
    """Return what the night published."""
    return Published(demo_home)


@pytest.fixture(scope="session")
def world(demo_home: Path) -> World:
    """Return what is true, on every basis."""
    return World(read_demo(demo_home), demo_home)
