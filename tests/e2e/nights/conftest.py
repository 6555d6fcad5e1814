"""What the nights in trouble share: one program that runs them, and what a quiet one leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.nights.troubling import stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.nights.troubling import Quiet


@pytest.fixture(scope="session")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quiet]:
    """Give the program and what quiet nights leave, on SQLite."""
    with stage(tmp_path_factory.mktemp("trouble")) as found:
        yield found
