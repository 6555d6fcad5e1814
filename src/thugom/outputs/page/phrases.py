"""The page's own texts, in Vietnamese and English: plain words, short sentences, nothing promised that is not known."""

from collections.abc import Mapping

from thugom.contracts import Text
from thugom.outputs.page.phrases_of_views import VIEW_PHRASES

VIEW_TITLES: Mapping[str, Text] = {
    "index": Text("Tổng quan", "At a glance"),
    "map": Text("Bản đồ", "Map"),
    "table": Text("Các xã, phường", "Communes and wards"),
    "reporting": Text("Báo cáo", "Reporting"),
    "quality": Text("Chất lượng số liệu", "Quality"),
    "changes": Text("Thay đổi", "Changes"),
    "method": Text("Cách tính", "Method"),
}
_FRAME: Mapping[str, Text] = {
    "brand": Text("thu gom, xử lý rác", "waste collected and treated"),
    "menu": Text("Các trang", "Pages"),
    "skip": Text("Đến nội dung", "Skip to the content"),
    "skip_map": Text("Bỏ qua bản đồ, đến bảng", "Skip the map: to the table"),
    "synthetic": Text(
        "SỐ LIỆU TỔNG HỢP để trình diễn, không phải số liệu thật", "SYNTHETIC DATA for demonstration, not real figures"
    ),
    "published": Text(
        "Công bố {published_at}, tính đến ngày {as_of}. Lần công bố {publication}; chính sách {policy}, danh "
        "mục {register}, thugom {code}.",
        "Published {published_at}, as of {as_of}. Publication {publication}; policy {policy}, register "
        "{register}, thugom {code}.",
    ),
    "unknown_is_not_zero": Text(
        "Dấu – nghĩa là chưa biết, không phải số 0. Xã chưa gửi báo cáo không được tính là tốt, cũng không "
        "bị tính là kém.",
        "A dash means unknown, not zero. A commune that has not reported counts neither as good nor as bad.",
    ),
    "of_month": Text("Số liệu {month}", "Figures of {month}"),
}
_FRONT: Mapping[str, Text] = {
    "front_title": Text(
        "{place} đang ở đâu so với mục tiêu năm {year}?", "Where does {place} stand on its way to {year}?"
    ),
    "front_lead": Text(
        "Số liệu {month}, tính đến ngày {as_of}.",
        "Figures of {month}, as of {as_of}.",
    ),
    "nothing_due": Text(
        "Chưa có tháng nào đến hạn báo cáo, nên chưa có số liệu để hiển thị.",
        "No month is past its due day yet, so there is nothing to show.",
    ),
    "target": Text("Mục tiêu", "Target"),
    "sure_between": Text("Chắc chắn trong khoảng", "Certainly between"),
    "units_label": Text("Xã, phường", "Communes and wards"),
    "missing": Text(
        "còn thiếu {missing} (cần {needed} trên {units})", "{missing} are missing ({needed} of {units} needed)"
    ),
    "missing_between": Text(
        "còn thiếu {best} đến {missing} (cần {needed} trên {units})",
        "{best} to {missing} are missing ({needed} of {units} needed)",
    ),
    "none_missing": Text("đã đủ (cần {needed} trên {units})", "enough ({needed} of {units} needed)"),
    "biological": Text("Nếu chỉ tính xử lý sinh học", "If only biological treatment counts"),
    "ahead": Text(
        "Đang cao hơn lộ trình {points} điểm % (lộ trình: {expected}).",
        "{points} points ahead of the path ({expected} by now).",
    ),
    "behind_by": Text(
        "Đang thấp hơn lộ trình {points} điểm % (lộ trình: {expected}).",
        "{points} points behind the path ({expected} by now).",
    ),
    "gap_between": Text(
        "Báo cáo chưa đủ để so với lộ trình ({expected}): chênh lệch từ {least} đến {most} điểm %.",
        "Too few reports to compare with the path ({expected}): between {least} and {most} points.",
    ),
    "gap_surely_behind": Text(
        "Đang thấp hơn lộ trình ({expected}) từ {least} đến {most} điểm %, dù báo cáo còn thiếu có cho kết quả nào.",
        "Behind the path ({expected} by now) by {least} to {most} points, whatever the missing reports say.",
    ),
    "gap_surely_ahead": Text(
        "Đang cao hơn lộ trình ({expected}) từ {least} đến {most} điểm %, dù báo cáo còn thiếu có cho kết quả nào.",
        "Ahead of the path ({expected} by now) by {least} to {most} points, whatever the missing reports say.",
    ),
    "no_path_yet": Text(
        "Chưa có lộ trình: chưa đủ số tháng có báo cáo đầy đủ để xác định mức gốc.",
        "No path yet: too few months were fully reported to fix where it begins.",
    ),
    "on_course_yes": Text("Theo đà hiện nay thì kịp.", "At the present pace the target is met in time."),
    "on_course_no": Text("Theo đà hiện nay thì không kịp.", "At the present pace the target is missed."),
    "on_course_uncertain": Text(
        "Theo đà hiện nay chưa chắc có kịp hay không.", "At the present pace it is uncertain whether the target is met."
    ),
    "on_course_unknown": Text(
        "Chưa thể nói có kịp hay không: quá ít tháng gần đây có báo cáo đầy đủ.",
        "Whether it is met in time cannot be said: too few recent months were fully reported.",
    ),
    "pace": Text("Cần tăng {points} điểm % mỗi năm.", "It takes {points} points a year."),
    "required_units": Text(
        "Cần thêm {units} xã, phường đến {month}.", "It takes {units} more communes and wards by {month}."
    ),
    "depends": Text(
        "Kết luận còn tùy theo chia cho khối lượng phát sinh, khối lượng thu gom hay số hộ: xem Cách tính.",
        "The verdict depends on whether waste generated, waste collected or households are counted: see Method.",
    ),
    "value_outside": Text(
        "Các báo cáo chưa đầy đủ mâu thuẫn với nhau, nên chỉ công bố khoảng.",
        "Partial reports contradict each other, so only the interval is published.",
    ),
    "path_to": Text("lộ trình đến năm", "the path to"),
    "where_it_leads": Text("theo đà hiện nay", "at this pace"),
    "key_known": Text("đã biết", "known"),
    "key_ends": Text("ít nhất đến nhiều nhất", "least to most"),
    "key_expected": Text("lộ trình", "path"),
    "key_fan": Text("dự báo (khoảng 90%)", "projection (90% interval)"),
    "where": Text("Những nơi đã được thu gom, xử lý", "Where waste is collected and treated"),
    "facility": Text("Cơ sở xử lý", "Treatment facility"),
    "schematic": Text("Sơ đồ, không phải ranh giới hành chính.", "Schematic, not administrative boundaries."),
    "map_of": Text("Bản đồ:", "Map:"),
    "to_map": Text("Xem bản đồ theo tháng", "The map by month"),
    "to_table": Text("Bảng các xã, phường", "The same as a table"),
    "reporting_title": Text("Báo cáo đã đủ chưa?", "How complete is the reporting?"),
    "units_complete": Text("xã, phường có báo cáo được chấp nhận", "communes and wards with an accepted report"),
    "reporting_words": Text(
        "{sent} đã gửi, {in_time} đúng hạn (hạn ngày {due}), {absent} chưa gửi.",
        "{sent} have sent, {in_time} in time (due on {due}), {absent} have not.",
    ),
    "ring": Text("Nên gọi cho ai trước", "Whom to ring first"),
    "could_flip": Text("có thể đổi kết luận", "could change the verdict"),
    "to_reporting": Text("Ai đã gửi, ai còn thiếu", "Who has sent, who is missing"),
    "next": Text("Nên phục vụ nơi nào tiếp theo", "Where to serve next"),
    "people": Text("người", "people"),
    "alerts": Text("Cảnh báo", "Alerts"),
    "alerts_open": Text("{count} cảnh báo đang mở.", "{count} alerts are open."),
    "alerts_none": Text("Không có cảnh báo nào đang mở.", "No alert is open."),
    "alerts_where": Text("Xem ở trang của từng xã, phường", "See them on each commune's page"),
}
PHRASES: Mapping[str, Text] = {**_FRAME, **_FRONT, **VIEW_PHRASES}
"""Every text by the name under which templates and pictures ask for it."""
