"""The judgement: a suite run over a batch of rows, and which rows break which rule."""

import logging
import os
from typing import Any

import pandas as pd

from thugom.checks.errors import JudgementError
from thugom.contracts import Contract

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import great_expectations as gx
from great_expectations.data_context.types.base import ProgressBarsConfig

from thugom.renderings.expectations import ROWS_RULE, suite

ROW = "row"
FAILURES = ["rule_id", ROW]


def failing_rows(contract: Contract, rows: pd.DataFrame) -> pd.DataFrame:
    """Return which rows break which rule of the contract.

    Great Expectations is run once over the whole batch. An expectation that raises (a text among
    numbers makes it raise, with an empty list of failing rows) is an error and never a pass.

    Args:
        contract: the table the rows belong to.
        rows: facts and measured columns, one row per received row; the index is unique.

    Returns:
        `rule_id` and `row` (a label of the index): one row per failure.

    Raises:
        JudgementError: an expectation raised.
    """
    if rows.empty:
        return pd.DataFrame({"rule_id": pd.Series(dtype="str"), ROW: pd.Series(dtype="int64")})
    outcomes = _validated(contract, _plain(rows))
    failures = [_failures(contract, outcome) for outcome in outcomes]
    return pd.concat(failures, ignore_index=True)


def _validated(contract: Contract, rows: pd.DataFrame) -> list[Any]:
    """Return the outcome of every expectation of the contract's suite."""
    # Its own progress and deprecation chatter would drown the night's log.
    for name in ("great_expectations", "great_expectations.data_context.types.base"):
        logging.getLogger(name).setLevel(logging.ERROR)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas(contract.name).add_dataframe_asset(contract.name)
    batch = asset.add_batch_definition_whole_dataframe("night").get_batch({"dataframe": rows})
    result = batch.validate(
        suite(contract),
        result_format={
            "result_format": "COMPLETE",
            "unexpected_index_column_names": [ROW],
        },
    )
    return list(result.results)


def _failures(contract: Contract, outcome: Any) -> pd.DataFrame:  # noqa: ANN401 - untyped in its library
    """Return the failing rows of one expectation."""
    rule_id = str(outcome.expectation_config.meta["rule_id"])
    exception = outcome.exception_info
    if exception and (exception.get("raised_exception") or _nested_exception(exception)):
        reason = exception.get("exception_message") or _nested_exception(exception)
        raise JudgementError(contract, rule_id, str(reason))
    found = outcome.result.get("unexpected_index_list") or []
    if not outcome.success and not found and not rule_id.endswith(f".{ROWS_RULE}"):
        raise JudgementError(contract, rule_id, "it failed and named no row")
    labels = pd.Series([item[ROW] for item in found], dtype="int64")
    return pd.DataFrame({"rule_id": pd.Series(rule_id, index=labels.index, dtype="str"), ROW: labels})


def _nested_exception(exception: dict[str, Any]) -> str:
    """Return the message of an exception that is keyed by metric, as some versions report it."""
    for part in exception.values():
        if isinstance(part, dict) and part.get("raised_exception"):
            return str(part.get("exception_message"))
    return ""


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows in types that Great Expectations compares without surprises.

    Nullable integers become floats, exact up to 2**53, which the cast guarantees; nullable text
    and booleans become objects with None.
    """
    columns: dict[str, pd.Series] = {}
    for name in rows.columns:
        column = rows[name]
        if pd.api.types.is_integer_dtype(column.dtype) or pd.api.types.is_float_dtype(column.dtype):
            numbers = column.astype("Float64").to_numpy(dtype="float64", na_value=float("nan"))
            columns[name] = pd.Series(numbers)
        else:
            values = column.astype(object).where(column.notna(), None).to_numpy(dtype=object)
            columns[name] = pd.Series(values, dtype=object)
    plain = pd.DataFrame(columns)
    plain[ROW] = rows.index.to_numpy()
    return plain
