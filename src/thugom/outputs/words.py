"""What the values of the curated tables are called, and in which colour they are shown: one list for every output.

The colours differ in brightness as well as in hue, so that they can be told apart in grey and by those who do not see
red and green.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from thugom.contracts import Text


@dataclass(frozen=True)
class Shade:
    """What a value is called, and its colour as six hexadecimal digits."""

    text: Text
    colour: str


STATUSES: Mapping[str, Shade] = {
    "on_track": Shade(Text("Đúng lộ trình", "On track"), "#66b394"),
    "watch": Shade(Text("Cần theo dõi", "Watch"), "#f5cf66"),
    "behind": Shade(Text("Chậm", "Behind"), "#cc5a3c"),
    "pending": Shade(Text("Chưa đến hạn", "Not yet due"), "#dce9f2"),
    "incomplete": Shade(Text("Thiếu số liệu", "Incomplete"), "#e9dcc4"),
    "rejected": Shade(Text("Bị trả lại", "Rejected"), "#a98bc0"),
    "no_report": Shade(Text("Không báo cáo", "No report"), "#9c9c9c"),
}
"""Every status of a unit on its path, as `unit_path` has it."""
WITHOUT_STATUS = Shade(Text("Chưa có lộ trình", "No path yet"), "#ffffff")
"""Where there is no path, or nothing is known of the unit."""
COVERED: Mapping[str, Shade] = {
    "yes": Shade(Text("Được thu gom và xử lý", "Covered"), "#8cc6b0"),
    "no": Shade(Text("Chưa được thu gom và xử lý", "Not covered"), "#e08a4a"),
    "unknown": Shade(Text("Chưa biết", "Unknown"), "#f0f0f0"),
}
"""Whether a unit's waste is collected and treated."""
WORDS: Mapping[str, Text] = {
    **{name: shade.text for name, shade in STATUSES.items()},
    "complete": Text("Đủ số liệu", "Complete"),
    "met": Text("Đạt", "Met"),
    "not_met": Text("Chưa đạt", "Not met"),
    "undetermined": Text("Chưa thể kết luận", "Undetermined"),
    "yes": Text("Có", "Yes"),
    "no": Text("Không", "No"),
    "uncertain": Text("Chưa chắc", "Uncertain"),
    "urban": Text("Đô thị", "Urban"),
    "rural": Text("Nông thôn", "Rural"),
    "all": Text("Tất cả", "All"),
    "commune": Text("Xã", "Commune"),
    "ward": Text("Phường", "Ward"),
    "township": Text("Thị trấn", "Township"),
    "special_zone": Text("Đặc khu", "Special zone"),
    "reported": Text("Báo cáo", "Reported"),
    "estimated": Text("Ước tính", "Estimated"),
    "facility": Text("Cơ sở xử lý", "Facility"),
    "unit": Text("Cả đơn vị", "Whole unit"),
    "domestic": Text("Sinh hoạt", "Domestic"),
    "agricultural": Text("Nông nghiệp", "Agricultural"),
    "other": Text("Khác", "Other"),
    "error": Text("Lỗi", "Error"),
    "warning": Text("Cảnh báo", "Warning"),
}
"""What the coded values are called where a person reads them; a value that is not here stands as it is."""
REASONS: Mapping[str, Text] = {
    "no_collection": Text("Không thu gom", "No collection"),
    "no_treatment": Text("Thu gom nhưng không xử lý", "Collected, not treated"),
    "serve_next": Text("Cần phục vụ tiếp", "Serve next"),
    "report_first": Text("Cần hỏi số liệu trước", "Report first"),
}
"""Why a unit is on the list of priorities, and on which list."""
ALERTS: Mapping[str, Text] = {
    "behind_path": Text("Chậm so với lộ trình", "Behind the path"),
    "service_stopped": Text("Ngừng thu gom hoặc xử lý", "Service stopped"),
    "sharp_drop": Text("Tỷ lệ thu gom, xử lý giảm mạnh", "Sharp drop"),
    "report_rejected": Text("Báo cáo bị trả lại", "Report rejected"),
    "mass_imbalance": Text("Khối lượng không khớp", "Mass imbalance"),
    "target_at_risk": Text("Mục tiêu có nguy cơ không đạt", "Target at risk"),
    "open": Text("Đang mở", "Open"),
    "acknowledged": Text("Đã tiếp nhận", "Acknowledged"),
    "snoozed": Text("Tạm hoãn", "Snoozed"),
    "escalated": Text("Đã báo lên trên", "Escalated"),
    "closed": Text("Đã đóng", "Closed"),
}
"""Rules of alerts as the policy of the package names them, and the states of an alert."""
INDICATORS: Mapping[str, Text] = {
    "urban_collected_treated": Text("Rác đô thị được thu gom, xử lý", "Urban waste collected and treated"),
    "urban_collected_treated_biological": Text(
        "Rác đô thị được thu gom, xử lý sinh học", "Urban waste collected and treated biologically"
    ),
    "communes_covered": Text("Xã, phường được thu gom, xử lý", "Units covered"),
    "communes_adequately_covered": Text("Xã, phường được thu gom, xử lý đầy đủ", "Units adequately covered"),
    "communes_covered_biological": Text("Xã, phường có xử lý sinh học", "Units covered, treated biologically"),
    "people_in_covered_units_share": Text("Dân số ở xã, phường được thu gom, xử lý", "People in covered units"),
    "collection_rate": Text("Tỷ lệ thu gom", "Collection rate"),
    "treatment_rate": Text("Tỷ lệ xử lý", "Treatment rate"),
    "household_coverage": Text("Tỷ lệ hộ được thu gom", "Household coverage"),
    "self_managed_share": Text("Tỷ lệ hộ tự xử lý", "Self-managed share"),
    "organic_recovery_rate": Text("Tỷ lệ thu hồi hữu cơ", "Organic recovery rate"),
    "biological_treatment_share": Text("Tỷ trọng xử lý sinh học", "Biological treatment share"),
    "controlled_rate": Text("Tỷ lệ xử lý có kiểm soát (SDG 11.6.1)", "Controlled rate (SDG 11.6.1)"),
}
"""The indicators of the province by name."""
DENOMINATORS: Mapping[str, Text] = {
    "by_generated": Text("Theo khối lượng phát sinh", "By waste generated"),
    "by_collected": Text("Theo khối lượng thu gom", "By waste collected"),
    "by_household": Text("Theo số hộ", "By households"),
    "by_units": Text("Theo số đơn vị", "By units"),
    "by_organic": Text("Theo rác hữu cơ", "By organic waste"),
    "by_treated": Text("Theo khối lượng xử lý", "By waste treated"),
    "by_population": Text("Theo dân số", "By population"),
}
"""What an indicator is a share of."""


def said(value: object) -> object:
    """Return what a coded value is called in Vietnamese; any other value as it is.

    >>> said("behind"), said("Mường Tè"), said(3)
    ('Chậm', 'Mường Tè', 3)
    """
    for words in (WORDS, REASONS, INDICATORS, DENOMINATORS, ALERTS):
        if value in words:
            return words[str(value)].vi
    return value
