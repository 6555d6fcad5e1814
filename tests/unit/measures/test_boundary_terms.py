"""The month before a merger on the units of the month after: what was known is neither lost nor made more."""

from pathlib import Path

import pandas as pd
import pytest

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.frames import numbers
from tests.unit.measures.mergers import AFTER, BAD, BEFORE, GOOD, accounts_of, register_in
from tests.unit.measures.test_counts import NO_PARTS
from tests.unit.measures.worlds import Report
from thugom.measures.boundary_terms import boundary_terms
from thugom.measures.commune import unit_periods
from thugom.measures.target_terms import TERM_COLUMNS, Series, target_terms
from thugom.register import Register

HEADLINE = Series("urban_collected_treated", "urban", "by_generated")
COVERED = Series("communes_covered", "all", "by_units")
POLICY = packaged_policy()


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """Return the merger's register."""
    return register_in(tmp_path_factory.mktemp("merger"))


def moved(register: Register, *before: Report) -> dict[Series, pd.DataFrame]:
    """Return June's terms on July's units."""
    return boundary_terms(accounts_of(before, (GOOD, GOOD, GOOD)), NO_PARTS, register, POLICY)


def test_only_the_month_before_a_boundary_change_is_recast(register: Register) -> None:
    """June is, on the units of July; July is not, for nothing changes after it."""
    for rows in moved(register, GOOD, GOOD, BAD).values():
        assert rows["period"].unique().tolist() == [BEFORE]
        assert rows.columns.tolist() == TERM_COLUMNS
        assert set(rows["unit_id"]) <= {"00004@2025-07-01", "00005@2025-07-01"}


def test_a_commune_that_became_a_ward_is_urban_in_the_month_before_it_too(register: Register) -> None:
    """On July's units June's urban waste is the township's and that of the later ward, cell by cell."""
    rows = moved(register, BAD, GOOD, GOOD)[HEADLINE].set_index("unit_id")
    factor = POLICY.organic_fraction.denominator
    assert numbers(rows["value_n"]) == [40 * factor, 40 * factor]
    assert numbers(rows["value_d"]) == [100 * factor, 100 * factor]


def test_a_merged_unit_counts_once_and_is_covered_if_a_part_was(register: Register) -> None:
    """Of three units one was covered; of the two of July the one that it lies in."""
    rows = moved(register, BAD, GOOD, BAD)[COVERED].sort_values("unit_id")
    assert numbers(rows["value_n"]) == [1, 0]
    assert numbers(rows["value_d"]) == [1, 1]


def test_a_silent_part_leaves_the_rest_of_its_unit_known(register: Register) -> None:
    """The value's terms are those of what is known; the ends reach as far as silence lets them.

    A unit that is not known in full is none that the month after could be compared with.
    """
    rows = moved(register, GOOD, Report(), GOOD)[HEADLINE]
    silent = rows[rows["unit_id"].isna()]
    assert numbers(silent["value_n"]) == [None]
    assert numbers(silent["least_n"]) == [0]
    assert numbers(silent["most_n"]) == numbers(silent["most_d"])


def test_the_terms_over_all_settlements_keep_their_sums(register: Register) -> None:
    """What the province knows of June it knows on both maps: the household terms of town and country together."""
    cells = accounts_of((GOOD, BAD, GOOD), (GOOD, GOOD, GOOD))
    june = cells[cells["period"] == BEFORE].reset_index(drop=True)
    units = unit_periods(june, POLICY)
    whole = units[(units["settlement"] == "all") & (units["period_kind"] == "month")]
    own = target_terms(june, whole, POLICY)
    found = boundary_terms(cells, NO_PARTS, register, POLICY)
    assert found.keys() == own.keys()
    for series, rows in found.items():
        if series.settlement == "all" and series.denominator_kind != "by_units":
            assert rows[TERM_COLUMNS[2:]].sum().tolist() == own[series][TERM_COLUMNS[2:]].sum().tolist()


def test_without_a_boundary_change_there_is_nothing_to_recast(register: Register) -> None:
    """A month that stands alone moves nowhere."""
    cells = accounts_of((GOOD, GOOD, GOOD), (GOOD, GOOD, GOOD))
    july = cells[cells["period"] == AFTER].reset_index(drop=True)
    assert boundary_terms(july, NO_PARTS, register, POLICY) == {}


def test_a_registers_folder_is_all_that_is_needed(tmp_path: Path) -> None:
    """The merger of these tests is a valid register."""
    assert len(register_in(tmp_path).lineage) == 3
