"""Time a night on the demo set against the least that Prefect and Great Expectations cost by themselves.

Both are whole processes, run in turn, so that a slow moment of the machine falls on both:

A. an empty flow of two tasks on an ephemeral Prefect server, then `import great_expectations`;
B. `thugom nightly` on a copy of the shipped demo home with an empty store.

The difference is what our own work costs. Usage: `.venv/bin/python bench/nightly.py [--rounds N] [--limit SECONDS]`
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
ENVIRONMENT = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "GX_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
}
YARDSTICK = """
from prefect import flow, task

@task
def first() -> int:
    return 1

@task
def second(number: int) -> int:
    return number + 1

@flow
def empty() -> int:
    return second(first())

if __name__ == "__main__":
    assert empty() == 2
    import great_expectations
"""


def clean_environment(prefect_home: Path | None = None) -> dict[str, str]:
    """Return this process's environment without what would send a run elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("THUGOM_", "PREFECT_"))}
    own_home = {} if prefect_home is None else {"PREFECT_HOME": str(prefect_home)}
    return kept | ENVIRONMENT | own_home


def seconds_of(command: list[str], environment: dict[str, str], folder: Path) -> float:
    """Return how long a command took from start to end; a command that fails ends the measurement."""
    start = time.perf_counter()
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    elapsed = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\nended with {done.returncode}:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return elapsed


def time_yardstick(folder: Path) -> float:
    """Time an empty flow and the import, on a Prefect home that no run has used before."""
    script = folder / "empty_flow.py"
    script.write_text(YARDSTICK, encoding="utf-8")
    return seconds_of([sys.executable, str(script)], clean_environment(folder / "prefect"), folder)


def time_night(folder: Path) -> float:
    """Time a night on the demo home, copied without its store, so that everything is taken in anew."""
    home = copy_demo_home(folder / "home")
    command = Path(sys.executable).with_name("thugom")
    return seconds_of([str(command), "nightly", "--home", str(home)], clean_environment(), folder)


def copy_demo_home(home: Path) -> Path:
    """Copy the checkout's definitions and its shipped input, and nothing that a run has written."""
    shutil.copytree(CHECKOUT / "schemas", home / "schemas")
    for shipped in ("raw", "demo"):
        if (CHECKOUT / "data" / shipped).is_dir():
            shutil.copytree(CHECKOUT / "data" / shipped, home / "data" / shipped)
    return home


def measure(rounds: int) -> tuple[list[float], list[float]]:
    """Run yardstick and night in turn, the order reversed in every other round."""
    yardstick: list[float] = []
    night: list[float] = []
    for number in range(rounds):
        for which in ("AB", "BA")[number % 2]:
            with tempfile.TemporaryDirectory(prefix="thugom-bench-") as folder:
                if which == "A":
                    yardstick.append(time_yardstick(Path(folder)))
                else:
                    night.append(time_night(Path(folder)))
        print(f"round {number + 1}: empty flow {yardstick[-1]:6.2f} s   night {night[-1]:6.2f} s", flush=True)
    return yardstick, night


def main() -> int:
    """Measure, print the medians, and fail if the night costs more than the limit above the yardstick."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--limit", type=float, default=12.0, help="seconds that a night may take beyond the empty flow")
    options = parser.parse_args()
    yardstick, night = measure(options.rounds)
    least, whole = statistics.median(yardstick), statistics.median(night)
    print(f"A  empty flow + import  median {least:6.2f} s   (from {min(yardstick):.2f} to {max(yardstick):.2f})")
    print(f"B  thugom nightly       median {whole:6.2f} s   (from {min(night):.2f} to {max(night):.2f})")
    print(f"B - A                   {whole - least:6.2f} s   (at most {options.limit:.2f})")
    print(f"B / A                   {whole / least:6.2f}")
    return 0 if whole - least <= options.limit else 1


if __name__ == "__main__":
    raise SystemExit(main())
