"""The verdict: which rows are accepted, and what is wrong with the others, cell by cell."""

import functools
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thugom.checks.findings import COLUMNS
from thugom.checks.verdict import PlaceKey, Verdict, verdict
from thugom.contracts import Contract, load_contracts, load_intake_rules, load_policy, packaged_schemas
from thugom.measures.plausibility import measured
from thugom.register import Register, load_register
from thugom.sources import Sheet

GOOD: dict[str, Any] = {
    "unit_code": "03388",
    "period": "2025-08",
    "settlement": "urban",
    "population": 20_000,
    "households": 5_000,
    "households_served": 4_000,
    "households_self_managed": 500,
    "generated_kg": 620_000,
    "collected_kg": 500_000,
    "collections_per_week": 7.0,
}
TYPES = {"integer": "Int64", "number": "Float64", "string": "str", "date": "datetime64[us]"}
LETTERS = {
    "unit_code": "A",
    "settlement": "C",
    "households_served": "F",
    "collected_t": "H",
    "unit_name": "B",
    "former_unit_name": "D",
    "period": "A2",
}
FIRST_ROW = 5


@functools.cache
def collection() -> Contract:
    """Return the collection report."""
    return load_contracts().reports["collection"]


@functools.cache
def province() -> Register:
    """Return the packaged register."""
    return load_register(packaged_schemas() / "register", synthetic=True)


def judged(
    *changes: Mapping[str, Any],
    refused: Collection[int] = (),
    spoken_of: Collection[PlaceKey] = (),
    name: str = "",
    former: str = "",
) -> Verdict:
    """Return the verdict on rows that differ from a good one by `changes`, in a sheet from row 5 on."""
    types = {field.fact_name: TYPES[field.fact_type] for field in collection().fields}
    rows = pd.DataFrame([{**GOOD, "arrived_on": "2025-09-03", **change} for change in changes])
    rows = rows.reindex(columns=[*types, "arrived_on"]).astype(types)
    numbers = range(FIRST_ROW, FIRST_ROW + len(rows))
    rows = rows.assign(
        refused=[number in refused for number in range(len(rows))],
        file_sha256="abc",
        sheet="S",
        row_number=numbers,
    )
    if name:
        rows["unit_name_given"] = name
    if former:
        rows["former_name_given"] = former
    written = {"households_served": "5.001", "collected_t": "-5", "unit_name": name, "former_unit_name": former}
    cells = pd.DataFrame({column: text or None for column, text in written.items()}, index=numbers, dtype=object)
    sheet = Sheet(
        "2025-08/a.xlsx", "S", "collection", "canonical", "month", LETTERS, cells, cells.iloc[:0], {"period": "Tháng 8"}
    )
    ready = measured(rows, collection(), province(), load_policy(packaged_schemas() / "policy.yml"))
    return verdict(ready, collection(), load_intake_rules(), {("abc", "S", "collection"): sheet}, spoken_of)


def found(one: Verdict) -> list[tuple[str, int]]:
    """Return rule and row of every finding."""
    return sorted(zip(one.findings["rule_id"], one.findings["row_number"].astype(int), strict=True))


def test_a_row_that_breaks_nothing_is_accepted_without_a_word() -> None:
    """No finding, and the columns of the finding table all the same."""
    one = judged({})
    assert one.rows["accepted"].tolist() == [True]
    assert one.findings.empty
    assert list(one.findings) == COLUMNS


def test_an_error_refuses_its_row_and_no_other() -> None:
    """The good row beside it counts."""
    one = judged({}, {"unit_code": "99999"})
    assert one.rows["accepted"].tolist() == [True, False]
    assert found(one) == [("collection.unit_code.known", FIRST_ROW + 1)]


def test_a_warning_keeps_its_row_and_marks_it() -> None:
    """Kept and marked, never capped."""
    one = judged({"households_served": 5_001, "households_self_managed": None})
    assert one.rows["accepted"].tolist() == [True]
    assert one.rows["households_served"].tolist() == [5_001]
    assert one.findings["severity"].tolist() == ["warning"]


def test_a_finding_names_the_cell_and_what_stands_in_it() -> None:
    """As its sender wrote it, not as it was read."""
    one = judged({"households_served": 5_001, "households_self_managed": None})
    (row,) = one.findings.to_dict("records")
    assert (row["sheet"], row["column_name"], row["cell"], row["value"]) == ("S", "households_served", "F5", "5.001")
    assert row["message_en"] == "5001 households served out of 5000."
    assert (row["unit_id"], row["period"], row["settlement"]) == ("03388@2025-07-01", "2025-08", "urban")


def test_masses_are_quoted_in_tonnes() -> None:
    """The sender knows tonnes; kilograms are ours."""
    one = judged({"collected_kg": 620_500})
    assert one.findings["message_en"].tolist() == ["620.5 t collected of 620 t generated."]


def test_a_heading_is_named_by_its_own_cell() -> None:
    """What a heading says stands in every row, and in one cell."""
    one = judged({"period": "2025-12"})
    row = one.findings[one.findings["rule_id"] == "collection.period.not_in_future"].iloc[0]
    assert (row["cell"], row["value"]) == ("A2", "Tháng 8")


def test_a_row_that_the_cast_refused_stays_refused() -> None:
    """A cell that could not be read is null here, and nothing is wrong with null."""
    one = judged({}, {"collected_kg": None, "period": "2025-07"}, refused=[1])
    assert one.rows["accepted"].tolist() == [True, False]
    assert one.findings.empty


def test_where_the_cast_has_spoken_the_judgement_is_silent() -> None:
    """One complaint per cell is enough, and the row is refused all the same."""
    one = judged({"unit_code": None}, spoken_of=[("abc", "S", f"A{FIRST_ROW}")])
    assert one.rows["accepted"].tolist() == [False]
    assert one.findings.empty


def test_a_name_that_is_not_its_codes_is_a_warning_on_the_name() -> None:
    """The code stands and the row is kept."""
    one = judged({}, name="Phường Tân Phong")
    assert one.rows["accepted"].tolist() == [True]
    (row,) = one.findings.to_dict("records")
    assert (row["rule_id"], row["cell"], row["value"]) == (
        "collection.unit_name.name_differs",
        "B5",
        "Phường Tân Phong",
    )
    assert "Phường Đoàn Kết" in row["message_vi"]


def test_a_word_outside_the_list_is_told_which_words_there_are() -> None:
    """The message lists what is accepted."""
    one = judged({"settlement": "town"})
    assert one.rows["accepted"].tolist() == [False]
    assert "urban, rural, all" in one.findings["message_en"].iloc[0]


def test_differing_duplicates_are_all_refused_and_repeated_rows_are_not() -> None:
    """Of two that differ nobody can say which is right."""
    assert judged({}, {"collected_kg": 1}).rows["accepted"].tolist() == [False, False]
    assert judged({}, {}).rows["accepted"].tolist() == [True, True]


def test_a_check_that_is_made_a_warning_refuses_nothing() -> None:
    """The contract's word on severity is the only one."""
    tamed = tuple(replace(check, severity="warning") for check in collection().checks)
    contract = replace(collection(), checks=tamed)
    ready = judged({"unit_code": "99999"}).rows.drop(columns="accepted")
    cells = pd.DataFrame(index=[FIRST_ROW])
    sheet = Sheet("a.xlsx", "S", "collection", "canonical", "month", {}, cells, cells)
    one = verdict(ready, contract, load_intake_rules(), {("abc", "S", "collection"): sheet}, [])
    assert one.rows["accepted"].tolist() == [True]


CHANGES = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "unit_code": st.sampled_from(["03388", "03386", "99999", None]),
            "settlement": st.sampled_from(["urban", "rural", "all", "town", None]),
            "collected_kg": st.sampled_from([-1, 0, 700_000, None]),
            "households_served": st.sampled_from([-1, 6_000, None]),
        },
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=15)
@given(CHANGES)
def test_accepted_and_refused_are_all_that_was_received(changes: list[dict[str, Any]]) -> None:
    """No row is lost or added, and a row is refused if and only if an error is found in it."""
    one = judged(*changes)
    assert len(one.rows) == len(changes)
    errors = one.findings[one.findings["severity"] == "error"]
    refused = set(one.rows.loc[~one.rows["accepted"], "row_number"])
    assert refused == set(errors["row_number"])


def test_a_name_is_refused_at_its_own_cell_with_what_it_may_mean() -> None:
    """The sender is told once, where the name stands, and in which words to say yes; never that the code is missing."""
    one = judged({"unit_code": None}, name="Phường Đoàng Kết")
    (row,) = one.findings.to_dict("records")
    assert one.rows["accepted"].tolist() == [False]
    assert (row["rule_id"], row["cell"], row["value"]) == (
        "collection.unit_code.name_proposed",
        f"B{FIRST_ROW}",
        "Phường Đoàng Kết",
    )
    assert row["message_vi"] == (
        "Không có đơn vị nào tên đúng là “Phường Đoàng Kết”. Có phải là Phường Đoàn Kết (03388)? Ghi mã rồi gửi lại."
    )


@pytest.mark.parametrize(
    ("name", "period", "accepted", "rule"),
    [
        ("P. Đoàn Kết", "2025-08", True, ""),
        ("Doan Ket", "2025-08", True, "collection.unit_code.name_marked"),
        ("Đoàn Kết, Quảng Ninh", "2025-08", False, "collection.unit_code.name_proposed"),
        ("Hạ Long", "2025-08", False, "collection.unit_code.name_known"),
        ("Mường Tè", "2025-06", False, "collection.unit_code.name_of_one_unit"),
        ("Phường Quyết Tiến", "2025-08", False, "collection.unit_code.not_ended"),
    ],
)
def test_what_becomes_of_a_name(name: str, period: str, accepted: object, rule: str) -> None:
    """Taken without a word, taken and marked, or refused with one finding."""
    one = judged({"unit_code": None, "period": period}, name=name)
    assert one.rows["accepted"].tolist() == [accepted]
    assert one.findings["rule_id"].tolist() == [rule] * bool(rule)
    if accepted:
        assert one.rows["unit_code"].tolist() == ["03388"]


def test_a_row_without_code_and_name_lacks_its_code() -> None:
    """There is nothing else to go by."""
    one = judged({"unit_code": None})
    assert found(one) == [("collection.unit_code.required", FIRST_ROW)]


def test_a_former_unit_that_is_named_is_refused_at_its_name() -> None:
    """Bản Bo is no part of Phường Đoàn Kết: the parts that it has are named."""
    one = judged({}, former="Xã Bản Bo")
    (row,) = one.findings.to_dict("records")
    assert row["rule_id"] == "collection.former_unit_code.part_of_unit"
    assert (row["cell"], row["value"]) == (f"D{FIRST_ROW}", "Xã Bản Bo")
    assert "Phường Quyết Tiến (03388)" in row["message_vi"]
    assert judged({}, former="P. Quyết Tiến").rows["former_unit_code"].tolist() == ["03388"]
