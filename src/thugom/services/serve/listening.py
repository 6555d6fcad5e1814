"""Listening: on this machine's own address and on no other, until somebody ends it."""

import socket

import uvicorn
from starlette.applications import Starlette

LOOPBACK = "127.0.0.1"
_AT_ONCE = 64
_ENDING_SECONDS = 3
PAGE_ADVICE = "End what listens there, or name another port with --port or THUGOM_PAGE_PORT."
PREFECT_ADVICE = (
    "End what listens there (another thugom serve?), or name another port with --prefect-port or THUGOM_PREFECT_PORT."
)
BROWSER_ADVICE = "End what listens there, or name another port with --browser-port or THUGOM_BROWSER_PORT."


class PortTakenError(Exception):
    """Somebody listens on the port already: names it, and what to do."""

    def __init__(self, port: int, reason: str, advice: str) -> None:
        """Name the port."""
        super().__init__(f"{LOOPBACK}:{port}\n  This port cannot be used ({reason}). {advice}")


def listening_socket(port: int, advice: str = PAGE_ADVICE) -> socket.socket:
    """Return a socket that listens on this machine's own address.

    Args:
        port: 0 for any that is free.
        advice: what to do where it is taken.

    Raises:
        PortTakenError: somebody else has it.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
        listener.listen(_AT_ONCE)
    except (OSError, OverflowError) as error:
        listener.close()
        raise PortTakenError(port, getattr(error, "strerror", None) or str(error), advice) from error
    return listener


def listen(app: Starlette, listener: socket.socket) -> None:
    """Serve until an interrupt; nothing is written of who asked for what."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        limit_concurrency=_AT_ONCE,
        proxy_headers=False,
        # A browser that is still sending must not hold up the end.
        timeout_graceful_shutdown=_ENDING_SECONDS,
    )
    uvicorn.Server(config).run(sockets=[listener])
