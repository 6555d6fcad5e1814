"""What a night tells a real Prefect server of alerts, and the documented automation that acts on it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.e2e.alerting.chronicle import POLICY, Chronicle
from tests.e2e.alerting.district import BY_KEY, make_district
from tests.e2e.alerting.history import hand_in, history, of_share
from tests.e2e.alerting.receivers import MailServer, WebReceiver
from tests.flows.server import Server, prefect_server, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parents[2] / "docs" / "alerts.md"
STOPPED = ("STOP", "LEAN")
FIRST, SECOND = "2024-01", "2024-02"


@contextlib.contextmanager
def dispatcher() -> Iterator[tuple[str, list[Any]]]:
    """Run the program of the example; yield its address and what it was told."""
    told: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        """Takes JSON."""

        def do_POST(self) -> None:
            """Take one message."""
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/stopped", told
    finally:
        server.shutdown()
        server.server_close()


def example() -> str:
    """Return the program that the page shows."""
    (program,) = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return str(program)


def alert_events(server: Server) -> list[dict[str, Any]]:
    """Return the events of alerts that the server keeps."""
    asked = {"filter": {"event": {"prefix": ["thugom.alert."]}}, "limit": 50}
    answer = httpx.post(f"{server.url}/events/filter", json=asked, timeout=10)
    answer.raise_for_status()
    found: list[dict[str, Any]] = answer.json()["events"]
    return found


def second_night(home: Path, server: Server) -> None:
    """Run the command of the second month's night, which tells the department's own server."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "THUGOM_"))}
    arguments = ("nightly", "--home", str(home), "--as-of", "2024-03-11", "--with-alerts", "--json")
    done = subprocess.run(
        [sys.executable, "-m", "thugom.cli", *arguments],
        env=clean | {"THUGOM_PREFECT_API_URL": server.url},
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.prefect
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_documented_automation_hears_of_each_stopped_service_once(tmp_path: Path) -> None:
    """Two communes stop: the server keeps what became of alerts, and the dispatcher is told of these two alone."""
    home = make_district(tmp_path / "home", POLICY, "people: []\n")
    hand_in(home, FIRST, history()[FIRST])
    Chronicle(home, MailServer(), WebReceiver()).night("2024-02-11")
    stopped = [of_share(BY_KEY[key], SECOND, 0) for key in STOPPED]
    silent = "MUTE"
    hand_in(home, SECOND, [*stopped, *(one for one in history()[SECOND] if one.place.key not in {*STOPPED, silent})])
    script = tmp_path / "dispatcher.py"
    script.write_text(example(), encoding="utf-8")
    with prefect_server(tmp_path) as server, dispatcher() as (url, told):
        subprocess.run(
            [sys.executable, script], env=server.environment | {"DISPATCHER_URL": url}, check=True, timeout=120
        )
        second_night(home, server)
        wait_until(lambda: len(told) >= len(STOPPED), 60, server.log)
        events = alert_events(server)
    expected = {("service_stopped", BY_KEY[key].code) for key in STOPPED}
    assert sorted((one["rule"], one["unit_code"]) for one in told) == sorted(expected)
    for one in told:
        assert (one["rule_title_vi"], one["period"], one["as_of"]) == ("Ngừng thu gom hoặc xử lý", SECOND, "2024-03-11")
        assert one["name_vi"] in {f"Xã {BY_KEY[key].name}" for key in STOPPED}
    heard = [(event["event"], event["payload"]["rule"], event["payload"]["unit_code"]) for event in events]
    opened = expected | {("no_report", BY_KEY[silent].code)}
    assert {one[1:] for one in heard if one[0] == "thugom.alert.opened"} >= opened
    assert len(set(heard)) == len(heard)
    labels = {event["resource"]["thugom.unit_code"]: event["resource"] for event in events}
    assert labels[BY_KEY["STOP"].code]["thugom.urgent"] == "true"
    assert labels[BY_KEY[silent].code]["thugom.urgent"] == "false"
