"""What the change of units alone does to both targets: the same tonnes and people, counted by other maps."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.e2e.truth.bases import AS_IS, AS_ISSUED, BASES
from tests.e2e.truth.cells import ratio
from tests.e2e.truth.paths import POINTS
from tests.e2e.truth.province import RATIOS
from tests.e2e.truth.province_rows import divided, plus, unit_of
from tests.e2e.truth.spans import months_of, periods_of

if TYPE_CHECKING:
    from fractions import Fraction

    from tests.e2e.truth.completions import Terms
    from tests.e2e.truth.facts import Facts
    from tests.e2e.truth.world import World

WARDS_ONLY = "wards_only"
CENSUS = "census"


class Effect(NamedTuple):
    """The key of `reclassification_effect`, less what follows from it."""

    period: str
    period_kind: str
    indicator: str
    denominator_kind: str
    reading: str


class Reading(NamedTuple):
    """A figure by one map: its value and ends, and the denominator of the lower end, which counts most."""

    value: Fraction | None
    lower: Fraction | None
    upper: Fraction | None
    denominator: Fraction | int
    needed: int | None = None


Cells = dict[str, "Fraction | int | str | bool | None"]


def reclassification_cells(world: World) -> dict[Effect, Cells]:
    """Return every row of `reclassification_effect`."""
    readings = _census(world)
    for period, kind in periods_of(world.months).items():
        for basis in BASES:
            for key, row in world.province_rows(basis).items():
                if key.period == period and row.target is not None:
                    effect = Effect(period, kind, key.indicator, key.denominator_kind, basis)
                    exact = None if row.value is None else divided(row.value)
                    whole = ratio(row.lower.denominator, unit_of(key.denominator_kind)) or 0
                    readings[effect] = Reading(exact, divided(row.lower), divided(row.upper), whole, row.needed)
        readings |= _wards_only(world, period, kind)
    return {effect: _cells(effect, reading, readings) for effect, reading in readings.items()}


def _cells(effect: Effect, reading: Reading, readings: dict[Effect, Reading]) -> Cells:
    issued = readings[effect._replace(reading=AS_ISSUED)]
    difference = None
    if reading.value is not None and issued.value is not None:
        difference = POINTS * (reading.value - issued.value)
    return {
        **reading._asdict(),
        "value_difference_pp": difference,
        "denominator_share": ratio(reading.denominator, issued.denominator),
    }


def _census(world: World) -> dict[Effect, Reading]:
    """Return the share of people that each map calls urban, on the day of the figures that all units share."""
    register = world.demo.register
    issued = [key for key in register.census if key[0] in (world.bases[AS_ISSUED].units or ())]
    today = [key for key in register.census if key[0] in (world.bases[AS_IS].units or ())]
    urban = {
        AS_ISSUED: [key for key in issued if key[1] == "urban"],
        AS_IS: [key for key in today if key[1] == "urban"],
        WARDS_ONLY: [key for key in today if _is_urban_kind(world, key[0])],
    }
    everyone = sum(register.census[key].people for key in issued)
    found = {}
    for reading, keys in urban.items():
        people = sum(register.census[key].people for key in keys)
        share = ratio(people, everyone)
        effect = Effect(register.census_on[:4], CENSUS, "urban_population_share", "by_population", reading)
        found[effect] = Reading(share, share, share, people)
    return found


def _is_urban_kind(world: World, unit: str) -> bool:
    return world.policy.settlement_of_kind[world.demo.register.units[unit].kind] == "urban"


def _wards_only(world: World, period: str, kind: str) -> dict[Effect, Reading]:
    """Return the urban target's ratios over wards and townships alone."""
    months = [month for month in months_of(period) if month in set(world.months)]
    found = {}
    for place, one in enumerate(RATIOS):
        if one.indicator != "urban_collected_treated":
            continue
        listed = [
            (facts, world.terms(facts.cell)[place])
            for month in months
            for facts in world.by_month[month]
            if _counts_as_urban(world, facts)
        ]
        effect = Effect(period, kind, one.indicator, one.denominator_kind, WARDS_ONLY)
        found[effect] = _reading(listed, unit_of(one.denominator_kind))
    return found


def _counts_as_urban(world: World, facts: Facts) -> bool:
    return _is_urban_kind(world, facts.cell.unit_id)


def _reading(listed: list[tuple[Facts, Terms]], unit: int) -> Reading:
    value = plus(terms.value for _, terms in listed if terms.value is not None)
    lower, upper = plus(terms.lower for _, terms in listed), plus(terms.upper for _, terms in listed)
    exact, least, most = divided(value), divided(lower), divided(upper)
    is_outside = exact is not None and least is not None and most is not None and not least <= exact <= most
    return Reading(None if is_outside else exact, least, most, ratio(lower.denominator, unit) or 0)
