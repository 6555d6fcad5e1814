"""Pieces: nothing of a text is lost on its way into messages, and none of them is too long."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thugom.alerts.pieces import CUT, in_pieces, on_one_line, without_commands

TEXTS = st.text(st.sampled_from("aậ<&\"' \n"), max_size=400)


def unspaced(text: str) -> str:
    """Return a text without the spaces at which it may be broken."""
    return re.sub(r"\s", "", text)


@given(text=TEXTS, most=st.integers(20, 200))
def test_enough_pieces_hold_the_whole_text(text: str, most: int) -> None:
    """Each at most as long as asked once it is sent; only space is lost, at the breaks."""
    for as_sent in (str, html.escape):
        pieces = in_pieces(text, most, 1_000, as_sent)
        assert unspaced("".join(pieces)) == unspaced(text)
        assert all(len(as_sent(piece).encode()) <= most for piece in pieces)


@given(text=TEXTS, most=st.integers(20, 60), count=st.integers(1, 4))
def test_too_few_pieces_end_in_a_sign(text: str, most: int, count: int) -> None:
    """Whoever reads them knows that there is more."""
    whole, pieces = in_pieces(text, most, 1_000, str), in_pieces(text, most, count, str)
    assert len(pieces) <= count
    assert all(len(piece.encode()) <= most for piece in pieces)
    if unspaced("".join(pieces)) != unspaced("".join(whole)):
        assert pieces[-1].endswith(CUT)
        assert unspaced("".join(whole)).startswith(unspaced("".join(pieces)).removesuffix(CUT))


def test_pieces_are_broken_between_lines_where_lines_are_short() -> None:
    """No line of a digest is torn."""
    lines = [f"- Xã Nậm Hàng {number}" for number in range(40)]
    pieces = in_pieces("\n".join(lines), 100, 40, str)
    assert [line for piece in pieces for line in piece.split("\n")] == lines


@given(st.text(max_size=60))
def test_one_line_is_one_line(text: str) -> None:
    """Whatever stands in a name; doing it twice changes nothing."""
    line = on_one_line(text)
    assert line.splitlines() in ([], [line])
    assert on_one_line(line) == line


@pytest.mark.parametrize("text", ["[x](y)", "[x]<y>", "<@U123>", "<at>all</at>", "]<(", "](]("])
def test_no_link_and_no_mention_is_left(text: str) -> None:
    """Also where the signs for one are made of those for another."""
    said = without_commands(text)
    assert not re.search(r"[<>]|\]\(", said)
