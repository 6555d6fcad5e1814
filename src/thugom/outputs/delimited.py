"""A curated table as a CSV file: UTF-8 with the mark that Excel looks for, and no text that it takes for a formula."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
from pyarrow import csv

from thugom.contracts import Contract
from thugom.files import harmless
from thugom.outputs.arrow_tables import arrow_table

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Without it Excel takes UTF-8 for the code page of the machine, and Vietnamese is unreadable."""


def write_csv(contract: Contract, frame: pd.DataFrame, path: Path) -> None:
    """Write the rows to `path`: commas, decimal points, ISO days, `true` and `false`, nothing where unknown.

    A text that a spreadsheet would take for a formula has an apostrophe before it; Parquet holds it as it is.

    Raises:
        OSError: `path` cannot be written.
    """
    texts = [field.name for field in contract.fields if field.type == "string" and field.name in frame]
    safe = frame.assign(**{name: _harmless(frame[name]) for name in texts})
    table = arrow_table(_as_texts(contract), safe)
    with path.open("wb") as file:
        file.write(BYTE_ORDER_MARK)
        csv.write_csv(table, file, csv.WriteOptions(quoting_style="needed", batch_size=16_384))


def _harmless(values: pd.Series) -> pd.Series:
    """Return texts of which none becomes a formula; most columns hold none, and are looked at once."""
    suspicious = values.str.startswith(("=", "+", "-", "@", "\t", "\r")).fillna(value=False).astype("bool")
    if not suspicious.any():
        return values
    return values.where(~suspicious, values.map(harmless, na_action="ignore"))


def _as_texts(contract: Contract) -> Contract:
    """Return the contract with moments as the texts that they are: 2026-11-01T18:30:00Z."""
    fields = (replace(field, type="string") if field.type == "datetime" else field for field in contract.fields)
    return replace(contract, fields=tuple(fields))
