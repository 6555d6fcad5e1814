"""The evidence: every report row behind a figure, and what became of it."""

import pandas as pd

from thugom.measures.treatment import CELL, counted
from thugom.register import facility_months
from thugom.services.explain.accounts import Accounts
from thugom.services.explain.indicators import Indicator
from thugom.services.explain.opening import Published
from thugom.store.published import load_published

PLACE = ["file_sha256", "sheet", "row_number"]
ROW = [
    "report",
    "unit_id",
    "period",
    "settlement",
    "use",
    "accepted",
    "file_path",
    *PLACE,
    "submitted_on",
    "arrived_at",
    "rules",
]


def report_rows(published: Published, accounts: Accounts, cells: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Return every received row that names a unit and period behind a figure, and what became of it.

    Args:
        published: the publication.
        accounts: the accounts behind the figure.
        cells: `CELL` of the account's cells that the figure adds up.
        indicator: what the figure rests on.

    Returns:
        `ROW` and the facts. `use`: `counted`; `replaced` by a newer submission; `refused`;
        `unknown_part`, a part beside it was refused, so the sum is unknown; of treatment rows
        `other_stream`, `overruled` by the facility's own report, `not_treatment`, `unlicensed`.
        `rules`: ids of the rules that warned of the row or refused it, joined by blanks.
    """
    parts = [_collection(accounts)] if indicator.columns else []
    parts += [_treatment(published, accounts)] if indicator.treatment else []
    if not parts:
        return pd.DataFrame(columns=ROW)
    rows = pd.concat([part[_concerned(part, cells)] for part in parts], ignore_index=True)
    rows["rules"] = _rules(rows, findings_on(published, rows))
    others = [name for name in rows.columns if name not in {*ROW, "rules_version", "known_from"}]
    return rows.sort_values([*CELL[:2], "report", "settlement", "arrived_at", *PLACE], ignore_index=True)[
        [*ROW, *others]
    ]


def _concerned(rows: pd.DataFrame, cells: pd.DataFrame) -> pd.Series:
    """Return which rows speak of one of the cells; a row for all settlements, or for none that can be read, does."""
    pairs = pd.MultiIndex.from_frame(cells[CELL[:2]].drop_duplicates())
    of_unit = pd.MultiIndex.from_frame(rows[CELL[:2]]).isin(pairs)
    exact = pd.MultiIndex.from_frame(rows[CELL]).isin(pd.MultiIndex.from_frame(cells[CELL]))
    return pd.Series(of_unit & (exact | ~rows["settlement"].isin(["urban", "rural"])), index=rows.index)


def _collection(accounts: Accounts) -> pd.DataFrame:
    """Return the collection rows with what became of each."""
    rows = accounts.facts["collection"].assign(report="collection")
    use = pd.Series("replaced", index=rows.index)
    use[_among(rows, accounts.collected.standing, PLACE)] = "counted"
    open_cells = _among(rows, accounts.collected.refused, CELL)
    use[(use == "counted") & open_cells] = "unknown_part"
    return rows.assign(use=use.mask(~rows["accepted"], "refused"))


def _treatment(published: Published, accounts: Accounts) -> pd.DataFrame:
    """Return the treatment rows with what became of each."""
    policy = published.policy
    rows = accounts.facts["treatment"].assign(report="treatment")
    months = facility_months(published.register.facilities, accounts.periods, policy.treatment.control_levels)
    at = rows[["facility_code", "period"]].merge(months, on=["facility_code", "period"], how="left")
    licensed = at["licensed"].fillna(value=False).to_numpy(dtype=bool)
    standing = accounts.treated.standing
    use = pd.Series("counted", index=rows.index)
    use = use.mask(~licensed, "unlicensed")
    use = use.mask(~rows["method"].isin(policy.treatment.treating), "not_treatment")
    use = use.mask(~_among(rows, counted(accounts.treated, policy).standing, PLACE), "overruled")
    use = use.mask(rows["stream"] != policy.treatment.counted_stream, "other_stream")
    use = use.mask(~_among(rows, standing, PLACE), "replaced")
    controlled = at["control_level"].isin(policy.treatment.controlled_levels).to_numpy(dtype=bool)
    return rows.assign(use=use.mask(~rows["accepted"], "refused"), controlled=controlled)


def _among(rows: pd.DataFrame, others: pd.DataFrame, names: list[str]) -> pd.Series:
    """Return which rows have these columns' values in common with one of the others."""
    there = pd.MultiIndex.from_frame(others[names]) if len(others) else pd.MultiIndex.from_arrays([[]] * len(names))
    return pd.Series(pd.MultiIndex.from_frame(rows[names]).isin(there), index=rows.index)


def findings_on(published: Published, rows: pd.DataFrame) -> pd.DataFrame:
    """Return what was published as wrong with these rows: `quality_issue`."""
    issues = load_published(published.store, published.contracts.curated["quality_issue"])
    return issues[_among(issues, rows, PLACE)].reset_index(drop=True)


def known_at(published: Published) -> str:
    """Return the instant whose knowledge was published."""
    return str(published.journal["known_at"] or published.journal["published_at"])


def _rules(rows: pd.DataFrame, findings: pd.DataFrame) -> list[str]:
    """Return per row the ids of the rules that it breaks."""
    by_place = findings.groupby(PLACE)["rule_id"].agg(lambda ids: " ".join(sorted(set(ids))))
    return [by_place.get(place, "") for place in rows[PLACE].itertuples(index=False, name=None)]


def unit_names(published: Published, keys: pd.Series) -> pd.Series:
    """Return the full name of each unit."""
    names = published.register.units.set_index("unit_id")["full_name"]
    return keys.map(names).astype("str")
