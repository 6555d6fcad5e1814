"""Reports as the store gives them, for the tests of the reviews: one file per test, every row accepted."""

import datetime as dt
import functools

import pandas as pd

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.frames import frame
from thugom.contracts import packaged_schemas
from thugom.measures.collection_review import reviewed_collection
from thugom.measures.record import standing_collection, standing_treatment
from thugom.measures.treatment_review import reviewed_treatment
from thugom.register import Register, load_register

AS_OF = dt.date(2026, 11, 16)
WARD, TWO_PARTS = "03388@2025-07-01", "03434@2025-07-01"
"""A unit that is all urban, and one with an urban and a rural part."""
COLLECTION = {
    **dict.fromkeys(["unit_code", "period", "settlement", "former_unit_code"], "str"),
    **dict.fromkeys(["households", "households_served", "households_self_managed"], "Int64"),
    **dict.fromkeys(["generated_kg", "collected_kg"], "Int64"),
}
TREATMENT = {
    **dict.fromkeys(["unit_code", "period", "settlement", "facility_code", "method", "stream", "reported_by"], "str"),
    "treated_kg": "Int64",
}
USUAL = {
    "period": "2025-08",
    "facility_code": "SYN-LC",
    "method": "sanitary_landfill",
    "stream": "domestic",
    "reported_by": "unit",
}


@functools.cache
def province() -> Register:
    """Return the packaged register with its synthetic facilities."""
    return load_register(packaged_schemas() / "register", synthetic=True)


def facts(table: str, types: dict[str, str]) -> pd.DataFrame:
    """Return a text table as received rows; what it leaves out is usual or unknown."""
    rows = frame(table) if table.strip() else pd.DataFrame({"unit_id": pd.Series(dtype="str")})
    usual = {name: USUAL.get(name) for name in types} | {"accepted": True}
    rows = rows.assign(**{name: value for name, value in usual.items() if name not in rows}).astype(types)
    return rows.assign(
        submitted_on=pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]"),
        arrived_at="2026-11-01T00:00:00Z",
        file_sha256="a",
        file_path="a.csv",
        sheet="",
        row_number=pd.Series(range(2, len(rows) + 2), index=rows.index, dtype="Int64"),
    )


def collection(table: str, treatment: str = "", as_of: dt.date = AS_OF) -> pd.DataFrame:
    """Return the review of collection rows, by their place in the table."""
    collected, treated = standing_collection(facts(table, COLLECTION)), standing_treatment(facts(treatment, TREATMENT))
    rows = reviewed_collection(collected, treated, province(), packaged_policy(), as_of)
    return rows.sort_values("row_number", ignore_index=True)


def treatment(table: str, collected: str = "") -> pd.DataFrame:
    """Return the review of treatment rows, by their place in the table."""
    record, treated = standing_collection(facts(collected, COLLECTION)), standing_treatment(facts(table, TREATMENT))
    rows = reviewed_treatment(record, treated, province(), packaged_policy())
    return rows.sort_values("row_number", ignore_index=True)
