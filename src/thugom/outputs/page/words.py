"""What methods of treatment, rules of alerts and their states are called on the page."""

from collections.abc import Mapping

from thugom.contracts import Text

METHODS: Mapping[str, Text] = {
    "composting": Text("Ủ phân", "Composting"),
    "anaerobic_digestion": Text("Biogas", "Anaerobic digestion"),
    "animal_feed": Text("Thức ăn chăn nuôi", "Animal feed"),
    "recycling": Text("Tái chế", "Recycling"),
    "incineration": Text("Đốt", "Incineration"),
    "incineration_energy": Text("Đốt thu hồi năng lượng", "Incineration with energy"),
    "sanitary_landfill": Text("Chôn lấp hợp vệ sinh", "Sanitary landfill"),
    "open_dump": Text("Bãi đổ lộ thiên (không phải xử lý)", "Open dump (no treatment)"),
    "open_burning": Text("Đốt ngoài trời (không phải xử lý)", "Open burning (no treatment)"),
    "unspecified": Text("Không rõ (không tính là xử lý)", "Unspecified (no treatment)"),
}
RULES: Mapping[str, Text] = {
    "behind_path": Text("Chậm so với lộ trình", "Behind its path"),
    "service_stopped": Text("Dịch vụ đã ngừng", "Service stopped"),
    "sharp_drop": Text("Giảm mạnh", "A sharp drop"),
    "no_report": Text("Không gửi báo cáo", "No report"),
    "report_rejected": Text("Báo cáo bị trả lại", "Report rejected"),
    "mass_imbalance": Text("Lệch với trạm cân", "Does not agree with the weighbridge"),
    "target_at_risk": Text("Mục tiêu có nguy cơ không đạt", "Target at risk"),
}
STATES: Mapping[str, Text] = {
    "open": Text("Đang mở", "Open"),
    "acknowledged": Text("Đã có người nhận", "Acknowledged"),
    "snoozed": Text("Tạm hoãn", "Snoozed"),
    "escalated": Text("Đã báo lên trên", "Escalated"),
    "closed": Text("Đã đóng", "Closed"),
}
