"""The question: which published figure is meant, and what there is where none is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from thugom.measures.periods import period_kind
from thugom.register import units_in_force
from thugom.register.identity import SEPARATOR
from thugom.services.explain.errors import ExplainError
from thugom.services.explain.indicators import UNIT
from thugom.services.explain.opening import REMEDY, Published
from thugom.store.published import load_published

PROVINCE, COMMUNE = "province_coverage", "commune_coverage"
_MOST_NAMED = 12


@dataclass(frozen=True)
class Question:
    """What is asked: an indicator, or with a unit a column of `commune_coverage`; what is None is chosen."""

    indicator: str
    period: str | None = None
    unit: str | None = None
    settlement: str | None = None
    basis: str = "as_was"
    denominator: str | None = None


@dataclass(frozen=True, eq=False)
class Figure:
    """One published figure: the row it stands in and, in `commune_coverage`, its column."""

    table: str
    column: str
    row: dict[str, Any]
    unit_id: str | None

    @property
    def period(self) -> str:
        """The period it speaks of."""
        return str(self.row["period"])

    @property
    def settlement(self) -> str:
        """The settlement it speaks of."""
        return str(self.row["settlement"])


def find_figure(published: Published, question: Question) -> Figure:
    """Return the figure that is asked for.

    Without a period it is the newest month past due day and grace; without a settlement, the whole or the only one;
    without a denominator, the target's headline or the only one.

    Raises:
        ExplainError: there is no such figure; names what there is.
    """
    province = load_published(published.store, published.contracts.curated[PROVINCE])
    if province.empty:
        raise ExplainError(f"{published.home.database_path}\n  {REMEDY}")
    province = _with_basis(province, question.basis)
    if question.unit is not None:
        return _of_unit(published, question, _newest(province))
    rows = _with_indicator(published, province, question.indicator)
    period = question.period or _newest(province)
    rows = _having(rows, "period", period, "--period")
    settlement = question.settlement or _preferred(rows["settlement"], "all")
    rows = _having(rows, "settlement", settlement, "--settlement")
    target = published.policy.target_of(question.indicator, settlement)
    denominator = question.denominator or _preferred(
        rows["denominator_kind"], target.headline if target else "by_generated"
    )
    rows = _having(rows, "denominator_kind", denominator, "--denominator")
    return Figure(PROVINCE, "value", _plain_row(rows), None)


def explainable_columns(published: Published) -> list[str]:
    """Return the columns of `commune_coverage` that are figures."""
    return [name for name in published.contracts.curated[COMMUNE].names if name in UNIT]


def _with_basis(rows: pd.DataFrame, basis: str) -> pd.DataFrame:
    """Return the rows of a basis."""
    return _having(rows, "basis", basis, "--basis")


def _with_indicator(published: Published, rows: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Return the rows of an indicator."""
    known = sorted(rows["indicator"].unique())
    if indicator in known:
        return rows[rows["indicator"] == indicator]
    if indicator in explainable_columns(published):
        raise ExplainError(f"{indicator}: a figure of units. Name one with --unit, such as --unit 03388.")
    raise ExplainError(f"{indicator}: no such indicator. There are: {', '.join(known)}.")


def _of_unit(published: Published, question: Question, newest: str) -> Figure:
    """Return a unit's figure."""
    columns = explainable_columns(published)
    if question.indicator not in columns:
        raise ExplainError(f"{question.indicator}: no such figure of units. There are: {', '.join(columns)}.")
    rows = _rows_of_unit(published, str(question.unit), question.basis, question.period or newest)
    unit = str(rows["unit_id"].iloc[0])
    period = question.period or _newest_of_unit(rows, newest)
    rows = _having(rows, "period", period, "--period")
    rows = _having(rows, "settlement", question.settlement or "all", "--settlement")
    return Figure(COMMUNE, question.indicator, _plain_row(rows), unit)


def _newest_of_unit(rows: pd.DataFrame, newest: str) -> str:
    """Return a unit's newest published period of the kind of `newest`, and not after it: some units have ended."""
    same_kind = rows[rows["period"].map(period_kind) == period_kind(newest)]
    earlier = same_kind.loc[same_kind["period"] <= newest, "period"]
    return str(earlier.max() if len(earlier) else rows["period"].max())


def _rows_of_unit(published: Published, asked: str, basis: str, period: str) -> pd.DataFrame:
    """Return the rows of the unit that is meant: by its id, or by its code in the period."""
    named = "unit_id" if SEPARATOR in asked else "unit_code"
    rows = load_published(published.store, published.contracts.curated[COMMUNE], **{named: asked, "basis": basis})
    if rows.empty:
        raise ExplainError(_no_unit(published, asked, basis))
    # A code was used again: it means the unit of the period, else the last that bore it.
    then = rows.loc[rows["period"] == period, "unit_id"]
    unit = str(then.iloc[0] if len(then) else rows["unit_id"].max())
    own: pd.DataFrame = rows[rows["unit_id"] == unit].reset_index(drop=True)
    return own


def _no_unit(published: Published, asked: str, basis: str) -> str:
    """Return that there is no such unit, and which there are."""
    units = published.register.units
    same = units[units["unit_code"] == asked.partition(SEPARATOR)[0]]
    if asked in set(units["unit_id"]):
        return f"--unit {asked}: nothing is published of this unit on the basis {basis}."
    near = same if len(same) else units_in_force(units, published.as_of)
    names = [f"{row.unit_id} ({row.full_name})" for row in near.itertuples()]
    return f"--unit {asked}: no such unit. There are: {_listed(names)}."


def _newest(rows: pd.DataFrame) -> str:
    """Return the newest month past due day and grace, or year of a home of years; else the newest there is."""
    for kind in ("month", "year"):
        periods = rows[rows["period_kind"] == kind]
        done = periods.loc[periods["complete"].astype(bool), "period"]
        if len(done):
            return str(done.max())
    return str(rows["period"].max())


def _having(rows: pd.DataFrame, column: str, value: str, option: str) -> pd.DataFrame:
    """Return the rows with this value; refuse a value that none has."""
    found = rows[rows[column] == value]
    if found.empty:
        there = _listed(sorted(rows[column].unique()), newest=column == "period")
        raise ExplainError(f"{option} {value}: nothing is published for it. There are: {there}.")
    return found


def _preferred(values: Iterable[str], wanted: str) -> str:
    """Return the wanted value where it is among them, else the first."""
    there = list(dict.fromkeys(values))
    return wanted if wanted in there else there[0]


def _listed(values: Sequence[str], *, newest: bool = False) -> str:
    """Return some of many values as text.

    >>> _listed(["2026-08", "2026-09"])
    '2026-08, 2026-09'
    """
    if len(values) <= _MOST_NAMED:
        return ", ".join(values)
    some = ", ".join(values[-_MOST_NAMED:] if newest else values[:_MOST_NAMED])
    return f"… {some}" if newest else f"{some} …"


def _plain_row(rows: pd.DataFrame) -> dict[str, Any]:
    """Return the one row as plain values, None where null."""
    row = rows.iloc[0]
    return {
        str(name): None if pd.isna(value) else value.item() if hasattr(value, "item") else value
        for name, value in row.items()
    }
