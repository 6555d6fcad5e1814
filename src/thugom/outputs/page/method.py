"""How the figures are computed, in the words of the contracts that declare them."""

from typing import Any

from thugom.language.catalogue import translator
from thugom.outputs.page.records import records
from thugom.outputs.page.site import Edition
from thugom.outputs.page.tongue import Tongue
from thugom.outputs.words import DENOMINATORS, INDICATORS, STATUSES

_TABLES = ("province_coverage", "commune_coverage", "unit_path", "reporting_rate")


def method_values(edition: Edition, tongue: Tongue) -> dict[str, Any]:
    """Return the targets with their sources, and each column with its meaning."""
    release = edition.release
    tables = []
    for name in _TABLES:
        contract = release.contracts.get(name)
        if contract is None:
            continue
        columns = [
            (field.name, tongue.of(field.title), tongue.of(field.description) if field.description else "", field.unit)
            for field in contract.fields
        ]
        about = tongue.of(contract.description) if contract.description else ""
        tables.append({"title": tongue.of(contract.title), "about": about, "columns": columns, "name": name})
    say = translator(tongue.language)
    return {
        "title": tongue.phrases.method_view_title,
        "targets": [
            {
                "title": row[f"title_{tongue.language}"],
                "target": tongue.round_percent(row["target"]),
                "due": tongue.month(row["due"]),
                "source": say(str(row["source"] or "–")),
            }
            for row in records(release.table("target"))
        ],
        "statuses": [(name, tongue.of(shade.text)) for name, shade in STATUSES.items()],
        "indicators": [tongue.of(text) for text in INDICATORS.values()],
        "denominators": [tongue.of(text) for text in DENOMINATORS.values()],
        "tables": tables,
    }
