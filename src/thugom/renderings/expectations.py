"""A contract as a Great Expectations suite: its constraints and its checks, each with its rule id."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from great_expectations import ExpectationSuite
from great_expectations.expectations import core
from great_expectations.expectations.expectation import Expectation

from thugom.contracts import (
    KILOGRAMS_PER_TONNE,
    Check,
    Contract,
    ContractError,
    Field,
    IntakeRule,
    Severity,
    Text,
)

ROWS_RULE = "rows"
_PAIR = "ExpectColumnPair"


@dataclass(frozen=True)
class Rule:
    """One rule of a suite: what it is called, whom it concerns, and in which words."""

    id: str
    column: str
    severity: Severity
    message: Text


def rules_of(contract: Contract, intake: Mapping[str, IntakeRule]) -> dict[str, Rule]:
    """Return every rule that the contract's suite holds, by id.

    Args:
        contract: the table.
        intake: the words for the constraints, by name of the constraint.
    """
    rules = {
        f"{contract.name}.{field.name}.{name}": Rule(
            f"{contract.name}.{field.name}.{name}", field.name, intake[name].severity, intake[name].message
        )
        for field in contract.fields
        for name, _ in _constraints(field)
    }
    checks = {check.id: Rule(check.id, check.column, check.severity, check.message) for check in contract.checks}
    return rules | checks


def suite(contract: Contract) -> ExpectationSuite:
    """Return the contract as a suite over a frame of facts (masses in kilograms).

    Every expectation carries its rule id in `meta`. An empty frame would pass every row rule, so
    the suite also asks for at least one row.

    Raises:
        ContractError: a check names a class that Great Expectations does not have, or arguments
            that it does not take.
    """
    rows = _built("ExpectTableRowCountToBeBetween", min_value=1, meta={"rule_id": f"{contract.name}.{ROWS_RULE}"})
    expectations = [rows, *_constraint_expectations(contract), *_check_expectations(contract)]
    return ExpectationSuite(name=contract.name, expectations=expectations)


def _constraint_expectations(contract: Contract) -> Iterator[Expectation]:
    """Yield one expectation per constraint of each field."""
    for field in contract.fields:
        for name, expectation in _constraints(field):
            expectation.meta = {"rule_id": f"{contract.name}.{field.name}.{name}"}
            yield expectation


def _constraints(field: Field) -> Iterator[tuple[str, Expectation]]:
    """Yield the field's constraints: the name of the rule, and its expectation."""
    column, scale = field.fact_name, KILOGRAMS_PER_TONNE if field.is_mass else 1
    if field.required:
        yield "required", _built("ExpectColumnValuesToNotBeNull", column=column)
    if field.minimum is not None:
        yield "minimum", _built("ExpectColumnValuesToBeBetween", column=column, min_value=field.minimum * scale)
    if field.maximum is not None:
        yield "maximum", _built("ExpectColumnValuesToBeBetween", column=column, max_value=field.maximum * scale)
    if field.enum is not None:
        yield "enum", _built("ExpectColumnValuesToBeInSet", column=column, value_set=list(field.enum))
    if field.pattern is not None:
        yield "pattern", _built("ExpectColumnValuesToMatchRegex", column=column, regex=field.pattern)


def _built(name: str, **arguments: Any) -> Expectation:  # noqa: ANN401 - each class has its own
    """Return the expectation of that name; the library does not export its classes to type checkers."""
    expectation: Expectation = getattr(core, name)(**arguments)
    return expectation


def _check_expectations(contract: Contract) -> Iterator[Expectation]:
    """Yield one expectation per check of the contract."""
    for check in contract.checks:
        named = getattr(core, check.expectation, None)
        if not (isinstance(named, type) and issubclass(named, Expectation)):
            allowed = "a class of great_expectations.expectations.core is expected"
            raise ContractError(contract.path, None, check.expectation, f"{check.id}: {allowed}")
        try:
            meta = {"rule_id": check.id}
            yield _built(check.expectation, **_arguments(contract, check), meta=meta)
        except (TypeError, ValueError) as error:
            allowed = f"{check.id}: arguments of {check.expectation} are expected ({error})"
            raise ContractError(contract.path, None, dict(check.arguments), allowed) from error


def _arguments(contract: Contract, check: Check) -> dict[str, Any]:
    """Return the check's arguments with the columns' names as they are in facts."""
    facts = {field.name: field.fact_name for field in contract.fields}
    arguments = {
        name: facts.get(value, value) if name.startswith("column") else value for name, value in check.arguments.items()
    }
    if check.expectation.startswith(_PAIR):
        # The default would judge a pair of which one side is unknown, and call it broken.
        arguments.setdefault("ignore_row_if", "either_value_is_missing")
    return arguments
