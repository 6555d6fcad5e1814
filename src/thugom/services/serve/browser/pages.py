"""The pages: every request is answered from one edition, the newest; an older one goes when nobody reads it."""

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import HTMLResponse, PlainTextResponse

from thugom.contracts import Contract, Text
from thugom.services.serve.browser.edition import NoEditionError, identity_of, open_edition
from thugom.services.serve.browser.reader import App, Reader
from thugom.services.serve.guard import HOSTS, Guarded, Message

HEADERS = {
    # Datasette's little picture is shown; no script runs, and nothing comes from elsewhere.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
}
_INNER = "/-/"
_OPEN_INNER = "/-/static/"
_NOTHING_YET = """<!DOCTYPE html><html lang="vi"><meta charset="utf-8"><title>Chưa có số liệu</title>
<link rel="stylesheet" href="/style/browser.css"><main><h1>Chưa có số liệu được công bố</h1>
<p>Trang này hiện số liệu sau lần chạy <code>thugom nightly</code> đầu tiên.</p>
<p lang="en">Nothing is published yet: this page shows figures after the first <code>thugom nightly</code>.</p>
</main>"""


class Pages:
    """The newest edition's pages, moved on with each publication."""

    def __init__(self, path: Path, contracts: Mapping[str, Contract], place: Text) -> None:
        """Take where publications appear, and what their tables mean."""
        self._path, self._contracts, self._place = path, contracts, place
        self._reader: Reader | None = None
        self._readers_at: dict[Reader, int] = {}
        self._refused: object = None
        self._style = (Path(__file__).parent / "static" / "browser.css").read_text(encoding="utf-8")

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
        """Answer a request from the edition that is the newest when it comes, whatever is published meanwhile."""
        if scope["type"] != "http":
            return
        path = scope["path"]
        if path.startswith(_INNER) and not path.startswith(_OPEN_INNER):
            # Datasette tells of itself there: paths, settings, versions.
            await PlainTextResponse("404", status_code=404)(scope, receive, send)
            return
        reader = self._newest()
        if reader is None:
            await self._nothing_yet(path)(scope, receive, send)
            return
        # Counted before anything is waited for: nobody may close it from here on.
        self._readers_at[reader] += 1
        try:
            await reader.app(scope, receive, send)
        finally:
            self._readers_at[reader] -= 1
            await self._retire()

    @property
    def readers(self) -> tuple[Reader, ...]:
        """The editions that are open: the newest, and older ones that somebody still reads."""
        return tuple(self._readers_at)

    async def close(self) -> None:
        """Let go of all editions."""
        self._reader = None
        await self._retire()

    def _newest(self) -> Reader | None:
        """Return the reader of the newest edition; the last good one where the newest cannot be read."""
        identity = identity_of(self._path)
        known = self._reader.edition.identity if self._reader else None
        # A file that was refused once is not tried again at every request.
        if identity is None or identity in (known, self._refused):
            return self._reader
        try:
            self._reader = self._opened()
        except NoEditionError as error:
            self._refused = identity
            sys.stderr.write(f"{error}\n")
        else:
            self._readers_at[self._reader] = 0
        return self._reader

    def _opened(self) -> Reader:
        """Return a reader of what lies there now."""
        return Reader(open_edition(self._path), self._contracts, self._place)

    async def _retire(self) -> None:
        """Close the readers of older editions that nobody reads any more."""
        for reader in [one for one, at in self._readers_at.items() if at == 0 and one is not self._reader]:
            del self._readers_at[reader]
            # A reader who goes away in the middle must not leave it half closed.
            await asyncio.shield(reader.close())

    def _nothing_yet(self, path: str) -> PlainTextResponse | HTMLResponse:
        """Say that nothing is published; with the style, which needs no publication."""
        if path == "/style/browser.css":
            return PlainTextResponse(self._style, media_type="text/css")
        return HTMLResponse(_NOTHING_YET, status_code=503)


def guarded(pages: Pages) -> App:
    """Return the pages behind what keeps other sites and other names away."""
    trusted = TrustedHostMiddleware(pages, allowed_hosts=HOSTS, www_redirect=False)
    return Guarded(trusted, HEADERS)
