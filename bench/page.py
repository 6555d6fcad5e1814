"""Time the page of a province and of a country, and its first screen in Chromium.

A. the yardstick: the same bytes, file by file, copied from one folder to another;
B. `thugom`: the site built from tables in memory. This is what the limits are for.

38 units (106 before July 2025) x 36 months, and 3,321 units (10,035 before) x 120 months; three bases, urban and rural.
Names, seats and figures are invented; so many reports and issues a unit as a year of months brings. Where Chromium is
there, the first screen of each is opened from the disk, and timed until it is loaded.
Usage: `.venv/bin/python bench/page.py [--only province|country]`
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT))

from tests.unit.outputs.page.releases import CONTRACTS, release  # noqa: E402 - the checkout is no package of ours
from thugom.measures.periods import months_between  # noqa: E402
from thugom.outputs.page.building import write_site  # noqa: E402
from thugom.register.boundaries import load_boundaries  # noqa: E402
from thugom.register.schematic import shapes_of  # noqa: E402

SEED, CHANGED = 20261128, "2025-07"
SECONDS_TO_FIRST_SCREEN = 2.0
RATES = ("collected_treated_rate", "collection_rate", "treatment_rate", "household_coverage", "organic_recovery_rate")
TONNES = ("generated_t", "collected_t", "treated_t")


@dataclass(frozen=True)
class Size:
    """How much there is, and how long it may take."""

    name: str
    now: int
    before: int
    first: str
    limit: float


SIZES = (Size("province", 38, 106, "2023-11", 5.0), Size("country", 3321, 10035, "2016-11", 60.0))


def units_of(size: Size) -> pd.DataFrame:
    """Return the units of today, then those before them, with seats here and there."""
    chance, many = np.random.default_rng(SEED), size.now + size.before
    former = np.arange(many) >= size.now
    valid_from = np.where(former, "2020-03-01", "2025-07-01")
    frame = pd.DataFrame(
        {
            "unit_code": [f"{number:05d}" for number in range(many)],
            "valid_from": pd.to_datetime(valid_from),
            "valid_to": pd.Series(pd.Timestamp("2025-07-01"), index=range(many)).where(pd.Series(former)),
            "name": [f"Đơn vị {number}" for number in range(many)],
            "full_name": [f"Xã Đơn vị {number}" for number in range(many)],
            "kind": "commune",
            "population": chance.integers(2_000, 40_000, many),
            "name_order": np.arange(many),
            "name_plain": [f"don vi {number}" for number in range(many)],
            "lon": 102.2 + chance.random(many) * 7,
            "lat": 8.6 + chance.random(many) * 14,
        }
    )
    frame["unit_id"] = [f"{code}@{day}" for code, day in zip(frame["unit_code"], valid_from, strict=True)]
    return frame.reindex(columns=CONTRACTS["unit"].names)


def coverage_of(size: Size, units: pd.DataFrame) -> pd.DataFrame:
    """Return every unit-month of the three bases, for all of a unit and for its one settlement."""
    months = months_between(size.first, "2026-10")
    today, before = units["unit_id"].to_numpy()[: size.now], units["unit_id"].to_numpy()[size.now :]
    parts: list[tuple[str, str, str, np.ndarray]] = []
    for basis in ("as_was", "as_is", "as_issued"):
        for month in months:
            old = basis == "as_issued" or (basis == "as_was" and month < CHANGED)
            members = before if old else today
            parts.extend((basis, month, settlement, members) for settlement in ("all", "rural"))
    lengths = [len(members) for *_, members in parts]
    many, chance = sum(lengths), np.random.default_rng(SEED)
    frame = pd.DataFrame({"unit_id": np.concatenate([members for *_, members in parts])})
    for place, name in enumerate(("basis", "period", "settlement")):
        frame[name] = pd.Series([str(part[place]) for part in parts]).repeat(lengths).to_numpy()
    silent = chance.random(many) < 0.05  # noqa: PLR2004 - one in twenty
    for name in (*RATES, *TONNES):
        frame[name] = np.where(silent, np.nan, chance.random(many) * (100 if name in TONNES else 1))
    covered = (frame["collected_treated_rate"] > 0.3).astype("boolean")  # noqa: PLR2004 - some
    frame["covered"] = covered.mask(pd.Series(silent))
    frame["reporting"] = np.where(silent, "no_report", "complete")
    frame["evidence_grade"] = np.where(silent, "D", "B")
    frame["period_kind"], frame["generation_basis"] = "month", "reported"
    frame["households"], frame["households_served"] = 1000, 500
    return frame.reindex(columns=CONTRACTS["commune_coverage"].names)


def others_of(size: Size, units: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the paths, reports and issues of today's units."""
    ids = units["unit_id"].to_numpy()[: size.now]
    months = np.array(months_between(size.first, "2026-10"), dtype=object)
    chance = np.random.default_rng(SEED)
    path = pd.DataFrame({"unit_id": np.repeat(ids, len(months)), "period": np.tile(months, len(ids))})
    path = path.assign(
        settlement="all", value=chance.random(len(path)), target=0.95, baseline=0.4, baseline_on="2023-01"
    )
    path = path.assign(expected=0.6, status="watch").reindex(columns=CONTRACTS["unit_path"].names)
    reports = pd.DataFrame({"unit_id": np.repeat(ids, len(months)), "period": np.tile(months, len(ids))})
    reports = reports.assign(file_path="2026-10/bao-cao.xlsx", file_sha256="ab" * 32, arrived_at="2026-11-03T01:00:00Z")
    collection = reports.reindex(columns=CONTRACTS["collection"].names)
    treatment = reports.assign(facility_code="F", method="composting", stream="domestic", treated_t=1.0)
    issues = (
        reports.groupby("unit_id")
        .tail(6)
        .assign(
            rule_id="collection.collected_t.history", severity="warning", message_vi="Khác hẳn", message_en="Far off"
        )
    )
    return {
        "unit_path": path,
        "collection": collection,
        "treatment": treatment.reindex(columns=CONTRACTS["treatment"].names),
        "quality_issue": issues.reindex(columns=CONTRACTS["quality_issue"].names),
    }


def timed(size: Size, folder: Path) -> bool:
    """Build a site and print how long it took; return whether it kept its limits."""
    units = units_of(size)
    made = release(unit=units, commune_coverage=coverage_of(size, units), **others_of(size, units))
    boundaries = load_boundaries(folder, units)
    began, busy = time.perf_counter(), time.process_time()
    write_site(made, lambda some: shapes_of(some, boundaries), folder / "page")
    built, busy = time.perf_counter() - began, time.process_time() - busy
    began = time.perf_counter()
    shutil.copytree(folder / "page", folder / "copy")
    copied = time.perf_counter() - began
    files = [path for path in (folder / "page").rglob("*") if path.is_file()]
    megabytes = sum(path.stat().st_size for path in files) / 1e6
    print(f"{size.name}: {len(made.table('commune_coverage')):,} rows, {len(files):,} files, {megabytes:,.0f} MB")
    print(f"  A. the same bytes copied   {copied:7.2f} s")
    print(f"  B. thugom                  {built:7.2f} s   {built / copied:.1f} x A   (limit {size.limit:g} s)")
    print(f"     of it busy              {busy:7.2f} s")
    views = ("index", "map", "table")
    weights = ", ".join(f"{name} {(folder / 'page' / f'{name}.html').stat().st_size / 1e3:,.0f} kB" for name in views)
    print(f"  {weights}")
    opened = {name: first_screen(folder / "page" / f"{name}.html") for name in views}
    for name, seconds in opened.items():
        said = "Chromium is not on this machine" if seconds is None else f"{seconds:.2f} s"
        print(f"  {name}.html from disk in Chromium: {said}")
    first = opened["index"]
    return built <= size.limit and (first is None or first <= SECONDS_TO_FIRST_SCREEN)


def first_screen(path: Path) -> float | None:
    """Return how long Chromium takes from asking for a page to having loaded it; None without Chromium."""
    program = shutil.which("chromium")
    if program is None:
        return None
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1366, "height": 800})
        page.goto("about:blank")
        began = time.perf_counter()
        page.goto(path.as_uri(), wait_until="load")
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        seconds = time.perf_counter() - began
        browser.close()
    return seconds


def main() -> int:
    """Time both sizes, or one of them."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", choices=[size.name for size in SIZES])
    only = asked.parse_args().only
    kept = []
    for size in SIZES:
        if only in {None, size.name}:
            with tempfile.TemporaryDirectory() as folder:
                kept.append(timed(size, Path(folder)))
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
