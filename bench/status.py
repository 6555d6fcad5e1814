"""How long `thugom status` takes to answer, beside a bare interpreter and an import of pandas, in one run."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 9
LIMIT_SECONDS = 0.5


def seconds(environment: dict[str, str], *command: str) -> float:
    """Return how long a whole process takes."""
    start = time.perf_counter()
    subprocess.run(command, check=False, capture_output=True, env=environment)
    return time.perf_counter() - start


def summary() -> dict[str, object]:
    """Return what a night leaves after three years: two targets, 36 months of them, open alerts and their worst."""
    both = {"vi": "Số xã, phường được thu gom, xử lý rác thải sinh hoạt", "en": "Communes covered"}
    target = {"id": "communes_covered", "title": both, "target": 0.95, "due": "2030-12", "headline": "by_units"}
    figures = {"value": 0.73, "lower": 0.71, "upper": 0.74, "status": "not_met", "measured_in": "units"}
    counts = {"numerator": 27.0, "denominator": 37.0, "needed": 37, "missing_units": 10, "missing_units_best": 9}
    standing = {
        "targets": 2 * [target | figures | counts | {"verdict_depends_on_denominator": None}],
        "reporting": {"expected": 38, "received": 36, "accepted": 36, "in_time": 32},
    }
    line = {"alert_id": "0ba768365b", "title": both, "subject": both, "unit_code": "03408", "since": "2025-10"}
    alerts = {
        "open": 15,
        "by_rule": [{"rule": f"rule_{number}", "title": both, "count": 2} for number in range(7)],
        "worst": 3 * [line | {"gap_pp": -6.3, "state": "open"}],
        "tonight": {"opened": 15},
        "failed": None,
    }
    place = {"language": "vi", "place": {"vi": "Lai Châu", "en": "Lai Chau"}, "synthetic": True}
    day = {"as_of": "2026-11-16", "as_of_pinned": True, "period": "2026-10"}
    months = {f"{year}-{month:02}": standing for year in (2024, 2025, 2026) for month in range(1, 13)}
    return place | day | standing | {"alerts": alerts, "months": months}


def main() -> int:
    """Print medians and ratios; 1 where the command takes longer than promised."""
    with tempfile.TemporaryDirectory() as folder:
        curated = Path(folder) / "data" / "curated"
        curated.mkdir(parents=True)
        (curated / "status.json").write_text(json.dumps(summary()), encoding="utf-8")
        commands = {
            "thugom status": (sys.executable, "-m", "thugom.cli", "status", "--home", folder),
            "bare interpreter": (sys.executable, "-c", "pass"),
            "import pandas": (sys.executable, "-c", "import pandas"),
        }
        # As installed: modules are compiled once, also where this machine's owner has them compiled every time.
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment = kept | {"PYTHONPYCACHEPREFIX": str(Path(folder) / "compiled")}
        for command in commands.values():
            seconds(environment, *command)
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                taken[name].append(seconds(environment, *command))
    medians = {name: statistics.median(values) for name, values in taken.items()}
    for name, median in medians.items():
        print(f"{name:20} {median:6.3f} s   {median / medians['bare interpreter']:5.1f} x a bare interpreter")
    return int(medians["thugom status"] > LIMIT_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
