"""Submissions: the ledger as people read it: each file that came, who sent it, and what became of its rows."""

import re
from collections.abc import Collection, Mapping

import pandas as pd

from thugom.services.night.opening import Night
from thugom.store import load_submissions

REPORTS = ("collection", "treatment")
_PERIOD = re.compile(r"\d{4}(-\d{2})?\b")
_AFTER_A_CODE = "-_ ."


def submissions(night: Night, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the table `submission`.

    Args:
        night: the night.
        tables: its tables of what stands, by report.
    """
    files = load_submissions(night.store, night.contracts.reports, night.rules_version, night.known_at)
    standing = pd.concat([tables[name]["file_sha256"] for name in REPORTS]).value_counts()
    codes = {*night.register.units["unit_code"], *night.register.facilities["facility_code"]}
    return files.assign(
        sender_code=pd.Series([sender_code(path, codes) for path in files["file_path"]], dtype="str"),
        rows_standing=files["file_sha256"].map(standing).fillna(0).astype("int64"),
    )


def sender_code(file_path: str, codes: Collection[str]) -> str | None:
    """Return the unit or facility whose own folder a file came in; None where its path names none.

    That folder is the first below the inbox, and begins with the code. A folder of a month or a year is nobody's.

    >>> sender_code("03388-doan-ket/thang 10.xlsx", {"03388"}), sender_code("SYN-TU/a.csv", {"SYN", "SYN-TU"})
    ('03388', 'SYN-TU')
    >>> sender_code("2026-10/03388.xlsx", {"2026", "03388"}) is None
    True
    """
    folder, slash, _ = file_path.partition("/")
    if not slash or _PERIOD.match(folder):
        return None
    ends = [place for place, letter in enumerate(folder) if letter in _AFTER_A_CODE]
    # The longest first: a facility's code may begin with another's.
    beginnings = [folder, *(folder[:place] for place in reversed(ends))]
    return next((code for code in beginnings if code in codes), None)
