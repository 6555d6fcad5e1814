"""Time a country's month of workbooks, from the inbox to the facts, against a script that only opens the same files.

3,321 workbooks of one sheet each, in the department's collection form: what every commune of the country sends of
October 2026. Of their figures three in a hundred are dirty: ranges, units of measure within the cell, negative numbers,
words, blanks, more households served than there are. Units and register are invented (`tests/e2e/invented_country.py`).

A. `thugom`: a home's night (`in_order`, without Prefect's server): taken in, hashed, archived, read, cast, judged by
   Great Expectations in batches, and recorded: rows, refusals, findings. What the night does besides (open the home,
   figures, publication, map) is shown apart, and counts towards the limits: the country's month must fit into a night;
B. python-calamine and pandas: opens each workbook of the folder, makes a frame of its cells, and joins them. It keeps
   nothing, checks nothing, and would not notice a column that moved.

Each round is a process of its own, in turn, so that a slow moment of the machine falls on both and the peak of memory
is that of one. The files are made once and counted towards neither. Both must find the same number of rows.

Usage: `.venv/bin/python bench/intake.py [--rounds N] [--seconds S] [--mebibytes M] [--limit FACTOR] [--files DIR]`
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT))

from tests.e2e import invented_country  # noqa: E402 - the checkout is no package of ours
from thugom.services.demo.paper import Page  # noqa: E402
from thugom.services.demo.workbooks import workbook_bytes  # noqa: E402
from thugom.services.home import make_home  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

NOW = dt.datetime(2026, 11, 16, 1, 30, tzinfo=dt.UTC)
WRITTEN_ON = dt.date(2026, 11, 3)
HEADER_ROW = 7
HEADERS = {
    "unit_code": "Mã đơn vị",
    "unit_name": "Tên đơn vị",
    "settlement": "Khu vực",
    "population": "Dân số",
    "households": "Số hộ",
    "households_served": "Số hộ được thu gom",
    "households_self_managed": "Số hộ tự xử lý",
    "generated_t": "Khối lượng phát sinh (tấn)",
    "collected_t": "Khối lượng thu gom (tấn)",
    "collections_per_week": "Số lần thu gom/tuần",
}
FIGURES = tuple(HEADERS)[3:]
STYLES = {
    "unit_code": "code",
    "unit_name": "text",
    "settlement": "text",
    "generated_t": "tonnes",
    "collected_t": "tonnes",
}
SETTLEMENTS = {"urban": "Đô thị", "rural": "Nông thôn"}
DIRT = ("180-300", "798,6 +35", "15 tấn", -7, "đang cập nhật", "x", "", "12.345,5", 10**9)
DIRTY = 0.03
SEED = 20261031
TAKEN_IN = ("take in", "judge")
"""The steps of a night that this is about."""
Cell = str | float | int


def write_files(folder: Path) -> None:
    """Write the home with the country's register, and a workbook of every commune into its inbox."""
    home = make_home(folder / "home", blank=True)
    invented_country.write_register(home.register_dir)
    people = pd.read_csv(home.register_dir / "population.csv", dtype="str")
    draws = np.random.default_rng(SEED)
    for code, settlements in people.groupby("unit_code"):
        rows = [_row(str(code), one, draws) for one in settlements.to_dict("records")]
        content = workbook_bytes([_page(str(code), rows)], "Báo cáo thu gom", "Invented", WRITTEN_ON)
        (home.raw / f"{code}.xlsx").write_bytes(content)


def _row(code: str, settlement: Mapping[Hashable, str], draws: np.random.Generator) -> list[Cell]:
    """Return a row of the form; a clerk in a hurry spoils a figure now and then."""
    people = int(settlement["population"])
    households = people // 4
    served = int(households * draws.random())
    generated = people * int(draws.integers(15, 35))
    collected = int(generated * served / households)
    figures: list[Cell] = [people, households, served, (households - served) // 2]
    figures += [generated / 1000, collected / 1000, int(draws.integers(1, 8))]
    spoilt = np.flatnonzero(draws.random(len(figures)) < DIRTY)
    for place in spoilt.tolist():
        figures[place] = DIRT[int(draws.integers(len(DIRT)))]
    return [code, f"Xã {code}", SETTLEMENTS[settlement["settlement"]], *figures]


def _page(code: str, rows: list[list[Cell]]) -> Page:
    """Return a commune's sheet: headings, header, rows, the total where there are two, signatures."""
    page = Page("Thu gom", columns={name: place for place, name in enumerate(HEADERS)}, last_column=len(HEADERS) - 1)
    page.put((0, 0), "BÁO CÁO THU GOM CHẤT THẢI RẮN SINH HOẠT", "title")
    page.put((2, 0), f"Đơn vị báo cáo: Xã {code}", "sender")
    page.put((3, 0), "Tháng 10/2026", "period")
    page.put((4, 0), f"Ngày lập: {WRITTEN_ON:%d/%m/%Y}", "submitted_on")
    for place, header in enumerate(HEADERS.values()):
        page.put((HEADER_ROW, place), header, "header")
    for number, row in enumerate(rows, start=HEADER_ROW + 1):
        for place, (name, value) in enumerate(zip(HEADERS, row, strict=True)):
            page.put((number, place), value, "typed" if isinstance(value, str) else STYLES.get(name, "count"))
    if len(rows) > 1:
        _put_total(page, rows)
    page.put((HEADER_ROW + len(rows) + 4, 1), "Người lập biểu", "signature")
    return page


def _put_total(page: Page, rows: list[list[Cell]]) -> None:
    """Write the total row as a spreadsheet's sum would have it: every number above, and no text."""
    number = HEADER_ROW + len(rows) + 1
    page.put((number, 1), "Tổng cộng", "total")
    for name in FIGURES[:-1]:
        place = page.columns[name]
        known = [value for row in rows if not isinstance(value := row[place], str)]
        page.put((number, place), sum(known), "tonnes" if name in STYLES else "count")


def by_thugom(folder: Path) -> dict[str, Any]:
    """Run a night on a home whose store is empty."""
    from thugom.flows.nightly import in_order  # noqa: PLC0415 - what one side loads is no memory of the other's
    from thugom.services.night import partitions  # noqa: PLC0415 - as above

    assert partitions.FILES_AT_ONCE < invented_country.UNITS  # noqa: S101 - several batches, or this measures little
    home = folder / "home"
    for written in ("archive", "curated", "receipts", "store"):
        shutil.rmtree(home / "data" / written, ignore_errors=True)
    start = time.perf_counter()
    summary = in_order(home, None, NOW)
    night = time.perf_counter() - start
    counts = {name: getattr(summary, f"rows_{name}") for name in ("received", "accepted", "refused")}
    taken = sum(summary.step_seconds[step] for step in TAKEN_IN)
    return {
        "seconds": taken,
        "night": night,
        "cpu": time.process_time(),
        "rows": summary.rows_received,
        "steps": summary.step_seconds,
        **counts,
    }


def by_pandas(folder: Path) -> dict[str, Any]:
    """Open every workbook and join what stands in them."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - as above

    start = time.perf_counter()
    frames = []
    for path in sorted((folder / "home" / "data" / "raw").glob("*.xlsx")):
        with CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes())) as workbook:
            cells = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
        frames.append(pd.DataFrame(cells[HEADER_ROW + 1 :], columns=cells[HEADER_ROW]))
    whole = pd.concat(frames, ignore_index=True)
    found = int(whole["Khu vực"].isin(list(SETTLEMENTS.values())).sum())
    return {"seconds": time.perf_counter() - start, "cpu": time.process_time(), "rows": found}


def peak_mebibytes() -> float:
    """Return the most memory that this process has held."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


PEER, OURS = "calamine and pandas, opened only", "thugom, taken in and judged"
SIDES = {PEER: by_pandas, OURS: by_thugom}


def measured(side: str, folder: Path) -> dict[str, Any]:
    """Return what came of one side, measured in a process of its own."""
    command = [sys.executable, __file__, "--side", side, "--files", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{side} ended with {done.returncode}:\n{done.stderr[-4000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def rounds_of(count: int, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Return what came of each side in each round, in turn; the files are made where they are missing."""
    if not (folder / "home").is_dir():
        start = time.perf_counter()
        write_files(folder)
        print(f"{invented_country.UNITS:,} workbooks written in {time.perf_counter() - start:.0f} s", flush=True)
    rounds = [{side: measured(side, folder) for side in SIDES} for _ in range(count)]
    return {side: [one[side] for one in rounds] for side in SIDES}


def report(found: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    """Yield the medians of both sides, and what became of the rows."""
    for side, rounds in found.items():
        seconds, peak, cpu = (
            statistics.median(one[name] for one in rounds) for name in ("seconds", "mebibytes", "cpu")
        )
        own = f"{cpu:.0f} s of a processor in all"
        yield f"{side:34} {seconds:7.2f} s   {peak:6.0f} MiB at most   {own}   median of {len(rounds)}"
    last = found[OURS][-1]
    steps = "   ".join(f"{name} {taken:.1f} s" for name, taken in last["steps"].items())
    yield f"{'the whole night':34} {last['night']:7.2f} s   {steps}"
    yield "rows: {received:,} received, {accepted:,} accepted, {refused:,} refused".format(**last)


def main() -> int:
    """Print medians, ratio and limits; 1 where rows were lost or a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=180)
    parser.add_argument("--mebibytes", type=float, default=1536)
    parser.add_argument("--limit", type=float, default=20.0, help="how many times as long as the peer")
    parser.add_argument("--files", type=Path, help="a folder that keeps the files from one run to the next")
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.side:
        came = SIDES[arguments.side](arguments.files)
        print(json.dumps(came | {"mebibytes": peak_mebibytes()}))
        return 0
    with tempfile.TemporaryDirectory(prefix="thugom-bench-") as temporary:
        found = rounds_of(arguments.rounds, arguments.files or Path(temporary))
    print("\n".join(report(found)))
    theirs, ours = (statistics.median(one["seconds"] for one in rounds) for rounds in found.values())
    night, peak = (max(one[name] for one in found[OURS]) for name in ("night", "mebibytes"))
    whole = all(one["received"] == one["accepted"] + one["refused"] == found[PEER][0]["rows"] for one in found[OURS])
    print(f"{'limits, of the whole night':34} {arguments.seconds:7.2f} s   {arguments.mebibytes:6.0f} MiB")
    verdict = "every row accounted for" if whole else "ROWS ARE MISSING"
    print(f"{'ratio':34} {ours / theirs:7.2f} x   limit {arguments.limit:g} x   {verdict}")
    kept = night <= arguments.seconds and peak <= arguments.mebibytes and ours <= arguments.limit * theirs
    return int(not (whole and kept))


if __name__ == "__main__":
    sys.exit(main())
