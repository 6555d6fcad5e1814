"""A curated table as a Parquet file: exact, typed and small."""

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from thugom.contracts import Contract
from thugom.outputs.arrow_tables import arrow_table


def write_parquet(contract: Contract, frame: pd.DataFrame, path: Path) -> None:
    """Write the rows to `path`: the same rows give the same bytes, with one version of the library.

    Raises:
        OSError: `path` cannot be written.
    """
    # The types and meanings stand in the schema; what pandas would add names its own version.
    pq.write_table(arrow_table(contract, frame), path, compression="zstd", store_schema=True)
