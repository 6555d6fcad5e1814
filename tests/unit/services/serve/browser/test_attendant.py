"""The table browser's process: it shows each night, comes back when it dies, and ends with the page."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.unit.services.serve.browser.editions import CONTRACTS, PLACE, publish
from thugom.services.serve.browser.attendant import ENDED, Attendant, Browsed
from thugom.services.serve.listening import BROWSER_ADVICE, PortTakenError, listening_socket

if TYPE_CHECKING:
    from pathlib import Path


def shown(address: str) -> str:
    """Return the first page."""
    return httpx.get(address, timeout=60, trust_env=False).text


@pytest.mark.slow
def test_it_moves_on_with_each_publication_and_ends_with_the_page(tmp_path: Path) -> None:
    """One process for many nights; killed, it is started again; at the end neither process nor port is left."""
    path = tmp_path / "thugom.db"
    publish(path, "first")
    complaints: list[str] = []
    listener = listening_socket(0)
    port = listener.getsockname()[1]
    address = f"http://127.0.0.1:{port}/"
    attendant = Attendant(Browsed(path, CONTRACTS, PLACE), listener, complaints.append)
    attendant.start()
    try:
        assert "<strong>first</strong>" in shown(address)
        process = attendant.process_id
        publish(path, "second")
        assert "<strong>second</strong>" in shown(address)
        assert attendant.process_id == process
        assert process is not None
        os.kill(process, signal.SIGKILL)
        until = time.monotonic() + 30
        while attendant.process_id == process and time.monotonic() < until:
            time.sleep(0.05)
        assert "<strong>second</strong>" in shown(address)
        assert complaints == [ENDED]
    finally:
        attendant.close()
    assert attendant.process_id is not None
    with pytest.raises(ProcessLookupError):
        os.kill(attendant.process_id, 0)
    listening_socket(port).close()


def test_a_taken_port_is_named_with_the_browsers_own_setting() -> None:
    """Whoever reads it knows which of the two ports is meant."""
    with listening_socket(0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(PortTakenError, match=rf"127.0.0.1:{port}\n.*THUGOM_BROWSER_PORT"):
            listening_socket(port, BROWSER_ADVICE)
