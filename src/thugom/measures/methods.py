"""Methods: what became of waste whose report names the facility and not the method, and of which class each is."""

import pandas as pd

from thugom.contracts import Policy, Text
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


def with_classes(rows: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return treatment rows with the class of their method, null for one that the policy does not know.

    Args:
        rows: `method`.
        policy: methods and their classes.
    """
    return rows.assign(method_class=rows["method"].map(policy.treatment.classes).astype("str"))


def method_table(policy: Policy) -> pd.DataFrame:
    """Return the policy's methods with their classes: the columns of `treatment_method` less the version.

    A policy that gives no titles has its methods called by their names.
    """
    treatment = policy.treatment
    titles = {method: treatment.titles.get(method, Text(method, method)) for method in treatment.classes}
    rows = [
        {
            "method": method,
            "method_class": kind,
            "treats": method in treatment.treating,
            "title_vi": titles[method].vi,
            "title_en": titles[method].en,
            "source": treatment.source,
        }
        for method, kind in treatment.classes.items()
    ]
    return pd.DataFrame(rows)
