"""How the offices report: on whose paper, and how often too late or never."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from thugom.contracts import Policy
from thugom.language.order import slug
from thugom.services.demo.chance import Chance
from thugom.services.demo.clock import Clock
from thugom.services.demo.drafts import REPORTS, Draft, Line, Submission, facility_lines, unit_lines
from thugom.services.demo.geography import Unit
from thugom.services.demo.plan import Plan
from thugom.services.demo.world import World

State = Literal["on_time", "late"]


@dataclass(frozen=True)
class Sender:
    """Who sends the paper on which a unit stands, and whether others stand on it too."""

    name: str
    form: Literal["workbook", "csv"]


@dataclass
class Quota:
    """A share of cases that comes out right over the months, though each month's number is whole."""

    owed: float = 0.0

    def take(self, share: float, cases: int) -> int:
        """Return how many of this month's cases it hits.

        >>> quota = Quota()
        >>> [quota.take(0.05, 38) for _ in range(4)]
        [1, 2, 2, 2]
        """
        self.owed += share * cases
        taken = int(self.owed)
        self.owed -= taken
        return taken


@dataclass
class Post:
    """Everything that is sent: the files in the order of their months, and every submission."""

    drafts: list[Draft] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)


@dataclass(frozen=True)
class Office:
    """All that decides on what is sent: the truth, the plan, the clock, and who belongs to which district."""

    world: World
    plan: Plan
    clock: Clock
    districts: Mapping[str, str]
    seed: int

    @classmethod
    def open(cls, world: World, policy: Policy, plan: Plan, seed: int) -> "Office":
        """Return the office of this world."""
        heirs = world.geography.heirs
        districts = {heirs.get(part.unit.unit_id, part.unit).unit_id: part.district for part in world.geography.parts}
        return cls(world, plan, Clock(policy, world.months[-1]), districts, seed)


def send_reports(office: Office) -> Post:
    """Return every first report, with its rows as they are true: on time, late, or missing."""
    post = Post()
    late, missing = Quota(), Quota()
    habits = office.plan.habits
    units = {month: office.world.geography.units_in(month) for month in office.world.months}
    share = _missing_share(office.plan, {month: len(here) for month, here in units.items()})
    for month, here in units.items():
        order = Chance(office.seed, "habits", month).shuffled(here)
        may_miss = [unit for unit in order if unit.kind not in habits.always_report]
        lost = may_miss[: missing.take(share, len(here))] if month not in habits.complete_months else []
        behind = [unit for unit in order if unit not in lost][: late.take(habits.late, len(here))]
        post.submissions += [Submission("unit", unit, "", month, "both", None, "missing") for unit in lost]
        for sender, theirs in _by_sender(office, [unit for unit in here if unit not in lost]).items():
            in_time = [unit for unit in theirs if unit not in behind]
            _send(post, office, sender, in_time, month, "on_time", "report")
            _send(
                post,
                office,
                sender,
                [unit for unit in theirs if unit in behind],
                month,
                "late",
                "supplement" if in_time else "report",
            )
        for code in habits.reporting_facilities:
            _send_facility(post, office, code, month)
    return post


def _missing_share(plan: Plan, counts: Mapping[str, int]) -> float:
    """Return the share missing in the other months, so that it comes out right over all."""
    open_units = sum(count for month, count in counts.items() if month not in plan.habits.complete_months)
    return plan.habits.missing * sum(counts.values()) / open_units if open_units else 0.0


def _by_sender(office: Office, units: Iterable[Unit]) -> dict[Sender, list[Unit]]:
    """Return the units by who sends for them, in the register's order."""
    grouped: dict[Sender, list[Unit]] = {}
    for unit in units:
        grouped.setdefault(_sender(office, unit), []).append(unit)
    return grouped


def _sender(office: Office, unit: Unit) -> Sender:
    """Return who sends for a unit: its district while there are any, then itself or its cluster."""
    habits = office.plan.habits
    if unit.district_name is not None:
        return Sender(unit.district_name, "workbook")
    if unit.code in habits.own_csv:
        return Sender(unit.full_name, "csv")
    cluster = habits.clusters.get(office.districts.get(unit.unit_id, ""))
    if unit.code in habits.own_workbook or cluster is None:
        return Sender(unit.full_name, "workbook")
    return Sender(cluster, "workbook")


def _send(
    post: Post,
    office: Office,
    sender: Sender,
    units: list[Unit],
    month: str,
    state: State,
    purpose: Literal["report", "supplement"],
) -> None:
    """Send what one sender has of some units' month; nothing where there are none."""
    if not units:
        return
    chance = Chance(office.seed, "sent", sender.name, month, state)
    submitted_on, arrived_at = office.clock.moment(month, state, chance)
    lines: dict[str, list[Line]] = {report: [] for report in REPORTS}
    for unit in units:
        for report, rows in unit_lines(office.world, unit, month).items():
            lines[report] += rows
    for report, part in _files(sender, lines).items():
        path = _path(office.plan, sender, month, purpose, report)
        draft = Draft(path, sender.form, purpose, month, sender.name, submitted_on, arrived_at, part)
        post.drafts.append(draft)
        post.submissions += [Submission("unit", unit, "", month, report, draft, state) for unit in units]


def _files(sender: Sender, lines: dict[str, list[Line]]) -> dict[str, dict[str, list[Line]]]:
    """Return the rows of each file: one workbook with two sheets, or one CSV for each report."""
    if sender.form == "workbook":
        return {"both": lines}
    return {report: {report: rows} for report, rows in lines.items()}


def _path(plan: Plan, sender: Sender, month: str, purpose: str, report: str) -> str:
    """Return a file's path below `data/raw`; the name of a CSV says that it is synthetic."""
    if sender.form == "csv":
        return f"{month}/synthetic-{report}-{slug(sender.name)}-{month}.csv"
    return f"{month}/{plan.words.files[purpose]}-{slug(sender.name)}-{month}.xlsx"


def _send_facility(post: Post, office: Office, code: str, month: str) -> None:
    """Send what a facility weighed; late as often as anybody, never missing."""
    chance = Chance(office.seed, "sent", code, month)
    state: State = "late" if chance.happens(office.plan.habits.late) else "on_time"
    submitted_on, arrived_at = office.clock.moment(month, state, chance)
    path = f"{month}/synthetic-treatment-{slug(code)}-{month}.csv"
    lines = facility_lines(office.world, code, month)
    draft = Draft(path, "csv", "facility", month, code, submitted_on, arrived_at, lines)
    post.drafts.append(draft)
    post.submissions.append(Submission("facility", None, code, month, "treatment", draft, state))
