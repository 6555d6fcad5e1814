"""Receipts by the hundred: made by a few processes side by side, which a night with few of them does not begin.

A receipt is made by Python alone, on one processor, and knows of no other.
"""

import contextlib
import pickle
from collections.abc import Callable, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass
from pathlib import Path

from thugom.checks.masking import masked
from thugom.checks.receipt_note import ReceiptNote
from thugom.files import partial_of
from thugom.services.crew import AHEAD, affordable, crew, get_ready
from thugom.services.night.opening import Declared
from thugom.services.receipts.making import receipt_of

SIDE_BY_SIDE_FROM = 400
"""With fewer, a process would take longer to begin than it saves."""
_AT_ONCE = 50
_MIB_EACH = 300


@dataclass(frozen=True)
class Order:
    """A receipt to be made: what it says, of which bytes, and where it is to lie."""

    note: ReceiptNote
    content: Path
    target: Path


def expect(receipts: int) -> None:
    """Be ready to make so many receipts soon, at most."""
    if _processes(receipts) > 1:
        get_ready(__name__)


def make_all(orders: Sequence[Order], here: Declared, max_bytes: int, done: Callable[[], None]) -> dict[Path, str]:
    """Make receipts and put each into its place, whole or not at all.

    Args:
        orders: what is to be made.
        here: what the home declares.
        max_bytes: a larger file is not opened.
        done: told of each that is made.

    Returns:
        for each order, by its target, why it could not be made; "" where it was.
    """
    processes = _processes(len(orders))
    if processes == 1:
        return _make(orders, here, max_bytes, done)
    parts = [orders[start : start + _AT_ONCE] for start in range(0, len(orders), _AT_ONCE)]
    told, made = pickle.dumps((here, max_bytes)), dict[Path, str]()
    with crew(processes, lambda: None, AHEAD) as pool:
        waiting = {pool.submit(_make_apart, told, part): part for part in parts}
        for future in as_completed(waiting):
            part = waiting[future]
            # One that was ended takes the others with it: what they left is made here.
            if future.exception():
                made |= _make(part, here, max_bytes, done)
                continue
            made |= future.result()
            for _ in part:
                done()
    return made


def _processes(receipts: int) -> int:
    """Return how many processes so many receipts are worth."""
    return affordable(None, _MIB_EACH) if receipts >= SIDE_BY_SIDE_FROM else 1


def _make_apart(told: bytes, part: Sequence[Order]) -> dict[Path, str]:
    """Make some receipts in another process."""
    here, max_bytes = pickle.loads(told)  # noqa: S301 - of the process that began this one
    return _make(part, here, max_bytes, lambda: None)


def _make(orders: Sequence[Order], here: Declared, max_bytes: int, done: Callable[[], None]) -> dict[Path, str]:
    """Make some receipts, one after the other."""
    made: dict[Path, str] = {}
    for order in orders:
        try:
            _put(receipt_of(order.note, order.content, here, max_bytes), order.target)
            made[order.target] = ""
        except Exception as error:  # noqa: BLE001 - whatever a workbook provokes, the night goes on and says so
            made[order.target] = reason_of(error)
        done()
    return made


def _put(receipt: bytes, target: Path) -> None:
    """Write a receipt into its place, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = partial_of(target)
    try:
        # The disk is synced once for all of them.
        partial.write_bytes(receipt)
        partial.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise


def reason_of(error: Exception) -> str:
    """Return why a receipt could not be made; a library's words may quote a cell."""
    return f"{type(error).__name__}: {masked(str(error), None)}"
