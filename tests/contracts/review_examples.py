"""For every rule of every review: reports of one unit that it lets pass, and reports in which it finds something.

Each example is told of a unit of its own, all of it rural; the accepting one stands as close to the rule's limit as it
can.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Row = Mapping[str, object]
"""Facts by column; masses in kilograms."""

MONTHS = ("2025-08", "2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03")
COLLECTION: Row = {
    "period": "2025-08",
    "settlement": "rural",
    "population": 4_000,
    "households": 1_000,
    "households_served": 400,
    "generated_kg": 60_000,
    "collected_kg": 20_000,
}
TREATMENT: Row = {
    "period": "2025-08",
    "settlement": "rural",
    "facility_code": "SYN-LC",
    "method": "sanitary_landfill",
    "stream": "domestic",
    "treated_kg": 15_000,
    "reported_by": "unit",
}


@dataclass(frozen=True)
class Reports:
    """What one unit sent, as what differs from the good rows, and what was weighed of it.

    Whoever is weighed anywhere has a month and facility that no other example speaks of: there the others brought 0.
    """

    collection: Sequence[Row] = ()
    treatment: Sequence[Row] = ()
    weighed: Sequence[Row] = ()


@dataclass(frozen=True)
class Example:
    """Reports about which the rule is silent, and reports about which it speaks."""

    accepted: Reports
    refused: Reports


def at_scale(period: str, reported: int, weighed: int) -> Reports:
    """Return what a unit reports to have brought to a facility, and what its scale says."""
    place: Row = {"facility_code": "SYN-MT", "period": period}
    return Reports((), [{**place, "treated_kg": reported}], [{**place, "net_kg": weighed}])


def at_scales(period: str, *weighed: int) -> Reports:
    """Return a unit that collected 40 t, brought a third of 39 t to each of these scales, and what they say."""
    codes = ("SYN-LC", "SYN-TU", "SYN-UP")
    return Reports(
        [{"period": period, "collected_kg": 40_000}],
        [{"period": period, "facility_code": code, "treated_kg": 13_000} for code in codes],
        [{"period": period, "facility_code": code, "net_kg": net} for code, net in zip(codes, weighed, strict=True)],
    )


def monthly(column: str, figures: Sequence[int], **others: object) -> list[Row]:
    """Return one row per month with that figure; the other figures vary enough to be nobody's copy."""
    return [
        {
            "period": month,
            "generated_kg": 60_000 + 10 * place,
            "collected_kg": 20_000 + 10 * place,
            **others,
            column: figure,
        }
        for place, (month, figure) in enumerate(zip(MONTHS, figures, strict=False))
    ]


def _collected(column: str, accepted: Sequence[int], refused: Sequence[int], **others: object) -> Example:
    """Return an example of collection rows month by month, each with its treatment."""
    treated = [{"period": month, "treated_kg": 15_000 + 10 * place} for place, month in enumerate(MONTHS)]
    return Example(
        Reports(monthly(column, accepted, **others), treated[: len(accepted)]),
        Reports(monthly(column, refused, **others), treated[: len(refused)]),
    )


def _treated(accepted: Sequence[int], refused: Sequence[int]) -> Example:
    """Return an example of treatment rows month by month."""
    rows = [
        [{"period": month, "treated_kg": figure} for month, figure in zip(MONTHS, figures, strict=False)]
        for figures in (accepted, refused)
    ]
    return Example(Reports((), rows[0]), Reports((), rows[1]))


_OTHER: Row = {"facility_code": "SYN-UP", "method": "composting", "treated_kg": 5_000}
_OF_FACILITY: Row = {"reported_by": "facility", "settlement": "all"}
# So steady that the median deviation is 0, and half of the median is the limit; no figure four months running.
_SAME, _FEW = [30_000, 30_000, 30_000, 29_000, 30_000, 30_000], [400] * 6

EXAMPLES: Mapping[str, Mapping[str, Example]] = {
    "collection": {
        "generated_t.history": _collected("generated_kg", [*_SAME, 45_000], [*_SAME, 45_001]),
        # 40 t collected and 50 t weighed: apart by a fifth of the larger, no line by more than 5 t.
        "collected_t.as_weighed": Example(
            at_scales("2026-04", 16_667, 16_667, 16_666), at_scales("2026-05", 16_667, 16_667, 16_667)
        ),
        "collected_t.history": _collected("collected_kg", [*_SAME, 45_000], [*_SAME, 45_001]),
        "households_served.history": _collected("households_served", [*_FEW, 600], [*_FEW, 601]),
        "generated_t.constant_value": _collected("generated_kg", [60_000] * 3, [60_000] * 4),
        "collected_t.constant_value": _collected("collected_kg", [20_000] * 3, [20_000] * 4),
        "collected_t.same_report": _collected("collected_kg", [20_000, 20_010], [20_000, 20_000], generated_kg=60_000),
        # A reported 0 says where it went: nowhere.
        "collected_t.treatment_named": Example(Reports([{}], [{"treated_kg": 0}]), Reports([{}])),
        "households_served.households_named": Example(
            Reports([{"households_served": 0, "households": None}], [{}]), Reports([{"households": None}], [{}])
        ),
    },
    "treatment": {
        "treated_t.within_collected": Example(
            Reports([{}], [{}, _OTHER]), Reports([{}], [{}, {**_OTHER, "treated_kg": 5_001}])
        ),
        "treated_t.history": _treated([*_SAME, 45_000], [*_SAME, 45_001]),
        "treated_t.constant_value": _treated([15_000] * 3, [15_000] * 4),
        # 12 tonnes a day: 372 t in October, 360 t in November.
        "treated_t.within_capacity": Example(
            Reports((), [{"facility_code": "SYN-NN", "period": "2025-10", "treated_kg": 372_000}]),
            Reports((), [{"facility_code": "SYN-NN", "period": "2025-11", "treated_kg": 360_001}]),
        ),
        # A fifth of the larger is no issue, and what is above it is; 5 t alone never are.
        "treated_t.as_weighed": Example(at_scale("2026-04", 20_000, 25_000), at_scale("2026-05", 20_000, 25_001)),
        # 20 t a day since March 2026.
        "treated_t.weighed_within_capacity": Example(
            at_scale("2026-06", 600_000, 600_000), at_scale("2026-07", 620_000, 620_001)
        ),
        # Told to a tenth of a tonne: fifty kilograms are rounding, one more is not.
        "treated_t.as_facility_says": Example(
            Reports((), [{"treated_kg": 15_100}, {**_OF_FACILITY, "treated_kg": 15_150}]),
            Reports((), [{"treated_kg": 15_100}, {**_OF_FACILITY, "treated_kg": 15_151}]),
        ),
    },
}
