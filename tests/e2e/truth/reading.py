"""Files as they are: rows of text, days, and the policy."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

if TYPE_CHECKING:
    from pathlib import Path


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file, every cell as text."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def day(text: str) -> dt.date | None:
    """Return the day an ISO text names; None for an empty cell.

    >>> day("2025-07-01"), day("")
    (datetime.date(2025, 7, 1), None)
    """
    return dt.date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class PathRules:
    """The lines of the policy on paths, their status, and the projection."""

    admissible_share: Fraction
    baselines: dict[str, tuple[str, Fraction]]
    baseline_months: int
    rural_target: Fraction | None
    due: str
    on_track_from: Fraction
    watch_from: Fraction
    window_months: int
    least_months: int
    most_months: int
    confidence: Fraction


@dataclass(frozen=True)
class HistoryRules:
    """The lines of the policy on a unit's own history."""

    least_months: int
    most_months: int
    modified_z: Fraction
    least_change: Fraction
    relative_step: Fraction
    kilograms_step: int
    households_step: int


@dataclass(frozen=True)
class Policy:
    """The lines of the policy on which a figure depends."""

    settlement_of_kind: dict[str, str]
    factors: dict[str, Fraction]
    organic_fraction: Fraction
    treating: frozenset[str]
    biological: frozenset[str]
    stream: str
    levels: tuple[str, ...]
    controlled_from: str
    household_threshold: Fraction
    treatment_threshold: Fraction
    targets: dict[str, Fraction]
    headlines: dict[str, str]
    due_day: int
    grace_days: int
    time_zone: str
    issued_on: dt.date
    path: PathRules
    history: HistoryRules


def read_policy(path: Path) -> Policy:
    """Return the policy as its file states it."""
    content = YAML(typ="safe", pure=True).load(path)
    treatment, adequate = content["treatment"], content["adequate_coverage"]
    classes = {entry["method"]: entry["class"] for entry in treatment["methods"]}
    return Policy(
        settlement_of_kind={entry["kind"]: entry["settlement"] for entry in content["kinds"]},
        factors={name: Fraction(text) for name, text in content["generation"]["kg_per_person_day"].items()},
        organic_fraction=Fraction(content["organic"]["fraction"]),
        treating=frozenset(method for method, kind in classes.items() if kind != "not_treatment"),
        biological=frozenset(method for method, kind in classes.items() if kind == "biological"),
        stream=treatment["counted_stream"],
        levels=tuple(treatment["control_levels"]),
        controlled_from=treatment["controlled_from"],
        household_threshold=Fraction(adequate["household_coverage"]),
        treatment_threshold=Fraction(adequate["treatment_rate"]),
        targets={entry["indicator"]: Fraction(entry["target"]) for entry in content["targets"]},
        headlines={entry["indicator"]: entry["headline"] for entry in content["targets"]},
        due_day=content["reporting"]["due_day"],
        grace_days=content["reporting"]["grace_days"],
        time_zone=content["place"]["time_zone"],
        issued_on=dt.date.fromisoformat(str(content["bases"]["issued_on"])),
        path=_path_rules(content["path"]),
        history=_history_rules(content["plausibility"]["history"]),
    )


def _path_rules(content: dict[str, Any]) -> PathRules:
    projection, rural = content["projection"], content["rural_target"]
    return PathRules(
        admissible_share=Fraction(content["admissible_share"]),
        baselines={key: (str(line["on"]), Fraction(line["value"])) for key, line in content["baselines"].items()},
        baseline_months=content["baseline_months"],
        rural_target=None if rural is None else Fraction(rural),
        due=str(content["due"]),
        on_track_from=Fraction(content["on_track_from_pp"]),
        watch_from=Fraction(content["watch_from_pp"]),
        window_months=projection["window_months"],
        least_months=projection["least_months"],
        most_months=projection["most_months"],
        confidence=Fraction(projection["confidence"]),
    )


def _history_rules(content: dict[str, Any]) -> HistoryRules:
    return HistoryRules(
        least_months=content["least_months"],
        most_months=content["most_months"],
        modified_z=Fraction(content["modified_z"]),
        least_change=Fraction(content["least_change"]),
        relative_step=Fraction(content["relative_step"]),
        kilograms_step=1000 * int(content["absolute_step"]["tonnes"]),
        households_step=int(content["absolute_step"]["households"]),
    )
