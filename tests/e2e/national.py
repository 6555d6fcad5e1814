"""The register of the whole country, built from what others published: 10,035 units before July 2025, 3,321 since."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import Path

SOURCE = Path(__file__).parents[3] / "shared" / "real" / "national"
FIRST_DAY = "2020-01-01"
"""The source says nothing of when the old units began; any day before the reform will do."""
FACILITY_HEADER = "facility_code,valid_from,name,lon,lat,capacity_t_per_day,control_level,licensed_from,licensed_to,"

Row = Mapping[str, str]


@dataclass(frozen=True)
class Country:
    """What was written, and what of the source was not taken as it stands.

    `left_out`: lineage rows that name a unit which the source does not list.
    `mended`: codes of old units that lost their only heir by that, and were passed to the new unit
    of the same code, which lost its only parent.
    `parentless`: codes of new units that came from no listed unit: islands whose district had no
    communes, and a unit whose one parent has a code that nobody lists.
    """

    folder: Path
    left_out: tuple[Row, ...]
    mended: tuple[str, ...]
    parentless: tuple[str, ...]


def write_country(folder: Path, source: Path = SOURCE) -> Country:
    """Write the country's four register files into `folder`.

    A row marked `full` gets the share 1; one marked `partial` none, as the source has none.
    Population and facilities are left empty.

    Raises:
        ValueError: an old unit is left without an heir, and the new unit of its code has another parent.
    """
    units = [_dated(row) for row in _read(source / "units.csv")]
    listed = {(row["unit_code"], bool(row["valid_to"])) for row in units}
    stated = _read(source / "unit_lineage.csv")
    known = [(row["from_unit_code"], True) in listed and (row["to_unit_code"], False) in listed for row in stated]
    edges = [
        _edge(row["from_unit_code"], row["to_unit_code"], row["effective_on"], row["type"])
        for row in compress(stated, known)
    ]
    heirless = _codes(units, ended=True) - {edge["from_unit_code"] for edge in edges}
    parentless = _codes(units, ended=False) - {edge["to_unit_code"] for edge in edges}
    if heirless - parentless:
        raise ValueError(f"no heir is known of {', '.join(sorted(heirless - parentless))}")
    ends = {row["unit_code"]: row["valid_to"] for row in units if row["valid_to"]}
    edges += [_edge(code, code, ends[code], "full") for code in sorted(heirless)]
    _write(folder / "unit.csv", [{**row, "area_km2": "", "lon": "", "lat": ""} for row in units])
    _write(folder / "unit_lineage.csv", edges)
    (folder / "population.csv").write_text("unit_code,valid_from,settlement,as_of,population,households,source\n")
    (folder / "facility.csv").write_text(f"{FACILITY_HEADER}ticket_scope,source\n")
    return Country(
        folder=folder,
        left_out=tuple(row for row, taken in zip(stated, known, strict=True) if not taken),
        mended=tuple(sorted(heirless)),
        parentless=tuple(sorted(parentless - heirless)),
    )


def _read(path: Path) -> list[Row]:
    """Return the rows of a file as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: Sequence[Row]) -> None:
    """Write rows under their first one's header."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _dated(row: Row) -> Row:
    """Return a unit with a first day."""
    return {**row, "valid_from": row["valid_from"] or FIRST_DAY}


def _edge(ended: str, heir: str, day: str, kind: str) -> Row:
    """Return a lineage row; what is not marked whole has no published share."""
    return {
        "from_unit_code": ended,
        "from_valid_from": FIRST_DAY,
        "to_unit_code": heir,
        "to_valid_from": day,
        "effective_on": day,
        "share": "1" if kind == "full" else "",
        "source": "vietnamadminunits",
    }


def _codes(units: Iterable[Row], *, ended: bool) -> set[str]:
    """Return the codes of the units that ended, or of those in force."""
    return {row["unit_code"] for row in units if bool(row["valid_to"]) == ended}
