"""Tickets as files: CSV, the same compressed, and Parquet, byte for byte the same from the same tickets."""

import datetime as dt
import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from thugom.measures.periods import first_day
from thugom.services.demo.tickets.draws import Whole
from thugom.services.demo.tickets.loads import Haul, Loads
from thugom.services.demo.tickets.plan import Form, Scale

COLUMNS = ("ticket_number", "facility_code", "weighed_at", "vehicle", "unit_code", "stream", "gross_kg", "tare_kg")
NUMBER_DIGITS = {"day": 4}
"""A number of the day is short; all others have `MOST_DIGITS`."""
MOST_DIGITS = 7
FIRST_LINE = {"csv": 2, "csv.gz": 2, "parquet": 1}
"""On which line of a file the first ticket stands."""
FAST = 1
"""Level of compression: tens of millions of lines are written."""
MARK = {b"synthetic": "dữ liệu tổng hợp – synthetic data, not real tickets".encode()}


@dataclass(frozen=True)
class Scribe:
    """How one facility writes its tickets down."""

    scale: Scale
    scope: str
    zone: ZoneInfo

    def numbers(self, numbers: Whole) -> pa.Array:
        """Return ticket numbers as they are printed, with their leading zeros."""
        return pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), NUMBER_DIGITS.get(self.scope, MOST_DIGITS), "0")

    def table(self, loads: Loads, hauls: Sequence[Haul], origins: Sequence[str], month: str) -> pa.Table:
        """Return a month's tickets as a table of the report's columns."""
        place = loads.haul.copy()
        unknown = loads.origin >= 0
        place[unknown] = loads.origin[unknown] + len(hauls)
        units = pa.array([*(haul.unit_code for haul in hauls), *origins])
        columns = {
            "ticket_number": self.numbers(loads.number),
            "facility_code": pa.repeat(self.scale.facility_code, len(loads)),
            "weighed_at": self._times(loads.seconds, month),
            "vehicle": self._vehicles(loads.truck),
            "unit_code": units.take(pa.array(place)),
            "stream": pa.array([haul.stream for haul in hauls]).take(pa.array(loads.haul)),
            "gross_kg": pa.array(loads.gross_kg, mask=~loads.weighed),
            "tare_kg": pa.array(loads.tare_kg),
        }
        return pa.table({name: columns[name] for name in COLUMNS})

    def _times(self, seconds: Whole, month: str) -> pa.Array:
        """Return times as they are written: by the clock on the wall, or in UTC."""
        if not self.scale.utc:
            return pa.array(seconds).cast(pa.timestamp("s"))
        begins = dt.datetime.combine(first_day(month), dt.time(), tzinfo=self.zone)
        ahead = begins.utcoffset() or dt.timedelta()
        return pa.array(seconds - int(ahead.total_seconds())).cast(pa.timestamp("s", tz="UTC"))

    def _vehicles(self, trucks: Whole) -> pa.Array:
        """Return plates; none of them was ever given to a truck."""
        most = int(trucks.max(initial=0)) + 1
        plates = [f"{self.scale.facility_code}-{truck + 1:03d}" for truck in range(most)]
        return pa.array(plates).take(pa.array(trucks))


def write_tickets(table: pa.Table, path: Path, form: Form) -> None:
    """Write a month's tickets into a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if form == "parquet":
        pa.parquet.write_table(table.replace_schema_metadata(MARK), path, compression="zstd")
        return
    with path.open("wb") as file:
        if form == "csv":
            _write_csv(table, file)
            return
        # Neither name nor time of the file, so that the same tickets give the same bytes.
        with gzip.GzipFile(filename="", mode="wb", compresslevel=FAST, fileobj=file, mtime=0) as packed:
            _write_csv(table, packed)


def _write_csv(table: pa.Table, file: object) -> None:
    """Write a table as CSV without a quotation mark, which no code or number here needs."""
    texts = [_as_text(table[name]) for name in COLUMNS]
    options = pa.csv.WriteOptions(include_header=False, quoting_style="none")
    stream = pa.PythonFile(file, mode="w")
    stream.write((",".join(COLUMNS) + "\n").encode())
    pa.csv.write_csv(pa.table(dict(zip(COLUMNS, texts, strict=True))), stream, options)


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as it stands in a CSV: UTC by its Z."""
    if not pa.types.is_timestamp(column.type):
        return column
    text = column.cast(pa.timestamp("s")).cast(pa.string())
    return pc.binary_join_element_wise(pc.replace_substring(text, " ", "T"), "Z", "") if column.type.tz else text
