"""Homes with a past: fresh, filled by a backfill that nobody disturbed, and copies of that."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.backfill.past import backfill, files_of, make_past
from tests.e2e.test_as_known_at import state
from tests.postgresql import cluster, postgresql
from thugom.services.backfill.plan import Asked

if TYPE_CHECKING:
    from tests.e2e.backfill.past import Files
    from thugom.flows.backfill import Backfilled

__all__ = ["cluster", "postgresql"]


@pytest.fixture(scope="session")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home of two months and two nights."""
    return make_past(tmp_path_factory.mktemp("backfill") / "home")


@pytest.fixture
def home(past: Path, tmp_path: Path) -> Path:
    """Return a copy of that home."""
    return Path(shutil.copytree(past, tmp_path / "home"))


@pytest.fixture(scope="session")
def filled(past: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Backfilled]:
    """Return a copy in which a backfill ran in one process that nobody disturbed, and what it came to."""
    home = Path(shutil.copytree(past, tmp_path_factory.mktemp("undisturbed") / "home"))
    before = state(home)
    done = backfill(home, Asked(processes=1))
    assert state(home) == before, "neither the store, nor what is published, nor what `status` reads may change"
    return home, done


@pytest.fixture(scope="session")
def undisturbed(filled: tuple[Path, Backfilled]) -> Files:
    """Return all files of that backfill."""
    return files_of(filled[0])


@pytest.fixture
def again(filled: tuple[Path, Backfilled], tmp_path: Path) -> Path:
    """Return a copy of the home in which it ran."""
    return Path(shutil.copytree(filled[0], tmp_path / "again"))
