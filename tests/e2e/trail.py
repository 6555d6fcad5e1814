"""The trail of an explanation, followed by foot: cells of archived files read by address, figures added up plainly.

Nothing here knows the program under test, and what it read of the files is not believed but compared.
"""

from __future__ import annotations

import csv
import functools
import io
import re
from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from tests.e2e.truth.reading import Policy

Row = dict[str, Any]
Pair = tuple[Fraction, Fraction] | None
Terms = tuple[Pair, Pair, Pair]
KILOGRAMS = 1000
NOTHING = {"", "-", "–", "…", "...", "x", "n/a", "đang cập nhật", "chưa có số liệu"}
SETTLEMENTS = {"đô thị": "urban", "nông thôn": "rural", "cả xã": "all", "toàn xã": "all"}
METHODS = {
    "ủ phân hữu cơ": "composting",
    "ủ phân compost": "composting",
    "biogas": "anaerobic_digestion",
    "thức ăn chăn nuôi": "animal_feed",
    "tái chế": "recycling",
    "đốt": "incineration",
    "đốt phát điện": "incineration_energy",
    "chôn lấp hợp vệ sinh": "sanitary_landfill",
    "bãi đổ lộ thiên": "open_dump",
    "đốt lộ thiên": "open_burning",
    "không rõ": "unspecified",
}
STREAMS = {"sinh hoạt": "domestic", "nông nghiệp": "agricultural", "khác": "other"}


class Archive:
    """The originals of a home, cell by cell."""

    def __init__(self, home: Path) -> None:
        """Name the folder."""
        self.folder = home / "data" / "archive"

    def cell(self, sha256: str, sheet: str, address: str) -> object:
        """Return what stands at an address such as F14 of a file."""
        found = re.fullmatch(r"([A-Z]+)(\d+)", address)
        assert found, address
        path = next((self.folder / sha256[:2]).glob(f"{sha256}*"))
        if path.suffix == ".xlsx":
            return _workbook(path)[sheet][address].value
        column = functools.reduce(lambda number, sign: 26 * number + ord(sign) - 64, found[1], 0)
        return _lines(path)[int(found[2]) - 1][column - 1]


@functools.cache
def _workbook(path: Path) -> Any:  # noqa: ANN401 - openpyxl has no types
    return openpyxl.load_workbook(path, data_only=True)


@functools.cache
def _lines(path: Path) -> list[list[str]]:
    text = path.read_bytes().decode("utf-8-sig")
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))


def number(cell: object, *, is_canonical: bool) -> Fraction | None:
    """Return the number in a cell; None where it says that there is none. Forms write 1.234,5.

    >>> number("1.234,5", is_canonical=False), number(12.5, is_canonical=False), number("–", is_canonical=False)
    (Fraction(2469, 2), Fraction(25, 2), None)
    """
    if cell is None or isinstance(cell, int | float):
        return None if cell is None else Fraction(str(cell))
    text = "".join(str(cell).split())
    if text.casefold() in {"".join(word.split()) for word in NOTHING}:
        return None
    return Fraction(text if is_canonical else text.replace(".", "").replace(",", "."))


def word(cell: object, meanings: Mapping[str, str]) -> str:
    """Return what a word of a form means; a canonical word means itself."""
    text = " ".join(str("" if cell is None else cell).split())
    return meanings.get(text.casefold(), text)


def month(cell: object) -> str:
    """Return the month that a heading or a cell names.

    >>> month("Tháng 8 năm 2026"), month("2026-08")
    ('2026-08', '2026-08')
    """
    numbers = re.findall(r"\d+", str(cell))
    year, of_year = sorted((int(one) for one in numbers[:2]), reverse=True)
    return f"{year}-{of_year:02d}"


class Account(NamedTuple):
    """What was read of one unit, month and settlement, in kilograms, people and households; None unknown."""

    unit_id: str
    month: str
    settlement: str
    people: int
    registered: int
    estimate: int
    households: int | None
    served: int | None
    alone: int | None
    generated: int | None
    collected: int | None
    treated: int
    biological: int
    controlled: int
    is_known: bool

    @property
    def generation(self) -> int:
        """G as reported, else the estimate, at least what is known of C and T."""
        return max(self.estimate, self.collected or 0, self.treated) if self.generated is None else self.generated

    @property
    def collected_least(self) -> int:
        """The least C can be."""
        return self.treated if self.collected is None else self.collected

    @property
    def collected_most(self) -> int:
        """The most C can be."""
        return max(self.treated, self.generation) if self.collected is None else self.collected

    @property
    def treated_most(self) -> int:
        """The most T can be."""
        return self.treated if self.is_known else max(self.treated, self.collected_most)

    @property
    def household_basis(self) -> int:
        """H as reported, else as registered, at least S."""
        return max(self.registered, self.served or 0) if self.households is None else self.households

    def least_of(self, part: int) -> int | None:
        """Return min(part of T, C) where it follows from what is known."""
        if self.is_known:
            return part if self.collected is None else min(part, self.collected)
        if self.collected is not None and part >= self.collected:
            return self.collected
        return None


def _pair(above: int | Fraction | None, below: int | Fraction | None) -> Pair:
    return None if above is None or below is None else (Fraction(above), Fraction(below))


def terms_of(indicator: str, denominator: str, one: Account, policy: Policy) -> Terms:
    """Return the terms of a ratio: known, least and greatest (methodology, section 5)."""
    generation, fraction = one.generation, policy.organic_fraction
    room = max(Fraction(0), fraction * generation - one.biological)
    unknown = Fraction(one.treated_most - one.treated)
    organic = one.biological + min(unknown, room)
    if indicator in {"household_coverage", "self_managed_share"}:
        said = one.served if indicator == "household_coverage" else one.alone
        basis = one.household_basis
        most = basis if said is None else min(said, basis)
        return _pair(said, one.households), _pair(min(said or 0, basis), basis), _pair(most, basis)
    if denominator == "by_household":
        return _households_treated(one)
    if denominator == "by_collected":
        said = one.least_of(one.treated) if indicator.startswith("urban") else one.treated if one.is_known else None
        widest = one.collected_most
        reach = one.treated if one.collected is None and one.is_known else widest
        least = _pair(min(one.treated, widest, generation), widest)
        return _pair(said, one.collected), least, _pair(min(one.treated_most, reach, generation), reach)
    if indicator == "biological_treatment_share":
        treating = one.treated if one.is_known else None
        known = one.biological if one.is_known else None
        least = _pair(min(one.biological, one.treated_most), one.treated_most)
        return _pair(known, treating), least, _pair(organic, one.treated + organic - one.biological)
    numerators: dict[str, tuple[Fraction | int | None, Fraction | int, Fraction | int]] = {
        "urban_collected_treated": (
            one.least_of(one.treated),
            min(one.treated, one.collected_least),
            min(one.treated_most, one.collected_most),
        ),
        "urban_collected_treated_biological": (
            one.least_of(one.biological),
            min(one.biological, one.collected_least),
            min(organic, Fraction(one.collected_most)),
        ),
        "collection_rate": (one.collected, one.collected_least, one.collected_most),
        "organic_recovery_rate": (one.biological if one.is_known else None, one.biological, organic),
        "controlled_rate": (
            one.controlled if one.is_known else None,
            min(one.controlled, one.collected_most),
            min(one.controlled + one.treated_most - one.treated, one.collected_most),
        ),
    }
    above = numerators[indicator]
    share = fraction if indicator == "organic_recovery_rate" else Fraction(1)
    below, reported = generation * share, None if one.generated is None else one.generated * share
    return _pair(above[0], reported), _pair(min(above[1], below), below), _pair(min(above[2], below), below)


def _households_treated(one: Account) -> Terms:
    """Return the terms of S × min(1, T / C) / H."""
    served, basis = one.served, one.household_basis

    def share(part: int, whole: int) -> Fraction:
        return Fraction(min(part, whole), whole) if whole else Fraction(0)

    nothing = one.is_known and one.treated == 0
    known: Fraction | None = Fraction(0) if nothing else None
    if one.collected is not None and (one.is_known or one.treated >= one.collected or one.collected == 0):
        known = share(one.treated, one.collected)
    most = Fraction(1) if one.collected is None else share(one.treated_most, one.collected)
    if nothing or one.collected_most == 0:
        most = Fraction(0)
    least = share(one.treated, one.collected_most)
    value = None if served is None or known is None else served * known
    reach = basis if served is None else min(served, basis)
    return _pair(value, one.households), _pair(min(served or 0, basis) * least, basis), _pair(reach * most, basis)


def summed(accounts: Iterable[Account], indicator: str, denominator: str, settlement: str, policy: Policy) -> Row:
    """Return value, lower and upper of a ratio, each with what stands above and below the line."""
    of_unit: defaultdict[tuple[str, str], list[Terms]] = defaultdict(list)
    for one in accounts:
        if settlement in {one.settlement, "all"}:
            of_unit[one.unit_id, one.month].append(terms_of(indicator, denominator, one, policy))
    known = [terms for terms in of_unit.values() if all(each[0] for each in terms)]
    values = [each[0] for terms in known for each in terms]
    ends = ([each[place] for terms in of_unit.values() for each in terms] for place in (1, 2))
    figure = _named("", values) | _named("lower_", next(ends)) | _named("upper_", next(ends))
    if figure["upper"] is None:
        figure |= {f"upper{end}": figure[f"lower{end}"] for end in ("", "_numerator", "_denominator")}
    above = any(_above(terms) for terms in known)
    if not above and figure["value"] is not None and not figure["lower"] <= figure["value"] <= figure["upper"]:
        figure |= {"value": None, "numerator": None, "denominator": None}
    return figure


def _above(terms: list[Terms]) -> bool:
    pairs = [each[0] for each in terms if each[0]]
    return sum(pair[0] for pair in pairs) > sum(pair[1] for pair in pairs)


def _named(prefix: str, pairs: Iterable[Pair]) -> Row:
    """Return the sums of some pairs and their quotient; 0/0 is nothing."""
    known = [pair for pair in pairs if pair]
    above, below = (sum((pair[place] for pair in known), start=Fraction(0)) for place in (0, 1))
    names = (prefix.rstrip("_") or "value", f"{prefix}numerator", f"{prefix}denominator")
    return dict(zip(names, (above / below, above, below) if below else (None,) * 3, strict=True))


def covered(one: Iterable[Account], part: str = "treated") -> bool | None:
    """Return whether C > 0 and T > 0 of a unit's settlements of a month, None where nobody knows."""
    cells = list(one)
    collected = _some([None if cell.collected is None else cell.collected > 0 for cell in cells])
    treated = _some([True if getattr(cell, part) > 0 else False if cell.is_known else None for cell in cells])
    return False if collected is False else treated


def _some(answers: list[bool | None]) -> bool | None:
    """Return whether one is true; unknown unless one is, or none can be."""
    if any(answers):
        return True
    return None if None in answers else False


def over_months(answers: list[bool | None]) -> bool | None:
    """Return whether two thirds of the months are true, None where unknown months decide."""
    if 3 * answers.count(True) >= 2 * len(answers):
        return True
    return None if 3 * (len(answers) - answers.count(False)) >= 2 * len(answers) else False


def adequate(cells: list[Account], policy: Policy, *, is_covered: bool | None) -> bool | None:
    """Return whether household coverage and treatment rate reach the thresholds on a unit's sums."""
    if is_covered is False:
        return False
    served = _reaches(_sum(cells, "served"), _sum(cells, "households"), policy.household_threshold)
    treated = sum(cell.treated for cell in cells)
    collected = _sum(cells, "collected")
    rate = _reaches(treated, collected, policy.treatment_threshold)
    if rate is not True and not all(cell.is_known for cell in cells):
        rate = None
    if served is False or rate is False:
        return False
    return None if served is None or rate is None else True


def _sum(cells: list[Account], name: str) -> int | None:
    values = [getattr(cell, name) for cell in cells]
    return None if None in values else sum(values)


def _reaches(above: int | None, below: int | None, threshold: Fraction) -> bool | None:
    return None if above is None or not below else Fraction(above, below) >= threshold


def apportioned(total: int | None, weights: list[int | None]) -> list[int | None]:
    """Return a whole number divided by weights, by largest remainder; ties to the first.

    >>> apportioned(10, [1, 1, 1]), apportioned(None, [1, 1])
    ([4, 3, 3], [None, None])
    """
    if len(weights) == 1:
        return [total]
    if total is None or None in weights:
        return [None] * len(weights)
    known = [weight or 0 for weight in weights]
    known = known if sum(known) else [1] * len(known)
    exact = [Fraction(total * weight, sum(known)) for weight in known]
    parts = [int(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda place: parts[place] - exact[place])
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return list(parts)
