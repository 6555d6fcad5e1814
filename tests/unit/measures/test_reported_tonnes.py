"""What each unit collected, as tickets are held against it, is what its account says."""

import pandas as pd
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.unit.measures.frames import numbers
from tests.unit.measures.reviews import COLLECTION, TREATMENT, TWO_PARTS, WARD, facts
from tests.unit.measures.tickets import basis
from thugom.measures.accounts import Grid
from thugom.measures.figures import accounts_of
from thugom.measures.grid import grid_cells, reported_calendar
from thugom.measures.record import standing_collection, standing_treatment
from thugom.measures.reported_tonnes import collected_of_units
from thugom.register.overlap import former_parts

reports = st.lists(
    st.tuples(
        st.sampled_from([WARD, TWO_PARTS]),
        st.sampled_from(["urban", "rural", "all"]),
        st.one_of(st.just("."), st.integers(0, 9)),
        st.sampled_from(["yes", "yes", "no"]),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda row: row[:2],
)


@settings(max_examples=30, phases=[Phase.explicit, Phase.generate])
@given(reports)
def test_what_a_unit_collected_is_what_the_account_of_its_settlements_adds_up_to(
    rows: list[tuple[str, str, object, str]],
) -> None:
    """Known, zero and unknown, refused and missing, by settlement and as a whole: two ways, one answer."""
    lines = "\n".join(" ".join(map(str, row)) for row in rows)
    record = standing_collection(facts(f"unit_id settlement collected_kg accepted\n{lines}", COLLECTION))
    smallest = reported_calendar(pd.Series(["2025-08"]), basis().as_of)
    smallest = smallest[smallest["period"] == "2025-08"]
    register, policy = basis().register, basis().policy
    grid = Grid(grid_cells(smallest, register, policy), [], former_parts(register, policy.kind_settlement))
    found = collected_of_units(record, grid).set_index("unit_id")["collected_kg"]
    cells = accounts_of(smallest, record, standing_treatment(facts("", TREATMENT)), basis())
    sums = cells.groupby("unit_id")["collected_kg"].sum()
    sums = sums.mask(cells["collected_kg"].isna().groupby(cells["unit_id"]).any())
    assert numbers(found[[WARD, TWO_PARTS]]) == numbers(sums[[WARD, TWO_PARTS]])
