"""A contract's rules as SQL: what a row must satisfy, for an engine that judges where millions of rows lie.

The very checks and constraints that `expectations` renders for Great Expectations are rendered here for DuckDB, so that
there is one list of rules. A class that has no rendering is an error of the contract, found before a row is read.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from thugom.contracts import KILOGRAMS_PER_TONNE, Contract, ContractError, Field

Arguments = Mapping[str, Any]
_RENDERED = (
    "one of ExpectColumnValuesToNotBeNull, ExpectColumnValuesToBeInSet, ExpectColumnValuesToBeBetween,"
    " ExpectColumnPairValuesAToBeGreaterThanB is expected in a stream, with the arguments that it takes"
)


def broken_when(contract: Contract) -> dict[str, str]:
    """Return for every rule of the contract, by id, the SQL condition under which a row breaks it; never null.

    Raises:
        ContractError: a check names a class, or arguments, that have no rendering.
    """
    return dict([*_constraints(contract), *_checks(contract)])


def _constraints(contract: Contract) -> Iterator[tuple[str, str]]:
    """Yield each field's constraints."""
    for field in contract.fields:
        for name, (expectation, arguments) in _constraints_of(field).items():
            yield f"{contract.name}.{field.name}.{name}", _CLASSES[expectation](arguments)


def _constraints_of(field: Field) -> dict[str, tuple[str, Arguments]]:
    """Return the constraints of a field: the class of each and its arguments."""
    column, scale = field.fact_name, KILOGRAMS_PER_TONNE if field.is_mass else 1
    between = "ExpectColumnValuesToBeBetween"
    found: dict[str, tuple[str, Arguments]] = {}
    if field.required:
        found["required"] = "ExpectColumnValuesToNotBeNull", {"column": column}
    if field.minimum is not None:
        found["minimum"] = between, {"column": column, "min_value": field.minimum * scale}
    if field.maximum is not None:
        found["maximum"] = between, {"column": column, "max_value": field.maximum * scale}
    if field.enum is not None:
        found["enum"] = "ExpectColumnValuesToBeInSet", {"column": column, "value_set": field.enum}
    return found


def _checks(contract: Contract) -> Iterator[tuple[str, str]]:
    """Yield the contract's checks."""
    for check in contract.checks:
        render = _CLASSES.get(check.expectation)
        if render is None:
            raise ContractError(contract.path, None, check.expectation, f"{check.id}: {_RENDERED}")
        try:
            yield check.id, render(check.arguments)
        except (KeyError, ValueError) as error:
            raise ContractError(contract.path, None, dict(check.arguments), f"{check.id}: {_RENDERED}") from error


def _not_null(arguments: Arguments) -> str:
    """Render ExpectColumnValuesToNotBeNull."""
    _refuse_others(arguments, {"column"})
    return f"{_name(arguments['column'])} IS NULL"


def _in_set(arguments: Arguments) -> str:
    """Render ExpectColumnValuesToBeInSet, which is silent about null."""
    _refuse_others(arguments, {"column", "value_set"})
    allowed = ", ".join(_literal(value) for value in arguments["value_set"])
    return f"coalesce({_name(arguments['column'])} NOT IN ({allowed}), false)"


def _between(arguments: Arguments) -> str:
    """Render ExpectColumnValuesToBeBetween, both ends included, which is silent about null."""
    _refuse_others(arguments, {"column", "min_value", "max_value"})
    column = _name(arguments["column"])
    least, most = arguments.get("min_value"), arguments.get("max_value")
    ends = [f"{column} < {_literal(least)}"] if least is not None else []
    ends += [f"{column} > {_literal(most)}"] if most is not None else []
    if not ends:
        raise ValueError("no end")
    return f"coalesce({' OR '.join(ends)}, false)"


def _greater(arguments: Arguments) -> str:
    """Render ExpectColumnPairValuesAToBeGreaterThanB, which is silent where either side is null."""
    _refuse_others(arguments, {"column_A", "column_B", "or_equal"})
    sign = "<" if arguments.get("or_equal") else "<="
    return f"coalesce({_name(arguments['column_A'])} {sign} {_name(arguments['column_B'])}, false)"


_CLASSES: dict[str, Callable[[Arguments], str]] = {
    "ExpectColumnValuesToNotBeNull": _not_null,
    "ExpectColumnValuesToBeInSet": _in_set,
    "ExpectColumnValuesToBeBetween": _between,
    "ExpectColumnPairValuesAToBeGreaterThanB": _greater,
}


def _refuse_others(arguments: Arguments, known: set[str]) -> None:
    """Refuse an argument that the rendering would overlook: `mostly` would let rows pass that break the rule."""
    if set(arguments) - known:
        raise ValueError("an argument without a rendering")


def _name(column: str) -> str:
    """Return a column's name, quoted.

    >>> _name("net_kg")
    '"net_kg"'
    """
    return '"{}"'.format(column.replace('"', '""'))


def _literal(value: object) -> str:
    """Return a value as SQL writes it.

    >>> _literal("it's"), _literal(20), _literal(0.5), _literal(True)
    ("'it''s'", '20', '0.5', 'true')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    return "'{}'".format(str(value).replace("'", "''"))
