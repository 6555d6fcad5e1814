"""The schedule of one small department: a process that runs the night when its hour has come.

    python -m thugom.flows.scheduling HOME

It waits for the server of PREFECT_API_URL, deploys the night there, catches up on one that was missed, and runs what is
due, one night at a time.
"""

import asyncio
import datetime as dt
import os
import signal
import sys
import time
from pathlib import Path
from uuid import UUID

from prefect import get_client
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, FlowRun, StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner
from prefect.schedules import Cron
from prefect.states import Crashed

from thugom.contracts import Home, load_policy
from thugom.flows.nightly import nightly
from thugom.services.night.last import is_missed, last_night
from thugom.services.serve.keeper import descendants, kill

NIGHT_HOUR, NIGHT_MINUTE = 1, 30
"""After midnight, so that the month that ended yesterday counts as ended; before office hours."""
NAME = "nightly"
CAUGHT_UP = "caught up"
_PATIENCE = 180
_GOING = {StateType.RUNNING, StateType.PENDING, StateType.CANCELLING}
_LOOKS_EVERY = 5


async def deployment(home: Home) -> RunnerDeployment:
    """Return the night of a home as a deployment: at half past one by the home's clock, one at a time."""
    zone = load_policy(home.policy_path).place.time_zone
    made: RunnerDeployment = await nightly.ato_deployment(
        name=NAME,
        schedule=Cron(f"{NIGHT_MINUTE} {NIGHT_HOUR} * * *", timezone=str(zone)),
        parameters={"home": str(home.root)},
        # Two nights at once would publish over each other: a second one waits for the first.
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE),
        description="Ingest what arrived, judge it, and publish the coverage.",
        tags=["thugom"],
    )
    return made


async def settle(client: PrefectClient, number: UUID, *, missed: bool) -> FlowRun | None:
    """Put in order what an end in the middle left, and catch up on a night that was missed.

    Runs that stand as going have nobody who runs them: this process is the only one, and has just begun. However many
    nights went by, one is caught up: it takes in all that arrived.

    Args:
        client: of the server.
        number: the deployment's.
        missed: a night's hour has gone by since the last one began.

    Returns:
        the run that catches up; None where nothing was missed.
    """
    now = dt.datetime.now(dt.UTC)
    mine = DeploymentFilter(id=DeploymentFilterId(any_=[number]))
    for run in await client.read_flow_runs(deployment_filter=mine, limit=200):
        if run.state_type in _GOING:
            await client.set_flow_run_state(run.id, Crashed(message="thugom serve ended meanwhile"), force=True)
        elif run.state_type == StateType.SCHEDULED and (run.next_scheduled_start_time or now) <= now:
            await client.delete_flow_run(run.id)
    return await client.create_flow_run_from_deployment(number, tags=["thugom", CAUGHT_UP]) if missed else None


async def run_nights(root: Path) -> None:
    """Deploy the night, catch up, and run what is due until somebody ends this process."""
    home = Home.open(root)
    await _reachable()
    # Not paused when it ends: the schedule is to be in force at the next start, too.
    runner = Runner(name="thugom", limit=1, pause_on_shutdown=False, query_seconds=_LOOKS_EVERY)
    number = await runner.aadd_deployment(await deployment(home))
    zone = load_policy(home.policy_path).place.time_zone
    missed = is_missed(_last_began(home), dt.datetime.now(zone), dt.time(NIGHT_HOUR, NIGHT_MINUTE))
    async with get_client() as client:
        caught_up = await settle(client, number, missed=missed)
    said = "a night was missed and is caught up now" if caught_up else "no night was missed"
    sys.stdout.write(f"the schedule is in force: {NIGHT_HOUR:02}:{NIGHT_MINUTE:02} {zone}; {said}\n")
    sys.stdout.flush()
    await _until_ended(runner)


async def _until_ended(runner: Runner) -> None:
    """Run what is due until this process is asked to end; a night that is going then ends with it."""
    running = asyncio.create_task(runner.start())
    # Prefect's own way to heed the signal never comes to its end; by now it is set, and ours takes its place.
    await asyncio.sleep(0)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, _end_now)
    await running


def _end_now() -> None:
    """End this process and what it started: a night may be killed anywhere, and is caught up at the next start."""
    kill(descendants(os.getpid()))
    sys.stdout.flush()
    os._exit(0)


def _last_began(home: Home) -> dt.datetime | None:
    """Return when the last night began; None also where its record is damaged: the next one writes it anew."""
    try:
        last = last_night(home.curated)
    except (OSError, ValueError):
        return None
    return last.began_at if last else None


async def _reachable() -> None:
    """Return when the server answers.

    Raises:
        TimeoutError: it does not.
    """
    end = time.monotonic() + _PATIENCE
    async with get_client() as client:
        while (reason := await client.api_healthcheck()) is not None:
            if time.monotonic() > end:
                raise TimeoutError(f"Prefect's server does not answer: {reason}")
            await asyncio.sleep(0.5)


def main(arguments: list[str]) -> None:
    """Run the schedule of the home that is named."""
    (root,) = arguments
    asyncio.run(run_nights(Path(root)))


if __name__ == "__main__":
    main(sys.argv[1:])
