"""Which cells (unit and settlement) of one day's map lie in which of another's, through the lineage."""

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from thugom.register.apportion import apportion
from thugom.register.load import Register
from thugom.register.lookup import looked_up
from thugom.register.population import SHARE_PARTS, population_series
from thugom.register.units import expected_settlements, home_settlements, units_in_force

CELL = ["unit_id", "settlement"]
LINK = ["unit_id", "settlement", "to_unit_id", "to_settlement"]


@dataclass(frozen=True, eq=False)
class Links:
    """Where every cell of every period goes on the map of one day.

    `eras`: the number of each period's era; within an era the map does not change.
    `edges`: one row per era, cell and target cell: `era`, `unit_id`, `settlement`, `to_unit_id`,
    `to_settlement`, `weight` (int64: by what a cell is divided among its targets), sorted so.
    """

    eras: Mapping[str, int]
    edges: pd.DataFrame

    @property
    def moves(self) -> bool:
        """Whether any cell goes anywhere but to itself."""
        edges = self.edges
        same = (edges["unit_id"] == edges["to_unit_id"]) & (edges["settlement"] == edges["to_settlement"])
        return not bool(same.all())


def links_to(
    register: Register,
    kind_settlement: Mapping[str, str],
    periods: pd.DataFrame,
    on: dt.date,
    population_as_of: dt.date | None = None,
) -> Links:
    """Return where the cells of each period's units go on the map of `on`.

    To a later map a cell is divided by the lineage's shares. To an earlier one it is divided among
    its former parts by their people; where a part's people are unknown, by area; else evenly.

    Args:
        register: units, lineage and people.
        kind_settlement: the settlement of each kind of unit (policy).
        periods: `period`, `last_on`.
        on: the day of the map to go to.
        population_as_of: the day of the population series; the register's choice where None.

    Source: methodology, section 5, Basis.
    """
    days = pd.concat([register.units["valid_from"], register.units["valid_to"]]).dropna().sort_values().unique()
    ages = np.searchsorted(days, periods["last_on"].to_numpy(), side="right")
    first = dict(zip(ages[::-1].tolist(), periods["last_on"].tolist()[::-1], strict=True))
    atlas = _Atlas(register, kind_settlement, population_as_of)
    edges = [atlas.edges(day.date(), on).assign(era=era) for era, day in sorted(first.items())]
    columns = ["era", *LINK, "weight"]
    joined = pd.concat(edges, ignore_index=True) if edges else pd.DataFrame(columns=columns)
    eras = dict(zip(periods["period"].tolist(), ages.tolist(), strict=True))
    return Links(eras, joined[columns].sort_values(["era", *LINK], ignore_index=True))


def former_parts(register: Register, kind_settlement: Mapping[str, str]) -> pd.DataFrame:
    """Return the cells of the units that each unit came from, as its reports may name them.

    Returns:
        `unit_id`, `settlement`, `former_unit_code`, `former_unit_id`: one row per cell and former
        unit of which a part lies in it.
    """
    atlas = _Atlas(register, kind_settlement, None)
    edges = register.lineage.rename(columns={"from_unit_code": "former_unit_code"})
    parts = edges[["from_unit_id", "former_unit_code", "to_unit_id"]]
    parts = parts.merge(atlas.expected.rename(columns={"unit_id": "from_unit_id"}), on="from_unit_id")
    parts["settlement"] = atlas.settled(parts["to_unit_id"], parts["settlement"])
    parts = parts.rename(columns={"to_unit_id": "unit_id", "from_unit_id": "former_unit_id"})
    return parts[[*CELL, "former_unit_code", "former_unit_id"]].drop_duplicates(ignore_index=True)


class _Atlas:
    """The maps of all days: what is looked up once for all pairs of them."""

    def __init__(self, register: Register, kinds: Mapping[str, str], population_as_of: dt.date | None) -> None:
        """Look up which settlements each unit has."""
        self.register = register
        self.expected = expected_settlements(register, kinds)
        self.home = home_settlements(register.units, kinds)
        self._kinds, self._population_as_of = kinds, population_as_of

    @functools.cached_property
    def people(self) -> pd.DataFrame:
        """The people of every cell; a map of a later day never asks for them."""
        day = None if self._population_as_of is None else pd.Timestamp(self._population_as_of)
        return population_series(self.register, self._kinds, day)[[*CELL, "population"]]

    def edges(self, of: dt.date, on: dt.date) -> pd.DataFrame:
        """Return the links from the map of `of` to that of `on`: `LINK` and `weight`."""
        if of <= on:
            flows = self.flows(of, on)
            weight = (flows["share"] * SHARE_PARTS).round().astype("int64")
            return flows.assign(weight=weight)[[*LINK, "weight"]]
        return self._backward(of, on)

    def flows(self, earlier: dt.date, later: dt.date) -> pd.DataFrame:
        """Return what share of each cell in force on the earlier day lies in which cell of the later."""
        cells = self._cells_in_force(earlier)
        open_ends = cells.assign(to_unit_id=cells["unit_id"], to_settlement=cells["settlement"], share=1.0)
        ends = self.register.units.set_index("unit_id")["valid_to"]
        heirs = self.register.lineage[["from_unit_id", "to_unit_id", "share"]]
        # A day before the first unit has an empty map; what came since has no past there.
        arrived = [open_ends.iloc[:0]]
        while len(open_ends):
            gone = looked_up(open_ends["to_unit_id"], ends) <= pd.Timestamp(later)
            arrived.append(open_ends[~gone])
            step = open_ends[gone].rename(columns={"to_unit_id": "from_unit_id", "share": "held"})
            step = step.merge(heirs, on="from_unit_id")
            step["share"] *= step.pop("held")
            step["to_settlement"] = self.settled(step["to_unit_id"], step["to_settlement"])
            open_ends = _summed(step)
        return _summed(pd.concat(arrived))

    def _backward(self, of: dt.date, on: dt.date) -> pd.DataFrame:
        """Return the links to an earlier map: each cell divided among its former parts."""
        flows = self.flows(on, of)
        # People before shares: each part's people are divided among its heirs, and weigh there.
        weight = self._people_of(flows)
        flows = flows.rename(
            columns={
                "unit_id": "to_unit_id",
                "settlement": "to_settlement",
                "to_unit_id": "unit_id",
                "to_settlement": "settlement",
            }
        ).assign(weight=weight)
        return pd.concat([flows[[*LINK, "weight"]], self._without_past(of, flows)], ignore_index=True)

    def _without_past(self, of: dt.date, flows: pd.DataFrame) -> pd.DataFrame:
        """Return a link to itself for every cell that the earlier map knows nothing of."""
        cells = self._cells_in_force(of)
        known = pd.MultiIndex.from_frame(flows[CELL])
        new = cells[~pd.MultiIndex.from_frame(cells).isin(known)]
        return new.assign(to_unit_id=new["unit_id"], to_settlement=new["settlement"], weight=1)

    def _people_of(self, flows: pd.DataFrame) -> pd.Series:
        """Return by what each flow weighs in the cell that it leads to: people, else area, else evenly."""
        people = flows.merge(self.people, on=CELL, how="left")["population"]
        area = looked_up(flows["unit_id"], self.register.units.set_index("unit_id")["area_km2"])
        group = flows.groupby(CELL, sort=False).ngroup().to_numpy()
        share = (flows["share"] * SHARE_PARTS).round().to_numpy(dtype="int64")
        head = pd.Series(apportion(people.fillna(0).to_numpy(dtype="int64"), share, group), index=flows.index)
        ground = (area * 1e6 * flows["share"]).round()
        into = [flows["to_unit_id"], flows["to_settlement"]]
        by_people = ~people.isna().groupby(into).transform("any")
        by_area = ~ground.isna().groupby(into).transform("any")
        return head.where(by_people, ground.fillna(0).astype("int64").where(by_area, 1))

    def _cells_in_force(self, day: dt.date) -> pd.DataFrame:
        """Return the cells of the units in force on a day: `unit_id`, `settlement`."""
        units = units_in_force(self.register.units, day)[["unit_id"]]
        return self.expected.merge(units, on="unit_id")

    def settled(self, units: pd.Series, settlements: pd.Series) -> pd.Series:
        """Return the settlement that a part takes in the unit it comes to: a ward makes all of it urban."""
        pairs = pd.MultiIndex.from_arrays([units, settlements])
        fits = pairs.isin(pd.MultiIndex.from_frame(self.expected))
        only = self.expected.drop_duplicates("unit_id", keep=False).set_index("unit_id")["settlement"]
        other = looked_up(units, only).fillna(looked_up(units, self.home))
        return settlements.where(fits, other)


def _summed(flows: pd.DataFrame) -> pd.DataFrame:
    """Return the flows with those between the same two cells made one."""
    shares: pd.DataFrame = flows.groupby(LINK)[["share"]].sum().reset_index()
    return shares
