"""Say how many pieces of a night each worker has to judge: `python -m tests.e2e.scale.watch SCHEDULER LEAST`.

It waits until every worker has so many; then it prints them as JSON, by the worker's address. A process of its own, for
Dask's client leaves threads behind, and the scheduler may be on another host.
"""

from __future__ import annotations

import json
import sys
import time

from distributed import Client

if __name__ == "__main__":
    address, least = sys.argv[1], int(sys.argv[2])
    with Client(address, timeout="20s") as client:  # type: ignore[no-untyped-call] # Dask is annotated in part
        while True:
            given = client.processing()
            counts = {worker: sum("judge_apart" in str(key) for key in keys) for worker, keys in given.items()}
            if counts and min(counts.values()) >= least:
                break
            time.sleep(0.02)
    print(json.dumps(counts))  # noqa: T201 - what it is for
