"""The rows of a form: those that are begun, with the figures of the month before, and spare ones."""

from collections.abc import Iterator, Mapping

import pandas as pd

from thugom.renderings.form import FormRow, Shown
from thugom.services.templates.history import figures_before, ways_before
from thugom.services.templates.workshop import FACILITY, UNIT, Sender, Workshop

SPARE_ROWS = {UNIT: 6, FACILITY: 20}
TREATED = "treated_t"


def rows_of(report: str, shop: Workshop, sender: Sender, numbers: list[str]) -> tuple[FormRow, ...]:
    """Return the rows of a report's form.

    Args:
        report: `collection` or `treatment`.
        shop: what is known of the months before.
        sender: who fills the form in.
        numbers: the columns of figures, to compare with those of the month before.
    """
    if report == "collection":
        return tuple(_collection_rows(shop, sender, numbers))
    return (*_treatment_rows(shop, sender), *[FormRow()] * SPARE_ROWS[sender.kind])


def _collection_rows(shop: Workshop, sender: Sender, numbers: list[str]) -> Iterator[FormRow]:
    """Yield a row for each settlement of each unit."""
    for unit in sender.units.itertuples(index=False):
        settlements = sender.settlements[str(unit.unit_id)]
        for settlement in settlements:
            alone = len(settlements) == 1
            before = figures_before(shop.history, str(unit.unit_id), settlement, numbers, alone=alone)
            yield FormRow(_identity(shop, sender, unit, settlement), before)


def _treatment_rows(shop: Workshop, sender: Sender) -> Iterator[FormRow]:
    """Yield a row for each way that the waste went lately; of a unit also one for each settlement without any.

    A settlement whose report names no treatment is unknown, not without treatment: it has to say so.
    """
    ways = ways_before(shop.history, sender.settlements, sender.key if sender.kind == FACILITY else None)
    facilities = set(shop.facilities["facility_code"])
    ways = ways[ways["facility_code"].isin(facilities)]
    for unit in sender.units.itertuples(index=False):
        own = ways[ways["unit_id"] == unit.unit_id]
        for settlement in (*sender.settlements[str(unit.unit_id)], "all"):
            there = own[own["settlement"] == settlement]
            for way in there.to_dict("records"):
                named = {name: str(way[name]) for name in ("facility_code", "method", "stream")}
                before: Mapping[str, Shown] = {TREATED: way[TREATED]} if pd.notna(way[TREATED]) else {}
                yield FormRow(_identity(shop, sender, unit, settlement) | named, before)
            unsaid = there.empty and settlement != "all" and "all" not in set(own["settlement"])
            if sender.kind == UNIT and unsaid:
                yield FormRow(_identity(shop, sender, unit, settlement))


def _identity(shop: Workshop, sender: Sender, unit: object, settlement: str) -> dict[str, Shown]:
    """Return what is known of a row before anybody fills it in."""
    return {
        "unit_code": str(getattr(unit, "unit_code", "")),
        "unit_name": str(getattr(unit, "full_name", "")),
        "period": shop.month,
        "settlement": settlement,
        **sender.says,
    }
