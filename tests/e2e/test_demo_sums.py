"""Nothing is lost and nothing is counted twice between 106 units and 38."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from tests.e2e.truth.bases import AS_IS, AS_ISSUED, AS_WAS

if TYPE_CHECKING:
    from tests.e2e.published import Published

ADDITIVE = (
    *("generated_t", "collected_t", "treated_t", "collected_treated_t", "biologically_treated_t", "controlled_t"),
    *("households", "households_served", "households_self_managed"),
)
BASES = (AS_WAS, AS_IS, AS_ISSUED)
UNITS = {AS_IS: 38, AS_ISSUED: 106}
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("column", [*ADDITIVE, "population"])
def test_the_sum_over_106_is_the_sum_over_38(demo_published: Published, column: str) -> None:
    """Of every additive figure and period that every unit knows, the sums agree to the kilogram on all three maps."""
    rows = demo_published.query(
        f"SELECT period, period_kind, basis, {column} AS figure FROM commune_coverage "  # noqa: S608 - stands above
        "WHERE settlement = 'all'"
    )
    sums: defaultdict[str, defaultdict[str, list[float | None]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        # People are a stock: of a longer period units that ended within it have theirs too.
        if column != "population" or row["period_kind"] == "month":
            sums[row["period"]][row["basis"]].append(row["figure"])
    compared = 0
    for period, on in sums.items():
        assert {basis: len(on[basis]) for basis in UNITS} == UNITS, period
        if any(figure is None for basis in BASES for figure in on[basis]):
            continue
        compared += 1
        was, here, issued = (round(1000 * sum(figure or 0 for figure in on[basis])) for basis in BASES)
        assert was == here == issued, period
    assert compared >= len(BASES)


def test_what_is_unknown_of_a_part_is_unknown_of_the_whole(demo_published: Published) -> None:
    """A month with a silent unit has no sum on any map: silence is not turned into a smaller number by recasting."""
    rows = demo_published.query(
        "SELECT period, basis, sum(collected_t IS NULL) AS unknown FROM commune_coverage "
        "WHERE settlement = 'all' AND period_kind = 'month' GROUP BY period, basis"
    )
    unknown: defaultdict[str, dict[str, bool]] = defaultdict(dict)
    for row in rows:
        unknown[row["period"]][row["basis"]] = row["unknown"] > 0
    assert {True, False} == {any(on.values()) for on in unknown.values()}
    for period, on in unknown.items():
        assert len(set(on.values())) == 1, period
