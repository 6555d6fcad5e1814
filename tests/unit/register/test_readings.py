"""A text that names a unit is read with its kind in full or short, and with the places behind it."""

import pytest

from tests.unit.register.naming import kinds
from thugom.register.readings import parted, place_keys, readings


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("Xã Nậm Hàng", "commune", "Nậm Hàng"),
        ("xã: Nậm Hàng", "commune", "Nậm Hàng"),
        ("X. Nậm Hàng", "commune", "Nậm Hàng"),
        ("X.Nậm Hàng", "commune", "Nậm Hàng"),
        ("x Nậm Hàng", "commune", "Nậm Hàng"),
        ("Xa Nam Hang", "commune", "Nam Hang"),
        ("P. Đoàn Kết", "ward", "Đoàn Kết"),
        ("P1", "ward", "1"),
        ("Phường1", "ward", "1"),
        ("TT Than Uyên", "township", "Than Uyên"),
        ("TT. Than Uyên", "township", "Than Uyên"),
        ("T.T. Than Uyên", "township", "Than Uyên"),
        ("Thị Trấn Than Uyên", "township", "Than Uyên"),
        ("thitran Than Uyên", "township", "Than Uyên"),
        ("Đặc khu Côn Đảo", "special_zone", "Côn Đảo"),
        ("ĐK Côn Đảo", "special_zone", "Côn Đảo"),
        ("DK. Côn Đảo", "special_zone", "Côn Đảo"),
        ("UBND xã Nậm Hàng", "commune", "Nậm Hàng"),
        ("Ủy ban nhân dân phường Đoàn Kết", "ward", "Đoàn Kết"),
        ("Xã xã Bắc Sơn", "commune", "Bắc Sơn"),
    ],
)
def test_a_kind_is_read_in_full_and_short(text: str, kind: str, name: str) -> None:
    """With and without full stops, marks and the people's committee before it."""
    assert (kind, name) in [(reading.kind, reading.name) for reading in readings(text, kinds())]


@pytest.mark.parametrize("text", ["Phong Thổ", "Xà Dề Phìn", "Tân Uyên", "Thị", "P.", "Xã", "UBND", ""])
def test_what_only_begins_like_a_kind_is_a_name(text: str) -> None:
    """No letter of a name is taken for the word before it, and no word for a name."""
    assert [reading.kind for reading in readings(text, kinds())] == [None]


def test_a_text_is_parted_at_commas_and_brackets_and_last_at_dashes() -> None:
    """A dash may be a part of the name, so the whole is tried before it; a comma or slash never is."""
    assert list(parted("P. Đoàn Kết, TP. Lai Châu")) == [
        ("P. Đoàn Kết", ("TP. Lai Châu",)),
        ("P. Đoàn Kết, TP. Lai Châu", ()),
    ]
    assert next(parted("Aracatu/BA")) == ("Aracatu", ("BA",))
    assert list(parted("Chân Mây - Lăng Cô")) == [("Chân Mây - Lăng Cô", ()), ("Chân Mây", ("Lăng Cô",))]
    assert next(parted("Lê Lợi (Nậm Nhùn)")) == ("Lê Lợi", ("Nậm Nhùn",))
    assert [list(parted(text)) for text in ("", ",", "a,b,c,d,e")] == [[("", ())], [(",", ())], [("a,b,c,d,e", ())]]


@pytest.mark.parametrize("text", ["Tỉnh Lai Châu", "tinh lai chau", "T. Lai Châu", "LAI CHÂU", "TP. Lai Châu"])
def test_a_place_is_the_same_with_the_word_before_it_and_without(text: str) -> None:
    """Registers write `Tỉnh Lai Châu` or `Lai Châu`; so do those who report."""
    assert place_keys(text) & place_keys("Lai Châu")
    assert not place_keys(text) & place_keys("Quảng Ninh")
