"""Contracts: what is declared under `schemas/` and in a home, as frozen dataclasses."""

from thugom.contracts.alert_rules import Alerting, AlertRule
from thugom.contracts.contract import (
    KILOGRAMS_PER_TONNE,
    Check,
    Contract,
    Contracts,
    Field,
    ForeignKey,
    Severity,
    Text,
    load_contract,
    load_contracts,
)
from thugom.contracts.documents import packaged_schemas
from thugom.contracts.errors import ContractError, HomeError
from thugom.contracts.finding import Finding, IntakeRule, load_intake_rules
from thugom.contracts.home import Home, Licence
from thugom.contracts.policy import Policy, load_policy
from thugom.contracts.policy_sections import Path, Target
from thugom.contracts.source_map import SourceColumn, SourceMap, load_source_maps

__all__ = [
    "KILOGRAMS_PER_TONNE",
    "AlertRule",
    "Alerting",
    "Check",
    "Contract",
    "ContractError",
    "Contracts",
    "Field",
    "Finding",
    "ForeignKey",
    "Home",
    "HomeError",
    "IntakeRule",
    "Licence",
    "Path",
    "Policy",
    "Severity",
    "SourceColumn",
    "SourceMap",
    "Target",
    "Text",
    "load_contract",
    "load_contracts",
    "load_intake_rules",
    "load_policy",
    "load_source_maps",
    "packaged_schemas",
]
