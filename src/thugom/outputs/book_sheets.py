"""What the workbook for people holds: which tables, which of their columns and rows, and what is left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from thugom.contracts import Contract, Field
from thugom.outputs.release import Release
from thugom.outputs.units_now import newest_months, units_by_month, units_now
from thugom.renderings.descriptions import described

MOST_ROWS = 5_000
"""Of one sheet: with these a country's workbook is made in seconds and opens at once."""
_NAME = "full_name"
_VERSIONS = ("policy_version", "register_version")


@dataclass(frozen=True)
class BookColumn:
    """A column of a sheet: the table's column it shows, and what stands over it."""

    name: str
    title: str
    field: Field


@dataclass(frozen=True, eq=False)
class BookSheet:
    """A sheet: its name, what it is, its columns and rows; how many rows there are in all, and where they stand."""

    name: str
    title: str
    columns: tuple[BookColumn, ...]
    rows: pd.DataFrame
    in_all: int
    source: str

    @property
    def note(self) -> str:
        """Which rows these are, and where all of them are.

        >>> BookSheet("a", "A", (), pd.DataFrame(index=range(2)), 3, "x").note
        '2 trong 3 dòng; toàn bộ: csv/x.csv, parquet/x.parquet'
        """
        shown = len(self.rows)
        counted = f"{shown} trong {self.in_all} dòng" if shown < self.in_all else f"{shown} dòng"
        return f"{counted}; toàn bộ: csv/{self.source}.csv, parquet/{self.source}.parquet"


def sheets_of(release: Release) -> Iterator[BookSheet]:
    """Yield the sheets of tables, in the order in which they stand; a table without rows has none."""
    now = units_now(release)
    yield _sheet(
        release, "Xã, phường", "Xã, phường trong tháng mới nhất", now, ("unit", "unit_path", "commune_coverage"),
        ("unit_code", "full_name", "district_name", "covered", "status", "collected_treated_rate", "expected", "gap_pp",
         "collection_rate", "treatment_rate", "household_coverage", "generated_t", "collected_t", "treated_t",
         "households", "population", "evidence_grade", "reporting"),
        len(now), "commune_coverage",
    )  # fmt: skip
    months = units_by_month(release)
    order = release.table("unit").set_index("unit_id")["name_order"]
    shown = newest_months(months.assign(order=months["unit_id"].map(order)), MOST_ROWS)
    yield _sheet(
        release, "Theo tháng", "Xã, phường theo tháng, theo địa giới hiện nay",
        shown.sort_values(["period", "order", "unit_id"], ascending=[False, True, True]), ("commune_coverage",),
        ("period", "unit_code", "unit_name", "covered", "collected_treated_rate", "collection_rate", "treatment_rate",
         "household_coverage", "generated_t", "collected_t", "treated_t", "collected_treated_t", "households",
         "evidence_grade", "reporting"),
        len(release.table("commune_coverage")), "commune_coverage",
    )  # fmt: skip
    yield from (sheet for sheet in _whole_tables(release) if len(sheet.rows))


def _whole_tables(release: Release) -> Iterator[BookSheet]:
    """Yield the sheets that show a table as it is, or its newest rows."""
    province = release.table("province_coverage")
    here = province[(province["period_kind"] == "month") & (province["basis"] == "as_was")]
    yield _sheet(
        release, "Toàn tỉnh", "Chỉ tiêu toàn tỉnh theo tháng, theo địa giới khi đó",
        newest_months(here, MOST_ROWS).sort_values("period", ascending=False, kind="stable"), ("province_coverage",),
        ("period", "indicator", "settlement", "denominator_kind", "value", "lower", "upper", "target", "target_status",
         "expected", "gap_pp", "status", "projected_2030", "on_course", "units_in_force", "units_complete",
         "units_silent", "complete"),
        len(province), "province_coverage",
    )  # fmt: skip
    for name, title, table in (
        ("Tình hình báo cáo", "Số đơn vị báo cáo theo tháng", "reporting_rate"),
        ("Cần phục vụ, cần hỏi", "Xã cần phục vụ tiếp, và xã cần hỏi số liệu trước", "priority"),
        ("Cần gọi", "Báo cáo của đơn vị nào làm hẹp khoảng nhất", "interval_contribution"),
        ("Cảnh báo", "Những điều cần có người xử lý", "alert"),
        ("Thay đổi", "Điều gì làm thay đổi số liệu so với tháng trước", "change"),
        ("Số liệu không khớp", "Những gì bị trả lại hoặc cần xem lại", "quality_issue"),
        ("Cân đối của xã", "Khối lượng báo cáo của từng xã so với phiếu cân", "mass_balance"),
        ("Cân đối của cơ sở", "Khối lượng của từng cơ sở xử lý so với phiếu cân và công suất", "facility_balance"),
        ("Cơ sở xử lý", "Cơ sở xử lý chất thải", "facility"),
        ("Mục tiêu", "Mục tiêu và căn cứ", "target"),
    ):
        if table in release.tables:
            yield _table_sheet(release, name, title, table)


def _table_sheet(release: Release, name: str, title: str, table: str) -> BookSheet:
    """Return the sheet of a whole table: the newest rows first, all columns but the versions and hashes.

    A unit stands by its name where the table has its id alone.
    """
    contract = release.contracts[table]
    rows, tables = _named(release, release.table(table), contract), (table, "unit")
    by = next((column for column in ("period", "arrived_at", "opened_at") if column in rows), None)
    newest = rows.sort_values(by, ascending=False, kind="stable") if by else rows
    columns = [
        field.name
        for field in contract.fields
        if field.name in rows and field.name not in _VERSIONS and not field.name.endswith("_sha256")
    ]
    if _NAME in rows and _NAME not in contract.names:
        columns = [_NAME if column == "unit_id" else column for column in columns]
    return _sheet(release, name, title, newest.head(MOST_ROWS), tables, columns, len(rows), table)


def _named(release: Release, rows: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Return a table's rows with the full name of their unit, where they have its id and no name."""
    if "unit_id" not in rows or {_NAME, "unit_name", "name"} & set(contract.names):
        return rows
    names = release.table("unit").set_index("unit_id")[_NAME]
    return rows.assign(**{_NAME: rows["unit_id"].map(names)})


def _sheet(  # noqa: PLR0913, PLR0917 - what a sheet is, line by line as it stands above
    release: Release,
    name: str,
    title: str,
    rows: pd.DataFrame,
    tables: Sequence[str],
    columns: Sequence[str],
    in_all: int,
    source: str,
) -> BookSheet:
    """Return a sheet with these columns, each declared by the first of the tables that has it.

    A column that holds nothing at all is left out: an officer would look for what is not there.
    """
    contracts = [release.contracts[table] for table in tables]
    told = [column for column in columns if column in rows and (rows.empty or rows[column].notna().any())]
    shown = tuple(_column(contracts, column) for column in told)
    return BookSheet(name, title, shown, rows.reset_index(drop=True), in_all, source)


def _column(contracts: Sequence[Contract], name: str) -> BookColumn:
    """Return a column with the title that its contract gives it."""
    field = next(contract.field(name) for contract in contracts if name in contract.names)
    return BookColumn(name, field.title.vi, field)


def dictionary(release: Release) -> list[tuple[str, ...]]:
    """Return the dictionary's rows: table, what one row is, column, type, unit, meaning in both languages, example."""
    rows: list[tuple[str, ...]] = []
    for name, contract in sorted(release.contracts.items()):
        about = (name, contract.grain)
        rows.append((*about, "", "", "", described(contract, "vi"), described(contract, "en"), ""))
        for field in contract.fields:
            example = "" if field.example is None else str(field.example)
            words = (described(field, "vi"), described(field, "en"))
            rows.append((*about, field.name, field.type, field.unit or "", *words, example))
    return rows
