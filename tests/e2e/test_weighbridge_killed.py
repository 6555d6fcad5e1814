"""A night that is killed while it takes tickets in: the next publishes what it would have published."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.homes import NOW, query, run_night
from tests.e2e.published import make_home

pytestmark = pytest.mark.slow
HEADER = "ticket_number,facility_code,weighed_at,vehicle,unit_code,stream,gross_kg,tare_kg\n"
TABLES = (
    "SELECT unit_id, period, tickets, net_t, refused, duplicates, conflicts FROM weighbridge_month",
    "SELECT file_path, rule_id, rows, first_row_number FROM weighbridge_refusal",
    "SELECT file_path, row_number, rule_id, message_en FROM quality_issue WHERE table_name = 'ticket'",
    "SELECT file_path, rows_received, rows_accepted, rows_refused FROM submission",
)
VICTIM = """
import os, signal, sys
from pathlib import Path
from tests.e2e.homes import run_night
from thugom.services.night import weighing

name, spared = sys.argv[2], int(sys.argv[3])
step, calls = getattr(weighing, name), []

def killed(*arguments, **others):
    calls.append(1)
    if len(calls) > spared:
        os.kill(os.getpid(), signal.SIGKILL)
    return step(*arguments, **others)

setattr(weighing, name, killed)
weighing._BATCH_BYTES = 1
run_night(Path(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two files of tickets, some of them in both and some refused, before its first night."""
    root = make_home(tmp_path_factory.mktemp("killed") / "home", synthetic=True)
    for name, first in (("a", 0), ("b", 150)):
        lines = [
            f"T{number},SYN-LC,2026-10-05 08:15,25C-001.23,03388,domestic,{12000 + number % 7},{6 + number % 9}000"
            for number in range(first, first + 200)
        ]
        (root / f"data/raw/{name}.csv").write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def expected(fresh: Path) -> list[set[tuple[object, ...]]]:
    """What a night that nobody killed publishes."""
    calm = fresh.with_name("calm")
    shutil.copytree(fresh, calm)
    run_night(calm)
    found = [set(query(calm, statement)) for statement in TABLES]
    assert all(found)
    return found


@pytest.mark.parametrize(
    ("step", "spared"),
    [
        ("append_judged", 0),  # what is kept of the first file lies in its place, and the ledger knows of none
        ("append_judged", 1),  # one file is judged, and the other is not
        ("remember", 0),  # both are judged, and nothing is remembered of what they come to
    ],
)
def test_a_killed_night_leaves_nothing_that_counts(
    fresh: Path, expected: list[set[tuple[object, ...]]], tmp_path: Path, step: str, spared: int
) -> None:
    """Killed by a signal that nobody can catch; the next night publishes every cell, and sweeps what was left."""
    home = tmp_path / "home"
    shutil.copytree(fresh, home)
    command = [sys.executable, "-c", VICTIM, str(home), step, str(spared)]
    ended = subprocess.run(command, capture_output=True, check=False, cwd=Path(__file__).parents[2])
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    run_night(home, NOW.replace(hour=2))
    assert [set(query(home, statement)) for statement in TABLES] == expected
    assert not list((home / "data/store/tickets").glob("*/.*"))
