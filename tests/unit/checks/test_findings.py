"""Findings in words: in both languages, with what was found, and nothing that breaks a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thugom.checks.findings import COLUMNS, finding_rows, worded
from thugom.checks.masking import masked, shortened
from thugom.contracts import Check, Finding, IntakeRule, Text, load_contracts, load_intake_rules

COLLECTION = load_contracts().reports["collection"]


def test_a_message_names_the_column_as_its_sender_knows_it() -> None:
    """The title in the language of the message, not the column's name."""
    finding = Finding("not_a_number", "error", "collection", "a.xlsx", "S", 7, "collected_t", "F7", "798,6 +35")
    words = worded(finding, load_intake_rules()["not_a_number"].message, COLLECTION)
    assert words[0].startswith("Tìm thấy “798,6 +35” ở cột Khối lượng thu gom (tấn)")
    assert words[1].startswith("Found “798,6 +35” in Collected (t)")


def test_a_column_that_no_contract_declares_is_named_as_it_is() -> None:
    """A file's own column has no title."""
    finding = Finding("x", "error", "collection", "a.xlsx", column="unit_name")
    assert worded(finding, Text("{title}", "{title}"), COLLECTION) == ("unit_name", "unit_name")


def test_what_a_message_quotes_and_nobody_knows_shows_as_a_dash() -> None:
    """A missing word breaks no night."""
    assert worded(Finding("x", "error", "", "a.xlsx"), Text("{nobody}", "a {nobody}")) == ("–", "a –")


@given(st.text(max_size=60))
def test_what_was_found_is_quoted_and_never_interpreted(value: str) -> None:
    """Braces in a cell are braces."""
    finding = Finding("x", "error", "", "a.xlsx", value=value)
    assert worded(finding, Text("“{value}”", "“{value}”")) == (f"“{masked(value, None)}”",) * 2


@given(st.text(max_size=200))
def test_a_found_value_is_cut_to_a_length_that_tells_no_story(value: str) -> None:
    """Forty characters; a shorter value stays whole."""
    short = shortened(value)
    assert len(short) <= 40
    assert short == value or (len(value) > 40 and value.startswith(short[:-1]))


def test_findings_become_rows_of_their_table() -> None:
    """One row each; a finding about a whole file stands in row 0 without a column."""
    rows = finding_rows(
        [
            ("abc", Finding("unknown_kind", "error", "", "a.pdf", values={"kind": ".pdf"})),
            ("def", Finding("minimum", "error", "collection", "b.xlsx", "S", 7, "collected_t", "F7", "-1")),
        ],
        load_intake_rules(),
        load_contracts().reports,
    )
    assert list(rows) == COLUMNS
    assert rows["rule_id"].tolist() == ["file.unknown_kind", "collection.collected_t.minimum"]
    assert rows["row_number"].tolist() == [0, 7]
    assert rows["column_name"].tolist() == ["", "collected_t"]
    assert ".pdf" in rows["message_en"].iloc[0]


def test_no_findings_are_no_rows_with_their_columns() -> None:
    """A night without a complaint."""
    rows = finding_rows([], load_intake_rules(), load_contracts().reports)
    assert rows.empty
    assert list(rows) == COLUMNS


@pytest.mark.parametrize("rule", load_intake_rules().values(), ids=lambda rule: rule.rule)
def test_every_intake_rule_can_be_put_into_words(rule: IntakeRule) -> None:
    """No message has a brace out of place."""
    finding = Finding("x", "error", "collection", "a.xlsx", column="collected_t", value="{x}")
    assert all(worded(finding, rule.message, COLLECTION))


@pytest.mark.parametrize(
    "check", [check for one in load_contracts().reports.values() for check in one.checks], ids=lambda check: check.id
)
def test_every_check_can_be_put_into_words(check: Check) -> None:
    """The contracts' own messages too."""
    finding = Finding("x", "error", "collection", "a.xlsx", column="collected_t")
    assert all(worded(finding, check.message, COLLECTION))
