"""What a backup is made of."""

from pathlib import Path

from thugom.contracts import Home
from thugom.services.backup.making import _files
from thugom.services.home import make_home

APART = {".gitignore", "data"}
"""What a new home has besides what a person writes into it."""


def names_of(home: Home) -> set[str]:
    """Return the names in a backup of a home."""
    return {name for name, _ in _files(home)}


def test_all_that_a_person_writes_into_a_home_is_kept(tmp_path: Path) -> None:
    """A definition that a new release adds to homes is in their backups, too."""
    home = make_home(tmp_path / "home")
    kept = {name.split("/")[1] for name in names_of(home)}
    assert kept == {path.name for path in home.root.iterdir()} - APART


def test_tickets_and_the_key_of_their_vehicles_are_kept_and_passwords_are_not(tmp_path: Path) -> None:
    """Without its key a truck of last year would be another one this year."""
    home = make_home(tmp_path / "home")
    for place in ("store/tickets/rules/file/accepted.parquet", "store/vehicle.key"):
        (home.data / place).parent.mkdir(parents=True, exist_ok=True)
        (home.data / place).write_bytes(b"kept")
    (home.root / "channels.yml").write_text("office: json://secret@localhost\n", encoding="utf-8")
    kept = names_of(home)
    assert {"home/data/store/vehicle.key", "home/data/store/tickets/rules/file/accepted.parquet"} <= kept
    assert not any("channels" in name for name in kept)
