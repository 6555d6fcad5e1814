"""Tickets judged where they lie, told apart and added up: as many as there are, within a budget of memory."""

from thugom.checks.tickets.counting import months, recall, refusals, remember
from thugom.checks.tickets.judging import judge, know_register
from thugom.checks.tickets.keeping import keep, parts_with_copies, read_kept
from thugom.checks.tickets.telling import last_rows, listed, unreadable

__all__ = [
    "judge",
    "keep",
    "know_register",
    "last_rows",
    "listed",
    "months",
    "parts_with_copies",
    "read_kept",
    "recall",
    "refusals",
    "remember",
    "unreadable",
]
