"""The demonstration's page, from the disk and from a server on loopback, and a browser."""

from __future__ import annotations

import functools
import http.server
import threading
from typing import TYPE_CHECKING

import pytest

from tests.e2e.page.browser import Reader, started

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser


class _Silent(http.server.SimpleHTTPRequestHandler):
    """Serves files, and says nothing of it."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def end_headers(self) -> None:
        """Keep nothing in a cache: each test reads what is there."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()


@pytest.fixture(scope="session")
def page_folder(demo_home: Path) -> Path:
    """Return the folder that the night wrote."""
    return demo_home / "data" / "curated" / "page"


@pytest.fixture(scope="session")
def served(page_folder: Path) -> Iterator[str]:
    """Serve the folder as any web server does; yield its address."""
    handler = functools.partial(_Silent, directory=str(page_folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(params=["disk", "server"])
def root(request: pytest.FixtureRequest, page_folder: Path) -> str:
    """Return where the page is: once from the disk, once from a server."""
    return page_folder.as_uri() if request.param == "disk" else str(request.getfixturevalue("served"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start Chromium, and end it with the module: while its driver lives, no other test may run a loop of its own."""
    yield from started()


@pytest.fixture
def read(chromium: Browser) -> Iterator[Callable[..., Reader]]:
    """Return what opens a reader at some width; every complaint of the browser fails the test."""
    readers: list[Reader] = []

    def opened(width: int = 1366, *, without_policy: bool = False) -> Reader:
        reader = Reader(chromium, width, without_policy=without_policy)
        readers.append(reader)
        return reader

    yield opened
    for reader in readers:
        reader.close()


@pytest.fixture
def chromium_without_script(chromium: Browser) -> Callable[[str], str]:
    """Return what reads the text of a page without running any script."""

    def text_of(address: str) -> str:
        context = chromium.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(address)
        text = page.locator("main").inner_text()
        context.close()
        return text

    return text_of
