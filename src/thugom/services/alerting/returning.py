"""Returning: which reports go back to whoever sent them, because something of them was refused."""

import re

from thugom.alerts.news import ReceiptNews
from thugom.services.night.opening import Night
from thugom.services.receipts.places import receipt_path
from thugom.store import reading
from thugom.store.refused import codes_of, refused_since

_WORDS = re.compile(r"[^\W_]+")


def receipts_since(night: Night, instant: str) -> tuple[ReceiptNews, ...]:
    """Return what came since after an instant, the last night that judged alerts, and was not accepted whole."""
    with reading(night.store) as connection:
        files = refused_since(connection, night.rules_version, instant)
        hashes = [file.sha256 for file in files]
        codes = codes_of(connection, night.contracts.reports, night.rules_version, hashes) if files else {}
    folder = night.home.receipts.relative_to(night.home.root).as_posix()
    known = _codes(night) if files else frozenset()
    return tuple(
        ReceiptNews(
            file_sha256=file.sha256,
            file_path=file.file_path,
            codes=tuple(sorted(codes.get(file.sha256) or named_in(file.file_path, known))),
            received=file.received,
            accepted=file.accepted,
            refused=file.refused,
            attachment=f"{folder}/{receipt_path(file.file_path, file.sha256).as_posix()}",
        )
        for file in files
    )


def named_in(file_path: str, codes: frozenset[str]) -> frozenset[str]:
    """Return the codes that stand in a file's name and folders, for a file that cannot be read.

    >>> sorted(named_in("2026-10/03388_bao-cao.xlsx", frozenset({"03388", "03391"})))
    ['03388']
    """
    return frozenset(_WORDS.findall(file_path)) & codes


def _codes(night: Night) -> frozenset[str]:
    """Return the codes of all units and facilities."""
    register = night.register
    return frozenset(register.units["unit_code"]) | frozenset(register.facilities["facility_code"])
