"""A page per unit: its months against its path, its waste by method, its reports, issues, alerts and parents."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from thugom.outputs.page.records import Row, records
from thugom.outputs.page.shades import GRADES
from thugom.outputs.page.site import Edition, ReceiptOf
from thugom.outputs.page.table import state_words
from thugom.outputs.page.tongue import Tongue
from thugom.outputs.page.unit_paths import UnitPaths
from thugom.outputs.page.unit_series import series_name
from thugom.outputs.page.words import METHODS, RULES, STATES
from thugom.outputs.release import Release

_SHOWN, _METHOD_MONTHS, _MONTHS = 40, 12, 36
"""Rows of reports and issues; months by method; months in the table (the picture and the download have all)."""
_COVERAGE = (
    "unit_id", "period", "generated_t", "generation_basis", "collected_t", "treated_t", "collected_treated_rate",
    "households", "households_served", "household_coverage", "covered", "reporting", "evidence_grade",
)  # fmt: skip


class UnitPages:
    """The pages of all units of an edition: every table is divided by unit once."""

    def __init__(self, edition: Edition) -> None:
        """Divide the tables."""
        release = edition.release
        self._edition = edition
        self._units = {row["unit_id"]: row for row in records(edition.units)}
        coverage = release.table("commune_coverage")
        monthly = (coverage["period_kind"] == "month") & (coverage["basis"] == "as_is")
        shown = edition.atlas.months[-_MONTHS:]
        due = coverage["period"].isin(shown) & (coverage["settlement"] == "all")
        self._months = _by_unit(coverage.loc[monthly & due, list(_COVERAGE)].sort_values("period"))
        self._methods = _by_unit(_methods(release.table("treatment"), edition.atlas.months[-_METHOD_MONTHS:]))
        self._reports = _by_unit(_reports(release))
        issues = release.table("quality_issue").sort_values("arrived_at", ascending=False, kind="stable")
        self._issues = _by_unit(
            issues[["unit_id", "period", "file_path", "sheet", "cell", "severity", "message_vi", "message_en"]]
        )
        self._alerts = _by_unit(release.table("alert"))
        self._parents = _by_unit(release.table("unit_lineage").rename(columns={"to_unit_id": "unit_id"}))
        self._facilities = dict(records_of_pairs(release.table("facility")))
        dues = sorted(release.table("target")["due"].tolist())
        self._paths = UnitPaths(release.table("unit_path"), release.period or "", dues[-1] if dues else "2030-12")

    def values(self, unit_id: str, tongue: Tongue) -> dict[str, Any]:
        """Return what the page of a unit shows."""
        unit, p = self._units[unit_id], tongue.phrases
        months = self._months.get(unit_id, [])
        now = months[-1] if months else None
        issues = self._issues.get(unit_id, [])
        reports = self._reports.get(unit_id, [])
        status = self._paths.status(unit_id)
        return {
            "title": unit["full_name"],
            "unit_lead": p.unit_lead.format(
                kind=tongue.word(unit["kind"]), code=unit["unit_code"], people=tongue.count(unit["population"])
            ),
            "now": _now(now, tongue) if now else None,
            "state": status or "none",
            "state_words": state_words(status or "none", tongue),
            "charts": self._paths.pictures(unit_id, unit["full_name"], tongue),
            "course": self._paths.words(unit_id, tongue) if now else [],
            "has_path": self._paths.has_path(unit_id),
            "series": series_name(unit_id),
            "months_all": _months_of(len(self._edition.atlas.months), tongue),
            "months": [_month(row, tongue) for row in reversed(months)],
            "methods": self._methods_of(unit_id, tongue),
            "reports": [_report(row, tongue, self._edition.receipt_of) for row in reports[:_SHOWN]],
            "reports_all": _only(reports, tongue),
            "issues": [_issue(row, tongue) for row in issues[:_SHOWN]],
            "issues_all": _only(issues, tongue),
            "alerts": [_alert(row, tongue) for row in self._alerts.get(unit_id, [])],
            "parents": self._parents_of(unit_id, tongue),
        }

    def _methods_of(self, unit_id: str, tongue: Tongue) -> list[tuple[str, str, str]]:
        """Return the tonnes of the last months by method and facility, the most first."""
        return [
            (
                tongue.of(METHODS[row["method"]]) if row["method"] in METHODS else str(row["method"]),
                str(self._facilities.get(row["facility_code"], row["facility_code"]) or "–"),
                tongue.number(row["treated_t"]),
            )
            for row in self._methods.get(unit_id, [])
        ]

    def _parents_of(self, unit_id: str, tongue: Tongue) -> list[tuple[str, str | None, str, str]]:
        """Return what a unit was formed from: name, where it is told of, day, share."""
        return [
            (
                str(self._edition.names.get(row["from_unit_id"], row["from_unit_id"])),
                self._edition.page_of(row["from_unit_id"]),
                tongue.day(row["effective_on"]),
                "" if row["share"] == 1 else tongue.percent(row["share"]),
            )
            for row in self._parents.get(unit_id, [])
        ]


def _by_unit(frame: pd.DataFrame) -> Mapping[str, list[Row]]:
    """Return a frame's rows by `unit_id`, in their order."""
    found: dict[str, list[Row]] = {}
    for row in records(frame):
        found.setdefault(row["unit_id"], []).append(row)
    return found


def records_of_pairs(facilities: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the code and the newest name of each facility."""
    rows = facilities.sort_values(["facility_code", "valid_from"])
    return list(zip(rows["facility_code"], rows["name"], strict=True))


def _methods(treatment: pd.DataFrame, months: list[str]) -> pd.DataFrame:
    """Return the domestic tonnes of some months by unit, method and facility."""
    here = treatment["period"].isin(months) & (treatment["stream"].fillna("domestic") == "domestic")
    keys = ["unit_id", "method", "facility_code"]
    sums = treatment.loc[here, [*keys, "treated_t"]].groupby(keys, dropna=False).sum().reset_index()
    return sums.sort_values("treated_t", ascending=False, kind="stable")


def _reports(release: Release) -> pd.DataFrame:
    """Return which files speak of a unit and a month, with how many rows that stand, the newest first.

    A file of which nothing stands is one, too: it went back, and its receipt says why.
    """
    keys = ["unit_id", "period", "file_path", "file_sha256", "arrived_at"]
    standing = pd.concat([release.table(name)[[*keys, "submitted_on"]] for name in ("collection", "treatment")])
    named = release.table("quality_issue")[keys].dropna(subset=["unit_id", "period"]).drop_duplicates()
    both = pd.concat([standing.assign(rows=1), named.assign(rows=0, submitted_on=None)])
    # As days and not as objects: only those are compared many at a time.
    both["submitted_on"] = pd.to_datetime(both["submitted_on"])
    counted = both.groupby(keys, dropna=False).agg(rows=("rows", "sum"), submitted_on=("submitted_on", "max"))
    return counted.reset_index().sort_values(["period", "arrived_at"], ascending=False, kind="stable")


def _now(row: Row, tongue: Tongue) -> dict[str, Any]:
    """Return the newest month of a unit."""
    return {
        "month": tongue.month(row["period"]),
        "rate": tongue.percent(row["collected_treated_rate"]),
        "covered": {True: "yes", False: "no", None: "unknown"}[row["covered"]],
        "reporting": tongue.word(row["reporting"]),
        "grade": tongue.of(GRADES[row["evidence_grade"]]) if row["evidence_grade"] in GRADES else "–",
        "households": tongue.percent(row["household_coverage"]),
    }


def _month(row: Row, tongue: Tongue) -> dict[str, Any]:
    """Return a month of a unit as a row of its table."""
    return {
        "month": tongue.short_month(row["period"]),
        "generated": tongue.number(row["generated_t"]),
        "estimated": row["generation_basis"] == "estimated" and row["generated_t"] is not None,
        "collected": tongue.number(row["collected_t"]),
        "treated": tongue.number(row["treated_t"]),
        "rate": tongue.percent(row["collected_treated_rate"]),
        "households": tongue.count(row["households"]),
        "served": tongue.count(row["households_served"]),
        "reporting": row["reporting"] or "",
        "reporting_words": tongue.word(row["reporting"]),
        "grade": row["evidence_grade"] or "–",
    }


def _report(row: Row, tongue: Tongue, receipt_of: ReceiptOf) -> dict[str, Any]:
    """Return a file that speaks of a unit."""
    return {
        "month": tongue.short_month(row["period"]),
        "file": row["file_path"],
        "submitted": tongue.day(row["submitted_on"]),
        "arrived": tongue.day(row["arrived_at"]),
        "rows": tongue.count(row["rows"]),
        "receipt": receipt_of(str(row["file_path"]), str(row["file_sha256"])),
    }


def _issue(row: Row, tongue: Tongue) -> dict[str, Any]:
    """Return an issue in a report."""
    place = [str(part) for part in (row["sheet"], row["cell"]) if part]
    return {
        "month": tongue.short_month(row["period"]) if row["period"] else "–",
        "file": row["file_path"],
        "place": ", ".join(place),
        "severity": row["severity"],
        "severity_words": tongue.word(row["severity"]),
        "message": row[f"message_{tongue.language}"],
    }


def _alert(row: Row, tongue: Tongue) -> tuple[str, str, str, str]:
    """Return an alert of a unit: rule, since when, last seen, state."""
    rule, state = row["rule"], row["state"]
    return (
        tongue.of(RULES[rule]) if rule in RULES else rule,
        tongue.short_month(row["began_in"]),
        tongue.short_month(row["confirmed_in"]),
        tongue.of(STATES[state]) if state in STATES else state,
    )


def _only(rows: list[Row], tongue: Tongue) -> str:
    """Return that not all rows are shown; "" where they are."""
    if len(rows) <= _SHOWN:
        return ""
    return tongue.phrases.only_newest.format(shown=_SHOWN, all=tongue.count(len(rows)))


def _months_of(every: int, tongue: Tongue) -> str:
    """Return that the table has the newest months only; "" where it has all."""
    return tongue.phrases.months_shown.format(shown=_MONTHS, all=every) if every > _MONTHS else ""
