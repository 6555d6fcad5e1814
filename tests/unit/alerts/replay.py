"""A plain replay of every rule: unit by unit and month by month, in Python, for what does it all at once."""

import statistics
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from thugom.contracts import AlertRule, Policy

Row = Mapping[str, Any]
Episode = tuple[str, str, str, str, str, str | None]
"""Rule, subject, and the months in which it began, opened, was confirmed last and ended."""
UNKNOWN, NEITHER, HOLDS, ENDS = "unknown", "neither", "holds", "ends"


def replay(tables: Mapping[str, pd.DataFrame], policy: Policy, subjects: Iterable[str] | None = None) -> list[Episode]:
    """Return the episodes of every rule that is on, sorted; of these subjects only, where they are given."""
    due = sorted(row["period"] for row in _rows(tables["reporting_rate"]) if row["complete"])
    by_subject = _laid(tables, policy, None if subjects is None else set(subjects))
    found: list[Episode] = []
    for rule in policy.alerting.active:
        for subject, months in by_subject.items():
            line = [months.get(month, {}) for month in due]
            found += [(rule.id, subject, *one) for one in _episodes(rule, due, line)]
    return sorted(found)


def _rows(frame: pd.DataFrame) -> list[Row]:
    """Return a table's rows, null as None."""
    plain = frame.astype(object)
    return [
        {str(name): cell for name, cell in row.items()} for row in plain.where(plain.notna(), None).to_dict("records")
    ]


def _laid(
    tables: Mapping[str, pd.DataFrame], policy: Policy, only: set[str] | None
) -> dict[str, dict[str, dict[str, Any]]]:
    """Return what the tables say, by subject and month."""
    laid: dict[str, dict[str, dict[str, Any]]] = {}
    coverage = tables["commune_coverage"]
    named = coverage["unit_id"].isin(list(only)) if only is not None else coverage["unit_id"].notna()
    chosen = coverage[named & (coverage["basis"] == "as_is") & (coverage["settlement"] == "all")]
    for row in _rows(chosen[chosen["period_kind"] == "month"]):
        laid.setdefault(row["unit_id"], {}).setdefault(row["period"], {})["unit"] = row
    path = tables["unit_path"]
    for row in _rows(path[path["unit_id"].isin(list(laid))]):
        months = laid[row["unit_id"]].setdefault(row["period"], {})
        months.setdefault("path", {})[row["settlement"]] = row
    if "mass_balance" in tables:
        for row in _rows(tables["mass_balance"]):
            if row["unit_id"] in laid:
                laid[row["unit_id"]].setdefault(row["period"], {})["balance"] = row
    headlines = {(one.indicator, one.settlement, one.headline): one.id for one in policy.targets}
    province = tables["province_coverage"]
    for row in _rows(province[(province["basis"] == "as_is") & (province["period_kind"] == "month")]):
        target = headlines.get((row["indicator"], row["settlement"], row["denominator_kind"]))
        if target is not None and (only is None or target in only):
            laid.setdefault(target, {}).setdefault(row["period"], {})["target"] = row
    return laid


def _episodes(rule: AlertRule, months: list[str], line: list[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    """Yield the episodes of one rule and one subject."""
    needed = int(rule.numbers.get("months", Fraction(1)))
    memory: dict[str, Any] = {"known": [], "covered": False, "fixed": None}
    row: list[str] = []
    began = opened = confirmed = None
    for month, said in zip(months, line, strict=True):
        state = STATES[rule.kind](rule, said, memory)
        if opened is not None:
            if state == HOLDS:
                confirmed = month
            if state == ENDS:
                yield began, opened, confirmed, month
                opened, memory["fixed"], row = None, None, []
        elif state == HOLDS:
            row.append(month)
            if len(row) == needed:
                began, opened, confirmed = row[0], month, month
                memory["fixed"] = memory.get("usual")
        elif state != UNKNOWN:
            row = []
        if said.get("unit", {}).get("collected_treated_rate") is not None:
            memory["known"].append(said["unit"]["collected_treated_rate"])
    if opened is not None:
        yield began, opened, confirmed, None


def _behind_path(rule: AlertRule, said: Row, memory: dict[str, Any]) -> str:  # noqa: ARG001 - each month by itself
    rows = dict(said.get("path", {}))
    whole = rows.pop("all", {}).get("status")
    if whole == "behind":
        return HOLDS
    on_paths = [row for row in rows.values() if row["target"] is not None]
    if whole not in {"on_track", "watch"} or any(
        row["status"] in {"pending", "incomplete", "rejected", "no_report"} for row in on_paths
    ):
        return UNKNOWN
    worst = min(Fraction(str(row["gap_pp"])) for row in rows.values() if row["gap_pp"] is not None)
    return ENDS if worst >= rule.numbers["closes_from_pp"] else NEITHER


def _service_stopped(rule: AlertRule, said: Row, memory: dict[str, Any]) -> str:  # noqa: ARG001
    covered = said.get("unit", {}).get("covered")
    if covered:
        memory["covered"] = True
        return ENDS
    return HOLDS if covered is False and memory["covered"] else UNKNOWN


def _sharp_drop(rule: AlertRule, said: Row, memory: dict[str, Any]) -> str:
    of_months = int(rule.numbers["of_months"])
    value, before = said.get("unit", {}).get("collected_treated_rate"), memory["known"][-of_months:]
    memory["usual"] = statistics.median(before) if len(before) == of_months else None
    reference = memory["usual"] if memory["fixed"] is None else memory["fixed"]
    if value is None or reference is None:
        return UNKNOWN
    gap = round(100 * (value - reference), 9)
    if gap <= float(-rule.numbers["drop_pp"]):
        return HOLDS
    return ENDS if gap >= float(rule.numbers["closes_from_pp"]) else NEITHER


def _no_report(rule: AlertRule, said: Row, memory: dict[str, Any]) -> str:  # noqa: ARG001
    reporting = said.get("unit", {}).get("reporting")
    return {"no_report": HOLDS, "rejected": ENDS, "incomplete": ENDS, "complete": ENDS}.get(reporting, UNKNOWN)


def _report_rejected(rule: AlertRule, said: Row, memory: dict[str, Any]) -> str:  # noqa: ARG001
    reporting = said.get("unit", {}).get("reporting")
    return {"rejected": HOLDS, "incomplete": ENDS, "complete": ENDS}.get(reporting, UNKNOWN)


def _mass_imbalance(rule: AlertRule, said: Row, memory: dict[str, Any]) -> str:  # noqa: ARG001
    return {True: HOLDS, False: ENDS, None: UNKNOWN}[said.get("balance", {}).get("out_of_balance")]


def _target_at_risk(rule: AlertRule, said: Row, memory: dict[str, Any]) -> str:  # noqa: ARG001
    row = said.get("target", {})
    if row.get("gap_upper_pp") is None:
        return UNKNOWN
    if row["gap_upper_pp"] < 0:
        return HOLDS
    if row["gap_lower_pp"] >= 0 or (row["gap_pp"] is not None and row["gap_pp"] >= 0):
        return ENDS
    return NEITHER if row["admissible"] else UNKNOWN


STATES = {
    "behind_path": _behind_path,
    "service_stopped": _service_stopped,
    "sharp_drop": _sharp_drop,
    "no_report": _no_report,
    "report_rejected": _report_rejected,
    "mass_imbalance": _mass_imbalance,
    "target_at_risk": _target_at_risk,
}
"""What a month says, by the kind of rule."""
