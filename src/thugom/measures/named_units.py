"""Which unit a row speaks of: the one of its code, and without a code the one that its name means."""

import pandas as pd

from thugom.contracts import Policy
from thugom.register import Register, find_units
from thugom.register.lookup import looked_up
from thugom.register.name_book import EXACT
from thugom.register.names import find_by_name, is_named

GIVEN = {"name": "unit_name_given", "province": "province_given", "district": "district_given"}
"""What a form may say of a unit beside its code."""
FORMER_GIVEN = "former_name_given"
"""The name of the former unit that a row speaks of, where the form has it in the place of its code."""
NOT_ASKED, UNDATED = "none", "undated"
_OF_UNIT = ["unit_code", "unit_id", "unit_standing", "unit_name", "changed_on", "heirs"]


def with_unit(rows: pd.DataFrame, register: Register, policy: Policy) -> pd.DataFrame:
    """Return rows with the unit that each speaks of on the last day of its period, or why it speaks of none.

    Args:
        rows: `unit_code`, `last_on`, and the columns of `GIVEN` where the form has them.
        register: the units.
        policy: the words for the kinds of unit.

    Returns:
        `rows` with `unit_code` (that of the name where there was none), `unit_id` (null unless in force),
        `unit_standing`, `registered_name`, `name_differs` (of a name beside a code), `changed_on` (ISO day), `heirs`,
        as `find_units` has them; `name_standing` (`none` where a code stands or no name does; `undated` without a
        period; else as `find_by_name` has it) and `units_meant`.
    """
    rows = rows.assign(**{name: pd.Series(pd.NA, index=rows.index, dtype="str") for name in _missing(rows)})
    by_code = find_units(register, rows[["unit_code"]].assign(on=rows["last_on"])).assign(unit_code=rows["unit_code"])
    # Without code or period the required and the cast rules speak; a second complaint helps nobody.
    known = rows["unit_code"].notna() & rows["last_on"].notna()
    by_code["unit_id"] = by_code["unit_id"].where(known)
    by_code["unit_standing"] = by_code["unit_standing"].where(known)
    named = rows["unit_code"].isna() & rows[GIVEN["name"]].notna()
    by_name = _by_name(rows[named], register, policy)
    found = pd.concat([by_code[~named], by_name[_OF_UNIT]]).reindex(rows.index) if named.any() else by_code
    meant = by_name["units_meant"].reindex(rows.index).astype("str")
    standing = by_name["naming"].fillna(UNDATED).reindex(rows.index).astype("str").fillna(NOT_ASKED)
    return rows.assign(
        unit_code=found["unit_code"],
        unit_id=found["unit_id"],
        unit_standing=found["unit_standing"],
        registered_name=found["unit_name"].fillna(found["unit_code"]),
        name_differs=_name_differs(rows, found["unit_name"], register, policy) & known,
        changed_on=found["changed_on"].dt.strftime("%Y-%m-%d"),
        heirs=found["heirs"].fillna("–"),
        name_standing=standing,
        units_meant=meant,
    )


def with_former_code(rows: pd.DataFrame, register: Register, policy: Policy) -> pd.DataFrame:
    """Return rows with the code of the former unit that each names, where its code is missing.

    The name must be spelt as the register has it: on the day before the row's unit began, in the province said.

    Args:
        rows: as `with_unit` returns them, with `former_unit_code` and `former_name_given` where the form has them.
        register: the units.
        policy: the words for the kinds of unit.

    Returns:
        `rows` with `former_unit_code`, and `former_name_standing`: `none` where no name is needed, else as
        `find_by_name` has it.
    """
    standing = pd.Series(NOT_ASKED, index=rows.index, dtype="str")
    if "former_unit_code" not in rows or FORMER_GIVEN not in rows:
        return rows.assign(former_name_standing=standing)
    named = rows["former_unit_code"].isna() & rows[FORMER_GIVEN].notna() & rows["unit_id"].notna()
    begins = looked_up(rows.loc[named, "unit_id"], register.units.set_index("unit_id")["valid_from"])
    asked = pd.DataFrame({"name": rows.loc[named, FORMER_GIVEN], "province": rows.loc[named, GIVEN["province"]]})
    asked = asked.assign(district=pd.Series(pd.NA, index=asked.index, dtype="str"), on=begins - pd.Timedelta(days=1))
    found = find_by_name(register, asked, kind_words(policy))
    code = found["unit_code"].where((found["naming"] == EXACT) & (found["unit_standing"] == "in_force"))
    return rows.assign(
        former_unit_code=rows["former_unit_code"].fillna(code.reindex(rows.index)),
        former_name_standing=standing.mask(named, found["naming"].reindex(rows.index)),
    )


def _missing(rows: pd.DataFrame) -> list[str]:
    """Return the columns of `GIVEN` that the rows do not have."""
    return [name for name in GIVEN.values() if name not in rows]


def _by_name(rows: pd.DataFrame, register: Register, policy: Policy) -> pd.DataFrame:
    """Return what the register says to the names of rows without a code."""
    asked = pd.DataFrame({name: rows[column] for name, column in GIVEN.items()}).assign(on=rows["last_on"])
    return find_by_name(register, asked, kind_words(policy))


def kind_words(policy: Policy) -> dict[str, str]:
    """Return the words for the kinds of unit, as reports write them."""
    return {kind: title.vi for kind, title in policy.kind_titles.items()}


def _name_differs(rows: pd.DataFrame, registered: pd.Series, register: Register, policy: Policy) -> pd.Series:
    """Return whether a name stands beside the code that is not its unit's, in any of its known spellings."""
    given, registered = rows[GIVEN["name"]].astype("str"), registered.astype("str")
    pairs = pd.DataFrame({"given": given, "registered": registered}).dropna().drop_duplicates()
    kinds = kind_words(policy)
    each = zip(pairs["given"], pairs["registered"], strict=True)
    differs = [not is_named(register, name, wanted, kinds) for name, wanted in each]
    # The name is only compared where both are there: most files repeat a few hundred pairs.
    verdicts = pairs.assign(differs=differs).set_index(["given", "registered"])["differs"]
    index = pd.MultiIndex.from_arrays([given, registered])
    return pd.Series(verdicts.reindex(index).eq(True).to_numpy(), index=rows.index)
