"""Each rule over months written out in the test, its episodes worked out by hand."""

from dataclasses import replace

import pandas as pd
import pytest

from tests.unit.alerts.histories import MONTHS, POLICY, RULES, coverage, found, paths, province, rule, tables, under
from tests.unit.measures.frames import records
from thugom.alerts.conditions import COLUMNS, episodes
from thugom.contracts import Alerting

NAN = float("nan")


def test_the_columns_and_their_types_are_the_same_whether_or_not_there_is_anything_to_tell() -> None:
    """Text and numbers that can be null; sorted by rule, subject and month."""
    some = episodes(tables(unit_path=paths(B="-9 -9", A="-9 -9 0 -9 -9")), POLICY)
    none = episodes(tables(), POLICY)
    off = episodes(tables(), replace(POLICY, alerting=Alerting()))
    assert len(none) == len(off) == 0
    for rows in (some, none, off):
        assert rows.columns.tolist() == list(COLUMNS)
        assert rows.dtypes.astype(str).tolist() == ["str"] * 7 + ["Float64"] * 4
    assert list(zip(some["subject"], some["opened_in"], strict=True)) == [
        ("A", MONTHS[1]),
        ("A", MONTHS[4]),
        ("B", MONTHS[1]),
    ]


# behind_path


@pytest.mark.parametrize(
    ("gaps", "expected"),
    [
        ("-5 -5 -5", []),
        ("-5.000000001 -6", [(1, 2, 2, None)]),
        ("-6 . -6", [(1, 3, 3, None)]),
        ("-6 no_report rejected incomplete -6", [(1, 5, 5, None)]),
        ("-6 -4 -6", []),
        ("-6 -6 -4 -3 -6 -2.000000001", [(1, 2, 5, None)]),
        ("-6 -6 -2", [(1, 2, 2, 3)]),
        ("-6 -6 no_report -2 -6 -6 -6", [(1, 2, 2, 4), (5, 6, 7, None)]),
        ("-6 0 -6 0 -6 0", []),
        ("-6 -6 no_report no_report", [(1, 2, 2, None)]),
    ],
)
def test_two_known_months_behind_open_and_one_near_the_path_closes(
    gaps: str, expected: list[tuple[int, int, int, int | None]]
) -> None:
    """Below -5 points is behind; -2 closes, and not a billionth of a point less; what is not known does neither."""
    given = tables(unit_path=paths(U=gaps))
    assert found(given, RULES["behind_path"]) == [("U", *one) for one in expected]


def test_the_worst_settlement_decides_and_is_told() -> None:
    """Of a unit with a town in it the town is behind; the figures are those of the newest month that confirms it."""
    given = tables(unit_path=paths(U__rural="-6 -3 0 -1", U__urban="-7 -9 -8 -3"))
    row = records(episodes(given, under(RULES["behind_path"])), "rule")["behind_path",]
    assert (row["began_in"], row["opened_in"], row["confirmed_in"], row["ended_in"]) == (*MONTHS[:3], None)
    assert (row["gap_pp"], row["expected"], row["reference"]) == (-8, 0.8, None)
    assert row["value"] == pytest.approx(0.72)
    assert row["unit_id"] == row["subject"] == "U"


def test_a_settlement_that_did_not_report_may_be_the_one_that_is_behind() -> None:
    """A month in which the rest is near its path neither closes an alert nor breaks a row."""
    near = paths(U__rural="0 0 0 0", U__urban="-6 -6 no_report -2")
    assert found(tables(unit_path=near), RULES["behind_path"]) == [("U", 1, 2, 2, 4)]
    watched = paths(U__rural="0 -4 0", U__urban="-6 no_report -6")
    assert found(tables(unit_path=watched), RULES["behind_path"]) == [("U", 1, 3, 3, None)]
    behind = paths(U__rural="-6 -6", U__urban="no_report no_report")
    assert found(tables(unit_path=behind), RULES["behind_path"]) == [("U", 1, 2, 2, None)]


def test_a_settlement_without_a_path_is_not_waited_for() -> None:
    """Where the policy sets the country no target, its reports say nothing of the town's path."""
    rows = paths(U__rural="no_report no_report no_report", U__urban="-6 -6 -4")
    rows.loc[rows["settlement"] == "rural", "target"] = pd.NA
    slow = rule("behind_path", closes_from_pp="-4")
    assert found(tables(unit_path=rows), slow) == [("U", 1, 2, 2, 3)]


def test_a_unit_around_the_threshold_for_two_years_is_told_once() -> None:
    """Month by month from one side of -5 to the other and up to -2.1: one episode, where crossings would be a dozen."""
    gaps = " ".join(["-6", "-6", *["-4.9", "-5.1", "-2.1", "-5.000000001"] * 5, "-5", "-1.9"])
    given = tables(unit_path=paths(U=gaps))
    assert len(gaps.split()) == 24
    assert found(given, RULES["behind_path"]) == [("U", 1, 2, 22, 24)]


def test_a_unit_that_never_stays_behind_is_never_told() -> None:
    """Behind in every other month of two years: no two running, no alert."""
    assert found(tables(unit_path=paths(U=" ".join(["-5.1", "-4.9"] * 12))), RULES["behind_path"]) == []


# service_stopped


@pytest.mark.parametrize(
    ("covered", "expected"),
    [
        ("yes no", [(2, 2, 2, None)]),
        ("yes . . no . no yes", [(4, 4, 6, 7)]),
        ("no no . no", []),
        ("no yes no yes no", [(3, 3, 3, 4), (5, 5, 5, None)]),
        (". . .", []),
        ("yes no . . .", [(2, 2, 2, None)]),
    ],
)
def test_a_service_stops_where_there_was_one(covered: str, expected: list[tuple[int, int, int, int | None]]) -> None:
    """Covered, then known not to be; silence stops nothing, and brings nothing back."""
    given = tables(commune_coverage=coverage("covered", U=covered))
    assert found(given, RULES["service_stopped"]) == [("U", *one) for one in expected]


def test_a_rule_may_wait_longer() -> None:
    """Two entries of one kind with other numbers are two rules: one is told at once, one in the third month."""
    given = tables(commune_coverage=coverage("covered", U="yes no . no no yes"))
    soon, late = RULES["service_stopped"], replace(rule("service_stopped", months=3), id="long_stopped")
    assert found(given, soon, late) == [("U", 2, 5, 5, 6), ("U", 2, 2, 5, 6)]


# sharp_drop


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        ("0.8 0.8 0.8 0.6", [(4, 4, 4, None)]),
        ("0.8 0.8 0.8 0.60000000001", []),
        ("0.9 0.8 0.1 0.6", [(4, 4, 4, None)]),
        ("0.8 0.8 0.5", []),
        ("0.8 . 0.8 . 0.8 . 0.6 . 0.7", [(7, 7, 7, 9)]),
        ("0.8 0.8 0.8 0.6 0.69999 0.6 0.7", [(4, 4, 6, 7)]),
        ("0.8 0.8 0.8 0.6 0.61 0.62 0.63 0.64 0.65 0.66", [(4, 4, 4, None)]),
        ("0.8 0.8 0.8 0 0 0 0 0.8 0.8 0 0", [(4, 4, 7, 8), (10, 10, 11, None)]),
        ("0.8 0.8 0.8 0 0 0 0.8 0", [(4, 4, 6, 7)]),
        ("0.8 0.8 0.8 0 0.8 0 0.8", [(4, 4, 4, 5), (6, 6, 6, 7)]),
    ],
)
def test_a_fall_is_measured_from_what_was_usual_before_it(
    rates: str, expected: list[tuple[int, int, int, int | None]]
) -> None:
    """Twenty points below the median of three known months; back within ten points of what was usual when it opened."""
    given = tables(commune_coverage=coverage("collected_treated_rate", U=rates))
    assert found(given, RULES["sharp_drop"]) == [("U", *one) for one in expected]


def test_a_fall_is_told_with_what_it_fell_from() -> None:
    """The value of the newest month that confirms it beside the median of the months before it opened."""
    given = tables(commune_coverage=coverage("collected_treated_rate", U="0.9 0.7 0.8 0.6 0.5 0.65"))
    row = records(episodes(given, under(RULES["sharp_drop"])), "rule")["sharp_drop",]
    assert row["confirmed_in"] == MONTHS[4]
    assert (row["value"], row["reference"], row["gap_pp"], row["expected"]) == (0.5, 0.8, -30, None)


# no_report and report_rejected


@pytest.mark.parametrize(
    ("reporting", "silent", "rejected"),
    [
        ("complete no_report", [(2, 2, 2, None)], []),
        ("no_report no_report incomplete", [(1, 1, 2, 3)], []),
        ("no_report rejected no_report complete", [(1, 1, 1, 2), (3, 3, 3, 4)], [(2, 2, 2, 4)]),
        ("rejected rejected complete rejected", [], [(1, 1, 2, 3), (4, 4, 4, None)]),
        ("pending pending", [], []),
        ("no_report pending . complete", [(1, 1, 1, 4)], []),
    ],
)
def test_silence_ends_with_any_report_and_a_refusal_with_an_accepted_one(
    reporting: str,
    silent: list[tuple[int, int, int, int | None]],
    rejected: list[tuple[int, int, int, int | None]],
) -> None:
    """A refused report was received; sending nothing after it mends nothing."""
    given = tables(commune_coverage=coverage("reporting", U=reporting))
    assert found(given, RULES["no_report"]) == [("U", *one) for one in silent]
    assert found(given, RULES["report_rejected"]) == [("U", *one) for one in rejected]


def test_late_data_takes_a_past_episode_away_and_leaves_the_others() -> None:
    """The month is filled, the night after finds nothing there; nothing of nights before is remembered."""
    before = tables(commune_coverage=coverage("reporting", U="no_report complete no_report", V="no_report no_report"))
    after = tables(commune_coverage=coverage("reporting", U="complete complete no_report", V="no_report complete"))
    assert found(before, RULES["no_report"]) == [("U", 1, 1, 1, 2), ("U", 3, 3, 3, None), ("V", 1, 1, 2, None)]
    assert found(after, RULES["no_report"]) == [("U", 3, 3, 3, None), ("V", 1, 1, 1, 2)]


# mass_imbalance


def test_without_a_table_of_balances_nobody_is_out_of_balance() -> None:
    """A home without weighbridges has no such condition."""
    assert found(tables(), RULES["mass_imbalance"]) == []


def test_tickets_and_reports_that_disagree_are_told_until_they_agree() -> None:
    """A month without tickets says nothing; the ratio told is that of the newest month that confirms it."""
    out = coverage("out_of_balance", U="no yes . yes no", V=". . .", Gone="yes")
    balance = out[["unit_id", "period", "out_of_balance"]].assign(
        line="unit", stream="domestic", balance_t=-9.0, balance_ratio=[1, 0.7, NAN, 0.6, 1] + [NAN] * 4
    )
    units = coverage("covered", U="yes", V="yes", W="yes")
    given = tables(mass_balance=balance, commune_coverage=units)
    assert found(given, RULES["mass_imbalance"]) == [("U", 2, 2, 4, 5)]
    row = records(episodes(given, under(RULES["mass_imbalance"])), "rule")["mass_imbalance",]
    assert (row["value"], row["reference"]) == (0.6, None)


# target_at_risk


def test_a_target_is_at_risk_where_even_the_best_is_below_the_path() -> None:
    """No path yet, at the path, below it, and then months that only seem to be a recovery until one is."""
    given = tables(
        province_coverage=province(
            "communes_covered",
            upper="     0.9  0.80  0.79  0.95 0.95  0.85 0.9",
            expected="  .    0.80  0.80  0.81 0.82  0.83 0.84",
            gap_upper_pp=".  0     -1    14   13    2    6",
            gap_lower_pp=".  -9    -9    -30  -2    -2   -1",
            gap_pp="    .    .     -5    .    -0.5  0    1",
            admissible="yes  no    yes   no   yes   yes  yes",
        )
    )
    policy = under(RULES["target_at_risk"])
    row = records(episodes(given, policy), "rule")["target_at_risk",]
    assert (row["subject"], row["unit_id"]) == ("communes_covered", None)
    assert [row[name] for name in ("began_in", "opened_in", "confirmed_in", "ended_in")] == [
        *(MONTHS[2], MONTHS[2], MONTHS[2], MONTHS[5]),
    ]
    assert (row["value"], row["expected"], row["gap_pp"], row["reference"]) == (0.79, 0.8, -1, None)


def test_a_target_is_safe_again_once_its_least_reaches_the_path() -> None:
    """However few reported: what is certain needs no admissible month."""
    given = tables(
        province_coverage=province(
            "communes_covered",
            upper="0.7 0.9 0.9",
            expected="0.8 0.8 0.8",
            gap_upper_pp="-10 10 10",
            gap_lower_pp="-20 -0.000000001 0",
            gap_pp=". . .",
            admissible="no no no",
        )
    )
    assert found(given, RULES["target_at_risk"]) == [("communes_covered", 1, 1, 1, 3)]


def test_other_bases_settlements_and_denominators_decide_nothing() -> None:
    """Only the headline of a target on today's boundaries, month by month."""
    lines = {
        "upper": "0.1",
        "expected": "0.8",
        "gap_upper_pp": "-70",
        "gap_lower_pp": "-80",
        "gap_pp": ".",
        "admissible": "yes",
    }
    rows = province("urban_collected_treated", **lines)
    others = [
        rows.assign(basis="as_was"),
        rows.assign(denominator_kind="by_collected"),
        rows.assign(settlement="all"),
        rows.assign(period_kind="quarter"),
    ]
    assert found(tables(province_coverage=pd.concat(others)), RULES["target_at_risk"]) == []
    assert len(found(tables(province_coverage=pd.concat([*others, rows])), RULES["target_at_risk"])) == 1


# which months, and which units


def test_a_month_that_is_not_due_is_not_looked_at() -> None:
    """What came early may still be corrected, and what did not come is not missing."""
    rows = coverage("reporting", U="complete no_report rejected")
    assert found(tables(1, commune_coverage=rows), RULES["no_report"], RULES["report_rejected"]) == []
    assert found(tables(2, commune_coverage=rows), RULES["no_report"]) == [("U", 2, 2, 2, None)]


def test_only_whole_units_on_todays_boundaries_are_looked_at() -> None:
    """Rows of settlements, quarters and other bases say the same of other things."""
    rows = coverage("covered", U="yes no")
    others = [rows.assign(basis="as_was"), rows.assign(settlement="urban"), rows.assign(period_kind="quarter")]
    assert found(tables(commune_coverage=pd.concat(others)), RULES["service_stopped"]) == []


def test_a_rule_that_is_off_finds_nothing() -> None:
    """It stays in the policy, and is not asked."""
    given = tables(commune_coverage=coverage("covered", U="yes no"))
    assert found(given, replace(RULES["service_stopped"], enabled=False)) == []
