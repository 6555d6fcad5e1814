"""Whom to ring: the units that have not reported the newest due month, those where most people live first."""

from collections.abc import Mapping

import pandas as pd

from thugom.alerts.news import RingLine
from thugom.contracts.contacts import Contacts, Sender


def ring_list(
    tables: Mapping[str, pd.DataFrame], contacts: Contacts, newest_period: str | None
) -> tuple[RingLine, ...]:
    """Return the units of today that sent nothing for the newest due month, by people living there.

    Args:
        tables: `commune_coverage` and `unit`, as they are published.
        contacts: who sends for which unit.
        newest_period: the newest month that is past due day and grace; nobody is rung where no month is.
    """
    if newest_period is None:
        return ()
    people = _people(tables["unit"])
    lines = [
        _line(unit_id, missing, people.get(unit_id), contacts.sender_of(code))
        for (unit_id, code), missing in _missing(tables["commune_coverage"], newest_period).items()
    ]
    return tuple(sorted(lines, key=lambda line: (-(line.people or 0), line.unit_id)))


def _missing(coverage: pd.DataFrame, newest_period: str) -> dict[tuple[str, str], list[str]]:
    """Return, by unit, the due months in a row that it has not reported, the newest first."""
    rows = coverage[
        (coverage["basis"] == "as_is")
        & (coverage["settlement"] == "all")
        & (coverage["period_kind"] == "month")
        & (coverage["period"] <= newest_period)
    ]
    silent_now = rows.loc[(rows["period"] == newest_period) & (rows["reporting"] == "no_report"), "unit_id"]
    rows = rows[rows["unit_id"].isin(silent_now)].sort_values("period", ascending=False)
    missing: dict[tuple[str, str], list[str]] = {}
    ended: set[str] = set()
    for unit_id, code, period, reporting in rows[["unit_id", "unit_code", "period", "reporting"]].itertuples(
        index=False, name=None
    ):
        if reporting != "no_report":
            ended.add(unit_id)
        elif unit_id not in ended:
            missing.setdefault((unit_id, code), []).append(period)
    return missing


def _people(units: pd.DataFrame) -> dict[str, int]:
    """Return how many people live in each unit of which that is known."""
    known = units[["unit_id", "population"]].dropna()
    return {str(unit_id): int(population) for unit_id, population in known.itertuples(index=False, name=None)}


def _line(unit_id: str, missing: list[str], people: int | None, sender: Sender | None) -> RingLine:
    """Return one line of the list."""
    person, phone = (sender.name, sender.phone) if sender else (None, None)
    return RingLine(unit_id, people, len(missing), missing[-1], person, phone)
