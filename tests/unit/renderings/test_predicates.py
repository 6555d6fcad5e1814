"""Rules as SQL: on any rows DuckDB finds broken what Great Expectations finds broken on a frame."""

from dataclasses import replace

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thugom.checks.judge import failing_rows
from thugom.contracts import ContractError, load_contracts
from thugom.renderings.predicates import broken_when

CONTRACT = load_contracts().streams["ticket"]
READINGS = st.sampled_from(["read", "missing", "unreadable", None])
WEIGHTS = st.sampled_from([-1, 0, 1, 19, 20, 21, 39_999, 40_000, 40_001, 60_000, 60_001, None, float("nan")])
COLUMNS = {
    "row_standing": st.sampled_from(["whole", "broken", None]),
    "ticket_number": st.sampled_from(["A1", "", "NaN", None]),
    "facility_standing": st.sampled_from(["open", "unknown", "not_yet_open", None]),
    "weighed_at_reading": READINGS,
    "weighed_at_standing": st.sampled_from(["past", "future", None]),
    "unit_standing": st.sampled_from(["in_force", "ended", "not_yet_in_force", "unknown", None]),
    "stream": st.sampled_from(["domestic", "agricultural", "other", "Other", "it's", None]),
    "gross_kg_reading": READINGS,
    "tare_kg_reading": READINGS,
    **dict.fromkeys(["gross_kg", "tare_kg", "net_kg"], WEIGHTS),
    "gross_most_kg": st.just(60_000),
    "net_least_kg": st.just(20),
    "net_most_kg": st.just(40_000),
}


@settings(max_examples=20, deadline=None)
@given(st.lists(st.fixed_dictionaries(COLUMNS), min_size=1, max_size=40))
def test_the_engine_finds_broken_what_great_expectations_finds_broken(rows: list[dict[str, object]]) -> None:
    """Rule by rule and row by row: null, NaN and both sides of every limit."""
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    weights = [name for name in COLUMNS if name.endswith("_kg")]
    frame = frame.astype({name: "Float64" if name in weights else "str" for name in COLUMNS})
    expected = {(rule, int(row)) for rule, row in failing_rows(CONTRACT, frame).itertuples(index=False, name=None)}
    types = {name: "DOUBLE" if name in weights else "VARCHAR" for name in COLUMNS}
    with duckdb.connect() as engine:
        engine.register("given", frame.astype(object).where(frame.notna(), None))
        casts = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in types.items())
        engine.execute(f"CREATE TABLE judged AS SELECT {casts} FROM given")  # noqa: S608 - the columns named above
        found = {
            (rule, int(row))
            for rule, condition in broken_when(CONTRACT).items()
            for (row,) in engine.execute(f"FROM judged SELECT rowid WHERE {condition}").fetchall()
        }
    assert found == expected


@pytest.mark.parametrize(
    ("expectation", "arguments"),
    [
        ("ExpectColumnValueLengthsToEqual", {"column": "stream", "value": 3}),
        ("ExpectColumnValuesToNotBeNull", {"column": "stream", "mostly": 0.9}),
        ("ExpectColumnValuesToBeBetween", {"column": "net_kg"}),
    ],
)
def test_what_has_no_rendering_is_an_error_of_the_contract(expectation: str, arguments: dict[str, object]) -> None:
    """A rule that the engine overlooked, in whole or in part, would let pass what the contract refuses."""
    check = replace(CONTRACT.checks[0], expectation=expectation, arguments=arguments)
    with pytest.raises(ContractError, match=check.id):
        broken_when(replace(CONTRACT, checks=(check,)))
