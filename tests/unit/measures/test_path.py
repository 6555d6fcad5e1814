"""The province on its path: which months count, the gap, the verdict, and the pace that is needed."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.frames import answers, frame, records
from thugom.contracts import Policy, load_contract, packaged_schemas
from thugom.contracts.policy_sections import Baseline
from thugom.measures.pace import required_pp_per_year
from thugom.measures.path import PATH_TYPES, admissible_months, with_path
from thugom.measures.periods import months_between

POLICY = packaged_policy()
MONTHS = months_between("2024-01", "2026-10")
NOW = MONTHS[-1]


def test_a_month_counts_once_complete_units_make_95_percent_of_the_waste() -> None:
    """Exactly 95 % is enough, a kilogram less is not, and a unit without estimate leaves it unknown."""
    units = frame("""
        unit_id  period   generation_kg  complete
        A        2026-01  95             yes
        B        2026-01  5              no
        A        2026-02  94             yes
        B        2026-02  5              no
        A        2026-03  95             yes
        B        2026-03  .              no
        A        2026-04  0              yes
    """)
    months = admissible_months(units, POLICY)
    assert months.index.tolist() == ["2026-01", "2026-02", "2026-03", "2026-04"]
    assert answers(months) == [True, False, False, False]


@dataclass(frozen=True)
class Row:
    """One month of the urban target in kilograms: collected and treated, of generated; None is unknown."""

    value: tuple[int, int] | None
    lower: tuple[int, int] | None = None
    upper: tuple[int, int] | None = None
    kind: str = "by_generated"


def urban(values: dict[str, Row]) -> pd.DataFrame:
    """Return the rows of `province_coverage` for the urban target."""
    return pd.DataFrame([_row(period, row) for period, row in values.items()])


def _row(period: str, row: Row) -> dict[str, Any]:
    """Return one row, in tonnes as published."""
    ends = {"": row.value, "lower_": row.lower or row.value, "upper_": row.upper or row.value}
    terms: dict[str, Any] = {}
    for end, pair in ends.items():
        terms[end.rstrip("_") or "value"] = pair[0] / pair[1] if pair else None
        terms[f"{end}numerator"] = pair[0] / 1000 if pair else None
        terms[f"{end}denominator"] = pair[1] / 1000 if pair else None
    names = {"indicator": "urban_collected_treated", "settlement": "urban", "denominator_kind": row.kind}
    return {"period": period, "period_kind": "month", **names, "measured_in": "t", "units_in_force": 3, **terms}


def communes(covered: dict[str, int], unknown: int = 0, units: int = 38) -> pd.DataFrame:
    """Return the rows of `province_coverage` for the target of communes."""
    rows = []
    for period, yes in covered.items():
        ends = {"": (yes, units - unknown), "lower_": (yes, units), "upper_": (yes + unknown, units)}
        terms = {f"{end}numerator": float(pair[0]) for end, pair in ends.items()}
        terms |= {f"{end}denominator": float(pair[1]) for end, pair in ends.items()}
        terms |= {end.rstrip("_") or "value": pair[0] / pair[1] for end, pair in ends.items()}
        names = {"indicator": "communes_covered", "settlement": "all", "denominator_kind": "by_units"}
        rows.append(
            {
                "period": period,
                "period_kind": "month",
                **names,
                "measured_in": "units",
                "units_in_force": units,
                **terms,
            }
        )
    return pd.DataFrame(rows)


def pathed(
    province: pd.DataFrame, *, silent: tuple[str, ...] = (), pending: tuple[str, ...] = (), policy: Policy = POLICY
) -> dict[tuple[str, ...], dict[str, Any]]:
    """Return the rows with their path by month: admissible unless silent, due unless pending."""
    months = sorted(set(province["period"]))
    admissible = pd.Series([month not in silent for month in months], index=months)
    complete = [month not in pending for month in months]
    periods = pd.DataFrame({"period": months, "period_kind": "month", "complete": complete})
    return records(with_path(province, admissible, periods, policy), "period")


def test_the_columns_are_those_of_the_contract() -> None:
    """Every path column is declared, and every declared one from `admissible` on but the versions is filled."""
    contract = load_contract(packaged_schemas() / "curated" / "province_coverage.yml")
    names = [field.name for field in contract.fields]
    assert names[names.index("admissible") : -2] == list(PATH_TYPES)


def test_the_baseline_is_the_mean_of_the_first_twelve_dated_at_the_sixth() -> None:
    """Silent and pending months and those without a value are passed over, in the mean and in the date."""
    values = {month: Row((50 + number, 100)) for number, month in enumerate(MONTHS)}
    values[MONTHS[1]] = Row(None)
    rows = pathed(urban(values), silent=(MONTHS[2],), pending=(NOW,))
    numbers = [0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]
    row = rows[NOW,]
    assert row["baseline_on"] == MONTHS[7]
    assert row["baseline"] == float(Fraction(sum(50 + number for number in numbers), 1200))
    assert rows[MONTHS[6],]["expected"] is None
    assert rows[MONTHS[6],]["gap_pp"] is None
    assert rows[MONTHS[7],]["expected"] == row["baseline"]


def test_without_twelve_admissible_months_there_is_no_path() -> None:
    """Eleven are too few for a baseline, though enough for a projection and a pace."""
    row = pathed(urban({month: Row((60, 100)) for month in MONTHS[:11]}))[MONTHS[10],]
    assert [row[name] for name in ("baseline", "expected", "gap_pp", "status")] == [None] * 4
    assert (row["projected_2030"], row["on_course"]) == (0.6, "no")
    assert row["required_pp_per_year"] == float(Fraction(4000 * 12, 100 * 73))


def with_baseline(target: str = "urban_collected_treated", value: str = "0.6") -> Policy:
    """Return the policy with a baseline of its own: December 2024."""
    line = {target: Baseline("2024-12", Fraction(value))}
    return replace(POLICY, to_target=replace(POLICY.to_target, baselines=line))


def test_the_gap_is_measured_from_a_straight_line() -> None:
    """From 60 % in December 2024 to 100 % six years later, 70 % are expected in June 2026."""
    rows = pathed(urban({"2026-06": Row((66, 100), (65, 100), (71, 100))}), policy=with_baseline())
    row = rows["2026-06",]
    assert row["expected"] == 0.7
    assert (row["gap_pp"], row["gap_lower_pp"], row["gap_upper_pp"]) == (-4, -5, 1)
    assert row["status"] == "watch"


@pytest.mark.parametrize(
    ("kilograms", "status"),
    [(680_000, "on_track"), (679_999, "watch"), (650_000, "watch"), (649_999, "behind"), (800_000, "on_track")],
)
def test_a_kilogram_decides_the_status(kilograms: int, status: str) -> None:
    """Two points below the expected 70 % is on track; a kilogram less is to be watched."""
    rows = pathed(urban({"2026-06": Row((kilograms, 1_000_000))}), policy=with_baseline())
    assert rows["2026-06",]["status"] == status


def test_silence_leaves_the_gaps_of_the_bounds_only() -> None:
    """A month with too little known has no gap, no status and no pace, and its interval still has a place."""
    province = urban({"2026-06": Row((90, 100), (10, 200), (190, 200))})
    row = pathed(province, silent=("2026-06",), policy=with_baseline())["2026-06",]
    assert (row["admissible"], row["expected"]) == (False, 0.7)
    assert [row[name] for name in ("gap_pp", "status", "required_pp_per_year")] == [None] * 3
    assert (row["gap_lower_pp"], row["gap_upper_pp"]) == (-65, 25)


def test_an_interval_without_terms_runs_from_nothing_to_everything() -> None:
    """Where no estimate carries the ends they are 0 and 1, and their gaps say so."""
    province = urban({"2026-06": Row((90, 100))}).assign(lower=0.0, upper=1.0)
    terms = [f"{end}_{term}" for end in ("lower", "upper") for term in ("numerator", "denominator")]
    row = pathed(province.assign(**dict.fromkeys(terms)), policy=with_baseline())["2026-06",]
    assert (row["gap_lower_pp"], row["gap_upper_pp"]) == (-70, 30)


def test_a_month_not_wholly_due_is_not_judged() -> None:
    """It has its gap, and neither status nor verdict."""
    province = urban({month: Row((60, 100)) for month in MONTHS})
    row = pathed(province, pending=(NOW,), policy=with_baseline())[NOW,]
    assert (row["gap_pp"] < 0, row["status"]) == (True, None)
    assert (row["projected_2030"], row["on_course"]) == (0.6, None)


def test_the_policys_baseline_speaks_of_its_own_denominator() -> None:
    """A baseline by waste generated is none by waste collected."""
    rows = pathed(urban({"2026-06": Row((90, 100), kind="by_collected")}), policy=with_baseline())
    assert rows["2026-06",]["baseline"] is None


def test_a_projection_is_published_raw_and_limited() -> None:
    """Two points a month lead far above 100 %, which is said, and limited beside it."""
    values = {month: Row((20 + 2 * number, 100)) for number, month in enumerate(MONTHS)}
    row = pathed(urban(values))[NOW,]
    assert row["slope_pp_per_year"] == pytest.approx(24)
    assert row["projected_2030"] == pytest.approx((20 + 2 * 83) / 100)
    assert (row["projected_2030_limited"], row["on_course"]) == (1, "yes")


def test_every_month_is_projected_as_of_itself() -> None:
    """A later rise does not change what an earlier month led to."""
    values = {month: Row((50 if number < 20 else 90, 100)) for number, month in enumerate(MONTHS)}
    rows = pathed(urban(values))
    assert rows[MONTHS[4],]["projected_2030"] is None
    assert rows[MONTHS[19],]["projected_2030"] == 0.5
    assert rows[NOW,]["projected_2030"] > 0.5


def test_the_pace_is_in_points_a_year_and_in_units() -> None:
    """32 of 38 communes in December 2026, where 30 stood two years before: 34 are expected a year later."""
    policy = with_baseline("communes_covered", "0.80")
    row = pathed(communes({"2026-12": 32}), policy=policy)["2026-12",]
    assert row["required_pp_per_year"] == pytest.approx(100 * (0.95 - 32 / 38) / 4)
    # 0.80 + 0.15 x 36 / 72 = 0.875 of 38 is 33.25.
    assert (row["required_units"], row["required_by"]) == (2, "2027-12")


def test_units_of_which_nobody_knows_are_still_to_be_added() -> None:
    """Two unknown communes do not shorten the list of those to add."""
    policy = with_baseline("communes_covered", "0.80")
    row = pathed(communes({"2026-12": 32}, unknown=2), policy=policy)["2026-12",]
    assert row["required_units"] == 2
    assert row["required_pp_per_year"] < required_pp_per_year(Fraction(32, 38), Fraction("0.95"), 48)


def test_nothing_is_required_once_it_is_reached_or_past_due() -> None:
    """A target reached asks for no pace; after its month no pace can reach it."""
    policy = with_baseline("communes_covered", "0.80")
    rows = pathed(communes({"2029-12": 38, "2030-06": 36, "2030-12": 36, "2031-01": 36}), policy=policy)
    names = ("required_pp_per_year", "required_units", "required_by")
    assert [rows["2029-12",][name] for name in names] == [0, 0, "2030-12"]
    assert [rows["2030-06",][name] for name in names[1:]] == [1, "2030-12"]
    assert [rows["2030-12",][name] for name in names] == [None] * 3
    assert rows["2031-01",]["expected"] == 0.95


def test_rows_without_a_target_or_longer_than_a_month_have_no_path() -> None:
    """They come back as they were, with nothing in the path's columns."""
    province = urban({"2026-06": Row((90, 100))})
    others = pd.concat([province.assign(indicator="collection_rate"), province.assign(period_kind="quarter")])
    periods = pd.DataFrame({"period": ["2026-06"], "period_kind": ["month"], "complete": [True]})
    rows = with_path(others, pd.Series({"2026-06": True}), periods, with_baseline())
    assert rows[list(PATH_TYPES)].isna().all().all()
    pd.testing.assert_frame_equal(rows[others.columns], others)
