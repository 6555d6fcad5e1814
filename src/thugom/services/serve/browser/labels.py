"""What the browser calls things: titles, columns and questions, in Vietnamese with the English beside."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from thugom.contracts import Contract, Field, Text
from thugom.services.serve.browser.edition import Facts
from thugom.services.serve.browser.questions import QUESTIONS, Question

DATABASE = "thugom"
GROUPS = (
    (
        Text("Số liệu chính", "Main figures"),
        ("province_coverage", "commune_coverage", "unit_path", "priority", "reporting_rate", "target"),
    ),
    (
        Text("Vì sao con số thay đổi", "Why figures move"),
        ("change", "revision", "interval_contribution", "reclassification_effect"),
    ),
    (Text("Phiếu cân và báo cáo", "Tickets and reports"), ("mass_balance", "facility_balance", "weighbridge_month")),
    (Text("Báo cáo đã nhận", "Reports received"), ("collection", "treatment", "submission", "quality_issue")),
    (
        Text("Danh mục", "Registers"),
        ("unit", "unit_lineage", "facility", "unit_facility_distance", "treatment_method"),
    ),
)
"""In which order the tables are offered; those that stand here nowhere come last."""
OTHERS, JOURNALS = Text("Bảng khác", "Other tables"), Text("Nhật ký", "Journals")
_FACETS = {
    "commune_coverage": ["basis", "settlement", "reporting"],
    "facility_balance": ["stream", "facility_code", "out_of_balance"],
    "mass_balance": ["line", "stream", "facility_code", "out_of_balance"],
    "province_coverage": ["indicator", "basis", "target_status"],
    "quality_issue": ["severity", "rule_id"],
    "reclassification_effect": ["indicator", "reading"],
    "revision": ["table_name", "indicator"],
    "treatment": ["method", "method_class", "facility_code"],
    "unit": ["kind", "valid_from"],
    "unit_path": ["status", "settlement"],
}
_NEWEST_FIRST = ("period", "published_at", "started_at", "arrived_at", "opened_at")
_PAGE_ROWS = 50
OPENED = {
    "commune_coverage": "?period_kind=month&basis=as_is&settlement=all",
    "facility_balance": "?stream=all",
    "mass_balance": "?line=unit",
    "province_coverage": "?period_kind=month&basis=as_was",
    "unit_path": "?settlement=all",
}
"""With which filters a table is opened first: all rows of all bases together add up to nothing."""
OPERATORS = {
    "exact": "bằng (=)",
    "not": "khác (≠)",
    "contains": "có chứa",
    "endswith": "kết thúc bằng",
    "startswith": "bắt đầu bằng",
    "gt": "lớn hơn (>)",
    "gte": "từ … trở lên (≥)",
    "lt": "nhỏ hơn (<)",
    "lte": "đến … trở xuống (≤)",
    "like": "giống (like)",
    "notlike": "không giống",
    "in": "là một trong",
    "notin": "không thuộc",
    "isnull": "chưa biết (trống)",
    "notnull": "đã biết",
    "isblank": "để trống",
    "notblank": "không để trống",
}
"""Datasette's ways to filter, in words; those that stand here nowhere are not offered."""
WORDS = {
    "on_track": "đúng lộ trình",
    "watch": "cần theo dõi",
    "behind": "chậm",
    "complete": "đủ",
    "incomplete": "thiếu",
    "no_report": "không có báo cáo",
    "rejected": "bị trả lại",
    "pending": "chưa đến hạn",
    "met": "đạt",
    "not_met": "chưa đạt",
    "undetermined": "chưa xác định",
    "all": "chung",
    "urban": "đô thị",
    "rural": "nông thôn",
    "as_was": "theo đơn vị của tháng đó",
    "as_is": "theo đơn vị hiện nay",
    "as_issued": "theo đơn vị khi ban hành chương trình",
    "wards_only": "chỉ các phường",
    "error": "lỗi",
    "warning": "cảnh báo",
    "communes_covered": "xã, phường được thu gom, xử lý",
    "urban_collected_treated": "chất thải đô thị được thu gom, xử lý",
}
"""Words of the tables that answers of the ready-made questions show in Vietnamese too."""
_TITLE = Text("Số liệu thu gom, xử lý rác sinh hoạt", "Waste collection and treatment figures")
_BOOLEAN = Text("1: có, 0: không, trống: chưa biết.", "1: yes, 0: no, empty: unknown.")


@dataclass(frozen=True)
class Shelf:
    """What our own pages say beside the tables; Datasette copies its metadata at every look, and this stays out of it.

    Attributes:
        facts: what the edition says of itself.
        place: the department.
        groups: the tables as they are offered on the first page, with how many rows they have.
        labels: the columns' titles in Vietnamese, by table.
        headings: the same for the columns of the questions' answers, by question.
    """

    facts: Facts
    place: Text
    groups: list[dict[str, Any]]
    labels: Mapping[str, Mapping[str, str]]
    headings: Mapping[str, Mapping[str, str]]
    title: Text = _TITLE
    questions: tuple[Question, ...] = QUESTIONS
    operators: Mapping[str, str] = field(default_factory=lambda: OPERATORS)
    words: Mapping[str, str] = field(default_factory=lambda: WORDS)
    opened: Mapping[str, str] = field(default_factory=lambda: OPENED)


def shelf(contracts: Mapping[str, Contract], place: Text, facts: Facts) -> Shelf:
    """Return what our own pages say of an edition."""
    there = {name: contracts[name] for name in facts.rows if name in contracts}
    labels = {name: {column.name: column.title.vi for column in contract.fields} for name, contract in there.items()}
    headings = {question.name: _headings(question, labels) for question in QUESTIONS}
    return Shelf(facts, place, _groups(there, facts.rows), labels, headings)


def _headings(question: Question, labels: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return what the columns of a question's answer are called: as in the table that its SQL names first."""
    named = [name for name in re.findall(r"[a-z_]+", question.sql) if name in labels]
    found = {column: title for name in reversed(named) for column, title in labels[name].items()}
    return found | dict(question.headings)


def metadata(contracts: Mapping[str, Contract], place: Text, facts: Facts) -> dict[str, Any]:
    """Return what Datasette is told of an edition's tables, columns and questions."""
    title = f"{_TITLE.vi} – {place.vi}"
    tables = {name: _table(contracts[name]) for name in facts.rows if name in contracts}
    # What no contract describes is nobody's business but the database's.
    tables |= {name: {"hidden": True} for name in facts.rows if name not in contracts}
    queries = {question.name: _query(question) for question in QUESTIONS}
    return {"title": title, "databases": {DATABASE: {"title": title, "tables": tables, "queries": queries}}}


def _table(contract: Contract) -> dict[str, Any]:
    """Return what is said of one table."""
    names = contract.names
    newest = next((name for name in _NEWEST_FIRST if name in names), None)
    label = next((name for name in ("name", "unit_name") if name in names and len(contract.primary_key) == 1), None)
    return {
        "title": both(contract.title),
        "description": both(contract.description) if contract.description else contract.grain,
        "columns": {column.name: described(column) for column in contract.fields},
        "facets": [name for name in _FACETS.get(contract.name, []) if name in names],
        "size": _PAGE_ROWS,
        **({"sort_desc": newest} if newest else {}),
        **({"label_column": label} if label else {}),
    }


def described(column: Field) -> str:
    """Return a column's title, unit and meaning in both languages.

    >>> described(Field("collected_t", "number", Text("Thu gom", "Collected"), unit="t"))
    'Thu gom [t] – Collected [t]'
    """
    unit = f" [{column.unit}]" if column.unit else ""
    more = _BOOLEAN if column.type == "boolean" else None
    vi, en = (
        " ".join(
            [
                f"{column.title.in_language(language)}{unit}" + ("." if column.description or more else ""),
                *(text.in_language(language) for text in (column.description, more) if text),
            ]
        )
        for language in ("vi", "en")
    )
    return f"{vi} – {en}"


def _query(question: Question) -> dict[str, Any]:
    """Return a question as Datasette's canned query."""
    return {
        "sql": question.sql,
        "title": question.title.vi,
        "description": both(question.description),
        "hide_sql": True,
    }


def _groups(contracts: Mapping[str, Contract], rows: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the tables as they are offered on the first page: each group with a title."""
    placed = {name for _, names in GROUPS for name in names}
    rest = [name for name in contracts if name not in placed]
    journals = tuple(name for name in rest if contracts[name].kind == "journal")
    others = tuple(name for name in rest if name not in journals)
    return [
        {"title": title, "tables": [(contracts[name], rows[name]) for name in names if name in contracts]}
        for title, names in (*GROUPS, (OTHERS, others), (JOURNALS, journals))
        if any(name in contracts for name in names)
    ]


def both(text: Text) -> str:
    """Return a text in Vietnamese, then in English."""
    return f"{text.vi} – {text.en}"
