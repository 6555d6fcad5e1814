"""The bases: what a unit's figures and answers are on another map."""

import pandas as pd

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.frames import answers, numbers
from tests.unit.measures.test_counts import NO_PARTS
from tests.unit.measures.worlds import MONTHS, Cell, Report, World, account_of_worlds, ends_of, links_of
from thugom.measures.bases import on_bases
from thugom.measures.recast import recast

MONTH = MONTHS[0]
COVERED = Report(10, 10, 4, treated_known=True, households=10, served=10)
NOT_COVERED = Report(10, 0, 0, treated_known=True, households=10, served=2)


def rows_of(*told: tuple[Cell, Report], unit: str = "T0") -> pd.DataFrame:
    """Return a unit's rows of January on the other map, by settlement, from what was told of some cells."""
    world = World((tuple(cell for cell, _ in told),), (3,), {(MONTH, cell): report for cell, report in told})
    cells, maps = account_of_worlds([world]), {"other": links_of([world])}
    units = on_bases(cells, maps, NO_PARTS, ends_of([world]), packaged_policy())["other"].units
    rows = units[(units["unit_id"] == unit) & (units["period"] == MONTH)]
    return rows.sort_values("settlement").set_index("settlement")


def old(name: str, settlement: str = "rural", *targets: str) -> Cell:
    """Return a unit of the old map that lies in the targets, or in T0 alone."""
    inside = targets or ("T0",)
    return Cell(name, settlement, inside, (1,) * len(inside))


def test_a_merged_unit_is_covered_if_any_of_its_parts_was() -> None:
    """One covered part is enough; a silent one beside uncovered ones leaves it open."""
    for reports, expected in (
        ((COVERED, NOT_COVERED), True),
        ((COVERED, Report()), True),
        ((NOT_COVERED, NOT_COVERED), False),
        ((NOT_COVERED, Report()), None),
    ):
        told = [(old(f"W{number}"), report) for number, report in enumerate(reports)]
        assert answers(rows_of(*told)["covered"]) == [expected, expected]


def test_a_merged_units_strict_answer_is_of_the_summed_figures() -> None:
    """A village of few households served does not take the answer from the large town beside it, nor gives it."""
    large = Report(100, 100, 0, treated_known=True, households=100, served=90)
    assert answers(rows_of((old("W0"), large), (old("W1"), NOT_COVERED))["adequately_covered"]) == [True, True]
    even = Report(10, 10, 0, treated_known=True, households=10, served=10)
    assert answers(rows_of((old("W0"), even), (old("W1"), NOT_COVERED))["adequately_covered"]) == [False, False]


def test_collected_and_treated_is_summed_and_never_taken_again() -> None:
    """One part treats more than it collects, the other nothing: 5 kg of 15 were collected and treated, not 10."""
    over = Report(5, 10, 0, treated_known=True)
    rows = rows_of((old("W0"), over), (old("W1"), NOT_COVERED))
    assert numbers(rows["collected_kg"]) == [15, 15]
    assert numbers(rows["treated_kg"]) == [10, 10]
    assert numbers(rows["collected_treated_kg"]) == [5, 5]


def test_only_what_is_divided_between_town_and_country_is_estimated() -> None:
    """A rural unit's parts are apportioned and no estimate: its report says that all of it is rural."""
    divided = rows_of((old("W0", "rural", "T0", "T1"), COVERED))
    assert divided["apportioned"].all()
    assert not divided["estimated"].any()
    assert divided["adequately_covered"].isna().all()


def test_a_unit_that_nothing_moves_keeps_its_figures_on_every_basis() -> None:
    """Where no cell goes anywhere but to itself, a basis is the one that was reported."""
    cell = Cell("A", "rural", ("A",), (1,))
    world = World(((cell,),), (3,), {(MONTH, cell): COVERED})
    cells = account_of_worlds([world])
    bases = on_bases(cells, {"other": links_of([world])}, NO_PARTS, ends_of([world]), packaged_policy())
    assert bases["other"] is bases["as_was"]


def test_people_are_divided_like_everything_else_and_none_is_lost() -> None:
    """Three kilograms over two equal parts: the lower unit has the odd one."""
    cell = old("W0", "rural", "T0", "T1")
    world = World(((cell,),), (3,))
    rows = account_of_worlds([world]).assign(collected_kg=pd.array([3, 0, 1], dtype="Int64"))
    found = recast(rows, links_of([world]), ["collected_kg", "population"])
    assert found.groupby("unit_id")["collected_kg"].apply(list).to_dict() == {"T0": [2, 0, 1], "T1": [1, 0, 0]}
    assert found.groupby("period")["population"].sum().tolist() == [200, 200, 200]
