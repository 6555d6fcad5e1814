"""Chance that falls the same way on every machine: one stream for each question, told apart by name."""

import random
from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A stream of draws that depends on the seed and the topic alone.

    Every unit and month asks a stream of its own, so that more months, or another order, change
    nothing for the rest. Only `random.Random.random` is used: Python promises to keep its sequence.

    >>> Chance(7, "noise", "03388").whole(1, 6) == Chance(7, "noise", "03388").whole(1, 6)
    True
    """

    def __init__(self, seed: int, *topic: object) -> None:
        """Open the stream of this seed and topic."""
        self._source = random.Random("/".join(str(part) for part in (seed, *topic)))  # noqa: S311 - nothing secret

    def share(self) -> float:
        """Return a number from 0 to below 1."""
        return self._source.random()

    def between(self, least: float, most: float) -> float:
        """Return a number from `least` to below `most`."""
        return least + (most - least) * self.share()

    def whole(self, least: int, most: int) -> int:
        """Return a whole number from `least` to `most`, both included."""
        return least + int((most - least + 1) * self.share())

    def happens(self, share: float) -> bool:
        """Tell whether something happens that happens in this share of cases."""
        return self.share() < share

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the items."""
        return items[self.whole(0, len(items) - 1)]

    def weighted(self, items: Sequence[T], weights: Sequence[float]) -> T:
        """Return one of the items, each as likely as its weight."""
        mark = self.share() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            mark -= weight
            if mark < 0:
                return item
        return items[-1]

    def shuffled(self, items: Iterable[T]) -> list[T]:
        """Return the items in an order of chance."""
        return [item for _, _, item in sorted((self.share(), place, item) for place, item in enumerate(items))]
