"""Make the demonstration's files below a home: what arrives, and beside it what is true."""

import csv
import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from thugom.contracts import Policy, SourceMap, load_source_maps, packaged_schemas
from thugom.measures.periods import months_between, period_kind
from thugom.register import Register
from thugom.services.demo.dirt import Spoiler
from thugom.services.demo.drafts import Draft
from thugom.services.demo.geography import DemoError, read_geography
from thugom.services.demo.habits import Office, Post, send_reports
from thugom.services.demo.paper import Page, csv_page, sheet_page
from thugom.services.demo.plan import Plan, load_plan
from thugom.services.demo.readme import readme
from thugom.services.demo.tickets.make import TicketsMade, Yard, make_tickets
from thugom.services.demo.tickets.truth import TICKET_TRUTH
from thugom.services.demo.truth_files import truth_files
from thugom.services.demo.workbooks import csv_bytes, workbook_bytes
from thugom.services.demo.world import build_world

MOST_MONTHS = 60
"""The register knows nothing earlier than 2020."""
CUT_AT = 0.6
"""How much of a workbook is left when it is cut off on its way."""


@dataclass(frozen=True)
class DemoSummary:
    """What was made."""

    first: str
    last: str
    as_of: dt.date
    """The day on which the home is to stand still: after the last arrival."""
    files: int
    size: int
    """Bytes below `data/raw`."""
    reports: int
    late: int
    missing: int
    corrections: int
    defects: Mapping[str, int]
    """How many places of each kind."""
    tickets: int = 0
    """Weighbridge tickets, repeated ones included."""


def make_demo(
    out: Path,
    register: Register,
    policy: Policy,
    months: int,
    *,
    last: str = "2026-10",
    seed: int = 7,
    tickets: int = 0,
) -> DemoSummary:
    """Write `months` months of synthetic reports, up to `last`, below the home `out`; with about so many tickets.

    `data/raw` holds what the units and facilities would send, `data/demo` the truth and the arrivals.
    The same arguments give the same bytes. An earlier demonstration in the home is replaced.

    Raises:
        DemoError: the months are out of range, the register lacks what the world is built on, or
            `data/raw` holds files that no demonstration made.
    """
    labels = _months(months, last)
    plan = load_plan()
    maps = {source.report: source for source in load_source_maps(packaged_schemas() / "sources").values()}
    geography = read_geography(register, policy)
    if not geography.units_in(labels[0]):
        raise DemoError(f"The register has no unit in force in {labels[0]}.\n  Ask for later or fewer months.")
    world = build_world(geography, policy, plan, labels, seed)
    office = Office.open(world, policy, plan, seed)
    post = send_reports(office)
    spoiler = Spoiler(office, post, maps)
    spoiler.plant_all(plan.defects)
    pages = {draft.path: _pages(draft, plan, maps) for draft in post.drafts}
    raw = {draft.path: _content(draft, pages[draft.path], plan) for draft in post.drafts}
    _clear(out / "data")
    _write(out / "data" / "raw", raw)
    yard = Yard(out / "data", plan.tickets, office.clock, seed, policy.weighbridge.net_kg_least)
    weighed = make_tickets(world, register.facilities, tickets, yard) if tickets else TicketsMade()
    beside = truth_files(world, post, spoiler.planted, pages, weighed)
    _write(out / "data" / "demo", {**beside, "README.md": readme(labels, seed, tickets, weighed.tickets)})
    defects = Counter(item.defect.kind for item in spoiler.planted) + Counter(weighed.defects)
    return _summary(labels, office, post, raw, defects, weighed)


def _months(months: int, last: str) -> list[str]:
    """Return the labels of the months.

    Raises:
        DemoError: there are too few or too many.
    """
    if not 1 <= months <= MOST_MONTHS:
        raise DemoError(f"{months} months are asked for.\n  From 1 to {MOST_MONTHS} can be made.")
    if period_kind(last) != "month":
        raise DemoError(f"{last} is no month.\n  Name the last month as 2026-10.")
    number = int(last[:4]) * 12 + int(last[5:]) - months
    return months_between(f"{number // 12:04d}-{number % 12 + 1:02d}", last)


def _pages(draft: Draft, plan: Plan, maps: Mapping[str, SourceMap]) -> dict[str, Page]:
    """Return a file's sheets, by report."""
    if draft.form == "csv":
        return {report: csv_page(draft, report, plan.words) for report in draft.lines}
    layout = plan.layout_of(draft.sender)
    return {report: sheet_page(draft, report, layout, plan.words, maps[report]) for report in draft.lines}


def _content(draft: Draft, pages: Mapping[str, Page], plan: Plan) -> bytes:
    """Return a file's bytes, damaged where it was damaged on its way."""
    if draft.form == "csv":
        return b"".join(csv_bytes(page) for page in pages.values())
    title = f"{draft.sender}, {draft.period}"
    whole = workbook_bytes(list(pages.values()), title, plan.words.synthetic, draft.submitted_on)
    if draft.damage == "unreadable":
        return whole[: int(len(whole) * CUT_AT)]
    return b"" if draft.damage == "empty" else whole


def _clear(data: Path) -> None:
    """Remove the reports of an earlier demonstration, and nothing else.

    Raises:
        DemoError: there are files that it did not make; synthetic reports never stand beside real ones.
    """
    raw, arrivals = data / "raw", data / "demo" / "arrivals.csv"
    made = set()
    if arrivals.is_file():
        with arrivals.open(encoding="utf-8", newline="") as file:
            made = {row["file"] for row in csv.DictReader(file)}
    found = {path.relative_to(raw).as_posix() for path in raw.rglob("*") if path.is_file()}
    strangers = sorted(name for name in found - made if not Path(name).name.startswith("."))
    if strangers:
        raise DemoError(
            f"{raw} holds {len(strangers)} files that no demonstration made, such as {strangers[0]}.\n"
            "  Synthetic reports never stand beside real ones: name an empty folder with --out."
        )
    for name in found & made:
        (raw / name).unlink()
    for name in TICKET_TRUTH:
        (data / "demo" / name).unlink(missing_ok=True)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _summary(
    labels: list[str],
    office: Office,
    post: Post,
    raw: Mapping[str, bytes],
    defects: Mapping[str, int],
    weighed: TicketsMade,
) -> DemoSummary:
    """Return what was made, in numbers."""
    # Of two CSV files of one unit's month, one stands for the report.
    states = Counter(item.state for item in post.submissions if item.reporter == "unit" and item.report != "treatment")
    return DemoSummary(
        first=labels[0],
        last=labels[-1],
        as_of=office.clock.final_day + dt.timedelta(days=1),
        files=len(raw) + len(weighed.arrivals),
        size=sum(map(len, raw.values())) + weighed.size,
        reports=states["on_time"] + states["late"] + states["missing"],
        late=states["late"],
        missing=states["missing"],
        corrections=states["correction"],
        defects=dict(sorted(defects.items())),
        tickets=weighed.tickets,
    )
