"""The summary of a night: what the terminal shows, and what `thugom status` reads."""

import json
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from thugom.contracts import Target, Text
from thugom.services.alerting.account import AlertAccount
from thugom.services.alerting.delivering import Delivered
from thugom.services.night.opening import Night
from thugom.services.night.tally import Tally
from thugom.services.receipts.writing import Receipts
from thugom.store import Publication

REFUSALS_NAMED = 20
"""A screenful; a night may refuse thousands."""


@dataclass(frozen=True)
class TargetLine:
    """Where one target stands in the newest month that is past due day and grace."""

    id: str
    title: Mapping[str, str]
    target: float
    due: str
    headline: str
    value: float | None
    lower: float | None
    upper: float | None
    status: str | None
    measured_in: str
    numerator: float | None
    denominator: float | None
    needed: int | None
    missing_units: int | None
    missing_units_best: int | None
    verdict_depends_on_denominator: bool | None


@dataclass(frozen=True)
class ReportingLine:
    """How complete the reporting of that month is."""

    expected: int
    received: int
    accepted: int
    in_time: int


@dataclass(frozen=True)
class Standing:
    """Where targets and reporting stand in one period."""

    targets: list[TargetLine]
    reporting: ReportingLine | None


@dataclass(frozen=True)
class Refusal:
    """One place at which a row or a whole file was refused tonight, and what to do."""

    file_path: str
    sheet: str
    cell: str
    message: Mapping[str, str]


@dataclass(frozen=True)
class Summary:
    """What a night did and found."""

    place: Mapping[str, str]
    language: str
    synthetic: bool
    as_of: str
    as_of_pinned: bool
    period: str | None
    targets: list[TargetLine]
    reporting: ReportingLine | None
    months: Mapping[str, Standing]
    issues: Mapping[str, int]
    files: int
    skipped: list[str]
    rows_received: int
    rows_accepted: int
    rows_refused: int
    refusals: list[Refusal]
    publication_id: str
    published_at: str
    changed_rows: int
    step_seconds: Mapping[str, float]
    receipts: Receipts | None = None
    alerts: AlertAccount | None = None
    delivered: Delivered | None = None
    put_off: Sequence[str] = ()
    notices: Sequence[str] = ()
    """What did not go as it was set up, and cost nothing but time."""

    @property
    def fell_short(self) -> bool:
        """Whether there is nothing to publish, or nothing of what arrived could be accepted."""
        return self.period is None or (self.files > 0 and self.rows_accepted == 0)

    def as_json(self) -> str:
        """Return the summary as JSON text."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2, sort_keys=True)


def summarise(
    night: Night,
    tables: Mapping[str, pd.DataFrame],
    tally: Tally,
    publication: Publication,
    step_seconds: Mapping[str, float],
    skipped: list[str],
) -> Summary:
    """Return the summary of a night from its tables."""
    months = standings(night, tables)
    period = max(months, default=None)
    newest = months[period] if period else Standing([], None)
    return Summary(
        place=_both(night.policy.place.name),
        language=night.policy.place.language,
        synthetic=night.home.synthetic,
        as_of=night.as_of.isoformat(),
        as_of_pinned=night.home.as_of == night.as_of,
        period=period,
        targets=newest.targets,
        reporting=newest.reporting,
        months=months,
        issues={str(name): int(count) for name, count in tables["quality_issue"]["severity"].value_counts().items()},
        files=tally.files,
        skipped=skipped,
        put_off=list(tally.put_off),
        rows_received=tally.received,
        rows_accepted=tally.accepted,
        rows_refused=tally.refused,
        refusals=_refusals(tables["quality_issue"], tally),
        step_seconds=dict(step_seconds),
        publication_id=publication.publication_id,
        published_at=night.started_at,
        changed_rows=sum(changes.total for changes in publication.changes.values()),
    )


def _refusals(issues: pd.DataFrame, tally: Tally) -> list[Refusal]:
    """Return the first of tonight's refusals; all of them stand in `quality_issue`."""
    tonight = issues[(issues["severity"] == "error") & issues["file_sha256"].isin(tally.hashes)]
    first = tonight.sort_values(["file_path", "sheet", "row_number"]).head(REFUSALS_NAMED)
    return [
        Refusal(row["file_path"], row["sheet"], row["cell"], {"vi": row["message_vi"], "en": row["message_en"]})
        for row in first.to_dict("records")
    ]


def standings(night: Night, tables: Mapping[str, pd.DataFrame]) -> dict[str, Standing]:
    """Return where things stand in every month past due day and grace, or year of a home of years."""
    province, rates = tables.get("province_coverage", pd.DataFrame()), tables["reporting_rate"]
    if province.empty:
        return {}
    done = province[province["complete"]]
    months = done.loc[done["period_kind"] == "month", "period"]
    periods = months if len(months) else done.loc[done["period_kind"] == "year", "period"]
    reporting = {row["period"]: _reporting(row) for row in rates.to_dict("records")}
    by_period = dict(iter(done.groupby("period")))
    return {
        period: Standing(list(_lines(by_period[period], night.policy.targets)), reporting.get(period))
        for period in sorted(periods.unique())
    }


def _lines(province: pd.DataFrame, targets: tuple[Target, ...]) -> Iterator[TargetLine]:
    """Yield where each target stands in one period's rows, by its headline denominator.

    A target of a settlement in which the home has no unit is not measured, and has no line.
    """
    for target in targets:
        here = (
            (province["indicator"] == target.indicator)
            & (province["settlement"] == target.settlement)
            & (province["basis"] == "as_was")
            & (province["denominator_kind"] == target.headline)
        )
        for row in province[here].to_dict("records"):
            yield _line(row, target)


def _line(row: Mapping[Hashable, Any], target: Target) -> TargetLine:
    """Return where a target stands by its row of the province."""
    return TargetLine(
        id=target.id,
        title=_both(target.title),
        target=float(target.value),
        due=target.due,
        headline=target.headline,
        status=_plain(row["target_status"]),
        measured_in=str(row["measured_in"]),
        verdict_depends_on_denominator=_plain(row["verdict_depends_on_denominator"]),
        **{name: _plain(row[name]) for name in ("value", "lower", "upper", "numerator", "denominator")},
        **{name: _whole(row[name]) for name in ("needed", "missing_units", "missing_units_best")},
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell of any column
    """Return a cell as a plain value, None where it is null."""
    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value


def _whole(value: Any) -> int | None:  # noqa: ANN401 - a cell of a column of counts
    """Return a count, None where it is null."""
    return None if pd.isna(value) else int(value)


def _reporting(row: Mapping[Hashable, Any]) -> ReportingLine:
    """Return one month's reporting."""
    names = ("units_expected", "units_received", "units_accepted", "units_accepted_in_time")
    return ReportingLine(*(int(row[name]) for name in names))


def _both(text: Text) -> dict[str, str]:
    """Return a text by language."""
    return {"vi": text.vi, "en": text.en}
