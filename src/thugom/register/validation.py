"""What must hold across the rows and files of a register before any figure may rest on it."""

from collections.abc import Collection, Iterator, Sequence

import pandas as pd

from thugom.register.errors import Problem
from thugom.register.lookup import looked_up
from thugom.register.shares import SHARE_PARTS
from thugom.register.table import Table

SHARE_TOLERANCE = 1000
"""How many billionths the shares of a unit may miss 1 by (methodology, section 5): three thirds to six decimals do."""


def unit_problems(units: Table, kinds: Collection[str] | None, code_length: int | None) -> Iterator[Problem]:
    """Name units that are there twice, end before they begin, overlap, or are of no known kind."""
    rows = units.rows
    yield from _duplicate_problems(units, ["unit_code", "valid_from"])
    for row in _where(rows["valid_to"] <= rows["valid_from"]):
        yield units.problem(row, "valid_to", f"a day after valid_from ({units.text(row, 'valid_from')}) is expected")
    yield from _overlap_problems(units)
    if kinds is not None:
        allowed = "one of the policy's kinds of unit is expected: " + ", ".join(kinds)
        for row in _where(rows["kind"].notna() & ~rows["kind"].isin(list(kinds))):
            yield units.problem(row, "kind", allowed, "Correct it, or add the kind to policy.yml.")
    if code_length is not None:
        for row in _where(rows["unit_code"].notna() & (rows["unit_code"].str.len() != code_length)):
            remedy = "Put back the leading zero that a spreadsheet took off."
            yield units.problem(row, "unit_code", f"a code of {code_length} signs is expected", remedy)


def _overlap_problems(units: Table) -> Iterator[Problem]:
    """Name the rows whose code is still in force as another unit."""
    rows = units.rows.dropna(subset=["unit_code", "valid_from"]).drop_duplicates(["unit_code", "valid_from"])
    rows = rows.sort_values(["unit_code", "valid_from"])
    by_code = rows.groupby("unit_code")
    begun, ended = by_code["valid_from"].shift(), by_code["valid_to"].shift()
    for row in _where(begun.notna() & (ended.isna() | (ended > rows["valid_from"]))):
        allowed = f"the unit of this code valid from {begun.loc[row]:%Y-%m-%d} must have ended by then"
        yield units.problem(row, "valid_from", allowed, "Give the earlier row this day as valid_to.")


def lineage_problems(lineage: Table, units: Table) -> Iterator[Problem]:
    """Name lineage rows that lead from or to no unit, at the wrong day, twice, in circles, or not in full."""
    yield from _duplicate_problems(lineage, ["from_unit_id", "to_unit_id"], shown="to_unit_code")
    for side in ("from", "to"):
        yield from _unknown_unit_problems(lineage, f"{side}_unit_id", f"{side}_unit_code", units)
    yield from _day_problems(lineage, units)
    yield from _circle_problems(lineage)
    yield from _share_problems(lineage)
    yield from _heirless_problems(units, set(lineage.rows["from_unit_id"].dropna()))


def _day_problems(lineage: Table, units: Table) -> Iterator[Problem]:
    """Name changes on another day than the old unit's end or the heir's beginning.

    A unit whose bounds change ends and begins anew, so all three are one day.
    """
    rows = lineage.rows
    known = units.rows.dropna(subset=["unit_id"]).drop_duplicates("unit_id").set_index("unit_id")
    anew = "A unit whose area changes ends that day and begins anew, with lineage rows for both: make the days agree."
    for key, column in (("from_unit_id", "valid_to"), ("to_unit_id", "valid_from")):
        day = looked_up(rows[key], known[column])
        differs = day.isna() | (day != rows["effective_on"])
        for row in _where(rows[key].isin(known.index) & rows["effective_on"].notna() & differs):
            stands = "empty" if pd.isna(day.loc[row]) else f"{day.loc[row]:%Y-%m-%d}"
            allowed = f"the {column} of {lineage.text(row, key)} in unit.csv is expected, which is {stands}"
            yield lineage.problem(row, "effective_on", allowed, anew)


def _share_problems(lineage: Table) -> Iterator[Problem]:
    """Name shares of nothing, units whose shares do not sum to 1, and those that state only some of them."""
    given = lineage.rows.dropna(subset=["from_unit_id"])
    partly = given["share"].notna().groupby(given["from_unit_id"]).transform("any") & given["share"].isna()
    for row in _where(partly):
        allowed = f"a share for each heir of {lineage.text(row, 'from_unit_id')} is expected, or for none of them"
        yield lineage.problem(row, "share", allowed, "Enter the share, or empty all of them to have them estimated.")
    # Where one is missing the sum would only be its echo.
    rows = given[given["share"].notna() & ~given["from_unit_id"].isin(given.loc[partly, "from_unit_id"])]
    for row in _where(rows["share"] == 0):
        yield lineage.problem(row, "share", "more than 0 is expected", "Remove the row, or enter the share.")
    sums = (rows["share"] * SHARE_PARTS).round().astype("int64").groupby(rows["from_unit_id"]).sum()
    for key, total in sums[(sums - SHARE_PARTS).abs() > SHARE_TOLERANCE].items():
        of_unit = _where(rows["from_unit_id"] == key)
        which = ("row " if len(of_unit) == 1 else "rows ") + ", ".join(str(row) for row in of_unit)
        allowed = f"the shares out of {key} ({which}) sum to {total / SHARE_PARTS:.9g}; 1 is expected"
        yield lineage.problem(of_unit[0], "share", allowed, "Correct the shares.")


def _circle_problems(lineage: Table) -> Iterator[Problem]:
    """Name the rows that lead back to where they came from."""
    rows = lineage.rows.dropna(subset=["from_unit_id", "to_unit_id"])
    own = rows["from_unit_id"] == rows["to_unit_id"]
    for row in _where(own):
        yield lineage.problem(row, "to_unit_code", "another unit than the ended one is expected")
    rest, size = rows[~own], -1
    # What has no way in, or no way out, lies on no circle; what is left when nothing more falls away does.
    while len(rest) != size:
        size = len(rest)
        rest = rest[rest["from_unit_id"].isin(rest["to_unit_id"]) & rest["to_unit_id"].isin(rest["from_unit_id"])]
    for row in rest.index.tolist():
        allowed = f"{lineage.text(row, 'from_unit_id')} comes from this unit itself; lineage cannot lead in a circle"
        yield lineage.problem(row, "to_unit_code", allowed)


def _heirless_problems(units: Table, parents: Collection[str]) -> Iterator[Problem]:
    """Name ended units whose area and people went nowhere: their heirs' denominators would be too small."""
    rows = units.rows
    for row in _where(rows["valid_to"].notna() & ~rows["unit_id"].isin(list(parents))):
        allowed = "an ended unit needs a row in unit_lineage.csv for each unit that its area went to"
        yield units.problem(row, "valid_to", allowed, "Add the lineage, or empty valid_to.")


def population_problems(population: Table, units: Table) -> Iterator[Problem]:
    """Name figures of no known unit, given twice, or said to be usable without being there."""
    rows = population.rows
    yield from _duplicate_problems(population, ["unit_id", "settlement", "as_of"], shown="settlement")
    yield from _unknown_unit_problems(population, "unit_id", "unit_code", units)
    whole = rows["settlement"] == "all"
    pairs = pd.MultiIndex.from_frame(rows[["unit_id", "as_of"]])
    for row in _where(whole & pairs.isin(pairs[~whole])):
        allowed = "either the whole unit or its settlements; both together would be added twice"
        yield population.problem(row, "settlement", allowed, "Remove one of the two.")
    for row in _where(rows["population"].isna() & (rows["status"] == "usable")):
        remedy = "Enter the population, or write unusable and say why in note."
        yield population.problem(row, "status", "a usable figure needs a population", remedy)


def facility_problems(tables: Sequence[Table]) -> Iterator[Problem]:
    """Name facilities that are there twice, or whose licence ends before it begins.

    Args:
        tables: the register's facilities, and the demonstration's where they were read.
    """
    for position, table in enumerate(tables):
        rows = table.rows
        yield from _duplicate_problems(table, ["facility_code", "valid_from"])
        for row in _where(rows["licensed_to"] <= rows["licensed_from"]):
            allowed = f"a day after licensed_from ({table.text(row, 'licensed_from')}) is expected"
            yield table.problem(row, "licensed_to", allowed)
        for row in _where(rows["licensed_from"].isna() & rows["licensed_to"].notna()):
            allowed = "a licence that ends has begun, so licensed_from is expected"
            yield table.problem(row, "licensed_to", allowed, "Enter licensed_from, or empty this cell.")
        # A demonstration's plant must not pass for a real one.
        for earlier in tables[:position]:
            for row in _where(rows["facility_code"].isin(earlier.rows["facility_code"].dropna())):
                yield table.problem(row, "facility_code", f"a code that {earlier.path} does not use is expected")


def variant_problems(variants: Table) -> Iterator[Problem]:
    """Name spellings that stand twice. One of a name that no unit has is never looked up, and harms nobody."""
    yield from _duplicate_problems(variants, ["province_code", "name", "variant"], shown="variant")


def _duplicate_problems(table: Table, key: list[str], shown: str | None = None) -> Iterator[Problem]:
    """Name every row but the first that has a key already taken."""
    rows = table.rows.dropna(subset=key)
    first = rows.reset_index().groupby(key)["row"].transform("first").set_axis(rows.index)
    for row in _where(rows.duplicated(key)):
        allowed = f"one row for each {', '.join(key)} is expected; row {first.loc[row]} is the same"
        yield table.problem(row, shown or key[0], allowed, "Remove one of the two.")


def _unknown_unit_problems(table: Table, key: str, column: str, units: Table) -> Iterator[Problem]:
    """Name the rows that speak of a unit the register does not hold."""
    rows = table.rows
    known = units.rows["unit_id"].dropna()
    for row in _where(rows[key].notna() & ~rows[key].isin(known)):
        of_code = _where(units.rows["unit_code"] == table.text(row, column))
        days = ", ".join(units.text(other, "valid_from") for other in of_code)
        allowed = f"{table.text(row, key)} is not in unit.csv"
        allowed += f", where this code is valid from {days}" if days else ""
        yield table.problem(row, column, allowed, "Correct code and day, or add the unit.")


def _where(mask: pd.Series) -> list[int]:
    """Return the rows in the file for which `mask` is true."""
    rows: list[int] = mask.index[mask].tolist()
    return rows
