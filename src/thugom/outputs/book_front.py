"""The workbook's first sheet: where the targets stand, how that came about, and what the other sheets hold."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from thugom.language.numbers import day, period
from thugom.outputs.book_sheets import BookSheet
from thugom.outputs.book_styles import INK, POINTS, RATE, TEXT, Styles
from thugom.outputs.map import SYNTHETIC
from thugom.outputs.release import Release
from thugom.outputs.words import COVERED, STATUSES, said

FRONT = "Tổng quan"
MONTHS_SHOWN = 24
_HEADER = (
    "Mục tiêu", "Đến nay", "Khoảng: từ", "Khoảng: đến", "Phải đạt", "Thời hạn", "Theo lộ trình", "Chênh lệch (điểm %)",
    "Tình trạng", "Kết luận",
)  # fmt: skip
_PATH = ("expected", "gap_pp", "status")
_SERIES = (("value", "Đến nay"), ("lower", "Ít nhất"), ("upper", "Nhiều nhất"), ("expected", "Theo lộ trình"))
_HOW_TO_READ = "Ô trống: chưa biết, không phải số 0. Khoảng: ít nhất và nhiều nhất mà số liệu chưa biết có thể cho."
_FAINT = {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}}
_NO_PATH = "chưa có lộ trình"
VERDICT_COLOURS = {
    "met": STATUSES["on_track"].colour,
    "not_met": STATUSES["behind"].colour,
    "undetermined": COVERED["unknown"].colour,
}
"""A verdict has the colour of the status that means as much."""
_TABLE_ROW = 5
_CHART_ROWS = 17
_SECOND_CHART = 4
"""The column at which the right-hand chart begins: left and right of it is half of the table."""


@dataclass(frozen=True, eq=False)
class _Course:
    """A target and its months, the oldest first; the newest of them is where it stands."""

    target: Mapping[Hashable, Any]
    months: pd.DataFrame


def write_front(
    workbook: Workbook,
    page: Worksheet,
    styles: Styles,
    release: Release,
    sheets: Sequence[BookSheet],
    dictionary: str,
) -> None:
    """Write the first sheet: title, the targets, a chart of each, their figures by month, and the other sheets."""
    page.hide_gridlines(2)
    page.set_column(0, 0, 44)
    page.set_column(1, len(_HEADER), 14)
    courses = [_course(release, target) for target in release.table("target").to_dict("records")]
    _write_title(page, styles, release)
    below = _write_targets(page, styles, courses)
    below = _write_list(page, styles, below + 1, sheets, dictionary)
    charts = below + 1
    data = charts + _CHART_ROWS * ((len(courses) + 1) // 2) + 1
    for number, course in enumerate(courses):
        first = _write_months(page, styles, data, course)
        if len(course.months):
            place = (charts + _CHART_ROWS * (number // 2), _SECOND_CHART * (number % 2))
            _draw(workbook, page, place, course, first)
        data = first + len(course.months) + 1
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 1)
    # What the charts are drawn from stands below them for whoever reads the file; nobody needs it on paper.
    page.print_area(0, 0, charts + _CHART_ROWS * ((len(courses) + 1) // 2), len(_HEADER) - 1)


def _course(release: Release, target: Mapping[Hashable, Any]) -> _Course:
    """Return a target's months by its headline denominator: each on the units of its time, the path on today's."""
    province = release.table("province_coverage")
    here = (
        (province["indicator"] == target["indicator"])
        & (province["settlement"] == target["settlement"])
        & (province["denominator_kind"] == target["headline"])
        & (province["period_kind"] == "month")
        & province["complete"].fillna(value=False)
    )
    months = province[here & (province["basis"] == "as_was")].sort_values("period").tail(MONTHS_SHOWN)
    # Paths and status are known on one series only: that of the units of today.
    path = province[here & (province["basis"] == "as_is")].set_index("period")
    return _Course(target, months.assign(**{name: months["period"].map(path[name]) for name in _PATH}))


def _write_title(page: Worksheet, styles: Styles, release: Release) -> None:
    """Write of what, of when and from which publication this is."""
    shown = period(release.period, "vi") if release.period else "chưa có kỳ nào đến hạn"
    title = f"{release.place.vi}: thu gom và xử lý rác thải sinh hoạt, {shown}"
    page.write_string(0, 0, title, styles.get("title"))
    page.set_row(0, 28)
    about = (
        f"Tính đến ngày {day(release.as_of, 'vi')}; lần công bố {release.publication_id}, {release.published_at}; "
        f"chính sách {release.policy_version}, danh mục {release.register_version}"
    )
    page.write_string(1, 0, about, styles.get("note"))
    page.write_string(2, 0, _HOW_TO_READ, styles.get("note"))
    if release.synthetic:
        page.write_string(3, 0, f"{SYNTHETIC['vi']} – {SYNTHETIC['en']}", styles.get("warning"))


def _write_targets(page: Worksheet, styles: Styles, courses: Sequence[_Course]) -> int:
    """Write where each target stands; return the row below."""
    for number, title in enumerate(_HEADER):
        page.write_string(_TABLE_ROW, number, title, styles.get("header"))
    page.set_row(_TABLE_ROW, 32)
    for row, course in enumerate(courses, _TABLE_ROW + 1):
        page.set_row(row, 30)
        page.write_string(row, 0, str(course.target["title_vi"]), styles.get("target"))
        newest = course.months.iloc[-1].to_dict() if len(course.months) else {}
        known = {str(name): value for name, value in newest.items() if not pd.isna(value)}
        figures = ("value", "lower", "upper", "target", None, "expected")
        for number, name in enumerate(figures, 1):
            if name is not None and name in known:
                page.write_number(row, number, float(known[name]), styles.get("big" if number == 1 else "plain", RATE))
        page.write_string(row, 5, period(str(course.target["due"]), "vi"), styles.get("word"))
        if "gap_pp" in known:
            page.write_number(row, 7, float(known["gap_pp"]), styles.get("plain", POINTS))
        for number, name in ((8, "status"), (9, "target_status")):
            page.write_string(row, number, str(said(known.get(name, ""))), styles.get("word"))
        if "expected" not in known:
            page.write_string(row, 6, _NO_PATH, styles.get("note"))
    last = _TABLE_ROW + max(len(courses), 1)
    for shade in STATUSES.values():
        about = {"type": "cell", "criteria": "==", "value": f'"{shade.text.vi}"'}
        page.conditional_format(_TABLE_ROW + 1, 8, last, 8, about | {"format": styles.tint(shade.colour)})
    for verdict, colour in VERDICT_COLOURS.items():
        about = {"type": "cell", "criteria": "==", "value": f'"{said(verdict)}"'}
        page.conditional_format(_TABLE_ROW + 1, 9, last, 9, about | {"format": styles.tint(colour)})
    return last + 1


def _write_list(page: Worksheet, styles: Styles, row: int, sheets: Sequence[BookSheet], dictionary: str) -> int:
    """Write what the other sheets hold, and where what they leave out stands; return the row below."""
    page.write_string(row, 0, "Các trang tính", styles.get("heading"))
    for number in range(1, len(_HEADER)):
        page.write_blank(row, number, None, styles.get("heading"))
    listed = [(sheet.name, f"{sheet.title}: {sheet.note}") for sheet in sheets]
    listed.append((dictionary, "Nghĩa của từng bảng và từng cột, bằng hai thứ tiếng"))
    for at, (name, text) in enumerate(listed, row + 1):
        page.write_url(at, 0, f"internal:'{name}'!A1", styles.get("link"), name)
        page.write_string(at, 1, text, styles.get("plain"))
    return row + 1 + len(listed)


def _write_months(page: Worksheet, styles: Styles, row: int, course: _Course) -> int:
    """Write a target's months, which its chart is drawn from; return the row of the first."""
    page.write_string(row, 0, f"{course.target['title_vi']}, theo tháng", styles.get("heading"))
    for number, title in enumerate(("Tháng", *(title for _, title in _SERIES))):
        page.write_string(row + 1, number, title, styles.get("header"))
    for at, month in enumerate(course.months.to_dict("records"), row + 2):
        page.write_string(at, 0, str(month["period"]), styles.get("plain", TEXT))
        for number, (name, _) in enumerate(_SERIES, 1):
            if not pd.isna(month[name]):
                page.write_number(at, number, float(month[name]), styles.get("plain", RATE))
    return row + 2


def _draw(workbook: Workbook, page: Worksheet, place: tuple[int, int], course: _Course, first: int) -> None:
    """Draw a target's way: what is known, between which ends it lies, and what the path asks for."""
    chart = workbook.add_chart({"type": "line"})
    last = first + len(course.months) - 1
    looks: Mapping[str, Mapping[str, Any]] = {
        "value": {"color": INK, "width": 2.5},
        "lower": {"color": COVERED["no"].colour, "width": 1, "dash_type": "dash"},
        "upper": {"color": COVERED["yes"].colour, "width": 1, "dash_type": "dash"},
        "expected": {"color": "#6B6B6B", "width": 1.5, "dash_type": "round_dot"},
    }
    for number, (name, title) in enumerate(_SERIES, 1):
        chart.add_series(
            {
                "name": title,
                "categories": [FRONT, first, 0, last, 0],
                "values": [FRONT, first, number, last, number],
                "line": looks[name],
            }
        )
    chart.set_title({"name": str(course.target["title_vi"]), "name_font": {"size": 11}})
    chart.set_y_axis({"num_format": "0%", "min": 0, "max": _most(course), "major_gridlines": _FAINT})
    chart.set_x_axis({"num_font": {"rotation": -60, "size": 8}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 612, "height": 320})
    page.insert_chart(*place, chart, {"x_offset": 4, "y_offset": 4})


def _most(course: _Course) -> float:
    """Return where the chart's axis ends: at one, unless a rate above one was kept and marked."""
    return max(1.0, float(course.months["value"].max(skipna=True) or 0.0))
