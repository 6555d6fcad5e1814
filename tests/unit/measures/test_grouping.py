"""Sums over groups: exact in whole numbers, unknown as soon as a part is, in any order of rows."""

from collections import defaultdict

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.measures.frames import numbers
from thugom.measures.grouping import Groups, in_codes, stacked, whole, whole_and_unknown

ROWS = st.lists(
    st.tuples(st.sampled_from("ABC"), st.sampled_from("xy"), st.none() | st.integers(-(2**50), 2**50)), max_size=12
)


def table(rows: list[tuple[str, str, int | None]]) -> pd.DataFrame:
    """Return rows of two keys and a figure."""
    frame = pd.DataFrame(rows, columns=["unit", "month", "kg"]).astype({"unit": "str", "month": "str"})
    return frame.assign(kg=pd.Series([kg for _, _, kg in rows], dtype="Int64"))


@given(ROWS)
def test_sums_are_those_of_plain_addition(rows: list[tuple[str, str, int | None]]) -> None:
    """A sum is exact beyond what a float holds, and null as soon as one part is; sorted by the keys."""
    expected: defaultdict[tuple[str, str], list[int | None]] = defaultdict(list)
    for unit, month, kg in rows:
        expected[unit, month].append(kg)
    frame = table(rows)
    groups = Groups.by(frame, ["unit", "month"])
    keys = groups.keys(frame[["unit", "month"]])
    assert [(row.unit, row.month) for row in keys.itertuples()] == sorted(expected)
    listed = [expected[key] for key in sorted(expected)]
    known = [[kg for kg in parts if kg is not None] for parts in listed]
    sums = [sum(some) if len(some) == len(parts) else None for some, parts in zip(known, listed, strict=True)]
    assert numbers(groups.sums(frame["kg"])) == sums
    assert numbers(groups.sums(frame["kg"], known_only=True)) == [sum(some) if some else None for some in known]


@given(ROWS)
def test_any_and_all_are_those_of_each_group(rows: list[tuple[str, str, int | None]]) -> None:
    """A flag of a group is set if one of its rows' is, or all are."""
    frame = table(rows)
    groups = Groups.by(frame, ["unit"])
    flags = frame["kg"].isna()
    by_unit = {unit: part["kg"].isna() for unit, part in frame.groupby("unit")}
    assert groups.any(flags).tolist() == [bool(part.any()) for part in by_unit.values()]
    assert groups.all(flags).tolist() == [bool(part.all()) for part in by_unit.values()]


@given(ROWS.filter(bool))
def test_each_row_knows_its_group_and_each_group_its_first_and_last_row(
    rows: list[tuple[str, str, int | None]],
) -> None:
    """Positions are those in the rows as given, whatever order they stand in."""
    frame = table(rows)
    groups = Groups.by(frame, ["unit"])
    units = sorted(set(frame["unit"]))
    assert [units[number] for number in groups.numbers] == frame["unit"].tolist()
    positions = [np.flatnonzero(frame["unit"] == unit) for unit in units]
    assert groups.first.tolist() == [places[0] for places in positions]
    assert groups.last.tolist() == [places[-1] for places in positions]
    assert len(groups) == len(units)


@given(st.lists(st.none() | st.integers(-(2**62), 2**62)))
def test_whole_numbers_go_apart_and_together_again(values: list[int | None]) -> None:
    """Values and where they are unknown make the column that they came from."""
    column = pd.Series(values, dtype="Int64")
    assert numbers(whole(*whole_and_unknown(column))) == values


WORDS = st.lists(st.none() | st.text("ABĐ", max_size=2), max_size=8)


@given(WORDS, WORDS)
def test_words_written_as_codes_and_stacked_are_the_same_words_and_sort_as_text(
    first: list[str | None], second: list[str | None]
) -> None:
    """Nothing of a text is lost when it is written as codes, and its order is that of the text."""
    frames = [
        pd.DataFrame({"word": pd.Series(words, dtype="str"), "place": range(len(words))}) for words in (first, second)
    ]
    whole_text = pd.concat(frames, ignore_index=True)
    coded = stacked([in_codes(frame) for frame in frames])
    assert all(frame.empty for frame in frames)
    assert coded["word"].astype("object").where(coded["word"].notna(), None).tolist() == [*first, *second]
    assert (
        coded.sort_values(["word", "place"])["place"].tolist()
        == whole_text.sort_values(["word", "place"])["place"].tolist()
    )
