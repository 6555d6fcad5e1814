"""The night's map: the newest published month, drawn from what was just published."""

import logging
from pathlib import Path

from thugom.files import write_atomic
from thugom.language.catalogue import translator
from thugom.language.numbers import period as said_period
from thugom.outputs.map import draw_map
from thugom.register.boundaries import load_boundaries
from thugom.register.schematic import shapes_of
from thugom.services.night.opening import Night
from thugom.services.night.summary import Summary
from thugom.store.published import load_published

MAP_FILE = "map.svg"
_TITLE = {
    "vi": "{place}: thu gom và xử lý rác thải sinh hoạt theo xã, {period}",
    "en": "{place}: domestic waste collected and treated by commune, {period}",
}
_LOG = logging.getLogger(__name__)


def write_map(night: Night, summary: Summary) -> None:
    """Write the map of the newest published month beside the curated tables; none where no place is known.

    What goes wrong is named in the log and costs nothing else: the figures are published. A map of
    an earlier night does not stay, since it would be read as tonight's.
    """
    path = night.home.curated / MAP_FILE
    try:
        picture = _picture(night, summary)
        if picture is not None:
            write_atomic(path, picture.encode())
            return
    except Exception as error:  # noqa: BLE001 - a picture is never worth a night, whatever is wrong with it
        say = translator(night.policy.place.language)
        text = say("{path}: the map of the month could not be drawn ({error}); everything else is published.")
        _LOG.warning("%s", text.format(path=path, error=str(error).partition("\n")[0]))
    _remove(path)


def _picture(night: Night, summary: Summary) -> str | None:
    """Return the map as SVG; None where nothing is published, or no place is known."""
    if summary.period is None:
        return None
    contract = night.contracts.curated["commune_coverage"]
    rows = load_published(night.store, contract, period=summary.period, basis="as_was", settlement="all")
    units = night.register.units[night.register.units["unit_id"].isin(rows["unit_id"])]
    shapes, schematic = shapes_of(units, load_boundaries(night.home.register_dir, night.register.units))
    if shapes.empty:
        return None
    place = night.policy.place.name
    title = {
        language: text.format(place=getattr(place, language), period=said_period(summary.period, language))
        for language, text in _TITLE.items()
    }
    return draw_map(
        shapes,
        rows.set_index("unit_id")["covered"],
        units.set_index("unit_id")["name"],
        title,
        schematic=schematic,
        synthetic=night.home.synthetic,
    )


def _remove(path: Path) -> None:
    """Remove an earlier map, if this user may."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        _LOG.warning("%s: %s", path, error.strerror)
