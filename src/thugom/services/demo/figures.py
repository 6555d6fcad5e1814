"""Numbers and names as people type them."""

from thugom.language.order import plain

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
    """Return a name with two neighbouring letters changed over, so that another word comes out.

    The kind of unit, which is the first word, stays: a slip there would say nothing about the name.

    >>> misspelt("Xã Bình Lư", 0), misspelt("Xã Pú", 0)
    ('Xã Bnìh Lư', 'Xã Púú')
    """
    own = name.find(" ") + 1
    spots = [
        spot
        for spot in range(own + 1, len(name) - 1)
        if name[spot - 1 : spot + 2].isalpha() and plain(name[spot]) != plain(name[spot + 1])
    ]
    if not spots:
        return name + name[-1]
    spot = spots[place % len(spots)]
    return name[:spot] + name[spot + 1] + name[spot] + name[spot + 2 :]
