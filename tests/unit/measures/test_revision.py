"""What the newest arrivals changed in figures that had been published."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thugom.measures.revision import COLUMNS, COMPARED, KEY, revisions, spread, with_files

PROVINCE = ["period", "indicator", "settlement", "basis", "denominator_kind", *COMPARED]
RATES = st.sampled_from([None, 0.0, 0.25, 1.0])
LINEAGE = pd.DataFrame(
    {"from_unit_id": ["A@1", "B@1", "AB@2"], "to_unit_id": ["AB@2", "AB@2", "ABC@3"]},
    dtype="str",
)


def province(*rows: tuple[str, float | None, float, float, str | None]) -> pd.DataFrame:
    """Return the province's rows: indicator, value, lower, upper, status."""
    same = ("2026-09", "all", "as_was", "by_units")
    full = [(same[0], name, *same[1:], value, lower, upper, status) for name, value, lower, upper, status in rows]
    return pd.DataFrame(full, columns=PROVINCE)


def units(**covered: bool | None) -> pd.DataFrame:
    """Return the units' rows, with what is known of their coverage."""
    return pd.DataFrame(
        {
            "period": "2026-09",
            "settlement": "all",
            "basis": "as_was",
            "unit_id": list(covered),
            "covered": pd.array(list(covered.values()), dtype="boolean"),
            "collected_treated_rate": pd.array([None] * len(covered), dtype="Float64"),
        }
    )


def files_of(basis: str, unit_id: str, period: str, *named: tuple[str, str, str], lookback: int = 3) -> Any:  # noqa: ANN401 - text or null
    """Return the files that one revision rests on, of new ones with their unit, period and path."""
    found = pd.DataFrame([{"basis": basis, "unit_id": unit_id, "period": period}], dtype="str")
    new = pd.DataFrame(named, columns=["unit_id", "period", "file_path"], dtype="str")
    register: Any = SimpleNamespace(lineage=LINEAGE)
    return with_files(found, new, lookback, register)["files"].iloc[0]


def test_a_figure_that_differs_stands_with_both_sides() -> None:
    """A reader sees what was published, what replaces it, and that the verdict is another."""
    before = {"province_coverage": province(("covered", 0.5, 0.4, 0.6, "undetermined"), ("same", 0.5, 0.4, 0.6, "met"))}
    after = {"province_coverage": province(("covered", 0.7, 0.7, 0.7, "met"), ("same", 0.5, 0.4, 0.6, "met"))}
    found = revisions(before, after)
    assert found["indicator"].tolist() == ["covered"]
    row = found.iloc[0]
    assert (row["value_before"], row["value_after"], row["lower_before"], row["upper_after"]) == (0.5, 0.7, 0.4, 0.7)
    assert (row["target_status_before"], row["target_status_after"]) == ("undetermined", "met")
    assert bool(row["verdict_flipped"])


def test_a_narrower_interval_is_a_revision_and_flips_nothing() -> None:
    """The value may stay while what was open closes."""
    before = {"province_coverage": province(("covered", None, 0.4, 0.6, "not_met"))}
    after = {"province_coverage": province(("covered", None, 0.5, 0.6, "not_met"))}
    found = revisions(before, after)
    assert (found["lower_after"].tolist(), found["verdict_flipped"].tolist()) == ([0.5], [False])


def test_a_unit_that_became_known_is_told_of_and_one_that_stayed_unknown_is_not() -> None:
    """Covered is 1, not covered 0, and unknown is neither."""
    found = revisions(
        {"commune_coverage": units(A=None, B=None, C=True, D=True)},
        {"commune_coverage": units(A=True, B=None, C=False, D=True)},
    )
    told = found[["unit_id", "indicator", "value_before", "value_after"]].astype(object)
    assert told.where(told.notna(), None).to_numpy().tolist() == [
        ["A", "covered", None, 1.0],
        ["C", "covered", 1.0, 0.0],
    ]


def test_a_figure_that_had_not_been_published_is_no_revision() -> None:
    """What is new is not what was changed."""
    one = {"province_coverage": province(("covered", 0.5, 0.4, 0.6, None))}
    assert revisions({}, one).empty
    assert revisions(one, {}).empty
    assert revisions({}, {}).columns.tolist() == COLUMNS


@given(before=st.lists(RATES, min_size=3, max_size=3), after=st.lists(RATES, min_size=3, max_size=3))
def test_exactly_the_figures_that_differ_are_told_of(before: list[float | None], after: list[float | None]) -> None:
    """The same twice is no revision, and there and back are the same revisions with their sides exchanged."""
    sides = [
        {"province_coverage": province(*((str(number), rate, 0.0, 1.0, None) for number, rate in enumerate(rates)))}
        for rates in (before, after)
    ]
    there, back = revisions(sides[0], sides[1]), revisions(sides[1], sides[0])
    wanted = [str(number) for number in range(3) if before[number] != after[number]]
    assert there["indicator"].tolist() == wanted
    exchanged = {f"{name}_{side}": f"{name}_{other}" for name in COMPARED for side, other in _SIDES}
    pd.testing.assert_frame_equal(back.rename(columns=exchanged)[COLUMNS], there)
    assert not there.duplicated(KEY).any()


_SIDES = (("before", "after"), ("after", "before"))


def test_a_report_reaches_the_months_that_look_back_on_it() -> None:
    """Which facilities are still to be heard of follows from the months before."""
    named = pd.DataFrame(
        [("A", "2026-11", "a.csv"), ("A", "2015", "b.csv")], columns=["unit_id", "period", "file_path"]
    )
    reached = spread(named.astype("str"), 2)
    assert set(reached["period"]) == {
        *("2026-11", "2026-12", "2027-01", "2026-Q4", "2027-Q1", "2026-H2", "2027-H1", "2026", "2027", "2015"),
    }


@pytest.mark.parametrize(
    ("basis", "unit_id", "period", "files"),
    [
        ("as_was", "AB@2", "2026-09", "ab.csv"),
        ("as_was", "A@1", "2026-09", None),
        ("as_issued", "A@1", "2026-09", "ab.csv"),
        ("as_is", "ABC@3", "2026-09", "ab.csv"),
        ("as_was", "AB@2", "2026-Q3", "ab.csv"),
        ("as_was", "AB@2", "2026-11", "ab.csv"),
        ("as_was", "", "2026-09", "ab.csv; x.csv"),
        ("as_was", "X@1", "2026-10", "x-later.csv"),
    ],
)
def test_a_revision_names_the_new_files_of_its_unit_and_period(
    basis: str, unit_id: str, period: str, files: str | None
) -> None:
    """On a recast basis also those of the units it is made of; of earlier months only where there are no others."""
    named = (
        ("AB@2", "2026-09", "ab.csv"),
        ("X@1", "2026-09", "x.csv"),
        ("X@1", "2026-10", "x-later.csv"),
    )
    found = files_of(basis, unit_id, period, *named)
    assert (None if pd.isna(found) else found) == files


def test_many_files_are_counted() -> None:
    """A province's figure may rest on a hundred: the first are named."""
    named = [(f"U{number}", "2026-09", f"{number}.csv") for number in range(5)]
    assert files_of("as_was", "", "2026-09", *named) == "0.csv; 1.csv; 2.csv; +2"
