"""What a table or a column is, in words: one text for the database, the dictionary, the workbook and the package."""

from thugom.contracts import Contract, Field, Text

_FORMULA = Text("Công thức", "Formula")


def described(declared: Contract | Field, language: str) -> str:
    """Return title, unit, description and formula in one language, as they stand in the database's comments.

    >>> from thugom.contracts import Text
    >>> described(Field("collected_t", "number", Text("Thu gom", "Collected"), unit="t"), "en")
    'Collected [t]'
    >>> described(Field("rate", "number", Text("Tỷ lệ", "Rate"), unit="ratio", formula="C / G"), "vi")
    'Tỷ lệ [ratio]. Công thức: C / G'
    """
    unit = declared.unit if isinstance(declared, Field) else None
    title = declared.title.in_language(language)
    named = f"{title} [{unit}]" if unit else title
    text = declared.description.in_language(language) if declared.description else ""
    formula = declared.formula if isinstance(declared, Field) else None
    computed = f"{_FORMULA.in_language(language)}: {formula}" if formula else ""
    parts = [part for part in (named, text, computed) if part]
    # A text that ends its own sentence takes no second full stop.
    return ". ".join([*(part.rstrip(".") for part in parts[:-1]), parts[-1]])
