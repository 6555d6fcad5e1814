"""Contracts as pages of the dictionary."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.store.declared import contract
from thugom.contracts import Check, Text, load_contracts, load_intake_rules
from thugom.renderings.dictionary import FOLDER, INDEX, differences, main, page, page_name, pages, write

CHECKOUT = Path(__file__).parents[3]
CONTRACTS = load_contracts()
PAGES = pages(CONTRACTS, load_intake_rules())


def test_the_dictionary_in_docs_is_what_the_contracts_say() -> None:
    """Nobody changes a contract and leaves the dictionary behind."""
    assert differences(CHECKOUT / FOLDER, PAGES) == []


def test_every_contract_has_a_page_with_all_its_columns_and_rules_in_both_languages() -> None:
    """A column, a check, or one of their texts never goes missing on the way to the page."""
    groups = (CONTRACTS.reports, CONTRACTS.reviews, CONTRACTS.streams, CONTRACTS.register, CONTRACTS.curated)
    declared = [one for group in groups for one in group.values()]
    assert len(PAGES) == len(declared) + 1
    for one in declared:
        text = PAGES[page_name(one)]
        assert f"({page_name(one)})" in PAGES[INDEX]
        for field in one.fields:
            row = next(line for line in text.splitlines() if line.startswith(f"| `{field.name}` |"))
            assert field.title.vi in row
            assert field.title.en in row
        for check in one.checks:
            row = next(line for line in text.splitlines() if line.startswith(f"| `{check.id}` |"))
            assert check.message.vi in row
            assert check.message.en in row


def test_a_page_shows_what_a_column_and_a_check_ask_for() -> None:
    """Type, unit, key and constraints stand in the column's row; severity and reason in the check's."""
    declared = contract("rate", "unit_id", "unit_id:string collected_t:mass!")
    check = Check("rate.collected_t.low", "Expect", {}, "warning", "collected_t", "it is low", Text("thấp", "low"))
    unit_id, collected = declared.fields
    declared = replace(declared, fields=(unit_id, replace(collected, minimum=0, enum=("a|b",))), checks=(check,))
    text = page(declared)
    assert "| `unit_id` | string |  | Cột unit_id | Column unit_id |  |  | key |" in text
    assert r"| number | t | Cột collected_t | Column collected_t |  |  | required; ≥ 0; one of `a\|b` |" in text
    assert "| `rate.collected_t.low` | warning | It is low. | thấp | low |" in text


def test_a_table_without_checks_has_no_empty_section() -> None:
    """A heading with nothing below it would look like a fault of the page."""
    assert "Checks" not in page(contract("rate", "unit_id", "unit_id:string"))


def test_pages_that_are_stale_missing_or_left_over_are_named(tmp_path: Path) -> None:
    """Each of them is one line, by what is wrong and then by name."""
    write(tmp_path, {"a.md": "a", "b.md": "b"})
    assert differences(tmp_path, {"a.md": "new", "c.md": "c"}) == [
        f"{tmp_path / 'c.md'}: missing",
        f"{tmp_path / 'a.md'}: stale",
        f"{tmp_path / 'b.md'}: declared nowhere",
    ]


def test_the_check_writes_nothing_and_fails_until_the_pages_are_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--check` in an empty folder ends with 1 and names the pages; after writing, it ends with 0."""
    into = ["--into", str(tmp_path / "dictionary")]
    assert main(["--check", *into]) == 1
    assert "report-collection.md: missing" in capsys.readouterr().err
    assert not (tmp_path / "dictionary").exists()
    assert main(into) == 0
    assert main(["--check", *into]) == 0


def test_writing_removes_the_page_of_a_table_that_is_gone(tmp_path: Path) -> None:
    """A page for a table that no longer exists would mislead whoever finds it."""
    write(tmp_path, {"old.md": "old"})
    write(tmp_path, {"new.md": "new"})
    assert [path.name for path in tmp_path.iterdir()] == ["new.md"]
