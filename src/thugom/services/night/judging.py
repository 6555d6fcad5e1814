"""Judging: the files that await it, cut into partitions, judged wherever that is done, and recorded in the ledger."""

import pandas as pd

from thugom.services.judgement import Judged
from thugom.services.night.judgeable import PARTITIONS_AT_MOST, Judgeable
from thugom.services.night.opening import Night
from thugom.services.night.partitions import FILES_AT_ONCE, Awaited, Outcome, Partition, Spread, in_turn
from thugom.services.night.progress import current
from thugom.services.night.tally import Tally
from thugom.services.night.ticket_partitions import Packed
from thugom.services.night.weighing import Weighing, record_packed, ticket_partitions, tickets_among
from thugom.store import append_judged

REPORTS_AT_LEAST = 200
"""Files of reports in a partition that goes elsewhere: for fewer, Great Expectations' start outweighs the work."""


def judge(night: Night, awaiting: pd.DataFrame, spread: Spread | None = None) -> Tally:
    """Judge the files that await it and record what they say, partition by partition.

    What is said of a partition is committed as soon as it is known: a crash costs those under way, never a report.

    Args:
        night: the night, which alone writes to the store.
        awaiting: the files, as `take_in` gives them.
        spread: judges partitions elsewhere; one after the other, in this process, where None.
    """
    current().begin("judge", len(awaiting))
    forms = tickets_among(night, awaiting)
    of_tickets = awaiting["sha256"].isin(forms)
    tally = Tally()
    tickets = awaiting[of_tickets]
    apart = ticket_partitions(night, tickets, forms) if spread is not None else []
    # One batch alone is judged as fast here, beside the reports.
    apart = apart if len(apart) > 1 else []
    partitions: list[Judgeable] = [*apart, *partitions_of(night, awaiting[~of_tickets], is_spread=spread is not None)]
    # Reports are judged by Python, on one processor; tickets by an engine that leaves Python alone.
    with Weighing(night, tickets.head(0) if apart else tickets, forms) as beside:
        for outcome in (spread or in_turn)(partitions, _advance):
            tally += _all_recorded(night, outcome) + beside.so_far()
        return tally + beside.rest()


def _all_recorded(night: Night, outcome: Outcome) -> Tally:
    """Record what is said of a partition."""
    return sum(
        (record_packed(night, said) if isinstance(said, Packed) else _record(night, said) for said in outcome), Tally()
    )


def _advance(files: int) -> None:
    """Tell whoever watches that some more files are done."""
    for _ in range(files):
        current().advance()


def partitions_of(night: Night, reports: pd.DataFrame, *, is_spread: bool) -> list[Partition]:
    """Return the files of reports that await their judgement, some at a time."""
    columns = reports[["sha256", "file_path", "arrived_at"]]
    files = [Awaited(*map(str, one)) for one in columns.itertuples(index=False, name=None)]
    size = max(-(-len(files) // PARTITIONS_AT_MOST), REPORTS_AT_LEAST) if is_spread else FILES_AT_ONCE
    most = night.settings.max_file_mb * 1024 * 1024
    return [Partition(night.declared, files[start : start + size], most) for start in range(0, len(files), size)]


def _record(night: Night, said: Judged) -> Tally:
    """Commit the facts, findings and judgements of a batch in one transaction."""
    reports = night.contracts.reports
    facts = {name: (reports[name], rows) for name, rows in said.facts.items()}
    append_judged(night.store, night.rules_version, facts, said.findings, said.sheets, said.judgements)
    sums = said.judgements[["rows_received", "rows_accepted", "rows_refused"]].sum()
    received, accepted, refused = (int(count) for count in sums)
    return Tally(len(said.judgements), received, accepted, refused, tuple(said.judgements["file_sha256"]))
