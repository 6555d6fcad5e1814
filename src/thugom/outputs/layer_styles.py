"""How QGIS is to show the layers: a colour for each status, and each field by its Vietnamese name (QML)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from thugom.outputs.words import COVERED, STATUSES, WITHOUT_STATUS, Shade

_QGIS = "3.28.0"
"""The oldest long-term release whose words these are; newer ones read them."""
_OUTLINE = "#3c3c3c"


@dataclass(frozen=True)
class Style:
    """A style of one layer: its name, the field it goes by, and the colour of each of its values.

    `otherwise`: what is shown for every other value and for none; `is_default`: what QGIS shows first.
    """

    layer: str
    name: str
    field: str
    shades: Mapping[str, Shade]
    otherwise: Shade
    is_default: bool = False


BY_STATUS = Style("unit_now", "Tình trạng so với lộ trình", "status", STATUSES, WITHOUT_STATUS, is_default=True)
BY_COVERAGE = Style(
    "unit_now",
    "Được thu gom và xử lý",
    "coverage",
    {name: COVERED[name] for name in ("yes", "no")},
    COVERED["unknown"],
)
FACILITIES = Style(
    "facility", "Cơ sở xử lý", "facility_code", {}, Shade(WITHOUT_STATUS.text, "#2f5d8c"), is_default=True
)
STYLES = (BY_STATUS, BY_COVERAGE, FACILITIES)
"""Every style that a GeoPackage carries."""


def qml(style: Style, aliases: Sequence[tuple[str, str]], *, points: bool = False) -> str:
    """Return a style as QGIS reads it.

    Args:
        style: which values have which colours.
        aliases: the layer's fields in their order, each with the name that a person reads.
        points: the layer holds points, not polygons.
    """
    root = Element("qgis", {"version": _QGIS, "styleCategories": "Symbology|Labeling|Fields"})
    if style.shades:
        _categories(root, style)
    else:
        renderer = SubElement(root, "renderer-v2", {"type": "singleSymbol", "enableorderby": "0"})
        _symbol(SubElement(renderer, "symbols"), "0", style.otherwise.colour, points=points)
    _labels(root)
    named = SubElement(root, "aliases")
    for index, (field, alias) in enumerate(aliases):
        SubElement(named, "alias", {"index": str(index), "field": field, "name": alias})
    document = tostring(root, encoding="unicode", short_empty_elements=True)
    return f"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n{document}\n"


def _categories(root: Element, style: Style) -> None:
    """Add a renderer with one category for each value, and one for all others and for none."""
    renderer = SubElement(root, "renderer-v2", {"type": "categorizedSymbol", "attr": style.field, "enableorderby": "0"})
    categories, symbols = SubElement(renderer, "categories"), SubElement(renderer, "symbols")
    # An empty value is QGIS's word for everything that no other category takes.
    for index, (value, shade) in enumerate([*style.shades.items(), ("", style.otherwise)]):
        about = {"value": value, "type": "string", "symbol": str(index), "label": shade.text.vi, "render": "true"}
        SubElement(categories, "category", about)
        _symbol(symbols, str(index), shade.colour, points=False)


def _symbol(symbols: Element, name: str, colour: str, *, points: bool) -> None:
    """Add a filled polygon, or a square for a point."""
    about = {"name": name, "type": "marker" if points else "fill", "alpha": "1", "clip_to_extent": "1"}
    symbol = SubElement(symbols, "symbol", about)
    kind = "SimpleMarker" if points else "SimpleFill"
    layer = SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    options = {"color": _rgba(colour), "outline_color": _rgba(_OUTLINE), "outline_width": "0.26"}
    options |= {"name": "square", "size": "3"} if points else {"style": "solid", "outline_style": "solid"}
    listed = SubElement(layer, "Option", {"type": "Map"})
    for option, value in options.items():
        SubElement(listed, "Option", {"name": option, "value": value, "type": "QString"})


def _labels(root: Element) -> None:
    """Add each feature's name beside it."""
    labelling = SubElement(root, "labeling", {"type": "simple"})
    settings = SubElement(labelling, "settings", {"calloutType": "simple"})
    text = SubElement(settings, "text-style", {"fieldName": "name", "isExpression": "0", "fontSize": "8"})
    SubElement(text, "text-buffer", {"bufferDraw": "1", "bufferSize": "0.8", "bufferColor": "255,255,255,255"})


def _rgba(colour: str) -> str:
    """Return a colour as QGIS writes it.

    >>> _rgba("#ff8000")
    '255,128,0,255'
    """
    return ",".join(str(int(colour[start : start + 2], 16)) for start in (1, 3, 5)) + ",255"
