"""The map of a month: which units are covered, as an SVG picture that explains itself in two languages."""

from collections.abc import Mapping
from html import escape

import geopandas as gpd
import numpy as np
import pandas as pd

from thugom.outputs.map_labels import label_in
from thugom.outputs.map_shapes import flattened, paths

SCHEMATIC = {
    "vi": "Sơ đồ, không phải ranh giới hành chính",
    "en": "Schematic, not administrative boundaries",
}
SYNTHETIC = {"vi": "SỐ LIỆU TỔNG HỢP, không phải số liệu thật", "en": "SYNTHETIC DATA, not real figures"}
CLASSES: Mapping[str, Mapping[str, str]] = {
    "yes": {"vi": "Được thu gom và xử lý", "en": "Covered"},
    "no": {"vi": "Chưa được thu gom và xử lý", "en": "Not covered"},
    "unknown": {"vi": "Chưa biết", "en": "Unknown"},
}
_NOT_SHOWN = {"vi": "Không có trên hình", "en": "Not shown"}
MOST_SIGNS = 150_000
"""Of the paths: with names, legend and titles the picture stays under 200 kB."""
_WIDTH, _MOST_HEIGHT, _MARGIN = 920.0, 860.0, 20.0
_TITLE, _LINE, _ROW = 92.0, 20.0, 28.0
_BOLD_SIGN = 0.62
"""The width of a bold letter, of its size."""
# Told apart without colour: plain, hatched, dotted.
_STYLE = """\
<style>
text{font-family:"Noto Sans","DejaVu Sans",Arial,sans-serif;fill:#1a1a1a}
.shape{stroke:#222;stroke-width:1.1;stroke-linejoin:round}
.yes{fill:#8cc6b0}.no{fill:url(#hatched)}.unknown{fill:url(#dotted)}
.name{text-anchor:middle;paint-order:stroke;stroke:#fff;stroke-width:2.6;stroke-linejoin:round}
.said{font-weight:bold;fill:#a02020}
</style>
<defs>
<pattern id="hatched" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(25)">
<rect width="7" height="7" fill="#fde3c3"/><rect width="1.6" height="7" fill="#d9762b"/></pattern>
<pattern id="dotted" width="8" height="8" patternUnits="userSpaceOnUse">
<rect width="8" height="8" fill="#f4f4f4"/><circle cx="4" cy="4" r="1.3" fill="#808080"/></pattern>
</defs>
"""


def draw_map(
    shapes: gpd.GeoDataFrame,
    values: pd.Series,
    names: pd.Series,
    title: Mapping[str, str],
    *,
    schematic: bool,
    synthetic: bool = False,
) -> str:
    """Return the map as SVG text, under about 200 kB.

    Args:
        shapes: `unit_id`, `geometry` (longitude and latitude): what to draw.
        values: by `unit_id`, whether the unit is covered (null where unknown). A unit without a shape is counted in
            the legend; a shape without a value is unknown.
        names: by `unit_id`, the name to write where it fits.
        title: in Vietnamese and English, with the period.
        schematic: the shapes are no boundaries: the picture says so.
        synthetic: the figures are invented: the picture says so.

    Raises:
        ValueError: there is nothing to draw.
    """
    if shapes.empty:
        raise ValueError("a map needs at least one shape")
    sheet = flattened(np.asarray(shapes.geometry, dtype=object), _WIDTH, _MOST_HEIGHT)
    keys = shapes["unit_id"].tolist()
    drawn = {key: _class(values.get(key)) for key in keys}
    said = [SCHEMATIC] * schematic + [SYNTHETIC] * synthetic
    top = _TITLE + _LINE * len(said)
    legend = _legend(drawn, [key for key in values.index if key not in drawn], top + sheet.height + _MARGIN)
    height = top + sheet.height + _MARGIN + _ROW * len(legend) + _MARGIN
    units = [
        f'<path class="shape {drawn[key]}" d="{path}"><title>{_told(names, key, drawn[key])}</title></path>'
        for key, path in zip(keys, paths(sheet.shapes, MOST_SIGNS), strict=True)
    ]
    labels = [_label(str(names.get(key, "")), shape) for key, shape in zip(keys, sheet.shapes, strict=True)]
    width = _WIDTH + 2 * _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:.0f}" width="{width:g}"'
        f' height="{height:.0f}" role="img" lang="vi" aria-labelledby="title description">\n'
        f'<title id="title">{escape(title["vi"])} – {escape(title["en"])}</title>\n'
        f'<desc id="description">{escape(_description(drawn, said))}</desc>\n'
        f'{_STYLE}<rect width="100%" height="100%" fill="#fff"/>\n{_heading(title, said)}\n'
        f'<g transform="translate({_MARGIN:g} {top:g})">\n{chr(10).join(units)}\n{"".join(labels)}</g>\n'
        f"{chr(10).join(legend)}\n</svg>\n"
    )


def _class(value: object) -> str:
    """Return the class of a unit.

    >>> _class(True), _class(False), _class(pd.NA), _class(None)
    ('yes', 'no', 'unknown', 'unknown')
    """
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return "unknown"
    return "yes" if value else "no"


def _told(names: pd.Series, key: str, kind: str) -> str:
    """Return what a pointer on a unit reads."""
    said = CLASSES[kind]
    return escape(f"{names.get(key, key)}: {said['vi']} – {said['en']}")


def _description(drawn: Mapping[str, str], said: list[dict[str, str]]) -> str:
    """Return the picture in words, for whoever cannot see it."""
    counts = (
        f"{text['vi']} – {text['en']}: {sum(value == kind for value in drawn.values())}"
        for kind, text in CLASSES.items()
    )
    return "; ".join([*counts, *(f"{text['vi']} – {text['en']}" for text in said)])


def _heading(title: Mapping[str, str], said: list[dict[str, str]]) -> str:
    """Return the title in both languages, and what must be said of the picture."""
    # A long name of a place must not run out of the picture.
    size = min(23.0, _WIDTH / (_BOLD_SIGN * max(len(title["vi"]), 1)))
    lines = [
        f'<text x="{_MARGIN:g}" y="38" font-size="{size:.1f}" font-weight="bold">{escape(title["vi"])}</text>',
        f'<text x="{_MARGIN:g}" y="64" font-size="16" lang="en">{escape(title["en"])}</text>',
    ]
    for number, text in enumerate(said):
        y = _TITLE - 4 + _LINE * number
        lines.append(f'<text class="said" x="{_MARGIN:g}" y="{y:g}" font-size="14">{text["vi"]} – {text["en"]}</text>')
    return "\n".join(lines)


def _label(name: str, shape: object) -> str:
    """Return a unit's name where it fits into its shape, else nothing."""
    label = label_in(name, shape) if name else None  # type: ignore[arg-type]
    if label is None:
        return ""
    rows = zip(label.lines, label.baselines, strict=True)
    lines = "".join(f'<tspan x="{label.x:g}" y="{y:.1f}">{escape(line)}</tspan>' for line, y in rows)
    return f'<text class="name" font-size="{label.size:g}">{lines}</text>\n'


def _legend(drawn: Mapping[str, str], not_shown: list[str], top: float) -> list[str]:
    """Return one row a class, with how many units are of it."""
    counts = {kind: sum(value == kind for value in drawn.values()) for kind in CLASSES}
    rows = []
    for number, (kind, text) in enumerate(CLASSES.items()):
        y = top + _ROW * number
        rows.append(
            f'<rect class="shape {kind}" x="{_MARGIN:g}" y="{y:g}" width="34" height="20"/>'
            f'<text x="{_MARGIN + 44:g}" y="{y + 15:g}" font-size="15">'
            f"{text['vi']} – {text['en']}: {counts[kind]}</text>"
        )
    if not_shown:
        y = top + _ROW * len(rows)
        rows.append(
            f'<text x="{_MARGIN + 44:g}" y="{y + 15:g}" font-size="15">'
            f"{_NOT_SHOWN['vi']} – {_NOT_SHOWN['en']}: {len(not_shown)}</text>"
        )
    return rows
