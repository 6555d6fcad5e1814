"""Unit ids: a code alone names two units as soon as it is used again, a code with its day names one."""

import datetime as dt

import pandas as pd

SEPARATOR = "@"


def unit_id(unit_code: str, valid_from: dt.date) -> str:
    """Return the key of a unit.

    >>> unit_id("03388", dt.date(2025, 7, 1))
    '03388@2025-07-01'
    """
    return f"{unit_code}{SEPARATOR}{valid_from:%Y-%m-%d}"


def split_unit_id(key: str) -> tuple[str, dt.date]:
    """Return code and first day of validity of a unit.

    >>> split_unit_id("03388@2025-07-01")
    ('03388', datetime.date(2025, 7, 1))
    """
    code, day = key.split(SEPARATOR)
    return code, dt.date.fromisoformat(day)


def unit_ids(codes: pd.Series, valid_from: pd.Series) -> pd.Series:
    """Return the keys of many units; null where code or day is.

    >>> unit_ids(pd.Series(["03388"]), pd.Series([pd.Timestamp(2025, 7, 1)])).tolist()
    ['03388@2025-07-01']
    """
    keys: pd.Series = codes + SEPARATOR + valid_from.dt.strftime("%Y-%m-%d")
    return keys.astype("str")
