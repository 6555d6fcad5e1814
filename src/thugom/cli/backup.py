"""`thugom backup` and `thugom restore`: a home in one file, and back."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from thugom.cli.speech import HomeOption, Speech, WrongUseError, chosen_home, clear_errors

Out = Annotated[
    Path | None,
    typer.Option(
        "--out", help="The file or folder to write to (default: this folder, named by the instant).", show_default=False
    ),
]
Source = Annotated[Path, typer.Argument(metavar="FILE", help="A file that thugom backup made.", show_default=False)]
Root = Annotated[
    Path, typer.Option("--home", help="The folder to make; it must be empty or not exist.", show_default=False)
]
_MIB = 1024 * 1024


def register(app: typer.Typer) -> None:
    """Add both commands."""
    app.command()(backup)
    app.command()(restore)


def backup(home: HomeOption = None, out: Out = None) -> None:
    """Write all that cannot be computed again into one file: definitions, database, originals, receipts."""
    from thugom.services.backup.making import make_backup

    now = dt.datetime.now(dt.UTC)
    with _clear():
        made = make_backup(chosen_home(home).resolve(), _target(out, now), now)
    speech = Speech.of_system()
    text = speech.say("Backup: {path} ({size} MiB, {files} files, {rows} rows). Keep it where only you can read it.")
    rows = sum(content.rows for content in made.manifest.tables.values())
    counts = {"size": f"{made.size / _MIB:.1f}", "files": len(made.manifest.files), "rows": rows}
    speech.console.print(text.format(path=made.path, **counts), soft_wrap=True, markup=False)
    if made.manifest.originals_elsewhere:
        speech.console.print(
            speech.say("The originals lie on another machine (THUGOM_ARCHIVE_URL) and are not in it."), soft_wrap=True
        )
    speech.console.print(
        speech.say("Addresses and passwords (channels.yml) are not in it: keep them apart."), soft_wrap=True
    )


def restore(file: Source, home: Root) -> None:
    """Make a home again from a backup, whole or not at all."""
    from thugom.services.backup.restoring import restore_backup

    with _clear():
        restored = restore_backup(file, home.resolve())
    speech, manifest = Speech.of_system(), restored.manifest
    text = speech.say("Restored: {root}, as it was at {made_at}; every table holds the rows it held ({database}).")
    told = text.format(root=restored.root, made_at=manifest.made_at, database=restored.database)
    speech.console.print(told, soft_wrap=True, markup=False)
    speech.console.print(
        speech.say("Put channels.yml back if alerts are sent, then run: thugom nightly --home {folder}").format(
            folder=restored.root
        ),
        soft_wrap=True,
        markup=False,
    )


def _target(out: Path | None, now: dt.datetime) -> Path:
    """Return the file to write."""
    name = f"thugom-{now.strftime('%Y%m%dT%H%M%SZ')}.tar"
    if out is None:
        return Path.cwd() / name
    return (out / name if out.is_dir() else out).absolute()


@contextmanager
def _clear() -> Iterator[None]:
    """Turn what goes wrong with either into one message and exit code 2."""
    from thugom.services.backup.manifest import BackupError
    from thugom.store import StoreError

    with clear_errors():
        try:
            yield
        except (BackupError, StoreError) as error:
            raise WrongUseError(str(error)) from error
