"""The texts of the command line, in Vietnamese."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from thugom.language.catalogue import language_of, translator

SOURCE = Path(__file__).parents[3] / "src" / "thugom"
CATALOGUE = SOURCE / "language" / "vi.po"


def _said_texts() -> set[str]:
    """Return every text that the command line says through `say("…")`."""
    texts = set()
    for path in (SOURCE / "cli").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name == "say":
                texts.add(str(node.args[0].value))
    return texts


def _placeholders(text: str) -> set[str]:
    """Return the names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_text_of_the_command_line_is_in_vietnamese() -> None:
    """Many read Vietnamese only: a text without a translation is a fault."""
    say = translator("vi")
    texts = _said_texts()
    assert len(texts) > 15
    assert sorted(text for text in texts if say(text) == text) == []


def test_a_translation_quotes_what_its_original_quotes() -> None:
    """A placeholder that one language lacks would lose a figure, or break the sentence."""
    with CATALOGUE.open("rb") as lines:
        messages = [message for message in read_po(lines, locale="vi") if message.id]
    wrong = [str(m.id) for m in messages if _placeholders(str(m.id)) != _placeholders(str(m.string))]
    assert wrong == []


def test_a_sentence_with_its_values_filled_in_is_translated() -> None:
    """Errors are put into words where they are raised and translated where they are shown."""
    say = translator("vi")
    assert say("Make it with: thugom init /srv/home") == "Tạo bằng lệnh: thugom init /srv/home"


def test_a_text_without_a_translation_stays_as_it_is() -> None:
    """Better English than nothing."""
    assert translator("vi")("no such text") == "no such text"


@pytest.mark.parametrize(
    ("setting", "lang", "expected"),
    [("en", "vi_VN.UTF-8", "en"), (None, "vi_VN.UTF-8", "vi"), (None, "en_GB", "en"), (None, "C.UTF-8", "vi")],
)
def test_the_setting_goes_before_the_system_and_the_home(
    monkeypatch: pytest.MonkeyPatch, setting: str | None, lang: str, expected: str
) -> None:
    """The locale C says nothing of who reads."""
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", lang)
    assert language_of(setting, "vi") == expected
