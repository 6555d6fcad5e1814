"""Receipts that wait to be fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thugom.services.serve import drawer
from thugom.services.serve.drawer import KEPT_SECONDS, MOST_RECEIPTS, Drawer

if TYPE_CHECKING:
    import pytest


def test_a_receipt_is_had_by_its_word_alone() -> None:
    """Nobody can guess another clerk's."""
    kept = Drawer()
    token = kept.put("a.xlsx", b"a")
    found = kept.get(token)
    assert found is not None
    assert (found.name, found.content) == ("a.xlsx", b"a")
    assert len(token) >= 32
    assert kept.get(token[:-1]) is None


def test_a_receipt_is_gone_after_half_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was sent is not kept."""
    now = [0.0]
    monkeypatch.setattr("thugom.services.serve.drawer.time.monotonic", lambda: now[0])
    kept = Drawer()
    token = kept.put("a.xlsx", b"a")
    now[0] = KEPT_SECONDS - 1
    assert kept.get(token) is not None
    now[0] = KEPT_SECONDS
    assert kept.get(token) is None


def test_the_oldest_go_when_there_are_too_many() -> None:
    """Memory is bounded, in number and in bytes."""
    kept = Drawer()
    tokens = [kept.put("a.xlsx", b"a") for _ in range(MOST_RECEIPTS + 1)]
    assert [kept.get(token) is None for token in tokens[:2]] == [True, False]
    kept.put("b.xlsx", bytes(drawer.MOST_BYTES))
    assert kept.get(tokens[-1]) is None
