"""What the browser calls things."""

from __future__ import annotations

import pytest

from tests.unit.services.serve.browser.editions import CONTRACTS, PLACE
from thugom.contracts import Text
from thugom.services.serve.browser.edition import Facts
from thugom.services.serve.browser.labels import DATABASE, metadata, shelf
from thugom.services.serve.browser.questions import QUESTIONS

ROWS = dict.fromkeys((*CONTRACTS, "left_over"), 1)
FACTS = Facts("x", "2026-11-16T18:30:00Z", "2026-11-16", "2026-10", is_synthetic=True, rows=ROWS)


@pytest.fixture(scope="module")
def told() -> dict[str, object]:
    """Return what Datasette is told of the tables."""
    tables: dict[str, object] = metadata(CONTRACTS, PLACE, FACTS)["databases"][DATABASE]["tables"]
    return tables


@pytest.mark.parametrize("name", list(CONTRACTS))
def test_every_column_is_explained_with_its_unit_in_both_languages(name: str, told: dict[str, object]) -> None:
    """Whoever reads a column finds beside it what its contract says."""
    columns = told[name]["columns"]  # type: ignore[index]
    assert list(columns) == CONTRACTS[name].names
    for field in CONTRACTS[name].fields:
        assert columns[field.name].startswith(field.title.vi)
        assert field.title.en in columns[field.name]
        assert field.unit is None or f"[{field.unit}]" in columns[field.name]


def test_what_no_contract_describes_is_hidden(told: dict[str, object]) -> None:
    """The database's own tables are nobody's figures."""
    assert told["left_over"] == {"hidden": True}


def test_every_table_is_offered_once() -> None:
    """A table that was added yesterday stands on the first page too, in the groups or after them."""
    offered = [contract.name for group in shelf(CONTRACTS, PLACE, FACTS).groups for contract, _ in group["tables"]]
    assert sorted(offered) == sorted(CONTRACTS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_every_column_of_an_answer_has_a_heading(question: object) -> None:
    """The heading is that of the table which the question is about, and not of another one."""
    assert isinstance(question, type(QUESTIONS[0]))
    headings = shelf(CONTRACTS, PLACE, FACTS).headings[question.name]
    assert isinstance(question.title, Text)
    assert headings
    if question.name == "coverage_now":
        assert headings["value"] == CONTRACTS["province_coverage"].field("value").title.vi
