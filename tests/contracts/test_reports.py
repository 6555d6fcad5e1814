"""Every rule of every report, run through the production judge: what it accepts, and what it refuses."""

import functools
from collections.abc import Iterator

import pandas as pd
import pytest

from tests.contracts.examples import EXAMPLES, GOOD, Row
from thugom.checks.judge import failing_rows
from thugom.contracts import Contract, load_contracts, load_intake_rules, load_policy, packaged_schemas
from thugom.measures.plausibility import measured
from thugom.register import Register, load_register
from thugom.renderings.expectations import rules_of

TYPES = {"integer": "Int64", "number": "Float64", "string": "str", "date": "datetime64[us]"}
REPORTS = load_contracts().reports
RULES = [(name, rule) for name, contract in REPORTS.items() for rule in rules_of(contract, load_intake_rules())]


@functools.cache
def demonstration_register() -> Register:
    """Return the packaged register with its synthetic facilities."""
    return load_register(packaged_schemas() / "register", synthetic=True)


def example_rows(name: str) -> Iterator[tuple[str, str, Row]]:
    """Yield the rows of a report's examples, each example in a file of its own: rule, case, row."""
    for rule, example in EXAMPLES[name].items():
        for case, changes in (("accepted", example.accepted), ("refused", example.refused)):
            for change in changes:
                yield f"{name}.{rule}", case, {**GOOD[name], **change}


def as_facts(contract: Contract, rows: list[Row]) -> pd.DataFrame:
    """Return rows as the cast hands them over."""
    types = {field.fact_name: TYPES[field.fact_type] for field in contract.fields} | {"unit_name_given": "str"}
    return pd.DataFrame(rows, columns=[*types, "arrived_on"]).astype(types)


@functools.cache
def broken_rules(name: str) -> dict[tuple[str, str], set[str]]:
    """Return the rules that each example's first row breaks: all rows are judged in one batch, as by night."""
    examples = list(example_rows(name))
    rows = as_facts(REPORTS[name], [row for _, _, row in examples])
    rows = rows.assign(
        file_sha256=[f"{rule} {case}" for rule, case, _ in examples],
        row_number=range(2, len(rows) + 2),
    )
    policy = load_policy(packaged_schemas() / "policy.yml")
    ready = measured(rows, REPORTS[name], demonstration_register(), policy)
    failures = failing_rows(REPORTS[name], ready)
    first: dict[tuple[str, str], int] = {}
    for label, (rule, case, _) in enumerate(examples):
        first.setdefault((rule, case), label)
    return {key: set(failures.loc[failures["row"] == label, "rule_id"]) for key, label in first.items()}


@pytest.mark.parametrize(("report", "rule"), RULES, ids=[rule for _, rule in RULES])
def test_every_rule_accepts_one_example_and_refuses_another(report: str, rule: str) -> None:
    """No check and no constraint stands untried: each has an example on either side of its limit."""
    broken = broken_rules(report)
    assert (rule, "refused") in broken, f"{rule} has no example: add one to tests/contracts/examples.py"
    assert rule not in broken[rule, "accepted"]
    assert rule in broken[rule, "refused"]


@pytest.mark.parametrize("report", REPORTS)
def test_every_example_is_of_a_rule_that_exists(report: str) -> None:
    """An example of a rule that was renamed or taken away would try nothing."""
    declared = {rule for name, rule in RULES if name == report}
    assert {f"{report}.{rule}" for rule in EXAMPLES[report]} == declared


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_that_nothing_is_wrong_with_breaks_no_rule(report: str) -> None:
    """The row that the examples depart from is good, so what is found is what was changed."""
    assert broken_rules(report)[f"{report}.unit_code.required", "accepted"] == set()


@pytest.mark.parametrize("report", REPORTS)
def test_an_unknown_figure_breaks_no_rule_but_required(report: str) -> None:
    """Null is not wrong beside a single figure: no rule takes what was not reported for a broken one."""
    contract = REPORTS[report]
    kept = {*contract.primary_key, "arrived_on", "collections_per_week"}
    keyed = {name: value for name, value in GOOD[report].items() if name in kept}
    rows = as_facts(contract, [keyed]).assign(file_sha256="a", row_number=2)
    policy = load_policy(packaged_schemas() / "policy.yml")
    failures = failing_rows(contract, measured(rows, contract, demonstration_register(), policy))
    assert {rule.rpartition(".")[2] for rule in failures["rule_id"]} <= {"required"}
