"""Pictures for a report: the ways to the targets as files that stand by themselves, SVG and PNG, in both languages."""

import re
from html import escape
from pathlib import Path

from thugom.outputs.page.charts import path_chart
from thugom.outputs.page.courses import courses_of, drawn_course
from thugom.outputs.page.ground import Draw
from thugom.outputs.page.tongue import Tongue
from thugom.outputs.raster import write_png
from thugom.outputs.release import Release

# Black lines and grey bands: a report is copied in black and white.
_STYLE = (
    "<style>text{font-family:'Noto Sans','DejaVu Sans',Arial,sans-serif;fill:#222;font-size:13px}"
    ".heading{font-weight:bold}.end{text-anchor:end}"
    ".middle{text-anchor:middle}text.figure{font-weight:bold;font-size:15px}"
    ".figure,.said{paint-order:stroke;stroke:#fff;stroke-width:3px}"
    ".grid{stroke:#ddd}.target{stroke:#333;stroke-dasharray:6 4;stroke-width:1.5}.goal{fill:#333}.ends{fill:#c4c4c4}"
    ".expected{stroke:#555;stroke-width:2.2;stroke-dasharray:1 5;stroke-linecap:round}.fan{fill:#e9e9e9}"
    ".projected{stroke:#777;stroke-dasharray:4 3}.known{fill:none;stroke:#000;stroke-width:2.6;stroke-linejoin:round}"
    ".now{fill:#000;stroke:#fff;stroke-width:2}</style>"
)
_BOX = re.compile(r'<svg class="chart" viewBox="0 0 (\d+) (\d+)"')
_HEADING = 46
_SIGN, _BOLD_SIGN = 0.6, 0.66
"""The width of a letter, and of a bold one, of its size."""


def write_figures(release: Release, _: Draw, folder: Path) -> None:
    """Write a picture of each target's way in each language.

    Raises:
        OSError: the folder cannot be written.
    """
    for language in ("vi", "en"):
        tongue = Tongue(language)
        for course in courses_of(release):
            if not course.path:
                continue
            drawn = drawn_course(course, tongue)
            said = [tongue.of(release.place), tongue.month(release.period)]
            said += [tongue.phrases.synthetic] * release.synthetic
            picture = standing(path_chart(drawn, tongue, "path"), drawn.title, " · ".join(said))
            path = folder / f"path-{course.target['target_id']}-{language}.svg"
            path.write_text(picture, encoding="utf-8")
            write_png(picture, path.with_suffix(".png"))


def standing(chart: str, heading: str, below: str) -> str:
    """Return a chart of the page as a file of its own, with a heading, a line below it, and its style."""
    found = _BOX.match(chart)
    if found is None:
        raise ValueError("this is no chart of the page")
    width, height = int(found[1]), int(found[2])
    box = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 {-_HEADING} {width} {height + _HEADING}"'
    size = f'width="{2 * width}" height="{2 * (height + _HEADING)}"'
    # A long title of a target must not run out of the picture. Sizes are styles of the texts themselves: what a style
    # sheet says would stand before an attribute, and few programs but browsers know more than its simplest words.
    sizes = (_fitting(14.0, heading, width, _BOLD_SIGN), _fitting(13.0, below, width, _SIGN))
    said = (
        f'<rect y="{-_HEADING}" width="{width}" height="{height + _HEADING}" fill="#fff"/>'
        f'<text class="heading" style="font-size:{sizes[0]:.1f}px" x="12" y="-26">{escape(heading)}</text>'
        f'<text style="font-size:{sizes[1]:.1f}px" x="12" y="-8">{escape(below)}</text>'
    )
    opened, _, rest = chart[found.end() :].partition(">\n")
    return f"<svg {box} {size}{opened}>\n{_STYLE}\n{said}\n{rest}\n"


def _fitting(most: float, text: str, width: int, sign: float) -> float:
    """Return the size at which a line of text fits into a picture.

    >>> _fitting(14.0, "short", 520, 0.6), round(_fitting(14.0, "x" * 100, 520, 0.6), 2)
    (14.0, 8.27)
    """
    return min(most, (width - 24) / (sign * max(len(text), 1)))
