"""From the waste reports of communes and facilities to published coverage."""

import os

__version__ = "0.1.0"

# Arrow reads this once, when pandas first needs it. Its own pool keeps what a country's figures took for a moment:
# 1,700 MiB at most, where the system's allocator needs 1,470 (bench/measures.py).
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
