"""The ready-made questions: what people who write no SQL ask the tables, with the words their answers are headed by.

`:thang` is a month such as 2026-10; left empty it means the newest one that is past its due day and grace.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from thugom.contracts import Text

_MONTH = """
coalesce(nullif(:thang, ''), (SELECT max(period) FROM province_coverage WHERE period_kind = 'month' AND complete))
"""


@dataclass(frozen=True)
class Question:
    """A question with its SQL; columns that no contract names are headed by `headings`."""

    name: str
    title: Text
    description: Text
    sql: str
    headings: Mapping[str, str] = field(default_factory=dict)


def _asked(sql: str) -> str:
    """Return a question's SQL, with the month that is meant."""
    return sql.replace("THE_MONTH", _MONTH.strip()).strip()


QUESTIONS = (
    Question(
        "coverage_now",
        Text("Hiện nay đạt bao nhiêu so với hai mục tiêu?", "Where do the two targets stand?"),
        Text(
            "Giá trị, khoảng có thể (khi số liệu chưa biết được bổ sung), số xã còn thiếu và kết luận.",
            "Value, the interval that unknown figures leave open, missing communes and verdict.",
        ),
        _asked("""
SELECT title_vi, period, value, lower, upper, province_coverage.target, target_status,
       units_in_force, units_complete, units_silent, missing_units, denominator_kind
FROM province_coverage JOIN target ON province_coverage.indicator = target.indicator
  AND province_coverage.settlement = target.settlement AND province_coverage.denominator_kind = target.headline
WHERE basis = 'as_was' AND period = THE_MONTH
ORDER BY target_id
"""),
    ),
    Question(
        "communes_behind",
        Text(
            "Xã, phường nào chậm so với lộ trình, chậm bao nhiêu?",
            "Which communes are behind their path, and by how much?",
        ),
        Text(
            "Cần theo dõi hoặc chậm, xếp theo khoảng cách (điểm %); chỉ những nơi có lộ trình riêng.",
            "Watched or behind, by the gap in points; only where there is a path.",
        ),
        _asked("""
SELECT unit_code, unit_name, settlement, period, value, expected, gap_pp, status
FROM unit_path
WHERE settlement <> 'all' AND status IN ('watch', 'behind') AND period = THE_MONTH
ORDER BY gap_pp, unit_code
"""),
    ),
    Question(
        "not_reported",
        Text("Ai chưa báo cáo, hoặc báo cáo chưa đủ?", "Who has not reported, or not in full?"),
        Text(
            "Cùng với số tháng không có báo cáo trong mười hai tháng gần nhất.",
            "With the number of silent months among the last twelve.",
        ),
        _asked("""
WITH months AS (
  SELECT DISTINCT period FROM reporting_rate WHERE period <= THE_MONTH ORDER BY period DESC LIMIT 12
)
SELECT now.unit_code, now.unit_name, now.period, now.reporting, now.population, count(earlier.period) AS silent_months
FROM commune_coverage AS now
LEFT JOIN commune_coverage AS earlier ON earlier.unit_id = now.unit_id AND earlier.basis = now.basis
  AND earlier.settlement = now.settlement AND earlier.reporting = 'no_report'
  AND earlier.period IN (SELECT period FROM months)
WHERE now.basis = 'as_is' AND now.settlement = 'all' AND now.reporting <> 'complete' AND now.period = THE_MONTH
GROUP BY now.unit_id ORDER BY now.reporting DESC, now.population DESC
"""),
        {"silent_months": "Số tháng không báo cáo"},
    ),
    Question(
        "changed_last_night",
        Text(
            "Số liệu mới nhất làm thay đổi những con số nào?", "Which published figures did the newest arrivals change?"
        ),
        Text(
            "Giá trị trước và sau, kết luận có đổi không; xếp theo mức thay đổi.",
            "Values before and after, whether a verdict flipped; the greatest change first.",
        ),
        _asked("""
SELECT revision.table_name, revision.period, revision.indicator, revision.settlement, unit.name AS unit_name,
       value_before, value_after, value_after - value_before AS difference, verdict_flipped, known_after_at, files
FROM revision LEFT JOIN unit USING (unit_id)
WHERE basis = 'as_was'
ORDER BY verdict_flipped DESC, abs(coalesce(value_after, 0) - coalesce(value_before, 0)) DESC,
         revision.period DESC, revision.indicator
"""),
        {"difference": "Chênh lệch", "unit_name": "Tên đơn vị"},
    ),
    Question(
        "why_it_moved",
        Text("Vì sao con số khác tháng trước?", "Why is the figure another than the month before?"),
        Text(
            "Tách chênh lệch: thay đổi thật, do báo cáo, do sửa số liệu, do địa giới (điểm %).",
            "The difference split into real change, reporting, revision and boundaries, in points.",
        ),
        _asked("""
SELECT indicator, settlement, denominator_kind, period, previous_period, value, previous_value, difference_pp,
       same_units_pp, reporting_pp, revision_pp, boundary_pp
FROM change WHERE period = THE_MONTH ORDER BY indicator, denominator_kind
"""),
    ),
    Question(
        "effect_of_the_merger",
        Text("Việc sắp xếp đơn vị hành chính làm con số đổi bao nhiêu?", "What did the merger do to the figures?"),
        Text(
            "Cùng một tháng, tính theo đơn vị trước (as_issued) và sau sắp xếp.",
            "One month, on the units of before (as_issued) and after the merger.",
        ),
        _asked("""
SELECT indicator, denominator_kind, reading, value, lower, upper, value_difference_pp, denominator, denominator_share,
       measured_in, needed
FROM reclassification_effect WHERE period_kind = 'month' AND period = THE_MONTH
ORDER BY indicator, denominator_kind, reading
"""),
    ),
    Question(
        "whom_to_ring",
        Text("Gọi cho ai trước?", "Whom to ring first?"),
        Text(
            "Xã, phường có báo cáo làm hẹp khoảng của mục tiêu nhiều nhất.",
            "The communes whose report would narrow the targets' intervals most.",
        ),
        _asked("""
SELECT unit_code, unit_name, reporting, indicator, denominator_kind, interval_contribution_pp, could_flip
FROM interval_contribution WHERE period = THE_MONTH ORDER BY interval_contribution_pp DESC, unit_code
"""),
    ),
    Question(
        "issues_by_commune",
        Text("Báo cáo của xã nào có lỗi, lỗi gì?", "Whose reports have faults, and which?"),
        Text(
            "Lỗi và cảnh báo còn lại, theo xã; lỗi làm dòng bị trả lại.",
            "Errors and warnings by commune; an error refuses the row.",
        ),
        _asked("""
SELECT unit.unit_code, unit.name AS unit_name, severity, rule_id, count(*) AS findings,
       max(quality_issue.period) AS newest, min(message_vi) AS message_vi
FROM quality_issue JOIN unit USING (unit_id)
GROUP BY unit.unit_id, severity, rule_id ORDER BY severity, count(*) DESC, unit.name_order, rule_id
"""),
        {"findings": "Số lần", "newest": "Kỳ mới nhất", "unit_name": "Tên đơn vị"},
    ),
)
"""Every ready-made question, in the order in which they are offered."""
