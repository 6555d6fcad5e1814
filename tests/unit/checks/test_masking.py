"""What a finding quotes of a cell: enough to recognise a mistake, and nobody's name or number."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.checks.sheets import report
from thugom.checks.masking import LONGEST_VALUE, MASK, masked

FIGURE, PERIOD, CODE = (report().field(name) for name in ("collected_t", "period", "unit_code"))
PEOPLE = ["Nguyễn Văn An", "NGUYỄN VĂN AN", "nguyễn văn an", "Nguyen Van An", "Giàng A Páo", "Lò Thị Mai"]
NUMBERS = [
    "0912 345 678",
    "0912345678",
    "+84 912 345 678",
    "(0213) 3876 543",
    "0912.345.678",
    "012345678901",
    "912345678",
]
SECRETS = ["912345678", "sk-live-4f9a8b7c6d5e4f3a", "an.nguyen@example.vn", "AKIA1234567890ABCDEF"]


@pytest.mark.parametrize("person", PEOPLE)
def test_a_person_is_masked_in_whatever_column(person: str) -> None:
    """Where a figure, a day, a code or a place belongs, nobody's name is quoted."""
    for field, column in ((FIGURE, "collected_t"), (PERIOD, "period"), (CODE, "unit_code"), (None, "unit_name")):
        assert person not in masked(f"gửi {person}", field, column)
        assert masked(person, field, column) == MASK


@pytest.mark.parametrize("number", [*NUMBERS, *SECRETS])
def test_numbers_by_which_people_are_reached_and_secrets_are_masked(number: str) -> None:
    """Telephone numbers in each Vietnamese form, identity cards, addresses, keys."""
    for field, column in ((FIGURE, "collected_t"), (CODE, "unit_code"), (None, "unit_name")):
        assert masked(f"gọi {number}", field, column) == f"gọi {MASK}"


@pytest.mark.parametrize(
    "text",
    [
        *("798,6 +35", "180-300", "15 tấn", "-162.561", "288.24999999999994", "1.234,5", "1e10", "Đang cập nhật"),
        *("#DIV/0!", "2026-10-31 00:00:00", "31/10/2026", "Tháng 13 năm 2026", "Chưa Có Số Liệu", "=A1+B2"),
    ],
)
def test_what_is_wrong_with_a_figure_stays_legible(text: str) -> None:
    """A mistake that its sender cannot read is not mended."""
    assert masked(text, FIGURE, "collected_t") == text


@pytest.mark.parametrize("place", ["Xã Nậm Hàng", "Nậm Hàng", "X. Tà Tổng", "TT. Than Uyên", "Vàng Ma Chải", "Lê Lợi"])
def test_the_name_of_a_place_is_quoted_where_a_place_belongs(place: str) -> None:
    """A name that no code of the register has is shown to whoever is to look for it."""
    assert masked(place, None, "unit_name") == place
    assert masked(place, CODE, "unit_code") == place


def test_a_personal_field_is_masked_whole() -> None:
    """What a contract calls personal is quoted nowhere, whatever it looks like."""
    assert masked("xin chào", replace(CODE, personal=True), "unit_code") == MASK
    assert masked("", replace(CODE, personal=True), "unit_code") == ""


@given(st.text(max_size=200))
def test_no_text_is_quoted_at_length(text: str) -> None:
    """Forty characters; and masking once is masking for good."""
    assert len(masked(text, None)) <= LONGEST_VALUE
