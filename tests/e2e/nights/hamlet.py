"""A home small enough for hundreds of nights: three units of the invented district, three months, two people who hear.

Its past is invented, the instants at which files arrived included: so nothing that is published depends on the hour of
the night that takes them in, and a night that is run again must come to the very same bytes.
"""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING

from tests.e2e.alerting.district import BY_KEY, make_district, write_rows
from tests.e2e.alerting.history import hand_in, of_share

if TYPE_CHECKING:
    from pathlib import Path

KEYS = ("FLAT", "MUTE", "LEAN")
FIRST = dt.datetime(2026, 10, 11, 18, 30, tzinfo=dt.UTC)
SECOND = dt.datetime(2026, 11, 11, 18, 30, tzinfo=dt.UTC)
AGAIN = SECOND + dt.timedelta(hours=1)
"""When a night that was cut off is run again."""
CONTACTS = """
people:
  - id: an
    name: Lò Thị An
    channels: [box_an]
  - id: binh
    name: Vàng A Bình
    language: en
    channels: [box_binh]
"""
_ARRIVED = {
    "2026-08": "2026-09-03T03:00:00Z",
    "2026-09": "2026-10-03T03:00:00Z",
    "2026-10": "2026-11-03T03:00:00Z",
    "2026-09-lai": "2026-11-05T03:00:00Z",
}


def make_hamlet(root: Path) -> Path:
    """Make the home with its first two months in the inbox; return its root."""
    home = make_district(root, {}, CONTACTS)
    (home / "home.yml").write_text("format: 1\nsynthetic: true\n", encoding="utf-8")
    channels = home / "channels.yml"
    channels.write_text("".join(f'box_{name}: "json://127.0.0.1:1/{name}"\n' for name in ("an", "binh")), "utf-8")
    channels.chmod(0o600)
    for name in ("unit", "population", "unit_lineage"):
        _keep_rows(home / "register" / f"{name}.csv")
    write_rows(home / "data" / "demo" / "arrivals.csv", _arrivals())
    for month in ("2026-08", "2026-09"):
        hand_in(home, month, [of_share(BY_KEY[key], month, 60) for key in KEYS])
    return home


def bring_second_month(home: Path) -> None:
    """Put October into the inbox, one report of it refused and one missing, and a correction of September."""
    month = "2026-10"
    hand_in(home, month, [of_share(BY_KEY["FLAT"], month, 30), of_share(BY_KEY["LEAN"], month, 15, "refused")])
    hand_in(home, "2026-09-lai", [of_share(BY_KEY["MUTE"], "2026-09", 40, submitted_on="2026-11-05")])


def _keep_rows(path: Path) -> None:
    """Keep the rows of the hamlet's units in a file of the register."""
    codes = {BY_KEY[key].code for key in KEYS}
    head, *_ = path.read_text(encoding="utf-8").splitlines()
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row.get("unit_code", row.get("from_unit_code")) in codes]
    if rows:
        write_rows(path, rows)
    else:
        path.write_text(f"{head}\n", encoding="utf-8")


def _arrivals() -> list[dict[str, str]]:
    """Return the instant of every file that will ever come."""
    kinds = ("collection", "treatment", *(BY_KEY[key].code for key in KEYS))
    return [{"file": f"{name}-{kind}.csv", "arrived_at": at} for name, at in _ARRIVED.items() for kind in kinds]
