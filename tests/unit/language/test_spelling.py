"""One name has one spelling, however it was typed; marks that were left out are another matter."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thugom.language.spelling import bare_letters, has_marks, lacks_marks_of, signs, spelt

NAMES = st.text(alphabet="aăâbdđeêghioôơuưy áàảãạếềểễệ'-1Đ", min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pa Khoá", "Pa Khóa"),
        ("Hoà Bình", "Hòa Bình"),
        ("Thuý", "Thúy"),
        ("Xuý", "Xúy"),
        ("Quý", "Qúy"),
        ("Hoè", "Hòe"),
        ("Khuỷu", "Khủyu"),
        ("Nậm Hàng", "NẬM HÀNG"),
        ("Đoàn Kết", "Ðoàn Kết"),
        ("Nậm  Hàng", "Nậm\u00a0Hàng "),
        ("Ea H'Leo", "Ea H’leo"),
        ("Văn Miếu - Quốc Tử Giám", "Văn Miếu–Quốc Tử Giám"),
        ("Phường 01", "Phường 1"),
    ],
)
def test_ways_of_typing_are_one_spelling(one: str, other: str) -> None:
    """Where the tone stands, capitals, look-alikes of Đ, apostrophes, hyphens and zeros tell no names apart."""
    assert signs(one) == signs(other)
    assert spelt(unicodedata.normalize("NFD", one)) == spelt(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Tà Gia", "Ta Gia"), ("Pa Vệ Sử", "Pa Vệ Sủ"), ("Dào San", "Đào San"), ("Phường 1", "Phường 10")],
)
def test_marks_and_numbers_tell_names_apart(one: str, other: str) -> None:
    """A name without a mark is another spelling, and may be another name."""
    assert signs(one) != signs(other)


def test_letters_are_the_same_without_their_marks() -> None:
    """Under its bare letters a name is found however much of it was left out."""
    assert bare_letters("Đoàn Kết") == bare_letters("doan ket") == "doanket"
    assert (has_marks("Doan Ket"), has_marks("Đoan Ket")) == (False, True)


@given(NAMES, st.data())
def test_a_name_lacks_only_marks_of_itself(name: str, data: st.DataObject) -> None:
    """Whatever marks are taken away, what is left lacks only marks; with one put on it no longer does."""
    decomposed = unicodedata.normalize("NFD", name.lower())
    kept = [sign for sign in decomposed if not unicodedata.combining(sign) or data.draw(st.booleans())]
    assert lacks_marks_of("".join(kept), name)
    assert not lacks_marks_of(f"{name} ã", f"{name} a")


@given(NAMES, NAMES)
def test_two_names_lack_marks_of_each_other_only_if_they_are_one(one: str, other: str) -> None:
    """To lack only marks is an order: both ways round, it is the same spelling."""
    assert (lacks_marks_of(one, other) and lacks_marks_of(other, one)) == (signs(one) == signs(other))
