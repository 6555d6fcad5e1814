"""Figures as data values of DHIS2: a `dataValueSets` payload, to be sent by POST to /api/dataValueSets.

What is unknown is no data value: DHIS2 takes a missing value for not reported, and a 0 for 0. What was estimated says
so in its comment.
"""

import json
from collections.abc import Iterator
from typing import Any

import pandas as pd

from thugom.contracts.exchange import Dhis2, UnitValue
from thugom.outputs.exchanged import due_periods, written
from thugom.outputs.release import Release

ESTIMATED, SYNTHETIC, PARTLY = "estimated", "synthetic, not real data", "over the units that are known"


def dhis2_bytes(release: Release, exchange: Dhis2) -> bytes:
    """Return the payload as JSON text: no moment but the publication's, the same release the same bytes."""
    scheme = exchange.id_scheme.upper()
    payload = {
        "dataElementIdScheme": scheme,
        "orgUnitIdScheme": scheme,
        "categoryOptionComboIdScheme": scheme,
        "dataValues": [*_unit_values(release, exchange), *_province_values(release, exchange)],
    }
    return (json.dumps(payload, ensure_ascii=False, indent=1) + "\n").encode()


def period_of(kind: str, period: str) -> str:
    """Return a period in DHIS2's words.

    >>> period_of("month", "2026-10"), period_of("quarter", "2026-Q4"), period_of("half_year", "2026-H2")
    ('202610', '2026Q4', '2026S2')
    >>> period_of("year", "2026")
    '2026'
    """
    text = period.replace("-", "")
    return text.replace("H", "S") if kind == "half_year" else text


def _unit_values(release: Release, exchange: Dhis2) -> Iterator[dict[str, str]]:
    """Yield what is known of each unit, on the units in force today: an organisation unit is one of them."""
    coverage = release.table("commune_coverage")
    here = coverage[coverage["basis"] == "as_is"].merge(due_periods(release, exchange.period_kinds))
    for row in here.sort_values(["period_kind", "period", "unit_id", "settlement"]).to_dict("records"):
        for value in exchange.unit_values:
            if row["settlement"] == value.settlement and not pd.isna(row[value.column]):
                org_unit = exchange.org_unit(row["unit_id"], row["unit_code"])
                said = _comment(release, [ESTIMATED] * _is_estimated(row, value))
                yield _value(value, row, org_unit, value.column, said)


def _is_estimated(row: dict[Any, Any], value: UnitValue) -> bool:
    """Tell whether a unit's figure was not reported as it stands: estimated, or divided among several."""
    basis = value.column == "generated_t" and row["generation_basis"] == "estimated"
    return bool(basis or row["estimated"] or row["apportioned"])


def _province_values(release: Release, exchange: Dhis2) -> Iterator[dict[str, str]]:
    """Yield the province's indicators, on the units of each period's own time."""
    province = release.table("province_coverage")
    here = province[province["basis"] == "as_was"].merge(due_periods(release, exchange.period_kinds))
    for value in exchange.province_values:
        wanted = (
            (here["indicator"] == value.indicator)
            & (here["denominator_kind"] == value.denominator_kind)
            & (here["settlement"] == value.settlement)
            & here["value"].notna()
        )
        for row in here[wanted].sort_values(["period_kind", "period"]).to_dict("records"):
            said = _comment(release, [PARTLY] * (row["lower"] != row["upper"]))
            yield _value(value, row, exchange.province, "value", said)


def _comment(release: Release, said: list[str]) -> str:
    """Return what must be said of a value: where it is no plain figure of somebody's report."""
    return "; ".join([*said, *([SYNTHETIC] if release.synthetic else [])])


def _value(value: Any, row: dict[Any, Any], org_unit: str, column: str, comment: str) -> dict[str, str]:  # noqa: ANN401 - UnitValue or ProvinceValue
    """Return one data value."""
    combo = {"categoryOptionCombo": value.category_option_combo} if value.category_option_combo else {}
    return {
        "dataElement": value.data_element,
        "period": period_of(row["period_kind"], row["period"]),
        "orgUnit": org_unit,
        **combo,
        "value": written(row[column]),
        **({"comment": comment} if comment else {}),
    }
