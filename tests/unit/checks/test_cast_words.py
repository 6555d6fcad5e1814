"""Words in columns of listed words."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from thugom.checks.cast import cast
from thugom.contracts import load_contracts
from thugom.contracts.policy_sections import Masses
from thugom.sources import Sheet


def test_a_dash_in_a_column_of_listed_words_is_not_the_default() -> None:
    """Unknown waste is not domestic waste: taking it for that would flatter what was treated."""
    contract = load_contracts().reports["treatment"]
    cells = pd.DataFrame({"unit_code": ["03388"] * 2, "stream": ["-", None]}, index=[2, 3], dtype=object)
    columns = {"unit_code": "A", "stream": "B"}
    sheet = Sheet("a.csv", "", "treatment", "canonical", "month", columns, cells, cells.iloc[:0])
    masses = Masses(Fraction(10), Fraction(3))
    done = cast(sheet, contract, None, known_codes=frozenset(), code_length=5, masses=masses)
    assert done.rows["stream"].tolist() == ["-", "domestic"]
