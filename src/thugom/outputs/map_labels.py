"""Where a name fits into a shape, and how large."""

from dataclasses import dataclass

import shapely

_SIZES = (13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
_SIGN_WIDTH = 0.58
"""Of the size: sans-serif letters with marks are about this wide, rather less than more."""
_LINE_HEIGHT = 1.1


@dataclass(frozen=True)
class Label:
    """A name in one or two lines: the middle of the whole, and the size of its letters."""

    x: float
    y: float
    size: float
    lines: tuple[str, ...]

    @property
    def baselines(self) -> list[float]:
        """Where each line stands."""
        first = self.y - (len(self.lines) - 1) * self.size * _LINE_HEIGHT / 2 + 0.35 * self.size
        return [first + number * self.size * _LINE_HEIGHT for number in range(len(self.lines))]


def label_in(name: str, shape: shapely.Geometry) -> Label | None:
    """Return the largest label that lies within a shape, None if none does.

    >>> label_in("Nậm Mạ", shapely.box(0, 0, 100, 40))
    Label(x=50.0, y=20.0, size=13.0, lines=('Nậm Mạ',))
    >>> label_in("Nậm Mạ", shapely.box(0, 0, 10, 10)) is None
    True
    """
    largest = max(shapely.get_parts(shape), key=shapely.area)
    circle = shapely.maximum_inscribed_circle(largest, tolerance=1)
    middle = shapely.centroid(largest)
    centres = [(shapely.get_x(at), shapely.get_y(at)) for at in (middle, shapely.get_point(circle, 0))]
    shapely.prepare(largest)
    for size in _SIZES:
        for lines in _broken(name):
            width = max(map(len, lines)) * size * _SIGN_WIDTH / 2
            height = len(lines) * size * _LINE_HEIGHT / 2
            for x, y in centres:
                if shapely.contains(largest, shapely.box(x - width, y - height, x + width, y + height)):
                    return Label(round(float(x), 1), round(float(y), 1), size, lines)
    return None


def _broken(name: str) -> list[tuple[str, ...]]:
    """Return a name in one line, and in two of about equal length.

    >>> _broken("Tủa Sín Chải")
    [('Tủa Sín Chải',), ('Tủa Sín', 'Chải')]
    """
    words = name.split()
    if len(words) == 1:
        return [(name,)]
    cut = min(range(1, len(words)), key=lambda at: max(len(" ".join(words[:at])), len(" ".join(words[at:]))))
    return [(name,), (" ".join(words[:cut]), " ".join(words[cut:]))]
