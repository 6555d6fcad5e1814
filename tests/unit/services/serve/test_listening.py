"""On which address the page listens."""

from __future__ import annotations

import pytest

from thugom.services.serve.listening import PortTakenError, listening_socket


def test_only_this_machine_reaches_it() -> None:
    """The form has no login: what puts it on a network is the department's own server."""
    with listening_socket(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_a_taken_port_is_named_with_what_to_do() -> None:
    """Two pages on one machine: the second says which port, and how to choose another."""
    with listening_socket(0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(PortTakenError, match=f"127.0.0.1:{port}\n.*--port"):
            listening_socket(port)
