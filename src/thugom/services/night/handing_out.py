"""The night's files: what was just published, for Excel, QGIS and whoever reads tables."""

import logging

from thugom.language.catalogue import translator
from thugom.services.exports.folder import write_folder
from thugom.services.exports.reading import released
from thugom.services.night.opening import Night

_LOG = logging.getLogger(__name__)


def hand_out(night: Night) -> None:
    """Write the files beside the copy for analysts, from that copy.

    What goes wrong is named in the log and costs nothing else: the figures are published, and the files of the last
    publication stand together, as their list says.
    """
    folder = night.home.curated
    try:
        release = released(night.home, night.contracts.curated, night.policy.place.name)
        write_folder(release, night.home, folder)
    except Exception as error:  # noqa: BLE001 - files can be made again with `thugom export`; a night cannot
        say = translator(night.policy.place.language)
        text = say("{path}: tonight's files could not be written ({error}); everything else is published.")
        _LOG.warning("%s", text.format(path=folder, error=str(error).partition("\n")[0]))
