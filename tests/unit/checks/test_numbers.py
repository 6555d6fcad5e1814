"""Numbers in cells: exactly what was written, or a finding."""

import datetime as dt
import math
import re
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.checks.sheets import VIETNAMESE, cast_column, facts, rules, written_in
from thugom.checks.numbers import KILOGRAMS_IN, Notation, RefusedError, Scale, exact
from thugom.contracts import SourceMap
from thugom.sources.cells import Cell

MORNING = dt.datetime(2026, 10, 1, 5)  # noqa: DTZ001 - a cell knows no time zone
TONNES = Scale(factor=Decimal(1000), rounded=True, most=Fraction(10**9))


@pytest.mark.parametrize(
    "text",
    [
        "798,6 +35",
        "180-300",
        "15 tấn",
        "khoảng 80",
        "12.5",
        "1.23",
        "0.123",
        "1.2345",
        "1,5,0",
        "1 000",
        "1_000",
        "٣",
        "½",
    ],
)
def test_text_that_is_not_one_number_is_refused_at_its_cell(text: str) -> None:
    """Nothing is guessed from a text: its row is refused, and the finding names cell and text."""
    done = cast_column("collected_t", ["1,5", text])
    assert rules(done) == [("A9", "not_a_number")]
    assert done.findings[0].value == text
    assert facts(done, "collected_kg") == [1500, None]
    assert done.rows["refused"].tolist() == [False, True]


@pytest.mark.parametrize("cell", [True, dt.date(2026, 10, 1), MORNING, dt.time(5), dt.timedelta(1)])
def test_a_boolean_or_a_date_is_no_number(cell: Cell) -> None:
    """What a spreadsheet took for a date or a truth value is not what its writer counted."""
    assert rules(cast_column("households", [cell])) == [("A8", "not_a_number")]


@pytest.mark.parametrize(
    "cell", ["1e400", 1e300, "NaN", "inf", math.nan, math.inf, "1e99999999999", "9" * 400, 2**53 + 1]
)
@pytest.mark.parametrize("column", ["households", "collected_t", "collections_per_week"])
def test_a_number_beyond_all_measure_is_refused(column: str, cell: Cell) -> None:
    """What no float holds exactly, or no number is, never reaches a sum."""
    assert rules(cast_column(column, [cell], None)) == [("A8", "too_large_number")]


def test_the_policy_bounds_a_tonnage() -> None:
    """A million tonnes is the most that the policy takes for possible; the kilogram above it is refused."""
    done = cast_column("collected_t", [1_000_000, 1_000_000.001, "1000000", "1000000.001"], None)
    assert rules(done) == [("A9", "too_large_number"), ("A11", "too_large_number")]


def test_a_count_is_whole() -> None:
    """Half a household is refused; a float that is whole is a count."""
    done = cast_column("households", [12.0, 12.5, "12,0", "12,5"])
    assert facts(done, "households") == [12, None, 12, None]
    assert rules(done) == [("A9", "not_whole"), ("A11", "not_whole")]


def test_a_negative_number_is_a_number() -> None:
    """Whether a tonnage may be below zero is for the contract to say."""
    done = cast_column("collected_t", [-5, "-5,5"])
    assert (facts(done, "collected_kg"), done.findings) == ([-5000, -5500], [])


@pytest.mark.parametrize(("unit", "kilograms"), [("t", 12_500), ("kg", 12), ("ta", 1250), ("lb", 6)])
def test_tonnages_become_kilograms_rounded_half_to_even(unit: str, kilograms: int) -> None:
    """12.5 of each unit, as text and as a number."""
    source = written_in(unit)
    assert facts(cast_column("collected_t", [12.5, "12.5"], source), "collected_kg") == [kilograms] * 2


def test_a_canonical_file_writes_plain_numbers() -> None:
    """Without a source map a comma is no decimal sign, and a point never groups thousands."""
    done = cast_column("collected_t", ["1.234", "1,5"], None)
    assert facts(done, "collected_kg") == [1234, None]
    assert rules(done) == [("A9", "not_a_number")]


def test_numbers_are_read_as_the_source_writes_them() -> None:
    """A decimal comma and a thousands point, in groups of three only."""
    done = cast_column("collected_t", ["1.234,5", "1.234", "0,0005", "0,0015"])
    assert facts(done, "collected_kg") == [1_234_500, 1_234_000, 0, 2]


@given(st.lists(st.none() | st.integers(-(10**9), 10**9) | st.floats(-1e7, 1e7), max_size=6))
@pytest.mark.parametrize("factor", sorted(KILOGRAMS_IN.values()))
def test_whole_columns_are_cast_as_their_cells_are(factor: Decimal, cells: list[Cell]) -> None:
    """The fast way gives up, or says what exact arithmetic says."""
    scale = Scale(factor=factor, rounded=True, most=Fraction(10**9))
    at_once = scale.facts(cells)
    if at_once is not None:
        one_by_one = pd.array([None if cell is None else scale.fact(cell) for cell in cells], dtype="Int64")
        assert pd.Series(at_once).equals(pd.Series(one_by_one))


@given(st.integers(0, 10**6), st.integers(0, 999))
def test_kilograms_survive_the_way_through_tonnes(tonnes: int, kilograms: int) -> None:
    """Every whole kilogram that is written in tonnes comes back, as text and as a float."""
    meant = tonnes * 1000 + kilograms
    if meant <= 10**9:
        assert TONNES.fact(f"{tonnes}.{kilograms:03d}") == meant
        assert TONNES.fact(meant / 1000) == meant


@given(
    st.one_of(
        st.text(max_size=12),
        st.from_regex(re.compile(r"[+-]?[0-9.,]{1,9}( ?[-+×] ?[0-9]{1,3}| tấn|[eE][0-9]{1,3})?"), fullmatch=True),
        st.decimals(allow_nan=True, allow_infinity=True).map(str),
        st.integers().map(str),
    ),
    st.sampled_from([None, VIETNAMESE]),
)
@pytest.mark.parametrize(
    ("column", "fact"),
    [("collected_t", "collected_kg"), ("households", "households"), ("collections_per_week", "collections_per_week")],
)
def test_a_text_in_a_number_column_is_that_number_or_a_finding(
    column: str, fact: str, text: str, source: SourceMap | None
) -> None:
    """Never a silent null, never another number."""
    done = cast_column(column, [text], source)
    (found,) = facts(done, fact)
    if found is None:
        assert done.findings or not text.strip()
        return
    assert not done.findings
    plain = text.strip()
    if source is not None:
        plain = plain.replace(".", "").replace(",", ".")
    number = Fraction(Decimal(plain))
    if column == "collected_t":
        assert abs(number * 1000 - int(str(found))) <= Fraction(1, 2)
    else:
        assert found == float(number)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_the_number_its_reader_sees(number: float) -> None:
    """The shortest decimal that is this float, not its 50 binary digits."""
    assert str(float(exact(number, Notation()))) == str(number)


def test_a_refusal_names_its_rule() -> None:
    """What breaks a rule says which, for the message to be put into words."""
    with pytest.raises(RefusedError) as refusal:
        Scale().fact("12.5")
    assert refusal.value.rule == "not_whole"
