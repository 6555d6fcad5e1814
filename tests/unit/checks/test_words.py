"""The words in which a sender is told what is accepted."""

from __future__ import annotations

from thugom.checks.words import allowed_words, in_sender_words
from thugom.contracts import load_contracts, load_source_maps, packaged_schemas

CONTRACTS = load_contracts().reports
FORM = load_source_maps(packaged_schemas() / "sources")["lai_chau_treatment"]


def test_a_clerk_is_told_the_words_of_the_form() -> None:
    """Who writes "Ủ phân hữu cơ" cannot do anything with "composting"."""
    words = allowed_words(CONTRACTS["treatment"], "method", FORM)
    assert words.startswith("Ủ phân hữu cơ, Biogas")
    assert "composting" not in words


def test_a_canonical_file_is_told_the_canonical_words() -> None:
    """Without a source map the contract's own words are those to write."""
    assert allowed_words(CONTRACTS["collection"], "settlement", None) == "urban, rural, all"


def test_a_message_quotes_the_settlement_as_the_form_has_it() -> None:
    """Both the word found and those expected."""
    quoted = {"settlement": "urban", "settlements_expected": "rural, urban", "period": "2026-10"}
    said = in_sender_words(quoted, CONTRACTS["treatment"], FORM)
    assert said == {"settlement": "Đô thị", "settlements_expected": "Nông thôn, Đô thị", "period": "2026-10"}
