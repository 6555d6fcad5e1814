"""Time a night with weighbridge tickets against three ways to count the same files, in one run.

`thugom demo --tickets N` makes the files (CSV, gzip CSV and Parquet, by facility and month). Then, in turn:

floor   a bare DuckDB query that reads, tells apart and adds up, with no checks and no store (`peers/tickets_floor.py`);
pandas  what one would write from the documentation: pandas, Great Expectations on the frame, `to_sql`
        (`peers/tickets_pandas.py`); not above ten million, where it needs more memory than the machine has;
dbt     the same rules and output as dbt models and tests on DuckDB (`peers/dbt`), in an environment of its own that is
        made here; left out, with the reason, where that cannot be;
thugom  `thugom nightly`: every ticket judged by every rule, told apart, kept, added up and published; and a second
        night with one more day of tickets, less a night with nothing new over the same home, and, told beside it, less
        the same night over a home without tickets.

Each is a whole process, from start to end, less the same process with nothing to do: a night over the same home
without tickets, an import, no query, a dbt project of one small model. Memory is the peak of the proportional set size
of the whole process tree, sampled. Of all but the floor, which checks nothing, the tickets and kilograms that count
must be those of the demonstration's truth.

Limits: 3 x the floor, a third of pandas' time and half its memory, 2 GiB at ten million, 1.2 x that at forty million,
and 5 % for the second night.

`make bench` measures one and ten million; forty million are measured when asked for (`--millions 40`).

Usage: `.venv/bin/python bench/tickets.py [--millions 1 10 40] [--only floor pandas dbt thugom] [--folder DIR]`
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import duckdb

if TYPE_CHECKING:
    from collections.abc import Callable

CHECKOUT = Path(__file__).resolve().parents[1]
PEERS = Path(__file__).with_name("peers")
DBT = PEERS / "dbt"
COMMAND = Path(sys.executable).with_name("thugom")
MILLION = 1_000_000
MOST_FOR_PANDAS = 10 * MILLION
TIMES_FLOOR, TIMES_PANDAS, SHARE_OF_PANDAS = 3.0, 3.0, 0.5
MEBIBYTES, GROWTH, SECOND_NIGHT = 2048, 1.2, 0.05
LIMITED_AT = 10 * MILLION
SAMPLE_SECONDS, SHARE_OF_WATCHING = 0.1, 0.05
SIDES = ("floor", "pandas", "dbt", "thugom")


class Spent(NamedTuple):
    """What a process took: seconds, and the peak of its tree's memory."""

    seconds: float
    mebibytes: float


class Count(NamedTuple):
    """Tickets that count, and their kilograms."""

    tickets: int
    kilograms: int


@dataclass(frozen=True)
class Ground:
    """Where one measurement takes place: the home with tickets, the same without, and a folder for what comes of it."""

    home: Path
    bare: Path
    scratch: Path


def environment(extra: dict[str, str] | None = None) -> dict[str, str]:
    """Return this process's environment without what would send a run elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("THUGOM_", "PREFECT_"))}
    quiet = {
        "DO_NOT_TRACK": "1",
        "GX_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    }
    return kept | quiet | (extra or {})


def run(command: list[str], extra: dict[str, str] | None = None, accepted: tuple[int, ...] = (0,)) -> Spent:
    """Run a command and return what it took; one that fails ends the measurement."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, env=environment(extra), stdout=said, stderr=subprocess.STDOUT)
        peak = [0.0]
        watcher = threading.Thread(target=_watch, args=(process, peak), daemon=True)
        watcher.start()
        code = process.wait()
        seconds = time.perf_counter() - start
        watcher.join()
        if code not in accepted:
            said.seek(0)
            sys.exit(f"{' '.join(command)}\nended with {code}:\n{said.read()[-4000:].decode(errors='replace')}")
    return Spent(seconds, peak[0])


def _watch(process: subprocess.Popen[bytes], peak: list[float]) -> None:
    """Keep the most memory that a process and all below it held at once.

    The kernel counts the pages of a large process for some hundredths of a second: what is watched must not be slowed
    down by it, so nobody looks more often than takes a small share of one processor.
    """
    while process.poll() is None:
        began = time.thread_time()
        peak[0] = max(peak[0], sum(map(_proportional, _tree(process.pid))) / 1024)
        time.sleep(max(SAMPLE_SECONDS, (time.thread_time() - began) / SHARE_OF_WATCHING))


def _tree(root: int) -> list[int]:
    """Return a process and all that came of it."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                words = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            except OSError:
                continue
            children.setdefault(int(words[1]), []).append(int(folder.name))
    found = [root]
    for one in found:
        found.extend(children.get(one, []))
    return found


def _proportional(process: int) -> int:
    """Return the kibibytes of a process, what it shares divided by those who share it; 0 once it has ended."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")), 0)


def beyond_start(start: Callable[[], Spent], work: Callable[[], Spent]) -> Spent:
    """Return what work took beyond its start-up, the quicker of one before and one after it; memory is of all of it."""
    first, whole, again = start(), work(), start()
    return Spent(max(whole.seconds - min(first.seconds, again.seconds), 0.0), whole.mebibytes)


def by_floor(ground: Ground) -> tuple[Spent, Count | None]:
    """Measure the bare query."""
    command = [sys.executable, str(PEERS / "tickets_floor.py")]
    raw = str(ground.home / "data" / "raw")
    return beyond_start(lambda: run([*command, "nothing"]), lambda: run([*command, raw])), None


def by_pandas(ground: Ground) -> tuple[Spent, Count | None]:
    """Measure pandas, Great Expectations and `to_sql`."""
    command = [sys.executable, str(PEERS / "tickets_pandas.py")]
    database = ground.scratch / "pandas.db"
    database.unlink(missing_ok=True)
    spent = beyond_start(lambda: run(command), lambda: run([*command, str(ground.home), str(database)]))
    with closing(sqlite3.connect(database)) as connection:
        row = connection.execute("SELECT sum(tickets), sum(net_kg) FROM weighbridge_month").fetchone()
    return spent, Count(int(row[0]), int(row[1]))


def by_dbt(ground: Ground) -> tuple[Spent, Count | None]:
    """Measure dbt; its start-up is the making of one small table of the register."""
    database = ground.scratch / "dbt.db"
    database.unlink(missing_ok=True)
    where = {
        "TICKETS_RAW": str(ground.home / "data" / "raw"),
        "TICKETS_REGISTER": str(ground.home / "register"),
        "TICKETS_ZONE": "Asia/Ho_Chi_Minh",
        "TICKETS_DATABASE": str(database),
    }
    folders = ["--project-dir", str(DBT), "--profiles-dir", str(DBT)]
    folders += ["--target-path", str(ground.scratch / "target"), "--log-path", str(ground.scratch / "logs")]
    command = str(DBT / ".venv" / "bin" / "dbt")
    # The first start parses the project; what is measured is the second.
    run([command, "run", "--select", "unit", *folders], where)
    spent = beyond_start(
        lambda: run([command, "run", "--select", "unit", *folders], where),
        lambda: run([command, "build", *folders], where),
    )
    with duckdb.connect(str(database), read_only=True) as connection:
        row = connection.execute("SELECT sum(tickets), sum(net_kg) FROM weighbridge_month").fetchone() or (0, 0)
    return spent, Count(int(row[0]), int(row[1]))


def by_thugom(ground: Ground) -> tuple[Spent, Count | None]:
    """Measure a night, less a night over the same reports without tickets."""
    spent = beyond_start(lambda: first_night(ground.bare), lambda: first_night(ground.home))
    return spent, published(ground.home)


def first_night(home: Path) -> Spent:
    """Measure a night over a home in which there was none yet."""
    for made in ("store", "archive", "curated", "receipts"):
        shutil.rmtree(home / "data" / made, ignore_errors=True)
    return run([str(COMMAND), "nightly", "--home", str(home)])


def published(home: Path) -> Count:
    """Return what a night published of tickets."""
    with closing(sqlite3.connect(home / "data" / "curated" / "thugom.db")) as connection:
        statement = "SELECT sum(tickets), sum(CAST(round(net_t * 1000) AS INTEGER)) FROM weighbridge_month"
        row = connection.execute(statement).fetchone()
    return Count(int(row[0] or 0), int(row[1] or 0))


def second_night(ground: Ground) -> tuple[Spent, float]:
    """Measure a night with one more day of tickets: the quicker of two, each with a day of its own.

    Returns:
        what it took beyond the quicker of two nights with nothing new over the same home; and the seconds beyond a
        night over the same reports without tickets.
    """
    night = [str(COMMAND), "nightly", "--home", str(ground.home)]
    start, bare = run(night), run([*night[:-1], str(ground.bare)])
    nights = []
    for days in (1, 2):
        _bring_a_day(ground.home / "data" / "raw", days)
        nights.append(run(night))
    whole, again = min(nights), run(night)
    nothing_new = min(start.seconds, again.seconds)
    return Spent(max(whole.seconds - nothing_new, 0.0), whole.mebibytes), whole.seconds - bare.seconds


def _bring_a_day(raw: Path, days: int) -> None:
    """Put the tickets of the last of October into the inbox once more, so many days later and under other numbers."""
    for source in sorted(raw.glob("2026-10/synthetic-tickets-*.csv")):
        with source.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        moved = [
            row | {"weighed_at": _later(row["weighed_at"], days), "ticket_number": f"{days}N{row['ticket_number']}"}
            for row in rows
            if row["weighed_at"][:10] == "2026-10-31"
        ]
        target = raw / "2026-11" / source.name.replace("2026-10", f"2026-11-{days:02d}")
        target.parent.mkdir(exist_ok=True)
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(moved)


def _later(text: str, days: int) -> str:
    """Return a time so many days later, as it is written."""
    return (datetime.fromisoformat(text) + timedelta(days=days)).isoformat().replace("+00:00", "Z")


def without_dbt() -> str:
    """Make dbt's environment where there is none; return why it cannot be, or nothing."""
    if (DBT / ".venv" / "bin" / "dbt").is_file():
        return ""
    uv = str(Path(sys.executable).with_name("uv"))
    python = str(DBT / ".venv" / "bin" / "python")
    steps = [
        [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(DBT / ".venv")],
        [uv, "pip", "sync", "--quiet", "--python", python, "--require-hashes", str(DBT / "requirements.lock")],
    ]
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            shutil.rmtree(DBT / ".venv", ignore_errors=True)
            return (done.stderr.strip().splitlines() or ["uv failed"])[0]
    return ""


def made_ground(folder: Path, tickets: int) -> Ground:
    """Make the two homes of a measurement, alike but for the tickets."""
    ground = Ground(folder / "home", folder / "bare", folder / "scratch")
    ground.scratch.mkdir(parents=True)
    for home, wanted in ((ground.home, tickets), (ground.bare, 0)):
        run([str(COMMAND), "demo", "--out", str(home), "--months", "36", "--tickets", str(wanted)])
    return ground


def truth(home: Path) -> Count:
    """Return what must count, by the demonstration's truth."""
    with (home / "data" / "demo" / "truth" / "weighbridge_month.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Count(sum(int(row["tickets"]) for row in rows), sum(int(row["net_kg"]) for row in rows))


WAYS = {"floor": by_floor, "pandas": by_pandas, "dbt": by_dbt, "thugom": by_thugom}


def measure(tickets: int, sides: list[str], folder: Path) -> tuple[dict[str, Spent], list[str]]:
    """Measure each side once on so many tickets; return what each took, and what went wrong."""
    ground = made_ground(folder, tickets)
    expected, found, faults = truth(ground.home), {}, []
    for side in sides:
        if side == "pandas" and tickets > MOST_FOR_PANDAS:
            continue
        found[side], count = WAYS[side](ground)
        right = count is None or count == expected
        if not right:
            faults.append(f"{side}, {tickets:,} tickets: counts {count}, where {expected} is true")
        word = "unchecked" if count is None else "as the truth" if right else "WRONG"
        print(
            f"{tickets:>12,}  {side:8} {found[side].seconds:8.2f} s  {found[side].mebibytes:7.0f} MiB  {word}",
            flush=True,
        )
    if "thugom" in found:
        found["second night"], beyond_bare = second_night(ground)
        again = found["second night"]
        print(
            f"{tickets:>12,}  one day more {again.seconds:4.2f} s  {again.mebibytes:7.0f} MiB"
            f"  ({beyond_bare:.2f} s beyond a night without tickets)",
            flush=True,
        )
    return found, faults


def passed_limits(all_found: dict[int, dict[str, Spent]]) -> list[str]:
    """Return each limit that is passed, with its ratio."""
    passed = []
    for tickets, found in all_found.items():
        ours, floor, pandas = (found.get(side) for side in ("thugom", "floor", "pandas"))
        if tickets < LIMITED_AT or ours is None:
            continue
        ratios: list[tuple[str, float, float]] = []
        if floor:
            ratios.append(("times the floor", ours.seconds / floor.seconds, TIMES_FLOOR))
        if pandas:
            ratios.append(("of pandas' time", ours.seconds / pandas.seconds, 1 / TIMES_PANDAS))
            ratios.append(("of pandas' memory", ours.mebibytes / pandas.mebibytes, SHARE_OF_PANDAS))
        ratios.append(("of the full time, one day more", found["second night"].seconds / ours.seconds, SECOND_NIGHT))
        if tickets == LIMITED_AT:
            ratios.append(("of 2 GiB", ours.mebibytes / MEBIBYTES, 1.0))
        elif LIMITED_AT in all_found:
            ratios.append(
                ("of the memory at ten million", ours.mebibytes / all_found[LIMITED_AT]["thugom"].mebibytes, GROWTH)
            )
        for name, ratio, limit in ratios:
            print(f"{tickets:>12,}  {ratio:6.2f} {name}, limit {limit:.2f}")
            if ratio > limit:
                passed.append(f"{tickets:,} tickets: {ratio:.2f} {name}, where {limit:.2f} is the limit")
    return passed


def main() -> int:
    """Print times, memory and ratios; 1 where a side counts wrongly or a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--millions", type=float, nargs="+", default=[1, 10])
    parser.add_argument("--only", nargs="+", choices=SIDES, default=list(SIDES))
    parser.add_argument("--folder", type=Path, help="where files are made; some 60 bytes a ticket, and as much again")
    options = parser.parse_args()
    sides = [side for side in SIDES if side in options.only]
    reason = without_dbt() if "dbt" in sides else ""
    if reason:
        print(f"dbt is left out: {reason}")
        sides.remove("dbt")
    all_found: dict[int, dict[str, Spent]] = {}
    faults: list[str] = []
    for millions in options.millions:
        with tempfile.TemporaryDirectory(prefix="thugom-bench-", dir=options.folder) as name:
            tickets = round(millions * MILLION)
            all_found[tickets], found_faults = measure(tickets, sides, Path(name))
            faults += found_faults
    faults += passed_limits(all_found)
    for fault in faults:
        print(fault)
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
