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
    # Each text is looked up once, however many rows it stands in.
    codes, known = pd.factorize(pd.Index(keys, dtype="str"), use_na_sentinel=False)
    found = values.reindex(known).array.take(codes)
    return pd.Series(found, index=keys.index)
