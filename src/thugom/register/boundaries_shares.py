"""The shares of splits by the boundaries kept beside the register, where nothing else tells them.

Nothing of geometry is loaded before a share is asked for: it takes seconds, and most registers never ask.
"""

from pathlib import Path

import pandas as pd

from thugom.register.shares import GeometricShares

FILE_NAME = "boundaries.parquet"
"""The boundaries of a home, beside its register."""


def kept_shares(folder: Path) -> GeometricShares | None:
    """Return what computes shares by the boundaries kept in a register's folder; None where none are kept.

    What is returned raises RegisterError if the file cannot be read.
    """
    if not (folder / FILE_NAME).is_file():
        return None

    def shares(pairs: pd.DataFrame) -> pd.Series:
        """Return the share of each old unit's area that lies in the new one."""
        from thugom.register.boundaries import stored_boundaries  # noqa: PLC0415 - see above
        from thugom.register.boundaries_lineage import geometric_shares  # noqa: PLC0415 - see above

        return geometric_shares(stored_boundaries(folder), pairs)

    return shares
