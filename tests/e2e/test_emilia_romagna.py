"""Real input that nobody here wrote: seven years of Italian communes through the same night."""

from __future__ import annotations

import csv
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from tests.e2e.homes import CHECKOUT, copied_home, query, run_night

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = CHECKOUT.parent / "shared" / "real" / "emilia_romagna" / "PROD_RU_2010-2016.csv"
EXAMPLE = CHECKOUT / "examples" / "emilia-romagna"

pytestmark = pytest.mark.skipif(
    not SOURCE.is_file(), reason="the source's own data (../shared/real) is not beside this checkout"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example home after its night, the source's bytes in its inbox."""
    home = copied_home(EXAMPLE, tmp_path_factory.mktemp("region") / "home")
    (home / "data" / "raw" / SOURCE.name).write_bytes(SOURCE.read_bytes())
    summary = run_night(home)
    assert (summary.rows_received, summary.rows_refused) == (2374, 0)
    return home


@pytest.fixture(scope="module")
def source() -> list[dict[str, str]]:
    """The source's rows, read without thugom."""
    with SOURCE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_each_years_waste_is_the_sources_to_the_kilogram(home: Path, source: list[dict[str, str]]) -> None:
    """What the region publishes per year, the night publishes per year."""
    truth: dict[str, int] = defaultdict(int)
    for row in source:
        truth[row["anno"]] += int(row["RU(kg)"])
    rows = query(
        home,
        "SELECT period, generated_t, collected_t FROM commune_coverage"
        " WHERE period_kind = 'year' AND settlement = 'all' AND basis = 'as_was'",
    )
    generated: dict[str, int] = defaultdict(int)
    collected: dict[str, int] = defaultdict(int)
    for period, generated_t, collected_t in rows:
        generated[period] += round(generated_t * 1000)
        collected[period] += round(collected_t * 1000)
    assert generated == truth
    assert collected == truth
    province = query(
        home,
        "SELECT period, numerator, denominator FROM province_coverage"
        " WHERE indicator = 'collection_rate' AND settlement = 'all'",
    )
    # On the map of today too, for communes that have merged since.
    assert len(province) == 2 * len(truth)
    assert {period: round(numerator * 1000) for period, numerator, _ in province} == truth


def test_every_commune_year_keeps_its_key_through_the_mergers(home: Path, source: list[dict[str, str]]) -> None:
    """340 communes until 2015 and 334 in 2016, under 344 codes, each year's figures under the unit in force."""
    expected = {(row["anno"], row["ISTAT_COD"]): int(row["RU(kg)"]) for row in source}
    rows = query(
        home,
        "SELECT period, unit_code, collected_t FROM commune_coverage WHERE settlement = 'all' AND basis = 'as_was'",
    )
    assert {(period, code): round(tonnes * 1000) for period, code, tonnes in rows} == expected
    counted = (
        "SELECT period, count(*) FROM commune_coverage WHERE settlement = 'all' AND basis = 'as_was' GROUP BY period"
    )
    counts = dict(query(home, counted))
    assert counts == {**{str(year): 340 for year in range(2010, 2016)}, "2016": 334}


def test_years_are_never_spread_over_months(home: Path) -> None:
    """A yearly report feeds year rows alone, and takes no part in due dates."""
    assert query(home, "SELECT DISTINCT period_kind FROM province_coverage") == [("year",)]
    assert query(home, "SELECT count(*) FROM reporting_rate") == [(0,)]


def test_what_the_source_does_not_say_is_unknown(home: Path) -> None:
    """The source tells nothing of treatment: coverage lies between nothing and everything."""
    rows = query(
        home,
        "SELECT value, lower, upper, target_status FROM province_coverage WHERE indicator = 'communes_covered'",
    )
    assert set(rows) == {(None, 0.0, 1.0, None)}
