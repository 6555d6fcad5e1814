"""What all workbooks of a month have in common, and who fills them in."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from thugom.contracts import KILOGRAMS_PER_TONNE
from thugom.language.catalogue import translator
from thugom.measures.periods import first_day, last_day
from thugom.register import expected_settlements, units_in_force
from thugom.renderings.input_rules import Limits, PerPerson, Voice
from thugom.services.night.opening import Declared
from thugom.services.templates.asked import facilities_of
from thugom.services.templates.history import History

UNIT, FACILITY = "unit", "facility"


@dataclass(frozen=True, eq=False)
class Sender:
    """Who fills a workbook in: a unit or a facility, with the units it speaks of.

    `kind`: `unit` or `facility`, as a report's `reported_by` has it. `key`: its `unit_id` or `facility_code`.
    `units`: rows of the register's units, in the order of their names. `settlements`: those of each, by `unit_id`.
    """

    kind: str
    key: str
    code: str
    name: str
    units: pd.DataFrame
    settlements: Mapping[str, Sequence[str]]

    @property
    def says(self) -> dict[str, str]:
        """What every row says of itself."""
        return {"reported_by": self.kind}


@dataclass(frozen=True, eq=False)
class Workshop:
    """What a home declares, what was published of the months before, and the page that explains the forms."""

    declared: Declared
    history: History
    month: str
    guide_page: str

    @functools.cached_property
    def voice(self) -> Voice:
        """The language of the forms: that of the place."""
        language = self.declared.policy.place.language
        return Voice(language, translator(language))

    @functools.cached_property
    def facilities(self) -> pd.DataFrame:
        """The facilities of the month, licensed ones first: `facility_code`, `name`, `licensed`."""
        return facilities_of(self.month, self.declared.register, self.declared.policy)

    @functools.cached_property
    def limits(self) -> Limits:
        """What the policy takes for possible in the month; masses in tonnes."""
        bounds, days = self.declared.policy.plausibility, last_day(self.month).day
        low, high = (bound * days / KILOGRAMS_PER_TONNE for bound in bounds.generation_possible)
        person = PerPerson("generated_t", "population", low, high, bounds.generation_possible)
        return Limits(first_day(self.month), bounds.masses.t_most, person)

    def of_unit(self, unit: pd.Series) -> Sender:
        """Return a unit as the sender of its own reports."""
        one = pd.DataFrame([unit])
        return Sender(UNIT, unit["unit_id"], unit["unit_code"], unit["full_name"], one, self._settlements_of(one))

    def of_facility(self, facility: pd.Series) -> Sender:
        """Return a facility as the sender of what it treated, of whatever unit in force it came from."""
        units = units_in_force(self.declared.register.units, last_day(self.month)).sort_values("name_order")
        code = facility["facility_code"]
        return Sender(FACILITY, code, code, facility["name"], units, self._settlements_of(units))

    @functools.cached_property
    def _settlements(self) -> pd.Series:
        """The settlements of every unit, by `unit_id`."""
        expected = expected_settlements(self.declared.register, self.declared.policy.kind_settlement)
        return expected.groupby("unit_id")["settlement"].agg(set)

    def _settlements_of(self, units: pd.DataFrame) -> dict[str, list[str]]:
        """Return the settlements of some units, in the policy's order."""
        found = self._settlements.reindex(units["unit_id"])
        order = self.declared.policy.settlements
        return {str(key): [one for one in order if one in names] for key, names in found.items()}
