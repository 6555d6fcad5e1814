"""The policy: targets, thresholds and deadlines, as data, each with its source."""

import datetime as dt
import pathlib
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from thugom.contracts.alert_rules import Alerting, alerting_of
from thugom.contracts.contract import Text
from thugom.contracts.documents import read_document
from thugom.contracts.policy_sections import (
    Balance,
    Baseline,
    Bases,
    Evidence,
    History,
    Masses,
    Operation,
    Path,
    Place,
    Plausibility,
    Reporting,
    Target,
    Treatment,
    Weighbridge,
)

_YEAR_TIMES = "3"
_BALANCE = {"apart_t": "5", "apart_share": "0.20"}
_OPERATION = {"late_after_hours": 26, "keep_runs_days": 90, "keep_logs_days": 400, "keep_receipts_days": 400}
"""What a policy says that was written before it could."""


@dataclass(frozen=True)
class Policy:
    """All that a department decides: the figures follow from it and from the reports."""

    place: Place
    kind_settlement: dict[str, str]
    kind_titles: dict[str, Text]
    settlements: tuple[str, ...]
    settlement_titles: dict[str, Text]
    targets: tuple[Target, ...]
    adequate_household_coverage: Fraction
    adequate_treatment_rate: Fraction
    reporting: Reporting
    generation_kg_per_person_day: dict[str, Fraction]
    organic_fraction: Fraction
    treatment: Treatment
    bases: Bases
    to_target: Path
    evidence: Evidence
    balance: Balance
    plausibility: Plausibility
    weighbridge: Weighbridge
    alerting: Alerting
    operation: Operation
    content: dict[str, Any]
    path: pathlib.Path
    sha256: str

    def target_of(self, indicator: str, settlement: str) -> Target | None:
        """Return the target set for `indicator` in `settlement`, if there is one."""
        for target in self.targets:
            if (target.indicator, target.settlement) == (indicator, settlement):
                return target
        return None

    def due_on(self, last_day: dt.date) -> dt.date:
        """Return the day by which a month that ends on `last_day` is to be reported."""
        first_of_next = last_day + dt.timedelta(days=1)
        return first_of_next.replace(day=self.reporting.due_day)

    def past_due_on(self, last_day: dt.date) -> dt.date:
        """Return the last day on which a report for that month counts as pending."""
        return self.due_on(last_day) + dt.timedelta(days=self.reporting.grace_days)


def load_policy(path: pathlib.Path) -> Policy:
    """Return the policy declared in `path`.

    Raises:
        ContractError: the file breaks the policy's schema; names file, line and what is allowed.
    """
    document = read_document(path, "policy")
    content = document.content
    adequate = content["adequate_coverage"]
    return Policy(
        place=_place(content["place"]),
        kind_settlement={item["kind"]: item["settlement"] for item in content["kinds"]},
        kind_titles={item["kind"]: Text(**item["title"]) for item in content["kinds"]},
        settlements=tuple(item["settlement"] for item in content["settlements"]),
        settlement_titles={item["settlement"]: Text(**item["title"]) for item in content["settlements"]},
        targets=tuple(_target(item) for item in content["targets"]),
        adequate_household_coverage=Fraction(adequate["household_coverage"]),
        adequate_treatment_rate=Fraction(adequate["treatment_rate"]),
        reporting=Reporting(content["reporting"]["due_day"], content["reporting"]["grace_days"]),
        generation_kg_per_person_day={
            settlement: Fraction(factor) for settlement, factor in content["generation"]["kg_per_person_day"].items()
        },
        organic_fraction=Fraction(content["organic"]["fraction"]),
        treatment=_treatment(content["treatment"]),
        bases=Bases(_day(content["bases"]["issued_on"]), _day(content["population"]["as_of"])),
        to_target=_path(content["path"]),
        evidence=Evidence(Fraction(content["evidence"]["balance_tolerance"])),
        balance=_balance(content.get("balance", _BALANCE)),
        plausibility=_plausibility(content["plausibility"]),
        weighbridge=_weighbridge(content.get("weighbridge", {})),
        alerting=alerting_of(document),
        operation=_operation(content.get("operation", _OPERATION)),
        content=content,
        path=path,
        sha256=document.sha256,
    )


def _place(item: dict[str, Any]) -> Place:
    """Return the section `place`."""
    return Place(
        Text(**item["name"]),
        ZoneInfo(item["time_zone"]),
        item["language"],
        item["unit_code_length"],
    )


def _target(item: dict[str, Any]) -> Target:
    """Return one entry of `targets`."""
    return Target(
        id=item["id"],
        indicator=item["indicator"],
        settlement=item["settlement"],
        value=Fraction(item["target"]),
        due=item["due"],
        headline=item["headline"],
        title=Text(**item["title"]),
        source=item["source"],
    )


def _treatment(item: dict[str, Any]) -> Treatment:
    """Return the section `treatment`."""
    return Treatment(
        counted_stream=item["counted_stream"],
        classes={method["method"]: method["class"] for method in item["methods"]},
        control_levels=tuple(item["control_levels"]),
        controlled_from=item["controlled_from"],
        lookback_months=item["lookback_months"],
        titles={method["method"]: Text(**method["title"]) for method in item["methods"] if "title" in method},
        source=item["source"],
    )


def _balance(item: dict[str, Any]) -> Balance:
    """Return the section `balance`."""
    return Balance(Fraction(item["apart_t"]), Fraction(item["apart_share"]))


def _operation(item: dict[str, Any]) -> Operation:
    """Return the section `operation`."""
    return Operation(
        item["late_after_hours"], item["keep_runs_days"], item["keep_logs_days"], item["keep_receipts_days"]
    )


def _plausibility(item: dict[str, Any]) -> Plausibility:
    """Return the section `plausibility`."""
    generation = item["generation_kg_per_person_day"]
    return Plausibility(
        generation_usual=_range(generation["usual"]),
        generation_possible=_range(generation["possible"]),
        people_per_household_usual=_range(item["people_per_household"]["usual"]),
        history=_history(item["history"]),
        masses=Masses(Fraction(item["mass_t_most"]), Fraction(item.get("year_times", _YEAR_TIMES))),
    )


def _weighbridge(item: dict[str, Any]) -> Weighbridge:
    """Return the section `weighbridge`."""
    return Weighbridge(**{name: number for name, number in item.items() if name != "source"})


def _history(item: dict[str, Any]) -> History:
    """Return the section `plausibility.history`."""
    return History(
        least_months=item["least_months"],
        most_months=item["most_months"],
        modified_z=Fraction(item["modified_z"]),
        least_change=Fraction(item["least_change"]),
        relative_step=Fraction(item["relative_step"]),
        absolute_step={name: Fraction(step) for name, step in item["absolute_step"].items()},
        same_months=item["same_months"],
    )


def _path(item: dict[str, Any]) -> Path:
    """Return the section `path`."""
    projection, rural = item["projection"], item["rural_target"]
    return Path(
        admissible_share=Fraction(item["admissible_share"]),
        baselines={name: Baseline(line["on"], Fraction(line["value"])) for name, line in item["baselines"].items()},
        baseline_months=item["baseline_months"],
        rural_target=None if rural is None else Fraction(rural),
        due=item["due"],
        on_track_from_pp=Fraction(item["on_track_from_pp"]),
        watch_from_pp=Fraction(item["watch_from_pp"]),
        window_months=projection["window_months"],
        least_months=projection["least_months"],
        most_months=projection["most_months"],
        confidence=Fraction(projection["confidence"]),
    )


def _day(text: str | None) -> dt.date | None:
    """Return a day, or None where the policy names none."""
    return None if text is None else dt.date.fromisoformat(text)


def _range(bounds: list[str]) -> tuple[Fraction, Fraction]:
    """Return a range of exact decimals."""
    return Fraction(bounds[0]), Fraction(bounds[1])
