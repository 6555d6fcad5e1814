"""Small accounts for tests: what is known of some cells, made into the rows that `account` returns."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

import pandas as pd

from thugom.contracts import Policy, load_policy, packaged_schemas
from thugom.measures.accounts import COLLECTION, CollectionRecord, Grid, account
from thugom.measures.treatment import TreatmentRecord

MONTH = "2026-01"
FACILITIES = pd.DataFrame(
    {
        "facility_code": pd.Series(["BASIC", "LIMITED", "CLOSED"], dtype="str"),
        "period": MONTH,
        "licensed": pd.Series([True, True, False], dtype="boolean"),
        "control_level": pd.Series(["basic", "limited", "full"], dtype="str"),
    }
)
_TREATMENT = ["unit_id", "period", "settlement", "facility_code", "method", "stream", "treated_kg", "reported_by"]


@functools.cache
def packaged_policy() -> Policy:
    """Return the policy of the package."""
    return load_policy(packaged_schemas() / "policy.yml")


@functools.cache
def simple_policy() -> Policy:
    """Return a policy in which a person makes a kilogram a day, half of it organic."""
    factors = {"urban": Fraction(1), "rural": Fraction(1)}
    return replace(packaged_policy(), organic_fraction=Fraction(1, 2), generation_kg_per_person_day=factors)


@dataclass(frozen=True)
class Treated:
    """The known tonnes of a cell by where they went: controlled or not, biologically or otherwise."""

    biological_controlled: int = 0
    biological: int = 0
    controlled: int = 0
    other: int = 0

    @property
    def total(self) -> int:
        """The known part of T."""
        return self.biological_controlled + self.biological + self.controlled + self.other


@dataclass(frozen=True)
class Known:
    """What is known of one cell: None is unknown; the month has one day.

    `treated` None: no treatment row names the cell; `open`: some of its treatment rows were refused.
    """

    people: int | None = None
    registered: int | None = None
    households: int | None = None
    served: int | None = None
    self_managed: int | None = None
    generated: int | None = None
    collected: int | None = None
    treated: Treated | None = None
    open: bool = False
    settlement: str = "urban"
    unit: str = ""

    @property
    def figures(self) -> tuple[int | None, ...]:
        """What its collection row says, in the order of `COLLECTION`."""
        return self.households, self.served, self.self_managed, self.generated, self.collected


def account_of(cells: Sequence[Known], policy: Policy) -> pd.DataFrame:
    """Return the account of these cells: each its own unit unless it says which, one month of one day."""
    units = [cell.unit or f"U{number}" for number, cell in enumerate(cells)]
    grid = pd.DataFrame(
        {
            "unit_id": pd.Series(units, dtype="str"),
            "period": pd.Series(MONTH, index=range(len(cells)), dtype="str"),
            "period_kind": pd.Series("month", index=range(len(cells)), dtype="str"),
            "settlement": pd.Series([cell.settlement for cell in cells], dtype="str"),
            "days": pd.Series(1, index=range(len(cells)), dtype="Int64"),
            "population": pd.Series([cell.people for cell in cells], dtype="Int64"),
            "households_registered": pd.Series([cell.registered for cell in cells], dtype="Int64"),
        }
    )
    treatment = TreatmentRecord(_treatment(units, cells), _refused(units, cells))
    return account(Grid(grid, [MONTH]), _collection(units, cells), treatment, FACILITIES, policy)


def _collection(units: Sequence[str], cells: Sequence[Known]) -> CollectionRecord:
    """Return the cells' collection rows; a cell of which nothing was reported has none."""
    names = ["unit_id", "period", "settlement", "former_unit_code"]
    rows = [
        (unit, MONTH, cell.settlement, None, *cell.figures)
        for unit, cell in zip(units, cells, strict=True)
        if any(figure is not None for figure in cell.figures)
    ]
    standing = pd.DataFrame(rows, columns=[*names, *COLLECTION])
    standing = standing.astype(dict.fromkeys(names, "str") | dict.fromkeys(COLLECTION, "Int64"))
    return CollectionRecord(standing, standing.iloc[:0])


def _treatment(units: Sequence[str], cells: Sequence[Known]) -> pd.DataFrame:
    """Return the cells' treatment rows: one per place and method, zeros included."""
    ways = list(product(("composting", "incineration"), ("BASIC", "LIMITED")))
    rows = [
        (unit, MONTH, cell.settlement, facility, method, "domestic", kilograms, "unit")
        for unit, cell in zip(units, cells, strict=True)
        if cell.treated is not None
        for (method, facility), kilograms in zip(ways, _by_way(cell.treated), strict=True)
    ]
    return _typed(pd.DataFrame(rows, columns=_TREATMENT))


def _by_way(treated: Treated) -> tuple[int, int, int, int]:
    """Return the kilograms in the order of methods and facilities."""
    return treated.biological_controlled, treated.biological, treated.controlled, treated.other


def _refused(units: Sequence[str], cells: Sequence[Known]) -> pd.DataFrame:
    """Return a refused treatment row for each cell that is open."""
    rows = [
        (unit, MONTH, cell.settlement, "UNKNOWN", "composting", "domestic", 1, "unit")
        for unit, cell in zip(units, cells, strict=True)
        if cell.open
    ]
    return _typed(pd.DataFrame(rows, columns=_TREATMENT))


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return treatment rows in the types of facts."""
    texts = [name for name in _TREATMENT if name != "treated_kg"]
    return rows.astype({**dict.fromkeys(texts, "str"), "treated_kg": "Int64"})
