"""Reports broken at random: nothing crashes, no row is lost, and whoever is refused is told why."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, TypeAlias

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.e2e.mutations import Sent, good_reports, sent_files
from tests.e2e.published import make_home
from thugom.contracts import Home
from thugom.services.judgement import Batch, Judged, Original, judged, read_batch
from thugom.services.night.opening import declared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

AT_ONCE = 10
"""Files per batch: Great Expectations is run once for all of them, as in a night."""
MEGABYTES = 4 * 1024 * 1024
ARRIVED = "2026-11-04T01:30:00Z"
Judge: TypeAlias = "Callable[[list[Sent]], tuple[Batch, Judged]]"
_many = settings(
    max_examples=20,
    deadline=None,
    # Making a batch of ten smaller takes longer than looking at it: each file says what befell it.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
_batches = st.lists(sent_files(), min_size=AT_ONCE, max_size=AT_ONCE)
_numbers = itertools.count()


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    """Return what reads and judges files as a night of Lai Châu does."""
    here = declared(Home.open(make_home(tmp_path_factory.mktemp("mutated") / "home", synthetic=True)))
    folder = tmp_path_factory.mktemp("sent")

    def originals(files: list[Sent]) -> Iterator[Original]:
        for file in files:
            number = next(_numbers)
            path = folder / f"{number % AT_ONCE}"
            path.write_bytes(file.content)
            yield Original(f"{number:064d}", file.name, path, ARRIVED)

    def judge(files: list[Sent]) -> tuple[Batch, Judged]:
        batch = read_batch(here, originals(files), MEGABYTES)
        return batch, judged(here, batch)

    return judge


def assert_nothing_is_lost(judge: Judge, files: list[Sent]) -> None:
    """Judge a batch, and see that every row was received once, and every refusal has its reason at its place."""
    batch, said = judge(files)
    counts = said.judgements
    assert (counts["rows_received"] == counts["rows_accepted"] + counts["rows_refused"]).all()
    received = {
        name: sum(len(sheet.cells) for sheet in batch.sheets.values() if sheet.report == name) for name in said.facts
    }
    assert {name: len(rows) for name, rows in said.facts.items()} == received
    assert counts["rows_received"].sum() == sum(received.values())
    errors = said.findings[said.findings["severity"] == "error"]
    told = set(errors[["file_sha256", "sheet", "row_number", "table_name"]].itertuples(index=False, name=None))
    for (sha256, name, report), sheet in batch.sheets.items():
        rows = said.facts[report]
        refused = rows[(rows["file_sha256"] == sha256) & (rows["sheet"] == name) & ~rows["accepted"]]
        headings = {int("".join(filter(str.isdigit, sheet.columns[column]))) for column in sheet.headings}
        above = any((sha256, name, row, report) in told for row in headings)
        unsaid = [row for row in refused["row_number"] if (sha256, name, int(row), report) not in told]
        assert above or unsaid == [], (sha256, sheet.file, rows, said.findings)
    silent = counts.loc[counts["rows_received"] == 0, "file_sha256"]
    assert set(silent) <= set(said.findings["file_sha256"])


@_many
@given(_batches)
@pytest.mark.slow
def test_two_hundred_broken_files_lose_no_row(judge: Judge, files: list[Sent]) -> None:
    """Workbooks and CSV files with spoilt cells, headers, rows, sheets, encodings, XML and bytes."""
    assert_nothing_is_lost(judge, files)


@pytest.mark.soak
@settings(_many, max_examples=200)
@given(_batches)
def test_two_thousand_broken_files_lose_no_row(judge: Judge, files: list[Sent]) -> None:
    """The same, for as long as it takes."""
    assert_nothing_is_lost(judge, files)


def test_what_is_not_broken_is_accepted_whole(judge: Judge) -> None:
    """The drafts that are broken above are good reports: else nothing would be learnt from breaking them."""
    _, said = judge(good_reports())
    assert said.judgements["rows_accepted"].tolist() == [2, 2, 2], said.findings[["rule_id", "value", "message_en"]]
