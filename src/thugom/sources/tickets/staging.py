"""Staging: files of tickets as rows of text, each by the quickest way that keeps the number of every line."""

from collections import defaultdict
from collections.abc import Sequence

from thugom.contracts import Contract
from thugom.sources.tickets.engine import CUT_OFF, Engine
from thugom.sources.tickets.form import Form, TicketFile
from thugom.sources.tickets.lines import stage_lines
from thugom.sources.tickets.plain import Numbered, stage_parquet, try_plain
from thugom.sources.tickets.survey import Survey, survey

STAGED = "staged"


def stage(engine: Engine, files: Sequence[TicketFile], contract: Contract) -> frozenset[str]:
    """Make the view `staged` of the rows of files: file_number, row_number, whole, and the contract's columns as text.

    file_number is the place in `files`, from 0; row_number the line in a text file, from 1, and the row in a Parquet
    file; whole is false where a row has other cells than the headers, or signs of another encoding. Nothing is cast
    before it is judged. A cell that says nothing is null.

    Returns:
        the hashes of the packed files that were cut off, and were read as far as they go.

    Raises:
        FAILURES: one of them cannot be read; see `is_of_the_machine`.
    """
    views, cut_off, alone = [], set(), []
    plain: defaultdict[tuple[Form, str], list[tuple[Numbered, Survey]]] = defaultdict(list)
    parquet: list[Numbered] = []
    for number, file in enumerate(files):
        if file.form.delimiter is None:
            parquet.append((number, file))
            continue
        found = None if file.form.wide else _surveyed(file)
        if found is not None and found.plain:
            plain[file.form, found.breaks].append(((number, file), found))
        else:
            alone.append((number, file))
    for place, group in enumerate(plain.values()):
        held = set(try_plain(engine, group, contract, f"plain_{place}"))
        views += [f"plain_{place}"] if held else []
        alone += [numbered for numbered, _ in group if numbered[0] not in held]
    if parquet:
        stage_parquet(engine, parquet, contract, "parquet_rows")
        views.append("parquet_rows")
    for number, file in alone:
        if not stage_lines(engine, number, file, contract, f"lines_{number}"):
            cut_off.add(file.sha256)
        views.append(f"lines_{number}")
    engine.execute(f"CREATE OR REPLACE TEMP VIEW {STAGED} AS {' UNION ALL '.join(f'FROM {view}' for view in views)}")
    return frozenset(cut_off)


def _surveyed(file: TicketFile) -> Survey | None:
    """Return what the bytes of a text file tell; None of a packed one that does not come out whole."""
    try:
        return survey(file.content, packed=file.form.packed)
    except CUT_OFF:
        return None
