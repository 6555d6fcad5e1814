"""Every table of a night, those without rows included."""

from collections.abc import Mapping

import pandas as pd

from thugom.contracts import Contract
from thugom.services.night.opening import Night


def complete(night: Night, tables: Mapping[str, pd.DataFrame]) -> dict[str, tuple[Contract, pd.DataFrame]]:
    """Return every table of figures with its contract.

    A table without rows tonight is published empty, so that nothing of an earlier night remains.
    """
    return {
        name: (contract, tables.get(name, _empty(contract)))
        for name, contract in sorted(night.contracts.curated.items())
        if contract.kind == "curated"
    }


def _empty(contract: Contract) -> pd.DataFrame:
    """Return a table without rows."""
    return pd.DataFrame(columns=contract.names)
