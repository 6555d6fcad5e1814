"""The deployment of prefect.yaml, for departments that run Prefect's own server and workers."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from tests.e2e.reports import months_of_units, register_of, send
from tests.flows.server import prefect_server, wait_until
from thugom.services.home import make_home

CHECKOUT = Path(__file__).parents[2]


@pytest.mark.prefect
@pytest.mark.soak
@pytest.mark.timeout(600)
def test_the_deployment_of_the_checkout_runs_on_a_worker_and_leaves_its_artifacts(tmp_path: Path) -> None:
    """Deployed as it stands, triggered for a home, run by a process worker, and seen with table and link."""
    home = make_home(tmp_path / "home", synthetic=True).root
    send(home, months_of_units(register_of(home), "2026-10")[:10])
    with prefect_server(tmp_path) as server:
        server.prefect("work-pool", "create", "thugom", "--type", "process")
        server.prefect("--no-prompt", "deploy", "--name", "nightly", folder=CHECKOUT)
        triggered = ["deployment", "run", "nightly/nightly", "--param", f"home={json.dumps(str(home))}"]
        server.prefect(*triggered)
        with server.worker("thugom"):
            wait_until(lambda: _states(server.flow_runs()) != set(), 400, server.log)
        assert _states(server.flow_runs()) == {"COMPLETED"}, server.log()
        answer = httpx.post(f"{server.url}/artifacts/filter", json={}, timeout=10)
        assert {artifact["key"] for artifact in answer.json()} == {"coverage", "page"}
    assert (home / "data/curated/thugom.db").is_file()


def _states(runs: list[dict[str, str]]) -> set[str]:
    """Return how runs ended that have come to an end."""
    return {run["state_type"] for run in runs} & {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
