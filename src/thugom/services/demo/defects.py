"""What each kind of defect makes of a row, and which rows it can stand in."""

from collections.abc import Callable, Mapping

from thugom.contracts import SourceMap
from thugom.services.demo.chance import Chance
from thugom.services.demo.drafts import WHOLE, Draft, Line, Shown
from thugom.services.demo.figures import misspelt, tonnes_text
from thugom.services.demo.geography import Geography
from thugom.services.demo.plan import Defect

Distortion = Callable[[Defect, Line, Chance], dict[str, Shown]]
NEEDS_FIGURE = frozenset(
    {
        *("text_in_number", "number_with_unit", "two_numbers", "range", "treated_in_words", "negative"),
        *("collected_above_generated", "placeholder", "served_above_households"),
    }
)
"""Kinds that would be nothing odd beside a zero."""
WORKBOOK_ONLY = frozenset({"name_misspelt", "leading_zero_lost"})
"""Kinds that need the names, or the spreadsheet, of a workbook."""
LINES_UNDER_A_TOTAL = 3


def distorted(defect: Defect, line: Line, chance: Chance, source: SourceMap) -> dict[str, Shown]:
    """Return what stands in the row's cells instead of the truth.

    Raises:
        KeyError: the kind has neither texts nor a distortion of its own.
    """
    if defect.texts:
        return {defect.column: _typed(defect, line, chance, source)}
    return _DISTORTIONS[defect.kind](defect, line, chance)


def admits(defect: Defect, draft: Draft, line: Line, geography: Geography) -> bool:
    """Tell whether a defect of this kind can stand in a row, and nowhere else by its doing."""
    if draft.form != "workbook" and (defect.texts or defect.kind in WORKBOOK_ONLY):
        return False
    if defect.kind in NEEDS_FIGURE and line.number(defect.column) <= 0:
        return False
    if defect.report == "treatment" and not _stands_alone(draft, line):
        return False
    special = _CONDITIONS.get(defect.kind)
    return special is None or special(draft, line, geography)


def _typed(defect: Defect, line: Line, chance: Chance, source: SourceMap) -> str:
    """Return one of the kind's texts, filled in."""
    value = line.values[defect.column]
    if not isinstance(value, int):
        return chance.pick(defect.texts)
    low, high = (value * percent // 100 for percent in (chance.whole(70, 90), chance.whole(110, 130)))
    words = {
        "value": value,
        "more": chance.whole(2, 40) * 1000,
        "low": low - low % 1000 if low > 1000 else low,  # noqa: PLR2004 - a tonne
        "high": high - high % 1000 + 1000,
    }
    texts = {name: tonnes_text(number, source.decimal, source.thousands) for name, number in words.items()}
    return chance.pick(defect.texts).format(**texts)


def _stands_alone(draft: Draft, line: Line) -> bool:
    """Tell whether a treatment row is all that its unit says of a facility, and of a single settlement."""
    same_unit = [other for other in draft.lines[line.report] if other.unit == line.unit]
    facility = line.values["facility_code"]
    alone = sum(other.values["facility_code"] == facility for other in same_unit) == 1
    return alone and line.number("treated_t") > 0 and len({other.cell for other in same_unit}) == 1


def _other_settlement(_: Defect, line: Line, __: Chance) -> dict[str, Shown]:
    """Return the settlement that the unit does not have."""
    return {"settlement": "rural" if line.cell.settlement == "urban" else "urban"}


def _more_served(_: Defect, line: Line, chance: Chance) -> dict[str, Shown]:
    """Return more households than there are."""
    return {"households_served": line.number("households") + chance.whole(5, 60)}


def _more_self_managed(_: Defect, line: Line, chance: Chance) -> dict[str, Shown]:
    """Return more self-managing households than are left beside those served."""
    left = line.number("households") - line.number("households_served")
    return {"households_self_managed": left + chance.whole(5, 60)}


def _more_collected(_: Defect, line: Line, chance: Chance) -> dict[str, Shown]:
    """Return a tenth to a third more than was generated."""
    return {"collected_t": line.number("generated_t") * chance.whole(110, 133) // 100}


_DISTORTIONS: Mapping[str, Distortion] = {
    "negative": lambda defect, line, _: {defect.column: -line.number(defect.column)},
    "not_whole": lambda defect, line, _: {defect.column: line.number(defect.column) + 0.5},
    "settlement_misfit": _other_settlement,
    "settlement_missing": lambda *_: {"settlement": ""},
    "kg_as_tonnes": lambda defect, line, _: {defect.column: line.number(defect.column) * 1000},
    "served_above_households": _more_served,
    "accounted_above_households": _more_self_managed,
    "collected_above_generated": _more_collected,
    "name_misspelt": lambda _, line, chance: {"unit_name": misspelt(line.unit.full_name, chance.whole(0, 20))},
    "leading_zero_lost": lambda _, line, __: {"unit_code": int(line.unit.code)},
}


def _one_settlement(_: Draft, line: Line, geography: Geography) -> bool:
    """Tell whether the unit has a single settlement."""
    return len(geography.settlements[line.unit.unit_id]) == 1


def _of_many(draft: Draft, line: Line, _: Geography) -> bool:
    """Tell whether the row stands first on a sheet that has a total of several rows."""
    lines = draft.lines["collection"]
    return draft.form == "workbook" and len(lines) >= LINES_UNDER_A_TOTAL and lines[0] is line


_CONDITIONS: Mapping[str, Callable[[Draft, Line, Geography], bool]] = {
    "settlement_misfit": _one_settlement,
    "differing_duplicate": lambda _, line, __: line.number("collected_t") > 0,
    "former_code": lambda _, line, geography: bool(geography.former_codes(line.unit)),
    "leading_zero_lost": lambda _, line, __: line.unit.code.startswith("0"),
    "accounted_above_households": lambda _, line, __: line.number("households_served") > 0,
    # In a CSV the period stands in the row; in a workbook it heads the sheet, and every row under it falls with it.
    "future_period": lambda draft, _, __: len(draft.lines["collection"]) == 1 and not draft.units()[0].valid_to,
    "all_beside_parts": lambda draft, line, geography: (
        not _one_settlement(draft, line, geography) and line.values["settlement"] != WHOLE
    ),
    "total_differs": _of_many,
    "unreadable": lambda draft, *_: draft.form == "workbook" and len(draft.units()) == 1,
    "empty": lambda draft, *_: draft.form == "workbook" and len(draft.units()) == 1,
}
