"""Figures as SDMX-CSV 1.0, by the United Nations' global data structure for the SDG indicators.

The columns are those of the dataflow IAEG-SDGs:DF_SDG_GLH, in its order. What is unknown has no OBS_VALUE and the
status O (missing value); its LOWER_BOUND and UPPER_BOUND stand all the same. A value beside which something is unknown
has the status E (estimated): it is that of the units that are known.
"""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pandas as pd

from thugom.contracts.exchange import Sdmx, Series
from thugom.outputs.exchanged import due_periods, written
from thugom.outputs.release import Release

DIMENSIONS = (
    "FREQ", "REPORTING_TYPE", "SERIES", "REF_AREA", "SEX", "AGE", "URBANISATION", "INCOME_WEALTH_QUANTILE",
    "EDUCATION_LEV", "OCCUPATION", "CUST_BREAKDOWN", "COMPOSITE_BREAKDOWN", "DISABILITY_STATUS", "ACTIVITY", "PRODUCT",
    "TIME_PERIOD",
)  # fmt: skip
ATTRIBUTES = (
    "OBS_STATUS", "UNIT_MULT", "UNIT_MEASURE", "BASE_PER", "NATURE", "TIME_DETAIL", "COMMENT_OBS", "TIME_COVERAGE",
    "UPPER_BOUND", "LOWER_BOUND", "SOURCE_DETAIL", "COMMENT_TS", "GEO_INFO_URL", "GEO_INFO_TYPE", "CUST_BREAKDOWN_LB",
    "DATA_LAST_UPDATE",
)  # fmt: skip
COLUMNS = ("DATAFLOW", *DIMENSIONS, "OBS_VALUE", *ATTRIBUTES)
TOTAL = "_T"
"""The code of a dimension that a figure is not broken down by."""
FREQUENCIES = {"month": "M", "quarter": "Q", "half_year": "S", "year": "A"}
_URBANISATION = {"urban": "U", "rural": "R", "all": TOTAL}
_NORMAL, _ESTIMATED, _MISSING = "A", "E", "O"
_PERCENT = 100


def sdmx_bytes(release: Release, exchange: Sdmx) -> bytes:
    """Return the message: UTF-8, commas and CRLF (RFC 4180), a header and one row per observation."""
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(_observations(release, exchange))
    return buffer.getvalue().encode()


def time_period(kind: str, period: str) -> str:
    """Return a period as SDMX writes it.

    >>> time_period("year", "2026"), time_period("quarter", "2026-Q4"), time_period("half_year", "2026-H2")
    ('2026', '2026-Q4', '2026-S2')
    """
    return period.replace("H", "S") if kind == "half_year" else period


def _observations(release: Release, exchange: Sdmx) -> Iterator[dict[str, str]]:
    """Yield the observations, series by series, the oldest first."""
    province = release.table("province_coverage")
    here = province[province["basis"] == "as_was"].merge(due_periods(release, exchange.period_kinds))
    for series in exchange.series:
        wanted = (here["indicator"] == series.indicator) & (here["denominator_kind"] == series.denominator_kind)
        ordered = here[wanted].sort_values(["settlement", "period_kind", "period"])
        for row in ordered.to_dict("records"):
            yield {**_key(exchange, series, row), **_measured(row), **_about(release, row)}


def _key(exchange: Sdmx, series: Series, row: dict[Any, Any]) -> dict[str, str]:
    """Return the dataflow and every dimension."""
    return {
        "DATAFLOW": series.dataflow,
        **dict.fromkeys(DIMENSIONS, TOTAL),
        "FREQ": FREQUENCIES[row["period_kind"]],
        "REPORTING_TYPE": exchange.reporting_type,
        "SERIES": series.series,
        "REF_AREA": exchange.ref_area,
        "URBANISATION": _URBANISATION[row["settlement"]],
        "TIME_PERIOD": time_period(row["period_kind"], row["period"]),
    }


def _measured(row: dict[Any, Any]) -> dict[str, str]:
    """Return the value in per cent, its ends, and whether it is one that somebody can rest on as it is."""
    is_known, is_whole = not pd.isna(row["value"]), row["lower"] == row["upper"]
    status = _MISSING if not is_known else _NORMAL if is_whole and row["bounds_basis"] == "reported" else _ESTIMATED
    return {
        "OBS_VALUE": _percent(row["value"]),
        "OBS_STATUS": status,
        "LOWER_BOUND": _percent(row["lower"]),
        "UPPER_BOUND": _percent(row["upper"]),
    }


def _percent(value: float | None) -> str:
    """Return a ratio in per cent; nothing where it is unknown.

    >>> _percent(0.3359), _percent(None)
    ('33.59', '')
    """
    return "" if value is None or pd.isna(value) else written(round(_PERCENT * float(value), 8))


def _about(release: Release, row: dict[Any, Any]) -> dict[str, str]:
    """Return what is said of an observation: unit, nature, source, and how many units it speaks of."""
    counted = f"Complete reports of {row['units_complete']} of {row['units_in_force']} units."
    return {
        "UNIT_MULT": "0",
        "UNIT_MEASURE": "PT",
        # Produced by the country's own authorities.
        "NATURE": "C",
        "TIME_DETAIL": row["period"],
        "COMMENT_OBS": counted,
        "SOURCE_DETAIL": f"{release.place.en}, thugom publication {release.publication_id}",
        "COMMENT_TS": "Synthetic, not real data." if release.synthetic else "",
        "DATA_LAST_UPDATE": release.published_at.removesuffix("Z"),
    }
