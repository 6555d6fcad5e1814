"""How many rows a night received, and what became of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tally:
    """How many rows a night received, accepted and refused, in how many files, and in which.

    `put_off`: the paths of files that the machine could not judge; they await the next night.
    """

    files: int = 0
    received: int = 0
    accepted: int = 0
    refused: int = 0
    hashes: tuple[str, ...] = ()
    put_off: tuple[str, ...] = ()

    def __add__(self, other: "Tally") -> "Tally":
        """Return the sum."""
        return Tally(
            self.files + other.files,
            self.received + other.received,
            self.accepted + other.accepted,
            self.refused + other.refused,
            self.hashes + other.hashes,
            self.put_off + other.put_off,
        )
