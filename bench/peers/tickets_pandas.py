"""What somebody would write from the documentation: pandas reads, Great Expectations judges, `to_sql` keeps."""

import importlib
import sys
from pathlib import Path
from typing import Any

import great_expectations as gx
import pandas as pd
from sqlalchemy import create_engine

# The classes carry annotations of their own kind; the type checker finds none of them exported.
gxe: Any = importlib.import_module("great_expectations.expectations")
ZONE = "Asia/Ho_Chi_Minh"
TEXT = dict.fromkeys(["ticket_number", "facility_code", "vehicle", "unit_code", "stream", "weighed_at"], "str")


def read(raw: Path) -> pd.DataFrame:
    """Return all tickets, each with its file and line."""
    frames = []
    for path in sorted(raw.rglob("synthetic-tickets-*")):
        is_parquet = path.suffix == ".parquet"
        frame = pd.read_parquet(path) if is_parquet else pd.read_csv(path, dtype=TEXT)
        times = pd.to_datetime(frame["weighed_at"])
        frame["weighed_at"] = (
            times.dt.tz_localize(None) if times.dt.tz is None else times.dt.tz_convert(ZONE).dt.tz_localize(None)
        ).astype("datetime64[us]")
        frames.append(frame.assign(file=path.name, row_number=frame.index + (1 if is_parquet else 2)))
    tickets = pd.concat(frames, ignore_index=True)
    return tickets.assign(net_kg=tickets["gross_kg"] - tickets["tare_kg"])


def beside_register(tickets: pd.DataFrame, register: Path) -> pd.DataFrame:
    """Return the tickets beside the unit and the facility of their day."""
    units = pd.read_csv(register / "unit.csv", dtype="str", usecols=["unit_code", "valid_from", "valid_to"])
    units = units.assign(
        unit_id=units["unit_code"] + "@" + units["valid_from"],
        since=pd.to_datetime(units["valid_from"]).astype("datetime64[us]"),
        until=pd.to_datetime(units["valid_to"]).fillna(pd.Timestamp("2200-01-01")),
    ).sort_values("since")
    places = pd.read_csv(register / "synthetic" / "facility.csv", dtype="str").sort_values("valid_from")
    places = places.groupby("facility_code").agg(opened_on=("valid_from", "first"), scope=("ticket_scope", "last"))
    places["opened_on"] = pd.to_datetime(places["opened_on"])
    rows = pd.merge_asof(
        tickets.sort_values("weighed_at"),
        units[["unit_code", "unit_id", "since", "until"]],
        left_on="weighed_at",
        right_on="since",
        by="unit_code",
    )
    rows["unit_id"] = rows["unit_id"].where(rows["weighed_at"] < rows["until"])
    return rows.merge(places, on="facility_code", how="left")


def failing(rows: pd.DataFrame) -> set[int]:
    """Return the places of the rows that break a rule."""
    context = gx.get_context(mode="ephemeral")
    asset = context.data_sources.add_pandas("tickets").add_dataframe_asset("tickets")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": rows})
    suite = gx.ExpectationSuite(
        "tickets",
        expectations=[
            *(gxe.ExpectColumnValuesToNotBeNull(column=name) for name in ("ticket_number", "weighed_at", "unit_id")),
            *(gxe.ExpectColumnValuesToNotBeNull(column=name) for name in ("opened_on", "gross_kg", "tare_kg")),
            gxe.ExpectColumnValuesToBeInSet(column="stream", value_set=["domestic", "agricultural", "other"]),
            gxe.ExpectColumnValuesToBeBetween(column="gross_kg", max_value=60_000),
            gxe.ExpectColumnValuesToBeBetween(column="net_kg", min_value=1, max_value=40_000),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="gross_kg", column_B="tare_kg"),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="weighed_at", column_B="opened_on", or_equal=True),
        ],
    )
    whole = {"result_format": "COMPLETE", "include_unexpected_rows": False, "unexpected_index_column_names": ["place"]}
    found = batch.validate(suite, result_format=whole)
    places: set[int] = set()
    for result in found.results:
        if result.exception_info.get("raised_exception"):
            sys.exit(f"an expectation raised: {result.exception_info}")
        places |= {index["place"] for index in result.result.get("unexpected_index_list") or []}
    return places


def main(home: Path, database: Path) -> None:
    """Read, judge, tell apart, add up and keep."""
    rows = beside_register(read(home / "data" / "raw"), home / "register")
    rows = rows.assign(place=range(len(rows)))
    is_refused = rows["place"].isin(failing(rows))
    engine = create_engine(f"sqlite:///{database}")
    rows[is_refused].drop(columns=["since", "until", "place"]).to_sql("refused", engine, index=False)
    kept = rows[~is_refused]
    year, day = kept["weighed_at"].dt.strftime("%Y"), kept["weighed_at"].dt.strftime("%Y-%m-%d")
    kept = kept.assign(numbers=year.where(kept["scope"] != "day", day)).sort_values(["net_kg", "weighed_at"])
    kept = kept.drop_duplicates(["facility_code", "ticket_number", "numbers"])
    kept = kept.assign(period=kept["weighed_at"].dt.strftime("%Y-%m"))
    key = ["facility_code", "unit_id", "period", "stream"]
    months = kept.groupby(key, as_index=False).agg(tickets=("net_kg", "size"), net_kg=("net_kg", "sum"))
    months.to_sql("weighbridge_month", engine, index=False)


if __name__ == "__main__" and len(sys.argv) > 1:
    main(Path(sys.argv[1]), Path(sys.argv[2]))
