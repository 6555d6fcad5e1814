"""Text from before Unicode is recognised by its name."""

import pytest

from thugom.sources.legacy import legacy_encoding

TCVN3 = ("B\xb8o c\xb8o khèi l\xadîng chÊt th¶i r¾n sinh ho¹t", "§¬n vÞ: tÊn")
VNI = ("Baùo caùo khoái löôïng chaát thaûi raén sinh hoaït", "Ñôn vò: taán")


@pytest.mark.parametrize(("texts", "name"), [(TCVN3, "TCVN3 (ABC)"), (VNI, "VNI")])
def test_an_old_font_s_letters_are_known_by_their_encoding(texts: tuple[str, ...], name: str) -> None:
    """What a program shows that takes them for Western European gives them away."""
    assert legacy_encoding(texts) == name


@pytest.mark.parametrize(
    "text",
    [
        "Báo cáo khối lượng chất thải rắn sinh hoạt (tấn) của xã Tà Tổng, huyện Mường Tè",
        "Città di Forlì: più rifiuti, perché così è; à la fin de l'année, naïve façade",
        "Município de Açailândia, não há coleta; Não sabe; resíduos sólidos; 60.146 m³, nº 5, 1ª",
        "\x00\xae\xac\xad\xabx\xae\xacy\xae" * 9,
    ],
)
def test_other_languages_and_no_text_at_all_are_none(text: str) -> None:
    """A sender who writes Unicode is not told to leave an encoding that he never used."""
    assert legacy_encoding([text]) is None
