"""What is on record: of all that was received, the rows that stand, and the refusals nothing replaces."""

from zoneinfo import ZoneInfo

import pandas as pd

from thugom.measures.accounts import CollectionRecord
from thugom.measures.grouping import chosen
from thugom.measures.standing import SETTLEMENTS, UTC, standing_rows, unplaced_refusals
from thugom.measures.treatment import TreatmentRecord

UNIT_MONTH = ["unit_id", "period", "settlement"]
COLLECTION_KEY = [*UNIT_MONTH, "former_unit_code"]
TREATMENT_GROUP = [*UNIT_MONTH, "reported_by", "reporter"]
TREATMENT_KEY = [*TREATMENT_GROUP, "facility_code", "method", "stream"]


def on_record(
    collection: pd.DataFrame, treatment: pd.DataFrame, time_zone: ZoneInfo
) -> tuple[CollectionRecord, TreatmentRecord]:
    """Return what is on record of both reports.

    Args:
        collection: every received collection row, accepted or not.
        treatment: the same for treatment rows.
        time_zone: the home's; a row without a date of its own counts from the day it arrived there.
    """
    return standing_collection(collection, time_zone), standing_treatment(treatment, time_zone)


def standing_collection(facts: pd.DataFrame, time_zone: ZoneInfo = UTC) -> CollectionRecord:
    """Return the collection rows that stand, and the refusals that nothing replaces.

    Args:
        facts: every received collection row, accepted or not.
        time_zone: the home's; a row without a date of its own counts from the day it arrived there.
    """
    facts = attributed(facts)
    placed = chosen(facts, facts["settlement"].isin(SETTLEMENTS))
    rows = standing_rows(placed, UNIT_MONTH, COLLECTION_KEY, time_zone)
    # A refused part of a merged unit whose settlement cannot be read may be missing in any sum of parts.
    lost = unplaced_refusals(facts, UNIT_MONTH[:2], time_zone)
    lost = lost[lost["former_unit_code"].notna()]
    anywhere = [lost.assign(settlement=settlement) for settlement in SETTLEMENTS]
    return CollectionRecord(rows[rows["accepted"]], pd.concat([rows[~rows["accepted"]], *anywhere]))


def standing_treatment(facts: pd.DataFrame, time_zone: ZoneInfo = UTC) -> TreatmentRecord:
    """Return the treatment rows that stand; a facility states its own tonnes, a unit all of its.

    Args:
        facts: every received treatment row, accepted or not.
        time_zone: as for `standing_collection`.
    """
    facts = attributed(facts)
    by_facility = facts["reported_by"] == "facility"
    facts = facts.assign(
        reported_by=facts["reported_by"].where(by_facility, "unit"),
        reporter=facts["facility_code"].where(by_facility, "").fillna(""),
    )
    placed = chosen(facts, facts["settlement"].isin(SETTLEMENTS))
    rows = standing_rows(placed, TREATMENT_GROUP, TREATMENT_KEY, time_zone)
    # A refused row whose settlement cannot be read leaves all of the unit's treatment unknown.
    lost = unplaced_refusals(facts, [name for name in TREATMENT_GROUP if name != "settlement"], time_zone)
    refused = pd.concat([rows[~rows["accepted"]], lost.assign(settlement="all")], ignore_index=True)
    return TreatmentRecord(rows[rows["accepted"]], refused)


def attributed(facts: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of which unit and period are known; the others belong to nobody."""
    return chosen(facts, facts["unit_id"].notna() & facts["period"].notna())
