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
    "error": Text("Lỗi", "Error"),
    "warning": Text("Cảnh báo", "Warning"),
}
"""What the coded values are called where a person reads them; a value that is not here stands as it is."""
