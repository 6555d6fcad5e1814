"""What a watchdog is told."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from typing import TYPE_CHECKING

import httpx
import pytest
from starlette.applications import Starlette

from thugom.services.serve.health import Health, health_route

if TYPE_CHECKING:
    from pathlib import Path

PUBLISHED = dt.datetime(2026, 11, 26, 18, 30, tzinfo=dt.UTC)


def _health(folder: Path, hours: float, *, running: bool = True) -> Health:
    """Return the health of a folder that was published into, so many hours later."""
    text = {"published_at": PUBLISHED.isoformat(), "publication_id": "7", "period": "2026-10", "as_of": "2026-11-27"}
    (folder / "status.json").write_text(json.dumps(text), encoding="utf-8")
    programs = {"schedule": lambda: 4711 if running else None}
    return Health(folder, dt.timedelta(hours=26), programs, lambda: PUBLISHED + dt.timedelta(hours=hours))


async def _asked(app: Starlette) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        return await client.get("/healthz")


@pytest.mark.parametrize(
    ("hours", "running", "state"),
    [(26.0, True, "ok"), (26.01, True, "late"), (26.01, False, "late"), (1, False, "down"), (-2, True, "clock")],
)
def test_a_publication_may_be_26_hours_old(tmp_path: Path, hours: float, state: str, *, running: bool) -> None:
    """Later than that it is late; a schedule that does not run, or a clock that was set back, is told before that."""
    assert _health(tmp_path, hours, running=running).account()["state"] == state


def test_nothing_published_and_a_damaged_record_are_told_apart(tmp_path: Path) -> None:
    """A new home says `none`, a file that is no record says `damaged`; neither is well."""
    health = Health(tmp_path, dt.timedelta(hours=26), {})
    assert health.account()["state"] == "none"
    (tmp_path / "status.json").write_text("[", encoding="utf-8")
    assert health.account()["state"] == "damaged"


def test_a_watchdog_that_looks_at_the_answers_number_alone_knows(tmp_path: Path) -> None:
    """200 where all is well, 503 where it is not; the account is JSON in both."""
    for hours, number in ((2, 200), (30, 503)):
        answer = asyncio.run(_asked(Starlette(routes=[health_route(_health(tmp_path, hours))])))
        assert (answer.status_code, answer.json()["age_hours"], answer.json()["period"]) == (number, hours, "2026-10")
