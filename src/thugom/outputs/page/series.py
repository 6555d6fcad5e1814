"""The months of the map: which units stand on which ground in each, and their figures, as scripts that hold data.

A page opened from the disk may not fetch anything, but may load a script: each chunk is one call of `thugom.take`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from thugom.outputs.page.ground import Draw, Ground, ground_of
from thugom.outputs.page.shades import ABSENT, SHADINGS, UNKNOWN, coded
from thugom.outputs.release import Release

BASES = ("as_was", "as_is", "as_issued")
SETTLEMENTS = ("all", "urban", "rural")
_COLUMNS = sorted({shading.column for shading in SHADINGS if shading.table == "commune_coverage"})


@dataclass(frozen=True, eq=False)
class Atlas:
    """Every ground of a release, and on which of them each month of each basis is drawn."""

    release: Release
    grounds: Mapping[str, Ground]
    ground_at: Mapping[tuple[str, str], str]
    by_month: Mapping[tuple[str, str, str], tuple[list[str], np.ndarray]]

    @cached_property
    def months(self) -> list[str]:
        """The months that are drawn, the oldest first."""
        return sorted({month for _, month in self.ground_at})

    @cached_property
    def bases(self) -> list[str]:
        """The bases that have months."""
        return [basis for basis in BASES if any(held == basis for held, _ in self.ground_at)]

    def ground(self, basis: str, month: str) -> Ground:
        """Return the ground of a month."""
        return self.grounds[self.ground_at[basis, month]]

    def codes(self, basis: str, settlement: str, month: str) -> dict[str, list[int]]:
        """Return what is shown of each unit of a month's ground, in its order, by shading."""
        held = self.by_month.get((basis, settlement, month))
        if held is None:
            return {}
        ids, known = held
        place = {one: number for number, one in enumerate(self.ground(basis, month).unit_ids)}
        codes = np.full((len(SHADINGS), len(place)), ABSENT)
        codes[:, [place[one] for one in ids]] = known
        told = (known != UNKNOWN).any(axis=1)
        return {shading.column: codes[at].tolist() for at, shading in enumerate(SHADINGS) if told[at]}


def atlas_of(release: Release, draw: Draw) -> Atlas:
    """Return the atlas of a release: its months up to the newest that is past due."""
    rows = _monthly(release)
    codes = np.vstack([coded(shading, rows[shading.column]) for shading in SHADINGS])
    ids = rows["unit_id"].to_numpy(dtype=object)
    by_month = {
        key: (ids[places].tolist(), codes[:, places])
        for key, places in _places(rows, ["basis", "settlement", "period"]).items()
    }
    units = release.table("unit").sort_values(["name_order", "unit_id"])
    facilities = _facilities(release)
    grounds: dict[str, Ground] = {}
    keys: dict[frozenset[str], str] = {}
    ground_at: dict[tuple[str, str], str] = {}
    for basis, settlement, month in sorted(by_month):
        if settlement != "all":
            continue
        members = frozenset(by_month[basis, settlement, month][0])
        if members not in keys:
            key = keys[members] = f"g{len(keys) + 1}"
            grounds[key] = ground_of(key, units[units["unit_id"].isin(members)], facilities, draw)
        ground_at[basis, month] = keys[members]
    return Atlas(release, grounds, ground_at, by_month)


def _places(rows: pd.DataFrame, by: list[str]) -> dict[tuple[str, str, str], np.ndarray]:
    """Return where the rows of each group stand."""
    found: Mapping[Any, Any] = rows.groupby(by).indices
    return {(str(one), str(two), str(three)): np.asarray(at) for (one, two, three), at in found.items()}


def _monthly(release: Release) -> pd.DataFrame:
    """Return the rows of months past due, with the status of units on today's boundaries."""
    coverage = release.table("commune_coverage")
    here = (coverage["period_kind"] == "month") & (coverage["period"] <= (release.period or ""))
    keys = ["unit_id", "period", "settlement"]
    rows = coverage.loc[here, [*keys, "basis", *_COLUMNS]]
    path = release.table("unit_path")
    status = path.loc[path["status"].notna(), [*keys, "status"]]
    # A status is on today's units only: the other bases are left out of the costly part.
    on_path = rows["basis"] == "as_is"
    found = rows.loc[on_path, keys].merge(status, on=keys, how="left")["status"].to_numpy()
    statuses = np.full(len(rows), None, dtype=object)
    statuses[on_path.to_numpy()] = found
    return rows.assign(status=statuses)


def _facilities(release: Release) -> pd.DataFrame:
    """Return the newest line of each facility."""
    rows = release.table("facility")
    held = rows[rows["valid_from"] <= pd.Timestamp(release.as_of)].sort_values(["facility_code", "valid_from"])
    return held.drop_duplicates("facility_code", keep="last")


def chunks(atlas: Atlas) -> Iterator[tuple[str, str]]:
    """Yield the data of the map view: the path of each chunk below the site, and its script."""
    units = atlas.release.table("unit")
    names = dict(zip(units["unit_id"], units["full_name"], strict=True))
    yield _chunk("map/index", _index(atlas))
    for ground in atlas.grounds.values():
        yield _chunk(f"map/{ground.key}", _drawn(ground, names))
    years = sorted({month[:4] for month in atlas.months})
    for basis in atlas.bases:
        for settlement in SETTLEMENTS:
            for year in years:
                months = [month for month in atlas.months if month[:4] == year and (basis, month) in atlas.ground_at]
                held = {month: atlas.codes(basis, settlement, month) for month in months}
                yield _chunk(f"map/{basis}-{settlement}-{year}", held)


def _index(atlas: Atlas) -> dict[str, object]:
    """Return what the map view must know before anything else."""
    return {
        "months": atlas.months,
        "grounds": {basis: {month: key for (held, month), key in atlas.ground_at.items() if held == basis}
                    for basis in atlas.bases},
        "shadings": {
            shading.column: {"classes": list(shading.classes), "rate": shading.is_rate} for shading in SHADINGS
        },
    }  # fmt: skip


def _drawn(ground: Ground, names: Mapping[str, str]) -> dict[str, object]:
    """Return a ground as data."""
    labels: Sequence[object] = [
        [label.x, label.size, list(zip(label.lines, [round(y, 1) for y in label.baselines], strict=True))]
        if label
        else None
        for label in ground.labels
    ]
    return {
        "ids": list(ground.unit_ids),
        "names": [names.get(one, one) for one in ground.unit_ids],
        "paths": list(ground.paths),
        "labels": labels,
        "sites": [[site.name, site.x, site.y] for site in ground.sites],
        "box": [round(ground.width, 1), round(ground.height, 1)],
        "schematic": ground.schematic,
    }


def _chunk(name: str, held: object) -> tuple[str, str]:
    """Return a chunk: its path, and a script that hands over what it holds."""
    return f"data/{name}.js", script_of(name, held)


def script_of(name: str, held: object) -> str:
    r"""Return a script that hands over data, in signs that end no script and open no comment.

    >>> script_of("map/x", ["</script>"])
    'thugom.take("map/x",["\\u003c/script>"]);\n'
    """
    text = json.dumps(held, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    safe = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"thugom.take({json.dumps(name)},{safe});\n"
