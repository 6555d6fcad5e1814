"""What each published figure rests on: which columns of the reports, and which lines of the policy."""

from dataclasses import dataclass

Place = tuple[str | int, ...]
"""Where a line stands in the policy: keys and positions."""

_MASS = ("generated_t", "collected_t")
_HOUSEHOLDS = ("households", "households_served")
_ORGANIC: tuple[Place, ...] = (("organic", "fraction"),)
_CONTROLLED: tuple[Place, ...] = (("treatment", "controlled_from"),)
_ADEQUATE: tuple[Place, ...] = (("adequate_coverage", "household_coverage"), ("adequate_coverage", "treatment_rate"))
TREATMENT: tuple[Place, ...] = (
    ("treatment", "counted_stream"),
    ("treatment", "methods"),
    ("treatment", "lookback_months"),
)
"""What decides whether a tonne counts as treated, and whether all of them are known."""


@dataclass(frozen=True)
class Indicator:
    """What a figure rests on, and in the province's table its name for people.

    `columns`: of the collection report; `treatment`: whether it rests on treatment reports too;
    `policy`: lines of its own; `answer`: for counts of units, the unit's own answer.
    """

    title: str = ""
    columns: tuple[str, ...] = _MASS
    treatment: bool = True
    policy: tuple[Place, ...] = ()
    answer: str = ""


PROVINCE = {
    "urban_collected_treated": Indicator(
        "Urban domestic waste collected and treated", (*_HOUSEHOLDS, "generated_t", "collected_t")
    ),
    "urban_collected_treated_biological": Indicator(
        "Urban domestic waste collected and treated biologically", policy=_ORGANIC
    ),
    "communes_covered": Indicator("Units with waste collected and treated", ("collected_t",), answer="covered"),
    "communes_adequately_covered": Indicator(
        "Units adequately covered",
        (*_HOUSEHOLDS, "collected_t"),
        policy=_ADEQUATE,
        answer="adequately_covered",
    ),
    "communes_covered_biological": Indicator(
        "Units with waste collected and treated biologically", ("collected_t",), answer="biologically_covered"
    ),
    "people_in_covered_units_share": Indicator(
        "People who live in covered units", ("collected_t",), policy=(("population", "as_of"),), answer="covered"
    ),
    "collection_rate": Indicator("Collection rate"),
    "treatment_rate": Indicator("Treatment rate"),
    "household_coverage": Indicator("Households served", _HOUSEHOLDS, treatment=False),
    "self_managed_share": Indicator(
        "Households that manage their own waste", ("households", "households_self_managed"), treatment=False
    ),
    "organic_recovery_rate": Indicator("Organic waste recovered", policy=_ORGANIC),
    "biological_treatment_share": Indicator("Share treated biologically", policy=_ORGANIC),
    "controlled_rate": Indicator("Waste treated under control", policy=_CONTROLLED),
}
"""The indicators of `province_coverage`."""

_AS_PROVINCE = (
    "collection_rate",
    "treatment_rate",
    "household_coverage",
    "self_managed_share",
    "organic_recovery_rate",
    "biological_treatment_share",
    "controlled_rate",
)
UNIT = {name: PROVINCE[name] for name in _AS_PROVINCE} | {
    "population": Indicator(columns=(), treatment=False, policy=(("population", "as_of"),)),
    "households": Indicator(columns=("households",), treatment=False),
    "households_served": Indicator(columns=_HOUSEHOLDS, treatment=False),
    "households_self_managed": PROVINCE["self_managed_share"],
    "generated_t": Indicator(),
    "collected_t": Indicator(),
    "treated_t": Indicator(),
    "collected_treated_t": Indicator(),
    "biologically_treated_t": Indicator(policy=_ORGANIC),
    "controlled_t": Indicator(policy=_CONTROLLED),
    "collected_treated_rate": Indicator(),
    "generation_kg_per_person_day": Indicator(policy=(("population", "as_of"),)),
    "covered": Indicator(columns=("collected_t",), answer="covered"),
    "adequately_covered": Indicator(
        columns=(*_HOUSEHOLDS, "collected_t"), policy=_ADEQUATE, answer="adequately_covered"
    ),
}
"""The figures of `commune_coverage`."""
