"""What was refused or doubted, and why: by rule, and the newest one by one."""

from typing import Any

import pandas as pd

from thugom.outputs.page.records import Row, records
from thugom.outputs.page.site import Edition
from thugom.outputs.page.tongue import Tongue

_NEWEST = 200


def quality_values(edition: Edition, tongue: Tongue) -> dict[str, Any]:
    """Return the issues by rule with an example of each, and the newest."""
    issues = edition.release.table("quality_issue")
    newest = issues.sort_values(["arrived_at", "file_path"], ascending=[False, True], kind="stable")
    only = tongue.phrases.only_newest.format(shown=_NEWEST, all=tongue.count(len(issues)))
    return {
        "title": tongue.phrases.quality_view_title,
        "rules": [
            {
                "rule": row["rule_id"],
                "severity": row["severity"],
                "severity_words": tongue.word(row["severity"]),
                "times": tongue.count(row["times"]),
                "message": row[f"message_{tongue.language}"],
            }
            for row in records(_by_rule(newest))
        ],
        "issues": [_issue(row, edition, tongue) for row in records(newest.head(_NEWEST))],
        "only": only if len(issues) > _NEWEST else "",
    }


def _by_rule(issues: pd.DataFrame) -> pd.DataFrame:
    """Return one row per rule: how often it was broken, and its newest message; errors first, the most first."""
    counts = issues.groupby(["severity", "rule_id"], as_index=False).agg(
        times=("rule_id", "size"), message_vi=("message_vi", "first"), message_en=("message_en", "first")
    )
    return counts.sort_values(["severity", "times", "rule_id"], ascending=[True, False, True])


def _issue(row: Row, edition: Edition, tongue: Tongue) -> dict[str, Any]:
    """Return an issue as it is shown."""
    parts = [row["file_path"], row["sheet"], row["cell"]]
    unit = row["unit_id"]
    return {
        "place": ", ".join(str(part) for part in parts if part),
        "unit": edition.names.get(unit, unit or "–"),
        "address": edition.page_of(unit) if unit else None,
        "month": tongue.short_month(row["period"]) if row["period"] else "–",
        "arrived": tongue.day(row["arrived_at"]),
        "severity": row["severity"],
        "severity_words": tongue.word(row["severity"]),
        "message": row[f"message_{tongue.language}"],
    }
