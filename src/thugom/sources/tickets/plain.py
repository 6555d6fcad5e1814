"""The quick way: plain files are read together by the engine's own reader of CSV, and Parquet by its own.

A plain file (`survey`) has a row in every line after its headers: where the reader finds as many rows as there are
lines, the number of a row tells its line. Any other file goes the way of `lines`, which takes each line by itself.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

from thugom.contracts import Contract
from thugom.sources.cells import word_key
from thugom.sources.tickets.engine import Engine, is_of_the_machine, named, quoted
from thugom.sources.tickets.form import Form, TicketFile
from thugom.sources.tickets.survey import Survey

Numbered = tuple[int, TicketFile]
_AT_ONCE = 64


def stage_plain(engine: Engine, files: Sequence[tuple[Numbered, Survey]], contract: Contract, into: str) -> list[int]:
    """Make a view of the rows of plain files that are alike in form; return the numbers of those that it holds.

    Its columns are file_number, row_number, whole and the contract's as text. A file that is not plain after all is
    left out.
    """
    listed = [(number, file, found.lines - file.form.line) for (number, file), found in files]
    one, breaks = listed[0][1].form, files[0][1].breaks
    names = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(one.headers)))
    # Nothing is a quote, a comment or a null here, and a row with other cells than the headers is an error.
    options = (
        f"columns = {{{names}}}, auto_detect = false, header = false, skip = {one.line}, filename = true, quote = '',"
        f" escape = '', comment = '', delim = {quoted(one.delimiter)}, strict_mode = true,"
        f" compression = {quoted('gzip' if one.packed else 'none')}, new_line = {quoted(repr(breaks)[1:-1])}"
    )
    _number_files(engine, [(number, file.content, rows) for number, file, rows in listed], into)
    paths = ", ".join(quoted(file.content) for _, file, _ in listed)
    columns = cleaned(contract, one, "c{}".format)
    # Read once, in the order of the files and of their lines: no join comes before the rows have their numbers.
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE {into}_read AS SELECT CAST(filename AS {into}_path) AS path, {columns}"
        f" FROM read_csv([{paths}], {options})"
    )
    engine.execute(
        f"""CREATE OR REPLACE TEMP TABLE {into}_held AS SELECT f.file_number, r.path, r.first_place
        FROM (SELECT path, min(rowid) AS first_place, max(rowid) AS last_place, count(*) AS rows
            FROM {into}_read GROUP BY ALL) AS r
        JOIN {into}_files AS f USING (path)
        WHERE r.rows = f.rows AND r.last_place - r.first_place + 1 = r.rows"""
    )
    cells = ", ".join(f"r.{named(field.name)}" for field in contract.fields)
    engine.execute(
        f"""CREATE OR REPLACE TEMP VIEW {into} AS SELECT file_number,
        r.rowid - h.first_place + 1 + {one.line} AS row_number, true AS whole, {cells}
        FROM {into}_read AS r JOIN {into}_held AS h USING (path)"""
    )
    held = engine.execute(f"SELECT file_number FROM {into}_held").fetchall()
    # A file of nothing but its headers has no row that could tell of it.
    return [int(row[0]) for row in held] + [number for number, _, rows in listed if rows == 0]


def try_plain(engine: Engine, files: Sequence[tuple[Numbered, Survey]], contract: Contract, into: str) -> list[int]:
    """As `stage_plain`; where the reader complains, of each file by itself, and those it complains of are left out."""
    try:
        return stage_plain(engine, files, contract, into)
    except duckdb.Error as error:
        if is_of_the_machine(error):
            raise
    if len(files) == 1:
        return []
    good = [one for one in files if try_plain(engine, [one], contract, into)]
    return try_plain(engine, good, contract, into) if good else []


def stage_parquet(engine: Engine, files: Sequence[Numbered], contract: Contract, into: str) -> None:
    """Make a table of the rows of Parquet files: as text first, whatever their types are.

    Each by a query of its own: read together, files whose times have a zone would lend it to those whose times have
    none. Some queries at a time make one statement: of tables that grow file by file the engine rewrites a good part.
    """
    engine.execute(f"DROP TABLE IF EXISTS {into}")
    for start in range(0, len(files), _AT_ONCE):
        rows = " UNION ALL ".join(_parquet_rows(*one, contract) for one in files[start : start + _AT_ONCE])
        engine.execute(f"INSERT INTO {into} {rows}" if start else f"CREATE TEMP TABLE {into} AS {rows}")


def _parquet_rows(number: int, file: TicketFile, contract: Contract) -> str:
    """Return the query of one Parquet file's rows."""
    texts = ", ".join(f"CAST({named(name)} AS VARCHAR) AS c{place}" for place, name in enumerate(file.form.headers))
    return (
        f"SELECT {number} AS file_number, row_number, true AS whole, {cleaned(contract, file.form, 'c{}'.format)}"
        f" FROM (SELECT file_row_number + 1 AS row_number, {texts}"
        f" FROM read_parquet({quoted(file.content)}, file_row_number = true))"
    )


def cleaned(contract: Contract, form: Form, cell: Callable[[int], str]) -> str:
    """Return the contract's columns as SQL: trimmed, and null where the file says nothing."""
    missing = ", ".join(quoted(word) for word in contract.missing_values)
    longest = max(len(word.encode()) for word in contract.missing_values)
    places = {word_key(name): place for place, name in reversed(list(enumerate(form.headers)))}
    found = []
    for field in contract.fields:
        place = places.get(word_key(field.name))
        text = "CAST(NULL AS VARCHAR)" if place is None else cell(place)
        # Nearly every cell is longer than a word for nothing, and has no blank of any kind at its ends.
        as_it_is = f"strlen({text}) > {longest} AND {text} >= '!' AND NOT ends_with({text}, ' ')"
        found.append(
            f"CASE WHEN {as_it_is} AND strlen({text}) = length({text}) THEN {text}"
            f" WHEN trim({text}) IN ({missing}) THEN NULL ELSE trim({text}) END AS {named(field.name)}"
        )
    return ", ".join(found)


def _number_files(engine: Engine, files: Sequence[tuple[int, Path, int]], into: str) -> None:
    """Make a table of files: number, path and how many rows are expected; a path is a byte or two in each row."""
    paths = ", ".join(quoted(path) for _, path, _ in files)
    for table in ("read", "held", "files"):
        engine.execute(f"DROP TABLE IF EXISTS {into}_{table}")
    engine.execute(f"DROP TYPE IF EXISTS {into}_path")
    engine.execute(f"CREATE TEMP TYPE {into}_path AS ENUM ({paths})")
    rows = ", ".join(f"({number}, {quoted(path)}, {rows})" for number, path, rows in files)
    engine.execute(
        f"CREATE TEMP TABLE {into}_files AS SELECT file_number, CAST(path AS {into}_path) AS path, rows"
        f" FROM (VALUES {rows}) AS v(file_number, path, rows)"
    )
