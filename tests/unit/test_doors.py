"""What import-linter cannot see: when a library is loaded."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("heavy", ["geopandas", "great_expectations", "pandas", "prefect", "shapely", "sqlalchemy"])
def test_the_command_line_starts_without_the_heavy_libraries(heavy: str) -> None:
    """Each costs 0.7 to 6 seconds to import, and `thugom status` has half a second for everything."""
    script = f"import sys, thugom.cli; sys.exit({heavy!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr or f"importing thugom.cli imports {heavy}"


def test_the_flow_is_loaded_before_great_expectations() -> None:
    """The night loads it beside Prefect's server, which both take seconds to start: one must not wait for the other."""
    script = "import sys, thugom.flows.nightly; sys.exit('great_expectations' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr or "importing the flow imports great_expectations"
