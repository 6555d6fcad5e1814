"""Who follows the trail of an explanation: down to raw cells of archived files, and up again to the figure.

The home's files, its register and policy are read without the program; of the program is only what is explained.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests.e2e import trail
from tests.e2e.published import Published, Row
from tests.e2e.truth.cells import estimated_generation
from tests.e2e.truth.reading import Policy, read_policy
from tests.e2e.truth.register import Facilities, Register, is_licensed, lowest_level, read_facilities, read_register
from tests.e2e.truth.spans import days_in, months_of
from thugom.services.explain.accounts import Accounts, accounts_behind
from thugom.services.explain.evidence import known_at
from thugom.services.explain.question import PROVINCE, Figure
from thugom.services.explain.walk import explain_figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from thugom.services.explain import Explanation
    from thugom.services.explain.opening import Published as Opened

PARTS = ("numerator", "denominator")
COLUMNS = ("households", "households_served", "households_self_managed", "generated_t", "collected_t")
ANSWERS = {
    "communes_covered": "treated",
    "communes_covered_biological": "biological",
    "communes_adequately_covered": "treated",
    "people_in_covered_units_share": "treated",
}


class Walker:
    """Who follows trails: the home's files, its register and policy, read without the program."""

    def __init__(self, home: Path, opened: Opened) -> None:
        """Read what is declared."""
        self.opened, self.archive = opened, trail.Archive(home)
        self.policy: Policy = read_policy(home / "policy.yml")
        self.register: Register = read_register(home / "register", self.policy)
        self.facilities: Facilities = read_facilities(home / "register" / "synthetic" / "facility.csv")
        self.published = Published(home)
        self._accounts: dict[str, Accounts] = {}

    def figures(self, period: str) -> list[Row]:
        """Return every row of the province published for a period as it was."""
        statement = "SELECT * FROM province_coverage WHERE period = ? AND basis = 'as_was'"
        return self.published.query(statement, period)

    def explained(self, row: Row) -> Explanation:
        """Return the explanation of a published row; the accounts of a period are made once."""
        period = row["period"]
        if period not in self._accounts:
            self._accounts[period] = accounts_behind(self.opened, period, known_at(self.opened))
        return explain_figure(self.opened, Figure(PROVINCE, "value", row, None), self._accounts[period])

    def accounts(self, found: Explanation) -> list[trail.Account]:
        """Return what the raw cells of an explanation say of every unit, month and settlement it names."""
        rows = list(self._read_rows(found))
        collected: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
        treated: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in rows:
            (collected if row["report"] == "collection" else treated)[row["unit_id"], row["period"]].append(row)
        known = {
            (cell["unit_id"], cell["period"], cell["settlement"]): cell for cell in found.accounts.to_dict("records")
        }
        accounts = []
        for unit, month in dict.fromkeys(key[:2] for key in known):
            named = [name for name in self.register.settlements[unit] if (unit, month, name) in known]
            accounts += self._of_unit(unit, month, named, collected[unit, month], treated[unit, month], known)
        return [one for one in accounts if known[one.unit_id, one.month, one.settlement]["counted"]]

    def _read_rows(self, found: Explanation) -> Iterator[Row]:
        """Yield every row with what stands in its cells, compared with what the explanation says of them."""
        cells: dict[tuple[Any, ...], Row] = defaultdict(dict)
        for cell in found.cells.to_dict("records"):
            place = (cell["report"], cell["file_sha256"], cell["sheet"], cell["row_number"])
            content = self.archive.cell(cell["file_sha256"], cell["sheet"], cell["cell"])
            assert _same_text(content, cell["raw"]), cell
            cells[place][cell["column"]] = content
        for row in found.rows.to_dict("records"):
            place = (row["report"], row["file_sha256"], row["sheet"], row["row_number"])
            yield {
                **{str(name): value for name, value in row.items()},
                "raw": cells[place],
                "is_canonical": row["sheet"] == "",
            }

    def _of_unit(
        self,
        unit: str,
        month: str,
        names: list[str],
        collected: list[Row],
        treated: list[Row],
        known: Mapping[tuple[str, str, str], Mapping[Any, Any]],
    ) -> list[trail.Account]:
        """Return the accounts of one unit and month from the rows that count."""
        people = [self.register.census[unit, name] for name in names]
        said = {column: self._collected(collected, column, names, people) for column in COLUMNS}
        parts = self._treated(treated, names, said["collected_t"], [one.people for one in people])
        return [
            trail.Account(
                unit_id=unit,
                month=month,
                settlement=name,
                people=people[place].people,
                registered=people[place].households,
                estimate=estimated_generation(people[place].people, self.policy.factors[name], days_in(month)),
                households=said["households"][place],
                served=said["households_served"][place],
                alone=said["households_self_managed"][place],
                generated=said["generated_t"][place],
                collected=said["collected_t"][place],
                treated=parts[0][place] or 0,
                biological=parts[1][place] or 0,
                controlled=parts[2][place] or 0,
                is_known=bool(known[unit, month, name]["treated_known"]),
            )
            for place, name in enumerate(names)
        ]

    def _collected(self, rows: list[Row], column: str, names: list[str], people: list[Any]) -> list[int | None]:
        """Return what the counted rows say in one column, per settlement."""
        result: list[int | None] = []
        for place, name in enumerate(names):
            usable = [row for row in rows if row["use"] == "counted" and row["settlement"] in {name, "all"}]
            values = []
            for row in usable:
                self._check_identity(row)
                value = _whole(row, column)
                whole = row["settlement"] == "all"
                weights = [one.people for one in people]
                values.append(trail.apportioned(value, weights)[place] if whole else value)
            result.append(None if not values or None in values else sum(one or 0 for one in values))
        return result

    def _treated(
        self, rows: list[Row], names: list[str], collected: list[int | None], people: list[int]
    ) -> list[list[int | None]]:
        """Return T, O and K per settlement from the rows that count; a row that does not must say rightly why."""
        sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        for row in rows:
            if row["use"] in {"refused", "replaced"}:
                continue
            self._check_identity(row)
            kilograms = _whole(row, "treated_t") or 0
            for place, counts in enumerate(self._counting(row, rows)):
                sums[row["settlement"]][place] += kilograms if counts else 0
        weights: list[int | None] = [*collected] if None not in collected and any(collected) else [*people]
        whole = trail.apportioned(sums["all"][0], weights)
        divided = [whole] + [trail.apportioned(sums["all"][place], whole) for place in (1, 2)]
        return [
            [(divided[place][number] or 0) + sums[name][place] for number, name in enumerate(names)]
            for place in range(3)
        ]

    def _counting(self, row: Row, rows: list[Row]) -> tuple[bool, bool, bool]:
        """Return whether a treatment row counts as treated, biological and controlled; its stated use must agree."""
        raw, month = row["raw"], row["period"]
        method = trail.word(raw["method"], trail.METHODS)
        facility = self.facilities[str(raw["facility_code"])]
        licensed = is_licensed(facility, month)
        level = lowest_level(facility, month, self.policy.levels)
        stream = trail.word(raw.get("stream", ""), trail.STREAMS) or self.policy.stream
        overruled = str(raw.get("reported_by", "unit")) != "facility" and any(
            other["raw"].get("reported_by") == "facility"
            and other["use"] not in {"refused", "replaced"}
            and other["raw"]["facility_code"] == raw["facility_code"]
            and (other["settlement"] == row["settlement"] or "all" in {other["settlement"], row["settlement"]})
            for other in rows
        )
        use = (
            "other_stream"
            if stream != self.policy.stream
            else "overruled"
            if overruled
            else "not_treatment"
            if method not in self.policy.treating
            else "counted"
            if licensed
            else "unlicensed"
        )
        assert use == row["use"], row
        counts = use == "counted"
        controlled = level >= self.policy.levels.index(self.policy.controlled_from)
        return counts, counts and method in self.policy.biological, counts and controlled

    def _check_identity(self, row: Row) -> None:
        """Hold the row's unit, month and settlement against its own cells."""
        raw = row["raw"]
        assert str(raw["unit_code"]).split(".")[0].zfill(5) == row["unit_id"][:5], row
        assert trail.month(raw["period"]) == row["period"], row
        assert trail.word(raw["settlement"], trail.SETTLEMENTS) == row["settlement"], row

    def added_up(self, found: Explanation) -> Row:
        """Return the figure again, from raw cells alone."""
        accounts = self.accounts(found)
        if found.indicator not in ANSWERS:
            kind = str(found.denominator_kind)
            figure = trail.summed(accounts, found.indicator, kind, found.settlement, self.policy)
            divisor = trail.KILOGRAMS if found.measured_in == "t" else 1
            return {
                name: value / divisor if value is not None and name.endswith(PARTS) else value
                for name, value in figure.items()
            }
        return self._count(found, accounts)

    def _count(self, found: Explanation, accounts: list[trail.Account]) -> Row:
        """Return a count of units, or of the people in them, over the units in force on the last day."""
        months: defaultdict[str, defaultdict[str, list[trail.Account]]] = defaultdict(lambda: defaultdict(list))
        for one in accounts:
            months[one.unit_id][one.month].append(one)
        yes = no = whole = Fraction(0)
        for unit in self.register.in_force(months_of(found.period)[-1]):
            of_unit = months[unit.unit_id]
            answer = trail.over_months([trail.covered(cells, ANSWERS[found.indicator]) for cells in of_unit.values()])
            if found.indicator == "communes_adequately_covered":
                every = [one for cells in of_unit.values() for one in cells]
                answer = trail.adequate(every, self.policy, is_covered=answer)
            last = of_unit[max(of_unit)]
            size = Fraction(sum(one.people for one in last)) if found.indicator.startswith("people") else Fraction(1)
            yes, no, whole = yes + size * (answer is True), no + size * (answer is False), whole + size
        ends = {"": (yes, yes + no), "lower_": (yes, whole), "upper_": (whole - no, whole)}
        result: Row = {}
        for prefix, (above, below) in ends.items():
            quotient = above / below if below else None
            names = (prefix.rstrip("_") or "value", f"{prefix}numerator", f"{prefix}denominator")
            result |= dict(zip(names, (quotient, above, below) if below else (None,) * 3, strict=True))
        return result


def _whole(row: Row, column: str) -> int | None:
    """Return a cell's number in whole households or kilograms."""
    value = trail.number(row["raw"].get(column), is_canonical=row["is_canonical"])
    return None if value is None else round(value * trail.KILOGRAMS) if column.endswith("_t") else int(value)


def _same_text(content: object, said: str | None) -> bool:
    """Tell whether an explanation shows what stands in the file."""
    if isinstance(content, int | float) and said:
        return Fraction(str(content)) == Fraction(said)
    return " ".join(str("" if content is None else content).split()) == (said or "")
