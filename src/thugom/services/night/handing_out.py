"""The night's files: what was just published, for Excel, QGIS and whoever reads tables."""

import logging
from pathlib import Path

from thugom.language.catalogue import translator
from thugom.services.exports.folder import write_folder
from thugom.services.exports.reading import released
from thugom.services.exports.site import PAGE_FOLDER, write_page
from thugom.services.night.opening import Night

_LOG = logging.getLogger(__name__)


def hand_out(night: Night) -> None:
    """Write the files beside the copy for analysts, and the page, from that copy.

    What goes wrong is named in the log and costs nothing else: the figures are published, and the files of the last
    publication stand together, as their list says; so does the last page.
    """
    folder = night.home.curated
    try:
        release = released(night.home, night.contracts.curated, night.policy.place.name)
        write_folder(release, night.home, folder)
    except Exception as error:  # noqa: BLE001 - files can be made again with `thugom export`; a night cannot
        _name(
            night,
            folder,
            "{path}: tonight's files could not be written ({error}); everything else is published.",
            error,
        )
        return
    try:
        # Last: it is for people, and what programs read does not wait for it.
        write_page(release, night.home, folder)
    except Exception as error:  # noqa: BLE001 - the page of the last night stands, and says of when it is
        text = "{path}: tonight's page could not be written ({error}); everything else is published."
        _name(night, folder / PAGE_FOLDER, text, error)


def _name(night: Night, path: Path, text: str, error: Exception) -> None:
    """Name what went wrong, in the home's language."""
    say = translator(night.policy.place.language)
    _LOG.warning("%s", say(text).format(path=path, error=str(error).partition("\n")[0]))
