"""The first screen: where the two targets stand, in plain words and figures."""

from collections import Counter
from typing import Any

import pandas as pd

from thugom.outputs.page.charts import path_chart
from thugom.outputs.page.courses import TargetCourse, courses_of, drawn_course
from thugom.outputs.page.maps import map_svg
from thugom.outputs.page.records import Row, records
from thugom.outputs.page.shades import SHADINGS
from thugom.outputs.page.site import Edition
from thugom.outputs.page.tongue import Tongue
from thugom.outputs.page.words import RULES

_RUNG, _NEXT = 6, 5
"""How many are named whom to ring, and whom to serve next."""


def front_values(edition: Edition, tongue: Tongue) -> dict[str, Any]:
    """Return what the first screen shows."""
    release = edition.release
    reporting = release.table("reporting_rate")
    newest = records(reporting[reporting["period"] == release.period])
    alerts = release.table("alert")
    open_alerts = int((alerts["state"] != "closed").sum()) if len(alerts) else 0
    return {
        "cards": [_card(course, tongue, f"path{number}") for number, course in enumerate(courses_of(release))],
        "reporting": _reporting(newest[0], tongue) if newest else None,
        "ring": _ring(edition),
        "next": _next(edition, tongue),
        "open_alerts": open_alerts,
        "alert_counts": _alert_counts(alerts, tongue),
        "map": _map(edition, tongue),
        "classes": list(SHADINGS[0].classes.items()),
        "schematic": edition.schematic,
    }


def _card(course: TargetCourse, tongue: Tongue, name: str) -> dict[str, Any]:
    """Return a target as it is shown: figure, ends, verdict, what is missing, where it leads, and its picture."""
    now, target, p = course.now, course.target, tongue.phrases
    card: dict[str, Any] = {
        "title": target[f"title_{tongue.language}"],
        "target": tongue.round_percent(target["target"]),
        "due": tongue.month(target["due"]),
        "source": target["source"],
        "known": now is not None,
        "chart": path_chart(drawn_course(course, tongue), tongue, name) if course.path else "",
    }
    if now is None:
        return card
    status = now["target_status"] or "undetermined"
    return card | {
        "value": tongue.percent(now["value"])
        if now["value"] is not None
        else tongue.interval(now["lower"], now["upper"]),
        "value_known": now["value"] is not None,
        "interval": tongue.interval(now["lower"], now["upper"]),
        "exact": now["lower"] == now["upper"],
        "status": status,
        "verdict": tongue.word(status),
        "missing": _missing(now, tongue),
        "course": course_words(course, tongue),
        "on_course": course.on_path.get("on_course") or "unknown",
        "depends": bool(now["verdict_depends_on_denominator"]),
        "biological": tongue.percent(course.biological["value"]) if course.biological else None,
        "bar": _bar(now, target),
        "outside": p.value_outside if now["value_outside_bounds"] else "",
    }


def _bar(now: Row, target: Row) -> dict[str, float]:
    """Return the ends, the value and the target on a scale of 100."""
    shares = {name: now[name] for name in ("lower", "upper", "value")} | {"target": target["target"]}
    return {name: round(min(max(share, 0.0), 1.0) * 100, 2) for name, share in shares.items() if share is not None}


def _missing(now: Row, tongue: Tongue) -> str:
    """Return how many units are missing to the target, where it counts units."""
    if now["needed"] is None:
        return ""
    best, sure = now["missing_units_best"], now["missing_units"]
    if not sure:
        return tongue.phrases.none_missing.format(
            needed=tongue.count(now["needed"]), units=tongue.count(now["units_in_force"])
        )
    text = tongue.phrases.missing if best == sure else tongue.phrases.missing_between
    return text.format(
        missing=tongue.count(sure),
        best=tongue.count(best),
        needed=tongue.count(now["needed"]),
        units=tongue.count(now["units_in_force"]),
    )


def course_words(course: TargetCourse, tongue: Tongue) -> list[str]:
    """Return whether the target is going to be met, as far as that can be said."""
    row, p = course.on_path, tongue.phrases
    said = []
    if row.get("gap_pp") is not None:
        text = p.ahead if row["gap_pp"] >= 0 else p.behind_by
        said.append(text.format(points=tongue.number(abs(row["gap_pp"])), expected=tongue.percent(row["expected"])))
    elif row.get("expected") is not None:
        said.append(_gap_words(row, tongue))
    else:
        said.append(p.no_path_yet)
    said.append(
        {"yes": p.on_course_yes, "no": p.on_course_no, "uncertain": p.on_course_uncertain}.get(
            str(row.get("on_course")), p.on_course_unknown
        )
    )
    if row.get("required_pp_per_year"):
        said.append(p.pace.format(points=tongue.number(row["required_pp_per_year"])))
    if row.get("required_units"):
        said.append(
            p.required_units.format(units=tongue.count(row["required_units"]), month=tongue.month(row["required_by"]))
        )
    return said


def _gap_words(row: Row, tongue: Tongue) -> str:
    """Return between which ends the gap lies; where both are on one side of the path, that much is sure."""
    p, expected = tongue.phrases, tongue.percent(row["expected"])
    least, most = row["gap_lower_pp"], row["gap_upper_pp"]
    if least is not None and most is not None and (most < 0 or least >= 0):
        text = p.gap_surely_behind if most < 0 else p.gap_surely_ahead
        near, far = sorted((abs(least), abs(most)))
        return text.format(least=tongue.number(near), most=tongue.number(far), expected=expected)
    return p.gap_between.format(least=tongue.points(least), most=tongue.points(most), expected=expected)


def _reporting(row: Row, tongue: Tongue) -> dict[str, Any]:
    """Return how complete the reporting of the month is."""
    expected = row["units_expected"]
    return {
        "sent": tongue.count(row["units_received"]),
        "accepted": tongue.count(row["units_accepted"]),
        "in_time": tongue.count(row["units_accepted_in_time"]),
        "expected": tongue.count(expected),
        "absent": tongue.count(expected - row["units_received"]),
        "completeness": tongue.percent(row["completeness"]),
        "width": round(100 * (row["completeness"] or 0.0), 1),
        "due": tongue.day(row["due_on"]),
    }


def _ring(edition: Edition) -> list[dict[str, Any]]:
    """Return whose report would narrow the interval most, each once."""
    rows = edition.release.table("interval_contribution").sort_values("interval_contribution_pp", ascending=False)
    once = rows.drop_duplicates("unit_id").head(_RUNG)
    return [row | {"address": edition.page_of(row["unit_id"])} for row in records(once)]


def _next(edition: Edition, tongue: Tongue) -> list[dict[str, Any]]:
    """Return whom to serve next, on today's units."""
    rows = edition.release.table("priority")
    here = rows[(rows["basis"] == "as_is") & (rows["list"] == "serve_next")].sort_values("rank").head(_NEXT)
    return [
        row
        | {
            "address": edition.page_of(row["unit_id"]),
            "people": tongue.count(row["people_to_gain"]),
            "why": tongue.word(row["reason"]),
        }
        for row in records(here)
    ]


def _alert_counts(alerts: pd.DataFrame, tongue: Tongue) -> list[tuple[str, str]]:
    """Return how many alerts of each rule are open, the most first."""
    opened = Counter(str(rule) for rule in alerts.loc[alerts["state"] != "closed", "rule"])
    counts = sorted(opened.items(), key=lambda item: (-item[1], item[0]))
    return [(tongue.of(RULES[rule]) if rule in RULES else rule, tongue.count(count)) for rule, count in counts]


def _map(edition: Edition, tongue: Tongue) -> str:
    """Return the newest month's map: which units are covered."""
    atlas, month = edition.atlas, edition.release.period
    if month is None or ("as_was", month) not in atlas.ground_at:
        return ""
    shading = SHADINGS[0]
    ground = atlas.ground("as_was", month)
    codes = atlas.codes("as_was", "all", month).get(shading.column, [-1] * len(ground.unit_ids))
    return map_svg(ground, shading, codes, edition.names, tongue, edition.page_of)
