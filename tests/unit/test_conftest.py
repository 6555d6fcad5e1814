"""The rules that every test runs under do bite."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]


def test_a_connection_that_would_leave_this_machine_is_refused() -> None:
    """A test that reaches for the network fails before a packet is sent."""
    with socket.socket() as outward, pytest.raises(RuntimeError, match=r"tried to connect to 192\.0\.2\.1"):
        outward.connect(("192.0.2.1", 80))


def test_a_test_sees_nothing_of_the_callers_prefect_and_home() -> None:
    """The only settings of thugom and Prefect are those that the tests make for themselves."""
    assert "PREFECT_API_URL" not in os.environ
    assert "THUGOM_HOME" not in os.environ
    assert "thugom-tests-" in os.environ["PREFECT_HOME"]


@pytest.mark.parametrize("workers", [0, 2])
@pytest.mark.parametrize(
    ("reason", "exit_code"),
    [
        ("it was raining", pytest.ExitCode.TESTS_FAILED),
        ("the source's own data (../shared/real) is not beside this checkout", pytest.ExitCode.OK),
    ],
)
def test_a_skip_fails_a_run_in_ci_unless_its_reason_is_allowed(
    tmp_path: Path, reason: str, exit_code: pytest.ExitCode, workers: int
) -> None:
    """What was not tested does not pass for tested, be it one test or a whole module, on one process or several."""
    (tmp_path / "test_sun.py").write_text("def test_sun() -> None: ...\n")
    one, module = tmp_path / "test_rain.py", tmp_path / "test_snow.py"
    one.write_text(f"import pytest\n\n@pytest.mark.skip(reason={reason!r})\ndef test_rain() -> None: ...\n")
    module.write_text(f"import pytest\n\npytest.skip({reason!r}, allow_module_level=True)\n")
    options = ["-q", "-p", "tests.conftest", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "-n", str(workers), str(tmp_path)],
        cwd=CHECKOUT,
        env=os.environ | {"CI": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == exit_code, done.stdout
    named = [name for name in (one.name, module.name) if name in done.stdout.partition("does not list")[2]]
    assert named == ([] if exit_code == pytest.ExitCode.OK else [one.name, module.name])
