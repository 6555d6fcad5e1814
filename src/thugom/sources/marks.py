"""Marks: what a workbook says of its cells beside their values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Place: TypeAlias = tuple[int, int]
"""A cell: its row, counted from 1, and its column, counted from 0."""
Span: TypeAlias = tuple[int, int]
"""From the first to the last, both included."""


class Unvalued(str):
    """The text of a formula whose value nobody has stored: nothing is known of the cell."""

    __slots__ = ()


@dataclass(frozen=True)
class Marks:
    """What a sheet says of its cells beside their values.

    Attributes:
        hidden: the sheet itself is hidden.
        formulas: cells whose value a formula gave.
        unvalued: cells with a formula and no value, with the formula's text.
        errors: cells that hold an error such as #DIV/0!.
        hidden_rows: rows that nobody sees, by their numbers.
        hidden_columns: the same of columns, by their positions.
        merged: cells that are shown as one, by rows and columns.
    """

    hidden: bool = False
    formulas: frozenset[Place] = frozenset()
    unvalued: Mapping[Place, str] = field(default_factory=dict)
    errors: Mapping[Place, str] = field(default_factory=dict)
    hidden_rows: tuple[Span, ...] = ()
    hidden_columns: tuple[Span, ...] = ()
    merged: tuple[tuple[Span, Span], ...] = ()


UNMARKED = Marks()
