"""Facts, bases and shares of a demonstration home, each made once and asked for by basis."""

from __future__ import annotations

import functools
from collections import defaultdict
from typing import TYPE_CHECKING

from tests.e2e.truth.bases import AS_IS, AS_ISSUED, AS_WAS, Basis
from tests.e2e.truth.completions import Terms, all_terms
from tests.e2e.truth.facts import Archive, Facts, read_facts
from tests.e2e.truth.province_rows import ProvinceRow, province_rows
from tests.e2e.truth.register import read_facilities
from tests.e2e.truth.shares import SharesOf, shares_on
from tests.e2e.truth.spans import last_day, periods_of
from tests.e2e.truth.unit_rows import RowKey, UnitRow, pending_periods, unit_rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.e2e.truth.cells import Cell
    from tests.e2e.truth.demo import TrueDemo
    from tests.e2e.truth.province import Key


class World:
    """A home's truth on every basis."""

    def __init__(self, demo: TrueDemo, home: Path, *, is_monthly: bool = False) -> None:
        """Read what was known of the truth; a monthly world knows no quarters, half-years and years."""
        folder = home / "data" / "demo" / "truth"
        self.facilities = read_facilities(home / "register" / "synthetic" / "facility.csv")
        archive = Archive(
            folder / "treatment.csv", folder / "dirt.csv", demo.record, demo.register, self.facilities, demo.policy
        )
        self.demo, self.policy, self.months = demo, demo.policy, demo.months
        self.facts: dict[Cell, Facts] = read_facts(demo.truth, demo.known, archive)
        self.bases = {
            AS_WAS: Basis(AS_WAS, demo.register, None),
            AS_IS: Basis(AS_IS, demo.register, last_day(self.months[-1])),
            AS_ISSUED: Basis(AS_ISSUED, demo.register, demo.policy.issued_on),
        }
        self.periods = dict.fromkeys(self.months, "month") if is_monthly else periods_of(self.months)
        self.pending = pending_periods(self.months)
        self.index()

    def index(self) -> None:
        """Order the facts by month and by unit."""
        self.by_month: defaultdict[str, list[Facts]] = defaultdict(list)
        self.by_unit_month: defaultdict[tuple[str, str], list[Facts]] = defaultdict(list)
        for cell, one in sorted(self.facts.items()):
            self.by_month[cell.month].append(one)
            self.by_unit_month[cell.unit_id, cell.month].append(one)

    def of_unit_months(self, facts: Iterable[Facts]) -> list[Facts]:
        """Return all cells of the reporting units and months that some cells belong to."""
        keys = {(one.cell.unit_id, one.cell.month) for one in facts}
        return [one for key in sorted(keys) for one in self.by_unit_month[key]]

    @functools.cache  # noqa: B019 - a world lives as long as the tests that share it
    def terms(self, cell: Cell) -> list[Terms]:
        """Return what a cell adds to each ratio of the province."""
        return all_terms(self.facts[cell], self.policy)

    @functools.cache  # noqa: B019 - as above
    def province_rows(self, basis: str) -> dict[Key, ProvinceRow]:
        """Return the rows of `province_coverage` on a basis."""
        return province_rows(self, basis)

    @functools.cache  # noqa: B019 - a world lives as long as the tests that share it
    def shares(self, basis: str) -> SharesOf:
        """Return every cell as it falls on a basis."""
        return shares_on(self.bases[basis], self.facts)

    @functools.cache  # noqa: B019 - as above
    def unit_rows(self, basis: str) -> dict[RowKey, UnitRow]:
        """Return the rows of `commune_coverage` on a basis."""
        return unit_rows(self.shares(basis), self.policy, self.pending)
