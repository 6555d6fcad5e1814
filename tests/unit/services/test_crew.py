"""How many processes work side by side."""

from __future__ import annotations

import os

import pytest

from thugom.services import crew
from thugom.services.crew import affordable, available_mib


@pytest.mark.parametrize(
    ("room", "processors", "expected"), [(1500, 8, 2), (1399, 8, 1), (10, 8, 1), (9000, 1, 1), (None, 4, 2)]
)
def test_as_many_as_the_machine_has_room_and_processors_for_two_at_most(
    monkeypatch: pytest.MonkeyPatch, room: int | None, processors: int, expected: int
) -> None:
    """A small machine computes one month after the other rather than run out of memory."""
    monkeypatch.setattr(crew, "available_mib", lambda: room)
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    assert affordable(None, 700) == expected


def test_whoever_names_a_number_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who knows the machine decides."""
    monkeypatch.setattr(crew, "available_mib", lambda: 10)
    assert affordable(4, 700) == 4


def test_this_machine_tells_how_much_room_it_has() -> None:
    """On Linux the kernel says it; elsewhere nobody asks."""
    room = available_mib()
    assert room is None or room > 0
