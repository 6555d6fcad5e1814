"""Random registers in memory: up to eight units, up to three reforms, every kind of change there is."""

from dataclasses import dataclass, field
from decimal import Decimal

import pandas as pd
from hypothesis import strategies as st

from tests.unit.register.registers import KIND_SETTLEMENT
from thugom.register import Register, unit_ids

FIRST_DAY = "2020-01-01"
CENSUS_DAY = "2019-04-01"
REFORM_DAYS = ("2023-07-01", "2024-05-16", "2025-07-01")
"""One of them in the middle of a month: a unit that ends there is in force in no whole month."""
MOST_UNITS = 8
MOST_HEIRS = 3
MOST_PEOPLE = 5000
_MILLION = 10**6


@dataclass
class _Draft:
    """A register in the making: what is in force, and the rows so far."""

    in_force: list[str] = field(default_factory=list)
    units: dict[str, dict[str, object]] = field(default_factory=dict)
    edges: list[dict[str, object]] = field(default_factory=list)
    people: list[dict[str, object]] = field(default_factory=list)
    codes: int = 0

    def fresh_code(self) -> str:
        """Return a code that no unit had before."""
        self.codes += 1
        return f"{self.codes:05}"

    def open(self, code: str, day: str, kind: str) -> str:
        """Add a unit and return its id."""
        key = f"{code}@{day}"
        self.units[key] = {"unit_code": code, "valid_from": day, "valid_to": None, "kind": kind}
        self.in_force.append(key)
        return key

    def close(self, key: str, day: str) -> None:
        """End a unit."""
        self.units[key]["valid_to"] = day
        self.in_force.remove(key)


@st.composite
def registers(draw: st.DrawFn, *, most_reforms: int = 3, whole: bool = False, unknown_people: bool = False) -> Register:
    """Draw a valid register as `load_register` would return it.

    Units merge, split by published shares (some sets of shares a millionth short of 1 or above),
    change name or kind, take codes over from units that ended, and go through several reforms;
    some stay as they are throughout. Every heir has a parent. The units of the first day have a
    census by the settlement of their kind.

    Args:
        draw: hypothesis' own.
        most_reforms: at most this many of `REFORM_DAYS` bring a change.
        whole: every unit passes whole into one heir.
        unknown_people: some units of the first day have no census.
    """
    draft = _Draft()
    for _ in range(draw(st.integers(1, MOST_UNITS))):
        key = draft.open(draft.fresh_code(), FIRST_DAY, draw(_kinds()))
        if not unknown_people or draw(st.booleans()):
            draft.people.append(_census(draw, key, draft))
    for day in REFORM_DAYS[: draw(st.integers(0, most_reforms))]:
        _reform(draw, draft, day, most_heirs=1 if whole else MOST_HEIRS)
    return _register(draft)


def _kinds() -> st.SearchStrategy[str]:
    """Return the kinds of unit that these tests know."""
    return st.sampled_from(sorted(KIND_SETTLEMENT))


def _census(draw: st.DrawFn, key: str, draft: _Draft) -> dict[str, object]:
    """Draw the people and households of a unit."""
    people = draw(st.integers(0, MOST_PEOPLE))
    return {
        "unit_id": key,
        "settlement": KIND_SETTLEMENT[str(draft.units[key]["kind"])],
        "population": people,
        "households": draw(st.integers(0, people)),
    }


def _reform(draw: st.DrawFn, draft: _Draft, day: str, most_heirs: int) -> None:
    """Close some units on a day, and let heirs of them begin."""
    ended = draw(st.lists(st.sampled_from(sorted(draft.in_force)), unique=True))
    planned = draw(st.integers(1, MOST_UNITS))
    passed = {key: _drawn_heirs(draw, planned, most_heirs) for key in ended}
    for key in ended:
        draft.close(key, day)
    # A code may be used again as soon as its unit has ended, for its heir or for another unit.
    spare = [str(draft.units[key]["unit_code"]) for key in ended]
    heirs: dict[int, str] = {}
    for number in sorted({number for heirs_of in passed.values() for number in heirs_of}):
        reused = bool(spare) and draw(st.booleans())
        code = spare.pop(draw(st.integers(0, len(spare) - 1))) if reused else draft.fresh_code()
        heirs[number] = draft.open(code, day, draw(_kinds()))
    for key, heirs_of in passed.items():
        for number, share in heirs_of.items():
            edge = {"from_unit_id": key, "to_unit_id": heirs[number], "effective_on": day, "share": share}
            draft.edges.append({**edge, "share_basis": "whole" if len(heirs_of) == 1 else "published"})


def _drawn_heirs(draw: st.DrawFn, planned: int, most_heirs: int) -> dict[int, float]:
    """Draw the heirs of one unit, by number, with shares to six decimals as a resolution would state them."""
    heirs = draw(st.lists(st.integers(0, planned - 1), min_size=1, max_size=most_heirs, unique=True))
    if len(heirs) == 1:
        return {heirs[0]: 1.0}
    weights = [draw(st.integers(1, 9)) for _ in heirs]
    millionths = [weight * _MILLION // sum(weights) for weight in weights]
    millionths[-1] = _MILLION - sum(millionths[:-1]) + draw(st.integers(-1, 1))
    return {heir: float(Decimal(part) / _MILLION) for heir, part in zip(heirs, millionths, strict=True)}


def _register(draft: _Draft) -> Register:
    """Return the rows as frames of the types and in the order that `load_register` gives."""
    units = pd.DataFrame(draft.units.values()).assign(unit_id=list(draft.units))
    names = "Xã " + units["unit_code"]
    for name in ("valid_from", "valid_to"):
        units[name] = _days(units[name])
    empty = pd.Series(None, index=units.index, dtype="str")
    units = units.assign(
        name=names,
        full_name=names,
        name_plain=names.str.lower(),
        note=empty,
        source=empty,
        province_code="12",
        province_name="Lai Châu",
        district_code=empty,
        district_name=empty,
        area_km2=1.0,
        lon=float("nan"),
        lat=float("nan"),
        population_note=empty,
    ).sort_values("unit_id", ignore_index=True)
    units["name_order"] = pd.Series(range(1, len(units) + 1), dtype="Int64")
    texts = [name for name in units.columns if name not in _TYPES]
    return Register(
        units=units.astype({**dict.fromkeys(texts, "str"), **{n: t for n, t in _TYPES.items() if n in units}}),
        lineage=_lineage(draft.edges),
        population=_population(draft.people),
        facilities=_facilities(),
        bytes_hash="0" * 64,
    )


_TYPES = {
    "valid_from": "datetime64[us]",
    "valid_to": "datetime64[us]",
    "area_km2": "float64",
    "lon": "float64",
    "lat": "float64",
    "name_order": "Int64",
}


def _days(values: pd.Series) -> pd.Series:
    """Return days as `load_register` types them."""
    return pd.to_datetime(values).astype("datetime64[us]")


def _key_columns(keys: pd.Series, prefix: str = "") -> dict[str, pd.Series]:
    """Return code and first day of each unit id, as columns."""
    parts = keys.str.split("@", expand=True).reindex(columns=[0, 1])
    return {f"{prefix}unit_code": parts[0].astype("str"), f"{prefix}valid_from": _days(parts[1])}


def _lineage(edges: list[dict[str, object]]) -> pd.DataFrame:
    """Return the lineage, one row per ended unit and heir."""
    columns = ["from_unit_id", "to_unit_id", "effective_on", "share", "share_basis"]
    rows = pd.DataFrame(edges, columns=columns).astype(
        {"from_unit_id": "str", "to_unit_id": "str", "share": "float64", "share_basis": "str"}
    )
    rows = rows.assign(effective_on=_days(rows["effective_on"]), source=pd.Series("drawn", rows.index, dtype="str"))
    for side in ("from_", "to_"):
        rows = rows.assign(**_key_columns(rows[f"{side}unit_id"], side))
        assert unit_ids(rows[f"{side}unit_code"], rows[f"{side}valid_from"]).equals(rows[f"{side}unit_id"])
    return rows.sort_values(["from_unit_id", "to_unit_id"], ignore_index=True)


def _population(people: list[dict[str, object]]) -> pd.DataFrame:
    """Return the census, one row per unit of the first day."""
    columns = ["unit_id", "settlement", "population", "households"]
    rows = pd.DataFrame(people, columns=columns).astype(
        {"unit_id": "str", "settlement": "str", "population": "Int64", "households": "Int64"}
    )
    texts = {"source": "census", "status": "usable", "note": None}
    rows = rows.assign(
        **_key_columns(rows["unit_id"]),
        as_of=_days(pd.Series(CENSUS_DAY, rows.index)),
        **{name: pd.Series(text, rows.index, dtype="str") for name, text in texts.items()},
    )
    return rows.sort_values(["unit_id", "as_of", "settlement"], ignore_index=True)


def _facilities() -> pd.DataFrame:
    """Return the facilities of a register that has none."""
    days = {
        name: pd.Series(dtype="datetime64[us]")
        for name in ("facility_code", "valid_from", "licensed_from", "licensed_to")
    }
    texts = ("facility_code", "control_level", "name", "ticket_scope", "method", "source")
    numbers = ("lon", "lat", "capacity_t_per_day")
    frame = pd.DataFrame({**days, **{name: pd.Series(dtype="str") for name in texts}})
    return frame.assign(**{name: pd.Series(dtype="float64") for name in numbers})
