"""A curated table as Arrow: its columns of the contract's types, with title, meaning and unit beside them."""

import pandas as pd
import pyarrow as pa

from thugom.contracts import Contract, Field

TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("ms", tz="UTC"),
}
"""Every field type of a contract, and the Arrow type that holds it."""


def arrow_table(contract: Contract, frame: pd.DataFrame) -> pa.Table:
    """Return the rows as an Arrow table; columns that were declared after they were published are left out.

    Args:
        contract: the table.
        frame: its rows, typed as the store reads them.
    """
    fields = [field for field in contract.fields if field.name in frame]
    arrays = [_array(field, frame[field.name]) for field in fields]
    schema = pa.schema([_described(contract, field) for field in fields], metadata=_about(contract))
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(field: Field, values: pd.Series) -> pa.Array:
    """Return a column's values; what is missing is null, also among numbers."""
    if field.type == "datetime":
        values = pd.to_datetime(values, utc=True, format="%Y-%m-%dT%H:%M:%SZ").astype("datetime64[ms, UTC]")
    return pa.Array.from_pandas(values, type=TYPES[field.type])


def _described(contract: Contract, field: Field) -> pa.Field:
    """Return the column's declaration with what it means, in both languages."""
    about = {"title_vi": field.title.vi, "title_en": field.title.en}
    if field.description is not None:
        about |= {"description_vi": field.description.vi, "description_en": field.description.en}
    if field.unit:
        about["unit"] = field.unit
    if field.formula:
        about["formula"] = field.formula
    required = field.required or field.name in contract.primary_key
    return pa.field(field.name, TYPES[field.type], nullable=not required, metadata=about)


def _about(contract: Contract) -> dict[str, str]:
    """Return what is said of the table as a whole."""
    return {"grain": contract.grain, "title_vi": contract.title.vi, "title_en": contract.title.en}
