"""A value by key for a whole column."""

import pandas as pd


def looked_up(keys: pd.Series, values: pd.Series) -> pd.Series:
    """Return the value of each key, null where there is none, on the index and in the order of `keys`.

    `Series.map` loses the type, or raises, where `values` is empty, as in a home without facilities.

    Args:
        keys: what to look up.
        values: each key once in its index.

    >>> looked_up(pd.Series(["b", "c"]), pd.Series([1, 2], index=["a", "b"], dtype="Int64")).tolist()
    [2, <NA>]
    """
    found = values.reindex(pd.Index(keys, dtype="str"))
    return pd.Series(found.array, index=keys.index)
