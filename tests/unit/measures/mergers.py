"""A small merger with its register and two months of accounts, for what compares one map with another."""

from pathlib import Path

import pandas as pd

from tests.unit.measures.worlds import MONTHS, Cell, Report, World, account_of_worlds
from tests.unit.register.registers import Tables, register_of
from thugom.register import Register

BEFORE, AFTER = "2025-06", "2025-07"
TABLES: Tables = {
    "unit": [
        "00001 2020-01-01 2025-07-01 commune Một . 12 Lai_Châu . . 3",
        "00002 2020-01-01 2025-07-01 township Hai . 12 Lai_Châu . . 1",
        "00003 2020-01-01 2025-07-01 commune Ba . 12 Lai_Châu . . 4",
        "00004 2025-07-01 . commune Bốn . 12 Lai_Châu . . 4",
        "00005 2025-07-01 . ward Năm . 12 Lai_Châu . . 4",
    ],
    "unit_lineage": [
        "00001 2020-01-01 00004 2025-07-01 2025-07-01 1 test",
        "00002 2020-01-01 00004 2025-07-01 2025-07-01 1 test",
        "00003 2020-01-01 00005 2025-07-01 2025-07-01 1 test",
    ],
    "population": [
        "00001 2020-01-01 rural 2019-04-01 300 60 census usable",
        "00002 2020-01-01 urban 2019-04-01 100 20 census usable",
        "00003 2020-01-01 rural 2019-04-01 400 80 census usable",
    ],
}
"""A commune and a township make one commune; another commune becomes a ward."""
OLD_CELLS = (("00001", "rural"), ("00002", "urban"), ("00003", "rural"))
NEW_CELLS = (("00004", "rural"), ("00004", "urban"), ("00005", "urban"))
GOOD = Report(40, 40, 8, treated_known=True, households=10, served=10)
BAD = Report(40, 0, 0, treated_known=True, households=10, served=2)


def register_in(folder: Path) -> Register:
    """Return the merger's register, written into a folder."""
    return register_of(folder, TABLES)


def accounts_of(before: tuple[Report, ...], after: tuple[Report, ...]) -> pd.DataFrame:
    """Return the accounts of June and July, cell by cell in the order of `OLD_CELLS` and `NEW_CELLS`."""
    old, new = (
        tuple(Cell(f"{code}@{day}", settlement, (code,), (1,)) for code, settlement in cells)
        for cells, day in ((OLD_CELLS, "2020-01-01"), (NEW_CELLS, "2025-07-01"))
    )
    told = dict(zip([(MONTHS[0], cell) for cell in old], before, strict=True))
    told |= dict(zip([(MONTHS[1], cell) for cell in new], after, strict=True))
    rows = account_of_worlds([World((old, new), (1, 2), told)])
    rows = rows[rows["period"] != MONTHS[2]].reset_index(drop=True)
    return rows.assign(period=rows["period"].map({MONTHS[0]: BEFORE, MONTHS[1]: AFTER}).astype("str"))
