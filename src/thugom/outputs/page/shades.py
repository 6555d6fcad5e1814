"""What a map may show, and in which classes: told apart in grey, by weak eyes, and never coloured where unknown."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from thugom.contracts import Text
from thugom.outputs.words import COVERED, STATUSES, WITHOUT_STATUS

UNKNOWN_KIND = "unknown"
_EDGES = (0.2, 0.4, 0.6, 0.8)
_PER_MILLE = 1000
UNKNOWN, ABSENT = -1, -2
"""In the chunks: a figure that is not known, and a unit that has no such part (a rural commune, of what is urban)."""
GRADES: Mapping[str, Text] = {
    "A": Text("A: khớp với trạm cân", "A: agrees with the weighbridge"),
    "B": Text("B: báo cáo đủ tin cậy", "B: a plain report"),
    "C": Text("C: có ước tính hoặc cảnh báo", "C: estimated, or warned of"),
    "D": Text("D: không có báo cáo", "D: no report"),
}
REPORTING: Mapping[str, Text] = {
    "complete": Text("Đủ số liệu", "Complete"),
    "incomplete": Text("Thiếu số liệu", "Incomplete"),
    "rejected": Text("Bị trả lại", "Rejected"),
    "no_report": Text("Không báo cáo", "No report"),
    "pending": Text("Chưa đến hạn", "Not yet due"),
}
_UNKNOWN_TEXT = Text("Chưa biết", "Unknown")


@dataclass(frozen=True)
class Shading:
    """Something that a map may show of units: its name, and its classes in the order of the legend.

    `classes`: the name of each class, which is also its class of style, with what it is called. The last is that of
    units of which nothing is known. `is_rate`: the figures are shares, in thousandths in the chunks; else they are
    positions among the classes.
    """

    column: str
    text: Text
    classes: Mapping[str, Text]
    is_rate: bool = False
    table: str = "commune_coverage"


def _bins() -> dict[str, Text]:
    """Return the classes of a share."""
    edges = [0.0, *_EDGES, 1.0]
    found = {}
    for number, (low, high) in enumerate(pairwise(edges)):
        said = f"{low * 100:.0f}–{high * 100:.0f}%"
        last = number == len(edges) - 2
        # A rate above one is kept, so the last class has no end.
        found[f"bin{number}"] = Text(f"{low:.0%} trở lên", f"{low:.0%} and more") if last else Text(said, said)
    return {**found, UNKNOWN_KIND: _UNKNOWN_TEXT}


def _rate(column: str, vi: str, en: str) -> Shading:
    """Return the shading of a share."""
    return Shading(column, Text(vi, en), _bins(), is_rate=True)


SHADINGS: tuple[Shading, ...] = (
    Shading("covered", COVERED["yes"].text, {name: shade.text for name, shade in COVERED.items()}),
    Shading(
        "status",
        Text("Tình trạng so với lộ trình", "Status against the path"),
        {name: shade.text for name, shade in STATUSES.items()} | {UNKNOWN_KIND: WITHOUT_STATUS.text},
        table="unit_path",
    ),
    Shading(
        "adequately_covered",
        Text("Được thu gom, xử lý đầy đủ", "Adequately covered"),
        {"yes": Text("Đầy đủ", "Adequate"), "no": Text("Chưa đầy đủ", "Not adequate"), UNKNOWN_KIND: _UNKNOWN_TEXT},
    ),
    _rate("collected_treated_rate", "Tỷ lệ thu gom và xử lý", "Collected and treated rate"),
    _rate("collection_rate", "Tỷ lệ thu gom", "Collection rate"),
    _rate("treatment_rate", "Tỷ lệ xử lý", "Treatment rate"),
    _rate("household_coverage", "Tỷ lệ hộ được thu gom", "Household coverage"),
    _rate("organic_recovery_rate", "Tỷ lệ thu hồi hữu cơ", "Organic recovery rate"),
    Shading("reporting", Text("Tình trạng báo cáo", "Reporting"), {**REPORTING, UNKNOWN_KIND: _UNKNOWN_TEXT}),
    Shading(
        "evidence_grade",
        Text("Mức bằng chứng", "Evidence grade"),
        {**{f"grade{name}": text for name, text in GRADES.items()}, UNKNOWN_KIND: _UNKNOWN_TEXT},
    ),
)
"""What the map offers, the target first."""


def coded(shading: Shading, column: pd.Series) -> np.ndarray:
    """Return a column as whole numbers: thousandths of a share, or positions among the classes; -1 for unknown.

    >>> coded(SHADINGS[0], pd.Series([True, False, pd.NA], dtype="boolean")).tolist()
    [0, 1, -1]
    >>> coded(SHADINGS[3], pd.Series([0.7222, float("nan")])).tolist()
    [722, -1]
    """
    if shading.is_rate:
        thousandths = column.astype("Float64") * _PER_MILLE
        return np.rint(thousandths.fillna(UNKNOWN).to_numpy(dtype="float64")).astype("int64")
    kinds = list(shading.classes)
    if shading.column in {"covered", "adequately_covered"}:
        known = column.astype("boolean")
        place = np.where(known.fillna(value=False).to_numpy(dtype="bool"), kinds.index("yes"), kinds.index("no"))
        return np.where(known.isna().to_numpy(dtype="bool"), UNKNOWN, place)
    names = [kind.removeprefix("grade") for kind in kinds if kind != UNKNOWN_KIND]
    # A value that is no class of ours, and none, are -1: unknown.
    return pd.Categorical(column.astype(object), categories=names).codes.astype("int64")


def kind_of(shading: Shading, code: int) -> str:
    """Return the class of a coded figure.

    >>> kind_of(SHADINGS[3], 799), kind_of(SHADINGS[3], 1200), kind_of(SHADINGS[0], 1), kind_of(SHADINGS[0], -1)
    ('bin3', 'bin4', 'no', 'unknown')
    """
    if code == UNKNOWN:
        return UNKNOWN_KIND
    if shading.is_rate:
        return f"bin{sum(code >= edge * _PER_MILLE for edge in _EDGES)}"
    return list(shading.classes)[code]
