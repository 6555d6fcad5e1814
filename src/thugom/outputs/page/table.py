"""The table of communes: where each stands in the newest month, on today's units."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from thugom.outputs.page.charts import spark
from thugom.outputs.page.records import Row, records
from thugom.outputs.page.site import Edition
from thugom.outputs.page.tongue import Tongue
from thugom.outputs.units_now import units_now
from thugom.outputs.words import COVERED, STATUSES, WITHOUT_STATUS

_MONTHS = 24
CSV_COLUMNS = (
    "unit_id", "unit_code", "name", "kind", "period", "covered", "collected_treated_rate", "status", "gap_pp",
    "reporting", "evidence_grade", "population", "last_report_on",
)  # fmt: skip
"""What the download holds, by the names of the curated tables."""


def table_values(edition: Edition, tongue: Tongue) -> dict[str, Any]:
    """Return the rows of the table."""
    release = edition.release
    now = units_now(release)
    plain = release.table("unit").set_index("unit_id")["name_plain"]
    reported = last_reports(release.table("collection"), release.table("treatment"))
    lines, alerts = _courses(edition), _open_alerts(release.table("alert"))
    rows = [
        _row(row, tongue, edition, plain=str(plain.get(row["unit_id"], "")))
        | {
            "last": tongue.day(reported.get(row["unit_id"])),
            "last_raw": str(reported.get(row["unit_id"], ""))[:10],
            "spark": spark(lines.get(row["unit_id"], [])),
            "alerts": alerts.get(row["unit_id"], 0),
        }
        for row in records(now)
    ]
    for row in rows:
        row["csv"] = {**row["csv"], "last_report_on": row["last_raw"]}
    kinds = [name for name in [*STATUSES, "none"] if any(row["state"] == name for row in rows)]
    return {
        "title": tongue.phrases.table_title,
        "rows": rows,
        "former": not edition.former.empty,
        "states": [(name, state_words(name, tongue)) for name in kinds],
        "covered_short": {
            "yes": tongue.word("yes"),
            "no": tongue.word("no"),
            "unknown": tongue.of(COVERED["unknown"].text),
        },
        "columns": CSV_COLUMNS,
        "file_name": f"thugom-{release.period or 'nothing'}.csv",
        "month": tongue.month(release.period),
    }


def state_words(state: str, tongue: Tongue) -> str:
    """Return what a status is called, also where there is none."""
    return tongue.of(STATUSES[state].text if state in STATUSES else WITHOUT_STATUS.text)


def _row(row: Row, tongue: Tongue, edition: Edition, plain: str) -> dict[str, Any]:
    """Return a unit as it is shown, and as it is downloaded."""
    state = row["status"] or (row["reporting"] if row["reporting"] in STATUSES else None) or "none"
    covered = {True: "yes", False: "no", None: "unknown"}[row["covered"]]
    return {
        "unit_id": row["unit_id"],
        "name": row["full_name"],
        "order": row["name_order"],
        "plain": plain,
        "address": edition.page_of(row["unit_id"]),
        "covered": covered,
        "rate": tongue.percent(row["collected_treated_rate"]),
        "rate_raw": "" if row["collected_treated_rate"] is None else repr(float(row["collected_treated_rate"])),
        "state": state,
        "state_words": state_words(state, tongue),
        "grade": row["evidence_grade"] or "",
        "people": tongue.count(row["population"]),
        "people_raw": "" if row["population"] is None else int(row["population"]),
        "csv": {name: _raw(row.get(name)) for name in CSV_COLUMNS},
    }


def _raw(value: object) -> str:
    """Return a value as the CSV files of the tables have it: "" for unknown.

    >>> _raw(True), _raw(None), _raw(0.25)
    ('true', '', '0.25')
    """
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def last_reports(*tables: pd.DataFrame) -> Mapping[str, str]:
    """Return by unit when the newest report of it that stands arrived."""
    arrivals = pd.concat([table[["unit_id", "arrived_at"]] for table in tables])
    return {str(name): str(when) for name, when in arrivals.dropna().groupby("unit_id")["arrived_at"].max().items()}


def _open_alerts(alerts: pd.DataFrame) -> Mapping[str, int]:
    """Return by unit how many alerts are open."""
    counts = alerts.loc[alerts["state"] != "closed", "unit_id"].dropna().value_counts()
    return {str(name): int(count) for name, count in counts.items()}


def _courses(edition: Edition) -> dict[str, list[float | None]]:
    """Return by unit the rate of the newest months, None where it is not known."""
    path, months = edition.release.table("unit_path"), edition.atlas.months[-_MONTHS:]
    rows = path[(path["settlement"] == "all") & path["period"].isin(months)]
    if rows.empty:
        return {}
    wide = rows.pivot_table(index="unit_id", columns="period", values="value", aggfunc="first", dropna=False)
    wide = wide.reindex(columns=months).astype("float64")
    return {
        str(unit): [None if value != value else value for value in values]  # noqa: PLR0124 - not a number
        for unit, values in zip(wide.index, wide.to_numpy().tolist(), strict=True)
    }
