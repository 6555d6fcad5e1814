"""Reports of a merged unit part by part: what they close, and what they leave open."""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.frames import answers, frame, numbers
from tests.unit.measures.worlds import MONTHS, Cell, Report, World, account_of_worlds, ends_of, links_of
from thugom.measures.bases import on_bases
from thugom.measures.counts import Correction, corrections, count_figures
from thugom.measures.figure import Figure
from thugom.measures.former_parts import REPORTED, open_cells, reported_parts
from thugom.measures.periods import calendar
from thugom.measures.province import OnBasis

MONTH = MONTHS[0]
WHOLE = Cell("W", "rural", ("T0", "T1", "T2"), (5, 3, 2))
ADEQUATE = Report(10, 10, 0, treated_known=True, households=10, served=10)
KNOWN = frame("""
    unit_id  settlement  former_unit_code  former_unit_id
    W        rural       00000             T0
    W        rural       00001             T1
    W        rural       00002             T2
""")
HEAD = f"""
    unit_id period settlement former_unit_code {" ".join(REPORTED)}"""


def standing(*rows: str) -> pd.DataFrame:
    """Return collection rows of January: unit, settlement, former unit and what it reports."""
    lines = [f"    {row.split()[0]} {MONTH} {' '.join(row.split()[1:])}" for row in rows]
    return frame("\n".join([HEAD, *lines])).astype(dict.fromkeys(REPORTED, "Int64"))


def basis_of(report: Report, *rows: str) -> OnBasis:
    """Return a whole of three parts on the map of its parts; `rows` are its collection rows."""
    world = World(((WHOLE,),), (3,), {(MONTH, WHOLE): report})
    parts = reported_parts(standing(*rows), KNOWN)
    cells = account_of_worlds([world])
    return on_bases(cells, {"other": links_of([world])}, parts, ends_of([world]), packaged_policy())["other"]


def january(basis: OnBasis) -> pd.DataFrame:
    """Return the parts' rows of January, sorted by unit."""
    units = basis.units
    rows = units[(units["period"] == MONTH) & (units["settlement"] == "all")]
    return rows.sort_values("unit_id", ignore_index=True)


def count_of(basis: OnBasis, indicator: str = "communes_covered") -> Figure:
    """Return a count of January."""
    whole = basis.units[basis.units["settlement"] == "all"]
    found = count_figures(whole, calendar([MONTH, "2026-Q1", "2026-H1", "2026"]), corrections(basis.wholes, whole))
    return next(figure for key, figure in found if (key[0], key[2]) == (MONTH, indicator))


def ends(figure: Figure) -> tuple[Fraction | int | None, ...]:
    """Return the numerators of both ends."""
    return figure.lower.numerator, figure.upper.numerator


def test_parts_known_one_by_one_close_the_interval() -> None:
    """Two parts collect and one does not: two of three are covered, and nothing is between least and most."""
    basis = basis_of(ADEQUATE, "W rural 00000 5 5 0 10 4", "W rural 00001 3 3 0 10 6", "W rural 00002 2 2 0 10 0")
    figure = count_of(basis)
    assert ends(figure) == (2, 2)
    assert figure.value.ratio == figure.lower.ratio
    strict = count_of(basis, "communes_adequately_covered")
    assert ends(strict) == (2, 2)
    assert not january(basis)["apportioned"].any()


def test_each_part_has_the_figures_of_its_own_row() -> None:
    """What is told apart is not divided by people; what is not told apart, by what was collected."""
    report = Report(20, 10, 5, treated_known=True, households=10, served=6)
    rows = january(
        basis_of(report, "W rural 00000 5 1 0 . 2", "W rural 00001 3 3 0 . 6", "W rural 00002 2 2 0 . 12"),
    )
    assert numbers(rows["households"]) == [5, 3, 2]
    assert numbers(rows["households_served"]) == [1, 3, 2]
    assert numbers(rows["collected_kg"]) == [2, 6, 12]
    assert numbers(rows["treated_kg"]) == [1, 3, 6]
    assert numbers(rows["population"]) == [150, 90, 60]


@settings(max_examples=10)
@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=1, max_size=6))
def test_the_parts_sum_to_the_whole(drawn: list[list[int]]) -> None:
    """Each part keeps what its row says to the kilogram, whatever it is, nothing and what its people weigh included."""
    cells = [Cell(f"W{n}", "rural", tuple(f"T{n}{p}" for p in range(3)), (5, 0, 2)) for n in range(len(drawn))]
    reports = {(MONTH, cell): Report(collected=sum(own)) for cell, own in zip(cells, drawn, strict=True)}
    worlds = [
        World(((cell,),), (3,), {key: report}) for cell, (key, report) in zip(cells, reports.items(), strict=True)
    ]
    parts = pd.DataFrame(
        [
            (cell.unit, MONTH, "rural", target, households, None, None, None, kilograms)
            for cell, own in zip(cells, drawn, strict=True)
            for target, kilograms, households in zip(cell.targets, own, reversed(own), strict=True)
        ],
        columns=["unit_id", "period", "settlement", "to_unit_id", *REPORTED],
    ).astype(dict.fromkeys(REPORTED, "Int64"))
    account = account_of_worlds(worlds)
    january_rows = account["period"] == MONTH
    account.loc[january_rows, "households"] = account.loc[january_rows, "collected_kg"]
    basis = on_bases(account, {"other": links_of(worlds)}, parts, ends_of(worlds), packaged_policy())["other"]
    rows = january(basis).set_index("unit_id")
    for cell, own in zip(cells, drawn, strict=True):
        assert numbers(rows.loc[list(cell.targets), "collected_kg"]) == own
        assert numbers(rows.loc[list(cell.targets), "households"]) == own[::-1]


def test_one_row_for_the_rest_is_the_last_parts_own() -> None:
    """Two parts named and a row for what is left: the third part's figures are that row's."""
    basis = basis_of(ADEQUATE, "W rural 00000 5 5 0 10 4", "W rural 00001 3 3 0 10 0", "W rural . 2 2 0 10 6")
    assert answers(january(basis)["covered"]) == [True, False, True]
    assert numbers(january(basis)["collected_kg"]) == [4, 0, 6]
    assert count_of(basis).value.ratio is not None


def test_a_rest_of_several_parts_is_known_of_them_together_only() -> None:
    """One part named, the other two in one row: it is closed, they are open, and the count has no value."""
    basis = basis_of(ADEQUATE, "W rural 00000 5 5 0 10 4", "W rural . 5 5 0 20 6")
    rows = january(basis)
    assert answers(rows["covered"]) == [True, None, None]
    assert rows["apportioned"].tolist() == [False, True, True]
    assert numbers(rows["collected_kg"])[0] == 4
    figure = count_of(basis)
    assert ends(figure) == (1, 3)
    assert figure.value.ratio is None


def test_a_missing_part_leaves_the_sum_unknown_and_the_treated_waste_nobodys() -> None:
    """A part that is not there may have collected all that was treated: what is named collected, perhaps untreated."""
    rows = standing("W rural 00000 5 5 0 10 4", "W rural 00001 3 3 0 10 0")
    assert open_cells(rows, KNOWN).to_dict("records") == [{"unit_id": "W", "period": MONTH, "settlement": "rural"}]
    unsummed = Report(None, 10, 0, treated_known=True)
    basis = basis_of(unsummed, "W rural 00000 5 5 0 10 4", "W rural 00001 3 3 0 10 0")
    assert answers(january(basis)["covered"]) == [None, False, None]
    assert january(basis)["collected_kg"].isna().all()


def test_a_part_that_does_not_say_what_it_collected_is_not_what_the_rest_collected() -> None:
    """A row without C says nothing of its part, though the row for the rest says 0."""
    unsummed = Report(None, 10, 0, treated_known=True)
    basis = basis_of(unsummed, "W rural 00000 5 5 0 10 .", "W rural 00001 5 5 0 10 0", "W rural . 5 5 0 10 0")
    assert answers(january(basis)["covered"]) == [None, False, False]


def test_a_part_of_a_whole_that_treats_nothing_is_not_covered() -> None:
    """Of a whole that collects and treats nothing no part is covered, named or not."""
    untreated = Report(10, 0, 0, treated_known=True, households=10, served=10)
    basis = basis_of(untreated, "W rural 00000 5 5 0 10 4", "W rural . 5 5 0 20 6")
    assert answers(january(basis)["covered"]) == [False, False, False]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["W rural 00000 . . . . 1", "W rural 00001 . . . . 1", "W rural 00002 . . . . 1"], []),
        (["W rural 00000 . . . . 1", "W rural . . . . . 1"], []),
        (["W rural . . . . . 1"], []),
        (["W rural 00000 . . . . 1"], ["rural"]),
        (["W all 00000 . . . . 1", "W all 00001 . . . . 1"], ["all"]),
        (["W all 00000 . . . . 1", "W all 00001 . . . . 1", "W all 00002 . . . . 1"], []),
    ],
)
def test_a_sum_of_parts_is_open_while_one_is_missing(rows: list[str], expected: list[str]) -> None:
    """All parts, or some and a row for the rest, make a sum; fewer do not."""
    assert open_cells(standing(*rows), KNOWN)["settlement"].tolist() == expected


def test_a_row_for_the_whole_of_a_unit_of_one_settlement_is_that_settlements() -> None:
    """`all` from a unit of one settlement is that settlement, part by part too."""
    parts = reported_parts(standing("W all 00000 . . . . 4", "W all . . . . . 6"), KNOWN)
    assert parts["settlement"].tolist() == ["rural", "rural"]
    assert parts["to_unit_id"].fillna("rest").tolist() == ["T0", "rest"]


def test_a_code_that_is_no_part_of_the_unit_is_no_part() -> None:
    """A former unit that the lineage does not know says nothing of any part; a unit without parts has none."""
    assert reported_parts(standing("W rural 99999 . . . . 4", "V rural 00000 . . . . 4"), KNOWN).empty
    named = reported_parts(standing("W rural 99999 . . . . 4", "W rural 00001 . . . . 6"), KNOWN)
    assert named["to_unit_id"].tolist() == ["T1"]


def test_parts_of_a_later_reform_do_not_name_those_of_an_earlier_one() -> None:
    """A part that was itself merged before is open on the map of before: only its own parts could close it."""
    report = reported_parts(
        standing("W rural 00000 5 5 0 10 4", "W rural 00001 5 5 0 10 6"),
        KNOWN.assign(former_unit_id=["P0", "P1", "P2"]),
    )
    world = World(((WHOLE,),), (3,), {(MONTH, WHOLE): ADEQUATE})
    basis = on_bases(
        account_of_worlds([world]), {"other": links_of([world])}, report, ends_of([world]), packaged_policy()
    )["other"]
    whole = basis.units[basis.units["settlement"] == "all"]
    assert corrections(basis.wholes, whole)[MONTH, "month", "covered"] == Correction(1, 60, 0, hidden=True)
