"""What lies in deploy/: units that systemd understands, and samples that agree with the program."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from thugom.services.serve.guard import HOSTS
from thugom.settings import Settings

CHECKOUT = Path(__file__).parents[2]
DEPLOY = CHECKOUT / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")
def test_systemd_understands_every_unit(tmp_path: Path) -> None:
    """The units are verified with a program that is there in the place of thugom's, which is installed elsewhere."""
    assert len(UNITS) == 5
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/opt/thugom/.venv/bin/thugom", "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    command = ["systemd-analyze", "verify", *(str(tmp_path / unit.name) for unit in UNITS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    # What it says of units of the machine itself is no matter of ours.
    assert [line for line in done.stderr.splitlines() if "thugom" in line] == []


def test_the_night_of_the_timer_is_that_of_the_deployment() -> None:
    """01:30 in the home's zone, in the timer as in prefect.yaml, and caught up."""
    (deployment,) = YAML(typ="safe", pure=True).load(CHECKOUT / "prefect.yaml")["deployments"]
    (schedule,) = deployment["schedules"]
    minute, hour = schedule["cron"].split()[:2]
    timer = (DEPLOY / "thugom-nightly.timer").read_text(encoding="utf-8")
    assert f"OnCalendar=*-*-* {int(hour):02}:{minute}:00 {schedule['timezone']}" in timer
    assert "Persistent=true" in timer


def test_the_proxy_speaks_to_the_ports_and_by_a_name_that_are_answered() -> None:
    """A wrong port or name would be found only by whoever sets it up."""
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    settings = Settings()
    passed = re.findall(
        r"proxy_pass http://127\.0\.0\.1:(\d+);\s+(?:#[^\n]*\s+)?proxy_set_header Host (\S+):(\d+);", text
    )
    ports = [str(settings.page_port), str(settings.browser_port)]
    assert [(port, host, again) for port, host, again in passed] == [(port, HOSTS[0], port) for port in ports]
    assert f"client_max_body_size {settings.max_file_mb + 1}m;" in text


def test_the_container_uses_the_locked_versions_and_no_root() -> None:
    """The image installs what the lock names, by its hashes, and runs as a user of its own; compose finds its file."""
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes --requirement requirements.lock" in dockerfile
    assert re.search(r"^USER thugom$", dockerfile, re.MULTILINE)
    for source in re.findall(r"^COPY (.*) \./?\S*$", dockerfile, re.MULTILINE):
        assert all((CHECKOUT / name).exists() for name in source.split()), source
    service = YAML(typ="safe", pure=True).load(DEPLOY / "compose.yml")["services"]["thugom"]
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
