"""Whom to ring."""

from __future__ import annotations

import pandas as pd

from thugom.alerts.news import RingLine
from thugom.alerts.ringing import ring_list
from thugom.contracts.contacts import Contacts, Sender

CONTACTS = Contacts(senders=(Sender("90001", "Lò Văn Một", "0213 000 001"),))


def tables(*rows: tuple[str, str, str]) -> dict[str, pd.DataFrame]:
    """Return tables of units 90001 (1,000 people), 90002 (25,000) and 90003 (unknown): unit, month, reporting."""
    coverage = pd.DataFrame(
        [
            {
                "unit_id": f"{code}@2025-07-01",
                "unit_code": code,
                "period": period,
                "period_kind": kind,
                "basis": basis,
                "settlement": settlement,
                "reporting": reporting,
            }
            for code, period, reporting in rows
            # What else stands in the table must not be counted with it.
            for kind, basis, settlement in (
                ("month", "as_is", "all"),
                ("month", "as_is", "rural"),
                ("month", "as_was", "all"),
                ("year", "as_is", "all"),
            )
        ]
    )
    units = pd.DataFrame(
        {
            "unit_id": [f"9000{number}@2025-07-01" for number in (1, 2, 3)],
            "population": pd.array([1_000, 25_000, None], dtype="Int64"),
        }
    )
    return {"commune_coverage": coverage, "unit": units}


def test_the_list_is_by_people_with_the_months_missing_and_the_contact() -> None:
    """Where most people live first; months count backwards from the newest, and those before a report do not."""
    known = tables(
        ("90001", "2026-07", "no_report"),
        ("90001", "2026-08", "complete"),
        ("90001", "2026-09", "no_report"),
        ("90001", "2026-10", "no_report"),
        ("90002", "2026-09", "rejected"),
        ("90002", "2026-10", "no_report"),
        ("90003", "2026-10", "no_report"),
        ("90003", "2026-11", "pending"),
    )
    assert ring_list(known, CONTACTS, "2026-10") == (
        RingLine("90002@2025-07-01", 25_000, 1, "2026-10"),
        RingLine("90001@2025-07-01", 1_000, 2, "2026-09", "Lò Văn Một", "0213 000 001"),
        RingLine("90003@2025-07-01", None, 1, "2026-10"),
    )


def test_whoever_reported_the_newest_month_is_not_rung() -> None:
    """An old gap is no reason to ring today; a refused report is answered with its receipt."""
    known = tables(
        ("90001", "2026-09", "no_report"), ("90001", "2026-10", "incomplete"), ("90002", "2026-10", "rejected")
    )
    assert ring_list(known, CONTACTS, "2026-10") == ()


def test_where_no_month_is_due_nobody_is_rung() -> None:
    """A home's first weeks."""
    assert ring_list(tables(("90001", "2026-10", "pending")), CONTACTS, None) == ()
