"""What must hold of the figures whatever is reported: methodology, sections 3 to 5."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.measures.accounts import Known, Treated, account_of, packaged_policy, simple_policy
from tests.unit.measures.test_counts import NO_PARTS, PERIODS, figures_of, many
from tests.unit.measures.test_ratios import figures_of as ratio_figures_of
from tests.unit.measures.worlds import MONTHS, Cell, Report, World, account_of_worlds, ends_of, links_of, maps
from thugom.measures.bases import on_bases
from thugom.measures.commune import RATES, SUMS, unit_periods
from thugom.measures.counts import count_figure
from thugom.measures.periods import calendar
from thugom.measures.province import province_figures
from thugom.measures.ratios import RATIOS

FORGETTABLE = ("households", "served", "self_managed", "generated", "collected", "treated")
POLICY = packaged_policy()
TOLERANCE = Fraction(1, 10**8)
"""Products of households and shares are kept to a billionth of a household each."""


# --- A late report.


@st.composite
def late_reports(draw: st.DrawFn) -> tuple[Known, Known]:
    """Draw what is known of a cell, and what is known once more of its report has come.

    The report confirms what the register let expect: as many households, and the estimated waste.
    """
    people = 2 * draw(st.integers(1, 5))
    collected = draw(st.integers(0, people))
    treated = draw(st.integers(0, collected))
    biological = draw(st.integers(0, min(treated, people // 2)))
    controlled = draw(st.integers(0, treated - biological))
    households = draw(st.integers(1, 4))
    everything = Known(
        people,
        households,
        households,
        draw(st.integers(0, households)),
        0,
        people,
        collected,
        Treated(0, biological, controlled, treated - biological - controlled),
    )
    early = {name for name in FORGETTABLE if draw(st.booleans())}
    late = {name for name in early if draw(st.booleans())}
    return _without(everything, early), _without(everything, late)


def _without(cell: Known, forgotten: set[str]) -> Known:
    """Return the cell with some figures unknown."""
    unknown: dict[str, Any] = dict.fromkeys(forgotten)
    return replace(cell, **unknown)


@settings(max_examples=6)
@given(st.lists(st.lists(late_reports(), min_size=1, max_size=3), min_size=1, max_size=5))
def test_a_late_report_only_narrows_the_interval_of_a_ratio(worlds: list[list[tuple[Known, Known]]]) -> None:
    """Whatever more is known of units whose estimates it confirms, no end moves outwards."""
    early, late = ([[pair[place] for pair in cells] for cells in worlds] for place in (0, 1))
    accounts = [account_of([cell for cells in known for cell in cells], simple_policy()) for known in (early, late)]
    for ratio in RATIOS:
        wide = ratio_figures_of(early, ratio, accounts[0])
        narrow = ratio_figures_of(late, ratio, accounts[1])
        for before, after in zip(wide, narrow, strict=True):
            least, most = before.lower.ratio, before.upper.ratio
            if least is None or most is None or after.lower.ratio is None or after.upper.ratio is None:
                continue
            assert least - TOLERANCE <= after.lower.ratio, ratio.indicator
            assert after.upper.ratio <= most + TOLERANCE, ratio.indicator


STATES = st.sampled_from(
    [
        Report(),
        Report(0, 0, 0, treated_known=True, households=10, served=10),
        Report(9, 0, 0, treated_known=True, households=10, served=9),
        Report(9, 9, 2, treated_known=True, households=10, served=9),
        Report(9, 9, 0, treated_known=True, households=10, served=5),
        Report(9, 4, 4, treated_known=True, households=10, served=9),
    ]
)


@settings(max_examples=3)
@given(many(STATES), st.data())
def test_a_late_report_only_narrows_the_interval_of_a_count(worlds: list[World], data: st.DataObject) -> None:
    """On another map too, in months and longer: the least never falls and the most never rises."""
    forgotten = [
        replace(world, reports={key: data.draw(st.sampled_from([one, Report()])) for key, one in world.reports.items()})
        for world in worlds
    ]
    early, late = figures_of(forgotten)[0], figures_of(worlds)[0]
    for key, figure in late.items():
        assert (early[key].lower.numerator or 0) <= (figure.lower.numerator or 0), key
        assert (early[key].upper.numerator or 0) >= (figure.upper.numerator or 0), key


# --- A covered unit more.


@given(st.integers(0, 120), st.integers(0, 120), st.integers(0, 120))
def test_a_covered_unit_more_never_lowers_a_count(yes: int, no: int, unknown: int) -> None:
    """Value, least and most stay or rise."""
    before, after = (count_figure(yes + more, no, yes + more + no + unknown) for more in (0, 1))
    for one, other in ((before.value, after.value), (before.lower, after.lower), (before.upper, after.upper)):
        assert (one.ratio or 0) <= (other.ratio or 0)


@settings(max_examples=3)
@given(many(STATES))
def test_a_covered_unit_more_never_lowers_coverage(worlds: list[World]) -> None:
    """In every period, of units and of people, on whatever map the others are counted."""
    cell = Cell("new", "urban", ("new",), (1,))
    covered = Report(9, 9, 2, treated_known=True, households=10, served=10)
    new = World(((cell,),), (3,), {(month, cell): covered for month in MONTHS})
    before, after = figures_of(worlds)[0], figures_of([*worlds, new])[0]
    for key, figure in after.items():
        for one, other in (
            (before[key].value, figure.value),
            (before[key].lower, figure.lower),
            (before[key].upper, figure.upper),
        ):
            assert one.ratio is None or other.ratio is None or one.ratio <= other.ratio, key


@settings(max_examples=15)
@given(st.lists(late_reports(), min_size=1, max_size=6), st.integers(1, 9))
def test_a_unit_that_treats_everything_never_lowers_a_ratio(drawn: list[tuple[Known, Known]], size: int) -> None:
    """All its waste collected and treated, all its households served: both ends and the value stay or rise."""
    cells = [early for early, _ in drawn]
    half = size
    full = Known(2 * size, size, size, size, size, 2 * size, 2 * size, Treated(half, 0, half, 0))
    rising = [ratio for ratio in RATIOS if ratio.indicator != "biological_treatment_share"]
    account = account_of([*cells, *cells, full], simple_policy())
    for ratio in rising:
        before, after = ratio_figures_of([cells, [*cells, full]], ratio, account)
        for one, other in ((before.value, after.value), (before.lower, after.lower), (before.upper, after.upper)):
            assert one.ratio is None or other.ratio is None or one.ratio <= other.ratio, ratio.indicator


# --- Null in, null out.


@settings(max_examples=15)
@given(st.lists(late_reports(), min_size=1, max_size=8))
def test_a_rate_is_null_where_one_of_its_figures_is_and_nowhere_else(drawn: list[tuple[Known, Known]]) -> None:
    """0 or unknown below the line, or unknown above it: null, never 0 or 1; else the quotient of the two columns."""
    rows = unit_periods(account_of([early for early, _ in drawn], POLICY), POLICY)
    for rate, (above, below) in RATES.items():
        unknown = rows[above].isna() | rows[below].isna() | (rows[below].fillna(0) == 0)
        assert rows[rate].isna().tolist() == unknown.tolist(), rate
        quotient = rows[above].astype("Float64") / rows[below].mask(rows[below] == 0).astype("Float64")
        assert ((rows[rate] - quotient).abs().dropna() <= 1e-12).all(), rate


@settings(max_examples=15)
@given(st.lists(late_reports(), min_size=1, max_size=6))
def test_what_nobody_reported_has_no_value(drawn: list[tuple[Known, Known]]) -> None:
    """Of silent units every ratio's value is null, with numerator and denominator; so is every figure that was sent."""
    silent = [Known(people=early.people, registered=early.registered) for early, _ in drawn]
    account = account_of(silent, simple_policy())
    for ratio in RATIOS:
        (figure,) = ratio_figures_of([silent], ratio, account)
        assert (figure.value.numerator, figure.value.denominator) == (None, None)
    rows = unit_periods(account, POLICY)
    reported = [name for name in SUMS if name not in {"generation_kg", "person_days", "treated_part"}]
    assert rows[[*reported, "covered", "adequately_covered", "biologically_covered"]].isna().all(axis=None)


# --- Another map.


@st.composite
def reported_worlds(draw: st.DrawFn) -> list[World]:
    """Draw worlds of which every report came, or some."""
    states = STATES if draw(st.booleans()) else STATES.filter(lambda report: not report.silent)
    worlds = []
    for number in range(draw(st.integers(1, 8))):
        world = draw(maps(str(number)))
        reports = {(month, cell): draw(states) for month, _, cells in world.by_month for cell in cells}
        worlds.append(replace(world, reports=reports))
    return worlds


@settings(max_examples=4)
@given(reported_worlds())
def test_all_bases_agree_on_what_is_summed(worlds: list[World]) -> None:
    """Every ratio over all settlements is the same on every map, and so is each sum that is wholly known."""
    cells = account_of_worlds(worlds)
    bases = on_bases(cells, {"other": links_of(worlds)}, NO_PARTS, ends_of(worlds), POLICY)
    periods = calendar(PERIODS).assign(complete=True)
    rows = province_figures(cells, bases, periods, POLICY)
    ratios = rows[(rows["settlement"] == "all") & ~rows["denominator_kind"].isin(["by_units", "by_population"])]
    columns = ["value", "numerator", "denominator", "lower", "upper", "lower_denominator", "upper_denominator"]
    key = ["period", "indicator", "denominator_kind"]
    was, other = (ratios[ratios["basis"] == basis].set_index(key)[columns].sort_index() for basis in bases)
    pd.testing.assert_frame_equal(was, other)
    for name in [*SUMS, "population"]:
        sums = [_sums(basis.units, name) for basis in bases.values()]
        known = sums[0].notna() & sums[1].notna()
        assert sums[0][known].equals(sums[1][known]), name


def _sums(units: pd.DataFrame, name: str) -> pd.Series:
    """Return a figure's sum over all units of each month, unknown as soon as one is."""
    months = units[(units["period_kind"] == "month") & (units["settlement"] == "all")]
    by = months["period"]
    return months[name].groupby(by).sum().mask(months[name].isna().groupby(by).any())


@settings(max_examples=4)
@given(reported_worlds(), st.integers(0, 2**32 - 1))
def test_the_order_of_cells_does_not_matter(worlds: list[World], seed: int) -> None:
    """The same cells in any order give the same figures of units and province on every map."""
    cells = account_of_worlds(worlds)
    shuffled = cells.sample(frac=1, random_state=seed)
    found = []
    for rows in (cells, shuffled):
        bases = on_bases(rows, {"other": links_of(worlds)}, NO_PARTS, ends_of(worlds), POLICY)
        province = province_figures(rows, bases, calendar(PERIODS).assign(complete=True), POLICY)
        key = ["basis", "period", "indicator", "settlement", "denominator_kind"]
        units = bases["other"].units.sort_values(["unit_id", "period", "settlement"], ignore_index=True)
        found.append((units, province.sort_values(key, ignore_index=True)))
    for first, second in zip(*found, strict=True):
        pd.testing.assert_frame_equal(first, second)
