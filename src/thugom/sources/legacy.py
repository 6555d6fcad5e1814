"""Legacy: text in an encoding from before Unicode that only its own fonts show, recognised to be named.

No maintained library converts TCVN3 or VNI, and Unicode is what every form asks for; so such a file is
not read. But its sender learns which encoding it is, and that UniKey's toolkit turns it into Unicode.
"""

import re
from collections.abc import Iterable

# TCVN3 puts Vietnamese letters where Western encodings have signs, as in "kh\u00e8i l\u00ad\u00eeng ph\u00b8t sinh".
_SIGN, _LETTER = "[\u00a8-\u00ae\u00b5-\u00b9\u00bb-\u00be]", "[A-Za-z\u00b5-\u00ff]"
_TCVN3 = re.compile(f"{_LETTER}{_SIGN}|{_SIGN}{_LETTER}")
# VNI writes a letter's marks as a letter of their own behind it: "Khoái löôïng phaùt sinh".
_VNI = re.compile("[aeiouyöôAEIOUYÖÔ][øïåûùõØÏÅÛÙÕ]")
_OF_VNI = re.compile("[øïåöØÏÅÖ]")
# Neither encoding uses these, and whatever is no text at all is full of them.
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_ENOUGH = 3


def legacy_encoding(texts: Iterable[str]) -> str | None:
    r"""Return the name of the legacy encoding that these texts are in; None where they seem to be in none.

    Args:
        texts: words as a program shows them that takes them for Western European.

    >>> legacy_encoding(["Khèi l\xadîng ph\xb8t sinh (tÊn)", "D©n sè"])
    'TCVN3 (ABC)'
    >>> legacy_encoding(["Khoái löôïng phaùt sinh", "Soá hoä ñöôïc thu gom"])
    'VNI'
    >>> legacy_encoding(["Khối lượng phát sinh (tấn)", "Città di Forlì", "½ m³", "±5 °C"])
    """
    text = " ".join(texts)
    if _NO_TEXT.search(text):
        return None
    if len(_TCVN3.findall(text)) >= _ENOUGH:
        return "TCVN3 (ABC)"
    if len(_VNI.findall(text)) >= _ENOUGH and len(_OF_VNI.findall(text)) >= _ENOUGH:
        return "VNI"
    return None
