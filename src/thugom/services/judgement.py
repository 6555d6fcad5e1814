"""The judgement of files by what a home declares: read, cast, measured and judged, with no ledger and no store.

A night judges so what arrived; `thugom check` and the page judge so what has not been sent yet.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from thugom.checks.cast import cast
from thugom.checks.findings import COLUMNS, finding_rows
from thugom.checks.verdict import Verdict, verdict
from thugom.contracts import Contract, Finding
from thugom.measures.plausibility import measured
from thugom.services.local_time import local_day
from thugom.services.night.opening import Declared
from thugom.sources import Sheet, read_report

PLACE = ["file_sha256", "sheet", "arrived_on"]
Place = tuple[str, str, str]
SHEET_COLUMNS = ["file_sha256", "sheet", "report", "source", "period_kind", "columns_json"]


@dataclass(frozen=True)
class Original:
    """A file to be judged: its hash, the name by which people know it, where its bytes lie, and when it arrived."""

    sha256: str
    file_path: str
    content: Path
    arrived_at: str


@dataclass(frozen=True, eq=False)
class Batch:
    """Some files, read and cast: rows per report, the sheets they stand in, and what is wrong so far."""

    hashes: list[str]
    rows: Mapping[str, pd.DataFrame]
    sheets: Mapping[tuple[str, str, str], Sheet]
    findings: list[tuple[str, Finding]]


@dataclass(frozen=True, eq=False)
class Judged:
    """What is to be said of a batch.

    Attributes:
        facts: per report every received row with `accepted`.
        findings: the columns of the finding table, one row per place and rule.
        sheets: `SHEET_COLUMNS`: where the columns of each sheet stand.
        judgements: file_sha256, rows_received, rows_accepted, rows_refused; one row per file.
    """

    facts: Mapping[str, pd.DataFrame]
    findings: pd.DataFrame
    sheets: pd.DataFrame
    judgements: pd.DataFrame


def read_batch(here: Declared, originals: Iterable[Original], max_bytes: int) -> Batch:
    """Return the files' rows, cast to their contracts' types.

    Args:
        here: what the home declares.
        originals: the files; each hash once.
        max_bytes: a file beyond this size is refused unread.
    """
    known = frozenset(here.register.units["unit_code"])
    rows: dict[str, list[tuple[pd.DataFrame, Place]]] = {name: [] for name in here.contracts.reports}
    sheets: dict[tuple[str, str, str], Sheet] = {}
    findings: list[tuple[str, Finding]] = []
    hashes: list[str] = []
    for file in originals:
        hashes.append(file.sha256)
        read = read_report(file.content, file.file_path, here.source_maps, here.contracts.reports, max_bytes=max_bytes)
        findings += [(file.sha256, finding) for finding in read.findings]
        arrived_on = local_day(file.arrived_at, here.policy.place.time_zone)
        for sheet in read.sheets:
            done = cast(
                sheet,
                here.contracts.reports[sheet.report],
                here.source_maps.get(sheet.source),
                known_codes=known,
                code_length=here.policy.place.unit_code_length,
                masses=here.policy.plausibility.masses,
                arrived_on=dt.date.fromisoformat(arrived_on),
            )
            findings += [(file.sha256, finding) for finding in done.findings]
            sheets[file.sha256, sheet.sheet, sheet.report] = sheet
            rows[sheet.report].append((done.rows, (file.sha256, sheet.sheet, arrived_on)))
    return Batch(hashes, {name: _joined(parts) for name, parts in rows.items() if parts}, sheets, findings)


def _joined(parts: Sequence[tuple[pd.DataFrame, Place]]) -> pd.DataFrame:
    """Return the sheets' rows as one frame with a row label of its own, each with the place it stands in.

    The places are added once for the batch: sheet by sheet that would take longer than reading them.
    """
    rows = pd.concat([part for part, _ in parts])
    sizes = [len(part) for part, _ in parts]
    places = pd.DataFrame([place for _, place in parts], columns=PLACE, dtype="str")
    places = places.loc[places.index.repeat(sizes)].reset_index(drop=True)
    numbers = pd.Series(rows.index, dtype="Int64")
    return pd.concat([rows.reset_index(drop=True), places, numbers.rename("row_number")], axis=1)


def judged(here: Declared, batch: Batch) -> Judged:
    """Return what is to be said of a batch.

    Raises:
        JudgementError: a rule could not be judged; that is never taken for a pass.
    """
    verdicts = dict(_verdicts(here, batch))
    findings = [finding_rows(batch.findings, here.intake, here.contracts.reports)]
    findings += [one.findings for one in verdicts.values()]
    facts = {name: one.rows for name, one in verdicts.items()}
    return Judged(facts, _distinct(findings), _sheet_rows(batch.sheets), _judgements(batch.hashes, facts.values()))


def _verdicts(here: Declared, batch: Batch) -> Iterator[tuple[str, Verdict]]:
    """Yield the judgement of each report's rows."""
    for name, rows in batch.rows.items():
        contract: Contract = here.contracts.reports[name]
        ready = measured(rows, contract, here.register, here.policy)
        # A warning of the cast is no reason to keep silent over an error: a row is never refused without a word.
        refused_cells = {
            (sha256, finding.sheet, finding.cell)
            for sha256, finding in batch.findings
            if finding.table == name and finding.severity == "error"
        }
        yield name, verdict(ready, contract, here.intake, batch.sheets, refused_cells, here.source_maps)


def _distinct(findings: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return all findings, one per place and rule: a rule says the same thing once."""
    rows = pd.concat([part for part in findings if len(part)] or [pd.DataFrame(columns=COLUMNS)])
    return rows.drop_duplicates(["file_sha256", "sheet", "row_number", "column_name", "rule_id"])


def _sheet_rows(sheets: Mapping[tuple[str, str, str], Sheet]) -> pd.DataFrame:
    """Return where each sheet's columns stand."""
    rows = [
        (sha256, sheet.sheet, sheet.report, sheet.source, sheet.period_kind, dict(sheet.columns))
        for (sha256, _, _), sheet in sheets.items()
    ]
    frame = pd.DataFrame(rows, columns=SHEET_COLUMNS)
    frame["columns_json"] = frame["columns_json"].map(_as_json).astype("str")
    return frame


def _as_json(columns: Mapping[str, str]) -> str:
    """Return a mapping of columns to places as JSON text."""
    return pd.Series(columns, dtype="object").to_json(force_ascii=False) if columns else "{}"


def _judgements(hashes: list[str], facts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return per file how many rows it held and how many count; a file without rows has zeros."""
    rows = pd.concat([part[["file_sha256", "accepted"]] for part in facts] or [_no_rows()])
    counts = rows.groupby("file_sha256")["accepted"].agg(["size", "sum"])
    counts = counts.reindex(hashes, fill_value=0)
    return pd.DataFrame(
        {
            "file_sha256": counts.index,
            "rows_received": counts["size"].to_numpy(),
            "rows_accepted": counts["sum"].to_numpy(),
            "rows_refused": (counts["size"] - counts["sum"]).to_numpy(),
        }
    )


def _no_rows() -> pd.DataFrame:
    """Return an empty frame of facts."""
    return pd.DataFrame({"file_sha256": pd.Series(dtype="str"), "accepted": pd.Series(dtype="bool")})
