"""Progress: how far a long step of the night has come, told to whoever sits at the terminal, if anybody does."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol


class Progress(Protocol):
    """Whoever is told: that a step with so many files begins, and that one of them is done."""

    def begin(self, step: str, total: int) -> None:
        """Hear that a step begins (`fetch`, `deposit`, `judge` or `receipt`); a step that was begun before is done."""

    def advance(self) -> None:
        """Hear that a file is done."""


class _Nobody:
    """Nobody is told: a night that a timer started."""

    def begin(self, step: str, total: int) -> None:
        """Pass over it."""

    def advance(self) -> None:
        """Pass over it."""


# Not an argument: between the command and the step stand a flow and a task, whose arguments Prefect keeps.
_LISTENER: ContextVar[Progress | None] = ContextVar("progress", default=None)


@contextmanager
def told(listener: Progress) -> Iterator[None]:
    """Tell `listener` of the progress of every step within."""
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)


def current() -> Progress:
    """Return whoever is told of the progress now."""
    return _LISTENER.get() or _Nobody()
