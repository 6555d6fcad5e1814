"""The map view before any script runs: the newest month, and the same as a table."""

from typing import Any

from thugom.outputs.page.maps import map_svg, said
from thugom.outputs.page.series import BASES, SETTLEMENTS
from thugom.outputs.page.shades import SHADINGS, kind_of
from thugom.outputs.page.site import Edition
from thugom.outputs.page.tongue import Tongue


def map_values(edition: Edition, tongue: Tongue) -> dict[str, Any]:
    """Return what the map view shows: whether each unit is covered, in the newest month, on its own boundaries."""
    atlas, month, shading = edition.atlas, edition.release.period, SHADINGS[0]
    values: dict[str, Any] = {
        "title": tongue.phrases.map_title,
        "shadings": [(one.column, tongue.of(one.text)) for one in SHADINGS],
        "bases": [(basis, getattr(tongue.phrases, basis)) for basis in BASES if basis in atlas.bases],
        "settlements": [(one, getattr(tongue.phrases, one)) for one in SETTLEMENTS],
        "months": [(one, tongue.month(one)) for one in atlas.months],
        "shading_title": tongue.of(shading.text),
        "classes": [(kind, tongue.of(text)) for kind, text in shading.classes.items()],
        "map": "",
        "rows": [],
        "newest": tongue.month(month),
        "schematic": edition.schematic,
    }
    if month is None or ("as_was", month) not in atlas.ground_at:
        return values
    ground = atlas.ground("as_was", month)
    codes = atlas.codes("as_was", "all", month).get(shading.column, [-1] * len(ground.unit_ids))
    values["map"] = map_svg(ground, shading, codes, edition.names, tongue, edition.page_of)
    values["rows"] = [
        (edition.names.get(one, one), edition.page_of(one), kind_of(shading, code), said(shading, code, tongue))
        for one, code in zip(ground.unit_ids, codes, strict=True)
    ]
    return values
