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


@pytest.mark.parametrize(
    ("reason", "exit_code"),
    [
        ("it was raining", pytest.ExitCode.TESTS_FAILED),
        ("the source's own data (../shared/real) is not beside this checkout", pytest.ExitCode.OK),
    ],
)
def test_a_skip_fails_a_run_in_ci_unless_its_reason_is_allowed(
    tmp_path: Path, reason: str, exit_code: pytest.ExitCode
) -> None:
    """What was not tested does not pass for tested."""
    test = tmp_path / "test_weather.py"
    test.write_text(f"import pytest\n\n@pytest.mark.skip(reason={reason!r})\ndef test_sun() -> None: ...\n")
    options = ["-q", "-p", "tests.conftest", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(test)],
        cwd=CHECKOUT,
        env=os.environ | {"CI": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == exit_code, done.stdout
    assert ("tests/allowed_skips.txt does not list" in done.stdout) == (exit_code != pytest.ExitCode.OK)
