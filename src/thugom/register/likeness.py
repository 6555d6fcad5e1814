"""Likeness: which registered names a misspelt one may have been meant for. What is alike is proposed, never taken."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process

ALIKE = 70
"""Of 100; letters and marks count alike. A wrong letter and its marks cost a name of five letters (Lê Lợi) some 25."""
AS_GOOD = 8
"""A name that falls behind the best by more than this is not proposed beside it."""
PROPOSED = 3


def alike(wanted: str, names: Sequence[str]) -> list[tuple[int, float]]:
    """Return the positions of the names that are most like the one wanted, best first, with their likeness.

    Args:
        wanted: a name, its letters taken apart (`language.spelling.spelt`).
        names: the registered ones, in the same form.

    >>> alike("le loi", ["la loi", "tan phong", "le loy"])
    [(0, 83.3...), (2, 83.3...)]
    """
    found = process.extract(wanted, names, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=PROPOSED)
    return [(position, score) for _, score, position in found if score >= found[0][1] - AS_GOOD]
