"""What a table's content is called."""

import math

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import MetaData

from tests.unit.store.declared import contract
from thugom.renderings.tables import curated_table
from thugom.store.fingerprints import table_hash
from thugom.store.rows import columns_of, in_order_of_key

TABLE = curated_table(contract("rate", "key", "key:string n:integer rate:number note:string day:date"), MetaData())
FRAME = pd.DataFrame(
    {
        "key": pd.Series(["a", "Đ", "b"], dtype="str"),
        "n": pd.Series([1, None, 3], dtype="Int64"),
        "rate": [0.1, None, 1e300],
        "note": pd.Series(["", None, "NaN"], dtype="str"),
        "day": pd.to_datetime(["2026-10-31", "NaT", "2019-04-01"]),
    }
)


def _hash(frame: pd.DataFrame) -> str:
    return table_hash(TABLE, columns_of(TABLE, in_order_of_key(TABLE, frame)))


@given(st.permutations(range(3)), st.permutations(list(FRAME.columns)))
def test_the_hash_depends_on_neither_the_order_of_rows_nor_of_columns(rows: list[int], columns: list[str]) -> None:
    """However the frame lies in memory, the same figures have the same name."""
    assert _hash(FRAME.iloc[rows][columns]) == _hash(FRAME)


def test_the_hash_depends_on_no_type_of_a_frame() -> None:
    """Whole numbers as floats, text as objects and days of another resolution are the same figures."""
    other = FRAME.astype({"n": "float64", "note": "object", "rate": "Float64", "day": "datetime64[ns]"})
    assert _hash(other) == _hash(FRAME)


def test_null_is_not_the_empty_text_and_the_last_digit_counts() -> None:
    """What differs in any way has another name."""
    hashes = [
        _hash(FRAME),
        _hash(FRAME.assign(note=pd.Series(["", "", "NaN"], dtype="str"))),
        _hash(FRAME.assign(note=pd.Series(["", None, None], dtype="str"))),
        _hash(FRAME.assign(rate=[0.1 + 2**-56, math.nan, 1e300])),
        _hash(FRAME.iloc[:2]),
        _hash(FRAME.assign(n=pd.Series([1, 0, 3], dtype="Int64"))),
    ]
    assert len(set(hashes)) == len(hashes)


def test_the_form_that_is_hashed_does_not_change_unnoticed() -> None:
    """A hash of last year can be compared with one of today."""
    assert _hash(FRAME) == "00956a9f11a7ee4e5b5ce594d607489ea5851db5e528f4e69e82fb08223fa38d"
