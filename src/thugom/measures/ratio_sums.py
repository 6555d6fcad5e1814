"""The ratios' terms, summed per period and settlement on the map of a basis."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import pandas as pd

from thugom.contracts import Policy
from thugom.measures.figure import Ends, Figure, sound
from thugom.measures.grouping import Groups, whole_and_unknown
from thugom.measures.periods import LONGER_KINDS, longer_period
from thugom.measures.ratios import RATIOS, TERMS, Ratio
from thugom.measures.recast import Spread
from thugom.register.apportion import apportion

PERIOD = ["period", "period_kind"]
WHOLE = "all"


@dataclass(frozen=True)
class Sums:
    """A ratio's terms summed over the cells of one period, and what the sums rest on."""

    period: str
    period_kind: str
    terms: tuple[int | None, ...]
    above: bool
    open_ended: bool
    leans: bool

    def __add__(self, other: "Sums") -> "Sums":
        """Return the sums over both; a term that is null in one is that of the other."""
        pairs = zip(self.terms, other.terms, strict=True)
        terms = tuple(b if a is None else a if b is None else a + b for a, b in pairs)
        above, open_ended = self.above or other.above, self.open_ended or other.open_ended
        return Sums(self.period, self.period_kind, terms, above, open_ended, self.leans or other.leans)

    def figure(self, leans_on: str) -> Figure:
        """Return value and interval: 0 and 1 where a cell has no estimate, and null for 0/0."""
        exact = [None if term is None else Fraction(term) for term in self.terms]
        value, lower, upper = (Ends(*exact[position : position + 2]) for position in (0, 2, 4))
        if self.open_ended:
            ends = Ends(Fraction(0), Fraction(1)), Ends(Fraction(1), Fraction(1))
            return sound(Figure(value, *ends, self.above, "none"))
        # Nothing below the line at the greatest end: no completion has anything above it.
        upper = upper if upper.ratio is not None else lower
        basis = f"estimated_{leans_on}" if self.leans else "reported"
        return sound(Figure(value, lower, upper, self.above, basis))


@dataclass(frozen=True, eq=False)
class Placing:
    """The settlement of each reported cell on a basis; a cell that lies in both is in pieces.

    `row`: position of the cell; `settlement`; `weight`: by what its tonnes are divided, and
    `by_households` its households; `part`: whether the piece is only a part of its cell.
    """

    row: np.ndarray
    settlement: np.ndarray
    weight: np.ndarray
    part: np.ndarray
    by_households: np.ndarray

    @classmethod
    def as_reported(cls, cells: pd.DataFrame) -> "Placing":
        """Return every cell where its report has it."""
        ones = np.ones(len(cells), dtype="int64")
        return cls(np.arange(len(cells)), cells["settlement"].to_numpy(dtype=object), ones, ones == 0, ones)

    @classmethod
    def on_map(cls, laid: Spread) -> "Placing":
        """Return every cell where its pieces lie on another map; pieces of one settlement are one."""
        settlement = laid.cells["settlement"].to_numpy(dtype=object)[laid.to]
        urban = settlement == "urban"
        rows = Groups(laid.row)
        mixed = (rows.any(urban) & rows.any(~urban))[rows.numbers]
        first = np.zeros(len(laid.row), dtype=bool)
        first[rows.first] = True
        kept = mixed | first
        by_households = laid.own.get("households", laid.weight)
        return cls(laid.row[kept], settlement[kept], laid.weight[kept], mixed[kept], by_households[kept])

    def parts(self, column: pd.Series, grain: int, *, households: bool) -> tuple[np.ndarray, np.ndarray]:
        """Return each piece's part of its cell's term, and where it is unknown.

        Terms in fractions of a kilogram are divided in whole multiples of `grain` first, then the rest.
        """
        values, unknown = whole_and_unknown(column)
        parts = values[self.row]
        some = np.flatnonzero(self.part)
        if len(some):
            rows, weights = self.row[some], (self.by_households if households else self.weight)[some]
            coarse, rest = np.divmod(values[rows], grain)
            parts[some] = apportion(coarse, weights, rows) * grain + apportion(rest, weights, rows)
        return parts, unknown[self.row]


def ratio_figure(terms: pd.DataFrame, leans_on: str) -> Figure:
    """Return the ratio of the cells' sums, with its interval.

    Args:
        terms: `TERMS` (Int64, each pair null together) and `leans`, whether a cell's interval rests
            on an estimate; at least one row.
        leans_on: what is estimated then: `g` or `h`.

    Source: methodology, section 5, value, lower, upper.
    """
    rows = terms.reset_index(drop=True)
    label = pd.DataFrame({"period": [""], "period_kind": [""]})
    totals = _Totals(label, rows, rows["leans"].to_numpy(dtype=bool), np.zeros(len(rows), dtype="int64"))
    return totals.of_cells()[0].figure(leans_on)


def ratio_sums(
    cells: pd.DataFrame, placings: Mapping[str, Placing], policy: Policy, ratios: Sequence[Ratio] = RATIOS
) -> Iterator[tuple[str, Ratio, str, Sums]]:
    """Yield the sums of every ratio: basis, ratio, settlement, sums of one period.

    The sums over all settlements rest on the reported units, so they are the same on every basis.

    Args:
        cells: what `account` returns, with `period_kind`.
        placings: where the cells lie, by basis.
        policy: the organic fraction.
        ratios: which ones.

    Source: methodology, section 5.
    """
    months = Groups.by(cells, PERIOD)
    labels = months.keys(cells[PERIOD])
    number = months.numbers
    units = Groups.by(cells, ["unit_id", *PERIOD])
    for ratio in ratios:
        terms = ratio.terms(cells, policy)
        leans = cells["generation_estimated"] if ratio.leans_on == "g" else cells["households"].isna()
        totals = _Totals(labels, terms, leans.to_numpy(dtype=bool), number)
        everything = [*_with_longer(totals.of_units(units))] if WHOLE in ratio.settlements else []
        for basis, placing in placings.items():
            for settlement in (name for name in ratio.settlements if name != WHOLE):
                for sums in _with_longer(totals.of_settlement(placing, settlement, ratio, policy)):
                    yield basis, ratio, settlement, sums
            for sums in everything:
                yield basis, ratio, WHOLE, sums


class _Totals:
    """One ratio's terms, and how they add up per period."""

    def __init__(self, labels: pd.DataFrame, terms: pd.DataFrame, leans: np.ndarray, number: np.ndarray) -> None:
        """Keep the terms and the number of each row's period."""
        self.labels, self.terms, self.leans, self.number = labels, terms, leans, number
        value, unknown = whole_and_unknown(terms["value_n"])
        self.above = (value > whole_and_unknown(terms["value_d"])[0]) & ~unknown
        self.open_ended = terms[["least_d", "most_d"]].isna().any(axis=1).to_numpy()

    def of_settlement(self, placing: Placing, settlement: str, ratio: Ratio, policy: Policy) -> list[Sums]:
        """Return the sums over the pieces in one settlement."""
        here = placing.settlement == settlement
        periods = Groups(self.number[placing.row[here]])
        sums = []
        for position, name in enumerate(TERMS):
            grain = ratio.grains(policy)[position % 2]
            parts, unknown = placing.parts(self.terms[name], grain, households=ratio.leans_on == "h")
            sums.append((periods.add(parts[here]), periods.all(unknown[here])))
        return self._sums(periods, placing.row[here], sums, self.above)

    def of_cells(self) -> list[Sums]:
        """Return the sums over all cells, each by itself."""
        periods = Groups(self.number)
        sums = [(periods.add(values), periods.all(gone)) for values, gone in map(whole_and_unknown, self._columns())]
        return self._sums(periods, np.arange(len(self.terms)), sums, self.above)

    def _columns(self) -> Iterator[pd.Series]:
        """Yield the terms' columns in their order."""
        for name in TERMS:
            yield self.terms[name]

    def of_units(self, units: Groups) -> list[Sums]:
        """Return the sums over whole units: a value counts where all of the unit's settlements are known."""
        periods = Groups(self.number)
        partly = units.any(self.terms["value_n"].isna())[units.numbers]
        totals = (units.add(whole_and_unknown(self.terms[name])[0]) for name in TERMS[:2])
        numerator, denominator = totals
        above = (numerator > denominator)[units.numbers] & ~partly
        sums = []
        for name in TERMS:
            values, unknown = whole_and_unknown(self.terms[name])
            unknown = partly if name in TERMS[:2] else unknown
            sums.append((periods.add(np.where(unknown, 0, values)), periods.all(unknown)))
        return self._sums(periods, np.arange(len(self.terms)), sums, above)

    def _sums(
        self, periods: Groups, rows: np.ndarray, sums: Sequence[tuple[np.ndarray, np.ndarray]], above: np.ndarray
    ) -> list[Sums]:
        """Return the sums per period, and what they rest on."""
        flags = [periods.any(flag[rows]).tolist() for flag in (above, self.open_ended, self.leans)]
        terms = zip(*(_exact(totals, unknown) for totals, unknown in sums), strict=True)
        labels = self.labels.take(self.number[rows[periods.first]]).itertuples(index=False, name=None)
        return [
            Sums(str(period), str(kind), each, *(flag[place] for flag in flags))
            for place, ((period, kind), each) in enumerate(zip(labels, terms, strict=True))
        ]


def _exact(totals: np.ndarray, unknown: np.ndarray) -> list[int | None]:
    """Return sums as whole numbers of any size, None where all of it is unknown."""
    pairs = zip(totals.tolist(), unknown.tolist(), strict=True)
    return [None if gone else total for total, gone in pairs]


def _with_longer(smallest: list[Sums]) -> Iterator[Sums]:
    """Yield the sums, and those of quarters, half-years and years from those of their months."""
    yield from smallest
    months = [sums for sums in smallest if sums.period_kind == "month"]
    for kind in LONGER_KINDS:
        longer: dict[str, Sums] = {}
        for month in months:
            label = longer_period(month.period, kind)
            renamed = replace(month, period=label, period_kind=kind)
            longer[label] = longer[label] + renamed if label in longer else renamed
        yield from longer.values()
