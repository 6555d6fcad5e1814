"""Names sort as a Vietnamese reader expects, and are found without their marks."""

import itertools
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from thugom.language.order import ALPHABET, order_key, plain


def test_d_with_a_stroke_follows_d_and_precedes_e() -> None:
    """A byte order would put Đoàn Kết behind Tủa Sín Chải."""
    names = ["Tủa Sín Chải", "Ea Súp", "Đoàn Kết", "Dào San", "Căn Co"]
    assert sorted(names, key=order_key) == ["Căn Co", "Dào San", "Đoàn Kết", "Ea Súp", "Tủa Sín Chải"]


def test_the_alphabet_is_in_its_own_order() -> None:
    """Each letter precedes the next, with every tone of the first before the second."""
    for first, second in itertools.pairwise(ALPHABET):
        assert order_key(first) < order_key(second)
        assert order_key(unicodedata.normalize("NFC", first + "\u0323")) < order_key(second)


def test_tones_decide_only_between_names_of_equal_letters() -> None:
    """Letters are compared over the whole name before any tone is."""
    assert order_key("Nậm Ban") < order_key("Nầm Cha")
    assert order_key("Nầm Ban") < order_key("Nậm Ban")


def test_the_form_in_which_a_name_was_typed_does_not_matter() -> None:
    """A file from a Mac has its marks as signs of their own; it is the same name."""
    name = "Phường Quyết Thắng"
    typed_apart = unicodedata.normalize("NFD", name)
    assert typed_apart != name
    assert order_key(typed_apart) == order_key(name)
    assert plain(typed_apart) == plain(name) == "phuong quyet thang"


def test_a_capital_d_with_a_stroke_becomes_a_plain_d() -> None:
    """Unicode does not take Đ apart, so it needs a rule of its own."""
    assert plain("ĐÔNG PHONG") == "dong phong"


@given(st.text(max_size=20))
def test_any_text_has_a_plain_form_and_a_place_in_the_order(text: str) -> None:
    """Nothing that a clerk types breaks the sorting, and a plain name stays as it is."""
    assert plain(plain(text)) == plain(text)
    assert order_key(text) == order_key(unicodedata.normalize("NFC", text))


@given(st.lists(st.text(alphabet="aăâdđeêoôơuư áàạãả-1", max_size=6), max_size=8))
def test_the_order_is_the_same_wherever_the_list_started(names: list[str]) -> None:
    """Sorting a list and sorting it backwards first end in one order."""
    backwards = names[::-1]
    assert sorted(names, key=order_key) == sorted(backwards, key=order_key)
