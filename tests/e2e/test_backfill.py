"""Backfill: past months as a night of their day would have given them, whatever stopped it on the way."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.published import THUGOM, Published, make_home, run_night, thugom
from tests.e2e.reports import months_of_units, register_of, write
from tests.e2e.test_as_known_at import recall, state
from tests.postgresql import cluster, postgresql
from thugom.cli.app import main
from thugom.contracts import load_contracts
from thugom.files import HomeLock
from thugom.outputs.columnar import write_parquet
from thugom.services.backfill.listing import LIST_FILE
from thugom.services.backfill.month import COMPUTED, FAILED, THERE
from thugom.services.backfill.plan import Asked, plan_of
from thugom.services.night.opening import lock_path, open_night
from thugom.store import load_copy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from thugom.flows.backfill import Backfilled
    from thugom.services.backfill.month import Outcome

__all__ = ["cluster", "postgresql"]

pytestmark = [pytest.mark.slow]
MONTHS = ("2026-08", "2026-09")
DAYS = {"2026-08": dt.date(2026, 9, 11), "2026-09": dt.date(2026, 10, 11)}
NIGHTS = tuple(dt.datetime(2026, month, 7, 18, 30, tzinfo=dt.UTC) for month in (10, 11))
LAST = dt.datetime(2026, 11, 8, 2, 0, tzinfo=dt.UTC)
LATE = "03408"

Files = dict[str, bytes]


class Heard:
    """Who hears how far a backfill has come."""

    def __init__(self) -> None:
        """Hear nothing yet."""
        self.months, self.outcomes, self.interrupted = 0, list[str](), False

    def begin(self, months: int) -> None:
        """Hear how many months there are."""
        self.months = months

    def done(self, outcome: Outcome) -> None:
        """Hear of one."""
        self.outcomes.append(outcome.month)

    def stopping(self) -> None:
        """Hear that it stops."""
        self.interrupted = True


def put(home: Path, name: str, month: str, keep: Callable[[str], bool] = lambda _: True) -> None:
    """Put both reports of a month into the inbox, of the units whose code is kept."""
    told = [one for one in months_of_units(register_of(home), month) if keep(one.unit.code)]
    raw = home / "data" / "raw"
    write(raw / f"{name}-collection.csv", (one.collection() for one in told))
    write(raw / f"{name}-treatment.csv", (line for one in told for line in one.treatment()))


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home of two months and two nights."""
    return make_past(tmp_path_factory.mktemp("backfill") / "home")


def make_past(root: Path) -> Path:
    """Make a home of two months and two nights; one unit's first report comes with the second of them."""
    home = make_home(root, synthetic=True)
    for number, (month, night) in enumerate(zip(MONTHS, NIGHTS, strict=True)):
        put(home, month, month, lambda code: code != LATE)
        if number == len(MONTHS) - 1:
            put(home, "late", MONTHS[0], lambda code: code == LATE)
        run_night(home, night)
    return home


@pytest.fixture
def home(past: Path, tmp_path: Path) -> Path:
    """Return a copy of that home."""
    return Path(shutil.copytree(past, tmp_path / "home"))


@pytest.fixture(scope="module")
def filled(past: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Backfilled]:
    """Return a copy in which a backfill ran in one process that nobody disturbed, and what it came to."""
    home = Path(shutil.copytree(past, tmp_path_factory.mktemp("undisturbed") / "home"))
    before = state(home)
    done = backfill(home, Asked(processes=1))
    assert state(home) == before, "neither the store, nor what is published, nor what `status` reads may change"
    return home, done


@pytest.fixture(scope="module")
def undisturbed(filled: tuple[Path, Backfilled]) -> Files:
    """Return all files of that backfill."""
    return files_of(filled[0])


@pytest.fixture
def again(filled: tuple[Path, Backfilled], tmp_path: Path) -> Path:
    """Return a copy of the home in which it ran."""
    return Path(shutil.copytree(filled[0], tmp_path / "again"))


def backfill(home: Path, asked: Asked, now: dt.datetime = LAST) -> Backfilled:
    """Run the backfill in this process."""
    # Loaded when it runs: tests are collected without what measures.
    from thugom.flows.backfill import backfill as run  # noqa: PLC0415

    return run(home, asked, now, Heard())


def files_of(home: Path, folder: str = "as_of") -> Files:
    """Return every file of all months, by path."""
    below = home / "data" / "curated" / folder
    return {path.relative_to(below).as_posix(): path.read_bytes() for path in below.rglob("*") if path.is_file()}


def states(done: Backfilled) -> dict[str, str]:
    """Return what became of each month."""
    return {one.month: one.state for one in done.outcomes}


def test_a_month_is_what_a_night_of_its_day_publishes(filled: tuple[Path, Backfilled], home: Path) -> None:
    """Every table has the bytes that `nightly --as-of` of the day gives: the same rows, columns and types."""
    filled_home, done = filled
    assert states(done) == dict.fromkeys(MONTHS, COMPUTED)
    assert {one.month: one.as_of for one in done.outcomes} == {name: day.isoformat() for name, day in DAYS.items()}
    run_night(home, LAST, DAYS[MONTHS[0]])
    curated = {f"{name}.parquet" for name, one in load_contracts().curated.items() if one.kind == "curated"}
    there = home / "data" / "curated" / "parquet"
    tables = {path.name: path.read_bytes() for path in there.iterdir() if path.name in curated}
    found = filled_home / "data" / "curated" / "as_of" / MONTHS[0] / "parquet"
    assert {path.name: path.read_bytes() for path in found.iterdir()} == tables


def test_a_late_report_counts_as_of_every_day(filled: tuple[Path, Backfilled], undisturbed: Files) -> None:
    """What is known today counts: the unit that came a month late is not silent as of the first day; months differ."""
    targets = {target["id"]: target for target in filled[1].outcomes[0].targets}
    assert targets["communes_covered"]["lower"] == targets["communes_covered"]["upper"]
    first, second = (undisturbed[f"{month}/parquet/province_coverage.parquet"] for month in MONTHS)
    assert first != second


def test_what_is_there_is_not_computed_again(again: Path, undisturbed: Files) -> None:
    """A run that finds every month whole computes none; a damaged file makes its month anew, with the same bytes."""
    assert set(states(backfill(again, Asked(processes=1))).values()) == {THERE}
    damaged = again / "data" / "curated" / "as_of" / MONTHS[1] / "parquet" / "priority.parquet"
    damaged.write_bytes(b"")
    assert states(backfill(again, Asked(processes=1))) == {MONTHS[0]: THERE, MONTHS[1]: COMPUTED}
    assert files_of(again) == undisturbed


def keys(home: Path, *, known_then: bool = False) -> dict[str, str]:
    """Return the key under which each month would be computed now."""
    night = open_night(home, None, LAST)
    try:
        return {one.label: one.key for one in plan_of(night, Asked(known_then=known_then)).months}
    finally:
        night.store.dispose()


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("changed", ["policy", "boundaries", "facts", "nothing"])
def test_the_key_names_all_that_a_month_is_made_of(again: Path, changed: str) -> None:
    """Another target, other boundaries, or one more fact is another key; what was known then keeps its own."""
    before, before_then = keys(again), keys(again, known_then=True)
    assert before == listed_keys(again)
    if changed == "policy":
        edit(again / "policy.yml", 'target: "0.95"', 'target: "0.50"')
    elif changed == "boundaries":
        (again / "register" / "boundaries.parquet").write_bytes(b"of other bounds")
    elif changed == "facts":
        with sqlite3.connect(again / "data" / "store" / "thugom.db") as connection:
            connection.execute("UPDATE judgement SET rows_accepted = rows_accepted - 1")
        connection.close()
    after = keys(again)
    assert (after.keys(), set(after.values()) & set(before.values())) == (
        before.keys(),
        set(before.values()) if changed == "nothing" else set(),
    )
    assert keys(again, known_then=True) == before_then
    assert before_then.keys() == {MONTHS[1]}


def listed_keys(home: Path) -> dict[str, str]:
    """Return the key that is listed of each month."""
    lists = (home / "data" / "curated" / "as_of").glob(f"*/{LIST_FILE}")
    return {path.parent.name: json.loads(path.read_bytes())["key"] for path in lists}


def test_a_month_that_fails_costs_no_other(again: Path) -> None:
    """Where a month's folder is taken by a file it is named with the place; the others are there."""
    taken = again / "data" / "curated" / "as_of" / MONTHS[0]
    shutil.rmtree(taken)
    taken.write_bytes(b"")
    done = backfill(again, Asked(processes=1))
    assert states(done) == {MONTHS[0]: FAILED, MONTHS[1]: THERE}
    assert done.fell_short
    assert str(taken) in done.outcomes[0].reason


@pytest.mark.soak
def test_of_two_processes_one_may_fail_at_its_month(home: Path, undisturbed: Files) -> None:
    """The other month is computed all the same; once the place is free, both are there."""
    taken = home / "data" / "curated" / "as_of" / MONTHS[0]
    taken.parent.mkdir()
    taken.write_bytes(b"")
    done = backfill(home, Asked(processes=2))
    assert states(done) == {MONTHS[0]: FAILED, MONTHS[1]: COMPUTED}
    taken.unlink()
    assert states(backfill(home, Asked(processes=2))) == {MONTHS[0]: COMPUTED, MONTHS[1]: THERE}
    assert files_of(home) == undisturbed


@pytest.mark.soak
def test_another_policy_makes_every_month_anew_and_back(again: Path, undisturbed: Files) -> None:
    """With another target each month is computed again, and with the old one again to the same bytes."""
    edit(again / "policy.yml", 'target: "0.95"', 'target: "0.50"')
    done = backfill(again, Asked(processes=2))
    assert set(states(done).values()) == {COMPUTED}
    assert {target["target"] for one in done.outcomes for target in one.targets} == {1.0, 0.5}
    edit(again / "policy.yml", 'target: "0.50"', 'target: "0.95"')
    assert set(states(backfill(again, Asked(processes=2))).values()) == {COMPUTED}
    assert files_of(again) == undisturbed


@pytest.mark.soak
def test_side_by_side_and_one_after_the_other_give_the_same_bytes(home: Path, undisturbed: Files) -> None:
    """Two processes write what one does."""
    done = backfill(home, Asked(processes=2))
    assert (done.processes, set(states(done).values())) == (2, {COMPUTED})
    assert files_of(home) == undisturbed


@pytest.mark.soak
def test_on_postgresql_the_bytes_are_the_same(
    tmp_path: Path, postgresql: str, monkeypatch: pytest.MonkeyPatch, undisturbed: Files
) -> None:
    """Each process opens a connection of its own; neither a collation nor a type of the server shows."""
    monkeypatch.setenv("THUGOM_DATABASE_URL", postgresql)
    home = make_past(tmp_path / "home")
    assert set(states(backfill(home, Asked(processes=2))).values()) == {COMPUTED}
    assert files_of(home) == undisturbed


@pytest.mark.soak
def test_what_was_known_then_is_what_looking_back_gives(home: Path, tmp_path: Path) -> None:
    """With `--known-then` each table is that of `--as-known-at` of the day, and too early a month is named."""
    done = backfill(home, Asked(MONTHS[0], known_then=True, processes=1))
    assert states(done) == {MONTHS[1]: COMPUTED}
    assert (done.plan.before, done.plan.begins) == ((MONTHS[0],), "2026-10-08")
    files, curated = files_of(home, "as_known_at"), load_contracts().curated
    known, _, _ = recall(home, DAYS[MONTHS[1]].isoformat(), DAYS[MONTHS[1]])
    tables = load_copy(home / known.folder / "thugom.db", curated.values())
    for name in ("province_coverage", "commune_coverage", "quality_issue", "submission"):
        expected = tmp_path / "expected.parquet"
        write_parquet(curated[name], tables[name], expected)
        assert files[f"{MONTHS[1]}/parquet/{name}.parquet"] == expected.read_bytes()
    assert states(backfill(home, Asked(known_then=True))) == {MONTHS[1]: THERE}


@pytest.mark.soak
def test_a_backlog_is_taken_in_and_left_to_the_next_night(home: Path) -> None:
    """A report that arrived counts in every month; the night that publishes it then gives what it would have given."""
    put(home, "later", MONTHS[1], lambda code: code == LATE)
    alone = Path(shutil.copytree(home, home.with_name("alone")))
    before = Published(home).table_hashes()
    done = backfill(home, Asked(MONTHS[1], MONTHS[1], processes=1))
    assert (done.tally.files, done.tally.refused) == (2, 0)
    assert Published(home).table_hashes() == before
    for one in (home, alone):
        run_night(one, LAST)
    assert Published(home).table_hashes() == Published(alone).table_hashes() != before


def test_while_a_night_writes_it_leaves_with_the_code_for_later(home: Path) -> None:
    """One writer at a time: nothing is touched, and exit code 75 says to try again."""
    with HomeLock(lock_path(home)):
        done = thugom("backfill", "--home", home, THUGOM_WRITER_WAIT_SECONDS="0")
    assert (done.returncode, files_of(home)) == (75, {})
    assert "Another run is writing in this home" in done.stderr


def begun(home: Path) -> subprocess.Popen[str]:
    """Begin a backfill of two processes in a group of its own."""
    return subprocess.Popen(
        [THUGOM, "backfill", "--home", home, "--processes", "2", "--to", MONTHS[1]],
        env=os.environ | {"THUGOM_LANG": "en"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def until(holds: Callable[[], object], seconds: float = 120) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def children(process: int) -> list[int]:
    """Return the processes that a process began, and that theirs began."""
    listed = Path(f"/proc/{process}/task/{process}/children")
    found = [int(one) for one in listed.read_text(encoding="ascii").split()] if listed.exists() else []
    return [*found, *itertools.chain.from_iterable(children(one) for one in found)]


@pytest.fixture
def running(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Give a backfill that has begun to write a month."""
    process = begun(home)
    try:
        until(lambda: any((home / "data" / "curated" / "as_of").glob("*/.next")))
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.soak
def test_a_killed_run_goes_on_where_it_was(home: Path, running: subprocess.Popen[str], undisturbed: Files) -> None:
    """After SIGKILL its processes end too, and the next run gives the bytes of one that nobody disturbed."""
    crew = children(running.pid)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    until(lambda: not any(Path(f"/proc/{one}/exe").exists() for one in crew), 30)
    assert len(list((home / "data" / "curated" / "as_of").glob(f"*/{LIST_FILE}"))) < len(MONTHS)
    assert thugom("backfill", "--home", home, "--to", MONTHS[1]).returncode == 0
    assert files_of(home) == undisturbed


@pytest.mark.soak
def test_an_interrupted_run_finishes_what_it_began(
    home: Path, running: subprocess.Popen[str], undisturbed: Files
) -> None:
    """Ctrl-C reaches all processes of the terminal; what was begun is whole, and the code says that it was stopped."""
    os.killpg(running.pid, signal.SIGINT)
    output, errors = running.communicate(timeout=120)
    assert (running.returncode, errors) == (130, "")
    assert "Interrupted. Run it again: it goes on where it was." in output
    there = files_of(home)
    assert there.items() <= undisturbed.items()
    assert (
        {Path(name).parts[0] for name in there} == {Path(n).parts[0] for n in there if n.endswith(LIST_FILE)} != set()
    )


@pytest.mark.soak
def test_a_process_that_is_ended_from_outside_costs_no_month(
    home: Path, running: subprocess.Popen[str], undisturbed: Files
) -> None:
    """A machine that is out of memory kills one of the crew: what it was at is tried again."""
    at_work = [one for one in children(running.pid) if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]
    os.kill(at_work[0], signal.SIGKILL)
    output, _ = running.communicate(timeout=240)
    assert (running.returncode, "0 failed" in output) == (0, True)
    assert files_of(home) == undisturbed


Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Return what runs the command in this process: in a new one it takes seconds to load what measures."""

    def run(language: str, home: Path, *options: str) -> tuple[int, str, str]:
        monkeypatch.setenv("THUGOM_LANG", language)
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.setattr("sys.argv", ["thugom", "backfill", "--home", str(home), *options])
        with pytest.raises(SystemExit) as ended:
            main()
        output = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, output.out, output.err

    return run


def test_the_command_says_where_the_targets_stood(again: Path, say: Say) -> None:
    """A line per month where nobody sits at a terminal, then the table; the months that lie too early are named."""
    code, output, errors = say("vi", again, "--from", "2026-05", "--to", MONTHS[1])
    assert (code, errors) == (0, "")
    lines = output.splitlines()
    assert lines[0] == "1 / 2  2026-08, tính đến 11/09/2026: đã có sẵn"
    assert "thu gom – Lai Châu  DỮ LIỆU TỔNG HỢP, không phải số liệu thật" in lines
    assert "Không có bảng của 2026-05 – 2026-07: báo cáo bắt đầu từ 2026-08." in lines
    assert "Số tháng: 0 đã tính, 2 đã có sẵn, 0 lỗi." in lines


def test_programs_read_what_became_of_each_month(again: Path, say: Say) -> None:
    """With `--json` nothing else is written to standard output."""
    code, output, _ = say("en", again, "--to", "2026-08", "--json")
    told = json.loads(output)
    assert [(one["month"], one["state"]) for one in told["months"]] == [("2026-08", "there")]
    assert (code, told["synthetic"], told["fell_short"], told["interrupted"]) == (0, True, False, False)


def test_a_home_without_reports_has_no_months(tmp_path: Path, say: Say) -> None:
    """Nothing is written, and it is said what to do."""
    home = make_home(tmp_path / "home")
    code, output, _ = say("en", home)
    assert code == 1
    assert "No accepted report yet: put reports into data/raw and run thugom nightly." in output
    assert not (home / "data" / "curated" / "as_of").exists()


def test_before_the_first_publication_nothing_was_known(tmp_path: Path, say: Say) -> None:
    """Of then there is nothing to tell where no night has run."""
    code, _, errors = say("vi", make_home(tmp_path / "home"), "--known-then")
    assert (code, "Ở đây chưa công bố gì" in errors or "Chưa có gì được công bố ở đây" in errors) == (2, True)


@pytest.mark.parametrize(("language", "said"), [("vi", "hết hạn báo cáo"), ("en", "is past due day and grace from")])
def test_a_month_that_is_not_past_due_is_refused(again: Path, say: Say, language: str, said: str) -> None:
    """Wrong use is said in the reader's language, with the option and what to do, before any report is taken in."""
    put(again, "later", MONTHS[1], lambda code: code == LATE)
    before = state(again)
    code, output, errors = say(language, again, "--to", "2099-01")
    assert state(again) == before
    assert (code, output) == (2, "")
    assert errors.startswith("--to 2099-01\n")
    assert said in errors
    assert "2099-02-11" in errors
