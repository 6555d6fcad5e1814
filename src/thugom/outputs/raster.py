"""SVG pictures as PNG files, for programs that take no SVG; the same picture is the same bytes on every machine."""

from importlib import resources
from pathlib import Path

import resvg_py

FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
"""They come with the package: a server may have no font at all, and Vietnamese is in few of them as it should be."""
_DOTS = 1.5
"""For each unit of a picture's own size: some 250 an inch where it is as wide as a page of text."""


def write_png(picture: str, path: Path) -> None:
    """Write an SVG picture as a PNG file.

    Args:
        picture: the text of an SVG document; fonts it names that are not here are replaced by ours.
        path: the file to write.

    Raises:
        ValueError: this is no SVG.
        OSError: the file cannot be written.
    """
    with resources.as_file(resources.files("thugom.outputs").joinpath("vendor", "dejavu")) as folder:
        content = resvg_py.svg_to_bytes(
            svg_string=picture,
            zoom=_DOTS,
            # What fonts a machine has must not change the picture.
            skip_system_fonts=True,
            font_files=[str(folder / name) for name in FONTS],
            font_family="DejaVu Sans",
            sans_serif_family="DejaVu Sans",
        )
    path.write_bytes(content)
