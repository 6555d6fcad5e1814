CREATE TABLE fact_collection (
	rules_version TEXT NOT NULL,
	file_sha256 TEXT NOT NULL,
	sheet TEXT NOT NULL,
	row_number BIGINT NOT NULL,
	accepted BOOLEAN NOT NULL,
	known_from VARCHAR(20) NOT NULL,
	submitted_on DATE,
	unit_id TEXT,
	unit_code TEXT,
	period TEXT,
	settlement TEXT,
	former_unit_code TEXT,
	population BIGINT,
	households BIGINT,
	households_served BIGINT,
	households_self_managed BIGINT,
	generated_kg BIGINT,
	collected_kg BIGINT,
	collections_per_week DOUBLE PRECISION,
	PRIMARY KEY (rules_version, file_sha256, sheet, row_number)
);
COMMENT ON TABLE fact_collection IS 'Báo cáo thu gom. Chất thải rắn sinh hoạt phát sinh, được thu gom, và số hộ được phục vụ, do xã, phường báo cáo.
Collection report. Domestic solid waste generated and collected, and households served, as a commune or ward reports them.';
COMMENT ON COLUMN fact_collection.unit_code IS 'Mã đơn vị hành chính. Mã cấp xã của Tổng cục Thống kê.
Unit code. Commune-level code of the General Statistics Office.';
COMMENT ON COLUMN fact_collection.period IS 'Kỳ báo cáo. Tháng (2026-10) hoặc năm (2015).
Period. A month (2026-10) or a year (2015).';
COMMENT ON COLUMN fact_collection.settlement IS 'Khu vực. Đô thị (urban), nông thôn (rural), hoặc cả đơn vị (all).
Settlement. The part of the unit the row speaks of, urban, rural, or all of it.';
COMMENT ON COLUMN fact_collection.former_unit_code IS 'Mã đơn vị cũ. Phần của đơn vị đã sáp nhập, theo mã trước khi sắp xếp.
Former unit code. The part of a merged unit, by its code before the merger.';
COMMENT ON COLUMN fact_collection.population IS 'Dân số [people]. Số người thực tế cư trú ở khu vực đó trong kỳ.
Population [people]. People who live in that part of the unit in the period.';
COMMENT ON COLUMN fact_collection.households IS 'Số hộ [households]. Tổng số hộ, kể cả hộ chưa được thu gom.
Households [households]. All households, those not served included.';
COMMENT ON COLUMN fact_collection.households_served IS 'Số hộ được thu gom [households]. Hộ có chất thải được tổ thu gom hoặc xe thu gom lấy trong kỳ.
Households served [households]. Households from which waste was collected in the period.';
COMMENT ON COLUMN fact_collection.households_self_managed IS 'Số hộ tự xử lý [households]. Hộ tự chôn lấp, đốt, ủ tại nhà; không tính là được thu gom.
Households that manage their own waste [households]. Households that bury, burn or compost at home; neither served nor collected.';
COMMENT ON COLUMN fact_collection.generated_kg IS 'Khối lượng phát sinh (tấn) [t]. Chất thải rắn sinh hoạt phát sinh trong kỳ; để trống nếu không cân, đo được.
Generated (t) [t]. Domestic solid waste generated in the period; empty where nobody measured it.';
COMMENT ON COLUMN fact_collection.collected_kg IS 'Khối lượng thu gom (tấn) [t]. Chất thải rắn sinh hoạt đã thu gom trong kỳ; ghi 0 nếu không thu gom.
Collected (t) [t]. Domestic solid waste collected in the period; 0 where nothing was collected.';
COMMENT ON COLUMN fact_collection.collections_per_week IS 'Số lần thu gom mỗi tuần [per week]. Số lần thu gom thường lệ trong một tuần.
Collections per week [per week]. How often waste is collected in an ordinary week.';

CREATE TABLE fact_treatment (
	rules_version TEXT NOT NULL,
	file_sha256 TEXT NOT NULL,
	sheet TEXT NOT NULL,
	row_number BIGINT NOT NULL,
	accepted BOOLEAN NOT NULL,
	known_from VARCHAR(20) NOT NULL,
	submitted_on DATE,
	unit_id TEXT,
	unit_code TEXT,
	period TEXT,
	settlement TEXT,
	facility_code TEXT,
	method TEXT,
	stream TEXT,
	treated_kg BIGINT,
	reported_by TEXT,
	PRIMARY KEY (rules_version, file_sha256, sheet, row_number)
);
COMMENT ON TABLE fact_treatment IS 'Báo cáo xử lý. Khối lượng chất thải đưa đến cơ sở tiếp nhận đầu tiên, theo phương pháp xử lý; không tính cặn và chuyển tiếp.
Treatment report. Tonnes at the first receiving facility, by method; residues and transfers are not counted.';
COMMENT ON COLUMN fact_treatment.unit_code IS 'Mã đơn vị hành chính. Đơn vị phát sinh chất thải.
Unit code. The unit the waste came from.';
COMMENT ON COLUMN fact_treatment.period IS 'Kỳ báo cáo. Tháng mà số liệu nói đến.
Period. The month the figures speak of.';
COMMENT ON COLUMN fact_treatment.settlement IS 'Khu vực. Khu vực phát sinh chất thải.
Settlement. The part of the unit the waste came from.';
COMMENT ON COLUMN fact_treatment.facility_code IS 'Mã cơ sở xử lý. Cơ sở tiếp nhận đầu tiên, theo danh mục cơ sở xử lý của tỉnh.
Facility code. The first facility that received the waste, by its code in the province''s list.';
COMMENT ON COLUMN fact_treatment.method IS 'Phương pháp xử lý. Sinh học: composting, anaerobic_digestion, animal_feed. Không phải xử lý: open_dump, open_burning, unspecified.
Method. Biological: composting, anaerobic_digestion, animal_feed. Not treatment: open_dump, open_burning, unspecified.';
COMMENT ON COLUMN fact_treatment.stream IS 'Loại chất thải. Để trống nghĩa là chất thải sinh hoạt.
Stream. Empty means domestic waste.';
COMMENT ON COLUMN fact_treatment.treated_kg IS 'Khối lượng xử lý (tấn) [t]. Khối lượng đưa đến cơ sở trong kỳ; ghi 0 nếu không đưa đến.
Treated (t) [t]. What the facility received in the period; 0 where nothing was brought.';
COMMENT ON COLUMN fact_treatment.reported_by IS 'Bên báo cáo. Đơn vị hành chính hoặc chính cơ sở xử lý.
Reported by. The administrative unit or the facility itself.';
