"""Sums of a ratio's terms: by settlement on every map, exact, and longer periods from their months."""

from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.worlds import MONTHS, Cell, Report, World, account_of_worlds, links_of
from thugom.measures.ratio_sums import Placing, Sums, ratio_figure, ratio_sums
from thugom.measures.ratios import TERMS
from thugom.measures.recast import spread
from thugom.register.overlap import Links

POLICY = packaged_policy()
Found = dict[tuple[str, str, str], Sums]
TOWN = Cell("W", "urban", ("T0", "T1"), (1, 2))


def sums_of(report: Report, links: Links | None = None, kind: str = "by_generated") -> Found:
    """Return the headline's sums by basis, settlement and period, of one urban unit; links may make a part rural."""
    world = World(((TOWN,),), (3,), {(month, TOWN): report for month in MONTHS})
    cells = account_of_worlds([world])
    links = links_of([world]) if links is None else links
    placings = {"as_was": Placing.as_reported(cells), "other": Placing.on_map(spread(cells, links))}
    wanted = ("urban_collected_treated", "collection_rate")
    return {
        (basis, f"{ratio.indicator} {settlement}", sums.period): sums
        for basis, ratio, settlement, sums in ratio_sums(cells, placings, POLICY)
        if ratio.indicator in wanted and ratio.denominator_kind in {kind, "by_generated"}
    }


def partly_rural() -> Links:
    """Return links that make the lower of the town's two parts rural."""
    links = links_of([World(((TOWN,),), (3,))])
    rural = links.edges["to_unit_id"] == "T0"
    return replace(links, edges=links.edges.assign(to_settlement=links.edges["to_settlement"].mask(rural, "rural")))


REPORT = Report(100, 70, 0, treated_known=True, households=10, served=10)


def test_a_unit_in_two_parts_of_one_settlement_is_not_divided() -> None:
    """However many units its parts are, they are urban all of them, and the sums are the report's own."""
    found = sums_of(REPORT)
    assert found["other", "urban_collected_treated urban", MONTHS[0]].terms == (
        found["as_was", "urban_collected_treated urban", MONTHS[0]].terms
    )


def test_a_unit_in_town_and_country_is_divided_in_whole_kilograms() -> None:
    """A third of 100 kg is 33 kg, two thirds 67; both together are what was reported."""
    found = sums_of(REPORT, partly_rural())
    unit = POLICY.organic_fraction.denominator
    rural, urban = (found["other", f"collection_rate {settlement}", MONTHS[0]] for settlement in ("rural", "urban"))
    assert [Fraction(rural.terms[0] or 0) / unit, Fraction(urban.terms[0] or 0) / unit] == [33, 67]
    everything = found["as_was", "collection_rate all", MONTHS[0]].terms
    both = [(one or 0) + (other or 0) for one, other in zip(rural.terms, urban.terms, strict=True)]
    assert tuple(both) == everything == found["other", "collection_rate all", MONTHS[0]].terms


@settings(max_examples=10)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_dividing_keeps_every_kilogram(collected: int, treated: int) -> None:
    """Whatever was reported, urban and rural parts sum to it."""
    found = sums_of(Report(collected, treated, 0, treated_known=True), partly_rural())
    parts = [found["other", f"collection_rate {settlement}", MONTHS[0]].terms for settlement in ("rural", "urban")]
    whole = found["as_was", "collection_rate all", MONTHS[0]].terms
    assert tuple((one or 0) + (other or 0) for one, other in zip(*parts, strict=True)) == whole


def test_a_longer_period_is_the_sum_of_its_months() -> None:
    """Three equal months make three times the terms, in the quarter, the half-year and the year."""
    found = sums_of(REPORT)
    month = found["as_was", "urban_collected_treated urban", MONTHS[0]].terms
    for label in ("2026-Q1", "2026-H1", "2026"):
        longer = found["as_was", "urban_collected_treated urban", label]
        assert longer.terms == tuple(3 * (term or 0) for term in month)


def test_a_term_that_is_unknown_in_one_month_is_that_of_the_others() -> None:
    """Two sums added: the known one stands where the other has none, and every warning is kept."""
    known = Sums("2026-01", "month", tuple(range(6)), above=False, open_ended=False, leans=True)
    unknown = Sums("2026-01", "month", (None,) * 6, above=True, open_ended=False, leans=False)
    both = known + unknown
    assert both.terms == known.terms
    assert (both.above, both.open_ended, both.leans) == (True, False, True)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ((1, 2, 1, 4, 3, 4), ("1/2", "1/4", "3/4")),
        ((0, 0, 0, 0, 0, 0), (None, None, None)),
        ((None, None, 0, 4, 0, 0), (None, "0", "0")),
        ((None, None, None, None, None, None), (None, "0", "1")),
    ],
)
def test_a_ratio_of_nothing_is_null_and_one_without_estimate_lies_between_nothing_and_everything(
    terms: tuple[int | None, ...], expected: tuple[str | None, ...]
) -> None:
    """0/0 has no value; an end with nothing below its line is the other end; without an estimate 0 and 1."""
    row = pd.DataFrame([terms], columns=TERMS).astype("Int64").assign(leans=False)
    figure = ratio_figure(row, "g")
    found = (figure.value.ratio, figure.lower.ratio, figure.upper.ratio)
    assert found == tuple(None if text is None else Fraction(text) for text in expected)
