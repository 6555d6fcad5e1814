"""A report's contract as a form to be filled in: which columns under which headers, and what each may hold.

The headers are those of the source map by which the filled form is read again, so that it comes back without loss.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from thugom.contracts import Contract, Field, SourceColumn, SourceMap
from thugom.language.order import plain
from thugom.renderings.input_rules import InputRule, Limits, Voice, rule_of

Shown = str | int | float
"""What stands in a cell."""

HEADER_ROW = 7
"""The row of the headers, counted from 0: what a form says above them is always as long."""
PERIOD, SUBMITTED = "period", "submitted_on"


@dataclass(frozen=True)
class FormColumn:
    """One column of a form.

    `field` is None for a column of the source map that the contract does not have, such as a unit's name.
    `words`: what the form writes for a word of the contract.
    """

    name: str
    header: str
    field: Field | None
    unit: str | None
    words: Mapping[str, str]
    rule: InputRule | None

    def shown(self, value: Shown) -> Shown:
        """Return a value of the contract as the form writes it."""
        return self.words.get(value, value) if isinstance(value, str) else value


@dataclass(frozen=True)
class FormRow:
    """One row: what is filled in already, in the contract's words, and the figures of the period before."""

    given: Mapping[str, Shown] = field(default_factory=dict)
    before: Mapping[str, Shown] = field(default_factory=dict)

    @property
    def is_spare(self) -> bool:
        """Whether nobody has to fill the row in."""
        return not self.given


@dataclass(frozen=True)
class Head:
    """What stands above the table: whose report, of which period, due when."""

    title: str
    subtitle: str
    mark: str
    sender: str
    period: str
    due: str
    submitted: str
    submitted_rule: InputRule | None
    before: str
    """What the figures of the period before are called; "" where there are none."""


@dataclass(frozen=True)
class Form:
    """One sheet to be filled in.

    `spare_from`: the number of rows that are begun; those after them are spare. `pairs`: (greater, smaller, marked):
    columns of which the second must not exceed the first, and the one that is marked where it does.
    """

    sheet: str
    contract: Contract
    source: SourceMap | None
    head: Head
    columns: tuple[FormColumn, ...]
    rows: tuple[FormRow, ...]
    compared: tuple[FormColumn, ...]
    pairs: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]
    signatures: tuple[str, ...]

    @property
    def begun(self) -> int:
        """How many rows are begun; those after them are spare."""
        return sum(not row.is_spare for row in self.rows)


def source_for(contract: Contract, maps: Mapping[str, SourceMap], says: Mapping[str, str]) -> SourceMap | None:
    """Return the source map whose form is filled in: the one that asks for most; None for the contract's own names.

    Args:
        contract: the report.
        maps: the home's source maps.
        says: what the form must be able to say in every row, such as who reports.
    """
    fitting = [source for _, source in sorted(maps.items()) if _can_say(source, contract, says)]
    return max(fitting, key=lambda source: len(source.columns), default=None)


def _can_say(source: SourceMap, contract: Contract, says: Mapping[str, str]) -> bool:
    """Tell whether a form of this map, with the head of ours, is a whole report of a month."""
    if (source.report, source.period_kind) != (contract.name, "month") or source.search_rows <= HEADER_ROW:
        return False
    period = [form for form in source.headings.get(PERIOD, ()) if "{month}" in form and "{year}" in form]
    said = {*source.columns, *source.constants, *([PERIOD] if period else [])}
    required = {item.name for item in contract.fields if item.required}
    return required <= said and all(
        name in source.columns or source.constants.get(name, contract.field(name).default) == value
        for name, value in says.items()
    )


@dataclass(frozen=True)
class Design:
    """All that the columns of a form follow from.

    `source`: how the filled form is read; None for the contract's own names. `says`: what every row says of itself.
    `choices`: lists beside those of the contract, in the contract's words, by column. `limits`: masses in tonnes.
    `kilograms_in`: what the units of measure of masses are.
    """

    contract: Contract
    source: SourceMap | None
    says: Mapping[str, str]
    choices: Mapping[str, Sequence[str]]
    limits: Limits
    voice: Voice
    kilograms_in: Mapping[str, Fraction]

    def columns(self) -> tuple[FormColumn, ...]:
        """Return the columns of the form, in the order of its source map.

        A column that may be left out is asked for only where it is chosen from a list, and not where the map says it
        of every row anyway.
        """
        names = list(self.source.columns) if self.source else self.contract.names
        columns = (self._column(name) for name in names)
        return tuple(one for one in columns if one.field is None or not one.field.optional or self._is_asked(one.field))

    def _column(self, name: str) -> FormColumn:
        """Return one column of the source map, or of the contract where there is none."""
        declared = self.contract.field(name) if name in self.contract.names else None
        written = self.source.columns[name] if self.source else None
        header = written.headers[0] if written else name
        words = _first_words(written)
        listed = self.choices.get(name, ())
        if declared is None:
            rule = InputRule("list", "", choices=tuple(listed)) if listed else None
            return FormColumn(name, header, None, None, words, rule)
        unit = (written.unit if written else None) or declared.unit
        shown = [words.get(word, word) for word in listed or declared.enum or ()]
        rule = rule_of(declared, header, unit, shown, self.limits.scaled(self._in_a_tonne(declared, unit)), self.voice)
        return FormColumn(name, header, declared, unit, words, rule)

    def _in_a_tonne(self, declared: Field, unit: str | None) -> Fraction:
        """Return how many of a column's units are a tonne; 1 where it holds no mass."""
        return self.kilograms_in["t"] / self.kilograms_in[unit] if declared.is_mass and unit else Fraction(1)

    def _is_asked(self, declared: Field) -> bool:
        """Tell whether a column that may be left out is on the form."""
        constant = self.source.constants.get(declared.name) if self.source else None
        is_said = constant is not None and constant == self.says.get(declared.name)
        return declared.enum is not None and not is_said


def _first_words(written: SourceColumn | None) -> dict[str, str]:
    """Return the first of the words that a source map knows for each word of the contract."""
    words: dict[str, str] = {}
    for word, meant in ((written.values if written else None) or {}).items():
        words.setdefault(meant, word)
    return words


def pairs_of(contract: Contract, names: Iterable[str]) -> tuple[tuple[str, str, str], ...]:
    """Return the columns of which one must not exceed the other, as the contract's checks say it."""
    there = set(names)
    found = []
    for check in contract.checks:
        greater, smaller = check.arguments.get("column_A"), check.arguments.get("column_B")
        if check.expectation == "ExpectColumnPairValuesAToBeGreaterThanB" and {greater, smaller} <= there:
            found.append((str(greater), str(smaller), check.column))
    return tuple(found)


def is_dropped(text: str, source: SourceMap | None) -> bool:
    """Tell whether a line below the table that begins with this text is known to be no row."""
    begins = [word for rule in (source.drop if source else ()) for word in rule.starts_with]
    return any(plain(text).startswith(plain(word)) for word in begins)
