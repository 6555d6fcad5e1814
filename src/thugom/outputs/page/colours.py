"""The colours of classes as a sheet of style: made from the one list that every output takes them from."""

from thugom.outputs.page.shades import UNKNOWN_KIND
from thugom.outputs.words import COVERED, STATUSES, WITHOUT_STATUS

_BINS = ("#f7e3c0", "#dcc3a1", "#9fb9ab", "#5f9aa0", "#2a6f86")
"""From little to much: from light to dark, from sand to blue, told apart by every eye and in grey."""
_GRADES = {"A": "#2a6f86", "B": "#7fb0b5", "C": "#f0d79c", "D": "#b9b3ab"}
_REPORTING = {"complete": "#8cc6b0"}


def shades_css() -> str:
    """Return the rules for the classes of maps, legends and statuses; what is not known is lined, in no colour."""
    kinds = {name: shade.colour for name, shade in COVERED.items()} | {
        name: shade.colour for name, shade in STATUSES.items()
    }
    kinds |= {f"bin{number}": colour for number, colour in enumerate(_BINS)}
    kinds |= {f"grade{name}": colour for name, colour in _GRADES.items()} | _REPORTING
    # Silence is neither good nor bad, so it has no colour of either.
    lined = {UNKNOWN_KIND, "no_report", "gradeD"}
    rules = [f".k-{name} {{ fill: {'url(#lined)' if name in lined else colour}; }}" for name, colour in kinds.items()]
    states = {name: shade.colour for name, shade in STATUSES.items()} | {"none": WITHOUT_STATUS.colour}
    rules += [f".s-{name} {{ background: {colour}; }}" for name, colour in states.items()]
    return "\n".join(rules) + "\n"
