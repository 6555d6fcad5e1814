"""The truth: what every unit generates, collects and delivers, month by month, to the kilogram.

It is built on the smallest parts, the units before any merger, and summed for the units of each
month. So the merger of July 2025 moves no kilogram, and what it does to a figure is the figure's own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import NamedTuple

from thugom.contracts import Policy
from thugom.measures.periods import first_day, last_day
from thugom.services.demo.chance import Chance
from thugom.services.demo.geography import DemoError, Geography, Part, Unit
from thugom.services.demo.plan import Plan, Profile

DAYS_IN_YEAR = 365
RURAL_STEP_KG = 10
NOISE = 0.03
"""How far a month's share of collection may lie from its course."""


class Cell(NamedTuple):
    """Whose figure: a unit, a month and a settlement."""

    unit_id: str
    period: str
    settlement: str


class Way(NamedTuple):
    """Where waste went: a facility, a method and a stream."""

    facility_code: str
    method: str
    stream: str


@dataclass
class Collected:
    """What is true of one cell: people, households and kilograms."""

    population: int = 0
    households: int = 0
    households_served: int = 0
    households_self_managed: int = 0
    generated_kg: int = 0
    collected_kg: int = 0
    collections_per_week: int = 0

    def add(self, other: "Collected") -> None:
        """Add another part; trucks come as often as they come to the part best served.

        >>> whole = Collected(collected_kg=5, collections_per_week=2)
        >>> whole.add(Collected(collected_kg=3, collections_per_week=1))
        >>> whole.collected_kg, whole.collections_per_week
        (8, 2)
        """
        most = max(self.collections_per_week, other.collections_per_week)
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))
        self.collections_per_week = most


@dataclass(frozen=True)
class World:
    """The truth of all months: `collection` by cell, `treatment` by cell and way, in kilograms."""

    geography: Geography
    months: tuple[str, ...]
    collection: dict[Cell, Collected]
    treatment: dict[Cell, dict[Way, int]]

    def cells_of(self, unit: Unit, month: str) -> list[Cell]:
        """Return the cells in which a unit reports."""
        return [Cell(unit.unit_id, month, settlement) for settlement in self.geography.settlements[unit.unit_id]]


@dataclass(frozen=True)
class _Course:
    """What is drawn once for a part: how well it is served, by which profile."""

    profile: Profile
    level: float
    self_managed: float
    per_week: int


def build_world(geography: Geography, policy: Policy, plan: Plan, months: list[str], seed: int) -> World:
    """Return the truth of `months`.

    Raises:
        DemoError: the plan says nothing of a unit's kind or district.
    """
    world = World(geography, tuple(months), {}, {})
    for part in geography.parts:
        course = _course(part, geography, plan, seed)
        for month in months:
            holder = geography.holder(part, month)
            cell = Cell(holder.unit_id, month, geography.settlement_in(part, holder))
            collected = _collected(part, course, month, policy, plan, seed)
            world.collection.setdefault(cell, Collected()).add(collected)
            ways = world.treatment.setdefault(cell, {})
            for way, kilograms in _delivered(part, month, collected.collected_kg, policy, plan, seed):
                ways[way] = ways.get(way, 0) + kilograms
    return world


def _course(part: Part, geography: Geography, plan: Plan, seed: int) -> _Course:
    """Draw what a part is like through all the years."""
    profiles = [profile for profile in plan.profiles if profile.kind == part.unit.kind]
    if not profiles or part.district not in plan.catchments:
        raise DemoError(
            f"{part.unit.full_name}: the demonstration knows neither kind {part.unit.kind!r} nor where the waste of "
            f"district {part.district!r} goes.\n  It is made for the register that comes with thugom; add both to "
            "schemas/demo.yml for another."
        )
    chance = Chance(seed, "course", part.unit.unit_id)
    profile = chance.weighted(profiles, [profile.weight for profile in profiles])
    heir = geography.heirs.get(part.unit.unit_id, part.unit)
    level = 0.0 if heir.code in plan.unserved else chance.between(*profile.collected)
    change = plan.changes.get(part.unit.code)
    per_week = chance.whole(*profile.collections_per_week)
    if change is not None:
        level, per_week = change.collected, max(per_week, 1)
    return _Course(profile, level, chance.between(*profile.self_managed), per_week)


def _level(part: Part, course: _Course, month: str, plan: Plan) -> float:
    """Return the share of waste collected in `month`, before the noise of the month."""
    change = plan.changes.get(part.unit.code)
    if course.level == 0 or (change is not None and not change.serves(month)):
        return 0.0
    years = (first_day(month) - first_day(plan.anchor)).days / DAYS_IN_YEAR
    return min(max(course.level + course.profile.gain_per_year * years, 0.02), 0.985)


def _collected(part: Part, course: _Course, month: str, policy: Policy, plan: Plan, seed: int) -> Collected:
    """Return what is true of one part in one month."""
    chance = Chance(seed, "month", part.unit.unit_id, month)
    level = _level(part, course, month, plan)
    generated = _generated(part, month, policy, plan, chance)
    rate = min(max(level * chance.between(1 - NOISE, 1 + NOISE), 0.0), 0.99)
    collected = int(generated * rate)
    if part.settlement == "rural":
        collected -= collected % RURAL_STEP_KG
    grown = 1 + plan.growth * (first_day(month) - part.counted_on).days / DAYS_IN_YEAR
    households = int(part.households * grown)
    # No more than the register counts, so that its figure can stand in for what nobody reported.
    served = min(max(int(part.households * min(level + 0.02, 1)), 1), part.households) if collected else 0
    return Collected(
        population=int(part.population * grown),
        households=households,
        households_served=served,
        households_self_managed=int((households - served) * course.self_managed),
        generated_kg=generated,
        collected_kg=collected,
        collections_per_week=course.per_week if collected else 0,
    )


def _generated(part: Part, month: str, policy: Policy, plan: Plan, chance: Chance) -> int:
    """Return the kilograms generated: the policy's estimate, less a share that follows the season."""
    days = (last_day(month) - first_day(month)).days + 1
    factor = float(policy.generation_kg_per_person_day[part.settlement])
    least, most = plan.generated_share
    place = 0.5 + 0.35 * plan.season[first_day(month).month - 1] + chance.between(-0.15, 0.15)
    return int(part.population * factor * days * (least + (most - least) * place))


def _delivered(
    part: Part, month: str, collected: int, policy: Policy, plan: Plan, seed: int
) -> Iterator[tuple[Way, int]]:
    """Yield where a part's waste went; a part without collection delivers nothing, and says so."""
    deliveries = [delivery for delivery in plan.catchments[part.district] if delivery.holds(month)]
    chance = Chance(seed, "delivery", part.unit.unit_id, month)
    for delivery in deliveries if collected else deliveries[:1]:
        way = Way(delivery.facility_code, delivery.method, policy.treatment.counted_stream)
        yield way, int(collected * delivery.share * chance.between(0.96, 1))
    extra = plan.by_products
    if collected and part.district in extra.districts and first_day(month).month in extra.months:
        kilograms = chance.whole(*extra.kg)
        yield Way(extra.facility_code, extra.method, extra.stream), kilograms - kilograms % RURAL_STEP_KG
