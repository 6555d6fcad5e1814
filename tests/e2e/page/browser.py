"""Chromium for tests: what it complains of is kept, and fails the test."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, Request

CHROMIUM = shutil.which("chromium")
MISSING = "Chromium is not on this machine"
WIDTHS = (360, 1366)


def started() -> Iterator[Browser]:
    """Yield a browser without a window; skip where there is none."""
    if CHROMIUM is None:
        pytest.skip(MISSING)
    with sync_playwright() as driver:
        # As root, and in containers, Chromium's own sandbox does not start.
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


class Reader:
    """Somebody who reads the page at some width, and hears of everything that the browser complains of."""

    def __init__(self, browser: Browser, width: int = 1366, *, without_policy: bool = False) -> None:
        """Open an empty page.

        Args:
            browser: the browser.
            width: of the window, in pixels.
            without_policy: what is put into the page by a test itself may run: axe needs that, no reader does.
        """
        self._context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 800},
            bypass_csp=without_policy,
            accept_downloads=True,
            service_workers="block",
        )
        # Whatever the page asks for beyond its own folder would need a network.
        self.page: Page = self._context.new_page()
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", self._hear_of_failure)
        self.page.on("request", lambda request: self.asked.append(request.url))

    def open(self, address: str) -> Page:
        """Open an address and wait until its scripts have run."""
        self.page.goto(address, wait_until="load")
        return self.page

    def close(self) -> None:
        """Leave, and say if there was anything to complain of."""
        self._context.close()
        assert self.complaints == [], self.complaints

    def _hear_of_failure(self, request: Request) -> None:
        """Keep a request that failed, but for one that the reader's own leaving of the page cut off."""
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url} ({request.failure})")
