"""A year of nights on which anything may fail ends where one undisturbed night over everything ends."""

from __future__ import annotations

from collections import Counter
from statistics import median
from typing import TYPE_CHECKING

import pytest

from tests.e2e.published import Published
from tests.e2e.years.fate import drawn, make_home
from tests.e2e.years.living import all_at_once, live_through

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

KIB_A_NIGHT = 40
"""What the journals may grow by in a night: its run, its publication with the hashes of all tables."""


def bytes_below(folder: Path) -> int:
    """Return how large all files below a folder are."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def names_below(folder: Path) -> set[str]:
    """Return the files below a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def peak(nights: Iterable[int]) -> float:
    """Return the median of the memory that nights needed."""
    return median(nights)


@pytest.mark.parametrize(
    ("seed", "nights"),
    [
        pytest.param(7, 30, marks=[pytest.mark.slow, pytest.mark.timeout(600)]),
        pytest.param(11, 365, marks=[pytest.mark.soak, pytest.mark.timeout(0)]),
    ],
)
def test_nights_that_fail_at_random_leave_what_one_good_night_leaves(tmp_path: Path, seed: int, nights: int) -> None:
    """The same tables and files, and no more memory and disk than the data needs."""
    calendar = drawn(seed, nights)
    year, once = make_home(tmp_path / "year", calendar), make_home(tmp_path / "once", calendar)
    lived = live_through(year, calendar, seed)
    at_once = all_at_once(once, calendar)
    assert at_once.is_done
    print(f"\n{nights} nights, {len(calendar.deliveries)} reports: {Counter(calendar.outages.values())}")  # noqa: T201
    ended = Counter((one.outage or "undisturbed", one.signal or one.status) for one in lived)
    print(f"ended (signal or status): {dict(ended)}")  # noqa: T201
    found, expected = Published(year).figures(), Published(once).figures()
    assert found.keys() == expected.keys()
    differing = {name: found[name] ^ expected[name] for name in found if found[name] != expected[name]}
    assert differing == {}
    # Nothing half written is left among what people read.
    assert names_below(year / "data" / "curated") == names_below(once / "data" / "curated")
    stores = [bytes_below(home / "data" / "store") for home in (year, once)]
    print(f"store: {stores[0] / 2**20:.1f} MiB after {nights} nights, {stores[1] / 2**20:.1f} MiB after one")  # noqa: T201
    assert stores[0] < 1.2 * stores[1] + nights * KIB_A_NIGHT * 2**10
    done = [one.peak_kib for one in lived if one.is_done and not one.outage]
    early, late = peak(done[: len(done) // 3]), peak(done[-len(done) // 3 :])
    print(f"memory of a night: {early / 2**10:.0f} MiB early, {late / 2**10:.0f} MiB late")  # noqa: T201
    assert late < 1.25 * early
