"""A release: the tables of one publication as frames, and what must be said of them wherever they go."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from thugom.contracts import Contract, Licence, Text

MASK = "•••"
"""What stands for a value that can name a person."""


@dataclass(frozen=True, eq=False)
class Release:
    """One publication: its tables with their contracts, and where they come from.

    `tables`: by name, the rows in the order of their key, typed as the store reads them; `hashes`: of the figures in
    them, where they are figures. `period`: the newest month that is past due day and grace; None where there is none.
    `remark`: what its reader must know first; None for what was published.
    """

    publication_id: str
    published_at: str
    as_of: str
    code_version: str
    policy_version: str
    register_version: str
    synthetic: bool
    place: Text
    period: str | None
    licence: Licence | None
    contracts: Mapping[str, Contract]
    tables: Mapping[str, pd.DataFrame]
    hashes: Mapping[str, str]
    remark: Text | None = None

    def table(self, name: str) -> pd.DataFrame:
        """Return a table's rows; without rows where it was not published."""
        if name in self.tables:
            return self.tables[name]
        return pd.DataFrame(columns=self.contracts[name].names if name in self.contracts else [])


def masked(contract: Contract, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with a mask in the stead of every value of a personal column.

    >>> from thugom.contracts import load_contracts
    >>> contract = load_contracts().curated["target"]
    >>> masked(contract, pd.DataFrame({"target_id": ["a"]}))["target_id"].tolist()
    ['a']
    """
    hidden = [field.name for field in contract.fields if field.personal and field.name in frame]
    covered = {name: pd.Series(MASK, index=frame.index, dtype="str").where(frame[name].notna()) for name in hidden}
    return frame.assign(**covered) if covered else frame
