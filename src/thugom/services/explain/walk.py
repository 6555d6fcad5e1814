"""The walk from a published figure down to the cells of the reports it was made of."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from thugom.contracts import Text
from thugom.language.catalogue import translator
from thugom.measures.commune import MEASURED
from thugom.measures.treatment import CELL
from thugom.register import facility_months
from thugom.services.explain.accounts import Accounts, accounts_behind
from thugom.services.explain.evidence import findings_on, known_at, report_rows, unit_names
from thugom.services.explain.explanation import Difference, Explanation, Provenance
from thugom.services.explain.indicators import PROVINCE, UNIT, Indicator
from thugom.services.explain.opening import Published, open_published
from thugom.services.explain.policy_lines import policy_lines
from thugom.services.explain.question import COMMUNE, Figure, Question, find_figure
from thugom.services.explain.raw_cells import raw_cells
from thugom.services.explain.recasting import (
    PIECES,
    Recasting,
    recast_count,
    recast_terms,
    recasting_of,
)
from thugom.services.explain.terms import WHERE, Terms, added_up, published_terms, terms_of

_TOLERANCE = 1e-9
AS_WAS = "as_was"
_GENERATED, _HOUSEHOLDS = "generated_t", "households"
_ESTIMATE = [
    *CELL,
    "unit_name",
    "silent",
    "generation_assumed",
    "population",
    "kg_per_person_day",
    "days",
    "generation_kg",
    "households_assumed",
    "households_basis",
]
_TERM_ROW = ["unit_id", "unit_name", "period", "settlement", "state"]


def explain(
    home: Path | str,
    indicator: str,
    period: str | None = None,
    *,
    unit: str | None = None,
    settlement: str | None = None,
    basis: str = "as_was",
    denominator: str | None = None,
) -> Explanation:
    """Return a published figure with everything it was made of.

    Args:
        home: the home's folder.
        indicator: of `province_coverage`; with `unit` a column of `commune_coverage`.
        period: of any kind; the newest month past due where None.
        unit: a unit's code or id.
        settlement: `urban`, `rural` or `all`; the whole or the only one where None.
        basis: `as_was`, `as_is` or `as_issued`.
        denominator: the target's headline or the only one where None.

    Raises:
        ExplainError: there is no such figure; names what there is.
        HomeError, ContractError, RegisterError, StoreError: home or store cannot be read.
    """
    published = open_published(Path(home))
    question = Question(indicator, period, unit, settlement, basis, denominator)
    return explain_figure(published, find_figure(published, question))


def explain_figure(published: Published, figure: Figure, accounts: Accounts | None = None) -> Explanation:
    """Return what a published figure was made of.

    Args:
        published: the publication.
        figure: one of its figures.
        accounts: those behind the figure's period, where they are there already.
    """
    accounts = accounts or accounts_behind(published, figure.period, known_at(published))
    indicator = _indicator(figure)
    recasting = None
    if figure.row["basis"] != AS_WAS:
        recasting = recasting_of(published, accounts, str(figure.row["basis"]))
    terms = recast_terms(published, figure, accounts, recasting) if recasting else terms_of(published, figure, accounts)
    cells = _cells_behind(accounts.cells, terms, figure)
    rows = report_rows(published, accounts, cells, indicator)
    total = _total(published, terms, figure, accounts, recasting)
    counted = cells[cells["counted"]].reset_index(drop=True)
    estimates = _estimates(published, counted, indicator)
    target = None
    if figure.unit_id is None:
        target = published.policy.target_of(figure.row["indicator"], figure.settlement)
    return Explanation(
        **_names(published, figure, indicator),
        measured_in=terms.measured_in,
        published=figure.row,
        figure=total,
        differences=_differences(figure, total),
        terms=_with_states(published, terms, counted, recasting),
        accounts=cells.assign(treated_state=_treated_state(cells, rows)),
        pieces=_pieces(published, figure, recasting),
        rows=rows,
        cells=raw_cells(published, rows, indicator),
        estimates=estimates,
        facilities=_facilities(published, accounts, rows),
        findings=findings_on(published, rows),
        policy=policy_lines(published, indicator, target, estimates.loc[estimates["generation_assumed"], "settlement"]),
        provenance=_provenance(published),
    )


def _indicator(figure: Figure) -> Indicator:
    """Return what the figure rests on."""
    return UNIT[figure.column] if figure.table == COMMUNE else PROVINCE[str(figure.row["indicator"])]


def _names(published: Published, figure: Figure, indicator: Indicator) -> dict[str, Any]:
    """Return what the figure is called, of whom and of when it speaks."""
    row = figure.row
    target = published.policy.target_of(str(row.get("indicator")), figure.settlement)
    return {
        "indicator": row.get("indicator", figure.column),
        "title": target.title if target else _title(published, figure, indicator),
        "table": figure.table,
        "column": figure.column,
        "unit_id": figure.unit_id,
        "unit_name": row.get("unit_name"),
        "period": figure.period,
        "period_kind": row["period_kind"],
        "settlement": figure.settlement,
        "basis": row["basis"],
        "denominator_kind": row.get("denominator_kind"),
        "place": published.policy.place.name,
    }


def _title(published: Published, figure: Figure, indicator: Indicator) -> Text:
    """Return a figure's name for people, where it is no target."""
    if figure.table == COMMUNE:
        return published.contracts.curated[COMMUNE].field(figure.column).title
    return Text(translator("vi")(indicator.title), indicator.title)


def _cells_behind(cells: pd.DataFrame, terms: Terms, figure: Figure) -> pd.DataFrame:
    """Return the accounts of the cells that the figure adds up (`counted`), a longer period's months one by one.

    Where a report for the whole unit was divided, the unit's other settlements stand beside them: it is they that
    say how.
    """
    if terms.behind is not None:
        behind = pd.MultiIndex.from_frame(terms.behind)
        units = cells[cells["unit_id"].isin(terms.behind["unit_id"])]
        counted = pd.Series(pd.MultiIndex.from_frame(units[CELL]).isin(behind), index=units.index)
    else:
        units = cells[cells["unit_id"].isin(terms.rows["unit_id"])]
        counted = (units["settlement"] == figure.settlement) | (figure.settlement == "all")
    divided = units["estimated"].groupby([units[name] for name in CELL[:2]]).transform("any")
    return units.assign(counted=counted)[counted | divided].reset_index(drop=True)


def _total(
    published: Published, terms: Terms, figure: Figure, accounts: Accounts, recasting: Recasting | None
) -> Mapping[str, float | None]:
    """Return what the terms add up to; a unit's answer is found anew, and a recast count with its bounds."""
    if figure.table != COMMUNE:
        counts = recasting is not None and bool(PROVINCE[str(figure.row["indicator"])].answer)
        return recast_count(published, figure, accounts, recasting) if counts and recasting else added_up(terms)
    if not UNIT[figure.column].answer:
        return added_up(terms)
    units = recasting.on.units if recasting else accounts.units
    here = (units["unit_id"] == figure.unit_id) & (units["period"] == figure.period)
    answer = units.loc[here & (units["settlement"] == figure.settlement), UNIT[figure.column].answer].iloc[0]
    return {"value": None if pd.isna(answer) else float(answer)}


def _pieces(published: Published, figure: Figure, recasting: Recasting | None) -> pd.DataFrame:
    """Return the pieces of reported cells that lie elsewhere on the map of the figure's basis."""
    if recasting is None:
        return pd.DataFrame(columns=[*PIECES, "unit_name", "to_unit_name"])
    rows = recasting.pieces
    moved = (rows["unit_id"] != rows["to_unit_id"]) | (rows["settlement"] != rows["to_settlement"])
    own = moved if figure.unit_id is None else rows["to_unit_id"] == figure.unit_id
    rows = rows[own].reset_index(drop=True)
    return rows.assign(
        unit_name=unit_names(published, rows["unit_id"]), to_unit_name=unit_names(published, rows["to_unit_id"])
    )


def _differences(figure: Figure, total: Mapping[str, float | None]) -> list[Difference]:
    """Return where the sum is not what was published."""
    names = total if figure.unit_id is None else {"value": total["value"]}
    pairs = ((name, figure.row[figure.column if name == "value" else name], total[name]) for name in names)
    return [
        Difference(name, None if stated is None else float(stated), found)
        for name, stated, found in pairs
        if not _same(stated, found)
    ]


def _same(stated: float | None, found: float | None) -> bool:
    """Tell whether two figures are one; null is only null."""
    if stated is None or found is None:
        return stated is found
    return abs(float(stated) - found) <= _TOLERANCE * max(1.0, abs(found))


def _with_states(published: Published, terms: Terms, cells: pd.DataFrame, recasting: Recasting | None) -> pd.DataFrame:
    """Return the terms as published, each with its unit's name and how much of it is known."""
    rows = published_terms(terms)
    # Counts of a longer period are per unit; everything else is per smallest period.
    keys = WHERE[:2] if rows["period"].isin(cells["period"]).all() else WHERE[:1]
    cells = _on_the_terms_map(cells, rows, recasting)
    known = cells[MEASURED].notna().all(axis=1) & cells["treated_known"]
    by = [cells[name] for name in keys]
    held = pd.DataFrame({"complete": known.groupby(by).all(), "silent": cells["silent"].groupby(by).all()})
    of_row = rows[keys].merge(held.reset_index(), on=keys, how="left")
    state = of_row["complete"].map({True: "complete", False: "partial"}).mask(of_row["silent"], "silent").astype("str")
    rows = rows.assign(unit_name=unit_names(published, rows["unit_id"]), state=state)
    return rows[[*_TERM_ROW, *(name for name in rows.columns if name not in _TERM_ROW)]]


def _on_the_terms_map(cells: pd.DataFrame, rows: pd.DataFrame, recasting: Recasting | None) -> pd.DataFrame:
    """Return the cells under the units that the terms are of: on another map a count's are not the reported ones."""
    if recasting is None or rows["unit_id"].isin(cells["unit_id"]).all():
        return cells
    there = recasting.pieces[[*CELL, "to_unit_id"]].drop_duplicates()
    return cells.merge(there, on=CELL).drop(columns="unit_id").rename(columns={"to_unit_id": "unit_id"})


def _treated_state(cells: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """Return why T is known or not: `known`, `not_reported`, `refused`, or `waiting` for a facility's report."""
    treatment = rows[rows["report"] == "treatment"] if len(rows) else rows
    pairs = pd.MultiIndex.from_frame(cells[CELL[:2]])
    named = pairs.isin(pd.MultiIndex.from_frame(treatment.loc[treatment["use"] != "refused", CELL[:2]]))
    refused = pairs.isin(pd.MultiIndex.from_frame(treatment.loc[treatment["use"] == "refused", CELL[:2]]))
    state = pd.Series("waiting", index=cells.index).mask(refused, "refused").mask(~named & ~refused, "not_reported")
    return state.mask(cells["treated_known"], "known").astype("str")


def _estimates(published: Published, cells: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Return the cells whose waste or households were not reported, with what they were assumed to be."""
    generation = cells["generation_estimated"] & (_GENERATED in indicator.columns)
    households = cells["households"].isna() & (_HOUSEHOLDS in indicator.columns)
    factors = {name: float(factor) for name, factor in published.policy.generation_kg_per_person_day.items()}
    rows = cells.assign(
        unit_name=unit_names(published, cells["unit_id"]),
        generation_assumed=generation,
        households_assumed=households,
        kg_per_person_day=cells["settlement"].map(factors).astype("Float64"),
    )
    # A count of units asks only whether anything was collected and treated, not how much there was.
    assumed = (generation | households) & (not indicator.answer)
    return rows.loc[assumed, _ESTIMATE].reset_index(drop=True)


def _facilities(published: Published, accounts: Accounts, rows: pd.DataFrame) -> pd.DataFrame:
    """Return what each facility that the rows name was in each period."""
    names = ["facility_code", "period"]
    if "facility_code" not in rows:
        return pd.DataFrame(columns=[*names, "licensed", "control_level"])
    levels = published.policy.treatment.control_levels
    months = facility_months(published.register.facilities, accounts.periods, levels)
    return rows[names].dropna().drop_duplicates().merge(months, on=names, how="left").sort_values(names)


def _provenance(published: Published) -> Provenance:
    """Return which publication the figure is of."""
    journal = published.journal
    names = ("publication_id", "run_id", "published_at", "code_version", "rules_version")
    return Provenance(
        **{name: str(journal[name]) for name in (*names, "policy_version", "register_version")},
        as_of=published.as_of.isoformat(),
        known_at=known_at(published),
        synthetic=bool(journal["synthetic"]),
        policy_changed=published.policy_changed,
    )
