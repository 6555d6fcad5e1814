"""Files of tickets that are damaged, grow, or do not fit the machine: none costs a night or another file."""

from __future__ import annotations

import errno
import gzip
import os
from typing import TYPE_CHECKING

import duckdb
import pandas as pd
import pytest

from tests.e2e.homes import NOW, query, run_night
from tests.e2e.published import make_home
from thugom.services.night import arrivals, scales
from thugom.sources.tickets import stage
from thugom.store import keep_all

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from thugom.contracts import Contract
    from thugom.sources.tickets import Engine, TicketFile

pytestmark = pytest.mark.slow
HEADER = "ticket_number,facility_code,weighed_at,vehicle,unit_code,stream,gross_kg,tare_kg\n"


def row(number: int, gross: str = "12000", unit: str = "03388", day: str = "2026-10-05") -> str:
    """Return a ticket of 6 t as a line."""
    return f"T{number},SYN-LC,{day} 08:15,25C-001.23,{unit},domestic,{gross},6000\n"


def rows(count: int, start: int = 0) -> str:
    """Return a file of good tickets; their weights differ, so that packing them leaves something to cut."""
    return HEADER + "".join(row(start + number, str(12000 + number % 977)) for number in range(count))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose inbox holds a good file of three tickets."""
    root = make_home(tmp_path / "home", synthetic=True)
    (root / "data/raw/good.csv").write_text(rows(3, start=900_000), encoding="utf-8")
    return root


def found(home: Path) -> list[tuple[str, str, int]]:
    """Return what is said of whole files: path, rule and row."""
    said = "SELECT file_path, rule_id, row_number FROM quality_issue WHERE rule_id LIKE 'file.%' ORDER BY 1"
    return [(path, rule, number or 0) for path, rule, number in query(home, said)]


def counted(home: Path) -> int:
    """Return how many tickets count."""
    ((count,),) = query(home, "SELECT coalesce(sum(tickets), 0) FROM weighbridge_month")
    return int(count)


def judgements(home: Path) -> dict[str, tuple[int, int, int]]:
    """Return the ledger's counts by file."""
    said = query(home, "SELECT file_path, rows_received, rows_accepted, rows_refused FROM submission")
    return {path: tuple(counts) for path, *counts in said}


def test_a_parquet_file_cut_in_half_is_a_finding_and_the_rest_counts(home: Path) -> None:
    """It is judged once, with nothing accepted, and not looked at again."""
    whole = home / "whole.parquet"
    frame = pd.DataFrame([line.split(",") for line in rows(5_000).splitlines()[1:]], columns=HEADER.strip().split(","))
    frame.to_parquet(whole)
    content = whole.read_bytes()
    (home / "data/raw/cut.parquet").write_bytes(content[: len(content) // 2])
    middle = len(content) // 4
    (home / "data/raw/spoilt.parquet").write_bytes(content[:middle] + b"\x55" * 3000 + content[middle + 3000 :])
    run_night(home)
    assert found(home) == [("cut.parquet", "file.unreadable", 0), ("spoilt.parquet", "file.unreadable", 0)]
    assert judgements(home) == {"cut.parquet": (0, 0, 0), "spoilt.parquet": (0, 0, 0), "good.csv": (3, 3, 0)}
    assert counted(home) == 3
    assert run_night(home, NOW.replace(hour=2)).files == 0


@pytest.mark.parametrize("spoil", [lambda data: data[: len(data) // 2], lambda data: data[:-6]])
def test_a_gzip_cut_off_counts_as_far_as_it_goes_and_is_said_to_be_cut(
    home: Path, spoil: Callable[[bytes], bytes]
) -> None:
    """No weight is the half of one, and the finding names the last good line."""
    text = rows(20_000)
    (home / "data/raw/cut.csv.gz").write_bytes(spoil(gzip.compress(text.encode(), mtime=0)))
    run_night(home)
    _, accepted, refused = judgements(home)["cut.csv.gz"]
    assert found(home) == [("cut.csv.gz", "file.unreadable", 0)]
    assert (counted(home), refused <= 1) == (accepted + 3, True)
    ((said,),) = query(home, "SELECT message_en FROM quality_issue WHERE rule_id = 'file.unreadable'")
    assert f"after line {accepted + 1}:" in said
    ((net,),) = query(home, "SELECT round(sum(net_t) * 1000) FROM weighbridge_month")
    first = text.splitlines()[1 : accepted + 1]
    assert net == sum(int(line.split(",")[6]) - 6000 for line in [*first, *rows(3).splitlines()[1:]])


def test_a_packed_file_that_is_no_gzip_beyond_its_first_bytes_costs_no_night(home: Path) -> None:
    """It is refused like any file of unknown content."""
    (home / "data/raw/noise.csv.gz").write_bytes(b"\x1f\x8b\x08\x00" + b"\x00" * 6 + b"\xff" * 500)
    run_night(home)
    assert [path for path, _, _ in found(home)] == ["noise.csv.gz"]
    assert counted(home) == 3


def test_what_grows_after_it_was_archived_is_judged_as_it_was(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The copy is what counts; the longer file comes in the next night, and its first tickets count once."""
    path = home / "data/raw/grows.csv"
    path.write_text(rows(100), encoding="utf-8")

    def written_meanwhile(*arguments: object) -> frozenset[str]:
        with path.open("a", encoding="utf-8") as stream:
            stream.write(row(100 + path.stat().st_size))
        return stage(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(scales, "stage", written_meanwhile)
    run_night(home)
    assert judgements(home)["grows.csv"] == (100, 100, 0)
    assert counted(home) == 103
    monkeypatch.undo()
    run_night(home, NOW.replace(hour=2))
    assert counted(home) == 104


def test_what_grows_between_its_hash_and_its_copy_is_left_to_the_next_night(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The night goes on without it, and says so."""
    path = home / "data/raw/grows.csv"
    path.write_text(rows(100), encoding="utf-8")

    def written_meanwhile(folder: Path, originals: list[tuple[Path, str]]) -> list[Path]:
        if any(content == path for content, _ in originals):
            path.write_text(rows(101), encoding="utf-8")
        return keep_all(folder, originals)

    monkeypatch.setattr(arrivals, "keep_all", written_meanwhile)
    summary = run_night(home)
    assert (summary.skipped, counted(home)) == (["grows.csv"], 3)
    monkeypatch.undo()
    run_night(home, NOW.replace(hour=2))
    assert counted(home) == 104


def test_thirty_thousand_bad_rows_are_each_found_by_file_and_line(home: Path) -> None:
    """Of a hundred thousand; the others count. Of each rule the first are listed, and all are kept."""
    makers = {
        0: lambda number: row(number, gross="5000"),
        1: lambda number: row(number, unit="99999"),
        2: lambda number: row(number, day="05/10/2026"),
    }
    lines = [makers.get(number % 10, row)(number) for number in range(100_000)]
    (home / "data/raw/bad.csv").write_text(HEADER + "".join(lines), encoding="utf-8")
    run_night(home)
    bad = {number + 2 for number in range(100_000) if number % 10 in makers}
    assert judgements(home)["bad.csv"] == (100_000, 70_000, 30_000)
    assert counted(home) == 70_003
    kept = pd.concat(pd.read_parquet(path) for path in (home / "data/store/tickets").glob("*/*/refused/*.parquet"))
    assert set(kept["row_number"]) == bad
    assert len(set(kept["file_sha256"])) == 1
    assert query(home, "SELECT rule_id, rows, first_row_number FROM weighbridge_refusal ORDER BY 3, 1") == [
        ("ticket.gross_kg.net_least", 10_000, 2),
        ("ticket.tare_kg.below_gross", 10_000, 2),
        ("ticket.unit_code.known", 10_000, 3),
        ("ticket.weighed_at.readable", 10_000, 4),
    ]


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
        duckdb.OutOfMemoryException("Out of Memory Error: could not allocate block"),
        duckdb.IOException(f"IO Error: Could not write file: {os.strerror(errno.ENOSPC)}"),
    ],
)
def test_what_the_machine_had_no_room_for_awaits_the_next_night(
    home: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Nothing is wrong with the file: it is not called judged, the night goes on, and says which it put off."""
    (home / "data/raw/large.csv").write_text(rows(10), encoding="utf-8")

    def without_room(engine: Engine, files: Sequence[TicketFile], contract: Contract) -> frozenset[str]:
        if any(file.content.stat().st_size == (home / "data/raw/large.csv").stat().st_size for file in files):
            raise error
        return stage(engine, files, contract)

    monkeypatch.setattr(scales, "stage", without_room)
    summary = run_night(home)
    assert (list(summary.put_off), counted(home), found(home)) == (["large.csv"], 3, [])
    assert not list((home / "data/store/tickets").glob("*/.*"))
    monkeypatch.undo()
    later = run_night(home, NOW.replace(hour=2))
    assert (list(later.put_off), later.rows_accepted, counted(home)) == ([], 10, 13)


def test_what_a_killed_night_left_is_swept_and_nothing_else(home: Path) -> None:
    """Also below rules of another day. What a night of the past may be using stays until it is a day old."""
    run_night(home)
    (rules,) = (home / "data/store/tickets").iterdir()
    kept = sorted(path.name for path in rules.iterdir())
    left = [rules / ".judging-a", rules / ".adding-b", rules.with_name("older") / ".judging-c"]
    recalling, forgotten = rules / ".recalling-d", rules / ".recalling-e"
    for folder in [*left, recalling, forgotten]:
        folder.mkdir(parents=True)
        (folder / "stage.duckdb").write_bytes(b"left")
    now = NOW.timestamp()
    os.utime(recalling, (now, now))
    os.utime(forgotten, (now - 90_000, now - 90_000))
    run_night(home, NOW.replace(hour=2))
    assert not [folder for folder in left if folder.exists()]
    assert sorted(path.name for path in rules.iterdir()) == sorted([*kept, ".recalling-d"])
