"""What was published: rows of the curated tables as they stand."""

import pandas as pd
from sqlalchemy import Engine, MetaData, inspect, select

from thugom.contracts import Contract
from thugom.renderings.tables import curated_table
from thugom.store.engine import reading
from thugom.store.frames import read_frame


def load_published(engine: Engine, contract: Contract, **where: str) -> pd.DataFrame:
    """Return the published rows of one table in the order of their key.

    Args:
        engine: the store.
        contract: the table; columns that were declared after it was published are left out.
        where: what some of its columns must hold, by their names.

    Raises:
        StoreError: the database cannot be read.
    """
    table = curated_table(contract, MetaData())
    with reading(engine) as connection:
        present = {column["name"] for column in inspect(connection).get_columns(table.name)}
        columns = [column for column in table.columns if column.name in present]
        statement = select(*columns).where(*(table.c[name] == value for name, value in where.items()))
        rows = read_frame(connection, statement)
    return rows.sort_values([name for name in contract.primary_key if name in present], ignore_index=True)
