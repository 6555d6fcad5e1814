"""The published figures of the demonstration, held against the truth that its reports were made from."""

from __future__ import annotations

import ast
import datetime as dt
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from tests.e2e.published import CHECKOUT, Published, Row, make_demo_home, thugom
from tests.e2e.truth.bases import AS_WAS
from tests.e2e.truth.demo import TrueDemo, read_demo
from tests.e2e.truth.expected import UnitPeriod, expected_rows
from tests.e2e.truth.histories import history_findings
from tests.e2e.truth.knowledge import complete_months
from tests.e2e.truth.province import Key, Province
from tests.e2e.truth.register import is_licensed, lowest_level, read_facilities
from tests.e2e.truth.reporting import reporting
from tests.e2e.truth.spans import due_on, months_of, periods_of
from tests.e2e.truth.world import World
from thugom.services.demo_home import fill_home

TOLERANCE = 1e-9
COUNTS = {"communes_covered": "covered", "communes_adequately_covered": "adequately_covered"}
pytestmark = [pytest.mark.slow, pytest.mark.prefect]


SHIPPED = 7
SOAK_SEEDS = [pytest.param(seed, marks=pytest.mark.soak) for seed in (11, 23, 42)]


@pytest.fixture(scope="module", params=[SHIPPED, *SOAK_SEEDS])
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the night once, by its command: on a copy of the shipped home, and for long tests on three other worlds."""
    root = tmp_path_factory.mktemp("demo") / "home"
    if request.param == SHIPPED:
        make_demo_home(root)
    else:
        fill_home(root, months=36, last="2026-10", seed=request.param)
    done = thugom("nightly", "--home", root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root


@pytest.fixture(scope="module")
def published(home: Path) -> Published:
    """Return what the night published."""
    return Published(home)


@pytest.fixture(scope="module")
def demo(home: Path) -> TrueDemo:
    """Return what is true."""
    return read_demo(home)


@pytest.fixture(scope="module")
def communes(published: Published) -> dict[UnitPeriod, Row]:
    """Return `commune_coverage` by its key."""
    rows = published.query("SELECT * FROM commune_coverage WHERE basis = 'as_was'")
    return {UnitPeriod(row["unit_id"], row["period"], row["settlement"]): row for row in rows}


@pytest.fixture(scope="module")
def province(published: Published) -> dict[Key, Row]:
    """Return `province_coverage` by its key."""
    rows = published.query("SELECT * FROM province_coverage WHERE basis = 'as_was'")
    return {Key(row["period"], row["indicator"], row["settlement"], row["denominator_kind"]): row for row in rows}


def equals(found: float | None, exact: Fraction | None) -> bool:
    """Tell whether a published number is the exact one, null for null."""
    if found is None or exact is None:
        return found is None and exact is None
    return abs(found - float(exact)) <= TOLERANCE


def is_within(row: Row, exact: Fraction | None) -> bool:
    """Tell whether the exact number lies in a row's interval; without a number there is nothing to hold."""
    if exact is None:
        return True
    if row["lower"] is None or row["upper"] is None:
        return False
    return bool(row["lower"] - TOLERANCE <= exact <= row["upper"] + TOLERANCE)


def figures_of(province: Province, months: list[str]) -> dict[Key, Fraction | None]:
    """Return the figures of every period that has some of the months."""
    return {key: value for period in periods_of(months) for key, value in province.figures(period).items()}


def test_the_truth_knows_nothing_of_the_program_under_test() -> None:
    """The truth's modules import the standard library, readers of YAML and Parquet and each other, and nothing else."""
    allowed = sys.stdlib_module_names | {"pyarrow", "ruamel"}
    for path in sorted(Path(__file__).with_name("truth").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            foreign = [
                name for name in names if name.split(".")[0] not in allowed and not name.startswith("tests.e2e.truth")
            ]
            assert foreign == [], path.name


def _session(name: str) -> list[str]:
    """Return what the README shows of a command, less the line of how the environment is set up."""
    text = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    block = text.split(f"<!-- session:{name} -->")[1].split(f"<!-- /session:{name} -->")[0]
    return [line for line in block.splitlines() if line and not line.startswith(("```", "make: "))]


def test_the_readme_shows_what_the_command_prints(home: Path, request: pytest.FixtureRequest) -> None:
    """The README's session is real output: in both languages, at the width of a terminal."""
    if request.node.callspec.params["home"] != SHIPPED:
        return
    english = thugom("status", "--home", home, COLUMNS="80").stdout
    assert [line.rstrip() for line in english.splitlines()] == _session("status")
    vietnamese = thugom("status", "--home", home, COLUMNS="80", THUGOM_LANG="vi").stdout.splitlines()
    standing = [line.rstrip() for line in vietnamese]
    # Below the standing come the night's own lines; the last two hold what differs from run to run.
    assert _session("nightly")[: len(standing)] == standing


def test_the_truth_counts_no_tonnes_of_a_month_in_which_a_licence_had_a_gap(demo: TrueDemo) -> None:
    """A licence that ends before its successor begins, as in January 2026, leaves the whole month uncounted."""
    lines = read_facilities(CHECKOUT / "schemas" / "register" / "synthetic" / "facility.csv")
    assert [is_licensed(lines["SYN-PT"], month) for month in ("2025-12", "2026-01", "2026-02")] == [True, False, True]
    assert [is_licensed(lines["SYN-NN"], month) for month in ("2026-06", "2026-07")] == [True, False]
    level = [lowest_level(lines["SYN-MT"], month, demo.policy.levels) for month in ("2026-02", "2026-03")]
    assert [demo.policy.levels[place] for place in level] == ["none", "basic"]


def test_five_months_and_a_quarter_have_nothing_unknown(demo: TrueDemo) -> None:
    """Some months are complete in the end, so that equality is put to the test and not only containment."""
    complete = complete_months(demo.known, demo.register)
    assert len(complete) >= 5
    assert set(months_of("2026-Q1")) <= set(complete)


def test_every_unit_has_its_row_in_every_period_and_nobody_else(
    demo: TrueDemo, communes: dict[UnitPeriod, Row]
) -> None:
    """One row per unit in force, period and settlement, those of silent units too."""
    assert communes.keys() == expected_rows(demo).keys()


def test_every_figure_of_a_commune_is_the_truth_or_null(demo: TrueDemo, communes: dict[UnitPeriod, Row]) -> None:
    """What was reported and accepted is published to 1e-9; what is unknown is null, never 0."""
    wrong = [
        (key, name, communes[key][name], exact)
        for key, expected in expected_rows(demo).items()
        for name, exact in expected.numbers.items()
        if not equals(communes[key][name], exact)
    ]
    assert wrong == []


def test_estimated_generation_says_that_it_is_estimated(demo: TrueDemo, communes: dict[UnitPeriod, Row]) -> None:
    """`generation_basis` is `reported` only where every month and settlement was."""
    expected = {
        key: "reported" if row.is_generation_reported else "estimated" for key, row in expected_rows(demo).items()
    }
    assert {key: row["generation_basis"] for key, row in communes.items()} == expected
    assert Counter(expected.values())["estimated"] > 0


def test_a_unit_is_called_covered_only_if_it_is(demo: TrueDemo, communes: dict[UnitPeriod, Row]) -> None:
    """`covered` and `adequately_covered` are true or false as the truth is, or null; and answered where they can be."""
    rows = expected_rows(demo)
    for name in ("covered", "adequately_covered"):
        wrong = [
            key
            for key, expected in rows.items()
            if communes[key][name] is not None and bool(communes[key][name]) != getattr(expected, name)
        ]
        assert wrong == [], name
    silent = [key for key, row in rows.items() if row.is_covered_known and communes[key]["covered"] is None]
    assert silent == []
    unjudged = [key for key, row in rows.items() if row.is_complete and communes[key]["adequately_covered"] is None]
    assert unjudged == []


def test_a_report_is_complete_when_all_of_it_was_accepted(demo: TrueDemo, communes: dict[UnitPeriod, Row]) -> None:
    """`reporting` is `complete` exactly where every figure is known, and `no_report` where nothing was ever sent."""
    rows = expected_rows(demo)
    assert {key for key, row in communes.items() if row["reporting"] == "complete"} == {
        key for key, row in rows.items() if row.is_complete
    }
    never_sent = {
        unit_month
        for unit_month, sent in demo.record.by_unit.items()
        if not any(one.file and one.file not in demo.record.unreadable for one in sent)
    }
    for key, row in communes.items():
        if row["reporting"] == "no_report" and row["period_kind"] == "month":
            assert (key.unit_id, key.period) in never_sent
    for unit, month in never_sent:
        if not rows[UnitPeriod(unit, month, "all")].is_complete:
            assert communes[UnitPeriod(unit, month, "all")]["reporting"] == "no_report"


def test_every_indicator_is_published_in_every_period(demo: TrueDemo, province: dict[Key, Row]) -> None:
    """The keys of `province_coverage` are those of the methodology, for months, quarters, half-years and years."""
    assert province.keys() == figures_of(demo.province(), demo.months).keys()


def test_a_province_figure_made_of_known_figures_is_the_truth(demo: TrueDemo, province: dict[Key, Row]) -> None:
    """Where all that a figure is made of was received and accepted, value and both bounds are the truth to 1e-9."""
    truth = demo.province()
    exact = {key: value for key, value in figures_of(truth, demo.months).items() if truth.is_wholly_known(key)}
    wrong = [
        (key, name, province[key][name], value and float(value))
        for key, value in exact.items()
        for name in ("value", "lower", "upper")
        if not equals(province[key][name], value)
    ]
    assert wrong == []
    for period in [*complete_months(demo.known, demo.register), "2026-Q1"]:
        assert exact.keys() >= truth.figures(period).keys()


def test_the_truth_lies_in_every_interval(demo: TrueDemo, province: dict[Key, Row]) -> None:
    """Counts hold the truth always; ratios hold it on the same G and H for those who did not report."""
    truth = figures_of(demo.province(), demo.months)
    estimated = figures_of(demo.province_on_estimates(), demo.months)
    counted = {"by_units", "by_population"}
    wrong = [
        (key, row["lower"], row["upper"], float(truth[key] or 0), float(estimated[key] or 0))
        for key, row in province.items()
        if not is_within(row, truth[key] if key.denominator_kind in counted else estimated[key])
    ]
    assert wrong == []


def test_a_value_is_that_of_the_units_that_are_known(demo: TrueDemo, province: dict[Key, Row]) -> None:
    """A ratio's value is taken over the units whose two terms are known; null only where it leaves its interval."""
    truth = demo.province()
    wrong = []
    for period in periods_of(demo.months):
        for key, exact in truth.values_of_known(period).items():
            row = province[key]
            hidden = row["value"] is None and row["value_outside_bounds"] and not is_within(row, exact)
            if not hidden and not equals(row["value"], exact):
                wrong.append((key, row["value"], exact and float(exact)))
    assert wrong == []


def test_a_value_lies_in_its_bounds(province: dict[Key, Row]) -> None:
    """It holds that lower <= value <= upper, all of them within 0 and 1; a null value says why."""
    for key, row in province.items():
        if row["lower"] is None:
            continue
        assert 0 <= row["lower"] <= row["upper"] <= 1, key
        if row["value"] is not None:
            assert row["lower"] <= row["value"] <= row["upper"], key
            assert not row["value_outside_bounds"], key


def test_counts_of_units_are_those_of_the_units(
    demo: TrueDemo, communes: dict[UnitPeriod, Row], province: dict[Key, Row]
) -> None:
    """Value, bounds and missing units of a count follow from the units' own answers, unknown ones on both sides."""
    for period in periods_of(demo.months):
        units = [unit.unit_id for unit in demo.register.in_force(months_of(period)[-1])]
        for indicator, column in COUNTS.items():
            answers = Counter(communes[UnitPeriod(unit, period, "all")][column] for unit in units)
            row = province[Key(period, indicator, "all", "by_units")]
            yes, no = answers[1], answers[0]
            assert equals(row["value"], Fraction(yes, yes + no)), (period, indicator)
            assert equals(row["lower"], Fraction(yes, len(units))), (period, indicator)
            assert equals(row["upper"], Fraction(len(units) - no, len(units))), (period, indicator)
            if row["needed"] is not None:
                assert row["missing_units"] == max(0, row["needed"] - yes), period
                assert row["missing_units_best"] == max(0, row["needed"] - len(units) + no), period


def test_the_target_needs_37_of_38_units_and_101_of_106(province: dict[Key, Row]) -> None:
    """`needed` is rounded up from 95 % of the units in force on the period's last day."""
    rows = [row for key, row in province.items() if key.indicator == "communes_covered"]
    assert {(row["units_in_force"], row["needed"]) for row in rows} == {(38, 37), (106, 101)}


def test_only_the_interval_decides_on_a_target(demo: TrueDemo, province: dict[Key, Row]) -> None:
    """A target is met if the lower bound reaches it, not met if the upper does not, and not judged before its time."""
    judged = [row for row in province.values() if row["target"] is not None]
    assert {row["indicator"] for row in judged} == set(demo.policy.targets)
    for row in judged:
        verdict = "met" if row["lower"] >= row["target"] else "not_met" if row["upper"] < row["target"] else None
        assert row["target_status"] == ((verdict or "undetermined") if row["complete"] else None), row["period"]


def test_every_planted_defect_is_found_at_its_cell(demo: TrueDemo, published: Published) -> None:
    """Each line of `dirt.csv` has a quality issue with its file, sheet, cell and rule."""
    found = {(row["file_path"], row["sheet"], row["cell"], row["rule_id"]) for row in published.rows("quality_issue")}
    missed = [line for line in demo.defects if (line.file, line.sheet, line.cell, line.rule_id) not in found]
    assert missed == []


def test_no_clean_cell_is_refused_or_marked(demo: TrueDemo, published: Published, home: Path) -> None:
    """Every quality issue stands at a planted defect and names its rule, or at a figure far from its unit's history.

    Where more households are served than there are, served and self-managing together are more than there are
    too, though no defect was planted in the second column: both warnings on that row are right.
    """
    planted = {(line.file, line.sheet, line.cell, line.rule_id) for line in demo.defects}
    both = {(line.file, line.sheet, line.row_number) for line in demo.defects if line.kind == "served_above_households"}
    far = history_findings(World(demo, home), home)
    surplus = [
        row
        for row in published.rows("quality_issue")
        if (row["rule_id"], row["unit_id"], row["period"]) not in far
        and (row["file_path"], row["sheet"], row["cell"], row["rule_id"]) not in planted
        and not (
            row["rule_id"] == "collection.households_self_managed.within_households"
            and (row["file_path"], row["sheet"], row["row_number"]) in both
        )
    ]
    assert surplus == []


def test_a_defect_refuses_or_marks_as_planted(demo: TrueDemo, published: Published) -> None:
    """What is lost is an error, what is marked or repaired is a warning."""
    severities = {
        (row["file_path"], row["sheet"], row["cell"], row["rule_id"]): row["severity"]
        for row in published.rows("quality_issue")
    }
    wrong = [
        line
        for line in demo.defects
        if severities.get((line.file, line.sheet, line.cell, line.rule_id))
        != ("error" if line.effect in {"refused", "unreadable"} else "warning")
    ]
    assert wrong == []


def test_reporting_rates_are_those_of_the_submissions(demo: TrueDemo, published: Published) -> None:
    """Received, accepted and accepted by the due day, counted from submissions, defects and arrivals."""
    for row in published.rows("reporting_rate"):
        true = reporting(row["period"], demo.record, demo.register, demo.policy)
        counts = [row[f"units_{name}"] for name in ("expected", "received", "accepted", "accepted_in_time")]
        assert counts == [true.expected, true.received, true.accepted, true.in_time], row["period"]
        assert equals(row["completeness"], Fraction(true.accepted, true.expected)), row["period"]
        assert equals(row["timeliness"], Fraction(true.in_time, true.expected)), row["period"]
        due = due_on(row["period"], demo.policy.due_day)
        assert row["due_on"] == due.isoformat()
        assert row["past_due_on"] == (due + dt.timedelta(days=demo.policy.grace_days)).isoformat()
        # Every month is over, and every file's arrival stands in the demonstration's own list.
        assert (row["complete"], row["arrival_declared"]) == (1, 0)
    assert {row["period"] for row in published.rows("reporting_rate")} == set(demo.months)


def test_a_code_that_was_used_again_names_the_unit_of_its_time(published: Published) -> None:
    """03388 is Phường Quyết Tiến until June 2025 and Phường Đoàn Kết from July 2025, in every table."""
    names = {"03388@2020-03-01": "Phường Quyết Tiến", "03388@2025-07-01": "Phường Đoàn Kết"}
    seen = set()
    for table in published.tables():
        if not {"unit_id", "period"} <= published.columns(table):
            continue
        for row in published.rows(table):
            if row["unit_id"] in names:
                assert row.get("unit_code", "03388") == "03388", table
                assert row.get("unit_name", names[row["unit_id"]]) == names[row["unit_id"]], table
                # On other bases than its time's own a unit has figures of every month.
                if row.get("basis", AS_WAS) == AS_WAS:
                    seen.add((table, row["period"], row["unit_id"]))
    for month, unit in (("2025-06", "03388@2020-03-01"), ("2025-07", "03388@2025-07-01")):
        for table in ("collection", "treatment"):
            # In another world the city may have sent nothing that month.
            assert {key for key in seen if key[:2] == (table, month)} <= {(table, month, unit)}
        assert {key for key in seen if key[:2] == ("commune_coverage", month)} == {("commune_coverage", month, unit)}
    assert {row["unit_id"]: row["full_name"] for row in published.rows("unit") if row["unit_id"] in names} == names
