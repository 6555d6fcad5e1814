"""What a cell of a form may hold: a contract's constraints as rules that a spreadsheet checks while somebody types."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from babel.numbers import format_decimal

from thugom.contracts import Field
from thugom.language.catalogue import Translate
from thugom.language.numbers import day

Bound = int | float | dt.date | str
"""A number, a day, or a formula in which `{column}` stands for the cell of another column in the same row."""

MOST_DIGITS = 10**15 - 1
"""The largest whole number that a spreadsheet holds digit by digit."""
_DIGITS = re.compile(r"\^?(?:\[0-9\]|\\d)\{(?P<count>[0-9]+)\}\$?")
_UNITS = {
    "t": "tonnes",
    "ta": "quintals",
    "kg": "kilograms",
    "lb": "pounds",
    "people": "people",
    "households": "households",
    "per week": "times a week",
}


@dataclass(frozen=True)
class InputRule:
    """What one cell may hold, and what is said to whoever types something else.

    `list`: one of `choices`. `whole`, `decimal`, `date`: from `least` to `most`. `custom`: `formula` holds, in which
    `{cell}` stands for the cell itself.
    """

    kind: Literal["list", "whole", "decimal", "date", "custom"]
    message: str
    least: Bound | None = None
    most: Bound | None = None
    choices: tuple[str, ...] = ()
    formula: str = ""
    may_be_blank: bool = True


@dataclass(frozen=True)
class Voice:
    """In which language a form speaks."""

    language: str
    say: Translate

    def number(self, value: float) -> str:
        """Return a number as people write it.

        >>> Voice("vi", str).number(1234.5)
        '1.234,5'
        """
        return str(format_decimal(value, locale=self.language))

    def unit(self, unit: str | None) -> str:
        """Return a unit of measure as people say it; "" where there is none.

        >>> [Voice("en", str).unit(unit) for unit in ("t", "m3", None)]
        ['tonnes', 'm3', '']
        """
        return self.say(_UNITS.get(unit, unit)) if unit else ""


@dataclass(frozen=True)
class PerPerson:
    """How much of a mass one person can account for in the period, in the unit of measure of its column.

    `kilograms_a_day`: the same as the policy says it, for the message.
    """

    mass_column: str
    people_column: str
    least: Fraction
    most: Fraction
    kilograms_a_day: tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Limits:
    """What the policy takes for possible in the period; masses in tonnes until `scaled`."""

    first_day: dt.date
    mass_most: Fraction
    per_person: PerPerson

    def scaled(self, factor: Fraction) -> "Limits":
        """Return the limits in another unit of measure, of which a tonne has `factor`."""
        person = replace(self.per_person, least=self.per_person.least * factor, most=self.per_person.most * factor)
        return replace(self, mass_most=self.mass_most * factor, per_person=person)


def rule_of(
    field: Field, header: str, unit: str | None, choices: Sequence[str], limits: Limits, voice: Voice
) -> InputRule | None:
    """Return what a column's cells may hold; None where the contract leaves it open.

    Args:
        field: the column.
        header: what the form calls it.
        unit: the unit of measure in which the form has it.
        choices: the words to choose from; empty where there is no list.
        limits: what the policy takes for possible, in that unit.
        voice: the form's language.
    """
    blank = not field.required
    if choices:
        message = voice.say("{title}: choose from the list.").format(title=header)
        return InputRule("list", message, choices=tuple(choices), may_be_blank=blank)
    if field.type in {"integer", "number"}:
        rule = replace(_number_rule(field, header, unit, limits, voice), may_be_blank=blank)
        of_people = field.name == limits.per_person.mass_column
        return _per_person_rule(limits.per_person, rule, header, unit, voice) if of_people else rule
    if field.type == "date":
        shown = voice.say("{title}: a day from {least} on is expected.")
        message = shown.format(title=header, least=day(limits.first_day.isoformat(), voice.language))
        return InputRule("date", message, least=limits.first_day, may_be_blank=blank)
    if field.pattern is not None and (digits := _DIGITS.fullmatch(field.pattern)):
        message = voice.say("{title}: {count} digits are expected.").format(title=header, count=digits["count"])
        formula = f"AND(LEN({{cell}})={digits['count']},ISNUMBER(VALUE({{cell}})))"
        return InputRule("custom", message, formula=formula, may_be_blank=blank)
    return None


def day_rule(pattern: str, voice: Voice) -> InputRule | None:
    """Return the rule of a heading's cell that holds words and a day, such as "Ngày lập: {day}/{month}/{year}".

    None where the pattern says the day in another way.

    >>> day_rule("Made on {year}", Voice("en", str))
    """
    words, _, rest = pattern.partition("{day}")
    if rest != "/{month}/{year}":
        return None
    start = len(words) + 1
    spans = ((0, 2), (3, 2), (6, 4))
    number, month, year = (f"VALUE(MID({{cell}},{start + offset},{size}))" for offset, size in spans)
    date = f"DATE({year},{month},{number})"
    begins = f'LEN({{cell}})={len(words) + 10},LEFT({{cell}},{len(words)})="{words}"'
    example = pattern.format(day="03", month="12", year="2026")
    return InputRule(
        "custom",
        voice.say("Write the day like this: {example}").format(example=example),
        formula=f"AND({begins},DAY({date})={number},MONTH({date})={month})",
    )


def _number_rule(field: Field, header: str, unit: str | None, limits: Limits, voice: Voice) -> InputRule:
    """Return the rule of a column of counts, masses or other numbers."""
    most = min([_number(limits.mass_most) if field.is_mass else MOST_DIGITS, *_declared(field.maximum)])
    least = max([-most, *_declared(field.minimum)])
    bounds = {"title": header, "least": voice.number(least), "most": voice.number(most)}
    if field.type == "integer":
        message = voice.say("{title}: a whole number from {least} to {most} is expected, without text.")
        if most == MOST_DIGITS:
            message = voice.say("{title}: a whole number, {least} or more, is expected, without text.")
        return InputRule("whole", message.format(**bounds), least, most)
    if most == MOST_DIGITS:
        message = voice.say("{title}: one number, {least} or more, is expected, without text; {unit}.")
        return InputRule("decimal", message.format(**bounds, unit=voice.unit(unit)), least, most)
    message = voice.say("{title}: one number from {least} to {most} is expected, without text; {unit}.")
    return InputRule("decimal", message.format(**bounds, unit=voice.unit(unit)), least, most)


def _per_person_rule(person: PerPerson, plain: InputRule, header: str, unit: str | None, voice: Voice) -> InputRule:
    """Return a rule whose bounds grow with the people beside the cell; without them it is the plain one."""
    people = f"N({{{person.people_column}}})"
    text = voice.say("{title}: {low} to {high} kg per person and day are possible. Check the unit of measure: {unit}.")
    low, high = (voice.number(float(bound)) for bound in person.kilograms_a_day)
    return replace(
        plain,
        message=text.format(title=header, low=low, high=high, unit=voice.unit(unit)),
        least=f"IF({people}>0,{people}*{_written(person.least)},{plain.least})",
        most=f"IF({people}>0,{people}*{_written(person.most)},{plain.most})",
    )


def _declared(bound: float | None) -> list[float]:
    """Return a bound that the contract declares, or nothing."""
    return [] if bound is None else [_number(Fraction(str(bound)))]


def _number(value: Fraction) -> float:
    """Return an exact number as a spreadsheet holds it, whole ones as integers."""
    return value.numerator if value.denominator == 1 else float(value)


def _written(value: Fraction) -> str:
    """Return a number as a formula writes it, without an exponent.

    >>> _written(Fraction(3, 10000)), _written(Fraction(300))
    ('0.0003', '300')
    """
    return f"{float(value):.9f}".rstrip("0").rstrip(".")
