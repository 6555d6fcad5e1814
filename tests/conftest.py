"""What every test runs under: a home of its own, no network beyond this machine, no skip without leave."""

from __future__ import annotations

import ipaddress
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

ALLOWED_SKIPS = Path(__file__).with_name("allowed_skips.txt")
_TEMPORARY_HOME = Path(tempfile.mkdtemp(prefix="thugom-tests-"))
_unallowed_skips: set[str] = set()


def _isolate(environment: os._Environ[str], home: Path) -> None:
    """Take away what the caller's shell says to thugom and Prefect, and keep both from calling home."""
    for name in [name for name in environment if name.startswith(("THUGOM_", "PREFECT_"))]:
        del environment[name]
    environment.update(
        {
            "PREFECT_HOME": str(home / "prefect"),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            # The default of 20 s is too tight for a first start on a fresh home.
            "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
            "GX_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
        },
    )


# Before the first import of Prefect, which reads its settings once.
_isolate(os.environ, _TEMPORARY_HOME)


def _is_on_this_machine(host: str) -> bool:
    """Tell whether an address to connect to stays on this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refuse_the_network(event: str, arguments: tuple[object, ...]) -> None:
    """Raise at a connection that would leave this machine, in whatever library it is made."""
    if event != "socket.connect":
        return
    address = arguments[1]
    if isinstance(address, tuple) and not _is_on_this_machine(str(address[0])):
        raise RuntimeError(f"a test tried to connect to {address[0]}; tests use no network beyond this machine")


sys.addaudithook(_refuse_the_network)

# A property says what is true, not how fast: an example that is slow on a busy machine is no failure.
hypothesis.settings.register_profile("thugom", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("thugom")


def _allowed_reasons() -> set[str]:
    lines = (line.strip() for line in ALLOWED_SKIPS.read_text(encoding="utf-8").splitlines())
    return {line for line in lines if line and not line.startswith("#")}


def _skip_reason(report: pytest.TestReport | pytest.CollectReport) -> str | None:
    """Return why a test or module was skipped, or None if it was not."""
    if not report.skipped or hasattr(report, "wasxfail"):
        return None
    where = report.longrepr
    return where[2].removeprefix("Skipped: ") if isinstance(where, tuple) else str(where)


def _note_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    reason = _skip_reason(report)
    if os.environ.get("CI") and reason is not None and reason not in _allowed_reasons():
        _unallowed_skips.add(f"{report.nodeid}: {reason}")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note a test that was skipped without leave."""
    _note_skip(report)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Note a whole module that was skipped without leave."""
    _note_skip(report)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the skips that fail the run."""
    for skip in sorted(_unallowed_skips):
        terminalreporter.write_line(f"skipped for a reason that tests/allowed_skips.txt does not list: {skip}")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:  # noqa: ANN401 - xdist gives its class no public name
    """Take over what a worker noted: of a module that was skipped whole, xdist passes nothing on."""
    _unallowed_skips.update(getattr(node, "workeroutput", {}).get("unallowed_skips", ()))


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None]:
    """Fail a run in which a test was skipped without leave, and remove the temporary home."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["unallowed_skips"] = sorted(_unallowed_skips)
    if _unallowed_skips and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    yield
    shutil.rmtree(_TEMPORARY_HOME, ignore_errors=True)
