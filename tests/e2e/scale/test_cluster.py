"""A night on a real Dask cluster: what it publishes is what one machine publishes, whatever becomes of the cluster."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.e2e.alerting.district import BY_KEY
from tests.e2e.nights.hamlet import SECOND, bring_second_month, make_hamlet
from tests.e2e.published import CHECKOUT, run_night
from tests.e2e.scale.cluster import PATIENCE, scheduler_on
from tests.e2e.scale.held import left_by
from tests.e2e.scale.hosts import this_machine

if TYPE_CHECKING:
    from pathlib import Path


TICKET_FILES = 4


def bring_tickets(home: Path) -> None:
    """Put files of tickets into the inbox, one ticket of each of a unit that nobody knows."""
    facility = (home / "register" / "facility.csv").read_text(encoding="utf-8").splitlines()[1].partition(",")[0]
    head = "ticket_number,facility_code,weighed_at,vehicle,unit_code,stream,gross_kg,tare_kg\n"
    with (home / "data" / "demo" / "arrivals.csv").open("a", encoding="utf-8") as arrivals:
        for number in range(TICKET_FILES):
            name, unit = f"tickets-{number}.csv", BY_KEY["FLAT"].code
            rows = [
                f"T{number}{place},{facility},2026-10-05 08:15,25C-001.23,{code},domestic,12000,6000\n"
                for place, code in enumerate((unit, unit, "99999"))
            ]
            (home / "data" / "raw" / name).write_text(head + "".join(rows), encoding="utf-8")
            arrivals.write(f"{name},2026-11-04T03:00:00Z\n")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_worker_that_is_killed_costs_nothing(tmp_path: Path) -> None:
    """The short form: a scheduler and two workers on this machine, one of them killed while it judges.

    Tables, archive and receipts are those of a night without a cluster, and the summary names the worker.
    """
    home = make_hamlet(tmp_path / "home")
    bring_second_month(home)
    bring_tickets(home)
    alone = tmp_path / "alone"
    shutil.copytree(home, alone)
    (host,) = this_machine(1)
    with scheduler_on(host, tmp_path / "cluster") as cluster:
        first, _ = cluster.join(host, "--no-nanny"), cluster.join(host, "--no-nanny")
        cluster.has(2)
        night = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.scale.night", home],
            env=os.environ | {"THUGOM_TASK_RUNNER": cluster.runner},
            cwd=CHECKOUT,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            cluster.at_work()
            first.freeze()
            assert cluster.owed_by(first) > 0
            gone = first.address.removeprefix("tcp://")
            first.kill()
            run_night(alone, SECOND)
            notices = json.loads(night.communicate(timeout=PATIENCE)[0])
        finally:
            night.kill()
            night.communicate()
    assert notices == [
        f"The cluster {cluster.runner} lost {gone} in the night. Nothing is lost of the work. See their logs."
    ]
    expected, found = left_by(alone), left_by(home)
    assert {name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)} == set()
    assert len(expected["judgement"]) == 9 + TICKET_FILES
    assert len(expected["weighbridge_month"]) == 1
    # What the killed worker was writing stays until the next night sweeps it; nobody counts it.
    versions = [place / "data" / "store" / "tickets" for place in (alone, home)]
    kept = [sorted(path.name for path in place.glob("[!.]*/[!.]*/*")) for place in versions]
    assert kept[0] == kept[1] != []
