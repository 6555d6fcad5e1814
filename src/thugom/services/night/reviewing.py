"""Reviewing: what more than one file tells of the rows that stand, every night anew."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import pandas as pd

from thugom.measures.accounts import CollectionRecord
from thugom.measures.balances import Balances
from thugom.measures.collection_review import reviewed_collection
from thugom.measures.record import on_record
from thugom.measures.treatment_review import reviewed_treatment
from thugom.services.night.opening import Night
from thugom.store import load_sheets

PLACE = ["file_sha256", "sheet", "row_number"]
UNIT_MONTH = ["unit_id", "period", "settlement"]


def review(night: Night, facts: Mapping[str, pd.DataFrame], balances: Balances | None = None) -> pd.DataFrame:
    """Return what is found among the rows that stand, as rows of `quality_issue`.

    The findings follow from the facts, the register, the policy and the day alone: they are not kept
    with the files, since a later report can change what stands, and what it stands beside.

    Args:
        night: the night.
        facts: every received row by report, known at the night's instant.
        balances: what the weighbridge says beside them; None where nothing was weighed.
    """
    # Great Expectations takes seconds to import; the night has loaded it by now, and who only measures never needs it.
    from thugom.checks.review import PLACED, review_findings  # noqa: PLC0415

    collected, treated = on_record(facts["collection"], facts["treatment"], night.policy.place.time_zone)
    rows = {
        "collection": reviewed_collection(
            collected, treated, night.register, night.policy, night.as_of, balances=balances
        ),
        "treatment": reviewed_treatment(collected, treated, night.register, night.policy, balances),
    }
    sheets = load_sheets(night.store, night.rules_version)
    found = [review_findings(rows[name], contract, sheets) for name, contract in night.contracts.reviews.items()]
    # The declarations of a past night may know of no review.
    return pd.concat([part for part in found if len(part)] or [pd.DataFrame(columns=PLACED)], ignore_index=True)


def warned(findings: pd.DataFrame, facts: Mapping[str, pd.DataFrame], time_zone: ZoneInfo) -> pd.DataFrame:
    """Return the unit-months of which a check warned: unit_id, period and settlement, as reported.

    Only what stands counts: a mistake that was corrected speaks of nothing any more. A refused row in
    whose place nothing stands, and a row that stands because its correction was refused, are in doubt too.

    Args:
        findings: what is wrong with the files' places, of the files' own checks and of the review.
        facts: every received row by report.
        time_zone: the home's.
    """
    collected, treated = on_record(facts["collection"], facts["treatment"], time_zone)
    places = pd.MultiIndex.from_frame(findings[PLACE].astype(str))
    doubtful = [_unanswered(collected)[UNIT_MONTH], treated.refused[UNIT_MONTH]]
    for rows in (collected.standing, treated.standing):
        found = pd.MultiIndex.from_frame(rows[PLACE].astype(str)).isin(places)
        doubtful.append(rows.loc[found | rows["correction_refused"], UNIT_MONTH])
    return pd.concat(doubtful).drop_duplicates().sort_values(UNIT_MONTH, ignore_index=True)


def _unanswered(collected: CollectionRecord) -> pd.DataFrame:
    """Return the refused collection rows whose unit-month was not reported again since.

    A settlement that the unit does not have is corrected in a row of another one. Where a settlement
    of the unit is still missing after that, its waste is estimated, which the grade says itself.
    """
    order = ["submitted_on", "arrived_at"]
    newest = collected.standing.groupby(UNIT_MONTH[:2])[order].max().add_suffix("_newest").reset_index()
    rows = collected.refused.merge(newest, on=UNIT_MONTH[:2], how="left")
    later = rows["arrived_at_newest"].notna() & (
        (rows["submitted_on_newest"] > rows["submitted_on"])
        | ((rows["submitted_on_newest"] == rows["submitted_on"]) & (rows["arrived_at_newest"] > rows["arrived_at"]))
    )
    return rows[~later]
