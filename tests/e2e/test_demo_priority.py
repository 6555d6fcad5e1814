"""Whom to serve next, how far off, and whom to ring, held against the second computation."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.agreement import differences
from tests.e2e.published import FIRST_NIGHT
from tests.e2e.truth.bases import BASES
from tests.e2e.truth.contributions import Call, contribution_cells
from tests.e2e.truth.distances import nearest_facilities
from tests.e2e.truth.priorities import Place, priority_cells

if TYPE_CHECKING:
    from tests.e2e.published import Published
    from tests.e2e.truth.world import World

pytestmark = pytest.mark.slow
TODAY = FIRST_NIGHT.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date()


def test_every_distance_is_the_true_one(world: World, demo_published: Published) -> None:
    """Each unit of today has its nearest licensed facility, to the metre on the ellipsoid."""
    published = {(row["unit_id"],): row for row in demo_published.rows("unit_facility_distance")}
    expected = {
        (unit,): {
            "seat_lon": Fraction(one.seat.lon),
            "seat_lat": Fraction(one.seat.lat),
            "facility_code": one.facility,
            "facility_name": one.name,
            "facility_unit_id": None,
            "distance_km": None if one.kilometres is None else Fraction(one.kilometres),
        }
        for unit, one in nearest_facilities(world.demo.register, world.facilities, TODAY).items()
    }
    lines = differences(published, expected)
    assert not lines, "\n".join(lines)


@pytest.mark.parametrize("basis", BASES)
def test_the_order_of_serving_is_the_true_one(world: World, demo_published: Published, basis: str) -> None:
    """Each unit that is not known to be covered stands in its list at its place, with the running totals."""
    rows = demo_published.query("SELECT * FROM priority WHERE basis = ?", basis)
    assert {row["period"] for row in rows} <= {world.months[-1]}
    published = {Place(row["basis"], row["list"], row["rank"]): row for row in rows}
    nearest = nearest_facilities(world.demo.register, world.facilities, TODAY)
    lines = differences(published, priority_cells(world, basis, nearest))
    assert not lines, "\n".join(lines)


def test_the_list_to_ring_is_the_true_one(world: World, demo_published: Published) -> None:
    """Each unit whose report would narrow an interval stands there with its points, and whether it could flip."""
    rows = demo_published.rows("interval_contribution")
    assert {row["period"] for row in rows} <= {world.months[-1]}
    published = {
        Call(row["indicator"], row["settlement"], row["denominator_kind"], row["unit_id"]): row for row in rows
    }
    lines = differences(published, contribution_cells(world))
    assert not lines, "\n".join(lines)
