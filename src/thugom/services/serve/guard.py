"""The guard: what every answer carries, so that a browser does no more with it than show it, and to whom we answer."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, TypeAlias

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
HOSTS = ["127.0.0.1", "localhost", "[::1]"]
"""A page that answers to other names could be read by any site that points its own name here."""
Message: TypeAlias = MutableMapping[str, Any]


class Guarded:
    """Sets on every answer what keeps a browser from doing more with it than showing it."""

    def __init__(self, app: Callable[..., Awaitable[None]], headers: Mapping[str, str] | None = None) -> None:
        """Take what answers, and the headers in which it differs."""
        self._app = app
        self._headers = HEADERS | dict(headers or {})

    async def __call__(self, scope: Message, receive: Any, send: Callable[[Message], Awaitable[None]]) -> None:  # noqa: ANN401 - ASGI
        """Answer, with the headers."""

        async def guarded(message: Message) -> None:
            """Add the headers to the beginning of an answer."""
            if message["type"] == "http.response.start":
                own = {name.lower() for name, _ in message["headers"]}
                more = [(name.lower().encode(), value.encode()) for name, value in self._headers.items()]
                message["headers"] = [*message["headers"], *(pair for pair in more if pair[0] not in own)]
            await send(message)

        await self._app(scope, receive, guarded)
