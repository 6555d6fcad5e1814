"""Judging: files read and cast, rows judged by their contracts, facts and findings recorded."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from thugom.checks.cast import cast
from thugom.checks.findings import COLUMNS, finding_rows
from thugom.checks.verdict import Verdict, verdict
from thugom.contracts import Contract, Finding, HomeError
from thugom.measures.plausibility import measured
from thugom.services.night.arrivals import local_day
from thugom.services.night.opening import Night
from thugom.services.night.tally import Tally
from thugom.sources import Sheet, read_report
from thugom.store import append_judged, find

FILES_AT_ONCE = 400
"""Files per batch: Great Expectations is run once per batch, and a batch is what memory holds."""
PLACE = ["file_sha256", "sheet", "arrived_on"]
Place = tuple[str, str, str]
SHEET_COLUMNS = ["file_sha256", "sheet", "report", "source", "period_kind", "columns_json"]


@dataclass(frozen=True, eq=False)
class Batch:
    """Some files, read and cast: rows per report, the sheets they stand in, and what is wrong so far."""

    files: pd.DataFrame
    rows: Mapping[str, pd.DataFrame]
    sheets: Mapping[tuple[str, str, str], Sheet]
    findings: list[tuple[str, Finding]]


def judge(night: Night, awaiting: pd.DataFrame) -> Tally:
    """Judge the files that await it and record what they say, batch by batch.

    Facts of a batch are committed before the next is read: a crash costs a batch, never a report.
    """
    tally = Tally()
    for start in range(0, len(awaiting), FILES_AT_ONCE):
        batch = read_batch(night, awaiting.iloc[start : start + FILES_AT_ONCE])
        tally += record_batch(night, batch)
    return tally


def read_batch(night: Night, files: pd.DataFrame) -> Batch:
    """Return the files' rows, cast to their contracts' types."""
    known = frozenset(night.register.units["unit_code"])
    rows: dict[str, list[tuple[pd.DataFrame, Place]]] = {name: [] for name in night.contracts.reports}
    sheets: dict[tuple[str, str, str], Sheet] = {}
    findings: list[tuple[str, Finding]] = []
    for file in files.itertuples(index=False):
        sha256 = str(file.sha256)
        read = read_report(
            _original(night, sha256),
            str(file.file_path),
            night.source_maps,
            night.contracts.reports,
            max_bytes=night.settings.max_file_mb * 1024 * 1024,
        )
        findings += [(sha256, finding) for finding in read.findings]
        for sheet in read.sheets:
            done = cast(
                sheet,
                night.contracts.reports[sheet.report],
                night.source_maps.get(sheet.source),
                known_codes=known,
                code_length=night.policy.place.unit_code_length,
                mass_t_most=night.policy.plausibility.mass_t_most,
            )
            findings += [(sha256, finding) for finding in done.findings]
            sheets[sha256, sheet.sheet, sheet.report] = sheet
            arrived_on = local_day(str(file.arrived_at), night)
            rows[sheet.report].append((done.rows, (sha256, sheet.sheet, arrived_on)))
    return Batch(files, {name: _joined(parts) for name, parts in rows.items() if parts}, sheets, findings)


def _original(night: Night, sha256: str) -> Path:
    """Return the archived original of a file.

    Raises:
        HomeError: somebody removed it: what it reported can no longer be judged.
    """
    path = find(night.home.archive, sha256)
    if path is None:
        problem = f"The archived original {sha256} is missing"
        raise HomeError(night.home.archive, problem, "Restore the folder from a backup, then run again.")
    return path


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


def record_batch(night: Night, batch: Batch) -> Tally:
    """Judge a batch, and commit its facts, findings and judgements in one transaction."""
    verdicts = dict(_verdicts(night, batch))
    reports = night.contracts.reports
    findings = [finding_rows(batch.findings, night.intake, reports)]
    findings += [one.findings for one in verdicts.values()]
    facts = {name: (reports[name], one.rows) for name, one in verdicts.items()}
    judgements = _judgements(batch.files, (rows for _, rows in facts.values()))
    append_judged(
        night.store,
        night.rules_version,
        facts,
        _distinct(findings),
        _sheet_rows(batch.sheets),
        judgements,
    )
    sums = judgements[["rows_received", "rows_accepted", "rows_refused"]].sum()
    received, accepted, refused = (int(count) for count in sums)
    return Tally(len(batch.files), received, accepted, refused, tuple(batch.files["sha256"]))


def _verdicts(night: Night, batch: Batch) -> Iterator[tuple[str, Verdict]]:
    """Yield the judgement of each report's rows."""
    for name, rows in batch.rows.items():
        contract: Contract = night.contracts.reports[name]
        ready = measured(rows, contract, night.register, night.policy)
        refused_cells = {
            (sha256, finding.sheet, finding.cell) for sha256, finding in batch.findings if finding.table == name
        }
        yield name, verdict(ready, contract, night.intake, batch.sheets, refused_cells, night.source_maps)


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


def _judgements(files: pd.DataFrame, facts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return per file how many rows it held and how many count; a file without rows has zeros."""
    rows = pd.concat([part[["file_sha256", "accepted"]] for part in facts] or [_no_rows()])
    counts = rows.groupby("file_sha256")["accepted"].agg(["size", "sum"])
    counts = counts.reindex(files["sha256"], fill_value=0)
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
