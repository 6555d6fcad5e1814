"""The dirt of real life: defects planted in what is sent, each known by its place, and the corrections that follow."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from thugom.contracts import SourceMap
from thugom.language.order import slug
from thugom.measures.periods import longer_period, months_between
from thugom.services.demo.chance import Chance
from thugom.services.demo.defects import admits, distorted
from thugom.services.demo.drafts import WHOLE, Draft, Line, Submission, unit_lines
from thugom.services.demo.geography import Unit
from thugom.services.demo.habits import Office, Post
from thugom.services.demo.plan import Defect

Place = Literal["cell", "heading", "total", "file"]
EVERY_MONTHS = 4
"""One defect of each kind for so many months: six in two years."""
CORRECTED_EVERY = 4
"""Of the kinds that are sometimes corrected, so many-th is."""
REVISED_EVERY = 3
"""One plain revision, of figures that looked right, for so many months."""


@dataclass(frozen=True)
class Planted:
    """One defect: its kind, its file and row, and the file that put it right."""

    defect: Defect
    draft: Draft
    line: Line | None
    place: Place
    correction: Draft | None


@dataclass
class Spoiler:
    """Plants defects in a month's post: never two in one unit's month, never one beside another's doing."""

    office: Office
    post: Post
    maps: Mapping[str, SourceMap]
    planted: list[Planted] = field(default_factory=list)
    touched: set[tuple[str, str]] = field(default_factory=set)

    def plant_all(self, defects: tuple[Defect, ...]) -> None:
        """Plant every kind, as often as the number of months asks for, and some plain revisions."""
        months = len(self.office.world.months)
        # Totals first: a sheet whose total is off holds nothing else, so that one defect has one cause.
        for defect in sorted(defects, key=lambda defect: defect.kind != "total_differs"):
            self._plant_kind(defect, -(-months // EVERY_MONTHS))
        self._revise(-(-months // REVISED_EVERY))

    def _plant_kind(self, defect: Defect, wanted: int) -> None:
        """Plant one kind of defect in rows that admit it."""
        chance = Chance(self.office.seed, "dirt", defect.kind)
        report = defect.report if defect.report != "file" else "collection"
        places = [(draft, line) for draft in self._first_files() for line in draft.lines.get(report, ())]
        done = 0
        for number in chance.shuffled(range(len(places))):
            draft, line = places[number]
            if done == wanted:
                break
            if self._is_free(draft, line) and admits(defect, draft, line, self.office.world.geography):
                done += self._plant(defect, draft, line, done, chance)

    def _first_files(self) -> list[Draft]:
        """Return the files in which defects may stand: what units sent first."""
        return [draft for draft in self.post.drafts if draft.purpose in {"report", "supplement"}]

    def _is_free(self, draft: Draft, line: Line) -> bool:
        """Tell whether nothing is planted yet in the unit's month, nor in the file as a whole."""
        return not draft.totals_off_kg and (line.unit.unit_id, line.cell.period) not in self.touched

    def _plant(self, defect: Defect, draft: Draft, line: Line, number: int, chance: Chance) -> bool:
        """Plant one defect, with its correction where there is to be one; tell whether it could be done."""
        must = self._must_correct(defect, draft, number)
        loses = defect.effect in {"refused", "unreadable"} or defect.kind == "placeholder"
        whole_month = draft.period in self.office.plan.habits.complete_months
        if whole_month and loses and not must and defect.kind != "all_beside_parts":
            return False
        correction = self._correction(draft, line.unit, chance) if must else None
        if must and correction is None:
            return False
        for spoilt, place in self._spoil(defect, draft, line, chance):
            self.planted.append(Planted(defect, draft, spoilt, place, correction))
        touched = draft.units() if defect.kind == "total_differs" else [line.unit]
        self.touched |= {(unit.unit_id, draft.period) for unit in touched}
        return True

    def _must_correct(self, defect: Defect, draft: Draft, number: int) -> bool:
        """Tell whether a second file follows."""
        if defect.corrected == "sometimes":
            return number % CORRECTED_EVERY == 0 or draft.period in self.office.plan.habits.complete_months
        return defect.corrected == "always"

    def _spoil(self, defect: Defect, draft: Draft, line: Line, chance: Chance) -> list[tuple[Line | None, Place]]:
        """Change the file, and return the rows and places in which the defect now stands."""
        if defect.report == "file":
            draft.damage = defect.kind
            return [(None, "file")]
        if defect.kind == "total_differs":
            off = chance.whole(2, 30) * 1000
            draft.totals_off_kg[defect.report, defect.column] = off if chance.happens(1 / 2) else -off
            return [(None, "total")]
        if defect.kind == "future_period" and draft.form == "workbook":
            draft.periods_shown[defect.report] = _later(draft.period, chance)
            return [(line, "heading")]
        if defect.kind in {"differing_duplicate", "all_beside_parts"}:
            return [(spoilt, "cell") for spoilt in self._add_row(defect, draft, line, chance)]
        line.shown |= self._shown(defect, draft, line, chance)
        return [(line, "cell")]

    def _shown(self, defect: Defect, draft: Draft, line: Line, chance: Chance) -> Mapping[str, str | int | float]:
        """Return what the row's cells show instead of the truth."""
        if defect.kind == "future_period":
            return {"period": _later(draft.period, chance)}
        if defect.kind == "former_code":
            code, name = chance.pick(self.office.world.geography.former_codes(line.unit))
            return {"unit_code": code, "unit_name": name}
        return distorted(defect, line, chance, self.maps[defect.report])

    def _add_row(self, defect: Defect, draft: Draft, line: Line, chance: Chance) -> list[Line]:
        """Add a row that must not be there, after the unit's own, and return the rows that fall by it."""
        lines = draft.lines[defect.report]
        own = [other for other in lines if other.unit == line.unit]
        if defect.kind == "differing_duplicate":
            extra = replace(line, shown={"collected_t": line.number("collected_t") * chance.whole(80, 95) // 100})
            fallen = [line, extra]
        else:
            extra = _whole(own)
            fallen = [extra]
        lines.insert(lines.index(own[-1]) + 1, extra)
        return fallen

    def _correction(self, first: Draft, unit: Unit, chance: Chance) -> Draft | None:
        """Send a second file that restates the unit's whole month as it is true; None if no day is left."""
        moment = self.office.clock.correction(first.arrived_at, chance)
        if moment is None:
            return None
        stem = self.office.plan.words.files["correction"]
        path = f"{first.period}/{stem}-{unit.code}-{slug(unit.full_name)}-{first.period}.xlsx"
        lines = unit_lines(self.office.world, unit, first.period)
        sender = first.sender if first.form == "workbook" else unit.full_name
        draft = Draft(path, "workbook", "correction", first.period, sender, *moment, lines)
        self.post.drafts.append(draft)
        self.post.submissions.append(Submission("unit", unit, "", first.period, "both", draft, "correction"))
        return draft

    def _revise(self, wanted: int) -> None:
        """Let some first reports hold figures that look right, and are corrected all the same."""
        chance = Chance(self.office.seed, "revisions")
        places = [(draft, line) for draft in self._first_files() for line in draft.lines.get("collection", ())]
        done = 0
        for number in chance.shuffled(range(len(places))):
            draft, line = places[number]
            if done < wanted and self._is_free(draft, line) and line.number("collected_t") > 0:
                if self._correction(draft, line.unit, chance) is None:
                    continue
                line.shown["generated_t"] = line.number("generated_t") * 103 // 100
                line.shown["collected_t"] = line.number("collected_t") * 101 // 100
                self.touched.add((line.unit.unit_id, draft.period))
                done += 1


def _later(month: str, chance: Chance) -> str:
    """Return a month that has not begun when a report of `month` arrives: a slip of the month, or of the year."""
    year = int(longer_period(month, "year"))
    if chance.happens(1 / 2):
        return f"{year + 10}{month[4:]}"
    return months_between(month, f"{year + 1}-12")[3]


def _whole(own: list[Line]) -> Line:
    """Return a row that sums a unit's settlements, as if it were one more."""
    first = own[0]
    summed = {
        column: value if not isinstance(value, int) else sum(line.number(column) for line in own)
        for column, value in first.values.items()
    }
    return Line(first.unit, first.cell._replace(settlement=WHOLE), first.report, {**summed, "settlement": WHOLE})
