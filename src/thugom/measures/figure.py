"""One figure with its interval, in exact numbers until it is published."""

import functools
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Ends:
    """A numerator and a denominator in exact numbers; both None where unknown or 0/0."""

    numerator: Fraction | None
    denominator: Fraction | None

    @functools.cached_property
    def ratio(self) -> Fraction | None:
        """The quotient, or None."""
        if self.numerator is None or not self.denominator:
            return None
        return self.numerator / self.denominator


UNKNOWN = Ends(None, None)


@dataclass(frozen=True)
class Figure:
    """One indicator in one period: value and interval in exact numbers, and what they rest on."""

    value: Ends
    lower: Ends
    upper: Ends
    rate_above_one: bool
    bounds_basis: str

    @property
    def outside(self) -> bool:
        """Whether the value lies outside its interval, as a partial report can push it."""
        value, lower, upper = self.value.ratio, self.lower.ratio, self.upper.ratio
        if value is None or lower is None or upper is None:
            return False
        return not lower <= value <= upper


def sound(figure: Figure) -> Figure:
    """Return the figure with 0/0 as null."""
    value, lower, upper = (
        end if end.ratio is not None else UNKNOWN for end in (figure.value, figure.lower, figure.upper)
    )
    return Figure(value, lower, upper, figure.rate_above_one, figure.bounds_basis)
