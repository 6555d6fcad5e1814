"""The desk: files judged before they are sent, as a night would judge them, with no store and no publication."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from thugom.checks.receipt_note import ReceiptNote, lines_by_file
from thugom.checks.receipts import is_untouched
from thugom.files import sha256_of, write_atomic
from thugom.language.catalogue import LANGUAGES
from thugom.services.judgement import Original, judged, read_batch
from thugom.services.local_time import local_day
from thugom.services.night.opening import Declared
from thugom.services.receipts.making import receipt_of
from thugom.services.receipts.noting import Counts, Occasion, note_of
from thugom.services.scale_desk import check_tickets
from thugom.services.ticket_files import form_of

ENDING = ".ket-qua.xlsx"
_NOON = dt.time(12)


@dataclass(frozen=True)
class Checked:
    """A file that was checked, and what is to be said of it, by language."""

    path: Path
    notes: Mapping[str, ReceiptNote]


def check_files(
    here: Declared,
    paths: Sequence[Path],
    *,
    now: dt.datetime,
    as_of: dt.date | None,
    max_bytes: int,
) -> list[Checked]:
    """Return what is to be said of each file, in their order. The same bytes twice are judged once.

    What only the earlier months can tell is found by the night, and not here.

    Args:
        here: what the home declares.
        paths: the files.
        now: the clock's reading, with a zone.
        as_of: the day on which they are taken to arrive; else the day that the home is pinned to, else today.
        max_bytes: a larger file is refused unread.

    Raises:
        OSError: a file cannot be read.
        JudgementError: a rule could not be judged.
    """
    instant = _arrival(here, now, as_of)
    hashes = [sha256_of(path) for path in paths]
    firsts = dict(zip(reversed(hashes), reversed(paths), strict=True))
    originals = [Original(sha256, path.name, path, instant) for sha256, path in firsts.items()]
    forms = {one.sha256: form_of(here, one.file_path, one.content) for one in originals}
    weighed = {one.sha256: check_tickets(here, one, form) for one in originals if (form := forms[one.sha256])}
    said = judged(here, read_batch(here, [one for one in originals if one.sha256 not in weighed], max_bytes))
    counts: dict[str, Counts] = {
        str(sha256): Counts(int(received), int(accepted), int(refused))
        for sha256, received, accepted, refused in said.judgements.itertuples(index=False, name=None)
    }
    counts |= {sha256: count for sha256, (count, _) in weighed.items()}
    parts = [said.findings, *(found for _, found in weighed.values())]
    findings = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    day = local_day(instant, here.policy.place.time_zone)
    notes: dict[Path, dict[str, ReceiptNote]] = {path: {} for path in paths}
    for language in LANGUAGES:
        lines = lines_by_file(findings, {**here.contracts.reports, **here.contracts.streams}, language)
        occasion = Occasion(here.policy, language, is_sent=False, is_synthetic=here.home.synthetic)
        for sha256, path in zip(hashes, paths, strict=True):
            notes[path][language] = note_of(path.name, day, counts[sha256], lines.get(sha256, ()), occasion)
    return [Checked(path, notes[path]) for path in paths]


def _arrival(here: Declared, now: dt.datetime, as_of: dt.date | None) -> str:
    """Return the instant at which the files are taken to arrive, UTC ISO 8601."""
    day = as_of or here.home.as_of
    moment = now if day is None else dt.datetime.combine(day, _NOON, here.policy.place.time_zone)
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def receipt_beside(checked: Checked, here: Declared, folder: Path | None, max_bytes: int) -> Path | None:
    """Write a file's receipt beside it, or into `folder`, in the home's language; None where nothing is wrong.

    An earlier receipt of the file is replaced, and removed where nothing is wrong any more; what somebody worked in
    is left, and the receipt has a number behind its name.

    Raises:
        OSError: the folder cannot be written.
    """
    place = _place(checked.path, folder or checked.path.parent)
    note = checked.notes[here.policy.place.language]
    if not note.lines:
        place.unlink(missing_ok=True)
        return None
    place.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(place, receipt_of(note, checked.path, here, max_bytes))
    return place


def _place(path: Path, folder: Path) -> Path:
    """Return a place for a receipt at which nothing of somebody's own stands."""
    stem = path.name.removesuffix(ENDING) if path.name.endswith(ENDING) else path.stem
    place, number = folder / f"{stem}{ENDING}", 1
    while place.exists() and (place.resolve() == path.resolve() or not is_untouched(place)):
        number += 1
        place = folder / f"{stem}{ENDING.removesuffix('.xlsx')}-{number}.xlsx"
    return place
