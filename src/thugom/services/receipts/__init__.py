"""Receipts: what goes back to each sender whose file is not without fault."""

from thugom.services.receipts.making import receipt_of
from thugom.services.receipts.making_many import expect
from thugom.services.receipts.noting import Counts, note_of
from thugom.services.receipts.writing import Receipts, write_receipts

__all__ = ["Counts", "Receipts", "expect", "note_of", "receipt_of", "write_receipts"]
