"""The sections of the policy: what each line of `policy.yml` becomes."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from zoneinfo import ZoneInfo

from thugom.contracts.contract import Text


@dataclass(frozen=True)
class Place:
    """Where the home is: its name, time zone, language and the length of its unit codes."""

    name: Text
    time_zone: ZoneInfo
    language: str
    unit_code_length: int


@dataclass(frozen=True)
class Target:
    """One target: what share of what, by when, and who set it."""

    id: str
    indicator: str
    settlement: str
    value: Fraction
    due: str
    headline: str
    title: Text
    source: str


@dataclass(frozen=True)
class Reporting:
    """When a report is due, and how long an alert waits after that."""

    due_day: int
    grace_days: int


@dataclass(frozen=True)
class Treatment:
    """Which methods treat waste, which of them biologically, and what control is enough."""

    counted_stream: str
    classes: dict[str, str]
    control_levels: tuple[str, ...]
    controlled_from: str
    lookback_months: int
    titles: Mapping[str, Text]
    """By method; a policy of an earlier version has none."""
    source: str

    def methods_of(self, *classes: str) -> frozenset[str]:
        """Return the methods of these classes."""
        return frozenset(name for name, kind in self.classes.items() if kind in classes)

    @property
    def treating(self) -> frozenset[str]:
        """The methods that count as treatment."""
        return frozenset(self.classes) - self.methods_of("not_treatment")

    @property
    def controlled_levels(self) -> frozenset[str]:
        """The control levels at or above the one that counts as controlled."""
        return frozenset(self.control_levels[self.control_levels.index(self.controlled_from) :])


@dataclass(frozen=True)
class History:
    """When a figure stands out from the unit's own earlier months (methodology, section 8)."""

    least_months: int
    most_months: int
    modified_z: Fraction
    least_change: Fraction
    relative_step: Fraction
    absolute_step: Mapping[str, Fraction]
    """By what is measured: `tonnes`, `households`."""
    same_months: int


@dataclass(frozen=True)
class Masses:
    """Which tonnages are possible: none above `t_most`.

    A tonnage that reads like the year of its period is none above `year_times` the figures beside it.
    """

    t_most: Fraction
    year_times: Fraction


@dataclass(frozen=True)
class Plausibility:
    """Ranges beyond which a figure is worth a call, or cannot be."""

    generation_usual: tuple[Fraction, Fraction]
    generation_possible: tuple[Fraction, Fraction]
    people_per_household_usual: tuple[Fraction, Fraction]
    history: History
    masses: Masses


@dataclass(frozen=True)
class Weighbridge:
    """What a truck and its load can weigh, and how many refused tickets of a file and rule are listed one by one.

    A policy that was written before it could say so has these numbers.
    """

    gross_kg_most: int = 60_000
    net_kg_least: int = 20
    net_kg_most: int = 40_000
    listed_rows: int = 10


@dataclass(frozen=True)
class Baseline:
    """Where a target's path begins: a month, and the value held then."""

    on: str
    value: Fraction


@dataclass(frozen=True)
class Path:
    """The path to the targets: where it begins, and how far below it a unit falls behind."""

    admissible_share: Fraction
    baselines: Mapping[str, Baseline]
    """By target id."""
    baseline_months: int
    rural_target: Fraction | None
    due: str
    on_track_from_pp: Fraction
    watch_from_pp: Fraction
    window_months: int
    least_months: int
    most_months: int
    confidence: Fraction


@dataclass(frozen=True)
class Evidence:
    """How well the weighbridge must agree with a report for grade A."""

    balance_tolerance: Fraction


@dataclass(frozen=True)
class Balance:
    """When tickets and report disagree: both apart by more than `apart_t` tonnes and `apart_share` of the larger."""

    apart_t: Fraction
    apart_share: Fraction


@dataclass(frozen=True)
class Operation:
    """How long a department keeps what its nights leave, and when a night is overdue; facts are kept for ever."""

    late_after_hours: int
    keep_runs_days: int
    """Prefect's runs, with their logs and artifacts."""
    keep_logs_days: int
    keep_receipts_days: int


@dataclass(frozen=True)
class Bases:
    """The day whose units `as_issued` counts by, and the day of the population series; None where not set."""

    issued_on: dt.date | None
    population_as_of: dt.date | None
