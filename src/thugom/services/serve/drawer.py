"""The drawer: receipts that wait to be fetched, for a short while and in memory only."""

import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

MOST_RECEIPTS, MOST_BYTES = 50, 128 * 1024 * 1024
KEPT_SECONDS = 30 * 60


@dataclass(frozen=True)
class Kept:
    """A receipt: what it is called, its bytes, and until when it is kept, by the machine's clock of seconds."""

    name: str
    content: bytes
    until: float


class Drawer:
    """Receipts by a word that nobody can guess; the oldest go when there are too many."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._turn = threading.Lock()

    def put(self, name: str, content: bytes) -> str:
        """Keep a receipt and return the word that it is fetched by."""
        token = secrets.token_urlsafe(24)
        with self._turn:
            self._kept[token] = Kept(name, content, time.monotonic() + KEPT_SECONDS)
            self._tidy()
        return token

    def get(self, token: str) -> Kept | None:
        """Return the receipt with this word; None where there is none, or no longer."""
        with self._turn:
            self._tidy()
            return self._kept.get(token)

    def _tidy(self) -> None:
        """Throw away what is too old, or too much."""
        now = time.monotonic()
        for token in [token for token, kept in self._kept.items() if kept.until <= now]:
            del self._kept[token]
        while len(self._kept) > MOST_RECEIPTS or sum(len(kept.content) for kept in self._kept.values()) > MOST_BYTES:
            self._kept.popitem(last=False)
