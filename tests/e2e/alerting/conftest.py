"""Servers that hear, for as long as a module's tests run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.alerting.receivers import MailServer, WebReceiver

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def mail() -> Iterator[MailServer]:
    """Run a mail server."""
    with MailServer().listening() as server:
        yield server


@pytest.fixture(scope="module")
def web() -> Iterator[WebReceiver]:
    """Run a web server that takes messages."""
    with WebReceiver().listening() as server:
        yield server
