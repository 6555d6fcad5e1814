"""The terms of every figure with a target, unit by unit."""

from dataclasses import replace

import pandas as pd

from tests.unit.measures.accounts import MONTH, Known, Treated, account_of, simple_policy
from tests.unit.measures.frames import records
from thugom.contracts import Policy
from thugom.measures.commune import unit_periods
from thugom.measures.target_terms import TERM_COLUMNS, Series, target_terms

POLICY = simple_policy()
GOOD = Known(100, 25, 25, 20, 0, 100, 80, Treated(other=60), unit="A")
SILENT = Known(people=50, registered=10, unit="B")


def terms_of(*cells: Known, policy: Policy = POLICY) -> dict[Series, pd.DataFrame]:
    """Return the terms of a month of these cells."""
    account = account_of(cells, policy)
    units = unit_periods(account, policy)
    units = units[(units["settlement"] == "all") & (units["period_kind"] == "month")]
    return target_terms(account, units, policy)


def test_every_target_has_its_denominators() -> None:
    """Three for the urban target, one for the count of communes."""
    terms = terms_of(GOOD, SILENT)
    kinds = [("urban_collected_treated", "urban", f"by_{name}") for name in ("generated", "collected", "household")]
    assert list(terms) == [*kinds, ("communes_covered", "all", "by_units")]
    assert all(frame.columns.tolist() == TERM_COLUMNS for frame in terms.values())


def test_an_unknown_unit_counts_as_nothing_at_the_least_and_as_one_at_the_most() -> None:
    """It has no value of its own."""
    rows = records(terms_of(GOOD, SILENT)[Series("communes_covered", "all", "by_units")], "unit_id")
    assert [rows["A",][name] for name in TERM_COLUMNS[2:]] == [1, 1, 1, 1, 1, 1]
    assert [rows["B",][name] for name in TERM_COLUMNS[2:]] == [None, None, 0, 1, 1, 1]


def test_rural_cells_have_no_part_in_an_urban_target() -> None:
    """Only the town is there."""
    rural = Known(50, 10, 10, 10, 0, 50, 50, Treated(other=50), settlement="rural", unit="A")
    rows = terms_of(GOOD, rural)[Series("urban_collected_treated", "urban", "by_generated")]
    assert rows["unit_id"].tolist() == ["A"]
    assert rows["value_n"].tolist() == [60 * 2]


def test_a_target_for_all_settlements_adds_them_up() -> None:
    """A unit whose rural part is silent has ends and no value."""
    policy = replace(POLICY, targets=(replace(POLICY.targets[0], indicator="collection_rate", settlement="all"),))
    rural = Known(people=40, registered=10, settlement="rural", unit="A")
    terms = terms_of(GOOD, rural, policy=policy)[Series("collection_rate", "all", "by_generated")]
    rows = records(terms, "period", "unit_id")
    row = rows[MONTH, "A"]
    assert [row[name] for name in TERM_COLUMNS[2:]] == [None, None, 160, 280, 240, 280]
