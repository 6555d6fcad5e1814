"""The name book: which units a name may mean, under every spelling that the register knows of them."""

import datetime as dt
import functools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from thugom.language.spelling import bare_letters, lacks_marks_of, signs, spelt
from thugom.register.load import Register
from thugom.register.readings import place_keys, readings

EXACT, VARIANT, UNMARKED = "exact", "variant", "unmarked"
"""How a name fits: as the register spells it, as its list of variants does, or with some marks left out."""
_FITS = (EXACT, VARIANT, UNMARKED)
_FOR_EVER = dt.date.max.toordinal()


@dataclass(frozen=True)
class NamedUnit:
    """A unit as the name book knows it: days are ordinals, places are keys, `spelling` is its bare name's."""

    unit_id: str
    unit_code: str
    full_name: str
    kind: str
    spelling: str
    province_code: str
    province_name: str
    provinces: frozenset[str]
    districts: frozenset[str]
    begins: int
    ends: int
    like_place: bool = False
    """Whether a province or district that it lies in or came from is called so: `Sìn Hồ` alone may be its subtotal."""

    @property
    def shown(self) -> str:
        """How a message names the unit.

        >>> unit = NamedUnit("03487@2025-07-01", "03487", "Xã Lê Lợi", "", "", "", "", frozenset(), frozenset(), 0, 0)
        >>> unit.shown
        'Xã Lê Lợi (03487)'
        """
        return f"{self.full_name} ({self.unit_code})"

    def is_in(self, province: str | None) -> bool:
        """Tell whether the unit lies in the province said, by its name or code; in any where none is said."""
        return province is None or bool(place_keys(province) & self.provinces) or province.strip() == self.province_code

    def standing(self, on: int) -> str:
        """Return whether the unit is in force on a day, ended, or to come."""
        if on < self.begins:
            return "not_yet_in_force"
        return "in_force" if on < self.ends else "ended"


@dataclass(frozen=True)
class Meant:
    """A unit that a text may name: how its best fitting name fits, and whether the text says its kind."""

    unit: NamedUnit
    fit: str
    of_kind: bool


@dataclass(frozen=True)
class _Entry:
    """One name of one unit."""

    unit: NamedUnit
    name: str
    variant: bool


class NameBook:
    """The units of a register by name."""

    def __init__(self, register: Register, kinds: Mapping[str, str]) -> None:
        """Enter every unit under its name, and under the variants of it that are known in its province."""
        self._entries: dict[str, list[_Entry]] = defaultdict(list)
        self._kinds = kinds
        self._units: list[NamedUnit] = []
        variants, places = _variants(register.name_variants), _places(register)
        for unit, name in _units(register):
            own = self._forms(name, unit)
            known = (variants.get((unit.province_code, spelt(form)), ()) for form in own)
            like_place = not places[unit.unit_id].isdisjoint(bare_letters(form) for form in own)
            named = replace(unit, spelling=min((spelt(form) for form in own), key=len), like_place=like_place)
            self._units.append(named)
            self._enter(named, own, variant=False)
            self._enter(named, {form for others in known for form in others}, variant=True)
        self.in_force = functools.lru_cache(maxsize=128)(self._in_force)
        self.is_of_one_province = functools.lru_cache(maxsize=128)(self._is_of_one_province)

    def _forms(self, name: str, unit: NamedUnit) -> set[str]:
        """Return a unit's name with and without the word for its kind that some registers write into it."""
        found = [*readings(name, self._kinds), *readings(unit.full_name, self._kinds)]
        return {name, *(reading.name for reading in found if reading.kind == unit.kind)}

    def _enter(self, unit: NamedUnit, names: set[str], *, variant: bool) -> None:
        """Enter a unit under names."""
        for name in sorted(names):
            self._entries[bare_letters(name)].append(_Entry(unit, name, variant))

    def meant(self, text: str) -> list[Meant]:
        """Return every unit of any day that a text may name, each once."""
        best: dict[str, Meant] = {}
        for reading in readings(text, self._kinds):
            for entry in self._entries.get(bare_letters(reading.name), ()):
                fit = _fit(reading.name, entry)
                if fit is None or reading.kind not in {None, entry.unit.kind}:
                    continue
                one = Meant(entry.unit, fit, of_kind=reading.kind is not None)
                known = best.get(entry.unit.unit_id, one)
                better = min(one.fit, known.fit, key=_FITS.index)
                best[entry.unit.unit_id] = Meant(entry.unit, better, of_kind=one.of_kind or known.of_kind)
        return [best[key] for key in sorted(best)]

    def _in_force(self, on: int, province: str | None = None) -> tuple[NamedUnit, ...]:
        """Return the units in force on a day, of one province where it is said by its name or code."""
        return tuple(unit for unit in self._units if unit.standing(on) == "in_force" and unit.is_in(province))

    def _is_of_one_province(self, on: int) -> bool:
        """Tell whether all units in force on a day lie in one province, which then need not be said."""
        return len({unit.province_code for unit in self.in_force(on)}) <= 1

    def likened(self, text: str) -> list[tuple[str | None, str]]:
        """Return what of a text is likened to names: each reading's kind and its letters, taken apart."""
        found = readings(text, self._kinds)
        told = [reading for reading in found if reading.kind is not None] or found
        return [(reading.kind, spelt(reading.name)) for reading in told]


@functools.lru_cache(maxsize=4)
def name_book(register: Register, kinds: tuple[tuple[str, str], ...]) -> NameBook:
    """Return the name book of a register, made once: a night asks for it with every batch of files."""
    return NameBook(register, dict(kinds))


def _fit(name: str, entry: _Entry) -> str | None:
    """Return how a name fits an entry of the same letters; None where it has a mark that the entry has not."""
    if signs(name) == signs(entry.name):
        return VARIANT if entry.variant else EXACT
    return UNMARKED if lacks_marks_of(name, entry.name) else None


def _units(register: Register) -> Iterator[tuple[NamedUnit, str]]:
    """Yield the register's units, each with its name."""
    districts = _districts(register)
    for row in register.units.to_dict("records"):
        begins, ends = (_FOR_EVER if pd.isna(day) else day.toordinal() for day in (row["valid_from"], row["valid_to"]))
        unit = NamedUnit(
            unit_id=str(row["unit_id"]),
            unit_code=str(row["unit_code"]),
            full_name=str(row["full_name"]),
            kind=str(row["kind"]),
            spelling="",
            province_code=str(row["province_code"]),
            province_name=str(row["province_name"]),
            provinces=place_keys(str(row["province_name"])),
            districts=districts.get(str(row["unit_id"]), frozenset()),
            begins=begins,
            ends=ends,
        )
        yield unit, str(row["name"])


def _districts(register: Register) -> dict[str, frozenset[str]]:
    """Return the districts of each unit: its own, or where there are none any more, those of what it came from."""
    rows = register.units[["unit_id", "district_name"]].dropna()
    own = {key: place_keys(name) for key, name in rows.itertuples(index=False, name=None)}
    inherited: dict[str, frozenset[str]] = defaultdict(frozenset)
    edges = register.lineage.sort_values("effective_on")[["from_unit_id", "to_unit_id"]]
    for parent, heir in edges.itertuples(index=False, name=None):
        if heir not in own:
            inherited[heir] |= own.get(parent, inherited[parent])
    return {**inherited, **own}


def _places(register: Register) -> dict[str, frozenset[str]]:
    """Return the provinces and districts, of any day, of the provinces that each unit lies in or came from."""
    of_province: dict[str, set[str]] = defaultdict(set)
    columns = ["province_code", "province_name", "district_name"]
    for code, *names in register.units[columns].drop_duplicates().itertuples(index=False, name=None):
        of_province[code].update(key for name in names if not pd.isna(name) for key in place_keys(name))
    codes = register.units.set_index("unit_id")["province_code"]
    lain_in = {unit_id: {code} for unit_id, code in codes.items()}
    edges = register.lineage.sort_values("effective_on")[["from_unit_id", "to_unit_id"]]
    for parent, heir in edges.itertuples(index=False, name=None):
        lain_in[heir] |= lain_in[parent]
    # Most units share the few sets of provinces that there are.
    known: dict[frozenset[str], frozenset[str]] = {}
    for found in map(frozenset, lain_in.values()):
        known.setdefault(found, frozenset().union(*(of_province[code] for code in found)))
    return {str(unit_id): known[frozenset(found)] for unit_id, found in lain_in.items()}


def _variants(rows: pd.DataFrame) -> dict[tuple[str, str], set[str]]:
    """Return the other spellings of each name in its province; of two spellings each is a variant of the other."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for province, name, variant in rows[["province_code", "name", "variant"]].itertuples(index=False, name=None):
        found[province, spelt(name)].add(variant)
        found[province, spelt(variant)].add(name)
    return dict(found)
