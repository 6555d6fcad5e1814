"""Any history: what holds of the episodes of every rule, whatever the tables say."""

from dataclasses import dataclass, replace

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.alerts.histories import MONTHS, RULES, Tables, coverage, paths, province, rule, tables, under
from tests.unit.alerts.replay import replay
from thugom.alerts.conditions import episodes
from thugom.contracts import AlertRule

TARGET = "communes_covered"
REPORTING = st.sampled_from(["complete", "incomplete", "rejected", "no_report", "pending", "."])
COVERED = st.sampled_from(["yes", "no", "."])
RATES = st.sampled_from(["0", "0.25", "0.5", "0.55", "0.6", "0.65", "0.7", "0.8", "1.2", "."])
GAPS = st.sampled_from(
    ["-6", "-5.000000001", "-5", "-3", "-2.000000001", "-2", "0", "4", "no_report", "incomplete", "."]
)
POINTS = ["-3", "-0.000000001", "0", "2", "."]


@dataclass(frozen=True)
class Line:
    """What the tables say of one unit, month by month."""

    reporting: list[str]
    covered: list[str]
    rates: list[str]
    town: list[str]
    country: list[str]
    out_of_balance: list[str]


@dataclass(frozen=True)
class History:
    """What the tables say of the units, and of a target: its upper and lower gap, its own, and if the month counts."""

    units: dict[str, Line]
    target: list[tuple[str, str, str, str]]

    @property
    def tables(self) -> Tables:
        """The tables."""
        laid = {name: _coverage(self, name) for name in ("reporting", "covered", "rates", "out_of_balance")}
        whole = laid["covered"].assign(
            reporting=laid["reporting"]["reporting"], collected_treated_rate=laid["rates"]["collected_treated_rate"]
        )
        balance = laid["out_of_balance"][["unit_id", "period", "out_of_balance"]].assign(
            balance_ratio=0.5, line="unit", stream="domestic"
        )
        settlements = {f"{name}__urban": " ".join(line.town) for name, line in self.units.items()}
        settlements |= {f"{name}__rural": " ".join(line.country) for name, line in self.units.items()}
        columns = zip(
            ("gap_upper_pp", "gap_lower_pp", "gap_pp", "admissible"), zip(*self.target, strict=True), strict=True
        )
        gaps = {name: " ".join(cells) for name, cells in columns}
        known = " ".join("0.5" for _ in self.target)
        return tables(
            commune_coverage=whole,
            unit_path=paths(**settlements),
            mass_balance=balance,
            province_coverage=province(TARGET, upper=known, expected=known, **gaps),
        )

    def with_unknown_at(self, place: int) -> "History":
        """Return the history with a month more, of which nobody knows anything."""
        units = {
            name: Line(*([*cells[:place], ".", *cells[place:]] for cells in vars(line).values()))
            for name, line in self.units.items()
        }
        return History(units, [*self.target[:place], (".", ".", ".", "no"), *self.target[place:]])


def _coverage(history: History, name: str) -> pd.DataFrame:
    """Return one column of the units' months."""
    column = "collected_treated_rate" if name == "rates" else name
    return coverage(column, **{unit: " ".join(getattr(line, name)) for unit, line in history.units.items()})


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Draw a year of two units and a target."""
    size = draw(st.integers(1, 14))

    def months(cells: st.SearchStrategy[str]) -> list[str]:
        return draw(st.lists(cells, min_size=size, max_size=size))

    units = {
        name: Line(*(months(cells) for cells in (REPORTING, COVERED, RATES, GAPS, GAPS, COVERED)))
        for name in ("U", "V")
    }
    return History(units, [_gaps(draw) for _ in range(size)])


def _gaps(draw: st.DrawFn) -> tuple[str, str, str, str]:
    """Draw a target's gaps in a month: unknown together, and its own between the two, or unknown."""
    lower, own, upper = sorted(draw(st.lists(st.sampled_from(POINTS[:-1]), min_size=3, max_size=3)), key=float)
    if draw(st.booleans()):
        return upper, lower, own, "yes"
    return draw(st.sampled_from([(upper, lower, ".", "no"), (upper, lower, ".", "yes"), (".", ".", ".", "yes")]))


@st.composite
def rules(draw: st.DrawFn) -> tuple[AlertRule, ...]:
    """Draw rules of every kind, with numbers of their own."""
    months = st.integers(1, 3)
    plain = [
        rule(name, months=draw(months))
        for name in (
            "behind_path",
            "service_stopped",
            "no_report",
            "report_rejected",
            "mass_imbalance",
            "target_at_risk",
        )
    ]
    near = replace(rule("behind_path", closes_from_pp=draw(st.sampled_from(["-3", "0"]))), id="near")
    drop = rule(
        "sharp_drop",
        of_months=draw(months),
        drop_pp=draw(st.sampled_from(["20", "5"])),
        closes_from_pp=draw(st.sampled_from(["-4", "-1"])),
    )
    return (*plain, near, drop)


@settings(deadline=None, max_examples=30)
@given(histories(), rules())
def test_all_at_once_is_as_each_unit_month_by_month(history: History, chosen: tuple[AlertRule, ...]) -> None:
    """A plain replay finds the same episodes."""
    rows = episodes(history.tables, under(*chosen))
    names = ["rule", "subject", "began_in", "opened_in", "confirmed_in", "ended_in"]
    plain = rows[names].astype(object).where(rows[names].notna(), None)
    assert sorted(map(tuple, plain.to_numpy().tolist())) == replay(history.tables, under(*chosen))


@settings(deadline=None, max_examples=30)
@given(histories(), rules(), st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_nothing(history: History, chosen: tuple[AlertRule, ...], order: object) -> None:
    """Tables have no order."""
    policy, given_tables = under(*chosen), history.tables
    seed = order.randrange(2**32)  # type: ignore[attr-defined] # a random generator
    shuffled = {name: table.sample(frac=1, random_state=seed) for name, table in given_tables.items()}
    pd.testing.assert_frame_equal(episodes(given_tables, policy), episodes(shuffled, policy))


@settings(deadline=None, max_examples=30)
@given(histories(), rules())
def test_episodes_of_one_rule_and_subject_never_overlap(history: History, chosen: tuple[AlertRule, ...]) -> None:
    """Each begins after the one before has ended, opens not before it began, and only the last may hold."""
    rows = episodes(history.tables, under(*chosen))
    for _, one in rows.groupby(["rule", "subject"]):
        assert (one["began_in"] <= one["opened_in"]).all()
        assert (one["opened_in"] <= one["confirmed_in"]).all()
        assert (one["confirmed_in"] < one["ended_in"].fillna("9999-12")).all()
        assert one["ended_in"].iloc[:-1].notna().all()
        assert (one["began_in"].iloc[1:].to_numpy() > one["ended_in"].iloc[:-1].to_numpy()).all()


@settings(deadline=None, max_examples=30)
@given(histories(), rules(), st.data())
def test_unknown_months_anywhere_change_nothing(
    history: History, chosen: tuple[AlertRule, ...], data: st.DataObject
) -> None:
    """They are passed over: every episode begins, opens and ends in the months in which it did."""
    place = data.draw(st.integers(0, len(history.target)))
    before = episodes(history.tables, under(*chosen))
    after = episodes(history.with_unknown_at(place).tables, under(*chosen))
    moved = {month: MONTHS[MONTHS.index(month) + (MONTHS.index(month) >= place)] for month in MONTHS[:-1]}
    names = ["began_in", "opened_in", "confirmed_in", "ended_in"]
    pd.testing.assert_frame_equal(before.assign(**{name: before[name].map(moved) for name in names}), after)


@settings(deadline=None, max_examples=30)
@given(histories(), rules(), st.data())
def test_months_to_come_change_nothing_that_is_over(
    history: History, chosen: tuple[AlertRule, ...], data: st.DataObject
) -> None:
    """What was told on an earlier night stands, but for the end of what still held."""
    due = data.draw(st.integers(1, len(history.target)))
    policy, every = under(*chosen), history.tables
    rates = every["reporting_rate"]
    earlier = episodes(every | {"reporting_rate": rates.assign(complete=rates["period"] < MONTHS[due])}, policy)
    later = episodes(every, policy)
    key = ["rule", "subject", "began_in", "opened_in"]
    both = earlier.merge(later, on=key, how="left", suffixes=("", "_later"))
    assert both["subject"].notna().all()
    over = both["ended_in"].notna()
    assert (both.loc[over, "ended_in"] == both.loc[over, "ended_in_later"]).all()
    assert (both.loc[~over, "ended_in_later"].fillna("9999-12") >= MONTHS[due]).all()
    assert both["confirmed_in_later"].notna().all()


def test_every_kind_of_rule_is_drawn() -> None:
    """A kind that is added is tried here too."""
    assert {one.kind for one in RULES.values()} == {
        *("behind_path", "service_stopped", "sharp_drop", "no_report"),
        *("report_rejected", "mass_imbalance", "target_at_risk"),
    }
