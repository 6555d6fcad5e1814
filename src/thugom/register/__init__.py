"""The units in force, their lineage, people and names, and the facilities."""

from thugom.register.apportion import apportion
from thugom.register.errors import Problem, RegisterError
from thugom.register.facilities import CONTROL_LEVELS, facility_capacity, facility_months
from thugom.register.identity import split_unit_id, unit_id, unit_ids
from thugom.register.load import Register, load_register
from thugom.register.population import population_series
from thugom.register.units import expected_settlements, find_units, units_in_force

__all__ = [
    "CONTROL_LEVELS",
    "Problem",
    "Register",
    "RegisterError",
    "apportion",
    "expected_settlements",
    "facility_capacity",
    "facility_months",
    "find_units",
    "load_register",
    "population_series",
    "split_unit_id",
    "unit_id",
    "unit_ids",
    "units_in_force",
]
