"""Reports and tickets of one month, for the tests of the mass balance: what is left out of a table is usual."""

import functools

import pandas as pd

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.frames import frame
from tests.unit.measures.reviews import AS_OF, COLLECTION, TREATMENT, facts, province
from thugom.measures.balances import Balances, balances_of, published_balances
from thugom.measures.basis import Basis
from thugom.measures.record import standing_collection, standing_treatment

USUAL = {"period": "2025-08", "facility_code": "SYN-LC", "stream": "domestic", "settlement": None, "tickets": 1}


@functools.cache
def basis() -> Basis:
    """Return the packaged policy and register, on a day in November 2026."""
    return Basis(packaged_policy(), province(), AS_OF)


def tickets(table: str) -> pd.DataFrame:
    """Return a text table of `unit_id` and `net_kg` as rows of `weighbridge_month`."""
    rows = frame(table)
    rows = rows.assign(**{name: value for name, value in USUAL.items() if name not in rows})
    return rows.astype({"tickets": "Int64", "net_kg": "Int64", "unit_id": "str"})


def balanced(weighed: str | None, treated: str = "", collected: str = "") -> Balances:
    """Return the balances of what was weighed, reported as treated, and collected."""
    rows = facts(treated, TREATMENT).fillna({"settlement": "all"})
    record, other = standing_treatment(rows), standing_collection(facts(collected, COLLECTION))
    return balances_of(None if weighed is None else tickets(weighed), other, record, basis())


def published(weighed: str | None, treated: str = "", collected: str = "") -> dict[str, pd.DataFrame]:
    """Return both tables as they are published."""
    return dict(published_balances(balanced(weighed, treated, collected), basis()))
