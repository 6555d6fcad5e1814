"""An invented district that a test can hold in its head: fourteen units, one facility, two mergers in July 2025."""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.e2e.published import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

BEGAN, MERGED = "2020-01-01", "2025-07-01"
FACILITY = "HOP"
WEST, EAST = "901", "902"


@dataclass(frozen=True)
class Place:
    """A unit: its name in the tests, code, name, kind, district, people, and the tonnes that it generates each month.

    Households are a quarter of its people. `heir` is the name of the unit that took it over in July 2025; a unit that
    began then has `is_new`.
    """

    key: str
    code: str
    name: str
    kind: str
    district: str
    people: int
    generated: int
    heir: str | None = None
    is_new: bool = False

    @property
    def unit_id(self) -> str:
        """The unit's key in the tables."""
        return f"{self.code}@{MERGED if self.is_new else BEGAN}"

    @property
    def settlement(self) -> str:
        """The one settlement that it reports."""
        return "urban" if self.kind == "ward" else "rural"


PLACES = (
    Place("BIG", "90001", "An Lớn", "ward", WEST, 120_000, 3600),
    Place("FLAT", "90002", "An Bằng", "ward", WEST, 5_000, 100),
    Place("WAVE", "90003", "An Sóng", "ward", WEST, 5_000, 100),
    Place("STOP", "90004", "Bến Dừng", "commune", WEST, 3_000, 50),
    Place("DROP", "90005", "Bến Rơi", "commune", WEST, 3_000, 50),
    Place("MUTE", "90006", "Bến Lặng", "commune", EAST, 3_000, 50),
    Place("WRONG", "90007", "Bến Nhầm", "commune", EAST, 3_000, 50),
    Place("NEVER", "90008", "Cồn Xa", "commune", EAST, 3_000, 50),
    Place("LEAN", "90009", "Cồn Gầy", "commune", EAST, 20_000, 300),
    Place("OLDA", "90010", "Đồi Trên", "commune", EAST, 3_000, 50, heir="NEW"),
    Place("OLDB", "90011", "Đồi Dưới", "commune", EAST, 3_000, 50, heir="NEW"),
    Place("OLDW", "90012", "Gò Phố", "ward", EAST, 5_000, 100, heir="NEWW"),
    Place("OLDC", "90013", "Gò Quê", "commune", EAST, 5_000, 100, heir="NEWW"),
    # The new units take codes that were used before, as in July 2025.
    Place("NEW", "90010", "Đồi Chung", "commune", EAST, 6_000, 100, is_new=True),
    Place("NEWW", "90012", "Gò Mới", "ward", EAST, 10_000, 200, is_new=True),
)
BY_KEY = {place.key: place for place in PLACES}
KEY_OF = {place.unit_id: place.key for place in PLACES}


def make_district(root: Path, policy: Mapping[str, str], contacts: str) -> Path:
    """Make a home of the district and return its root.

    Args:
        root: where.
        policy: texts of the shipped policy that are replaced, and by what.
        contacts: the home's contacts.yml.
    """
    shutil.copytree(SCHEMAS / "sources", root / "sources")
    (root / "register").mkdir()
    (root / "data" / "raw").mkdir(parents=True)
    (root / "home.yml").write_text("format: 1\nsynthetic: false\n", encoding="utf-8")
    (root / "contacts.yml").write_text(contacts, encoding="utf-8")
    text = (SCHEMAS / "policy.yml").read_text(encoding="utf-8")
    for old, new in policy.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (root / "policy.yml").write_text(text, encoding="utf-8")
    for name, rows in (
        ("unit", _units()),
        ("unit_lineage", _lineage()),
        ("population", _population()),
        ("facility", _facilities()),
    ):
        write_rows(root / "register" / f"{name}.csv", rows)
    return root


def write_rows(path: Path, lines: Iterable[Mapping[str, str]]) -> None:
    """Write a canonical file."""
    rows = list(lines)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _begins(place: Place) -> str:
    return MERGED if place.is_new else BEGAN


def _units() -> Iterable[dict[str, str]]:
    titles = {"ward": "Phường", "commune": "Xã"}
    for number, place in enumerate(PLACES):
        yield {
            "unit_code": place.code,
            "valid_from": _begins(place),
            "valid_to": MERGED if place.heir else "",
            "name": place.name,
            "kind": place.kind,
            "province_code": "90",
            "province_name": "Tỉnh bịa",
            "district_code": place.district,
            "district_name": {WEST: "Huyện Tây", EAST: "Huyện Đông"}[place.district],
            "area_km2": "",
            "lon": f"{103 + number / 100:.2f}",
            "lat": "22.30",
            "full_name": f"{titles[place.kind]} {place.name}",
            "source": "invented for a test",
            "note": "",
        }


def _lineage() -> Iterable[dict[str, str]]:
    for place in PLACES:
        if place.heir:
            yield {
                "from_unit_code": place.code,
                "from_valid_from": BEGAN,
                "to_unit_code": BY_KEY[place.heir].code,
                "to_valid_from": MERGED,
                "effective_on": MERGED,
                "share": "1",
                "source": "invented for a test",
            }


def _population() -> Iterable[dict[str, str]]:
    for place in PLACES:
        if not place.is_new:
            yield {
                "unit_code": place.code,
                "valid_from": BEGAN,
                "settlement": place.settlement,
                "as_of": "2019-04-01",
                "population": str(place.people),
                "households": str(place.people // 4),
                "source": "invented for a test",
                "status": "usable",
                "note": "",
            }


def _facilities() -> Iterable[dict[str, str]]:
    yield {
        "facility_code": FACILITY,
        "valid_from": BEGAN,
        "name": "Bãi Hợp Lệ",
        "lon": "103.10",
        "lat": "22.31",
        "capacity_t_per_day": "900",
        "control_level": "improved",
        "licensed_from": BEGAN,
        "licensed_to": "",
        "ticket_scope": "year",
        "source": "invented for a test",
    }
