"""Time the judging of a country's month in one process, in processes of this machine, and on a cluster of two workers.

The home of `bench/intake.py`: 3,321 workbooks. Each night is `thugom nightly`, from the command to the publication, on
an empty store; compared is its step `judge`, what can be spread: with the start of processes and the loading
of libraries in them, without what the command itself takes to load. The cluster is a scheduler and two workers of one
thread each on this machine; it runs twice, for workers load the program once and then stay.

All nights must leave the same rows and originals, less the hour at which they ran, and all that was spread must come
back. A machine of two processors can halve the time and no more; there is no limit unless `--limit` sets one, in times
of one process.

Usage: `.venv/bin/python bench/spreading.py [--limit FACTOR] [--files DIR]`
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT))

from bench.intake import write_files  # noqa: E402 - the checkout is no package of ours
from tests.e2e.published import THUGOM  # noqa: E402 - as above
from tests.e2e.scale.cluster import scheduler_on  # noqa: E402 - as above
from tests.e2e.scale.held import left_by  # noqa: E402 - as above
from tests.e2e.scale.hosts import this_machine  # noqa: E402 - as above

AS_OF = "2026-11-16"
WRITTEN = ("archive", "curated", "receipts", "store")


@dataclass(frozen=True)
class Night:
    """What a night took and left."""

    judge: float
    whole: float
    left: dict[str, Any]
    notices: list[str]


def night(home: Path, runner: str | None) -> Night:
    """Run a night on an empty store."""
    for name in WRITTEN:
        shutil.rmtree(home / "data" / name, ignore_errors=True)
    told = {"THUGOM_LANG": "en"} | ({"THUGOM_TASK_RUNNER": runner} if runner else {})
    start = time.perf_counter()
    command = [str(THUGOM), "nightly", "--home", str(home), "--as-of", AS_OF]
    done = subprocess.run(command, env=os.environ | told, capture_output=True, text=True, check=False)
    whole = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{runner}: the night ended with {done.returncode}\n{done.stderr[-4000:]}")
    status = json.loads((home / "data" / "curated" / "status.json").read_text(encoding="utf-8"))
    # A journal of hashes, and receipts, name the hour at which a report came.
    left = {name: rows for name, rows in left_by(home).items() if name != "publication" and "receipts/" not in name}
    return Night(status["step_seconds"]["judge"], whole, left, status["notices"])


def nights(home: Path, folder: Path) -> dict[str, Night]:
    """Run the night in each way, in turn."""
    found = {"one process": night(home, None), "processes": night(home, "processes")}
    (host,) = this_machine(1)
    with scheduler_on(host, folder / "cluster") as cluster:
        cluster.join(host)
        cluster.join(host)
        cluster.has(2)
        for state in ("just started", "that judged before"):
            found[f"a cluster, workers {state}"] = night(home, cluster.runner)
    return found | {"one process, again": night(home, None)}


def main() -> int:
    """Print seconds and ratios; 1 where tables differ, work was not spread, or the limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=float, default=math.inf, help="how many times as long as one process")
    parser.add_argument("--files", type=Path, help="a folder that keeps the files from one run to the next")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="thugom-bench-") as temporary:
        folder = arguments.files or Path(temporary)
        if not (folder / "home").is_dir():
            write_files(folder)
        found = nights(folder / "home", Path(temporary))
    # The machine is not as fast at one end of the hour as at the other.
    alone = (found["one process"].judge + found["one process, again"].judge) / 2
    for name, one in found.items():
        print(f"{name:42} judge {one.judge:6.1f} s   {one.judge / alone:5.2f} x   whole night {one.whole:6.1f} s")
        for notice in one.notices:
            print(f"  {notice}")
    first = found["one process"].left
    other = {
        name
        for one in found.values()
        for name in first.keys() | one.left.keys()
        if one.left.get(name) != first.get(name)
    }
    spread = [one for name, one in found.items() if not name.startswith("one process")]
    print(f"DIFFERENT: {', '.join(sorted(other))}" if other else "the same rows and originals")
    return int(bool(other) or any(one.notices or one.judge > arguments.limit * alone for one in spread))


if __name__ == "__main__":
    sys.exit(main())
