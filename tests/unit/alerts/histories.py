"""Histories: tables of a few units over a few months, each unit's months on one line."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pandas as pd

from tests.unit.measures.accounts import packaged_policy
from thugom.alerts.conditions import episodes
from thugom.contracts import Alerting, AlertRule, Policy
from thugom.measures.periods import months_between

POLICY = packaged_policy()
RULES = {rule.id: rule for rule in POLICY.alerting.rules}
MONTHS = months_between("2023-01", "2026-12")
Tables = dict[str, pd.DataFrame]
Found = list[tuple[Any, ...]]
"""Subject, and the months in which an episode began, opened, was confirmed last and ended, counted from 1."""
_WORDS = {"yes": True, "no": False, ".": None}
_WORST_LAST = ("", "on_track", "pending", "incomplete", "rejected", "no_report", "watch", "behind")
_PROVINCE = ("upper", "expected", "gap_pp", "gap_lower_pp", "gap_upper_pp", "admissible")
_UNITS = ("covered", "reporting", "collected_treated_rate")


def coverage(column: str, **units: str) -> pd.DataFrame:
    """Return rows of `commune_coverage`: of each unit one column, month by month; `.` is null.

    >>> coverage("covered", A="yes . no")[["unit_id", "period", "covered"]].values.tolist()
    [['A', '2023-01', True], ['A', '2023-02', None], ['A', '2023-03', False]]
    """
    rows = _rows("unit_id", column, units)
    others = {name: None for name in _UNITS if name != column}
    return rows.assign(**others, basis="as_is", settlement="all", period_kind="month")


def paths(**units: str) -> pd.DataFrame:
    """Return rows of `unit_path`: each unit's gaps in points, or the state of a report that is not complete.

    A unit of two settlements is named twice: `A__urban`, `A__rural`; of one that is named once all is urban.
    """
    gaps = _rows("named", "gap_pp", units)
    word = gaps["gap_pp"].map(lambda cell: isinstance(cell, str)).astype(bool)
    points = gaps["gap_pp"].mask(word, None).astype("Float64")
    names = [name.partition("__") for name in gaps["named"]]
    parts = pd.DataFrame(
        {
            "unit_id": pd.Series([name for name, _, _ in names], dtype="str"),
            "period": gaps["period"],
            "settlement": pd.Series([part or "urban" for _, _, part in names], dtype="str"),
            "gap_pp": points,
            "expected": pd.Series(0.8, index=gaps.index, dtype="Float64"),
            "value": points / 100 + 0.8,
            "target": pd.Series(1.0, index=gaps.index, dtype="Float64"),
            "status": [cell if isinstance(cell, str) else _status(cell) for cell in gaps["gap_pp"]],
        }
    )
    rank = parts["status"].fillna("").map(_WORST_LAST.index)
    worst = parts.assign(rank=rank).sort_values("rank").drop_duplicates(["unit_id", "period"], keep="last")
    whole = worst[["unit_id", "period", "status"]].assign(settlement="all")
    return pd.concat([parts, whole], ignore_index=True)


_RANK = {
    name: rank
    for rank, name in enumerate(("", "on_track", "pending", "incomplete", "rejected", "no_report", "watch", "behind"))
}


def _status(gap: float | None) -> str | None:
    """Return the status of a gap under the packaged policy."""
    if gap is None:
        return None
    return "on_track" if gap >= -2 else "watch" if gap >= -5 else "behind"


def province(target: str, **columns: str) -> pd.DataFrame:
    """Return rows of `province_coverage` of a target on its headline."""
    one = next(entry for entry in POLICY.targets if entry.id == target)
    laid = {name: _rows("target_id", name, {target: line}) for name, line in columns.items()}
    rows = next(iter(laid.values())).drop(columns=next(iter(laid)))
    rows = rows.assign(**{name: part[name] for name, part in laid.items()})
    names = {"indicator": one.indicator, "settlement": one.settlement, "denominator_kind": one.headline}
    return rows.drop(columns="target_id").assign(**names, basis="as_is", period_kind="month")


def _rows(subject: str, column: str, lines: Mapping[str, str]) -> pd.DataFrame:
    """Return one row per subject and month."""
    rows = [
        (name, month, _cell(word))
        for name, line in lines.items()
        for month, word in zip(MONTHS, line.split(), strict=False)
    ]
    frame = pd.DataFrame(rows, columns=[subject, "period", column]).astype({subject: "str", "period": "str"})
    return frame.assign(**{column: pd.Series([row[2] for row in rows], dtype=object)})


def _cell(word: str) -> bool | float | str | None:
    """Return a cell: yes, no, null, a number, or a word."""
    if word in _WORDS:
        return _WORDS[word]
    try:
        return float(word)
    except ValueError:
        return word


def tables(due: int | None = None, **given: pd.DataFrame) -> Tables:
    """Return the tables that rules read; those that are not given are empty. Every month is due, or the first ones."""
    seen = [month for frame in given.values() for month in frame["period"]]
    months = months_between(min(seen), max(seen)) if seen else []
    rates = pd.DataFrame({"period": pd.Series(months, dtype="str"), "complete": True})
    if due is not None:
        rates["complete"] = rates["period"] < MONTHS[due]
    targets = [(one.id, one.indicator, one.settlement, one.headline) for one in POLICY.targets]
    empty = {
        "commune_coverage": coverage("covered"),
        "unit_path": paths(),
        "province_coverage": province("communes_covered", **dict.fromkeys(_PROVINCE, "")),
        "target": pd.DataFrame(targets, columns=["target_id", "indicator", "settlement", "headline"], dtype="str"),
    }
    # What the rules of units speak of are the units of commune_coverage.
    if "commune_coverage" not in given:
        named = [frame[["unit_id", "period"]] for frame in given.values() if "unit_id" in frame]
        units = pd.concat([empty["commune_coverage"][["unit_id", "period"]], *named]).drop_duplicates()
        empty["commune_coverage"] = units.assign(
            **dict.fromkeys(_UNITS), basis="as_is", settlement="all", period_kind="month"
        )
    return {"reporting_rate": rates, **empty, **given}


def rule(name: str, **numbers: str | int) -> AlertRule:
    """Return a rule of the packaged policy, with some of its numbers changed."""
    changed = {key: Fraction(number) for key, number in numbers.items()}
    return replace(RULES[name], numbers={**RULES[name].numbers, **changed})


def under(*rules: AlertRule) -> Policy:
    """Return the packaged policy with these rules only."""
    return replace(POLICY, alerting=Alerting(rules, 14))


def found(given: Tables, *rules: AlertRule) -> Found:
    """Return the episodes in short."""
    rows = episodes(given, under(*rules))
    months = [
        [None if pd.isna(label) else MONTHS.index(label) + 1 for label in rows[name]]
        for name in ("began_in", "opened_in", "confirmed_in", "ended_in")
    ]
    return list(zip(rows["subject"], *months, strict=True))
