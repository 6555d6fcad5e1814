"""How many units are covered, at the least and at the most, where only the whole of several parts is known."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

Outcome = bool | None


class Counted(NamedTuple):
    """The least and the greatest number that the unknown leaves possible."""

    least: int
    most: int


class Part(NamedTuple):
    """A part with months of its own, from when it reported by itself: known covered, and unknown ones."""

    covered: int
    unknown: int
    people: int = 1


class Whole(NamedTuple):
    """Months of which only the whole of some parts is known.

    `covered` ones have at least one covered part; `open` ones may have any number: nobody knows of the whole, or
    more was treated than collected. In all other months no part is covered.
    """

    covered: int
    open: int


def needed_months(months: int) -> int:
    """Return how many of some months make two thirds of them.

    >>> [needed_months(months) for months in (1, 2, 3, 6, 12)]
    [1, 2, 2, 4, 8]
    """
    return -(-2 * months // 3)


def count_parts(parts: Sequence[Part], whole: Whole, months: int) -> Counted:
    """Return how many of a whole's parts are covered in two thirds of the months.

    >>> count_parts([Part(0, 0), Part(0, 0)], Whole(covered=1, open=0), months=1)
    Counted(least=1, most=2)
    >>> count_parts([Part(0, 0), Part(0, 0)], Whole(covered=2, open=0), months=3)
    Counted(least=0, most=2)
    """
    return _count(parts, whole, months, [1] * len(parts))


def count_people(parts: Sequence[Part], whole: Whole, months: int) -> Counted:
    """Return how many people live in those of a whole's parts that are covered in two thirds of the months."""
    return _count(parts, whole, months, [part.people for part in parts])


def _count(parts: Sequence[Part], whole: Whole, months: int, weights: list[int]) -> Counted:
    enough = needed_months(months)
    sure = [weight for part, weight in zip(parts, weights, strict=True) if part.covered >= enough]
    least = sum(sure)
    # Each covered month gives one part one month more; what no part can take in without being covered covers one.
    if not sure and whole.covered > sum(enough - 1 - part.covered for part in parts):
        least = min(weights)
    most = sum(
        weight
        for part, weight in zip(parts, weights, strict=True)
        if part.covered + part.unknown + whole.covered + whole.open >= enough
    )
    return Counted(least, most)


def brute_force_counts(
    wholes: Sequence[Outcome], parts: Sequence[Sequence[Outcome]], *, more_treated_than_collected: bool = False
) -> Counted:
    """Return the bounds of a count by trying every completion.

    Args:
        wholes: For each month that only the whole reported, whether it was covered; None where nobody knows.
        parts: For each part, whether it was covered in each month that it reported by itself.
        more_treated_than_collected: Then a covered whole need not have a covered part.

    >>> brute_force_counts([True, True, False], [[], []])
    Counted(least=0, most=2)
    """
    months = len(wholes) + len(parts[0])
    of_month: list[list[tuple[bool, ...]]] = []
    for known in wholes:
        answers = list(product([False, True], repeat=len(parts)))
        if known is False:
            answers = [one for one in answers if not any(one)]
        elif known and not more_treated_than_collected:
            answers = [one for one in answers if any(one)]
        of_month.append(answers)
    for place in range(len(parts[0])):
        options = [[part[place]] if part[place] is not None else [False, True] for part in parts]
        of_month.append([tuple(bool(answer) for answer in one) for one in product(*options)])
    counts = Counter({(0,) * len(parts): 1})
    for answers in of_month:
        counts = Counter({tuple(map(sum, zip(done, one, strict=True))): 1 for done in counts for one in answers})
    found = [sum(3 * covered >= 2 * months for covered in done) for done in counts]
    return Counted(min(found), max(found))


class Amounts(NamedTuple):
    """Households and served ones, tonnes collected and treated: of a whole, or of a part."""

    households: int
    served: int
    collected: int
    treated: int


def brute_force_adequate(whole: Amounts, parts: int, threshold: tuple[int, int]) -> Counted:
    """Return how many of a whole's parts can be adequately covered, by trying every division into whole numbers.

    `threshold` is a numerator and a denominator, the same for households and for treatment. No part serves more
    households than it has or treats more than it collects, as the whole does not.
    """
    found = set()
    divisions = [list(_divisions(amount, parts)) for amount in whole]
    for households, served, collected, treated in product(*divisions):
        pieces = [Amounts(*one) for one in zip(households, served, collected, treated, strict=True)]
        if any(one.served > one.households or one.treated > one.collected for one in pieces):
            continue
        found.add(sum(_is_adequate(one, threshold) for one in pieces))
    return Counted(min(found), max(found))


def _is_adequate(one: Amounts, threshold: tuple[int, int]) -> bool:
    numerator, denominator = threshold
    return (
        one.collected > 0
        and one.treated > 0
        and one.households > 0
        and denominator * one.served >= numerator * one.households
        and denominator * one.treated >= numerator * one.collected
    )


def _divisions(amount: int, parts: int) -> list[tuple[int, ...]]:
    """Return every way to divide a whole number.

    >>> _divisions(2, 2)
    [(0, 2), (1, 1), (2, 0)]
    """
    if parts == 1:
        return [(amount,)]
    return [(first, *rest) for first in range(amount + 1) for rest in _divisions(amount - first, parts - 1)]
