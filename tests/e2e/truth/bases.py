"""On whose units and urban status the figures of a month are counted (methodology, section 5, `Basis`)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from tests.e2e.truth.cells import Cell
    from tests.e2e.truth.province import Amount
    from tests.e2e.truth.register import Register

AS_WAS, AS_IS, AS_ISSUED = "as_was", "as_is", "as_issued"
BASES = (AS_WAS, AS_IS, AS_ISSUED)
BILLION = 10**9


class Piece(NamedTuple):
    """The share of a reported cell that falls to one unit and settlement of a basis, by its people."""

    unit_id: str
    settlement: str
    people: int


def apportion(amount: Amount, pieces: Sequence[Piece], quantum: Fraction = Fraction(1)) -> list[Amount]:
    """Divide an amount among pieces by people, in whole quanta, by largest remainder; ties to the lower unit.

    An amount that is no multiple of the quantum is divided in billionths.

    >>> apportion(10, [Piece("b", "urban", 1), Piece("a", "urban", 1), Piece("c", "urban", 1)])
    [3, 4, 3]
    """
    if len(pieces) == 1:
        return [amount]
    count = Fraction(amount) / quantum
    if count.denominator != 1:
        quantum = Fraction(1, BILLION)
        count = Fraction(round(amount * BILLION))
    whole = sum(piece.people for piece in pieces)
    quotas = [count * piece.people / whole for piece in pieces]
    parts = [int(quota) for quota in quotas]
    order = sorted(range(len(pieces)), key=lambda place: (parts[place] - quotas[place], pieces[place].unit_id))
    for place in order[: int(count) - sum(parts)]:
        parts[place] += 1
    return list(parts) if quantum == 1 else [part * quantum for part in parts]


class Basis:
    """Units and settlements of one basis, and where the cells of any month fall among them."""

    def __init__(self, name: str, register: Register, day: dt.date | None) -> None:
        """Count by the units in force on `day`; by those of each month itself where it is None."""
        self.name, self.register = name, register
        self.units = None if day is None else {key for key, unit in register.units.items() if unit.is_in_force_on(day)}
        self._pieces: dict[tuple[str, str], list[Piece]] = {}

    def units_at(self, month: str) -> list[str]:
        """Return the units that figures of a period ending with this month are counted over."""
        if self.units is None:
            return sorted(unit.unit_id for unit in self.register.in_force(month))
        return sorted(self.units)

    def pieces(self, cell: Cell) -> list[Piece]:
        """Return where a cell falls; its own place where its unit is one of the basis."""
        key = cell.unit_id, cell.settlement
        if key not in self._pieces:
            self._pieces[key] = self._fall(*key)
        return self._pieces[key]

    def _fall(self, unit: str, settlement: str) -> list[Piece]:
        census = self.register.census
        if self.units is None or unit in self.units:
            return [Piece(unit, settlement, census[unit, settlement].people)]
        heir = self._heir(unit, settlement)
        if heir is not None:
            return [Piece(*heir, census[unit, settlement].people)]
        founders = self._founders(unit, settlement)
        return [Piece(*founder, census[founder].people) for founder in sorted(founders)]

    def _heir(self, unit: str, settlement: str) -> tuple[str, str] | None:
        """Return the unit of the basis that took a part over, and what it is there; None if there is none."""
        heirs = [key for key, parents in self.register.parents.items() if unit in parents]
        for heir in heirs:
            known = self.register.settlements[heir]
            status = settlement if len(known) > 1 else known[0]
            if self.units is not None and heir in self.units:
                return heir, status
            later = self._heir(heir, status)
            if later is not None:
                return later
        return None

    def _founders(self, unit: str, settlement: str) -> list[tuple[str, str]]:
        """Return the units of the basis, and their settlements then, that a later part was made of."""
        found: list[tuple[str, str]] = []
        is_single = len(self.register.settlements[unit]) == 1
        for parent in self.register.parents[unit]:
            for part in self.register.settlements[parent]:
                if not is_single and part != settlement:
                    continue
                if self.units is not None and parent in self.units:
                    found.append((parent, part))
                else:
                    found += self._founders(parent, part)
        return found


def settlements_of(pieces: Iterable[Piece]) -> set[str]:
    """Return the settlements that pieces fall into."""
    return {piece.settlement for piece in pieces}
