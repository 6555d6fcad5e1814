"""The versions in the lock work together: what an import check does not catch, seen on real servers.

Each pin in pyproject.toml stands for a failure that shows only when a flow runs, is deployed or is scheduled.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

from tests.flows.server import prefect_server, wait_until

CHECKOUT = Path(__file__).parents[2]
TWO_TASKS = """
from prefect import flow, task

@task
def first() -> int:
    return 1

@task
def second(number: int) -> int:
    return number + 1

@flow
def two_tasks() -> int:
    return second(first())

if __name__ == "__main__":
    print("the flow returned", two_tasks())
"""
EVERY_MINUTE = """
name: smoke
deployments:
  - name: every-minute
    entrypoint: two_tasks.py:two_tasks
    schedules:
      - cron: "* * * * *"
        timezone: Asia/Ho_Chi_Minh
    work_pool:
      name: smoke
"""


@pytest.mark.prefect
@pytest.mark.slow
def test_a_flow_of_two_tasks_runs_on_an_ephemeral_server(tmp_path: Path) -> None:
    """A script that calls a flow, with no server anywhere, starts one for itself and ends well."""
    script = tmp_path / "two_tasks.py"
    script.write_text(TWO_TASKS, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=180
    )
    assert done.returncode == 0, done.stderr
    assert "the flow returned 2" in done.stdout


@pytest.mark.prefect
@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_deployed_cron_schedule_produces_runs_and_a_worker_finishes_one(tmp_path: Path) -> None:
    """Deploying a flow with a cron schedule is enough: the scheduler makes its runs and a worker runs them."""
    (tmp_path / "two_tasks.py").write_text(TWO_TASKS, encoding="utf-8")
    (tmp_path / "prefect.yaml").write_text(EVERY_MINUTE, encoding="utf-8")
    with prefect_server(tmp_path) as server:
        server.prefect("work-pool", "create", "smoke", "--type", "process")
        server.prefect("--no-prompt", "deploy", "--all")
        wait_until(lambda: len(_scheduled(server.flow_runs())) >= 2, 60, server.log)
        assert "two-tasks" in server.prefect("flow-run", "ls")
        with server.worker("smoke"):
            wait_until(lambda: "COMPLETED" in _states(server.flow_runs()), 100, server.log)
        assert not {"FAILED", "CRASHED"} & _states(server.flow_runs()), server.log()


def test_the_installed_versions_satisfy_every_pin() -> None:
    """What is installed is what pyproject.toml asks for, also after somebody installed something by hand."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wrong = {
        str(wanted): version(wanted.name)
        for wanted in map(Requirement, project["dependencies"])
        if version(wanted.name) not in wanted.specifier
    }
    assert wrong == {}


def test_no_engine_that_gives_wrong_rows_is_installed() -> None:
    """duckdb-engine gives wrong rows when two results are open on one connection, so nothing may bring it in."""
    with pytest.raises(PackageNotFoundError):
        version("duckdb-engine")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_no_place_and_gives_every_package_a_hash(lock: str) -> None:
    """Any mirror can serve a lock file: it holds names, versions and hashes, and no address or path."""
    text = (CHECKOUT / lock).read_text(encoding="utf-8")
    assert re.findall(r"https?://|file:|--index|--find-links|^-f |^-i ", text, flags=re.MULTILINE) == []
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_locks_hold_what_the_project_asks_for_and_agree() -> None:
    """A dependency that was added without `make lock` is noticed, and both locks name the same versions."""
    locked, locked_dev = (_locked(CHECKOUT / name) for name in ("requirements.lock", "requirements-dev.lock"))
    asked = [Requirement(line) for line in requires("thugom") or []]
    extras = {canonicalize_name(one.name) for one in asked if one.marker is not None and "extra" in str(one.marker)}
    wanted = {canonicalize_name(one.name) for one in asked} - extras
    assert wanted - locked.keys() == set()
    # What a home on another machine may ask for is tested, and no part of every installation.
    assert extras - locked_dev.keys() == set()
    assert {name: versions for name, versions in locked.items() if locked_dev.get(name) != versions} == {}


def test_the_nightly_deployment_is_the_policys_night() -> None:
    """The deployment runs the nightly flow after midnight in the policy's time zone, one night at a time."""
    deployments = _yaml(CHECKOUT / "prefect.yaml")["deployments"]
    policy = _yaml(CHECKOUT / "schemas/policy.yml")
    (nightly,) = deployments
    (schedule,) = nightly["schedules"]
    assert (schedule["cron"], schedule["timezone"]) == ("30 1 * * *", policy["place"]["time_zone"])
    assert nightly["concurrency_limit"]["limit"] == 1
    file, name = nightly["entrypoint"].split(":")
    assert f"def {name}(" in (CHECKOUT / file).read_text(encoding="utf-8")


def _scheduled(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [run for run in runs if run["auto_scheduled"]]


def _states(runs: list[dict[str, Any]]) -> set[str]:
    return {run["state_type"] for run in runs}


def _locked(lock: Path) -> dict[str, set[str]]:
    """Return the versions that a lock names for each package: more than one where they depend on the platform."""
    found: dict[str, set[str]] = {}
    for name, number in re.findall(
        r"^([a-z0-9][\w.-]*)(?:\[[^\]]*\])?==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE
    ):
        found.setdefault(canonicalize_name(name), set()).add(number)
    return found


def _yaml(path: Path) -> Any:  # noqa: ANN401 - what a YAML file holds
    return YAML(typ="safe", pure=True).load(path)
