"""What a night costs of which one report in a hundred is new, against a night that reads and judges all of them anew.

The home of `bench/intake.py`: 3,321 workbooks, one of every commune of the country, a few in a hundred of their figures
dirty. First an empty store: all of them are taken in, read and judged. Then 33 communes send another workbook, a
corrected one, and the next night runs. Both are nights as they are (`in_order`, without Prefect's server), the second
in the same process, so that start-up and the import of libraries count towards neither.

Compared is reading and judging: the steps `take in` and `judge`, and the review of what stands, which every night does
over all rows. Measures are computed whole in both nights, and shown beside. `--limit` is the share allowed.

Usage: `.venv/bin/python bench/incremental.py [--limit SHARE] [--files DIR]`
"""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT))

from bench.intake import NOW, write_files  # noqa: E402 - the checkout is no package of ours

NEW = 33


def night(home: Path, now: dt.datetime) -> dict[str, float]:
    """Run a night, and return the seconds of its steps, with those of the review apart."""
    from thugom.flows.nightly import in_order  # noqa: PLC0415 - seconds, which count towards neither night

    # A module as any object: one of its functions is timed from here.
    measuring: Any = import_module("thugom.services.night.measuring")
    spent = 0.0
    review = measuring.review

    def timed(*arguments: Any) -> Any:  # noqa: ANN401 - passed through
        nonlocal spent
        start = time.perf_counter()
        found = review(*arguments)
        spent += time.perf_counter() - start
        return found

    measuring.review = timed
    try:
        summary = in_order(home, dt.date(2026, 11, 16), now)
    finally:
        measuring.review = review
    print(f"  {summary.files:,} files judged, {summary.rows_received:,} rows")
    return {**summary.step_seconds, "review": spent}


def correct_some(home: Path) -> None:
    """Let some communes send another workbook: the same form under another title, so that its bytes differ."""
    import openpyxl  # noqa: PLC0415 - of this step alone

    for path in sorted(home.joinpath("data", "raw").glob("1*.xlsx"))[:: 3321 // NEW][:NEW]:
        book = openpyxl.load_workbook(path)
        book.properties.title = "Corrected"
        book.save(path.with_name(f"{path.stem}-dinh-chinh.xlsx"))


def main() -> int:
    """Print both nights and the ratio; 1 where it is beyond the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=float, default=0.1)
    parser.add_argument("--files", type=Path, help="a folder with the files of an earlier run of bench/intake.py")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="thugom-bench-") as temporary:
        folder = Path(temporary)
        if arguments.files:
            ignored = shutil.ignore_patterns("archive", "curated", "receipts", "store", "*-dinh-chinh.xlsx")
            shutil.copytree(arguments.files / "home", folder / "home", ignore=ignored)
        else:
            write_files(folder)
        home = folder / "home"
        import thugom.services.night.judging  # noqa: F401, PLC0415 - Great Expectations, before the clock runs

        full = night(home, NOW)
        correct_some(home)
        small = night(home, NOW + dt.timedelta(days=1))
    for name in full:
        print(f"{name:10} {full[name]:8.2f} s   {small[name]:8.2f} s")
    costs = [sum(seconds[step] for step in ("take in", "judge", "review")) for seconds in (full, small)]
    share = costs[1] / costs[0]
    print(f"reading and judging: all {costs[0]:.2f} s, one in a hundred new {costs[1]:.2f} s: {share:.1%}")
    print(f"limit {arguments.limit:.0%}")
    return int(share > arguments.limit)


if __name__ == "__main__":
    sys.exit(main())
