"""Which source map's form is filled in, and what it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.sources.papers import map_of, maps, reports
from thugom.renderings.form import FormRow, is_dropped, pairs_of, source_for

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = "columns:\n  unit_code: {headers: [Mã]}\n  settlement: {headers: [Khu vực]}\n"
PERIOD = "headings: {period: ['Tháng {month}/{year}']}\n"


def test_the_form_that_asks_for_most_is_filled_in(tmp_path: Path) -> None:
    """A second map of the same report, with fewer columns, is for what others send."""
    both = {**maps(), **map_of(tmp_path, f"period_kind: month\n{COLUMNS}{PERIOD}")}
    chosen = source_for(reports()["collection"], both, {})
    assert chosen is not None
    assert chosen.name == "lai_chau_collection"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"period_kind: year\n{COLUMNS}{PERIOD}", id="of-years"),
        pytest.param(f"period_kind: month\n{COLUMNS}", id="without-a-period"),
        pytest.param(f"period_kind: month\nheader: {{search_rows: 3}}\n{COLUMNS}{PERIOD}", id="header-at-the-top"),
        pytest.param(f"period_kind: month\ncolumns:\n  unit_code: {{headers: [Mã]}}\n{PERIOD}", id="no-settlement"),
    ],
)
def test_a_map_whose_form_cannot_be_filled_in_whole_is_passed_over(tmp_path: Path, text: str) -> None:
    """The contract's own names stand in for it: what was filled in must be read again."""
    assert source_for(reports()["collection"], map_of(tmp_path, text), {}) is None


def test_a_facility_needs_a_form_that_says_whose_report_it_is() -> None:
    """A map that takes every report for a unit's would count the facility's figures as the unit's own."""
    contract = reports()["treatment"]
    assert source_for(contract, maps(), {"reported_by": "facility"}) is not None
    former = {name: source for name, source in maps().items() if "reported_by" not in source.columns}
    assert source_for(contract, former, {"reported_by": "facility"}) is None


def test_pairs_that_must_not_exceed_each_other_come_from_the_checks() -> None:
    """Only where both columns stand on the form."""
    contract = reports()["collection"]
    found = pairs_of(contract, contract.names)
    assert ("generated_t", "collected_t", "collected_t") in found
    assert pairs_of(contract, ["collected_t"]) == ()


def test_only_lines_that_are_known_to_be_no_rows_stand_below_a_table() -> None:
    """A note that the source map does not know would be read as a row."""
    source = maps()["lai_chau_collection"]
    assert is_dropped("GHI CHÚ: ô trống", source)
    assert not is_dropped("Lưu ý: ô trống", source)
    assert not is_dropped("Ghi chú", None)


def test_a_row_with_nothing_given_is_spare() -> None:
    """Nobody has to fill it in."""
    assert FormRow().is_spare
    assert not FormRow({"unit_code": "03388"}).is_spare
