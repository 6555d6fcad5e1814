"""For every rule of every report: rows that it lets pass, and rows that it finds.

An example is what differs from a report that nothing is wrong with. Where it takes more than one
row of one file, the first is the one that the rule speaks of. The accepting example stands as close
to the rule's limit as it can.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Row = Mapping[str, object]
"""Facts by column; masses in kilograms."""

GOOD: Mapping[str, Row] = {
    "collection": {
        "unit_code": "03388",  # Phường Đoàn Kết, in force since 1 July 2025, all urban
        "period": "2025-08",
        "settlement": "urban",
        "population": 20_000,
        "households": 5_000,
        "households_served": 4_000,
        "households_self_managed": 500,
        "generated_kg": 620_000,  # 1 kg per person and day
        "collected_kg": 500_000,
        "collections_per_week": 7.0,
        "arrived_on": "2025-09-03",
    },
    "treatment": {
        "unit_code": "03388",
        "period": "2025-08",
        "settlement": "urban",
        "facility_code": "SYN-LC",
        "method": "sanitary_landfill",
        "stream": "domestic",
        "treated_kg": 400_000,
        "reported_by": "unit",
        "arrived_on": "2025-09-03",
    },
}


@dataclass(frozen=True)
class Example:
    """What differs from the good row: once so that the rule is silent, once so that it speaks."""

    accepted: Sequence[Row]
    refused: Sequence[Row]


def _of(accepted: Row, refused: Row) -> Example:
    """Return an example of one row each."""
    return Example([accepted], [refused])


_UNIT = {
    "unit_code.required": _of({"unit_code": None, "unit_name_given": "Đoàn Kết"}, {"unit_code": None}),
    "period.required": _of({"period": "2025"}, {"period": None}),
    "settlement.required": _of({}, {"settlement": None}),
    "settlement.enum": _of({"settlement": "all"}, {"settlement": "town"}),
    "unit_code.known": _of({"unit_code": "03386"}, {"unit_code": "99999"}),
    # The last month of the former Phường Quyết Thắng, and the first without it.
    "unit_code.not_ended": _of(
        {"unit_code": "03386", "period": "2025-06"}, {"unit_code": "03386", "period": "2025-07"}
    ),
    # In force since 1 March 2020: not on the last day of February.
    "unit_code.begun": _of({"period": "2020-03"}, {"period": "2020-02"}),
    # Without a code the name speaks: spelt as registered, without its marks, misspelt, of two units, of none.
    "unit_code.name_known": _of(
        {"unit_code": None, "unit_name_given": "Phường Đoàn Kêt"}, {"unit_code": None, "unit_name_given": "Paris"}
    ),
    "unit_code.name_proposed": _of(
        {"unit_code": None, "unit_name_given": "Phường Đoàn Kết"},
        {"unit_code": None, "unit_name_given": "Phường Đoàng Kết"},
    ),
    "unit_code.name_of_one_unit": _of(
        {"unit_code": None, "unit_name_given": "TT. Mường Tè", "period": "2025-06"},
        {"unit_code": None, "unit_name_given": "Mường Tè", "period": "2025-06"},
    ),
    "unit_code.name_marked": _of(
        {"unit_code": None, "unit_name_given": "Đoàn Kết"}, {"unit_code": None, "unit_name_given": "Doan Ket"}
    ),
    "period.not_in_future": _of(
        {"period": "2025-09", "arrived_on": "2025-09-01"}, {"period": "2025-09", "arrived_on": "2025-08-31"}
    ),
    "settlement.fits_unit": _of({}, {"settlement": "rural"}),
    "settlement.not_both_all_and_parts": Example(
        [{"settlement": "all"}, {"settlement": "urban", "period": "2025-07"}],
        [{"settlement": "all"}, {"settlement": "urban"}],
    ),
}

_FIGURES = ("population", "households", "households_served", "households_self_managed", "generated_kg", "collected_kg")
_UNFILLED: Row = dict.fromkeys((*_FIGURES, "collections_per_week"))

EXAMPLES: Mapping[str, Mapping[str, Example]] = {
    "collection": {
        **_UNIT,
        "collected_t.figures_given": _of({**_UNFILLED, "collections_per_week": 0.0}, _UNFILLED),
        "population.minimum": _of({"population": 0, "households": 0}, {"population": -1}),
        "households.minimum": _of({"households": 0}, {"households": -1}),
        "households_served.minimum": _of({"households_served": 0}, {"households_served": -1}),
        "households_self_managed.minimum": _of({"households_self_managed": 0}, {"households_self_managed": -1}),
        "generated_t.minimum": _of({"generated_kg": 0}, {"generated_kg": -1}),
        "collected_t.minimum": _of({"collected_kg": 0}, {"collected_kg": -1}),
        # One of the five parts of Phường Đoàn Kết, and one of Phường Tân Phong.
        "former_unit_code.part_of_unit": _of({"former_unit_code": "03386"}, {"former_unit_code": "03408"}),
        "collections_per_week.minimum": _of({"collections_per_week": 0.0}, {"collections_per_week": -0.5}),
        "unit_code.one_row_per_key": Example([{}, {}], [{}, {"collected_kg": 1}]),
        "households_served.within_households": _of({"households_served": 5_000}, {"households_served": 5_001}),
        "households_self_managed.within_households": _of(
            {"households_self_managed": 1_000}, {"households_self_managed": 1_001}
        ),
        "households.within_population": _of({"households": 20_000}, {"households": 20_001}),
        "collected_t.within_generated": _of({"collected_kg": 620_000}, {"collected_kg": 620_001}),
        # 10 and 2 kg per person and day over 31 days, to the kilogram.
        "collected_t.possible_per_person": _of({"collected_kg": 6_200_000}, {"collected_kg": 6_200_001}),
        "generated_t.plausible_per_person": _of({"generated_kg": 6_200_000}, {"generated_kg": 6_200_001}),
        "generated_t.usual_per_person": _of({"generated_kg": 1_240_000}, {"generated_kg": 1_240_001}),
        # 9 people per household, and one more.
        "households.plausible_size": _of({"population": 45_000}, {"population": 45_001}),
    },
    "treatment": {
        **_UNIT,
        "facility_code.required": _of({}, {"facility_code": None}),
        "facility_code.known": _of({}, {"facility_code": "NOWHERE"}),
        "method.required": _of({}, {"method": None}),
        "method.enum": _of({"method": "unspecified"}, {"method": "magic"}),
        "stream.enum": _of({"stream": "agricultural"}, {"stream": "industrial"}),
        "treated_t.required": _of({"treated_kg": 0}, {"treated_kg": None}),
        "treated_t.minimum": _of({"treated_kg": 0}, {"treated_kg": -1}),
        "reported_by.enum": _of({"reported_by": "facility"}, {"reported_by": "neighbour"}),
        "unit_code.one_row_per_key": Example([{}, {}], [{}, {"treated_kg": 1}]),
    },
}
