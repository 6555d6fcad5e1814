"""How the workbook for people looks: one typeface, one dark tone, and the colours that the map has."""

from collections.abc import Mapping

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from thugom.contracts import Field

INK, BAND, GREY, RULE, WARNED = "#1F4E5F", "#DCE9EC", "#6B6B6B", "#BFBFBF", "#A02020"
FONT = {"font_name": "Arial", "font_size": 10, "valign": "vcenter"}
STYLES: Mapping[str, Mapping[str, object]] = {
    "title": {"bold": True, "font_size": 16, "font_color": INK},
    "heading": {"bold": True, "font_size": 12, "font_color": INK, "bottom": 2, "bottom_color": INK},
    "note": {"italic": True, "font_size": 9, "font_color": GREY},
    "warning": {"bold": True, "font_size": 11, "font_color": WARNED},
    "header": {
        "bold": True,
        "align": "center",
        "text_wrap": True,
        "bg_color": BAND,
        "font_color": INK,
        "border": 1,
        "border_color": RULE,
    },
    "big": {"bold": True, "font_size": 18, "font_color": INK, "align": "left"},
    "plain": {},
    # A text beside a number does not lean on it.
    "text": {"indent": 1},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "said": {"bold": True},
    "target": {"text_wrap": True},
    "word": {"bold": True, "align": "center", "text_wrap": True},
    "link": {"font_color": INK, "underline": 1},
}
RATE, TONNES, COUNT, POINTS, DAY, TEXT, GENERAL = (
    "0.0%", "#,##0.0", "#,##0", "+0.0;-0.0;0.0", "dd/mm/yyyy", "@", "General"
)  # fmt: skip
_BY_UNIT = {"ratio": RATE, "t": TONNES, "kg": COUNT, "percentage points": POINTS, "pp": POINTS, "km": TONNES}
_RATIOS = ("value", "lower", "upper", "expected", "reference", "coverage")
"""Columns of ratios that say no unit, because another column of their table says it of them."""


class Styles:
    """The workbook's formats, each made when it is first asked for."""

    def __init__(self, workbook: Workbook) -> None:
        """Begin with none."""
        self._workbook = workbook
        self._made: dict[tuple[str, str], Format] = {}

    def get(self, style: str, number: str = "") -> Format:
        """Return the format of a style, with a number format where one is named."""
        key = (style, number)
        if key not in self._made:
            extra = {"num_format": number} if number else {}
            self._made[key] = self._workbook.add_format({**FONT, **STYLES[style], **extra})
        return self._made[key]

    def tint(self, colour: str) -> Format:
        """Return a format that only colours a cell, laid over its own; dark letters can be read on every one."""
        key = ("tint", colour)
        if key not in self._made:
            self._made[key] = self._workbook.add_format({"bg_color": colour, "font_color": "#1a1a1a"})
        return self._made[key]


def number_format(field: Field) -> str:
    """Return how a column's numbers are written.

    >>> from thugom.contracts import Text
    >>> number_format(Field("value", "number", Text("", ""), unit="ratio"))
    '0.0%'
    """
    if field.type == "date":
        return DAY
    if field.type == "integer":
        return COUNT
    if field.type != "number":
        return TEXT
    if field.unit in _BY_UNIT:
        return _BY_UNIT[field.unit]
    return RATE if field.name in _RATIOS else GENERAL


def width_of(field: Field) -> float:
    """Return how wide a column is: a text more than a number, a message most."""
    if field.name.startswith(("message", "source", "value_found", "title")):
        return 60
    if field.name in ("file_path", "full_name", "unit_name", "name", "indicator", "denominator_kind"):
        return 30
    if field.name in (
        "district_name",
        "status",
        "covered",
        "reporting",
        "target_status",
        "unit_id",
        "rule_id",
        "reason",
    ):
        return 19
    return 13
