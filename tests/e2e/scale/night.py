"""A night of a small home in a process of its own, cut into small pieces: `python -m tests.e2e.scale.night HOME`.

Without Prefect's server: what it prints is the notices of the night, as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.e2e.nights.hamlet import SECOND
from thugom.flows.nightly import in_order
from thugom.services.night import judging, weighing

if __name__ == "__main__":
    judging.REPORTS_AT_LEAST = 2
    weighing._BATCH_BYTES = 1  # noqa: SLF001 - a batch of each file
    summary = in_order(Path(sys.argv[1]), None, SECOND)
    print(json.dumps(list(summary.notices)))  # noqa: T201 - what it is for
