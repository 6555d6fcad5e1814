"""What `schemas/demo.yml` says of the demonstration: its world, its habits, its words and its defects."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from thugom.contracts import packaged_schemas
from thugom.contracts.documents import read_document
from thugom.services.demo.tickets.plan import TicketPlan, read_ticket_plan


@dataclass(frozen=True)
class Profile:
    """How well a sort of unit collects: shares of what is generated, and how they grow."""

    name: str
    kind: str
    weight: float
    collected: tuple[float, float]
    gain_per_year: float
    collections_per_week: tuple[int, int]
    self_managed: tuple[float, float]


@dataclass(frozen=True)
class Change:
    """A part of a unit in which collection begins or ends within the years of the demonstration."""

    unit_code: str
    collected: float
    begins: str | None
    ends: str | None

    def serves(self, month: str) -> bool:
        """Tell whether the part is served in `month`.

        >>> [Change("03473", 0.2, "2025-03", None).serves(month) for month in ("2025-02", "2025-03")]
        [False, True]
        """
        return (self.begins is None or self.begins <= month) and (self.ends is None or month < self.ends)


@dataclass(frozen=True)
class Delivery:
    """Where a share of what is collected goes, and how it is treated there."""

    facility_code: str
    method: str
    share: float
    since: str | None
    until: str | None

    def holds(self, month: str) -> bool:
        """Tell whether waste goes this way in `month`."""
        return (self.since is None or self.since <= month) and (self.until is None or month <= self.until)


@dataclass(frozen=True)
class ByProducts:
    """Agricultural by-products that some districts' communes bring to a facility after the harvests."""

    districts: tuple[str, ...]
    months: tuple[int, ...]
    facility_code: str
    method: str
    stream: str
    kg: tuple[int, int]


@dataclass(frozen=True)
class Habits:
    """Who reports on what paper, and how often too late or never."""

    late: float
    missing: float
    complete_months: frozenset[str]
    always_report: frozenset[str]
    own_workbook: frozenset[str]
    own_csv: frozenset[str]
    clusters: Mapping[str, str]
    reporting_facilities: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """How a sheet looks: which of the known headers it uses, and where its headings stand."""

    name: str
    senders: frozenset[str]
    header: int
    heading: int
    cells: Mapping[str, str]
    header_row: int
    ordinal: bool
    as_text: bool


@dataclass(frozen=True)
class Words:
    """What stands on the paper."""

    sheets: Mapping[str, str]
    titles: Mapping[str, str]
    synthetic: str
    sender: str
    note: str
    signatures: tuple[str, ...]
    ordinal: str
    total: str
    csv_note: str
    files: Mapping[str, str]


@dataclass(frozen=True)
class Defect:
    """One kind of defect: where it is planted, the rule that must find it, what becomes of the row."""

    kind: str
    report: str
    column: str
    rule: str
    effect: str
    corrected: str
    texts: tuple[str, ...]
    note: str

    @property
    def rule_id(self) -> str:
        """The id under which `quality_issue` must name it.

        >>> Defect("empty", "file", "", "empty", "unreadable", "never", (), "").rule_id
        'file.empty'
        """
        return ".".join(part for part in (self.report, self.column, self.rule) if part)


@dataclass(frozen=True)
class Plan:
    """Everything that `schemas/demo.yml` says."""

    anchor: str
    growth: float
    generated_share: tuple[float, float]
    season: tuple[float, ...]
    profiles: tuple[Profile, ...]
    unserved: frozenset[str]
    changes: Mapping[str, Change]
    catchments: Mapping[str, tuple[Delivery, ...]]
    by_products: ByProducts
    baselines: Mapping[str, tuple[str, str]]
    """By target: the month and the share, as the policy of a home of the demonstration has them."""
    habits: Habits
    layouts: tuple[Layout, ...]
    words: Words
    defects: tuple[Defect, ...]
    tickets: TicketPlan

    def layout_of(self, sender: str) -> Layout:
        """Return the layout that a sender uses; the first where none names it."""
        return next((layout for layout in self.layouts if sender in layout.senders), self.layouts[0])


def load_plan(path: Path | None = None) -> Plan:
    """Return the demonstration's plan.

    Raises:
        ContractError: the file breaks its schema; names file, line and what is allowed.
    """
    content = read_document(path or packaged_schemas() / "demo.yml", "demo").content
    world = content["world"]
    return Plan(
        anchor=world["anchor"],
        growth=world["people_growth_per_year"],
        generated_share=_pair(world["generated_share"]),
        season=tuple(world["season"]),
        profiles=tuple(_profile(item) for item in world["profiles"]),
        unserved=frozenset(world["unserved"]),
        changes={item["unit_code"]: _change(item) for item in world["changes"]},
        catchments=_by_district(world["catchments"]),
        by_products=_by_products(world["by_products"]),
        baselines={name: (line["on"], line["value"]) for name, line in content["baselines"].items()},
        habits=_habits(content["habits"]),
        layouts=tuple(_layout(item) for item in content["layouts"]),
        words=_words(content["words"]),
        defects=tuple(_defect(item) for item in content["dirt"]),
        tickets=read_ticket_plan(content["tickets"]),
    )


def _pair(items: list[Any]) -> tuple[Any, Any]:
    """Return a least and a most."""
    return items[0], items[1]


def _profile(item: Mapping[str, Any]) -> Profile:
    """Return one entry of `profiles`."""
    ranges = ("collected", "collections_per_week", "self_managed")
    return Profile(**{**item, **{name: _pair(item[name]) for name in ranges}})


def _change(item: Mapping[str, Any]) -> Change:
    """Return one entry of `changes`."""
    return Change(item["unit_code"], item["collected"], item.get("begins"), item.get("ends"))


def _by_district(items: list[Mapping[str, Any]]) -> dict[str, tuple[Delivery, ...]]:
    """Return where the waste of each district goes."""
    return {
        district: tuple(
            Delivery(way["facility_code"], way["method"], way["share"], way.get("from"), way.get("until"))
            for way in item["deliveries"]
        )
        for item in items
        for district in item["districts"]
    }


def _by_products(item: Mapping[str, Any]) -> ByProducts:
    """Return the section `by_products`."""
    return ByProducts(
        districts=tuple(item["districts"]),
        months=tuple(item["months"]),
        facility_code=item["facility_code"],
        method=item["method"],
        stream=item["stream"],
        kg=_pair(item["kg"]),
    )


def _habits(item: Mapping[str, Any]) -> Habits:
    """Return the section `habits`."""
    return Habits(
        late=item["late"],
        missing=item["missing"],
        complete_months=frozenset(item["complete_months"]),
        always_report=frozenset(item["always_report"]),
        own_workbook=frozenset(item["own_workbook"]),
        own_csv=frozenset(item["own_csv"]),
        clusters={district: cluster["name"] for cluster in item["clusters"] for district in cluster["districts"]},
        reporting_facilities=tuple(item["reporting_facilities"]),
    )


def _layout(item: Mapping[str, Any]) -> Layout:
    """Return one entry of `layouts`."""
    return Layout(
        name=item["name"],
        senders=frozenset(item["senders"]),
        header=item["header"],
        heading=item["heading"],
        cells=item["cells"],
        header_row=item["header_row"],
        ordinal=item["ordinal"],
        as_text=item["numbers"] == "text",
    )


def _words(item: Mapping[str, Any]) -> Words:
    """Return the section `words`."""
    return Words(**{**item, "signatures": tuple(item["signatures"])})


def _defect(item: Mapping[str, Any]) -> Defect:
    """Return one entry of `dirt`."""
    return Defect(**{**item, "texts": tuple(item.get("texts", ()))})
