"""Lines of the policy, each with another value, and what must move by it: columns of tables, and indicators."""

from __future__ import annotations

from dataclasses import dataclass

Moved = dict[str, set[str]]
EVERY: frozenset[str] = frozenset({"every indicator"})
NONE: frozenset[str] = frozenset()
SLOPES = {"slope_pp_per_year", "slope_lower_pp_per_year", "slope_upper_pp_per_year"}


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
