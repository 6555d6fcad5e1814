"""What comes in bit by bit over many nights, and what comes at once, are the same record."""

from __future__ import annotations

import datetime as dt
import json
import random
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.e2e.published import Published, make_home, run_night
from tests.e2e.reports import Month, months_of_units, register_of, write
from thugom.services.night import judging

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from thugom.services.night.opening import Night

pytestmark = pytest.mark.soak
MONTHS = ("2026-08", "2026-09", "2026-10")
NIGHTS = 4
LAST = dt.datetime(2026, 11, 16, 18, 30, tzinfo=dt.UTC)
Sending = tuple[str, bytes]


def sendings(home: Path, chance: random.Random) -> list[list[Sending]]:
    """Return what arrives in each night: first reports, some late, corrections, faulty ones, and the same again."""
    nights: list[list[Sending]] = [[] for _ in range(NIGHTS)]
    scratch = home / "scratch.csv"

    def send(night: int, name: str, one: Month, **changes: str) -> None:
        write(scratch, [one.collection(**changes)])
        nights[night].append((f"{name}-collection.csv", scratch.read_bytes()))
        if not changes:
            write(scratch, one.treatment())
            nights[night].append((f"{name}-treatment.csv", scratch.read_bytes()))

    for month in MONTHS:
        for one in chance.sample(months_of_units(register_of(home), month), 12):
            name = f"{month}/{one.unit.code}-{one.settlement}"
            first = chance.randrange(NIGHTS)
            send(first, name, one)
            if chance.random() < 0.4:
                wrong = chance.choice(("7.5", "-1", "12 +3", ""))
                send(
                    chance.randrange(first, NIGHTS), f"{name}-again", one, collected_t=wrong, submitted_on="2026-11-12"
                )
            if chance.random() < 0.2:
                nights[chance.randrange(first, NIGHTS)].append((f"{name}-copy.csv", nights[first][-1][1]))
    scratch.unlink()
    return nights


def put(home: Path, night: list[Sending]) -> None:
    """Lay the files of a night into the inbox."""
    for name, content in night:
        path = home / "data" / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def invent_arrivals(home: Path, nights: list[list[Sending]]) -> None:
    """Say of each file when it came, so that both homes know the same of it."""
    demo = home / "data" / "demo"
    demo.mkdir()
    lines = [f"{name},2026-11-{12 + number}T02:00:00Z" for number, night in enumerate(nights) for name, _ in night]
    (demo / "arrivals.csv").write_text("\n".join(["file,arrived_at", *lines]) + "\n", encoding="utf-8")


@pytest.mark.parametrize("seed", range(3))
def test_nights_one_by_one_publish_what_one_night_over_everything_does(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every table has the same hash; and no file is read in more than one of the nights."""
    home = make_home(tmp_path / "home", synthetic=True)
    nights = sendings(home, random.Random(seed))  # noqa: S311 - repeatable, and no secret
    invent_arrivals(home, nights)
    at_once = tmp_path / "at-once"
    shutil.copytree(home, at_once)
    for night in nights:
        put(at_once, night)
    run_night(at_once, LAST)

    read: list[str] = []
    real = judging.judge

    def watched(night: Night, awaiting: pd.DataFrame, *rest: object) -> object:
        read.extend(awaiting["sha256"])
        return real(night, awaiting, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(judging, "judge", watched)
    for number, night in enumerate(nights):
        put(home, night)
        run_night(home, LAST - dt.timedelta(days=NIGHTS - 1 - number))
    assert len(read) == len(set(read)) == len({content for night in nights for _, content in night})
    expected, found = Published(at_once).table_hashes(), Published(home).table_hashes()
    differing = sorted(name for name in expected if expected[name] != found[name])
    assert json.dumps(differing) == "[]"
