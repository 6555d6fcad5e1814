"""Every cell as it falls on a basis: whole where it can, else divided in whole numbers."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from tests.e2e.truth.bases import apportion, settlements_of
from tests.e2e.truth.cells import Figures
from tests.e2e.truth.spans import days_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.e2e.truth.bases import Basis, Piece
    from tests.e2e.truth.cells import Cell
    from tests.e2e.truth.facts import Facts


class Share(NamedTuple):
    """What of a reported cell falls to one unit and settlement of a basis.

    A share is mixed if its cell was divided between urban and rural, which its report does not give apart.
    """

    facts: Facts
    piece: Piece
    figures: Figures
    collected_treated: int
    is_divided: bool
    is_mixed: bool = False

    @property
    def month(self) -> str:
        """The month of the cell."""
        return self.facts.cell.month


SharesOf = dict[tuple[str, str], list[Share]]
"""Shares by unit of the basis and month."""


def shares_on(basis: Basis, facts: Mapping[Cell, Facts]) -> SharesOf:
    """Return every cell's shares on a basis."""
    shares: defaultdict[tuple[str, str], list[Share]] = defaultdict(list)
    for one in facts.values():
        for share in divided_among(one, basis.pieces(one.cell)):
            shares[share.piece.unit_id, share.month].append(share)
    return dict(shares)


def divided_among(facts: Facts, pieces: list[Piece]) -> list[Share]:
    """Return a cell's shares."""
    figures = facts.figures
    if len(pieces) == 1:
        return [Share(facts, pieces[0], figures, figures.collected_treated, is_divided=False)]
    parts = {name: apportion(amount, pieces) for name, amount in vars(figures).items()}
    together = apportion(figures.collected_treated, pieces)
    days = days_in(facts.cell.month)
    # People are those of the parts themselves, who make up the whole.
    parts |= {"population": [one.people for one in pieces], "person_days": [one.people * days for one in pieces]}
    return [
        Share(
            facts,
            piece,
            Figures(**{name: int(amounts[place]) for name, amounts in parts.items()}),
            int(together[place]),
            is_divided=True,
            is_mixed=len(settlements_of(pieces)) > 1,
        )
        for place, piece in enumerate(pieces)
    ]
