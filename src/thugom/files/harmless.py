"""Texts that a spreadsheet would take for formulas: in a CSV file nothing but the text itself can stop it."""

import re

_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)*(?:[eE][+-]?[0-9]+)?")
_PLACEHOLDER = re.compile(r"[+\-=@]")


def harmless(cell: object) -> object:
    """Return what may stand in a CSV file: of a text that would become a formula, the text behind an apostrophe.

    A number with its sign and a lone dash are what they are.

    >>> harmless("=cmd|' /C calc'!A0"), harmless("-162.561"), harmless("-"), harmless(-1.5)
    ("'=cmd|' /C calc'!A0", '-162.561', '-', -1.5)
    """
    if not isinstance(cell, str) or not cell.startswith(_SIGNS):
        return cell
    return cell if _NUMBER.fullmatch(cell) or _PLACEHOLDER.fullmatch(cell) else f"'{cell}"
