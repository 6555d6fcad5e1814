"""Making a receipt from a file and what is to be said of it."""

from pathlib import Path

from thugom.checks.receipt_note import ReceiptNote
from thugom.checks.receipts import list_alone, listed_book, marked_book
from thugom.services.night.opening import Declared
from thugom.services.ticket_files import form_of
from thugom.sources import read_report

_OF_TICKETS = (
    "A file of weighbridge tickets: here are the first faults of each kind, by their lines in your file;"
    " correct these and send the file again, what was counted is not counted twice."
)


def receipt_of(note: ReceiptNote, content: Path, here: Declared, max_bytes: int) -> bytes:
    """Return a receipt: of the file itself where it is a workbook, else of its rows, else of the list alone.

    Tickets come from a scale's program, by the ten thousand: nobody corrects them in a workbook, and a copy of them in
    every receipt would cost a night more than judging them does.

    Args:
        note: what is to be said.
        content: where the file's bytes lie.
        here: what the home declares, for how a CSV file is to be read.
        max_bytes: a larger file is not opened.
    """
    if form_of(here, note.file_path, content) is not None:
        return list_alone(note, _OF_TICKETS)
    if content.stat().st_size > max_bytes:
        return listed_book(note, [])
    raw = content.read_bytes()
    book = marked_book(note, raw)
    if book is None:
        read = read_report(content, note.file_path, here.source_maps, here.contracts.reports, max_bytes=max_bytes)
        book = listed_book(note, read.grids)
    return book
