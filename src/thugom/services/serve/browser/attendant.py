"""The attendant: runs the table browser in a process of its own, and again where it ends over a question.

A question may take all the memory there is, and a page of two thousand rows takes the interpreter for itself: neither
must hold up a clerk who checks a workbook.
"""

import multiprocessing
import signal
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from thugom.contracts import Contract, Text

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

_ENDING_SECONDS = 10
_TOO_SOON_SECONDS = 5
_MOST_IN_A_ROW = 3
_AT_ONCE = 64
_LOOKING_SECONDS = 0.5
ENDED = "The table browser ended by itself and is started again."
GIVEN_UP = "The table browser ends as soon as it is started; it is left off until the page is started again."


@dataclass(frozen=True)
class Browsed:
    """What the table browser shows.

    Attributes:
        path: where publications appear.
        contracts: what their tables mean.
        place: the department.
    """

    path: Path
    contracts: Mapping[str, Contract]
    place: Text


class Attendant:
    """The table browser's process, as long as the page runs."""

    def __init__(self, browsed: Browsed, listener: socket.socket, complain: Callable[[str], None]) -> None:
        """Take what is shown, the socket that listens already, and whom to tell when it goes wrong."""
        self._browsed, self._listener, self._complain = browsed, listener, complain
        self._process: BaseProcess | None = None
        self._line: Connection | None = None
        self._is_closing = threading.Event()
        self._watch = threading.Thread(target=self._attend, daemon=True)

    @property
    def process_id(self) -> int | None:
        """The process's number, for those who look after the machine."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the process, and look after it."""
        self._begin()
        self._watch.start()

    def close(self) -> None:
        """End the process, and wait until it has ended; what is being answered is answered."""
        self._is_closing.set()
        if self._line is not None:
            self._line.close()
        if self._watch.is_alive():
            self._watch.join(_ENDING_SECONDS)
        if self._process is not None and self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._listener.close()

    def _begin(self) -> None:
        """Start the process with a line to it: it ends when the line is cut, also where we are killed."""
        context = multiprocessing.get_context("spawn")
        theirs, self._line = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_browse, args=(theirs, self._listener, self._browsed), daemon=True, name="thugom-browser"
        )
        self._process.start()
        theirs.close()

    def _attend(self) -> None:
        """Start the process again whenever it ends by itself, unless it ends at once."""
        in_a_row = 0
        while self._process is not None:
            began = time.monotonic()
            self._process.join()
            if self._is_closing.is_set():
                return
            in_a_row = in_a_row + 1 if time.monotonic() - began < _TOO_SOON_SECONDS else 0
            if in_a_row >= _MOST_IN_A_ROW:
                self._complain(GIVEN_UP)
                return
            self._complain(ENDED)
            if self._line is not None:
                self._line.close()
            self._begin()


def _browse(line: Connection, listener: socket.socket, browsed: Browsed) -> None:
    """Serve the pages until the line is cut; this is the process's whole life."""
    # The terminal's interrupt is for the page, which ends this process itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import uvicorn  # noqa: PLC0415 - the page has loaded it, this process has not

    from thugom.services.serve.browser.pages import Pages, guarded  # noqa: PLC0415 - Datasette takes seconds to load

    config = uvicorn.Config(
        guarded(Pages(browsed.path, browsed.contracts, browsed.place)),
        log_level="warning",
        access_log=False,
        server_header=False,
        limit_concurrency=_AT_ONCE,
        proxy_headers=False,
        lifespan="off",
        timeout_graceful_shutdown=_ENDING_SECONDS // 2,
    )
    server = uvicorn.Server(config)
    # Not in the main thread: there it would take the signals for itself.
    serving = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    serving.start()
    while serving.is_alive() and not line.poll(_LOOKING_SECONDS):
        pass
    server.should_exit = True
    serving.join()
