"""Which unit a name means on a day: taken where one is left, proposed where it is only alike, never guessed."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from thugom.language.spelling import bare_letters, has_marks
from thugom.register.likeness import alike
from thugom.register.load import Register
from thugom.register.name_book import EXACT, UNMARKED, VARIANT, Meant, NameBook, NamedUnit, name_book
from thugom.register.readings import has_parts, parted, place_keys
from thugom.register.units import heirs_of

Naming = Literal["exact", "unmarked", "ambiguous", "proposed", "unknown"]
_LONGEST_NAME = 60
"""Letters; what is longer is a sentence, and likened to nothing."""
_SHOWN = 5
_IN_FORCE = "in_force"
_STANDINGS = (_IN_FORCE, "ended", "not_yet_in_force")
_ASKED = ["name", "province", "district", "on"]


@dataclass(frozen=True)
class _Answer:
    """What a name means: a unit, or which ones it may mean."""

    naming: Naming
    unit: NamedUnit | None = None
    units: tuple[NamedUnit, ...] = ()


def find_by_name(register: Register, asked: pd.DataFrame, kinds: Mapping[str, str]) -> pd.DataFrame:
    """Return which unit each name means on its day, or why none is taken for it.

    A name is taken if, with its kind where it has one, in the province and district given, it fits one unit: as
    the register or its list of variants spells it, or with marks left out (`unmarked`). Units in force go before
    those that ended, those before units to come; but a name that is spelt as an ended unit's is that unit, and no
    other that it would fit with marks left out. A name without any mark is taken for no unit if there are two that
    it may be, and a name without its kind for none if a province or district is called so: a row of its subtotal
    would be taken for a commune's. Where units of several provinces are in force the province must be said: a
    misspelt name of one may be the name of another's.

    Args:
        register: the units, of all days.
        asked: `name`, `province`, `district` (str, the last two null where not said) and `on` (datetime64, the
            last day of a period), any index.
        kinds: the words for the kinds of unit.

    Returns:
        On the same index: `naming` (`exact`, `unmarked`, `ambiguous`, `proposed`, `unknown`),
        `units_meant` (those that it may mean, as text: "Xã Nậm Hàng (03388)"), and of the one unit taken:
        `unit_id` (null unless in force), `unit_code`, `unit_standing`, `unit_name`, `changed_on`, `heirs`, as
        `find_units` has them. All null where there is no name or no day.
    """
    book = name_book(register, tuple(kinds.items()))
    wanted = asked[_ASKED].drop_duplicates()
    wanted = wanted[wanted["name"].notna() & wanted["on"].notna()]
    rows = [_row(book, *line) for line in wanted.astype(object).where(wanted.notna(), None).to_numpy()]
    columns = ["naming", "units_meant", "meant_id", "unit_code", "unit_standing", "unit_name", "changed_on"]
    found = pd.DataFrame(rows, index=wanted.index, columns=columns)
    found["changed_on"] = pd.to_datetime(found["changed_on"]).astype("datetime64[us]")
    found = found.astype({name: "str" for name in columns if name != "changed_on"})
    found["unit_id"] = found["meant_id"].where(found["unit_standing"] == _IN_FORCE)
    ended = found["unit_standing"] == "ended"
    of_ended = found.loc[ended, ["meant_id"]].set_axis(["unit_id"], axis=1).assign(on=wanted["on"])
    found["heirs"] = heirs_of(register, of_ended).reindex(found.index).astype("str")
    keyed = pd.concat([wanted, found.drop(columns="meant_id")], axis=1)
    joined = asked[_ASKED].reset_index(drop=True).merge(keyed, on=_ASKED, how="left")
    return joined.drop(columns=_ASKED).set_index(asked.index)


def is_named(register: Register, given: str, registered: str, kinds: Mapping[str, str]) -> bool:
    """Return whether a name as written is that of a unit, marks and all; its kind may be short or left out.

    Args:
        register: the units.
        given: a name as it stands in a report.
        registered: a unit's full name.
        kinds: the words for the kinds of unit.
    """
    book = name_book(register, tuple(kinds.items()))
    found = (one for name, _ in parted(given) for one in book.meant(name))
    return any(one.unit.full_name == registered and one.fit != UNMARKED for one in found)


def _row(book: NameBook, name: str, province: str | None, district: str | None, on: dt.datetime) -> tuple[object, ...]:
    """Return the answer to one question as a row."""
    day = on.toordinal()
    answer = _answer(book, name, province, district, day)
    unit, units = answer.unit, answer.units[:_SHOWN]
    # The code of a unit that ended may be another's now: it is no advice.
    names = [one.shown if _is_in_force(one, day) or one == unit else one.full_name for one in units]
    places = ["" if book.is_of_one_province(day) else f", {one.province_name}" for one in units]
    texts = [f"{name}{place}" for name, place in zip(names, places, strict=True)]
    meant = "; ".join(texts) + ("; …" if len(answer.units) > _SHOWN else "")
    if unit is None:
        return answer.naming, meant or None, None, None, None, None, None
    standing = unit.standing(day)
    changed = {"ended": unit.ends, "not_yet_in_force": unit.begins}.get(standing)
    changed_on = None if changed is None else dt.datetime.fromordinal(changed)
    return answer.naming, unit.shown, unit.unit_id, unit.unit_code, standing, unit.full_name, changed_on


def _answer(book: NameBook, text: str, province: str | None, district: str | None, day: int) -> _Answer:
    """Return what a name means on a day."""
    for name, places in parted(text):
        found = [
            one
            for one in book.meant(name)
            if one.unit.is_in(province)
            and _lies_in(one.unit, places)
            and _in_district(one.unit, district)
            # Run together, a name and its place may spell a third name.
            and (not has_parts(name) or has_parts(one.unit.full_name))
        ]
        if not found:
            continue
        fitting = _fitting(found, name, day)
        units = [one.unit for one in fitting]
        is_told = province is not None or all(_names_province(unit, places) for unit in units)
        is_place = any(one.unit.like_place and not one.of_kind for one in fitting if _is_in_force(one.unit, day))
        if len(fitting) > 1 or is_place or not (is_told or book.is_of_one_province(day)):
            return _Answer("ambiguous", units=_in_order(units))
        return _Answer("unmarked" if fitting[0].fit == UNMARKED else "exact", unit=units[0])
    likely = _likely(book, text, book.in_force(day, province))
    return _Answer("proposed", units=tuple(likely)) if likely else _Answer("unknown")


def _is_in_force(unit: NamedUnit, day: int) -> bool:
    """Tell whether a unit is in force on a day."""
    return unit.standing(day) == _IN_FORCE


def _fitting(found: Sequence[Meant], name: str, day: int) -> list[Meant]:
    """Return the units that fit best of all that a name may mean: one, if the name is to be taken."""
    by_rank = [(standing, fit) for standing in _STANDINGS for fit in (EXACT, VARIANT)]
    by_rank += [(standing, UNMARKED) for standing in _STANDINGS]
    for standing, fit in by_rank:
        of_standing = [one for one in found if one.unit.standing(day) == standing]
        best = [one for one in of_standing if one.fit == fit]
        if best:
            # Who leaves marks out may mean any of the names that are one without them.
            return _nearest(best if has_marks(name) else of_standing, day)
    return []


def _nearest(found: Iterable[Meant], day: int) -> list[Meant]:
    """Return the units, of those of one code only the one nearest to the day: an ended unit may have begun anew."""
    nearest: dict[str, Meant] = {}
    for one in found:
        other = nearest.get(one.unit.unit_code)
        if other is None or abs(one.unit.begins - day) < abs(other.unit.begins - day):
            nearest[one.unit.unit_code] = one
    return list(nearest.values())


def _in_district(unit: NamedUnit, district: str | None) -> bool:
    """Tell whether a unit lies in the district said, or in none that is known."""
    return district is None or not unit.districts or bool(place_keys(district) & unit.districts)


def _lies_in(unit: NamedUnit, places: tuple[str, ...]) -> bool:
    """Tell whether a unit lies in every place that stands behind its name."""
    return all(place_keys(place) & (unit.provinces | unit.districts) for place in places)


def _names_province(unit: NamedUnit, places: tuple[str, ...]) -> bool:
    """Tell whether one of the places is the unit's province."""
    return any(place_keys(place) & unit.provinces for place in places)


def _in_order(units: Iterable[NamedUnit]) -> tuple[NamedUnit, ...]:
    """Return units by code."""
    return tuple(sorted(units, key=lambda unit: (unit.unit_code, unit.begins)))


def _likely(book: NameBook, text: str, units: Sequence[NamedUnit]) -> list[NamedUnit]:
    """Return the units in force whose names are most like a text's, best first."""
    ways = list(parted(text))
    name, places = next((way for way in ways if way[1] and any(_lies_in(unit, way[1]) for unit in units)), ways[0])
    # A text that names a province means one of its units, whatever else is alike.
    units = [unit for unit in units if _names_province(unit, places)] or units
    spellings = [unit.spelling for unit in units]
    if not units or len(bare_letters(name)) > _LONGEST_NAME:
        return []
    scores: dict[str, tuple[float, NamedUnit]] = {}
    for kind, letters in book.likened(name):
        for position, score in alike(letters, spellings):
            unit = units[position]
            of_kind = score + (kind in {None, unit.kind}) / 2
            if of_kind > scores.get(unit.unit_id, (0.0, unit))[0]:
                scores[unit.unit_id] = of_kind, unit
    best = sorted(scores.values(), key=lambda one: (-one[0], one[1].unit_code))
    return [unit for _, unit in best]
