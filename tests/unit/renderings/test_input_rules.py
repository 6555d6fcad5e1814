"""What a cell may hold, in the terms of a spreadsheet."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from thugom.contracts import Field, Text
from thugom.language.catalogue import translator
from thugom.renderings.input_rules import MOST_DIGITS, InputRule, Limits, PerPerson, Voice, day_rule, rule_of

VOICE = Voice("vi", translator("vi"))
PERSON = PerPerson("generated_t", "population", Fraction(3, 10000), Fraction(3, 10), (Fraction(1, 100), Fraction(10)))
LIMITS = Limits(dt.date(2026, 11, 1), Fraction(1000), PERSON)


def field(type_: str, name: str = "households", **constraints: object) -> Field:
    """Return a column of a type."""
    return replace(Field(name, type_, Text("Số hộ", "Households")), **constraints)  # type: ignore[arg-type]


def rule(column: Field, *choices: str, unit: str | None = None) -> InputRule:
    """Return the rule of a column, which has one."""
    found = rule_of(column, "Số hộ", unit or column.unit, choices, LIMITS, VOICE)
    assert found is not None
    return found


def test_a_count_is_whole_and_within_its_bounds() -> None:
    """Half a household and a negative one are refused while they are typed."""
    found = rule(field("integer", minimum=0, maximum=500))
    assert (found.kind, found.least, found.most) == ("whole", 0, 500)
    assert found.message == "Số hộ: cần một số nguyên từ 0 đến 500, không kèm chữ."


def test_a_count_without_a_bound_above_ends_where_a_spreadsheet_loses_digits() -> None:
    """Its message names no bound that nobody would reach."""
    found = rule(field("integer", minimum=0))
    assert found.most == MOST_DIGITS
    assert found.message == "Số hộ: cần một số nguyên, từ 0 trở lên, không kèm chữ."


def test_a_mass_ends_at_what_the_policy_takes_for_possible() -> None:
    """In the unit of measure of its form."""
    mass = field("number", "collected_t", unit="t", minimum=0)
    assert (rule(mass).kind, rule(mass).most) == ("decimal", 1000)
    kilograms = rule_of(mass, "Thu gom", "kg", (), LIMITS.scaled(Fraction(1000)), VOICE)
    assert kilograms is not None
    assert kilograms.most == 1_000_000
    assert "đơn vị tính: kg" in kilograms.message


def test_what_is_generated_is_bounded_by_the_people_beside_it() -> None:
    """Kilograms entered as tonnes are refused as soon as the population stands there."""
    found = rule(field("number", "generated_t", unit="t", minimum=0))
    assert found.least == "IF(N({population})>0,N({population})*0.0003,0)"
    assert found.most == "IF(N({population})>0,N({population})*0.3,1000)"
    assert "0,01 đến 10 kg mỗi người mỗi ngày" in found.message


def test_words_are_chosen_from_a_list() -> None:
    """Whatever the type: a list says more than a type."""
    found = rule(field("string", required=True), "Đốt", "Tái chế")
    assert (found.kind, found.choices, found.may_be_blank) == ("list", ("Đốt", "Tái chế"), False)


def test_a_day_is_not_before_the_period() -> None:
    """Nobody reports a month before it begins."""
    found = rule(field("date"))
    assert (found.kind, found.least) == ("date", dt.date(2026, 11, 1))
    assert "01/11/2026" in found.message


@pytest.mark.parametrize("pattern", ["^[0-9]{5}$", r"\d{5}"])
def test_a_pattern_of_digits_is_a_formula(pattern: str) -> None:
    """A spreadsheet knows no regular expressions; how many digits there are it can count."""
    found = rule(field("string", pattern=pattern))
    assert found.kind == "custom"
    assert found.formula.format(cell="B9") == "AND(LEN(B9)=5,ISNUMBER(VALUE(B9)))"


def test_what_the_contract_leaves_open_has_no_rule() -> None:
    """A free text is anybody's."""
    assert rule_of(field("string"), "Ghi chú", None, (), LIMITS, VOICE) is None


def test_a_day_in_words_is_checked_with_its_words() -> None:
    """The formula stays within what a spreadsheet takes."""
    found = day_rule("Ngày lập: {day}/{month}/{year}", VOICE)
    assert found is not None
    formula = found.formula.format(cell="G5")
    assert formula.startswith('AND(LEN(G5)=20,LEFT(G5,10)="Ngày lập: "')
    assert len(formula) < 255
    assert found.message == "Ghi ngày theo mẫu: Ngày lập: 03/12/2026"
