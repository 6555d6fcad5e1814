"""Where receipts lie."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from thugom.services.receipts.places import receipt_path

SHA = "0123456789abcdef" * 4


def test_a_receipt_lies_where_its_file_lay() -> None:
    """Whoever knows the file's folder and name finds its receipt."""
    assert receipt_path("2026-10/Xã Mù Cả.xlsx", SHA).as_posix() == "2026-10/Xã Mù Cả.01234567.xlsx"


def test_two_files_of_one_name_have_two_receipts() -> None:
    """A corrected file comes under the old name."""
    assert receipt_path("a.xlsx", SHA) != receipt_path("a.xlsx", SHA[::-1])


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=400))
def test_no_name_leads_out_of_the_folder_or_breaks_it(name: str) -> None:
    """Names come from strangers: dots, slashes, controls, names of devices' drives, and far too long ones."""
    place = receipt_path(name, SHA)
    assert not place.is_absolute()
    assert ".." not in place.parts
    for part in place.parts:
        assert part not in {"", "."}
        assert not part.startswith(".")
        assert len(part.encode()) <= 255
        assert not set(part) & set('<>:"|?*\\\0\n')
