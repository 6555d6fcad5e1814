"""Pictures of a share over time: the way to 2030, and the small line beside a name. SVG without script or style."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import chain

from thugom.outputs.page.tongue import Tongue

_WIDTH, _HEIGHT = 520, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 26, 24, 34
_STEPS = (0.0, 0.25, 0.5, 0.75, 1.0)
_MOST_SHOWN = 1.25
"""Rates above one are kept; the axis follows them this far and no farther."""
_MONTHS_A_YEAR = 12
_FIGURE, _CLOSE = 56, 7
"""How wide the newest figure is, and how near to it a line may come."""
_SPARK_WIDTH, _SPARK_HEIGHT = 96, 24


@dataclass(frozen=True)
class Point:
    """A month of a course: its label, what is known, between which ends it lies, and what the path asks for."""

    period: str
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    expected: float | None = None


@dataclass(frozen=True)
class Course:
    """A share over time on its way to a target.

    `projected`: least, middle and greatest value at the due month, None where nothing can be said.
    """

    title: str
    points: Sequence[Point]
    target: float | None
    due: str
    projected: tuple[float, float, float] | None = None
    baseline: tuple[str, float] | None = None


def month_number(label: str) -> int:
    """Return the number of a month, counted without gaps.

    >>> month_number("2026-01") - month_number("2025-12")
    1
    """
    return int(label[:4]) * _MONTHS_A_YEAR + int(label[5:7]) - 1


@dataclass(frozen=True)
class _Scale:
    """From months and shares to pixels."""

    first: int
    last: int
    most: float

    def x(self, month: int) -> float:
        """Return where a month stands."""
        span = max(self.last - self.first, 1)
        return round(_LEFT + (month - self.first) / span * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(self, share: float) -> float:
        """Return where a share stands, within the picture."""
        inside = min(max(share, 0.0), self.most)
        return round(_TOP + (1 - inside / self.most) * (_HEIGHT - _TOP - _BOTTOM), 1)


def path_chart(course: Course, tongue: Tongue, name: str) -> str:
    """Return the way to the target as SVG: what was, how sure it is, what is asked for, and where it leads.

    Args:
        course: months in their order.
        tongue: the language of its words.
        name: tells its title apart from those of other pictures on the page.
    """
    scale = _scale(course)
    parts = (
        _axes(scale, tongue),
        _target(course, scale, tongue),
        _ends(course, scale),
        _expected(course, scale),
        _projection(course, scale, tongue),
        _line(course, scale),
        _newest(course, scale, tongue),
    )
    inside = "\n".join(chain.from_iterable(parts))
    return (
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-labelledby="{name}-t {name}-d">\n'
        f'<title id="{name}-t">{escape(course.title)}</title>\n'
        f'<desc id="{name}-d">{escape(_in_words(course, tongue))}</desc>\n{inside}\n</svg>'
    )


def _scale(course: Course) -> _Scale:
    """Return the scale that holds all months up to the due one."""
    months = [month_number(point.period) for point in course.points]
    due = month_number(course.due)
    highest = max((point.value or 0.0 for point in course.points), default=0.0)
    return _Scale(min([*months, due]), max([*months, due]), min(max(1.0, highest), _MOST_SHOWN))


def _in_words(course: Course, tongue: Tongue) -> str:
    """Return the picture in words."""
    said = [f"{tongue.month(point.period)}: {tongue.percent(point.value)}" for point in course.points[-1:]]
    if course.target is not None:
        said.append(f"{tongue.phrases.target} {tongue.round_percent(course.target)}, {tongue.month(course.due)}")
    return "; ".join(said)


def _axes(scale: _Scale, tongue: Tongue) -> Iterator[str]:
    """Yield the lines and labels behind everything."""
    for step in _STEPS:
        y = scale.y(step)
        yield f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:g}" y2="{y:g}"/>'
        yield f'<text class="tick end" x="{_LEFT - 7}" y="{y + 4.5:g}">{tongue.round_percent(step)}</text>'
    years = range(scale.first // _MONTHS_A_YEAR + 1, scale.last // _MONTHS_A_YEAR + 1)
    every = 1 if len(years) <= 8 else 2 if len(years) <= 16 else 5  # noqa: PLR2004 - as many as do not touch
    for year in years:
        x = scale.x(year * _MONTHS_A_YEAR)
        yield f'<line class="grid" x1="{x:g}" x2="{x:g}" y1="{_HEIGHT - _BOTTOM}" y2="{_HEIGHT - _BOTTOM + 5}"/>'
        if (years[-1] - year) % every == 0:
            yield f'<text class="tick middle" x="{x:g}" y="{_HEIGHT - 10}">{year}</text>'


def _target(course: Course, scale: _Scale, tongue: Tongue) -> Iterator[str]:
    """Yield the line of the target, and the point at which it is due."""
    if course.target is None:
        return
    y, x = scale.y(course.target), scale.x(month_number(course.due))
    yield f'<line class="target" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:g}" y2="{y:g}"/>'
    said = f"{tongue.phrases.target} {tongue.round_percent(course.target)}"
    yield f'<text class="said" x="{_LEFT + 6}" y="{y + 16:g}">{escape(said)}</text>'
    yield f'<path class="goal" d="M{x:g} {y - 7:g}l7 7-7 7-7-7z"/>'


def _ends(course: Course, scale: _Scale) -> Iterator[str]:
    """Yield how far each month could be from what is known of it."""
    width = max(1.5, (scale.x(scale.first + 1) - scale.x(scale.first)) * 0.8)
    for point in course.points:
        if point.lower is None or point.upper is None:
            continue
        top, bottom = scale.y(point.upper), scale.y(point.lower)
        x = scale.x(month_number(point.period)) - width / 2
        yield (f'<rect class="ends" x="{x:.1f}" y="{top:g}" width="{width:.1f}" height="{max(bottom - top, 1):.1f}"/>')


def _expected(course: Course, scale: _Scale) -> Iterator[str]:
    """Yield the straight way from the baseline to the target."""
    if course.baseline is None or course.target is None:
        return
    (label, share), due = course.baseline, month_number(course.due)
    begun = month_number(label)
    if begun < scale.first < due:
        # It began before the picture does: what is seen of it starts at the edge, where it was by then.
        share += (course.target - share) * (scale.first - begun) / (due - begun)
        begun = scale.first
    start = (scale.x(begun), scale.y(share))
    goal = (scale.x(due), scale.y(course.target))
    yield f'<line class="expected" x1="{start[0]:g}" y1="{start[1]:g}" x2="{goal[0]:g}" y2="{goal[1]:g}"/>'


def _projection(course: Course, scale: _Scale, tongue: Tongue) -> Iterator[str]:
    """Yield where the last months lead: a fan as wide as is not known, and its middle."""
    known = [point for point in course.points if point.value is not None]
    if course.projected is None or not known:
        return
    x0, y0 = scale.x(month_number(known[-1].period)), scale.y(known[-1].value or 0.0)
    x1 = scale.x(month_number(course.due))
    least, middle, most = (scale.y(min(share, 1.0)) for share in course.projected)
    yield f'<path class="fan" d="M{x0:g} {y0:g}L{x1:g} {most:g} {x1:g} {least:g}Z"/>'
    yield f'<line class="projected" x1="{x0:g}" y1="{y0:g}" x2="{x1:g}" y2="{middle:g}"/>'
    said = escape(tongue.phrases.where_it_leads)
    yield f'<text class="said soft end" x="{x1 - 8:g}" y="{min(max(middle + 22, 60), _HEIGHT - 44):g}">{said}</text>'


def _line(course: Course, scale: _Scale) -> Iterator[str]:
    """Yield what was known month by month; the line breaks where nothing is known."""
    strokes: list[list[str]] = []
    before = None
    for point in course.points:
        month = month_number(point.period)
        if point.value is None:
            continue
        place = f"{scale.x(month):g} {scale.y(point.value):g}"
        if strokes and before == month - 1:
            strokes[-1].append(place)
        else:
            strokes.append([place])
        before = month
    path = "".join(f"M{stroke[0]}L{' '.join(stroke[1:] or stroke)}" for stroke in strokes)
    if path:
        yield f'<path class="known" d="{path}"/>'


def _newest(course: Course, scale: _Scale, tongue: Tongue) -> Iterator[str]:
    """Yield a mark at the newest month that is known, with its figure."""
    known = [point for point in course.points if point.value is not None]
    if not known:
        return
    x, y = _place(known[-1], scale)
    yield f'<circle class="now" cx="{x:g}" cy="{y:g}" r="4.5"/>'
    y += _beside(known, scale)
    yield f'<text class="figure middle" x="{x:g}" y="{y:g}">{tongue.percent(known[-1].value)}</text>'


def _beside(known: Sequence[Point], scale: _Scale) -> float:
    """Return how far from the newest point its figure stands: above, or below where the line comes from above."""
    x, y = _place(known[-1], scale)
    around = [place[1] for place in (_place(point, scale) for point in known) if x - place[0] < _FIGURE / 2]
    comes_from_above, goes_below = min(around) < y - _CLOSE, max(around) > y + _CLOSE
    room = _HEIGHT - _BOTTOM - y
    return 27 if comes_from_above and not goes_below and room > _CLOSE * 4 else -12


def _place(point: Point, scale: _Scale) -> tuple[float, float]:
    """Return where a known month stands."""
    return scale.x(month_number(point.period)), scale.y(point.value or 0.0)


def spark(values: Sequence[float | None]) -> str:
    """Return a small line of shares between 0 and 1 for the eye alone; what it shows stands beside it in figures.

    >>> spark([0.5, 1.0])
    '<svg class="spark" viewBox="0 0 96 24" aria-hidden="true"><path d="M2 12L94 2"/></svg>'
    >>> spark([None])
    ''
    """
    step = (_SPARK_WIDTH - 4) / max(len(values) - 1, 1)
    pieces, apart = [], True
    for number, value in enumerate(values):
        if value is None:
            apart = True
            continue
        y = 2 + (1 - min(max(value, 0.0), 1.0)) * (_SPARK_HEIGHT - 4)
        place = f"{2 + number * step:.4g} {y:.3g}"
        pieces.append(f"M{place}" if apart else f"L{place}")
        apart = False
    if not pieces:
        return ""
    box = f"0 0 {_SPARK_WIDTH} {_SPARK_HEIGHT}"
    return f'<svg class="spark" viewBox="{box}" aria-hidden="true"><path d="{"".join(pieces)}"/></svg>'
