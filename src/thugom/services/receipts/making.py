"""Making a receipt from a file and what is to be said of it."""

from pathlib import Path

from thugom.checks.receipt_note import ReceiptNote
from thugom.checks.receipts import listed_book, marked_book
from thugom.services.night.opening import Declared
from thugom.sources import read_report


def receipt_of(note: ReceiptNote, content: Path, here: Declared, max_bytes: int) -> bytes:
    """Return a receipt: of the file itself where it is a workbook, else of its rows, else of the list alone.

    Args:
        note: what is to be said.
        content: where the file's bytes lie.
        here: what the home declares, for how a CSV file is to be read.
        max_bytes: a larger file is not opened.
    """
    if content.stat().st_size > max_bytes:
        return listed_book(note, [])
    raw = content.read_bytes()
    book = marked_book(note, raw)
    if book is None:
        read = read_report(content, note.file_path, here.source_maps, here.contracts.reports, max_bytes=max_bytes)
        book = listed_book(note, read.grids)
    return book
