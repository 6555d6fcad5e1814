"""What is to be said to the sender of a file, from what was found in it."""

from dataclasses import dataclass

from thugom.checks.receipt_note import ReceiptLine, ReceiptNote
from thugom.contracts import Policy


@dataclass(frozen=True)
class Counts:
    """How many rows a file had, and what became of them."""

    received: int
    accepted: int
    refused: int


@dataclass(frozen=True)
class Occasion:
    """On what occasion something is said: for whom, in which language, of a file that was sent or only checked."""

    policy: Policy
    language: str
    is_sent: bool
    is_synthetic: bool


def note_of(
    file_path: str, arrived_on: str, counts: Counts, lines: tuple[ReceiptLine, ...], occasion: Occasion
) -> ReceiptNote:
    """Return what is to be said of a file.

    Args:
        file_path: the file, as its sender knows it.
        arrived_on: the day on which it came, ISO 8601.
        counts: its rows.
        lines: what was found in it.
        occasion: to whom.
    """
    name = occasion.policy.place.name
    return ReceiptNote(
        file_path=file_path,
        place=name.vi if occasion.language == "vi" else name.en,
        arrived_on=arrived_on,
        language=occasion.language,
        received=counts.received,
        accepted=counts.accepted,
        refused=counts.refused,
        lines=lines,
        is_sent=occasion.is_sent,
        is_synthetic=occasion.is_synthetic,
    )
