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
COMMENT ON COLUMN fact_collection.population IS 'Dân số [people]
Population [people]';
COMMENT ON COLUMN fact_collection.households IS 'Số hộ [households]
Households [households]';
COMMENT ON COLUMN fact_collection.households_served IS 'Số hộ được thu gom [households]
Households served [households]';
COMMENT ON COLUMN fact_collection.households_self_managed IS 'Số hộ tự xử lý [households]. Hộ tự chôn lấp, đốt, ủ tại nhà; không tính là được thu gom.
Households that manage their own waste [households]. Households that bury, burn or compost at home; neither served nor collected.';
COMMENT ON COLUMN fact_collection.generated_kg IS 'Khối lượng phát sinh (tấn) [t]
Generated (t) [t]';
COMMENT ON COLUMN fact_collection.collected_kg IS 'Khối lượng thu gom (tấn) [t]
Collected (t) [t]';
COMMENT ON COLUMN fact_collection.collections_per_week IS 'Số lần thu gom mỗi tuần [per week]
Collections per week [per week]';

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
COMMENT ON COLUMN fact_treatment.period IS 'Kỳ báo cáo
Period';
COMMENT ON COLUMN fact_treatment.settlement IS 'Khu vực
Settlement';
COMMENT ON COLUMN fact_treatment.facility_code IS 'Mã cơ sở xử lý
Facility code';
COMMENT ON COLUMN fact_treatment.method IS 'Phương pháp xử lý. Sinh học: composting, anaerobic_digestion, animal_feed. Không phải xử lý: open_dump, open_burning, unspecified.
Method. Biological: composting, anaerobic_digestion, animal_feed. Not treatment: open_dump, open_burning, unspecified.';
COMMENT ON COLUMN fact_treatment.stream IS 'Loại chất thải
Stream';
COMMENT ON COLUMN fact_treatment.treated_kg IS 'Khối lượng xử lý (tấn) [t]
Treated (t) [t]';
COMMENT ON COLUMN fact_treatment.reported_by IS 'Bên báo cáo
Reported by';
