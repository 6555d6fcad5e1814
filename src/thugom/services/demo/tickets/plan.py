"""What `schemas/demo.yml` says of weighbridges: where they stand, how they write, and what goes wrong at them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Form = Literal["csv", "csv.gz", "parquet"]
Effect = Literal["refused", "duplicate", "kept"]


@dataclass(frozen=True)
class Scale:
    """One facility's weighbridge: from which month it stands, which kinds of file it sends in turn, in which time."""

    facility_code: str
    forms: tuple[Form, ...]
    since: str | None
    utc: bool

    def stands(self, month: str) -> bool:
        """Tell whether the scale stands in `month`.

        >>> [Scale("SYN-MT", ("csv",), "2026-03", utc=False).stands(month) for month in ("2026-02", "2026-03")]
        [False, True]
        """
        return self.since is None or self.since <= month

    def form(self, month: str) -> Form:
        """Return the kind of file that the scale sends for `month`: one after the other.

        >>> [Scale("SYN-LC", ("csv.gz", "csv"), None, utc=False).form(month) for month in ("2026-01", "2026-02")]
        ['csv', 'csv.gz']
        """
        return self.forms[int(month[5:]) % len(self.forms)]


@dataclass(frozen=True)
class TicketDefect:
    """One kind of defect of tickets: in what share of them, or in all of a facility's in some months."""

    kind: str
    column: str
    rule: str
    effect: Effect
    share: float
    texts: tuple[str, ...]
    facility_code: str
    months: frozenset[str]
    note: str

    @property
    def rule_id(self) -> str:
        """The id under which the refusal must name it; nothing where no row is refused."""
        return f"ticket.{self.column}.{self.rule}" if self.rule else ""

    def fills(self, facility_code: str, month: str) -> bool:
        """Tell whether all tickets of a facility's month have it."""
        return facility_code == self.facility_code and month in self.months


@dataclass(frozen=True)
class Handcarts:
    """From how many tickets on handcarts are weighed too, and the least that one brings."""

    tickets: int
    net_kg_least: int


@dataclass(frozen=True)
class TicketPlan:
    """The section `tickets`."""

    scales: tuple[Scale, ...]
    load_kg_most: int
    handcarts: Handcarts
    load_spread: float
    trucks: int
    tare_kg: tuple[int, int]
    hours: tuple[int, int]
    defects: tuple[TicketDefect, ...]

    @property
    def in_rows(self) -> tuple[TicketDefect, ...]:
        """Return the defects of single tickets, in the order of the plan."""
        return tuple(defect for defect in self.defects if not defect.facility_code)


def read_ticket_plan(content: Mapping[str, Any]) -> TicketPlan:
    """Return the section `tickets` of the plan."""
    return TicketPlan(
        scales=tuple(
            Scale(item["facility_code"], tuple(item["forms"]), item.get("since"), item.get("utc", False))
            for item in content["scales"]
        ),
        load_kg_most=content["load_kg_most"],
        handcarts=Handcarts(content["handcarts"]["from"], content["handcarts"]["net_kg_least"]),
        load_spread=content["load_spread"],
        trucks=content["trucks"],
        tare_kg=(content["tare_kg"][0], content["tare_kg"][1]),
        hours=(content["hours"][0], content["hours"][1]),
        defects=tuple(_defect(item) for item in content["dirt"]),
    )


def _defect(item: Mapping[str, Any]) -> TicketDefect:
    """Return one entry of `dirt`."""
    return TicketDefect(
        kind=item["kind"],
        column=item.get("column", ""),
        rule=item.get("rule", ""),
        effect=item["effect"],
        share=item.get("share", 0.0),
        texts=tuple(item.get("texts", ())),
        facility_code=item.get("facility_code", ""),
        months=frozenset(item.get("months", ())),
        note=item["note"],
    )
