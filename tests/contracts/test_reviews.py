"""Every rule of every review, run through the production judge: what it accepts, and what it finds."""

import datetime as dt
import functools
from collections.abc import Iterator

import pandas as pd
import pytest

from tests.contracts.review_examples import COLLECTION, EXAMPLES, TREATMENT, Reports
from tests.contracts.test_reports import TYPES, demonstration_register
from thugom.checks.judge import failing_rows
from thugom.contracts import load_contracts, load_policy, packaged_schemas
from thugom.measures.balances import balances_of
from thugom.measures.basis import Basis
from thugom.measures.collection_review import reviewed_collection
from thugom.measures.record import standing_collection, standing_treatment
from thugom.measures.treatment_review import reviewed_treatment
from thugom.register import expected_settlements

CONTRACTS = load_contracts()
POLICY = load_policy(packaged_schemas() / "policy.yml")
RULES = [(name, check.id) for name, contract in CONTRACTS.reviews.items() for check in contract.checks]
AS_OF = dt.date(2026, 11, 16)


def cases() -> Iterator[tuple[str, str, Reports]]:
    """Yield every example: rule, case, and what was sent."""
    for name, examples in EXAMPLES.items():
        for rule, example in examples.items():
            yield f"{name}.{rule}", "accepted", example.accepted
            yield f"{name}.{rule}", "refused", example.refused


@functools.cache
def units() -> dict[str, str]:
    """Return a unit for each example: all of it rural, and in force since July 2025."""
    expected = expected_settlements(demonstration_register(), POLICY.kind_settlement)
    alone = expected.drop_duplicates("unit_id", keep=False)
    rural = alone.loc[(alone["settlement"] == "rural") & alone["unit_id"].str.endswith("2025-07-01"), "unit_id"]
    rules = [rule for rule, case, _ in cases() if case == "accepted"]
    return dict(zip(rules, rural.sort_values().head(len(rules)), strict=True))


def facts(report: str, wanted: str) -> pd.DataFrame:
    """Return every example's rows of a report as the store gives them, each example in a file of its own."""
    good = {"collection": COLLECTION, "treatment": TREATMENT}[report]
    rows = [
        {**good, **row, "unit_id": units()[rule], "file_sha256": f"{rule} {case}", "row_number": number}
        for rule, case, sent in cases()
        if case == wanted
        for number, row in enumerate(getattr(sent, report), 2)
    ]
    types = {field.fact_name: TYPES[field.fact_type] for field in CONTRACTS.reports[report].fields}
    frame = pd.DataFrame(rows, columns=[*types, "unit_id", "file_sha256", "row_number"])
    frame = frame.assign(sheet="", accepted=True, arrived_at="2026-11-01T00:00:00Z", file_path=frame["file_sha256"])
    return frame.astype({**types, "unit_id": "str", "file_sha256": "str", "row_number": "Int64"})


def weighed(wanted: str) -> pd.DataFrame:
    """Return what every example was weighed with, a ticket each."""
    rows = [
        {**row, "unit_id": units()[rule], "stream": "domestic", "settlement": None, "tickets": 1}
        for rule, case, sent in cases()
        if case == wanted
        for row in sent.weighed
    ]
    return pd.DataFrame(rows).astype({"net_kg": "Int64", "tickets": "Int64"})


@functools.cache
def broken(case: str) -> dict[str, set[str]]:
    """Return the rules that each unit breaks: all examples of a kind are reviewed in one batch, as by night."""
    collected = standing_collection(facts("collection", case))
    treated = standing_treatment(facts("treatment", case))
    register = demonstration_register()
    balances = balances_of(weighed(case), collected, treated, Basis(POLICY, register, AS_OF))
    found: dict[str, set[str]] = {unit: set() for unit in units().values()}
    for name, rows in (
        ("collection", reviewed_collection(collected, treated, register, POLICY, AS_OF, balances=balances)),
        ("treatment", reviewed_treatment(collected, treated, register, POLICY, balances)),
    ):
        for rule, label in failing_rows(CONTRACTS.reviews[name], rows).itertuples(index=False, name=None):
            found[rows.loc[label, "unit_id"]].add(rule)
    return found


@pytest.mark.parametrize(("review", "rule"), RULES, ids=[rule for _, rule in RULES])
def test_every_rule_accepts_one_example_and_refuses_another(review: str, rule: str) -> None:
    """No check of a review stands untried: each has an example on either side of its limit."""
    assert rule.removeprefix(f"{review}.") in EXAMPLES[review], f"{rule} has no example"
    assert broken("refused")[units()[rule]] == {rule}
    assert rule not in broken("accepted")[units()[rule]]


def test_every_example_is_of_a_rule_that_exists() -> None:
    """An example of a rule that was renamed or taken away would try nothing."""
    assert {rule for rule, _, _ in cases()} == {rule for _, rule in RULES}


def test_a_review_warns_and_refuses_nothing() -> None:
    """What stands was accepted; a rule that could refuse it belongs to the report."""
    assert {check.severity for review in CONTRACTS.reviews.values() for check in review.checks} == {"warning"}


def test_no_rule_of_a_review_is_called_like_one_of_its_report() -> None:
    """In `quality_issue` a rule's name means one thing."""
    for name, review in CONTRACTS.reviews.items():
        assert not {check.id for check in review.checks} & {check.id for check in CONTRACTS.reports[name].checks}
