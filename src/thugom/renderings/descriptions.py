"""What a table or a column is, in words: one text for the database, the dictionary, the workbook and the package."""

from thugom.contracts import Contract, Field


def described(declared: Contract | Field, language: str) -> str:
    """Return title, unit and description in one language, as they stand in the database's comments.

    >>> from thugom.contracts import Text
    >>> described(Field("collected_t", "number", Text("Thu gom", "Collected"), unit="t"), "en")
    'Collected [t]'
    """
    unit = declared.unit if isinstance(declared, Field) else None
    title = declared.title.in_language(language)
    named = f"{title} [{unit}]" if unit else title
    text = declared.description.in_language(language) if declared.description else ""
    return f"{named}. {text}" if text else named
