"""Every test of the store that takes an address runs on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.postgresql import Cluster, cluster, postgresql

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["cluster", "postgresql"]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database: a file, then a server's."""
    if request.param == "sqlite":
        return str(tmp_path / "store" / "thugom.db")
    address: str = request.getfixturevalue("postgresql")
    return address


@pytest.fixture
def new_database(
    database: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], str]]:
    """Return what gives the address of another empty database of the same kind, for properties that need many."""
    if "://" not in database:
        yield lambda: str(tmp_path_factory.mktemp("store") / "thugom.db")
        return
    server: Cluster = request.getfixturevalue("cluster")
    made: list[str] = []

    def make() -> str:
        made.append(server.create())
        return server.url(made[-1])

    yield make
    for name in made:
        server.drop(name)
