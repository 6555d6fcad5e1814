"""Policy is data: a changed line moves the figures that follow from it, and nothing else."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.published import CHECKOUT, FIRST_NIGHT, SCHEMAS, make_home
from tests.e2e.reports import Month, months_of_units, register_of, write
from thugom.contracts.documents import read_document
from thugom.services.night.arrivals import take_in
from thugom.services.night.judging import judge
from thugom.services.night.measuring import Tables, measure
from thugom.services.night.opening import Night, open_night

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

MONTHS = ["2025-11", "2025-12", *(f"2026-{number:02d}" for number in range(1, 11))]
LAST = MONTHS[-1]
SILENT = ("03408", "03424")
"""A ward and a commune that send nothing of the last month."""
FORGETFUL = "03388"
LIKE_A_YEAR = {"03388": "2026", "03390": "676"}
"""Units that treated farm waste, one of them as many tonnes as its month's year has."""
DERIVED = frozenset({"change", "interval_contribution", "reclassification_effect", "revision"})
"""Tables that say how published figures came to be: they follow where those move."""
pytestmark = pytest.mark.slow

Moved = dict[str, set[str]]
EVERY: frozenset[str] = frozenset({"every indicator"})
NONE: frozenset[str] = frozenset()
SLOPES = {"slope_pp_per_year", "slope_lower_pp_per_year", "slope_upper_pp_per_year"}


POLICIES = [SCHEMAS / "policy.yml", *sorted((CHECKOUT / "examples").glob("*/policy.yml"))]
DESCRIPTIVE = frozenset({"version", "place", "kinds", "settlements"})
"""Sections that name things and set no threshold."""
TRIED_ELSEWHERE = frozenset({"bases", "balance", "evidence", "weighbridge", "alerts", "operation"})
"""The day of the basis `as_issued` is tried with the bases; these reports come without a ticket, and what rests on
tickets is tried with them; no figure ever rests on the rules of alerts, nor on how long receipts and logs are kept."""


@dataclass(frozen=True)
class Change:
    """One line changed: which columns of which tables move, and which indicators of the province.

    `rows` stands for rows that come or go. Where reports are refused, anything may follow (`anything`).
    """

    line: str
    old: str
    new: str
    moves: Moved
    indicators: frozenset[str] = EVERY
    anything: bool = False


URBAN, COVERED = frozenset({"urban_collected_treated"}), frozenset({"communes_covered"})
ADEQUATE = frozenset({"communes_adequately_covered"})
VERDICT = {"target_status", "verdict_depends_on_denominator"}
PATH = {"expected", "gap_pp", "gap_lower_pp", "gap_upper_pp", "status"}
BASELINE = {*PATH, "baseline", "baseline_on", "required_by", "required_units"}
LOWER, UPPER = {"lower", "lower_numerator"}, {"upper", "upper_numerator"}
VALUE = {"value", "numerator", "denominator"}
ENDS = {"projected_2030_lower", "projected_2030_upper", "slope_lower_pp_per_year", "slope_upper_pp_per_year"}
PACE = {*ENDS, "projected_2030", "projected_2030_limited", "slope_pp_per_year"}
UNIT_PATH = {"expected", "gap_pp", "status"}
ESTIMATED = {
    "commune_coverage": {"generated_t", "generation_kg_per_person_day"},
    "province_coverage": {
        *("lower", "lower_denominator", "upper", "upper_numerator", "upper_denominator"),
        *("share_grade_b", "share_grade_c", "share_grade_d"),
    },
}
WARNED = {
    "quality_issue": {"rows"},
    "commune_coverage": {"evidence_grade"},
    "province_coverage": {"share_grade_b", "share_grade_c"},
}
REFUSED = {"collection": {"rows"}, "quality_issue": {"rows"}}
CHANGES = [
    Change(
        "targets.urban_collected_treated.target",
        'target: "1"',
        'target: "0.3"',
        {
            "target": {"target"},
            "province_coverage": {*PATH, *VERDICT, "target", "on_course", "required_pp_per_year"},
            "unit_path": {*UNIT_PATH, "target"},
        },
        URBAN,
    ),
    Change(
        "targets.communes_covered.target",
        'target: "0.95"',
        'target: "0.80"',
        {
            "target": {"target"},
            "province_coverage": {
                *(*PATH, "target", "target_status", "on_course", "required_pp_per_year", "required_units"),
                *("needed", "missing_units", "missing_units_best"),
            }
            - {"status"},
            "priority": {"meets_target"},
        },
        COVERED,
    ),
    # What people are shown of the target; the path runs to a day of its own.
    Change(
        "targets.urban_collected_treated.headline",
        "headline: by_generated",
        "headline: by_household",
        {"target": {"headline"}},
        NONE,
    ),
    Change(
        "targets.communes_covered.due",
        "due: 2030-12\n    headline: by_units",
        "due: 2029-12\n    headline: by_units",
        {"target": {"due"}},
        NONE,
    ),
    Change(
        "adequate_coverage.household_coverage",
        'household_coverage: "0.40"',
        'household_coverage: "0.80"',
        {"commune_coverage": {"adequately_covered"}, "province_coverage": VALUE | LOWER | UPPER},
        ADEQUATE,
    ),
    Change(
        "adequate_coverage.treatment_rate",
        'treatment_rate: "0.70"',
        'treatment_rate: "0.80"',
        {"commune_coverage": {"adequately_covered"}, "province_coverage": VALUE | LOWER | UPPER},
        ADEQUATE,
    ),
    Change(
        "reporting.due_day",
        "due_day: 5",
        "due_day: 2",
        {"reporting_rate": {"due_on", "past_due_on", "timeliness", "units_accepted_in_time"}},
        NONE,
    ),
    Change(
        "generation.kg_per_person_day.urban",
        'urban: "1.05"',
        'urban: "1.25"',
        ESTIMATED | {"province_coverage": ESTIMATED["province_coverage"] | {"gap_lower_pp", "gap_upper_pp"}},
    ),
    Change("generation.kg_per_person_day.rural", 'rural: "0.5"', 'rural: "0.7"', ESTIMATED),
    Change(
        "organic.fraction",
        'fraction: "0.55"',
        'fraction: "0.65"',
        {
            "commune_coverage": {"organic_recovery_rate"},
            "province_coverage": {
                *("value", "denominator", "lower", "lower_denominator"),
                *("upper", "upper_numerator", "upper_denominator"),
            },
        },
        frozenset({"organic_recovery_rate", "biological_treatment_share", "urban_collected_treated_biological"}),
    ),
    Change(
        "treatment.methods",
        "method: composting, class: biological",
        "method: composting, class: disposal",
        {
            "commune_coverage": {
                *("biological_treatment_share", "biologically_treated_t", "organic_recovery_rate"),
            },
            "province_coverage": VALUE | LOWER | UPPER,
            "treatment": {"method_class"},
            "treatment_method": {"method_class"},
        },
        frozenset(
            {
                *("organic_recovery_rate", "biological_treatment_share"),
                *("urban_collected_treated_biological", "communes_covered_biological"),
            }
        ),
    ),
    Change(
        "treatment.controlled_from",
        "controlled_from: basic",
        "controlled_from: full",
        {
            "commune_coverage": {"controlled_rate", "controlled_t"},
            "province_coverage": {"value", "numerator"} | LOWER | UPPER,
        },
        frozenset({"controlled_rate"}),
    ),
    Change(
        "treatment.lookback_months",
        "lookback_months: 3",
        "lookback_months: 0",
        {"commune_coverage": {"treated_t", "reporting"}, "province_coverage": {"units_complete", "upper"}},
        anything=True,
    ),
    # The day that null stands for: the only one for which all units have figures.
    Change("population.as_of", "as_of: null", "as_of: 2019-04-01", {}, NONE),
    Change(
        "path.admissible_share",
        'admissible_share: "0.95"',
        'admissible_share: "0.50"',
        {
            "province_coverage": {
                *(*PACE, "admissible", "gap_pp", "status"),
                *("required_by", "required_pp_per_year", "required_units"),
            }
        },
        URBAN | COVERED,
    ),
    Change(
        "path.baseline_months",
        "baseline_months: 6",
        "baseline_months: 7",
        {"province_coverage": BASELINE, "unit_path": {*UNIT_PATH, "baseline", "baseline_on"}},
        URBAN | COVERED,
    ),
    Change(
        "path.baselines",
        "baselines: {}",
        'baselines: {communes_covered: {on: 2025-12, value: "0.5"}}',
        {"province_coverage": BASELINE},
        COVERED,
    ),
    Change(
        "path.rural_target",
        "rural_target: null",
        'rural_target: "0.8"',
        {"unit_path": {*UNIT_PATH, "baseline", "baseline_on", "target"}},
        NONE,
    ),
    Change(
        "path.due",
        "due: 2030-12\n  on_track",
        "due: 2029-12\n  on_track",
        {
            "province_coverage": {*PATH, *(PACE - SLOPES), "required_pp_per_year"},
            "unit_path": UNIT_PATH,
        },
        URBAN | COVERED,
    ),
    Change(
        "path.on_track_from_pp",
        'on_track_from_pp: "-2"',
        'on_track_from_pp: "-1"',
        {"province_coverage": {"status"}, "unit_path": {"status"}},
        URBAN,
    ),
    Change(
        "path.watch_from_pp",
        'watch_from_pp: "-5"',
        'watch_from_pp: "-20"',
        {"province_coverage": {"status"}, "unit_path": {"status"}},
        URBAN,
    ),
    Change(
        "path.projection.window_months", "window_months: 18", "window_months: 8", {"province_coverage": PACE}, URBAN
    ),
    Change(
        "path.projection.least_months",
        "least_months: 6\n    most_months: 12\n    confidence",
        "least_months: 12\n    most_months: 12\n    confidence",
        {"province_coverage": {*PACE, "on_course"}},
        URBAN | COVERED,
    ),
    Change(
        "path.projection.most_months",
        "most_months: 12\n    confidence",
        "most_months: 8\n    confidence",
        {"province_coverage": PACE},
        URBAN,
    ),
    Change(
        "path.projection.confidence", 'confidence: "0.90"', 'confidence: "0.50"', {"province_coverage": ENDS}, URBAN
    ),
    Change("plausibility.generation_kg_per_person_day.usual", 'usual: ["0.2", "2.0"]', 'usual: ["0.2", "0.3"]', WARNED),
    Change("plausibility.people_per_household.usual", 'usual: ["1.5", "9"]', 'usual: ["1.5", "2"]', WARNED),
    Change("plausibility.history.modified_z", 'modified_z: "3.5"', 'modified_z: "0.5"', WARNED),
    Change(
        "plausibility.generation_kg_per_person_day.possible",
        'possible: ["0.01", "10"]',
        'possible: ["0.5", "10"]',
        REFUSED,
        anything=True,
    ),
    Change("plausibility.mass_t_most", 'mass_t_most: "1000000"', 'mass_t_most: "1"', REFUSED, anything=True),
    # 2,026 t of 2026 beside 676 t: less than three times as much.
    Change(
        "plausibility.year_times",
        'year_times: "3"',
        'year_times: "2.9"',
        {"treatment": {"rows"}, "quality_issue": {"rows"}},
        anything=True,
    ),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a home with a year of reports of all units, the last month of two of them missing, and judge it."""
    root = make_home(tmp_path_factory.mktemp("policy") / "home", synthetic=True)
    policy = root / "policy.yml"
    text = policy.read_text(encoding="utf-8")
    for old, new in (
        ('household_coverage: "0.80"', 'household_coverage: "0.40"'),
        ('treatment_rate: "0.80"', 'treatment_rate: "0.70"'),
        ("baseline_months: 12", "baseline_months: 6"),
    ):
        assert old in text
        text = text.replace(old, new)
    policy.write_text(text, encoding="utf-8")
    _send(root, list(_reports(root)))
    night = open_night(root, None, FIRST_NIGHT)
    judge(night, take_in(night).awaiting)
    return root


def _reports(root: Path) -> Iterator[Month]:
    """Yield what is sent; collection grows by a household in a hundred a month, so that there is a pace to project."""
    for place, month in enumerate(MONTHS):
        for one in months_of_units(register_of(root), month, unserved=("03439", "03442")):
            if month != LAST or one.unit.code not in SILENT:
                yield replace(one, people=one.people + place * one.people // 100)


def _send(root: Path, months: list[Month]) -> None:
    """Put the reports into the inbox; a ward leaves out in the last month what it sent to composting before."""
    treated = [
        line
        for one in months
        for line in one.treatment()
        if (one.unit.code, one.month, line["method"]) != (FORGETFUL, LAST, "composting")
    ]
    write(root / "data" / "raw" / "collection.csv", (one.collection() for one in months))
    write(root / "data" / "raw" / "treatment.csv", treated)
    farms = [
        one.treatment()[0] | {"stream": "agricultural", "treated_t": LIKE_A_YEAR[one.unit.code]}
        for one in months
        if one.month == "2026-06" and one.unit.code in LIKE_A_YEAR
    ]
    write(root / "data" / "raw" / "farms.csv", farms)


def _measured(root: Path) -> tuple[Night, Tables]:
    """Return the tables of a night; where the rules of judging changed, the reports are judged anew."""
    night = open_night(root, None, FIRST_NIGHT)
    awaiting = take_in(night).awaiting
    if len(awaiting):
        judge(night, awaiting)
    return night, measure(night)


@pytest.fixture(scope="module")
def before(home: Path) -> Tables:
    """Return the figures under the policy as it is."""
    return _measured(home)[1]


def _moved(night: Night, before: Tables, after: Tables) -> tuple[Moved, set[str]]:
    """Return which columns of which tables moved, and of which indicators of the province."""
    moved: Moved = {}
    indicators: set[str] = set()
    for name in before:
        key = list(night.contracts.curated[name].primary_key)
        old, new = (_by_key(tables[name], key) for tables in (before, after))
        columns = {
            column
            for row in old.keys() & new.keys()
            for column in night.contracts.curated[name].names
            if old[row][column] != new[row][column]
        } - {"policy_version"}
        columns |= {"rows"} if old.keys() != new.keys() else set()
        if columns:
            moved[name] = columns
        if name == "province_coverage":
            indicators = {row[2] for row in old if _without_version(old[row]) != _without_version(new.get(row, {}))}
    # How figures came to be moves wherever they do, and nowhere else.
    if {"province_coverage", "commune_coverage"} & moved.keys():
        moved = {name: columns for name, columns in moved.items() if name not in DERIVED}
    return moved, indicators


def _by_key(rows: pd.DataFrame, key: list[str]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Return a table's rows as plain values by their key."""
    plain = rows.astype(object).where(rows.notna(), None).to_dict("records")
    return {tuple(row[name] for name in key): {str(name): value for name, value in row.items()} for row in plain}


def _without_version(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "policy_version"}


@pytest.mark.parametrize("change", [pytest.param(one, id=one.line) for one in CHANGES])
def test_a_changed_line_moves_what_follows_from_it_and_nothing_else(home: Path, before: Tables, change: Change) -> None:
    """Exactly the figures that the line decides on move, and every figure carries the new policy's version."""
    policy = home / "policy.yml"
    text = policy.read_text(encoding="utf-8")
    assert text.count(change.old) == 1
    policy.write_text(text.replace(change.old, change.new), encoding="utf-8")
    try:
        night, after = _measured(home)
    finally:
        policy.write_text(text, encoding="utf-8")
    moved, indicators = _moved(night, before, after)
    if change.anything:
        assert all(columns <= moved.get(name, set()) for name, columns in change.moves.items())
    else:
        assert moved == change.moves
        every = set(before["province_coverage"]["indicator"])
        assert indicators == (every if change.indicators is EVERY else change.indicators)
    version = hashlib.sha256(text.replace(change.old, change.new).encode()).hexdigest()[:12]
    carried = {name: set(rows["policy_version"]) for name, rows in after.items() if "policy_version" in rows}
    assert {name: versions for name, versions in carried.items() if versions - {version}} == {}


def test_a_longer_grace_leaves_the_last_month_without_a_verdict(home: Path, before: Tables) -> None:
    """What is not past due has no verdict, and a unit that has not reported yet is not called silent."""
    policy = home / "policy.yml"
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text.replace("grace_days: 5", "grace_days: 20"), encoding="utf-8")
    try:
        after = _measured(home)[1]
    finally:
        policy.write_text(text, encoding="utf-8")
    for tables, judged, reporting in ((before, True, {"no_report"}), (after, False, {"pending"})):
        province, units = tables["province_coverage"], tables["commune_coverage"]
        rows = province[(province["period"] == LAST) & (province["indicator"] == "communes_covered")]
        assert rows["complete"].eq(judged).all()
        assert rows["target_status"].notna().eq(judged).all()
        silent = units[(units["period"] == LAST) & (units["basis"] == "as_was") & units["unit_code"].isin(SILENT)]
        assert set(silent["reporting"]) == reporting
    assert after["priority"]["period"].max() < before["priority"]["period"].max()


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.parent.name)
def test_every_threshold_has_a_source_or_says_that_it_is_the_departments_choice(path: Path) -> None:
    """A section that decides on a figure says who set it, and each target has a source of its own."""
    content = read_document(path, "policy").content
    for name, section in content.items():
        if name not in DESCRIPTIVE:
            entries = section if isinstance(section, list) else [section]
            assert all(str(entry.get("source", "")).strip() for entry in entries), name


def test_every_line_that_decides_on_a_figure_is_tried(home: Path) -> None:
    """A section that is added to the policy is changed here too, or named as one that no figure rests on yet."""
    content = read_document(home / "policy.yml", "policy").content
    tried = {change.line.partition(".")[0] for change in CHANGES}
    assert set(content) - tried - DESCRIPTIVE - TRIED_ELSEWHERE == set()
