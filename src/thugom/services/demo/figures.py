"""Numbers as people type them."""

KILOGRAMS_PER_TONNE = 1000


def grouped(number: int, thousands: str) -> str:
    """Return a whole number with its thousands set apart.

    >>> grouped(12345, "."), grouped(-5, ".")
    ('12.345', '-5')
    """
    return f"{number:,}".replace(",", thousands)


def tonnes_text(kilograms: int, decimal: str, thousands: str) -> str:
    """Return kilograms as tonnes, without needless zeros.

    >>> tonnes_text(1798600, ",", "."), tonnes_text(-35000, ",", "."), tonnes_text(8, ".", "")
    ('1.798,6', '-35', '0.008')
    """
    whole, rest = divmod(abs(kilograms), KILOGRAMS_PER_TONNE)
    fraction = f"{rest:03d}".rstrip("0")
    text = grouped(whole, thousands) + (decimal + fraction if fraction else "")
    return f"-{text}" if kilograms < 0 else text


def misspelt(name: str, place: int) -> str:
    """Return a name with two neighbouring letters of a word changed over, so that another word comes out.

    >>> misspelt("Xã Bình Lư", 0)
    'Xã Bnìh Lư'
    """
    pairs = [
        spot
        for spot in range(1, len(name) - 2)
        if name[spot : spot + 2].isalpha() and name[spot - 1].isalpha() and name[spot].lower() != name[spot + 1].lower()
    ]
    # The kind of unit before the name is on every row; a slip there would say nothing about the name.
    first = name.find(" ") + 1
    within = [spot for spot in pairs if spot > first] or pairs
    spot = within[place % len(within)]
    return name[:spot] + name[spot + 1] + name[spot] + name[spot + 2 :]
