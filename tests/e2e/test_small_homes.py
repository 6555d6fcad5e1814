"""Small homes: a month with silent units to the last digit, and every kind of bad input."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from tests.e2e.published import Published, Row, make_home, run_night
from tests.e2e.reports import Month, months_of_units, register_of, send, tonnes, write
from tests.e2e.truth.cells import estimated_generation
from tests.e2e.truth.reading import read_policy
from tests.e2e.truth.spans import days_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MONTH = "2026-09"
AS_OF = dt.date(2026, 10, 20)
NOW = dt.datetime(2026, 10, 20, 18, 0, tzinfo=dt.UTC)
SILENT = ("03388", "03434", "03439")
"""A ward, a commune with an urban part, and a commune."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Make an empty home that knows the facilities of the demonstration."""
    return make_home(tmp_path / "home", synthetic=True)


def report_month(
    home: Path, *, silent: Iterable[str] = (), unserved: Iterable[str] = ()
) -> tuple[list[Month], list[Month]]:
    """Send a month of every unit but the silent ones; return what was sent and what was not."""
    months = months_of_units(register_of(home), MONTH, unserved)
    unheard = set(silent)
    told = [one for one in months if one.unit.code not in unheard]
    send(home, told)
    return told, [one for one in months if one.unit.code in unheard]


def night(home: Path) -> Published:
    """Run the night as of the twentieth after the month, and return what it published."""
    run_night(home, NOW, AS_OF)
    return Published(home)


def test_three_silent_units_widen_the_count_on_both_sides(home: Path) -> None:
    """With 30 of 35 known units covered and 3 silent, value lies strictly inside and the verdict is not met."""
    report_month(home, silent=SILENT, unserved=("03390", "03394", "03405", "03408", "03424"))
    row = night(home).province(MONTH, "communes_covered")
    assert (row["lower"], row["value"], row["upper"]) == (30 / 38, 30 / 35, 33 / 38)
    assert row["lower"] < row["value"] < row["upper"]
    assert (row["needed"], row["missing_units"], row["missing_units_best"]) == (37, 7, 4)
    assert (row["units_in_force"], row["units_complete"], row["units_silent"]) == (38, 35, 3)
    assert row["target_status"] == "not_met"


def test_a_target_inside_the_interval_is_undetermined(home: Path) -> None:
    """With 34 of 35 known units covered and 3 silent, 37 of 38 may be reached or not."""
    report_month(home, silent=SILENT, unserved=("03390",))
    row = night(home).province(MONTH, "communes_covered")
    assert row["lower"] < row["target"] <= row["upper"]
    assert row["lower"] < row["value"] < row["upper"]
    assert (row["missing_units"], row["missing_units_best"]) == (3, 0)
    assert row["target_status"] == "undetermined"


def test_enough_covered_units_meet_the_target_though_one_is_silent(home: Path) -> None:
    """With 37 known units covered the one that sent nothing cannot change the verdict."""
    report_month(home, silent=SILENT[2:])
    row = night(home).province(MONTH, "communes_covered")
    assert (row["target_status"], row["missing_units"]) == ("met", 0)


def test_each_ratio_reaches_as_far_as_silent_units_can_move_it(home: Path) -> None:
    """The ends of every interval are those of the best and the worst that three silent units can have done."""
    told, unheard = report_month(home, silent=SILENT, unserved=("03390", "03439"))
    policy = read_policy(home / "policy.yml")
    published = night(home)
    for settlement in ("urban", "rural", "all"):
        here = [one for one in told if settlement in {one.settlement, "all"}]
        lost = [one for one in unheard if settlement in {one.settlement, "all"}]
        generated = sum(one.generated for one in here)
        collected, treated = sum(one.collected for one in here), sum(one.treated for one in here)
        composted, served = sum(one.composted for one in here), sum(one.served for one in here)
        households = sum(one.households for one in here)
        gap = sum(estimated_generation(one.people, policy.factors[one.settlement], days_in(MONTH)) for one in lost)
        homes = sum(one.households for one in lost)
        organic = gap * policy.organic_fraction
        intervals = {
            "collection_rate": (Fraction(collected, generated + gap), Fraction(collected + gap, generated + gap)),
            "treatment_rate": (Fraction(treated, collected + gap), Fraction(treated + gap, collected + gap)),
            "household_coverage": (Fraction(served, households + homes), Fraction(served + homes, households + homes)),
            "organic_recovery_rate": (
                composted / ((generated + gap) * policy.organic_fraction),
                (composted + organic) / ((generated + gap) * policy.organic_fraction),
            ),
            "biological_treatment_share": (
                Fraction(composted, treated + gap),
                (composted + organic) / (treated + organic),
            ),
            "controlled_rate": (Fraction(treated, generated + gap), Fraction(treated + gap, generated + gap)),
        }
        if settlement == "urban":
            intervals["urban_collected_treated"] = intervals["controlled_rate"]
            intervals["urban_collected_treated_biological"] = (
                Fraction(composted, generated + gap),
                (composted + organic) / (generated + gap),
            )
        for indicator, (lower, upper) in intervals.items():
            row = published.province(MONTH, indicator, settlement)
            assert row["lower"] == pytest.approx(float(lower), abs=1e-12), (indicator, settlement)
            assert row["upper"] == pytest.approx(float(upper), abs=1e-12), (indicator, settlement)
            assert row["lower"] <= row["value"] <= row["upper"], (indicator, settlement)


def test_a_text_among_numbers_is_refused_and_the_row_beside_it_counts(home: Path) -> None:
    """A text in a number column refuses its own row, at its own cell, and nothing else."""
    months = months_of_units(register_of(home), MONTH)[:2]
    write(
        home / "data" / "raw" / "collection.csv",
        [months[0].collection(collected_t="798,6 +35"), months[1].collection()],
    )
    published = night(home)
    (issue,) = published.rows("quality_issue")
    place = {name: issue[name] for name in ("file_path", "sheet", "row_number", "column_name", "cell", "value")}
    assert place == {
        "file_path": "collection.csv",
        "sheet": "",
        "row_number": 2,
        "column_name": "collected_t",
        "cell": "I2",
        "value": "798,6 +35",
    }
    assert (issue["rule_id"], issue["severity"]) == ("collection.collected_t.not_a_number", "error")
    assert "798,6 +35" in issue["message_en"]
    assert [row["unit_id"] for row in published.rows("collection")] == [months[1].unit.unit_id]
    figures = {
        (row["unit_id"], row["settlement"]): row["collected_t"]
        for row in published.query("SELECT * FROM commune_coverage WHERE period = ?", MONTH)
    }
    assert figures[months[0].unit.unit_id, months[0].settlement] is None
    assert figures[months[1].unit.unit_id, months[1].settlement] == months[1].collected / 1000


def test_an_unreadable_file_costs_its_own_report_and_no_other(home: Path) -> None:
    """Bytes that are no workbook are a row in `quality_issue`; the night goes on."""
    report_month(home)
    (home / "data" / "raw" / "broken.xlsx").write_bytes(b"PK\x03\x04 this was a workbook once")
    published = night(home)
    issues = [(row["file_path"], row["rule_id"], row["row_number"]) for row in published.rows("quality_issue")]
    assert issues == [("broken.xlsx", "file.unreadable", 0)]
    assert published.province(MONTH, "communes_covered")["value"] == 1


def test_an_empty_file_is_named_and_the_night_goes_on(home: Path) -> None:
    """A file of no bytes is a row in `quality_issue`, whatever its ending."""
    report_month(home)
    for name in ("nothing.csv", "nothing.xlsx"):
        (home / "data" / "raw" / name).touch()
    published = night(home)
    assert {(row["file_path"], row["rule_id"]) for row in published.rows("quality_issue")} == {
        ("nothing.csv", "file.empty"),
        ("nothing.xlsx", "file.empty"),
    }
    assert published.province(MONTH, "communes_covered")["value"] == 1


BAD_ROWS = [
    pytest.param({"period": "2027-03"}, "collection.period.not_in_future", "B2", ("2027-03",), id="future period"),
    pytest.param({"unit_code": "99999"}, "collection.unit_code.known", "A2", ("99999",), id="unknown unit"),
    pytest.param(
        {"unit_code": "03387"},
        "collection.unit_code.not_ended",
        "A2",
        ("03387", "Phường Tân Phong", "2025-07-01"),
        id="code valid only before July 2025",
    ),
]


@pytest.mark.parametrize(("changes", "rule", "cell", "words"), BAD_ROWS)
def test_a_row_that_belongs_nowhere_is_refused_with_its_reason(
    home: Path, changes: dict[str, str], rule: str, cell: str, words: tuple[str, ...]
) -> None:
    """The refusal names file, cell, what was found and what to do; the other row counts."""
    first, second = months_of_units(register_of(home), MONTH)[:2]
    write(home / "data" / "raw" / "two.csv", [first.collection(**changes), second.collection()])
    published = night(home)
    (issue,) = published.rows("quality_issue")
    assert (issue["file_path"], issue["cell"], issue["rule_id"], issue["severity"]) == ("two.csv", cell, rule, "error")
    for message in (issue["message_vi"], issue["message_en"]):
        assert [word for word in words if word not in message] == []
        assert "{" not in message
    assert [row["unit_id"] for row in published.rows("collection")] == [second.unit.unit_id]


def rows_of_unit(published: Published, unit: str) -> dict[str, Row]:
    """Return a unit's rows of the month, by settlement."""
    rows = published.query("SELECT * FROM commune_coverage WHERE unit_id = ? AND period = ?", unit, MONTH)
    return {row["settlement"]: row for row in rows}


def test_a_whole_units_figure_is_divided_by_people_and_says_so(home: Path) -> None:
    """A row `all` of a commune with an urban part is split by population, marked, and whole in the sum."""
    parts = [one for one in months_of_units(register_of(home), MONTH) if one.unit.code == "03390"]
    people = {one.settlement: one.people for one in parts}
    line = parts[0].collection(settlement="all", generated_t="100.000", collected_t="60.000")
    write(home / "data" / "raw" / "whole.csv", [line | {"population": str(sum(people.values())), "households": "4000"}])
    rows = rows_of_unit(night(home), parts[0].unit.unit_id)
    assert rows["all"]["collected_t"] == 60
    assert [rows[settlement]["estimated"] for settlement in ("urban", "rural")] == [1, 1]
    assert rows["urban"]["collected_t"] + rows["rural"]["collected_t"] == pytest.approx(60, abs=1e-9)
    share = Fraction(people["urban"], sum(people.values()))
    assert rows["urban"]["collected_t"] == pytest.approx(float(60 * share), abs=0.001)


def test_the_facilitys_word_stands_and_the_units_is_never_added(home: Path) -> None:
    """Where a facility reports on a unit, its tonnes are T, and the unit's own figure for that facility is not."""
    one = months_of_units(register_of(home), MONTH)[0]
    send(home, [one])
    told = [line | {"reported_by": "facility", "treated_t": "7.000"} for line in one.treatment()[:1]]
    write(home / "data" / "raw" / "facility.csv", told)
    row = rows_of_unit(night(home), one.unit.unit_id)["all"]
    assert row["treated_t"] == pytest.approx(7 + one.composted / 1000, abs=1e-9)


def test_a_refused_correction_leaves_the_earlier_row_standing(home: Path) -> None:
    """The newest accepted row stands; a newer one that was refused is a mark on it and no more."""
    one = months_of_units(register_of(home), MONTH)[0]
    send(home, [one])
    inbox = home / "data" / "raw"
    write(inbox / "second.csv", [one.collection(collected_t="300.000", submitted_on="2026-10-06")])
    write(inbox / "third.csv", [one.collection(collected_t="about 310", submitted_on="2026-10-07")])
    published = night(home)
    (standing,) = published.rows("collection")
    assert (standing["file_path"], standing["collected_t"], standing["correction_refused"]) == ("second.csv", 300, 1)
    assert rows_of_unit(published, one.unit.unit_id)["all"]["collected_t"] == 300


def test_rows_that_contradict_each_other_are_all_refused(home: Path) -> None:
    """Of two differing rows for one unit, month and settlement in one file neither counts."""
    one, other = months_of_units(register_of(home), MONTH)[0], months_of_units(register_of(home), MONTH)[-1]
    lines = [one.collection(), one.collection(collected_t="1.000"), other.collection()]
    write(home / "data" / "raw" / "twice.csv", lines)
    published = night(home)
    issues = {(row["cell"], row["rule_id"]) for row in published.rows("quality_issue")}
    assert issues == {(cell, "collection.unit_code.one_row_per_key") for cell in ("A2", "A3")}
    assert [row["unit_id"] for row in published.rows("collection")] == [other.unit.unit_id]


def test_a_rate_above_one_is_kept_and_pays_for_nobody_elses_gap(home: Path) -> None:
    """More collected and treated than generated stays as reported; the province's bounds count no more than G."""
    months = months_of_units(register_of(home), MONTH)
    urban = [one for one in months if one.settlement == "urban"]
    excess = urban[0].generated * 3 // 2
    send(home, months)
    inbox = home / "data" / "raw"
    write(inbox / "more.csv", [urban[0].collection(collected_t=tonnes(excess), submitted_on="2026-10-06")])
    line = urban[0].treatment()[0] | {"treated_t": tonnes(excess), "submitted_on": "2026-10-06"}
    write(inbox / "treated.csv", [line])
    published = night(home)
    row = rows_of_unit(published, urban[0].unit.unit_id)["urban"]
    assert row["collection_rate"] == pytest.approx(excess / urban[0].generated, abs=1e-12)
    assert row["rate_above_one"] == 1
    target = published.province(MONTH, "urban_collected_treated", "urban")
    others = sum(one.treated for one in urban[1:])
    generated = sum(one.generated for one in urban)
    assert target["rate_above_one"] == 1
    assert target["value"] == pytest.approx((excess + others) / generated, abs=1e-12)
    assert target["lower"] == pytest.approx((urban[0].generated + others) / generated, abs=1e-12)
    assert target["upper"] == target["lower"]
    assert target["target_status"] == "not_met"
