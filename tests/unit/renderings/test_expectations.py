"""A contract as a suite: constraints scaled to kilograms, checks with their ids, and no unknown class."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from thugom.contracts import (
    Check,
    Contract,
    ContractError,
    Field,
    IntakeRule,
    Text,
    load_contracts,
    load_intake_rules,
)
from thugom.renderings.expectations import rules_of, suite

WORDS = Text("vi", "en")
WEATHER = Contract(
    name="weather",
    kind="report",
    grain="one row per day",
    title=WORDS,
    description=None,
    primary_key=("day",),
    foreign_keys=(),
    missing_values=("",),
    fields=(
        Field("day", "date", WORDS, required=True),
        Field("rain_t", "number", WORDS, unit="t", minimum=1, maximum=2.5),
        Field("sky", "string", WORDS, enum=("clear", "grey"), pattern="[a-z]+"),
        Field("mice", "integer", WORDS, minimum=0),
    ),
    checks=(),
    path=Path("weather.yml"),
    sha256="",
)


def check(expectation: str, **arguments: object) -> Contract:
    """Return the contract with one check."""
    one = Check("weather.rain_t.odd", expectation, arguments, "warning", "rain_t", "why", WORDS)
    return replace(WEATHER, checks=(one,))


def arguments_of(contract: Contract) -> dict[str, dict[str, Any]]:
    """Return the expectations' arguments by rule id."""
    return {str((one.meta or {})["rule_id"]): one.configuration.kwargs for one in suite(contract).expectations}


def test_constraints_on_masses_are_scaled_to_kilograms() -> None:
    """A minimum of a tonne is 1000 kg of the fact; counts stay as they are."""
    found = arguments_of(WEATHER)
    assert found["weather.rain_t.minimum"] == {"column": "rain_kg", "min_value": 1000}
    assert found["weather.rain_t.maximum"] == {"column": "rain_kg", "max_value": 2500}
    assert found["weather.mice.minimum"] == {"column": "mice", "min_value": 0}


def test_every_constraint_is_a_rule_of_its_own() -> None:
    """Required, minimum, maximum, enum and pattern, by column; and that there is a row at all."""
    assert list(arguments_of(WEATHER)) == [
        "weather.rows",
        "weather.day.required",
        "weather.rain_t.minimum",
        "weather.rain_t.maximum",
        "weather.sky.enum",
        "weather.sky.pattern",
        "weather.mice.minimum",
    ]


def test_a_check_reads_facts_under_their_own_names() -> None:
    """`rain_t` is `rain_kg` inside; a measured column keeps its name."""
    pair = check("ExpectColumnPairValuesAToBeGreaterThanB", column_A="rain_t", column_B="measured", or_equal=True)
    found = arguments_of(pair)["weather.rain_t.odd"]
    assert (found["column_A"], found["column_B"]) == ("rain_kg", "measured")


def test_a_pair_of_which_one_is_unknown_is_not_judged_unless_the_contract_says_so() -> None:
    """Null is not wrong."""
    names: dict[str, object] = {"column_A": "rain_t", "column_B": "mice"}
    found = arguments_of(check("ExpectColumnPairValuesToBeEqual", **names))["weather.rain_t.odd"]
    assert found["ignore_row_if"] == "either_value_is_missing"
    said = check("ExpectColumnPairValuesToBeEqual", **names, ignore_row_if="neither")
    assert arguments_of(said)["weather.rain_t.odd"]["ignore_row_if"] == "neither"


@pytest.mark.parametrize("name", ["ExpectMiracles", "ExpectationSuite", "os", "__name__", "expect_column_to_exist"])
def test_an_unknown_expectation_is_a_contract_error(name: str) -> None:
    """It names the contract, the check and what is expected instead."""
    with pytest.raises(ContractError, match=r"weather\.rain_t\.odd: a class of great_expectations") as caught:
        suite(check(name, column="rain_t"))
    assert caught.value.value == name
    assert caught.value.path == WEATHER.path


@pytest.mark.parametrize(
    "arguments",
    [
        {"column": "rain_t", "value_sett": [1]},
        {"value_set": [1]},
        {"column": "rain_t"},
    ],
)
def test_arguments_that_an_expectation_does_not_take_are_a_contract_error(arguments: dict[str, object]) -> None:
    """A misspelt or missing argument would judge nothing."""
    with pytest.raises(ContractError, match="arguments of ExpectColumnValuesToBeInSet are expected"):
        suite(check("ExpectColumnValuesToBeInSet", **arguments))


def test_rules_and_expectations_are_the_same_in_every_report() -> None:
    """Each expectation has its words, and nothing has words that is not judged."""
    intake = load_intake_rules()
    for contract in load_contracts().reports.values():
        judged = set(arguments_of(contract)) - {f"{contract.name}.rows"}
        assert judged == set(rules_of(contract, intake))


def test_a_constraint_takes_its_words_from_the_intake_rules() -> None:
    """And a check its own."""
    intake = {
        name: IntakeRule(name, "error", "why", Text(f"{name} vi", f"{name} en"))
        for name in ("required", "minimum", "maximum", "enum", "pattern")
    }
    rules = rules_of(check("ExpectColumnValuesToBeInSet", column="rain_t", value_set=[1]), intake)
    assert rules["weather.sky.enum"].message.en == "enum en"
    assert (rules["weather.sky.enum"].column, rules["weather.sky.enum"].severity) == ("sky", "error")
    assert (rules["weather.rain_t.odd"].message, rules["weather.rain_t.odd"].severity) == (WORDS, "warning")
