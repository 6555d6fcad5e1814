"""The review's findings: at the place the row stands in, in both languages, with its numbers."""

import pandas as pd

from tests.unit.measures.reviews import WARD, collection
from thugom.checks.review import PLACED, review_findings
from thugom.contracts import load_contracts
from thugom.measures.periods import months_between

REVIEW = load_contracts().reviews["collection"]
SHEETS = pd.DataFrame(
    {
        "file_sha256": ["a", "a"],
        "sheet": ["", ""],
        "report": ["collection", "treatment"],
        "columns_json": ['{"collected_t": "J", "period": "A2"}', '{"treated_t": "H"}'],
    }
)


def jump() -> pd.DataFrame:
    """Return the review of a ward that collected 20 t a month and then 90.5 t."""
    figures = [20_000, 20_100, 20_200] * 2 + [90_500]
    lines = [
        f"{WARD} {month} urban {figure}"
        for month, figure in zip(months_between("2025-07", "2026-01"), figures, strict=True)
    ]
    return collection("unit_id period settlement collected_kg\n" + "\n".join(lines))


def test_a_finding_names_its_place_its_unit_and_its_numbers() -> None:
    """File, sheet, row and cell as `quality_issue` has them; the figure and what it is compared with in the message."""
    (finding,) = review_findings(jump(), REVIEW, SHEETS).to_dict("records")
    assert (finding["rule_id"], finding["severity"], finding["table_name"]) == (
        "collection.collected_t.history",
        "warning",
        "collection",
    )
    assert (finding["file_path"], finding["sheet"], finding["row_number"], finding["cell"]) == ("a.csv", "", 8, "J8")
    assert (finding["column_name"], finding["value"]) == ("collected_t", "90.5")
    assert (finding["unit_id"], finding["period"], finding["settlement"]) == (WARD, "2026-01", "urban")
    assert "90.5 t collected" in finding["message_en"]
    assert "6 months before (median 20.1 t)" in finding["message_en"]
    assert finding["message_vi"].startswith("Khối lượng thu gom 90,5 tấn khác hẳn 6 tháng trước (trung vị 20,1 tấn)")


def test_a_place_that_nobody_knows_is_empty_and_no_error() -> None:
    """A column that stands nowhere in its file has no address."""
    (finding,) = review_findings(jump(), REVIEW, SHEETS.head(0)).to_dict("records")
    assert finding["cell"] == ""


def test_nothing_to_find_has_its_columns() -> None:
    """Neither a quiet month nor a first night without any row is an error."""
    for rows in (jump().head(6), collection("")):
        found = review_findings(rows, REVIEW, SHEETS)
        assert found.empty
        assert list(found) == PLACED


def test_every_check_of_a_review_can_be_put_into_words() -> None:
    """Each quotes only what is declared, so that no number is missing from a message."""
    for review in load_contracts().reviews.values():
        known = dict.fromkeys(review.names, "1")
        for check in review.checks:
            assert check.message.vi.format_map(known) != check.message.vi
            assert check.message.en.format_map(known) != check.message.en
