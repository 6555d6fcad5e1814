"""The sender's own words for what a report calls otherwise: a message must name what the form takes."""

from thugom.contracts import Contract, SourceMap


def sender_word(source: SourceMap | None, column: str, canonical: str) -> str:
    """Return the first word that the sender's form has for a canonical one; the canonical one if it has none."""
    written = source.columns.get(column) if source else None
    words = written.values if written else None
    return next((word for word, meant in (words or {}).items() if meant == canonical), canonical)


def allowed_words(contract: Contract, column: str, source: SourceMap | None) -> str:
    """Return the words a column accepts, as the sender writes them."""
    enum = contract.field(column).enum if column in contract.names else None
    return ", ".join(sender_word(source, column, word) for word in enum or ())


def in_sender_words(values: dict[str, str], contract: Contract, source: SourceMap | None) -> dict[str, str]:
    """Return what a message quotes with every listed word as the sender writes it."""
    listed = [field.name for field in contract.fields if field.enum and field.name in values]
    said = {name: sender_word(source, name, values[name]) for name in listed}
    if "settlements_expected" in values:
        expected = values["settlements_expected"].split(", ")
        said["settlements_expected"] = ", ".join(sender_word(source, "settlement", word) for word in expected)
    return values | said
