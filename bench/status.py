"""How long `thugom status` takes to answer, beside a bare interpreter and an import of pandas, in one run."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 9
LIMIT_SECONDS = 0.5


def seconds(*command: str) -> float:
    """Return how long a whole process takes."""
    start = time.perf_counter()
    subprocess.run(command, check=False, capture_output=True)
    return time.perf_counter() - start


def main() -> int:
    """Print medians and ratios; 1 where the command takes longer than promised."""
    with tempfile.TemporaryDirectory() as folder:
        curated = Path(folder) / "data" / "curated"
        curated.mkdir(parents=True)
        empty = {
            "language": "vi",
            "place": {"vi": "–", "en": "–"},
            "synthetic": False,
            "as_of": "2026-11-16",
            "as_of_pinned": False,
        }
        standing: dict[str, object] = {"period": "2026-10", "targets": [], "reporting": None, "months": {}}
        (curated / "status.json").write_text(json.dumps(empty | standing), encoding="utf-8")
        commands = {
            "thugom status": (sys.executable, "-m", "thugom.cli", "status", "--home", folder),
            "bare interpreter": (sys.executable, "-c", "pass"),
            "import pandas": (sys.executable, "-c", "import pandas"),
        }
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                taken[name].append(seconds(*command))
    medians = {name: statistics.median(values) for name, values in taken.items()}
    for name, median in medians.items():
        print(f"{name:20} {median:6.3f} s   {median / medians['bare interpreter']:5.1f} x a bare interpreter")
    return int(medians["thugom status"] > LIMIT_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
