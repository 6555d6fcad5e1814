"""Reading: a file of whatever content becomes sheets, or says why not; nothing in it stops the night."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from thugom.contracts import Contract, Finding, SourceMap
from thugom.sources.cells import Grid, UnreadableError
from thugom.sources.delimited import (
    DELIMITERS,
    UNICODE,
    decodings,
    encoding_name,
    fold_surplus,
    read_delimited,
)
from thugom.sources.legacy import legacy_encoding
from thugom.sources.notices import notices
from thugom.sources.recognition import Form, Match, forms, nearest, recognised
from thugom.sources.rows import sheets_of, unread_columns
from thugom.sources.sheet import Reading, Sheet, file_finding
from thugom.sources.workbooks import Workbook, read_workbook

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_TEXTS = (".csv", ".tsv", ".txt", ".tab")
_WORKBOOK_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_MEGABYTE = 1024 * 1024
_NEARLY = 0.5


def read_report(
    content: Path,
    name: str,
    maps: Mapping[str, SourceMap],
    reports: Mapping[str, Contract],
    *,
    max_bytes: int,
) -> Reading:
    """Return the reports in a file, and a finding for whatever of it cannot be read.

    Bad content never raises: it is a finding with one of the rules of `schemas/intake.yml`.

    Args:
        content: where the file's bytes lie.
        name: the file's path below `data/raw`, by which people know it.
        maps: the source maps, by name.
        reports: the report contracts, by name.
        max_bytes: the largest file that is opened.

    Raises:
        KeyError: a source map speaks of a report that has no contract.
    """
    file = unicodedata.normalize("NFC", name)
    known = forms(maps, reports)
    try:
        size = content.stat().st_size
        if size > max_bytes:
            sizes = {"size": _megabytes(size), "limit": _megabytes(max_bytes)}
            return Reading([], [file_finding("too_large", file, values=sizes)])
        raw = content.read_bytes()
        if not raw.strip():
            return Reading([], [file_finding("empty", file)])
        return _read(raw, file, known)
    except UnreadableError as error:
        return Reading([], [file_finding(error.rule, file, values=error.values)])
    except OSError:
        return Reading([], [file_finding("unreadable", file)])


def _megabytes(size: int) -> str:
    """Return a size in megabytes, as people write it.

    >>> _megabytes(50 * 1024 * 1024), _megabytes(1_100_000)
    ('50', '1.0')
    """
    megabytes = size / _MEGABYTE
    return str(int(megabytes)) if megabytes.is_integer() else f"{megabytes:.1f}"


def _read(raw: bytes, file: str, known: list[Form]) -> Reading:
    """Return what a file's bytes hold: its content decides, and its name only where that says nothing."""
    ending = PurePosixPath(file).suffix.lower()
    if raw.startswith(_WORKBOOK_MARKS) or ending in _WORKBOOKS:
        workbook = read_workbook(raw)
        return replace(_from_workbook(workbook, file, known), grids=workbook.grids)
    if ending in _TEXTS:
        return _from_text(raw, file, known)
    raise UnreadableError("neither a workbook nor a CSV file", "unknown_kind", kind=ending or "–")


def _from_workbook(workbook: Workbook, file: str, known: list[Form]) -> Reading:
    """Return the reports on a workbook's sheets; a sheet that is no report is passed over beside one that is.

    A report on a hidden sheet is not read, and is said to be there.
    """
    findings = [file_finding(flag, file) for flag in workbook.flags]
    if not workbook.grids:
        return Reading([], [file_finding("empty", file), *findings])
    sheets: list[Sheet] = []
    strangers: list[tuple[Grid, Match | None]] = []
    unseen: list[Finding] = []
    for grid in workbook.grids:
        matches = recognised(grid, known)
        if grid.marks.hidden:
            unseen += [file_finding("hidden_sheet", file, grid.name, {"sheet": grid.name})] if matches else []
        elif matches:
            _keep(grid, matches, file, sheets, findings)
        else:
            strangers.append((grid, nearest(grid, known)))
    findings += unseen
    if not sheets and len(findings) == len(workbook.flags):
        # One complaint per file: the sheet that comes closest is the one its sender meant.
        meant = strangers or [(grid, nearest(grid, known)) for grid in workbook.grids]
        return Reading([], [_unrecognised(*_closest(meant), file), *findings])
    # A sheet with most of a form's headers is that form with a header spoilt, and no sheet of notes.
    findings += [_unrecognised(grid, near, file) for grid, near in strangers if near and near.share > _NEARLY]
    return Reading(sheets, findings)


def _keep(
    grid: Grid,
    matches: Iterable[Match],
    file: str,
    sheets: list[Sheet],
    findings: list[Finding],
    delimiter: str = "",
) -> None:
    """Add the reports of one grid, or say that it holds no row."""
    for match in matches:
        findings += unread_columns(grid, match, file)
        found = [sheet for sheet in sheets_of(grid, match, file, delimiter) if len(sheet.cells)]
        for sheet in found:
            sheets.append(sheet)
            findings += notices(grid, sheet)
        if not found:
            title = grid.name or PurePosixPath(file).name
            findings.append(file_finding("no_rows", file, grid.name, {"sheet": title}))


def _closest(strangers: Iterable[tuple[Grid, Match | None]]) -> tuple[Grid, Match | None]:
    """Return the table that comes closest to a form, with that form."""
    return max(strangers, key=lambda item: item[1].share if item[1] else -1.0)


def _unrecognised(grid: Grid, near: Match | None, file: str) -> Finding:
    """Return the finding that a table is no report: in letters that nobody can read, or without which headers."""
    encoding = legacy_encoding(cell for row in grid.rows for cell in row if isinstance(cell, str))
    if encoding:
        return file_finding("old_encoding", file, grid.name, {"encoding": encoding})
    missing = ", ".join(f"“{header}”" for header in near.missing) if near else "–"
    return file_finding("unrecognised", file, grid.name, {"missing": missing, "sheet": grid.name})


def _from_text(raw: bytes, file: str, known: list[Form]) -> Reading:
    """Return the reports in a CSV file; of several decodings the first in which one is recognised."""
    strange: list[tuple[Grid, Match | None]] = []
    for text, encoding in decodings(raw, _encodings(known)):
        if not text.strip():
            return Reading([], [file_finding("empty", file)])
        delimiter, fitting = _delimiter(text, [form for form in known if _admits_encoding(form, encoding)])
        grid = read_delimited(text, delimiter)
        matches = recognised(grid, fitting)
        if matches:
            return replace(_from_table(grid, matches, file, delimiter), grids=[grid])
        strange.append((grid, nearest(grid, fitting)))
    closest = _closest(strange)
    return Reading([], [_unrecognised(*closest, file)], [closest[0]])


def _from_table(grid: Grid, matches: Iterable[Match], file: str, delimiter: str) -> Reading:
    """Return the reports that stand in the lines of a CSV file."""
    sheets: list[Sheet] = []
    findings: list[Finding] = []
    for match in matches:
        last = max(match.positions.values())
        straight = fold_surplus(grid, match.top, match.row, last)
        _keep(straight, [match], file, sheets, findings, delimiter)
    return Reading(sheets, findings)


def _encodings(known: Iterable[Form]) -> list[str]:
    """Return the encodings that source maps declare."""
    maps = [form.source_map for form in known if form.source_map is not None]
    return [source.encoding for source in maps if source.encoding is not None]


def _admits_encoding(form: Form, encoding: str) -> bool:
    """Tell whether a file in `encoding` may be this form: Unicode says so itself, others the map must say."""
    if encoding in UNICODE:
        return True
    declared = form.source_map.encoding if form.source_map else None
    return declared is not None and encoding_name(declared) == encoding


def _delimiter(text: str, known: list[Form]) -> tuple[str, list[Form]]:
    """Return the delimiter under which most headers are found, and the forms that admit it."""
    best = ((-1, -1), DELIMITERS[0], known)
    for delimiter in DELIMITERS:
        fitting = [form for form in known if _admits_delimiter(form, delimiter)]
        score = _headers_found(text, delimiter, fitting)
        if score > best[0]:
            best = (score, delimiter, fitting)
    return best[1], best[2]


def _headers_found(text: str, delimiter: str, known: list[Form]) -> tuple[int, int]:
    """Return how many headers stand in the top of the text: of whole forms, and of the nearest."""
    try:
        grid = read_delimited(text, delimiter, limit=max((form.search_rows for form in known), default=0))
    except UnreadableError:
        # Under a wrong delimiter quotation marks stand anywhere.
        return 0, 0
    near = nearest(grid, known)
    return sum(len(match.positions) for match in recognised(grid, known)), len(near.positions) if near else 0


def _admits_delimiter(form: Form, delimiter: str) -> bool:
    """Tell whether the form may be written with this delimiter."""
    return form.source_map is None or form.source_map.delimiter in {None, delimiter}
