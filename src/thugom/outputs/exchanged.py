"""What leaves for other systems: figures of periods that are wholly due, and nothing that is unknown."""

from collections.abc import Iterable

import pandas as pd

from thugom.outputs.release import Release


def due_periods(release: Release, kinds: Iterable[str]) -> pd.DataFrame:
    """Return the periods of these kinds that are past due day and grace: `period_kind`, `period`."""
    province = release.table("province_coverage")
    due = province["complete"].fillna(value=False).astype("bool") & province["period_kind"].isin(list(kinds))
    return province.loc[due, ["period_kind", "period"]].drop_duplicates()


def written(value: object) -> str:
    """Return a value as other programs read it: plain decimals, `true` and `false`.

    >>> written(True), written(3), written(0.1), written(12.50), written(1e-05)
    ('true', '3', '0.1', '12.5', '0.00001')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.10f}".rstrip("0").rstrip(".")
    return str(value)
