"""What is measured every night of the treatment rows that stand: collection, capacity, and the facility's word.

What concerns several rows is measured on the largest of them, so that it is said once, in a place that exists.
"""

from collections.abc import Sequence

import pandas as pd

from thugom.contracts import Policy
from thugom.measures.accounts import CollectionRecord
from thugom.measures.balances import Balances
from thugom.measures.collection_review import with_history
from thugom.measures.facility_balance import EVERY_STREAM
from thugom.measures.periods import calendar
from thugom.measures.reported_tonnes import LINE, of_stream
from thugom.measures.settlements import KEY
from thugom.measures.treatment import STREAMS, TreatmentRecord, counted
from thugom.measures.weighed import PLACE as PLACE_OF_SCALE
from thugom.register import Register, expected_settlements, facility_capacity

PLACE = ["file_sha256", "sheet", "row_number"]
FACTS = [*KEY, "settlement", "facility_code", "method", "stream", "treated_kg", "reported_by"]


def reviewed_treatment(
    collected: CollectionRecord,
    treated: TreatmentRecord,
    register: Register,
    policy: Policy,
    balances: Balances | None = None,
) -> pd.DataFrame:
    """Return the treatment rows that stand with the columns that the review's checks read.

    Args:
        collected: what stands on record.
        treated: the same of treatment.
        register: facilities, and the settlements in which a unit reports.
        policy: the stream and methods that count, and thresholds.
        balances: what the weighbridge says beside them; None where nothing was weighed.

    Returns:
        The rows with the columns of `reviews/treatment.yml`; what was measured of several is null but on
        the largest of them.

    Source: methodology, section 8, accounting, range, history and copy-paste; section 2, Treatment report.
    """
    rows = treated.standing.reset_index(drop=True)
    # From the largest to the smallest, once and for all that is measured on the largest of several.
    order = rows[["treated_kg", *PLACE]].sort_values(["treated_kg", *PLACE], ascending=[False, True, True, True]).index
    record = TreatmentRecord(rows.loc[order, FACTS], treated.refused)
    words = counted(record, policy)
    counts = words.standing[words.standing["method"].isin(policy.treatment.treating)]
    parts = [
        _beside_collection(counts, collected, register, policy),
        _over_months(_with_nothing(words.standing, policy), words.refused, policy),
        _in_facility(record, register, policy),
        _of_two_words(record.standing),
        *_beside_tickets(_counted_of_all_streams(record, policy), balances),
    ]
    return rows.join(pd.concat(parts, axis=1))


def _with_nothing(rows: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return the rows with 0 treated by a method that does not treat, those that treat first.

    A month in which all went to a dump is a month with T = 0, and not one of which nobody knows.
    """
    treats = rows["method"].isin(policy.treatment.treating)
    ordered = rows.assign(treated_kg=rows["treated_kg"].where(treats, 0))
    return pd.concat([ordered[treats], ordered[~treats]])


def _on_largest(rows: pd.DataFrame, by: Sequence[str], sums: pd.DataFrame) -> pd.DataFrame:
    """Return `sums`, one row per group of `by`, on the label of each group's first row, which is its largest."""
    largest = rows.drop_duplicates(list(by))[list(by)].reset_index(names="_row")
    return largest.merge(sums, on=list(by)).set_index("_row").drop(columns=list(by))


def _beside_collection(
    words: pd.DataFrame, collected: CollectionRecord, register: Register, policy: Policy
) -> pd.DataFrame:
    """Return T and C side by side: by settlement where both reports are, else for the whole unit."""
    whole = pd.concat([frame.loc[frame["settlement"] == "all", KEY] for frame in (words, collected.standing)])
    by = [*KEY, "part"]
    rows = _in_parts(words, whole)
    treated = rows.groupby(by, as_index=False).agg(treated_beside_kg=("treated_kg", "sum"))
    known = _collected_in_parts(collected, whole, register, policy)
    return _on_largest(rows, by, treated.merge(known, on=by, how="left"))


def _in_parts(rows: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the `part` they are added up in: their settlement, or `all` of the unit."""
    of_whole = pd.MultiIndex.from_frame(rows[KEY]).isin(pd.MultiIndex.from_frame(whole))
    return rows.assign(part=rows["settlement"].mask(of_whole, "all"))


def _collected_in_parts(
    collected: CollectionRecord, whole: pd.DataFrame, register: Register, policy: Policy
) -> pd.DataFrame:
    """Return C per unit, period and part; null where a figure or a settlement of it is missing."""
    columns = [*KEY, "settlement", "collected_kg"]
    refused = collected.refused[columns].assign(collected_kg=pd.array([pd.NA] * len(collected.refused), dtype="Int64"))
    rows = _in_parts(pd.concat([collected.standing[columns], refused], ignore_index=True), whole)
    by = [*KEY, "part"]
    sums = rows.groupby(by)["collected_kg"].sum()
    sums = sums.mask(rows["collected_kg"].isna().groupby([rows[name] for name in by]).any())
    given = rows[[*by, "settlement"]].drop_duplicates()
    groups = [given[name] for name in by]
    settlements, in_parts = given.groupby(by).size(), (given["settlement"] != "all").groupby(groups).all()
    expected = expected_settlements(register, policy.kind_settlement).groupby("unit_id").size()
    wanted = expected.reindex(sums.index.get_level_values("unit_id")).to_numpy()
    of_whole = sums.index.get_level_values("part") == "all"
    return sums.mask(of_whole & in_parts & (settlements < wanted)).rename("collected_beside_kg").reset_index()


def _over_months(words: pd.DataFrame, refused: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return the month's sum of each unit, and how it stands to the months before.

    Of the unit as a whole: a unit and a facility that take turns in reporting divide it otherwise. A
    month of which a row was refused has no sum.
    """
    open_months = pd.MultiIndex.from_frame(refused[KEY])
    words = words[~pd.MultiIndex.from_frame(words[KEY]).isin(open_months)]
    sums = words.groupby(KEY, as_index=False).agg(treated_total_kg=("treated_kg", "sum"))
    totals = sums["treated_total_kg"]
    history = with_history(sums["unit_id"], sums["period"], totals, "treated", policy.plausibility.history)
    return _on_largest(words, KEY, sums.join(history))


def _counted_of_all_streams(record: TreatmentRecord, policy: Policy) -> pd.DataFrame:
    """Return the rows that count of every stream, from the largest to the smallest."""
    counts = pd.concat([of_stream(record, policy, name).standing for name in STREAMS])
    return record.standing[record.standing.index.isin(counts.index)]


def _in_facility(record: TreatmentRecord, register: Register, policy: Policy) -> pd.DataFrame:
    """Return what each facility received in a period, of all streams, beside its capacity."""
    rows = _counted_of_all_streams(record, policy)
    by = ["facility_code", "period"]
    sums = rows.groupby(by, as_index=False).agg(facility_total_kg=("treated_kg", "sum"))
    capacity = facility_capacity(register.facilities, calendar(rows["period"].unique()))
    capacity = capacity.rename(columns={"capacity_kg": "facility_capacity_kg"})
    return _on_largest(rows, by, sums.merge(capacity, on=by, how="left"))


def _beside_tickets(rows: pd.DataFrame, balances: Balances | None) -> list[pd.DataFrame]:
    """Return what the weighbridge says of the unit at the facility, and of the facility as a whole.

    Each is measured on the largest row that it concerns; tickets that no report speaks of stand in the tables of
    balances, and have no row to be told at.
    """
    lines, facilities = (None, None) if balances is None else (balances.units, balances.facilities)
    line_names = {"tickets_kg": "line_tickets_kg", "reported_kg": "line_reported_kg"}
    if lines is None or facilities is None:
        nothing = {name: pd.Series(None, index=rows.index[:0], dtype="Int64") for name in line_names.values()}
        place = pd.Series(None, index=rows.index[:0], dtype="Int64")
        agree = pd.Series(None, index=rows.index[:0], dtype="boolean")
        return [pd.DataFrame({**nothing, "tickets_agree": agree, "facility_tickets_kg": place})]
    told = lines[[*LINE, *line_names]].rename(columns=line_names).assign(tickets_agree=~lines["out_of_balance"])
    every = facilities.loc[facilities["stream"] == EVERY_STREAM, [*PLACE_OF_SCALE, "tickets_kg"]]
    every = every.rename(columns={"tickets_kg": "facility_tickets_kg"})
    return [_on_largest(rows, LINE, told), _on_largest(rows, PLACE_OF_SCALE, every)]


def _of_two_words(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the unit's and the facility's word on the same waste, on the largest row of the unit's.

    They agree where the unit's rounding explains what is between them: half a unit of the last decimal
    of each of its rows, as for totals.
    """
    by = [*KEY, "facility_code", "stream", "part"]
    whole = (rows["settlement"] == "all").groupby([rows[name] for name in by[:-1]]).transform("any")
    rows = rows.assign(part=rows["settlement"].mask(whole, "all"), rounding=_rounding(rows["treated_kg"]))
    by_facility = rows["reported_by"] == "facility"
    theirs = rows[by_facility].groupby(by, as_index=False).agg(facility_says_kg=("treated_kg", "sum"))
    of_unit = rows[~by_facility].groupby(by, as_index=False)
    words = of_unit.agg(unit_says_kg=("treated_kg", "sum"), rounding=("rounding", "sum")).merge(theirs, on=by)
    apart = (words["unit_says_kg"] - words["facility_says_kg"]).abs()
    words = words.assign(words_agree=(apart <= words.pop("rounding")).astype("boolean"))
    return _on_largest(rows[~by_facility], by, words)


def _rounding(kilograms: pd.Series) -> pd.Series:
    """Return half a unit of the last decimal of tonnes that each figure shows; a 0 says nothing, and says it exactly.

    >>> _rounding(pd.Series([35_000, 35_200, 35_190, 35_187, 0], dtype="Int64")).tolist()
    [500, 50, 5, 0, 0]
    """
    result = pd.Series(0, index=kilograms.index, dtype="Int64")
    for unit in (10, 100, 1000):
        result = result.mask((kilograms % unit == 0) & (kilograms > 0), unit // 2)
    return result
