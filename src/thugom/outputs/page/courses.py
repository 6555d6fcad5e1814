"""The targets on their way: each with its newest month, its months so far, and what the path says of them."""

from dataclasses import dataclass

import pandas as pd

from thugom.outputs.page.charts import Course, Point
from thugom.outputs.page.records import Row, records
from thugom.outputs.page.tongue import Tongue
from thugom.outputs.release import Release

MONTHS_SHOWN = 36


@dataclass(frozen=True, eq=False)
class TargetCourse:
    """A target: its row, its newest month on the units of its own time, and its months on today's units.

    `now` is None before the first month that is past due.
    """

    target: Row
    now: Row | None
    path: list[Row]
    biological: Row | None

    @property
    def on_path(self) -> Row:
        """The newest month on today's units, on which the path runs."""
        return self.path[-1] if self.path else {}


def courses_of(release: Release) -> list[TargetCourse]:
    """Return the targets' courses, in the order of the policy's table."""
    province = release.table("province_coverage")
    months = province[
        (province["period_kind"] == "month") & province["complete"].fillna(value=False).astype(bool)
    ].sort_values("period")
    return [_course(release, months, target) for target in records(release.table("target"))]


def _course(release: Release, months: pd.DataFrame, target: Row) -> TargetCourse:
    """Return the course of a target by its headline denominator."""
    of_place = months[months["settlement"] == target["settlement"]]
    headline = of_place[
        (of_place["indicator"] == target["indicator"]) & (of_place["denominator_kind"] == target["headline"])
    ]
    now = headline[(headline["basis"] == "as_was") & (headline["period"] == release.period)]
    path = headline[headline["basis"] == "as_is"].tail(MONTHS_SHOWN)
    biological = of_place[
        (of_place["indicator"] == f"{target['indicator']}_biological")
        & (of_place["basis"] == "as_was")
        & (of_place["period"] == release.period)
    ]
    return TargetCourse(target, _first(now), records(path), _first(biological))


def _first(rows: pd.DataFrame) -> Row | None:
    """Return the first row, None where there is none."""
    return records(rows.head(1))[0] if len(rows) else None


def drawn_course(course: TargetCourse, tongue: Tongue) -> Course:
    """Return what is drawn of a target."""
    newest = course.on_path
    ends = [newest.get(f"projected_2030_{end}") for end in ("lower", "limited", "upper")]
    baseline = (newest["baseline_on"], newest["baseline"]) if newest.get("baseline") is not None else None
    return Course(
        title=f"{course.target[f'title_{tongue.language}']}: {tongue.phrases.path_to} {course.target['due'][:4]}",
        points=[Point(row["period"], row["value"], row["lower"], row["upper"], row["expected"]) for row in course.path],
        target=course.target["target"],
        due=course.target["due"],
        projected=None if any(end is None for end in ends) else (ends[0], ends[1], ends[2]),  # type: ignore[arg-type]
        baseline=baseline if baseline and baseline[0] else None,
    )
