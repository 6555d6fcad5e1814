"""The units that are no more: until when each was in force, and into which it went."""

from typing import Any

from thugom.outputs.page.records import records
from thugom.outputs.page.site import Edition
from thugom.outputs.page.tongue import Tongue


def former_values(edition: Edition, tongue: Tongue) -> dict[str, Any]:
    """Return the former units in Vietnamese order, each under the anchor to which `Edition.page_of` leads."""
    heirs: dict[str, list[tuple[str, str | None, str]]] = {}
    for row in records(edition.release.table("unit_lineage")):
        whole = row["share"] is None or row["share"] == 1
        heir = row["to_unit_id"]
        told = (
            str(edition.names.get(heir, heir)),
            edition.page_of(heir),
            "" if whole else tongue.percent(row["share"]),
        )
        heirs.setdefault(row["from_unit_id"], []).append(told)
    return {
        "title": tongue.phrases.former_title,
        "rows": [
            {
                "anchor": edition.anchor_of(row["unit_id"]),
                "name": row["full_name"],
                "code": row["unit_code"],
                "district": row["district_name"] or "–",
                "until": tongue.day(row["valid_to"]),
                "heirs": heirs.get(row["unit_id"], []),
            }
            for row in records(edition.former)
        ],
    }
