"""Watches: what a rule looks at, month by month, and the figures by which an episode of it is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from thugom.alerts.month_grid import Marks, Numbers
from thugom.alerts.runs import ENDS, HOLDS, NEITHER, NONE, UNKNOWN, Episodes, Months, States
from thugom.measures.target_path import GAP_DIGITS, POINTS

FIGURES = ("value", "expected", "gap_pp", "reference")
"""What is told of an episode in the month that confirms it; NaN where there is nothing to tell."""


class Watch(Protocol):
    """A rule at work on the subjects of one table."""

    @property
    def subjects(self) -> Sequence[str]:
        """Units or targets, in the order of the grid."""

    @property
    def of_units(self) -> bool:
        """Whether the subjects are units."""

    def states(self, month: int, opened: Months) -> States:
        """Return what a month says of each subject, given the month in which its episode opened."""

    def figures(self, found: Episodes) -> Mapping[str, Numbers]:
        """Return the figures of each episode."""


@dataclass(frozen=True)
class StateWatch:
    """A condition that each month answers by itself.

    Attributes:
        subjects: in the order of the grid.
        laid: the states, by month and subject.
        told: figures by month and subject; each episode has those of the month that confirms it.
        of_units: whether the subjects are units.
    """

    subjects: Sequence[str]
    laid: States
    told: Mapping[str, Numbers] = field(default_factory=dict)
    of_units: bool = True

    def states(self, month: int, opened: Months) -> States:  # noqa: ARG002 - a month answers by itself
        """Return what a month says of each subject."""
        states: States = self.laid[month]
        return states

    def figures(self, found: Episodes) -> Mapping[str, Numbers]:
        """Return the figures of the months that confirm the episodes."""
        return {name: laid[found.confirmed, found.subject] for name, laid in self.told.items()}


@dataclass(frozen=True)
class DropWatch:
    """A fall below what was usual; once it has opened, what was usual then is what it must come back to.

    A reference that moved on would take a fall that lasts for the usual, and the alert would close over nothing.

    Attributes:
        subjects: in the order of the grid.
        values: ratios by month and subject; NaN where unknown.
        references: what was usual before each month; NaN where too little is known.
        opens_at_pp: at this gap to the reference or below it holds.
        closes_from_pp: at this gap or above it is over.
        of_units: whether the subjects are units.
    """

    subjects: Sequence[str]
    values: Numbers
    references: Numbers
    opens_at_pp: float
    closes_from_pp: float
    of_units: bool = True

    def states(self, month: int, opened: Months) -> States:
        """Return what a month says of each subject, measured from the month that opened its episode."""
        since = np.where(opened == NONE, month, opened)
        gap = self._gap(self.values[month], self.references[since, np.arange(len(since))])
        return states_of(holds=gap <= self.opens_at_pp, ends=gap >= self.closes_from_pp, known=~np.isnan(gap))

    def figures(self, found: Episodes) -> Mapping[str, Numbers]:
        """Return the value that confirms each episode, and what was usual when it opened."""
        value = self.values[found.confirmed, found.subject]
        reference = self.references[found.opened, found.subject]
        return {"value": value, "reference": reference, "gap_pp": self._gap(value, reference)}

    @staticmethod
    def _gap(value: Numbers, reference: Numbers) -> Numbers:
        """Return how far a value is from its reference, in points, rounded as every gap is before it is compared."""
        gap: Numbers = np.round(POINTS * (value - reference), GAP_DIGITS)
        return gap


def states_of(holds: Marks, ends: Marks, known: Marks) -> States:
    """Return the states of months: a condition that holds is not over, whatever else is said.

    >>> yes, no = np.array([True]), np.array([False])
    >>> [int(states_of(*marks)[0]) for marks in ((yes, yes, yes), (no, no, yes), (no, yes, no))]
    [2, 1, 0]
    """
    states: States = np.select([~known, holds, ends], [UNKNOWN, HOLDS, ENDS], NEITHER).astype("int8")
    return states


def usual_before(values: Numbers, of_months: int) -> Numbers:
    """Return by month and subject the median of the known months before, however long ago; NaN where they are fewer.

    >>> usual_before(np.array([[0.8], [np.nan], [0.6], [0.5]]), 2)[:, 0].tolist()
    [nan, nan, nan, 0.7]
    """
    usual = np.full(values.shape, np.nan)
    newest = np.full((of_months, values.shape[1]), np.nan)
    for month, value in enumerate(values):
        full = ~np.isnan(newest[0])
        usual[month, full] = np.median(newest[:, full], axis=0)
        known = ~np.isnan(value)
        newest[:-1, known] = newest[1:, known]
        newest[-1, known] = value[known]
    return usual
