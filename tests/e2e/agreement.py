"""How a published table is held against the truth: every row, every column, the first differences said readably."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.e2e.published import Row

TOLERANCE = 1e-9
SHOWN = 12
READABLE = 40
Exact = Fraction | int | str | bool | None
K = TypeVar("K", bound="tuple[Any, ...]")


def agrees(found: Any, exact: Exact) -> bool:  # noqa: ANN401 - whatever a database cell holds
    """Tell whether a published cell is the exact one: null for null, words as they are, numbers to 1e-9.

    >>> agrees(None, None), agrees(0.0, None), agrees(0.3333333333333333, Fraction(1, 3)), agrees("met", "not_met")
    (True, False, True, False)
    """
    if found is None or exact is None or isinstance(exact, str):
        return bool(found == exact)
    return bool(abs(found - float(exact)) <= TOLERANCE * max(1, abs(float(exact))))


def differences(published: Mapping[K, Row], expected: Mapping[K, Mapping[str, Exact]]) -> list[str]:
    """Return a line for each row that is missing or surplus, and each cell that differs, the first ones of many."""
    lines = [f"missing {tuple(key)}" for key in expected if key not in published]
    lines += [f"surplus {tuple(key)}" for key in published if key not in expected]
    lines += [
        f"{name} of {tuple(key)}: published {published[key][name]!r}, true {_shown(exact)}"
        for key, row in expected.items()
        if key in published
        for name, exact in row.items()
        if not agrees(published[key][name], exact)
    ]
    return [*lines[:SHOWN], f"and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else lines


def _shown(exact: Exact) -> str:
    """Return an exact number as a decimal, and as a fraction where that can be read."""
    if not isinstance(exact, Fraction):
        return repr(exact)
    return f"{float(exact)!r} = {exact}" if len(str(exact)) < READABLE else repr(float(exact))
