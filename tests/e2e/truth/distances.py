"""How far each seat is from the nearest licensed facility, on the ellipsoid of WGS 84."""

from __future__ import annotations

from math import atan, atan2, cos, radians, sin, sqrt, tan
from typing import TYPE_CHECKING, NamedTuple

from tests.e2e.truth.register import is_licensed_on

if TYPE_CHECKING:
    import datetime as dt

    from tests.e2e.truth.register import Facilities, Point, Register

EQUATOR_M = 6_378_137.0
FLATTENING = 1 / 298.257223563
POLE_M = EQUATOR_M * (1 - FLATTENING)


class Nearest(NamedTuple):
    """A unit's seat, the nearest facility, and the kilometres between them, to the metre."""

    seat: Point
    facility: str | None
    name: str | None
    kilometres: float | None


def nearest_facilities(register: Register, facilities: Facilities, on: dt.date) -> dict[str, Nearest]:
    """Return the nearest facility licensed on a day to each unit in force then whose seat is known."""
    licensed = {code: lines for code, lines in facilities.items() if is_licensed_on(lines, on)}
    found = {}
    for key, unit in register.units.items():
        if unit.seat is None or not unit.is_in_force_on(on):
            continue
        nearest = Nearest(unit.seat, None, None, None)
        for code, lines in sorted(licensed.items()):
            line = [one for one in lines if one.valid_from <= on][-1]
            away = metres(unit.seat, line.point)
            if nearest.kilometres is None or away / 1000 < nearest.kilometres:
                nearest = Nearest(unit.seat, code, line.name, away / 1000)
        found[key] = nearest._replace(kilometres=nearest.kilometres and round(nearest.kilometres, 3))
    return found


def metres(start: Point, end: Point) -> float:
    """Return the length of the geodesic between two points, good to a tenth of a millimetre.

    Source: T. Vincenty, Direct and inverse solutions of geodesics on the ellipsoid, Survey Review 23 (1975).

    >>> from tests.e2e.truth.register import Point
    >>> round(metres(Point(103.0, 22.0), Point(104.0, 22.0)), 3), metres(Point(103.0, 22.0), Point(103.0, 22.0))
    (103261.965, 0.0)
    """
    u1, u2 = (atan((1 - FLATTENING) * tan(radians(point.lat))) for point in (start, end))
    difference = radians(end.lon - start.lon)
    turn = difference
    while True:
        sine = sqrt((cos(u2) * sin(turn)) ** 2 + (cos(u1) * sin(u2) - sin(u1) * cos(u2) * cos(turn)) ** 2)
        if sine == 0:
            return 0.0
        cosine = sin(u1) * sin(u2) + cos(u1) * cos(u2) * cos(turn)
        sigma = atan2(sine, cosine)
        azimuth = cos(u1) * cos(u2) * sin(turn) / sine
        squared = 1 - azimuth**2
        middle = cosine - 2 * sin(u1) * sin(u2) / squared if squared else 0.0
        c = FLATTENING / 16 * squared * (4 + FLATTENING * (4 - 3 * squared))
        bend = sigma + c * sine * (middle + c * cosine * (2 * middle**2 - 1))
        before, turn = turn, difference + (1 - c) * FLATTENING * azimuth * bend
        if abs(turn - before) < 1e-13:
            return _length(squared, sigma, sine, cosine, middle)


def _length(squared: float, sigma: float, sine: float, cosine: float, middle: float) -> float:
    """Return the arc's length from its angle: Vincenty's formulas 3, 4 and 6."""
    u = squared * (EQUATOR_M**2 - POLE_M**2) / POLE_M**2
    a = 1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u)))
    b = u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)))
    inner = cosine * (2 * middle**2 - 1) - b / 6 * middle * (4 * sine**2 - 3) * (4 * middle**2 - 3)
    return POLE_M * a * (sigma - b * sine * (middle + b / 4 * inner))
