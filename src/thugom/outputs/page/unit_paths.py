"""A unit's way against its own path: of the whole unit, and of each part for which the policy sets a target."""

import pandas as pd

from thugom.outputs.page.charts import Course, Point, path_chart
from thugom.outputs.page.records import Row, records
from thugom.outputs.page.tongue import Tongue

_WHOLE = "all"
_COLUMNS = (
    "unit_id", "settlement", "period", "value", "baseline_on", "baseline", "target", "expected", "gap_pp", "status",
)  # fmt: skip


class UnitPaths:
    """The rows of `unit_path` up to the newest published month, divided by unit and settlement once."""

    def __init__(self, path: pd.DataFrame, newest: str, due: str) -> None:
        """Divide the table.

        Args:
            path: `unit_path`.
            newest: the newest published month, "" before the first.
            due: the month in which the targets are due.
        """
        self._due = due
        self._held: dict[str, dict[str, list[Row]]] = {}
        for row in records(path.loc[path["period"] <= newest, list(_COLUMNS)].sort_values("period")):
            self._held.setdefault(row["unit_id"], {}).setdefault(row["settlement"], []).append(row)

    def status(self, unit_id: str) -> str | None:
        """Return the status of a unit's newest month."""
        rows = self._held.get(unit_id, {}).get(_WHOLE)
        return rows[-1]["status"] if rows else None

    def pictures(self, unit_id: str, name: str, tongue: Tongue) -> list[tuple[str, str]]:
        """Return pictures of the unit's months: whole, and of each part with a target; named where there are two.

        Args:
            unit_id: the unit.
            name: in full.
            tongue: the language.
        """
        courses = {
            part: _course(self._title(unit_id, name, part, tongue), rows, self._due)
            for part, rows in self._shown(unit_id).items()
        }
        called = {part: self._part(unit_id, part, tongue) or tongue.phrases.whole_unit for part in courses}
        return [
            (called[part] if len(courses) > 1 else "", path_chart(course, tongue, f"path-{part}"))
            for part, course in courses.items()
        ]

    def words(self, unit_id: str, tongue: Tongue) -> list[str]:
        """Return where the unit's parts stand against their paths, as far as that is known."""
        p, said = tongue.phrases, []
        for part, rows in self._shown(unit_id).items():
            newest = rows[-1]
            if newest["gap_pp"] is not None:
                text = p.ahead if newest["gap_pp"] >= 0 else p.behind_by
                points, expected = tongue.number(abs(newest["gap_pp"])), tongue.percent(newest["expected"])
                before = f"{self._part(unit_id, part, tongue)}: " if self._part(unit_id, part, tongue) else ""
                said.append(before + text.format(points=points, expected=expected))
        if not any(row["target"] is not None for rows in self._shown(unit_id).values() for row in rows[-1:]):
            said.append(p.no_unit_path)
        return said

    def has_path(self, unit_id: str) -> bool:
        """Tell whether a path is drawn in any picture of a unit."""
        return any(_begun(rows[-1]) is not None for rows in self._shown(unit_id).values())

    def _shown(self, unit_id: str) -> dict[str, list[Row]]:
        """Return the series that are shown: one is enough where a part is the whole unit."""
        held = self._held.get(unit_id, {})
        parts = {part: rows for part, rows in held.items() if part != _WHOLE}
        aimed = {part: rows for part, rows in parts.items() if rows[-1]["target"] is not None}
        if len(parts) == 1 and aimed:
            return aimed
        whole = {_WHOLE: held[_WHOLE]} if _WHOLE in held else {}
        return whole | aimed

    def _part(self, unit_id: str, part: str, tongue: Tongue) -> str:
        """Return what a part is called; "" where it is the whole unit."""
        alone = len(self._held[unit_id].keys() - {_WHOLE}) <= 1
        return "" if part == _WHOLE or alone else str(getattr(tongue.phrases, f"part_{part}"))

    def _title(self, unit_id: str, name: str, part: str, tongue: Tongue) -> str:
        """Return the title of a picture."""
        called = self._part(unit_id, part, tongue)
        return f"{name}{f', {called.lower()}' if called else ''}: {tongue.phrases.unit_path_of}"


def _begun(newest: Row) -> tuple[str, float] | None:
    """Return where a path begins; at the target itself where the baseline is beyond it."""
    if newest["baseline"] is None or newest["baseline_on"] is None or newest["target"] is None:
        return None
    return newest["baseline_on"], min(newest["baseline"], newest["target"])


def _course(title: str, rows: list[Row], due: str) -> Course:
    """Return what is drawn of a series."""
    points = [Point(row["period"], row["value"]) for row in rows]
    return Course(title=title, points=points, target=rows[-1]["target"], due=due, baseline=_begun(rows[-1]))
