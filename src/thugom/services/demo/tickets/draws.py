"""Chance by the million, that falls the same way on every machine."""

import hashlib

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]


class Draws:
    """A stream of arrays of draws that depends on the seed and the topic alone.

    Only raw bits are taken: numpy promises their sequence from release to release, and that of nothing made of them.

    >>> Draws(7, "loads", "SYN-LC").whole(3, 1, 6).tolist() == Draws(7, "loads", "SYN-LC").whole(3, 1, 6).tolist()
    True
    """

    def __init__(self, seed: int, *topic: object) -> None:
        """Open the stream of this seed and topic."""
        text = "/".join(str(part) for part in (seed, *topic))
        self._bits = np.random.PCG64(int.from_bytes(hashlib.sha256(text.encode()).digest()))

    def whole(self, count: int, least: int, most: int) -> Whole:
        """Return whole numbers from `least` to `most`, both included; the span is below 2³²."""
        raw = self._bits.random_raw(count) >> np.uint64(32)
        return ((raw * np.uint64(most - least + 1)) >> np.uint64(32)).astype(np.int64) + least

    def some(self, of: int, count: int) -> Whole:
        """Return `count` different places out of `of`, in an order of chance."""
        keys = self._bits.random_raw(of)
        if count < of:
            places = np.argpartition(keys, count)[:count]
            return places[np.argsort(keys[places])]
        return np.argsort(keys)

    def rounded(self, number: float) -> int:
        """Return a number rounded up as often as its fraction says, so that small shares come out right on average."""
        return int(number + int(self._bits.random_raw()) / 2**64)
