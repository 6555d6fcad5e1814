"""What moved the targets since the month before, and which published figures were revised."""

from typing import Any

import pandas as pd

from thugom.outputs.page.records import Row, records
from thugom.outputs.page.site import Edition
from thugom.outputs.page.tongue import Tongue

_SHOWN = 120
_PARTS = ("same_units_pp", "reporting_pp", "revision_pp", "boundary_pp")


def changes_values(edition: Edition, tongue: Tongue) -> dict[str, Any]:
    """Return the newest month's changes, and the revisions of the newest arrivals."""
    release = edition.release
    changes, revised = release.table("change"), _ordered(release.table("revision"))
    only = tongue.phrases.only_newest.format(shown=_SHOWN, all=tongue.count(len(revised)))
    return {
        "title": tongue.phrases.changes_view_title,
        "month": tongue.month(release.period),
        "changes": [_change(row, tongue) for row in records(changes[changes["period"] == release.period])],
        "revised": [_revision(row, edition, tongue) for row in records(revised.head(_SHOWN))],
        "only": only if len(revised) > _SHOWN else "",
    }


def _ordered(revised: pd.DataFrame) -> pd.DataFrame:
    """Return the revisions, those that flipped a verdict first, then the province's, then the newest months."""
    province = revised["table_name"] == "province_coverage"
    flipped = revised["verdict_flipped"].fillna(value=False).astype(bool)
    ranked = revised.assign(_flipped=flipped, _province=province)
    return ranked.sort_values(["_flipped", "_province", "period"], ascending=False, kind="stable")


def _change(row: Row, tongue: Tongue) -> dict[str, Any]:
    """Return what moved a figure."""
    return {
        "indicator": tongue.word(row["indicator"]),
        "denominator": tongue.word(row["denominator_kind"]),
        "before": tongue.percent(row["previous_value"]),
        "now": tongue.percent(row["value"]),
        "difference": tongue.points(row["difference_pp"]),
        "parts": [tongue.points(row[name]) for name in _PARTS],
    }


def _revision(row: Row, edition: Edition, tongue: Tongue) -> dict[str, Any]:
    """Return a figure that was revised."""
    unit = row["unit_id"] or None
    indicator = row["indicator"] or row["table_name"]
    return {
        "where": edition.names.get(unit, unit) if unit else tongue.of(edition.release.place),
        "address": edition.page_of(unit) if unit else None,
        "month": tongue.short_month(row["period"]),
        "indicator": tongue.phrases.rate if indicator == "collected_treated_rate" else tongue.word(indicator),
        "basis": getattr(tongue.phrases, str(row["basis"]), row["basis"]),
        "before": tongue.percent(row["value_before"]),
        "after": tongue.percent(row["value_after"]),
        "flipped": bool(row["verdict_flipped"]),
        "files": row["files"] or "",
    }
