"""The judgement: every failing row is named, and a rule that could not be judged is never a pass."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from thugom.checks.errors import JudgementError
from thugom.checks.judge import failing_rows
from thugom.contracts import Check, Contract, Field, Text

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
        Field("day", "string", WORDS, required=True),
        Field("rain_t", "number", WORDS, unit="t", minimum=0),
        Field("wet", "boolean", WORDS),
    ),
    checks=(
        Check(
            "weather.rain_t.below_cap",
            "ExpectColumnPairValuesAToBeGreaterThanB",
            {"column_A": "cap_kg", "column_B": "rain_t", "or_equal": True},
            "warning",
            "rain_t",
            "why",
            WORDS,
        ),
        Check(
            "weather.wet.true",
            "ExpectColumnValuesToBeInSet",
            {"column": "wet", "value_set": [True]},
            "error",
            "wet",
            "why",
            WORDS,
        ),
    ),
    path=Path("weather.yml"),
    sha256="",
)


def rows(
    *cells: tuple[str | None, int | None, int | None, bool | None], index: list[int] | None = None
) -> pd.DataFrame:
    """Return rows: day, kilograms of rain, cap, wet."""
    frame = pd.DataFrame(cells, columns=["day", "rain_kg", "cap_kg", "wet"], index=index)
    return frame.astype({"day": "str", "rain_kg": "Int64", "cap_kg": "Int64", "wet": "boolean"})


def found(frame: pd.DataFrame, contract: Contract = WEATHER) -> set[tuple[str, int]]:
    """Return the rule and row of every failure."""
    return set(failing_rows(contract, frame).itertuples(index=False, name=None))


def test_every_failing_row_is_named_by_its_label() -> None:
    """Labels, not positions: a batch is cut out of others."""
    frame = rows(("a", 1, 1, True), (None, 1, 1, True), ("c", -1, 1, True), ("d", 2, 1, False), index=[10, 30, 20, 40])
    assert found(frame) == {
        ("weather.day.required", 30),
        ("weather.rain_t.minimum", 20),
        ("weather.rain_t.below_cap", 40),
        ("weather.wet.true", 40),
    }


def test_good_rows_break_nothing() -> None:
    """No failure is an empty frame with its columns."""
    failures = failing_rows(WEATHER, rows(("a", 0, 0, True)))
    assert failures.empty
    assert list(failures) == ["rule_id", "row"]


def test_null_breaks_no_rule_but_required() -> None:
    """Not reported is not wrong."""
    assert found(rows(("a", None, 1, None), ("b", 1, None, None), ("c", None, None, None))) == set()


def test_all_null_columns_break_no_rule() -> None:
    """A column that nobody filled in has no type to stumble over."""
    assert found(rows((None, None, None, None))) == {("weather.day.required", 0)}


def test_more_failures_than_a_library_likes_to_list_are_all_named() -> None:
    """Five hundred wrong rows are five hundred failures, not the twenty of a summary."""
    assert len(found(rows(*[("a", -1, 1, True)] * 500))) == 500


def test_repeated_rows_are_each_judged() -> None:
    """Two rows that are the same are two failures."""
    frame = rows(("a", 2, 1, True), ("a", 2, 1, True))
    assert found(frame) == {("weather.rain_t.below_cap", 0), ("weather.rain_t.below_cap", 1)}


def test_large_masses_are_compared_to_the_kilogram() -> None:
    """A thousand million tonnes and one kilogram more are not the same."""
    limit = 10**12
    assert found(rows(("a", limit, limit, True))) == set()
    assert found(rows(("a", limit + 1, limit, True))) == {("weather.rain_t.below_cap", 0)}


def test_a_text_among_numbers_is_an_error_and_never_a_pass() -> None:
    """Great Expectations raises inside, lists no failing row, and would let all pass."""
    frame = rows(("a", 1, 1, True), ("b", 1, 1, True)).astype({"rain_kg": object})
    frame.loc[1, "rain_kg"] = "798,6 +35"
    with pytest.raises(JudgementError, match=r"weather\.rain_t\.") as caught:
        failing_rows(WEATHER, frame)
    assert "weather.yml" in str(caught.value)
    assert "Nothing was published" in str(caught.value)


def test_a_missing_column_is_an_error_and_never_a_pass() -> None:
    """A check that reads what nobody measured has judged nothing."""
    with pytest.raises(JudgementError, match=r"weather\.rain_t\.below_cap"):
        failing_rows(WEATHER, rows(("a", 1, 1, True)).drop(columns="cap_kg"))


def test_a_check_that_fails_and_names_no_row_is_an_error() -> None:
    """An expectation about the whole table cannot refuse a row; its failure must not pass unseen."""
    table = Check("weather.day.many", "ExpectTableRowCountToBeBetween", {"min_value": 9}, "error", "day", "why", WORDS)
    with pytest.raises(JudgementError, match="named no row"):
        failing_rows(replace(WEATHER, checks=(table,)), rows(("a", 1, 1, True)))


def test_no_rows_break_no_rule_and_accept_nothing() -> None:
    """An empty batch has nothing to judge: no failure, and no row that could pass."""
    failures = failing_rows(WEATHER, rows())
    assert failures.empty
    assert list(failures) == ["rule_id", "row"]
