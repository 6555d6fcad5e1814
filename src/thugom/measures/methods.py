"""Methods: what became of waste whose report names the facility and not the method."""

import pandas as pd

from thugom.register import Register


def with_methods(rows: pd.DataFrame, register: Register) -> pd.DataFrame:
    """Return treatment rows, each without a method with the one that the register gives its facility.

    A flow sheet or a weighbridge knows where the waste went, and not what is done there. The register
    may say so, for a facility that does one thing; where it does not, the method stays unknown and
    the row is refused as before. A method that was reported is never replaced.

    Args:
        rows: `facility_code`, `method`, and `last_on`, the period's last day. A row whose period nobody
            can read is refused for that; it takes the newest method, lest it be asked for one as well.
        register: its facilities; the line that holds on the period's last day speaks.
    """
    asked = rows["method"].isna() & rows["facility_code"].notna()
    lines = register.facilities
    if not asked.any() or "method" not in lines or lines["method"].isna().all():
        return rows
    wanted = rows.loc[asked, ["facility_code", "last_on"]].rename_axis("place").reset_index()
    wanted["last_on"] = wanted["last_on"].fillna(lines["valid_from"].max())
    found = pd.merge_asof(
        wanted.sort_values("last_on"),
        lines[["facility_code", "valid_from", "method"]].sort_values("valid_from"),
        left_on="last_on",
        right_on="valid_from",
        by="facility_code",
    ).set_index("place")["method"]
    return rows.assign(method=rows["method"].fillna(found.reindex(rows.index)))
