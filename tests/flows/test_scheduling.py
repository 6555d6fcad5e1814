"""The schedule of a department: what a start puts in order, before anything is run."""

from __future__ import annotations

import asyncio
import datetime as dt
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from prefect.client.schemas.objects import StateType

from thugom.flows.environment import schedule_environment, server_environment, small
from thugom.flows.scheduling import settle

if TYPE_CHECKING:
    from pathlib import Path

NUMBER = uuid4()
NOW = dt.datetime.now(dt.UTC)
HOUR = dt.timedelta(hours=1)


class Client:
    """A server in memory: its runs, and what is asked of it."""

    def __init__(self, *runs: SimpleNamespace) -> None:
        """Take the runs."""
        self.runs = {run.id: run for run in runs}
        self.created: list[UUID] = []

    async def read_flow_runs(self, **_: object) -> list[SimpleNamespace]:
        """Return the runs."""
        return list(self.runs.values())

    async def set_flow_run_state(self, run: UUID, state: Any, *, force: bool) -> None:  # noqa: ANN401 - Prefect's
        """Set a run's state."""
        assert force
        self.runs[run].state_type = state.type

    async def delete_flow_run(self, run: UUID) -> None:
        """Remove a run."""
        del self.runs[run]

    async def create_flow_run_from_deployment(self, number: UUID, tags: list[str]) -> str:
        """Make a run."""
        assert "caught up" in tags
        self.created.append(number)
        return "run"


def _run(state: StateType, due: dt.datetime | None = None) -> SimpleNamespace:
    return SimpleNamespace(id=uuid4(), state_type=state, next_scheduled_start_time=due)


def test_three_nights_that_went_by_are_one_night_and_the_next_one_stays() -> None:
    """What was due while nobody ran it is caught up once; what is to come is left alone."""
    missed = [_run(StateType.SCHEDULED, NOW - days * 24 * HOUR) for days in (1, 2, 3)]
    tomorrow = _run(StateType.SCHEDULED, NOW + HOUR)
    client = Client(*missed, tomorrow)
    asyncio.run(settle(client, NUMBER, missed=True))  # type: ignore[arg-type]
    assert client.runs == {tomorrow.id: tomorrow}
    assert client.created == [NUMBER]


@pytest.mark.parametrize("state", [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING])
def test_a_run_that_nobody_runs_any_more_has_crashed(state: StateType) -> None:
    """It would hold its place for ever, and no night could begin."""
    left, done = _run(state), _run(StateType.COMPLETED)
    client = Client(left, done)
    assert asyncio.run(settle(client, NUMBER, missed=False)) is None  # type: ignore[arg-type]
    assert (left.state_type, done.state_type, client.created) == (StateType.CRASHED, StateType.COMPLETED, [])


def test_the_server_is_told_nothing_of_the_home_and_nothing_from_outside(tmp_path: Path) -> None:
    """Passwords stay with the nights; an address of the caller's shell reaches neither."""
    shell = {"THUGOM_DATABASE_URL": "secret", "PREFECT_API_URL": "http://stranger/api", "PATH": "/bin"}
    server = server_environment(shell, tmp_path, 4200, 90)
    schedule = schedule_environment(shell, tmp_path, "http://127.0.0.1:4200/api")
    assert "secret" not in server.values()
    assert schedule["THUGOM_DATABASE_URL"] == "secret"
    assert schedule["PREFECT_API_URL"] == "http://127.0.0.1:4200/api"
    assert "http://stranger/api" not in (server | schedule).values()
    for told in (server, schedule):
        assert (told["PREFECT_SERVER_ANALYTICS_ENABLED"], told["DO_NOT_TRACK"]) == ("false", "1")
        assert told["PREFECT_HOME"] == str(tmp_path)


def test_prefect_understands_for_how_long_runs_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both settings speak of 90 days, each in its own notation, and the flow runs go, too."""
    from prefect.settings.models.server.events import ServerEventsSettings  # noqa: PLC0415 - after the environment
    from prefect.settings.models.server.services import ServerServicesDBVacuumSettings  # noqa: PLC0415 - as above

    for name, value in small(90).items():
        monkeypatch.setenv(name, value)
    vacuum = ServerServicesDBVacuumSettings()
    assert vacuum.retention_period == ServerEventsSettings().retention_period == dt.timedelta(days=90)
    assert vacuum.enabled_vacuum_types == {"events", "flow_runs", "orphans"}
