"""Tickets as a stream: files of any size, recognised by their headers and read as text, row by row, by DuckDB."""

from thugom.sources.tickets.engine import FAILURES, Engine, is_of_the_machine, open_engine
from thugom.sources.tickets.form import MAY_BE, Form, TicketFile, recognise
from thugom.sources.tickets.staging import STAGED, stage

__all__ = [
    "FAILURES",
    "MAY_BE",
    "STAGED",
    "Engine",
    "Form",
    "TicketFile",
    "is_of_the_machine",
    "open_engine",
    "recognise",
    "stage",
]
