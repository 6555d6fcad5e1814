"""Judging: the files that await it, batch by batch, and what is said of them recorded in the ledger."""

from collections.abc import Iterator

import pandas as pd

from thugom.services.judgement import Judged, Original, judged, read_batch
from thugom.services.night.opening import Night
from thugom.services.night.originals import original
from thugom.services.night.progress import current
from thugom.services.night.tally import Tally
from thugom.services.night.weighing import tickets_among, weigh
from thugom.store import append_judged

FILES_AT_ONCE = 400
"""Files per batch: Great Expectations is run once per batch, and a batch is what memory holds."""


def judge(night: Night, awaiting: pd.DataFrame) -> Tally:
    """Judge the files that await it and record what they say, batch by batch.

    Facts of a batch are committed before the next is read: a crash costs a batch, never a report.
    """
    tally = Tally()
    here = night.declared
    current().begin("judge", len(awaiting))
    forms = tickets_among(night, awaiting)
    of_tickets = awaiting["sha256"].isin(forms)
    tally += weigh(night, awaiting[of_tickets], forms)
    awaiting = awaiting[~of_tickets]
    for start in range(0, len(awaiting), FILES_AT_ONCE):
        files = awaiting.iloc[start : start + FILES_AT_ONCE]
        batch = read_batch(here, _originals(night, files), night.settings.max_file_mb * 1024 * 1024)
        tally += _record(night, judged(here, batch))
    return tally


def _originals(night: Night, files: pd.DataFrame) -> Iterator[Original]:
    """Yield the archived originals of files."""
    for file in files.itertuples(index=False):
        sha256 = str(file.sha256)
        yield Original(sha256, str(file.file_path), original(night, sha256), str(file.arrived_at))
        current().advance()


def _record(night: Night, said: Judged) -> Tally:
    """Commit the facts, findings and judgements of a batch in one transaction."""
    reports = night.contracts.reports
    facts = {name: (reports[name], rows) for name, rows in said.facts.items()}
    append_judged(night.store, night.rules_version, facts, said.findings, said.sheets, said.judgements)
    sums = said.judgements[["rows_received", "rows_accepted", "rows_refused"]].sum()
    received, accepted, refused = (int(count) for count in sums)
    return Tally(len(said.judgements), received, accepted, refused, tuple(said.judgements["file_sha256"]))
