"""Making a home: a department's own policy, register and sources, outside the checkout."""

import datetime as dt
import shutil
from pathlib import Path

from thugom.contracts import Home, packaged_schemas

REGISTER_FILES = ("unit.csv", "unit_lineage.csv", "population.csv", "facility.csv", "name_variant.csv")
HOME_YML = """\
# This folder is a home of thugom. Keep this file: it says which format the folder has.
format: 1
synthetic: {synthetic}
"""
PINNED = """\
# The day is pinned, so that the last month of these invented reports is past due whatever today is.
as_of: {as_of}
"""
CONTACTS_YML = """\
# Ai nhận cảnh báo nào. Bỏ dấu # ở đầu dòng, sửa lại cho đúng, rồi chạy: thugom doctor
# Who hears of what. Take the # away, put your own people in, then run: thugom doctor
#
# Addresses and passwords stand in channels.yml beside this file (chmod 600) or in the environment
# (THUGOM_CHANNEL_MAI_MAIL=...), never here. docs/alerts.md shows one for e-mail, Telegram, Teams, ntfy and webhooks.
#
# people:
#   - id: mai                          # small letters, digits, _
#     name: Nguyễn Thị Mai
#     phone: "0213 000 0001"           # in quotes
#     channels: [mai_mail]             # names from channels.yml; every notice goes through each
#     language: vi                     # vi or en; vi where nothing is said
#     rules: [no_report, service_stopped]   # rules of policy.yml; all where nothing is said
#     units: ["03388", "03595"]        # codes of units; all where nothing is said
#     districts: ["105"]               # codes of districts: their units, and the units that came of them
#     escalations: false               # true: what nobody took on in time comes here at once
#     digest: daily                    # daily or weekly
#     quiet_hours: {from: "21:00", until: "06:30"}
#   - id: head
#     name: Trần Văn Hai
#     channels: [office_chat]
#     escalations: true
#     digest: weekly
#     weekday: monday
#
# Who sends reports: whom to ring, and where a refused report goes back to.
# senders:
#   - {unit_code: "03388", name: Lò Văn Một, phone: "0213 000 0002", channels: [doan_ket_mail]}
#   - {facility_code: NM-01, name: Vàng Thị Ba, phone: "0213 000 0003"}
"""
GITIGNORE = """\
# Addresses and passwords, and what a home works with: none of it belongs into version control.
channels.yml
data/
"""


class HomeExistsError(Exception):
    """The folder for a new home holds something already."""

    def __init__(self, folder: Path) -> None:
        """Name the folder."""
        super().__init__(f"{folder}\n  This folder is not empty. Name a folder that is empty or does not exist.")


def make_home(folder: Path, *, blank: bool = False, synthetic: bool = False, as_of: dt.date | None = None) -> Home:
    """Return a new home in `folder`: policy, register and source maps of the package, no data.

    Args:
        folder: empty, or not there.
        blank: leave the register's files with their headers only.
        synthetic: a home for the demonstration, with its invented facilities.
        as_of: the day to pin the home to.

    Raises:
        HomeExistsError: the folder holds something.
        OSError: the folder cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise HomeExistsError(folder)
    schemas = packaged_schemas()
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("policy.yml", "exchange.yml"):
        shutil.copyfile(schemas / name, folder / name)
    shutil.copytree(schemas / "sources", folder / "sources", ignore=shutil.ignore_patterns("*.schema.json"))
    _copy_register(schemas / "register", folder / "register", blank=blank, synthetic=synthetic)
    (folder / "contacts.yml").write_text(CONTACTS_YML, encoding="utf-8")
    (folder / ".gitignore").write_text(GITIGNORE, encoding="utf-8")
    # home.yml comes last: a folder that has it is whole.
    (folder / "data" / "raw").mkdir(parents=True)
    text = HOME_YML.format(synthetic=str(synthetic).lower()) + (PINNED.format(as_of=as_of) if as_of else "")
    (folder / "home.yml").write_text(text, encoding="utf-8")
    return Home.open(folder)


def _copy_register(source: Path, target: Path, *, blank: bool, synthetic: bool) -> None:
    """Copy the register's files, or their headers alone."""
    target.mkdir()
    for name in REGISTER_FILES:
        text = (source / name).read_text(encoding="utf-8")
        header = text.partition("\n")[0] + "\n"
        (target / name).write_text(header if blank else text, encoding="utf-8")
    if synthetic:
        shutil.copytree(source / "synthetic", target / "synthetic")
