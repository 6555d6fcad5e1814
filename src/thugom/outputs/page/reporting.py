"""Who has reported and who is missing, the last twelve months, on the units of each month's own time."""

from typing import Any

from thugom.outputs.page.records import records
from thugom.outputs.page.shades import REPORTING
from thugom.outputs.page.site import Edition
from thugom.outputs.page.tongue import Tongue

_MONTHS = 12
SIGNS = {"complete": "●", "incomplete": "◐", "rejected": "✕", "no_report": "○", "pending": "…"}
"""A sign for each state, so that it is told without colour."""


def reporting_values(edition: Edition, tongue: Tongue) -> dict[str, Any]:
    """Return the months with their counts, and each unit's state in them."""
    release = edition.release
    # The newest first: on a narrow screen it is what one sees.
    months = edition.atlas.months[: -_MONTHS - 1 : -1]
    rates = release.table("reporting_rate")
    rates = rates[rates["period"].isin(months)].sort_values("period", ascending=False)
    return {
        "title": tongue.phrases.reporting_view_title,
        "months": [
            {
                "month": tongue.month(row["period"]),
                "due": tongue.day(row["due_on"]),
                "counts": [
                    tongue.count(row[name])
                    for name in ("units_expected", "units_received", "units_accepted", "units_accepted_in_time")
                ],
                "completeness": tongue.percent(row["completeness"]),
                "timeliness": tongue.percent(row["timeliness"]),
            }
            for row in records(rates)
        ],
        "columns": [tongue.short_month(month) for month in months],
        "units": _grid(edition, months, tongue),
        "legend": [(kind, SIGNS[kind], tongue.of(text)) for kind, text in REPORTING.items()],
    }


def _grid(edition: Edition, months: list[str], tongue: Tongue) -> list[dict[str, Any]]:
    """Return each unit in force with its state in each month; the newest month's gaps first."""
    coverage = edition.release.table("commune_coverage")
    here = (coverage["basis"] == "as_is") & (coverage["settlement"] == "all") & coverage["period"].isin(months)
    rows = coverage.loc[here, ["unit_id", "period", "reporting"]]
    states = dict(zip(zip(rows["unit_id"], rows["period"], strict=True), rows["reporting"], strict=True))
    units = []
    for row in records(edition.units[["unit_id", "full_name"]]):
        kinds = [states.get((row["unit_id"], month)) for month in months]
        cells = [_cell(kind, tongue) for kind in kinds]
        worst = bool(kinds) and kinds[0] != "complete"
        units.append(
            {"name": row["full_name"], "address": edition.page_of(row["unit_id"]), "cells": cells, "late": worst}
        )
    return sorted(units, key=lambda unit: not unit["late"])


def _cell(kind: object, tongue: Tongue) -> tuple[str, str, str]:
    """Return a state: class, sign and words."""
    known = str(kind) if kind in REPORTING else ""
    return known or "unknown", SIGNS.get(known, "–"), tongue.of(REPORTING[known]) if known else "–"
