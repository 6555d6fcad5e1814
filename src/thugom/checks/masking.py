"""Masking: what a finding may quote of a cell. Whom a cell names, and how to call him, is nobody else's business.

The sender finds the cell by its address; the table of findings, the logs and the receipt's list are read by others.
A name is told by its form alone, so that a place may be masked with the people: that costs a word, and not a secret.
"""

import re

from thugom.contracts import Field
from thugom.language.order import plain

MASK = "•••"
LONGEST_VALUE = 40
"""Longer texts tell stories, and are cut."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,8}(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9:.]+)?")
# Nine digits and more, however they are spaced: telephone, identity card, bank account.
_DIGITS = re.compile(r"(?<![0-9])(?:\+|\()?[0-9](?:[ .\-()\u00a0]{0,2}[0-9]){8,}")
_ADDRESS = re.compile(r"\S+@\S+")
# Letters and digits mixed in one long word: a key, a token, a password.
_SECRET = re.compile(r"(?=[^\s]*[0-9])(?=[^\s]*[^\W\d_])[^\s]{16,}")
_WORD = r"[^\W\d_]+\.?"
_WORDS = re.compile(rf"{_WORD}(?:\s+{_WORD})+")
_KINDS = ("xa ", "phuong ", "thi tran ", "dac khu ", "x. ", "p. ", "tt. ")
_SURNAMES = frozenset(
    re.findall(
        r"\w+",
        """
    nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dao doan vuong trinh truong dinh lam mai
    to ta cao chu ha luong luu phung quach thai trieu lo quang vang giang sung thao tan tao ma mua hang chao phu lu
    ka cu po pha deo lau cha hau hu phin vi kha ca tong bac be nong hua khang phuong vy chau kieu
    """,
    )
)
_MIDDLES = frozenset(
    re.findall(
        r"\w+",
        """
    van thi duc huu a seo ngoc minh xuan quang thanh hong kim anh cong dinh trong viet the manh tien bich phuong thu
    quoc hai gia bao y ba dang khanh tuan hoang thuy thuc nhat tuong duy lan nhu my phuc hung tu
    """,
    )
)
_REPORT_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
    thang quy nam ngay dau cuoi khoang chua khong co so lieu dang cap nhat tong cong gan tren duoi hon tan kg ta lb
    xe chuyen ho nguoi do thi nong thon ca toan xa phuong tran true false
    """,
    )
)
_FULL_NAME = 3
_MOST_SEEN = 400


def masked(text: str, field: Field | None, column: str = "") -> str:
    """Return what may be quoted of a cell that stands under a field of a report, or under another column.

    >>> masked("15 tấn, hỏi chị Lò Thị Mai 0912 345 678", None)
    '15 tấn, hỏi chị ••• •••'
    >>> masked("288.24999999999994", None), masked("2026-10-31 00:00:00", None)
    ('288.24999999999994', '2026-10-31 00:00:00')
    """
    if field is not None and field.personal:
        return MASK if text.strip() else text
    if _NUMBER.fullmatch(text) or _DAY.fullmatch(text):
        return text
    # What is quoted is short, and a pattern takes its time over a cell of 32,767 signs.
    text = text[:_MOST_SEEN]
    for pattern in (_ADDRESS, _SECRET, _DIGITS):
        text = pattern.sub(MASK, text)
    strict = field is not None and not column.endswith(("_code", "_name"))
    return shortened(_WORDS.sub(lambda words: _without_names(words[0], strict=strict), text))


def shortened(text: str) -> str:
    """Return a text cut to a length that cannot carry a story.

    >>> shortened("x" * 50)[-3:]
    'xx…'
    """
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def _without_names(words: str, *, strict: bool) -> str:
    """Return some words with those that look like a person's name masked.

    Under a code or a name belongs a place, and many a place has two words or begins like a person: there
    only a whole name of a person is masked; where a figure or a day belongs, any two words in capitals are.

    >>> _without_names("Xã Nậm Hàng", strict=False), _without_names("Nậm Hàng", strict=True)
    ('Xã Nậm Hàng', '•••')
    """
    if not strict and plain(words).startswith(_KINDS):
        return words
    kept: list[str] = []
    name: list[str] = []
    for word in [*words.split(), ""]:
        if _may_be_named(word, name):
            name.append(word)
            continue
        kept += [MASK] if _is_name(name, strict=strict) else name
        name = []
        if word and _may_be_named(word, name):
            name.append(word)
        elif word:
            kept.append(word)
    return " ".join(kept)


def _may_be_named(word: str, before: list[str]) -> bool:
    """Tell whether a word may belong to a name that began with the words before it."""
    if not word:
        return False
    first = plain(before[0] if before else word).strip(".")
    if first in _SURNAMES and (before or word[0].isupper() or first not in _REPORT_WORDS):
        return True
    return word[0].isupper()


def _is_name(words: list[str], *, strict: bool) -> bool:
    """Tell whether some words in a row look like a person's name."""
    plainly = [plain(word).strip(".") for word in words]
    if len(words) < 2 or set(plainly) <= _REPORT_WORDS:  # noqa: PLR2004 - one word is no full name
        return False
    if plainly[0] in _SURNAMES:
        return strict or (len(words) >= _FULL_NAME and plainly[1] in _MIDDLES)
    return strict
