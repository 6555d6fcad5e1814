"""How far each unit's seat is from the nearest licensed facility."""

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd

from thugom.register.boundaries import placed_in
from thugom.register.facilities import facility_months
from thugom.register.geometry import GEOD
from thugom.register.load import Register
from thugom.register.lookup import looked_up
from thugom.register.units import units_in_force

_M_PER_KM = 1000
_METRE = 3
"""Decimals of a kilometre: seats and facilities are not known more exactly, and ties are ties on every machine."""
COLUMNS = [
    "unit_id",
    "unit_code",
    "unit_name",
    "seat_lon",
    "seat_lat",
    "facility_code",
    "facility_name",
    "facility_unit_id",
    "distance_km",
]


def unit_facility_distance(register: Register, on: dt.date, boundaries: gpd.GeoDataFrame | None) -> pd.DataFrame:
    """Return the nearest facility licensed on a day, for each unit in force whose seat is known.

    Args:
        register: units with their seats, and facilities. One without coordinates is never the nearest.
        on: the day.
        boundaries: as `thugom.register.boundaries.load_boundaries` returns them; None or empty without any.

    Returns:
        The columns of `unit_facility_distance.yml` less the versions, by `unit_id`. `distance_km` is that of the
        shortest line on the WGS 84 ellipsoid; equal distances, to the metre, go to the lower `facility_code`.
    """
    units = units_in_force(register.units, on).dropna(subset=["lon", "lat"]).sort_values("unit_id")
    table = units.rename(columns={"full_name": "unit_name", "lon": "seat_lon", "lat": "seat_lat"})
    facilities = licensed_facilities(register.facilities, on)
    place, distance = _nearest(table, facilities)
    near = facilities.iloc[place].set_axis(table.index[: len(place)]).reindex(table.index)
    located = placed_in(facilities.assign(on=pd.Timestamp(on)), boundaries) if boundaries is not None else None
    where = None if located is None else looked_up(near["facility_code"], located.set_axis(facilities["facility_code"]))
    found = table.assign(
        facility_code=near["facility_code"].astype("str"),
        facility_name=near["name"].astype("str"),
        facility_unit_id=pd.Series(where, index=table.index, dtype="str"),
        distance_km=pd.Series(distance, index=table.index[: len(distance)], dtype="float64").reindex(table.index),
    )
    return found[COLUMNS].reset_index(drop=True)


def licensed_facilities(facilities: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """Return the facilities that are licensed on a day and whose place is known, as they are that day, by code."""
    day = pd.Timestamp(on)
    begun = facilities[facilities["valid_from"] <= day].sort_values(["facility_code", "valid_from"])
    today = begun.drop_duplicates("facility_code", keep="last")
    period = pd.DataFrame({"period": ["day"], "first_on": [day], "last_on": [day]})
    months = facility_months(facilities, period)
    licensed = months.loc[months["licensed"].fillna(value=False), "facility_code"]
    kept = today[today["facility_code"].isin(licensed)]
    return kept.dropna(subset=["lon", "lat"]).reset_index(drop=True)


def _nearest(seats: pd.DataFrame, facilities: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return for each seat the position of the nearest facility and the kilometres to it; none without any."""
    if facilities.empty or seats.empty:
        return np.array([], dtype="int64"), np.array([], dtype="float64")
    shape = (len(seats), len(facilities))
    lon, lat = (np.repeat(seats[name].to_numpy(), shape[1]) for name in ("seat_lon", "seat_lat"))
    to_lon, to_lat = (np.tile(facilities[name].to_numpy(), shape[0]) for name in ("lon", "lat"))
    metres = GEOD.inv(lon, lat, to_lon, to_lat)[2]
    kilometres = np.round(np.asarray(metres).reshape(shape) / _M_PER_KM, _METRE)
    # The first of equals: the facilities stand by code.
    place = kilometres.argmin(axis=1)
    return place, kilometres[np.arange(len(seats)), place]
