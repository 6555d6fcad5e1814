"""The cast: received cells become typed facts, each exactly what was written, or a finding at its address."""

import datetime as dt
import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from thugom.checks.calendar import date_of, period_of
from thugom.checks.excel_dates import days_in, is_possible, restored_day, restored_month
from thugom.checks.numbers import PLAIN, VIETNAMESE, RefusedError, Scale, read_as, scale_of, writes_commas
from thugom.checks.totals import total_findings
from thugom.checks.years import REFUSES, years_among
from thugom.contracts import Contract, Field, Finding, SourceMap
from thugom.contracts.policy_sections import Masses
from thugom.sources.cells import Cell, is_blank, shown, tidy, word_key
from thugom.sources.marks import Unvalued
from thugom.sources.sheet import Sheet, intake_rules

UNIT_NAME = "unit_name"
UNIT_NAME_GIVEN = "unit_name_given"
GIVEN = {
    UNIT_NAME: UNIT_NAME_GIVEN,
    "province_name": "province_given",
    "district_name": "district_given",
    "former_unit_name": "former_name_given",
}
"""What a form may say of a unit beside its code, and what it is called beside the facts."""
REFUSED = "refused"
CODES = ("unit_code", "former_unit_code")
_NUMBERS = ("integer", "number")
_TEXT = pd.StringDtype(na_value=np.nan)
_TYPES: Mapping[str, object] = {"integer": pd.Int64Dtype(), "number": pd.Float64Dtype()}
_Array: TypeAlias = pd.api.extensions.ExtensionArray | npt.NDArray[Any]
_ROW_OF_ADDRESS = re.compile(r"[0-9]+$")


@dataclass(frozen=True, eq=False)
class Cast:
    """A sheet's rows as facts.

    Attributes:
        rows: every received data row, typed, index is `row_number`; the contract's fact columns
            (what could not be cast is null), `refused` (bool: a cell of the row breaks a rule of
            severity error) and those of `GIVEN` (what stands beside the code, null where the form has none).
        findings: one per cell that breaks a rule; one per sheet where a heading's cell does.
    """

    rows: pd.DataFrame
    findings: list[Finding]


@dataclass(frozen=True)
class _Outcome:
    """What became of a cell: its fact, and the rule it breaks."""

    fact: object = None
    rule: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        """Whether the row cannot count."""
        return bool(self.rule) and intake_rules()[self.rule].severity == "error"


@dataclass(frozen=True)
class _Beside:
    """What stands beside a cell and decides how it is read.

    Attributes:
        unit: the unit of measure that the row says; "" where it says none that is known.
        unit_said: the same, as it stands.
        year: the rule by which the figure may be a year; "" where it cannot.
        period: the row's period, in ISO form.
    """

    unit: str = ""
    unit_said: str = ""
    year: str = ""
    period: str | None = None


@dataclass(frozen=True)
class _Codes:
    """What is known of unit codes: those of the register, of any time, and how long they are."""

    known: frozenset[str]
    length: int


def cast(
    sheet: Sheet,
    contract: Contract,
    source_map: SourceMap | None,
    *,
    known_codes: frozenset[str],
    code_length: int,
    masses: Masses,
    arrived_on: dt.date | None = None,
) -> Cast:
    """Return a sheet's rows as facts, and what of them cannot be one.

    Args:
        sheet: the cells as they were written.
        contract: the report.
        source_map: how the file is written; None for canonical files.
        known_codes: the unit codes of the register, of any time.
        code_length: how many digits a unit code has.
        masses: which tonnages the policy takes for possible.
        arrived_on: the day on which the file arrived, where it is known: what a spreadsheet did to its
            dates is put right only where no later month or day is left.
    """
    work = _Work(sheet, contract, source_map, _Codes(known_codes, code_length), masses, arrived_on)
    columns: dict[str, _Array] = {column.fact_name: work.column(column) for column in contract.fields}
    columns |= {given: pd.array(work.said(name), dtype=_TEXT) for name, given in GIVEN.items()}
    columns[REFUSED] = work.refused
    rows = pd.DataFrame(columns, index=sheet.cells.index)
    work.findings += total_findings(sheet, contract, source_map, work.missing)
    return Cast(rows, work.findings)


class _Work:
    """One sheet on the bench: its columns one after the other, and what is found on the way."""

    def __init__(
        self,
        sheet: Sheet,
        contract: Contract,
        source_map: SourceMap | None,
        codes: _Codes,
        masses: Masses,
        arrived_on: dt.date | None,
    ) -> None:
        """Lay out the sheet."""
        self.sheet, self.contract, self.source_map = sheet, contract, source_map
        self.codes, self.masses, self.arrived_on = codes, masses, arrived_on
        self.periods: Sequence[object] = [None] * len(sheet.cells)
        self.missing = frozenset(word.casefold() for word in self._missing_words() if word)
        self.refused = np.zeros(len(sheet.cells), dtype=bool)
        self.findings: list[Finding] = []

    def _missing_words(self) -> tuple[str, ...]:
        """Return the words for what is not known: the report's, and the source's own."""
        own = self.source_map.missing if self.source_map else ()
        return (*self.contract.missing_values, *map(tidy, own))

    @functools.cached_property
    def has_commas(self) -> bool:
        """Whether a Vietnamese spreadsheet wrote this file of plain numbers: ";" between cells, "," for decimals."""
        if self.source_map is not None or self.sheet.delimiter != ";":
            return False
        numbers = [column.name for column in self.contract.fields if column.type in _NUMBERS]
        return any(writes_commas(self.sheet.cells[name]) for name in numbers if name in self.sheet.cells)

    def column(self, column: Field) -> _Array:
        """Return one column's facts."""
        if column.name not in self.sheet.cells:
            return self._typed(column, [column.default] * len(self.sheet.cells))
        cells: list[Cell] = self.sheet.cells[column.name].tolist()
        beside = self._beside(column, cells)
        if column.type in _NUMBERS and beside is None:
            facts = self._scale(column, None).facts(cells)
            if facts is not None:
                return facts
        known = self._facts(column, cells, beside or [_Beside()] * len(cells))
        if column.format == "period":
            self.periods = known
        return self._typed(column, known)

    def _beside(self, column: Field, cells: Sequence[Cell]) -> list[_Beside] | None:
        """Return what decides beside each cell how it is read; None where nothing does."""
        if column.type == "date":
            return [_Beside(period=period if isinstance(period, str) else None) for period in self.periods]
        if not column.is_mass:
            return None
        masses = [one.name for one in self.contract.fields if one.is_mass and one.name != column.name]
        others = [self.sheet.cells[name].tolist() for name in masses if name in self.sheet.cells]
        years = years_among(cells, others, self.periods, self.masses.year_times)
        written = self.source_map.columns.get(column.name) if self.source_map else None
        if written is None or written.unit_column is None:
            return [_Beside(year=years.get(position, "")) for position in range(len(cells))] if years else None
        meant = self._words(written.unit_column)
        said = self.sheet.cells[written.unit_column].tolist() if written.unit_column in self.sheet.cells else []
        units = [shown(said[position]) if said else "" for position in range(len(cells))]
        return [
            _Beside(meant.get(word_key(unit), ""), unit, year=years.get(position, ""))
            for position, unit in enumerate(units)
        ]

    def _scale(self, column: Field, unit: str | None) -> Scale:
        """Return how figures of a column are read, in the unit that the file says where it says one."""
        return scale_of(column, self.source_map, self.masses.t_most, unit or self.sheet.units.get(column.name))

    def _facts(self, column: Field, cells: Sequence[Cell], beside: Sequence[_Beside]) -> list[object]:
        """Return the facts of a column, cell by cell; what repeats is read once."""
        outcome_of = self._outcomes(column)
        # 1, 1.0 and True are one key to a dictionary, and three things in a cell.
        known: dict[tuple[type, Cell, _Beside], _Outcome] = {}
        facts: list[object] = []
        for position, cell in enumerate(cells):
            key = (type(cell), cell, beside[position])
            if key not in known:
                known[key] = outcome_of(cell, beside[position])
            outcome = known[key]
            if outcome.rule:
                self._note(column, position, cell, outcome)
            unsaid = outcome.fact is None and not outcome.is_error
            facts.append(column.default if unsaid else outcome.fact)
        return facts

    def _note(self, column: Field, position: int, cell: Cell, outcome: _Outcome) -> None:
        """Record what is wrong with a cell; with a heading's cell, once."""
        self.refused[position] |= outcome.is_error
        place = self.sheet.columns.get(column.name, "")
        if column.name in self.sheet.headings:
            if position == 0:
                row = _ROW_OF_ADDRESS.search(place)
                said = self.sheet.headings[column.name]
                self.findings.append(self._finding(column, int(row[0]) if row else None, place, said, outcome))
            return
        number = int(self.sheet.cells.index[position])
        address = self.sheet.address(column.name, number)
        self.findings.append(self._finding(column, number, address, shown(cell), outcome))

    def _finding(self, column: Field, row: int | None, address: str, said: str, outcome: _Outcome) -> Finding:
        """Return a finding at an address."""
        severity = intake_rules()[outcome.rule].severity
        return Finding(
            outcome.rule,
            severity,
            self.contract.name,
            self.sheet.file,
            self.sheet.sheet,
            row,
            column.name,
            address,
            said,
            outcome.values,
        )

    def _outcomes(self, column: Field) -> Callable[[Cell, _Beside], _Outcome]:
        """Return what makes an outcome of a cell of this column."""
        read = self._reader(column)
        words = self._words(column.name)
        placeholder = "placeholder" if column.type in _NUMBERS else ""

        def outcome(cell: Cell, beside: _Beside) -> _Outcome:
            if is_blank(cell):
                return _Outcome()
            if isinstance(cell, Unvalued):
                return _Outcome(rule="formula_without_value")
            if isinstance(cell, str):
                # In a column of listed words a dash is no word: unknown must not become the default.
                if shown(cell).casefold() in self.missing and column.enum is None:
                    return _Outcome(rule=placeholder)
                cell = words.get(word_key(cell), cell)
            try:
                made = read(cell, beside)
            except RefusedError as refusal:
                return _Outcome(rule=refusal.rule, values=refusal.values)
            return made if isinstance(made, _Outcome) else _Outcome(made)

        return outcome

    def _reader(self, column: Field) -> Callable[[Cell, _Beside], object]:
        """Return what makes a fact of a cell that holds something."""
        forms = None if self.source_map is None else self.source_map.headings.get(column.name, ())
        if column.type in _NUMBERS:
            return self._number_reader(column)
        if column.type == "date":
            return lambda cell, beside: self._date(cell, beside.period, forms)
        if column.format == "period":
            return lambda cell, _: self._period(cell, forms)
        read = self._code if column.name in CODES else shown
        return lambda cell, _: read(cell)

    def _number_reader(self, column: Field) -> Callable[[Cell, _Beside], object]:
        """Return what makes a number of a cell."""
        written = self.source_map.columns.get(column.name) if self.source_map else None
        by_cell = bool(written and written.unit_column)
        scale = functools.cache(lambda unit: self._scale(column, unit or None))

        def number(cell: Cell, beside: _Beside) -> object:
            if by_cell and not beside.unit:
                raise RefusedError("unknown_unit", unit=beside.unit_said or "–")
            if beside.year == REFUSES:
                raise RefusedError(REFUSES)
            if self.has_commas and isinstance(cell, str):
                return _in_one_notation(scale(beside.unit), cell)
            fact = scale(beside.unit).fact(cell)
            return _Outcome(fact, beside.year) if beside.year else fact

        return number

    def _period(self, cell: Cell, forms: Sequence[str] | None) -> object:
        """Return a period, also where a spreadsheet made a date of it that can only be that month."""
        try:
            return period_of(cell, self.sheet.period_kind, forms)
        except RefusedError:
            month = restored_month(cell, self.arrived_on) if self.sheet.period_kind == "month" else None
            if month is None:
                raise
            return _Outcome(month, "period_restored", {"repaired": month})

    def _date(self, cell: Cell, period: str | None, forms: Sequence[str] | None) -> object:
        """Return a date, also where day and month changed places and only one order is possible."""
        readings = days_in(cell)
        try:
            day = date_of(cell, forms)
        except RefusedError:
            possible = [one for one in readings if is_possible(one, period, self.arrived_on)]
            if len(possible) != 1:
                raise
            return _Outcome(possible[0], "date_restored", {"repaired": possible[0].isoformat()})
        # A text in ISO form says itself what is day and what is month.
        meant = restored_day(day, period, self.arrived_on) if readings or not isinstance(cell, str) else None
        return _Outcome(meant, "date_restored", {"repaired": meant.isoformat()}) if meant else day

    def _words(self, column: str) -> Mapping[str, str]:
        """Return the source's words for what the report calls otherwise."""
        written = self.source_map.columns.get(column) if self.source_map else None
        values = written.values if written else None  # noqa: PD011 - a source column's words, and no frame
        return {word_key(word): meant for word, meant in (values or {}).items()}

    def _code(self, cell: Cell) -> _Outcome:
        """Return a unit's code, with the zeros that a spreadsheet took off where only one reading is left."""
        code = shown(cell)
        typed_as_number = not isinstance(cell, str)
        repairs = self.source_map.repairs if self.source_map else ()
        if code.isdecimal() and len(code) < self.codes.length and (typed_as_number or "leading_zero" in repairs):
            padded = code.zfill(self.codes.length)
            if padded in self.codes.known and code not in self.codes.known:
                return _Outcome(padded, "leading_zero_restored", {"repaired": padded})
        return _Outcome(code)

    def _typed(self, column: Field, facts: list[object]) -> _Array:
        """Return facts as an array of the contract's type."""
        if column.fact_type == "date":
            return np.array(facts, dtype="datetime64[us]")
        dtype: Any = _TYPES.get(column.fact_type, _TEXT)
        return pd.array(facts, dtype=dtype)  # type: ignore[no-any-return] # the stubs want the type written out

    def said(self, name: str) -> list[str | None]:
        """Return what stands in a column that says of the unit what the report does not keep."""
        if name in self.contract.names or name not in self.sheet.cells:
            return [None] * len(self.sheet.cells)
        texts = [shown(cell) for cell in self.sheet.cells[name].tolist()]
        return [None if text.casefold() in self.missing else text or None for text in texts]


def _in_one_notation(scale: Scale, text: str) -> object:
    """Return the number in a text whose decimal sign nobody knows, where only one sign is possible.

    Raises:
        RefusedError: `two_readings`, or what the plain notation says of it.
    """
    plain, vietnamese = (read_as(text, notation) for notation in (PLAIN, VIETNAMESE))
    if plain is not None and scale.whole and not scale.rounded and plain != plain.to_integral_value():
        plain = None if vietnamese is not None else plain
    if plain is not None and vietnamese is not None and plain != vietnamese:
        raise RefusedError("two_readings", first=f"{plain:f}", second=f"{vietnamese:f}")
    if plain is not None or vietnamese is None:
        return scale.fact(text)
    return _Outcome(replace(scale, notation=VIETNAMESE).fact(text), "decimal_comma", {"repaired": f"{vietnamese:f}"})
