CREATE TABLE alert (
	alert_id TEXT NOT NULL,
	rule TEXT NOT NULL,
	subject TEXT NOT NULL,
	unit_id TEXT,
	state TEXT NOT NULL,
	began_in TEXT NOT NULL,
	opened_in TEXT NOT NULL,
	confirmed_in TEXT NOT NULL,
	value DOUBLE PRECISION,
	expected DOUBLE PRECISION,
	gap_pp DOUBLE PRECISION,
	reference DOUBLE PRECISION,
	known_before BOOLEAN NOT NULL,
	opened_on DATE NOT NULL,
	opened_at VARCHAR(20) NOT NULL,
	notified_at VARCHAR(20),
	acknowledged_on DATE,
	snoozed_until DATE,
	escalated_on DATE,
	reopened BIGINT NOT NULL,
	reopened_on DATE,
	closed_on DATE,
	closed_in TEXT,
	closed_because TEXT,
	PRIMARY KEY (alert_id)
);
CREATE INDEX ix_alert_began_in ON alert (began_in);
CREATE INDEX ix_alert_closed_in ON alert (closed_in);
CREATE INDEX ix_alert_confirmed_in ON alert (confirmed_in);
CREATE INDEX ix_alert_opened_in ON alert (opened_in);
COMMENT ON TABLE alert IS 'Cảnh báo. Mỗi điều cần có người xử lý: quy tắc nào, ở đâu, từ khi nào, cách lộ trình bao xa, đã đến đâu. Một tình trạng chỉ mở một cảnh báo. Ai đã làm gì chỉ ghi trong cơ sở dữ liệu làm việc.
Alerts. Each thing that somebody has to see to: which rule, where, since when, how far from the path, and how far it has come. One condition opens one alert. Who did what stands in the working database only.';
COMMENT ON COLUMN alert.alert_id IS 'Mã cảnh báo
Alert id';
COMMENT ON COLUMN alert.rule IS 'Quy tắc. Mã quy tắc trong chính sách.
Rule. The policy''s rule.';
COMMENT ON COLUMN alert.subject IS 'Đối tượng. unit_id của đơn vị, hoặc mã mục tiêu.
Subject. A unit''s unit_id, or the id of a target.';
COMMENT ON COLUMN alert.unit_id IS 'Định danh đơn vị. Trống khi cảnh báo về một mục tiêu.
Unit id. Empty where the alert is of a target.';
COMMENT ON COLUMN alert.state IS 'Trạng thái. open: đang mở; acknowledged: đã có người nhận; snoozed: tạm hoãn; escalated: đã báo lên trên; closed: đã đóng.
State. open, acknowledged, snoozed, escalated, or closed.';
COMMENT ON COLUMN alert.began_in IS 'Bắt đầu từ tháng. Tháng đầu tiên của tình trạng.
Began in. The first month of the condition.';
COMMENT ON COLUMN alert.opened_in IS 'Đủ điều kiện từ tháng. Tháng mà quy tắc đã đủ số tháng.
Opened in. The month in which the rule''s count of months was full.';
COMMENT ON COLUMN alert.confirmed_in IS 'Tháng xác nhận mới nhất. Tháng đã biết mới nhất còn tình trạng này; các số liệu là của tháng đó.
Confirmed in. The newest known month in which it held; the figures are of that month.';
COMMENT ON COLUMN alert.value IS 'Giá trị. Tỷ lệ mà quy tắc xét.
Value. The ratio that the rule looks at.';
COMMENT ON COLUMN alert.expected IS 'Theo lộ trình. Tỷ lệ theo lộ trình đến mục tiêu.
Expected. The ratio on the path to the target.';
COMMENT ON COLUMN alert.gap_pp IS 'Chênh lệch so với lộ trình [pp]. Điểm phần trăm; âm là chậm hơn.
Gap [pp]. Percentage points; negative is behind.';
COMMENT ON COLUMN alert.reference IS 'Mức so sánh. Trung vị các tháng trước khi giảm.
Reference. The median of the months before a drop.';
COMMENT ON COLUMN alert.known_before IS 'Đã có từ trước. Bắt đầu trước tháng mới nhất của lần xét trước nên không báo khẩn.
Known before. It began before what earlier nights had judged, so that nobody was told at once.';
COMMENT ON COLUMN alert.opened_on IS 'Ngày mở
Opened on';
COMMENT ON COLUMN alert.opened_at IS 'Mở lúc
Opened at';
COMMENT ON COLUMN alert.notified_at IS 'Gửi thông báo lúc. Thông báo đầu tiên.
Notified at. The first notice of it.';
COMMENT ON COLUMN alert.acknowledged_on IS 'Ngày có người nhận
Acknowledged on';
COMMENT ON COLUMN alert.snoozed_until IS 'Hoãn đến ngày
Snoozed until';
COMMENT ON COLUMN alert.escalated_on IS 'Ngày báo lên trên
Escalated on';
COMMENT ON COLUMN alert.reopened IS 'Số lần mở lại [times]
Times reopened [times]';
COMMENT ON COLUMN alert.reopened_on IS 'Ngày mở lại gần nhất
Reopened on';
COMMENT ON COLUMN alert.closed_on IS 'Ngày đóng
Closed on';
COMMENT ON COLUMN alert.closed_in IS 'Tháng kết thúc. Tháng làm hết tình trạng; trống khi không phải do một tháng nào.
Closed in. The month that ended it; empty where no month did.';
COMMENT ON COLUMN alert.closed_because IS 'Lý do đóng. recovered: đã khắc phục; late_data: số liệu đến muộn cho thấy không có; by_hand: cán bộ đóng; unit_ended: đơn vị không còn; passed_on: nhập vào cảnh báo của đơn vị kế thừa; rule_off: quy tắc đã tắt.
Closed because. recovered; late_data (data that came late took the cause away); by_hand; unit_ended; passed_on (the heir''s alert goes on); rule_off.';

CREATE TABLE change (
	period TEXT NOT NULL,
	indicator TEXT NOT NULL,
	settlement TEXT NOT NULL,
	denominator_kind TEXT NOT NULL,
	previous_period TEXT NOT NULL,
	value DOUBLE PRECISION,
	previous_value DOUBLE PRECISION,
	difference_pp DOUBLE PRECISION,
	same_units_pp DOUBLE PRECISION,
	reporting_pp DOUBLE PRECISION,
	revision_pp DOUBLE PRECISION,
	boundary_pp DOUBLE PRECISION,
	policy_version TEXT NOT NULL,
	register_version TEXT NOT NULL,
	PRIMARY KEY (period, indicator, settlement, denominator_kind),
	CONSTRAINT ck_change_settlement_111c5f CHECK ((settlement = 'urban' OR settlement = 'rural' OR settlement = 'all'))
);
COMMENT ON TABLE change IS 'Điều gì làm thay đổi con số. Chênh lệch so với tháng trước, tách thành thay đổi thật ở các đơn vị, thay đổi do báo cáo, do số liệu được sửa và do địa giới.
What moved the figure. The difference from the month before, split into change of the same units, of reporting, of revised figures and of boundaries.';
COMMENT ON COLUMN change.period IS 'Kỳ báo cáo. Tháng (2026-10) hoặc năm (2015).
Period. A month (2026-10) or a year (2015).';
COMMENT ON COLUMN change.indicator IS 'Chỉ tiêu
Indicator';
COMMENT ON COLUMN change.settlement IS 'Khu vực. Đô thị (urban), nông thôn (rural), hoặc cả đơn vị (all).
Settlement. The part of the unit the row speaks of, urban, rural, or all of it.';
COMMENT ON COLUMN change.denominator_kind IS 'Mẫu số
Denominator';
COMMENT ON COLUMN change.previous_period IS 'Tháng trước
Month before';
COMMENT ON COLUMN change.value IS 'Giá trị [ratio]
Value [ratio]';
COMMENT ON COLUMN change.previous_value IS 'Giá trị tháng trước [ratio]. Như đã biết khi tháng đó hết hạn và gia hạn.
Value of the month before [ratio]. As it was known when that month was past its due day and grace.';
COMMENT ON COLUMN change.difference_pp IS 'Chênh lệch (điểm %%) [percentage points]. Công thức: 100 × (value − previous_value) = same_units_pp + reporting_pp + revision_pp + boundary_pp
Difference (points) [percentage points]. Formula: 100 × (value − previous_value) = same_units_pp + reporting_pp + revision_pp + boundary_pp';
COMMENT ON COLUMN change.same_units_pp IS 'Do các đơn vị cũ [percentage points]. Các đơn vị có số liệu ở cả hai tháng.
Same units [percentage points]. Units known in both months.';
COMMENT ON COLUMN change.reporting_pp IS 'Do báo cáo [percentage points]. Đơn vị chỉ có số liệu ở một trong hai tháng.
Reporting [percentage points]. Units known in one of the two months only.';
COMMENT ON COLUMN change.revision_pp IS 'Do sửa số liệu [percentage points]. Tháng trước nay khác với khi công bố lần đầu.
Revision [percentage points]. The month before is now another than when it was first published.';
COMMENT ON COLUMN change.boundary_pp IS 'Do địa giới [percentage points]
Boundary change [percentage points]';
COMMENT ON COLUMN change.policy_version IS 'Phiên bản chính sách
Policy version';
COMMENT ON COLUMN change.register_version IS 'Phiên bản danh mục
Register version';

CREATE TABLE collection (
	unit_id TEXT NOT NULL,
	unit_code TEXT NOT NULL,
	unit_name TEXT NOT NULL,
	period TEXT NOT NULL,
	settlement TEXT NOT NULL,
	former_unit_code TEXT,
	population BIGINT,
	households BIGINT,
	households_served BIGINT,
	households_self_managed BIGINT,
	generated_t DOUBLE PRECISION,
	collected_t DOUBLE PRECISION,
	collections_per_week DOUBLE PRECISION,
	submitted_on DATE,
	file_path TEXT NOT NULL,
	file_sha256 TEXT NOT NULL,
	sheet TEXT NOT NULL,
	row_number BIGINT NOT NULL,
	arrived_at VARCHAR(20) NOT NULL,
	correction_refused BOOLEAN NOT NULL,
	PRIMARY KEY (file_sha256, sheet, row_number)
);
CREATE INDEX ix_collection_period ON collection (period);
COMMENT ON TABLE collection IS 'Số liệu thu gom được chấp nhận. Dòng báo cáo mới nhất được chấp nhận của từng đơn vị và kỳ, với tệp, bảng và dòng gốc.
Accepted collection reports. The newest accepted report row of each unit and period, with the file, sheet and row it came from.';
COMMENT ON COLUMN collection.unit_id IS 'Định danh đơn vị. Mã đơn vị và ngày có hiệu lực.
Unit id. Unit code and the day it came into force.';
COMMENT ON COLUMN collection.unit_code IS 'Mã đơn vị hành chính. Mã cấp xã của Tổng cục Thống kê.
Unit code. Commune-level code of the General Statistics Office.';
COMMENT ON COLUMN collection.unit_name IS 'Tên đơn vị
Unit name';
COMMENT ON COLUMN collection.period IS 'Kỳ báo cáo. Tháng (2026-10) hoặc năm (2015).
Period. A month (2026-10) or a year (2015).';
COMMENT ON COLUMN collection.settlement IS 'Khu vực. Đô thị (urban), nông thôn (rural), hoặc cả đơn vị (all).
Settlement. The part of the unit the row speaks of, urban, rural, or all of it.';
COMMENT ON COLUMN collection.former_unit_code IS 'Mã đơn vị cũ. Phần của đơn vị đã sáp nhập, theo mã trước khi sắp xếp.
Former unit code. The part of a merged unit, by its code before the merger.';
COMMENT ON COLUMN collection.population IS 'Dân số [people]. Số người thực tế cư trú ở khu vực đó trong kỳ.
Population [people]. People who live in that part of the unit in the period.';
COMMENT ON COLUMN collection.households IS 'Số hộ [households]. Tổng số hộ, kể cả hộ chưa được thu gom.
Households [households]. All households, those not served included.';
COMMENT ON COLUMN collection.households_served IS 'Số hộ được thu gom [households]. Hộ có chất thải được tổ thu gom hoặc xe thu gom lấy trong kỳ.
Households served [households]. Households from which waste was collected in the period.';
COMMENT ON COLUMN collection.households_self_managed IS 'Số hộ tự xử lý [households]. Hộ tự chôn lấp, đốt, ủ tại nhà; không tính là được thu gom.
Households that manage their own waste [households]. Households that bury, burn or compost at home; neither served nor collected.';
COMMENT ON COLUMN collection.generated_t IS 'Khối lượng phát sinh (tấn) [t]. Chất thải rắn sinh hoạt phát sinh trong kỳ; để trống nếu không cân, đo được.
Generated (t) [t]. Domestic solid waste generated in the period; empty where nobody measured it.';
COMMENT ON COLUMN collection.collected_t IS 'Khối lượng thu gom (tấn) [t]. Chất thải rắn sinh hoạt đã thu gom trong kỳ; ghi 0 nếu không thu gom.
Collected (t) [t]. Domestic solid waste collected in the period; 0 where nothing was collected.';
COMMENT ON COLUMN collection.collections_per_week IS 'Số lần thu gom mỗi tuần [per week]. Số lần thu gom thường lệ trong một tuần.
Collections per week [per week]. How often waste is collected in an ordinary week.';
COMMENT ON COLUMN collection.submitted_on IS 'Ngày gửi. Ngày đơn vị lập và gửi báo cáo.
Submitted on. The day on which the report was made and sent.';
COMMENT ON COLUMN collection.file_path IS 'Tệp. Đường dẫn dưới data/raw.
File. Path below data/raw.';
COMMENT ON COLUMN collection.file_sha256 IS 'Mã băm của tệp
SHA-256 of the file';
COMMENT ON COLUMN collection.sheet IS 'Bảng tính
Sheet';
COMMENT ON COLUMN collection.row_number IS 'Dòng. Số dòng trong tệp, từ 1; 0 khi lỗi thuộc về cả tệp.
Row. Row in the file, from 1; 0 where the whole file is meant.';
COMMENT ON COLUMN collection.arrived_at IS 'Thời điểm nhận
Arrived at';
COMMENT ON COLUMN collection.correction_refused IS 'Bản sửa bị trả lại. Có bản sửa mới hơn bị trả lại; số liệu cũ vẫn có hiệu lực.
Correction refused. A newer correction was refused; this earlier row stands.';

CREATE TABLE commune_coverage (
	unit_id TEXT NOT NULL,
	unit_code TEXT NOT NULL,
	unit_name TEXT NOT NULL,
	period TEXT NOT NULL,
	period_kind TEXT NOT NULL,
	settlement TEXT NOT NULL,
	basis TEXT NOT NULL,
	reporting TEXT NOT NULL,
	population BIGINT,
	households BIGINT,
	households_served BIGINT,
	households_self_managed BIGINT,
	generated_t DOUBLE PRECISION,
	generation_basis TEXT,
	collected_t DOUBLE PRECISION,
	treated_t DOUBLE PRECISION,
	collected_treated_t DOUBLE PRECISION,
	biologically_treated_t DOUBLE PRECISION,
	controlled_t DOUBLE PRECISION,
	collection_rate DOUBLE PRECISION,
	treatment_rate DOUBLE PRECISION,
	collected_treated_rate DOUBLE PRECISION,
	household_coverage DOUBLE PRECISION,
	self_managed_share DOUBLE PRECISION,
	organic_recovery_rate DOUBLE PRECISION,
	biological_treatment_share DOUBLE PRECISION,
	controlled_rate DOUBLE PRECISION,
	generation_kg_per_person_day DOUBLE PRECISION,
	covered BOOLEAN,
	adequately_covered BOOLEAN,
	rate_above_one BOOLEAN NOT NULL,
	estimated BOOLEAN NOT NULL,
	apportioned BOOLEAN NOT NULL,
	evidence_grade TEXT,
	policy_version TEXT NOT NULL,
	register_version TEXT NOT NULL,
	PRIMARY KEY (unit_id, period, settlement, basis),
	CONSTRAINT ck_commune_coverage_period_kind_c9da3c CHECK ((period_kind = 'month' OR period_kind = 'quarter' OR period_kind = 'half_year' OR period_kind = 'year')),
	CONSTRAINT ck_commune_coverage_settlement_111c5f CHECK ((settlement = 'urban' OR settlement = 'rural' OR settlement = 'all')),
	CONSTRAINT ck_commune_coverage_basis_dcd317 CHECK ((basis = 'as_was' OR basis = 'as_is' OR basis = 'as_issued')),
	CONSTRAINT ck_commune_coverage_reporting_2c74f4 CHECK ((reporting = 'complete' OR reporting = 'incomplete' OR reporting = 'rejected' OR reporting = 'no_report' OR reporting = 'pending')),
	CONSTRAINT ck_commune_coverage_generation_basis_6a41da CHECK ((generation_basis = 'reported' OR generation_basis = 'estimated')),
	CONSTRAINT ck_commune_coverage_evidence_grade_1653b2 CHECK ((evidence_grade = 'A' OR evidence_grade = 'B' OR evidence_grade = 'C' OR evidence_grade = 'D'))
);
CREATE INDEX ix_commune_coverage_period ON commune_coverage (period);
COMMENT ON TABLE commune_coverage IS 'Mức độ thu gom và xử lý theo xã. Khối lượng và tỷ lệ thu gom, xử lý của từng đơn vị trong từng kỳ. Ô trống nghĩa là chưa biết, không phải số 0.
Coverage by commune. Tonnes and rates of each unit in each period. An empty cell means unknown, not zero.';
COMMENT ON COLUMN commune_coverage.unit_id IS 'Định danh đơn vị. Mã đơn vị và ngày có hiệu lực.
Unit id. Unit code and the day it came into force.';
COMMENT ON COLUMN commune_coverage.unit_code IS 'Mã đơn vị hành chính. Mã cấp xã của Tổng cục Thống kê.
Unit code. Commune-level code of the General Statistics Office.';
COMMENT ON COLUMN commune_coverage.unit_name IS 'Tên đơn vị
Unit name';
COMMENT ON COLUMN commune_coverage.period IS 'Kỳ báo cáo. Tháng (2026-10), quý (2026-Q4), nửa năm (2026-H2) hoặc năm (2026).
Period. Month (2026-10), quarter (2026-Q4), half-year (2026-H2) or year (2026).';
COMMENT ON COLUMN commune_coverage.period_kind IS 'Loại kỳ
Period kind';
COMMENT ON COLUMN commune_coverage.settlement IS 'Khu vực. Đô thị (urban), nông thôn (rural), hoặc cả đơn vị (all).
Settlement. The part of the unit the row speaks of, urban, rural, or all of it.';
COMMENT ON COLUMN commune_coverage.basis IS 'Cơ sở địa giới. as_was: đơn vị và đô thị như có hiệu lực trong kỳ; as_is: như hiện nay, cho mọi kỳ; as_issued: như khi ban hành chương trình, cho mọi kỳ.
Basis. as_was: units and urban status as in force in the period; as_is: as they are today, for every period; as_issued: as when the programme was issued, for every period.';
COMMENT ON COLUMN commune_coverage.reporting IS 'Tình trạng báo cáo. complete: đủ số liệu; incomplete: thiếu; rejected: bị trả lại; no_report: không có báo cáo; pending: chưa đến hạn.
Reporting. complete, incomplete, rejected, no_report, or pending (not yet due).';
COMMENT ON COLUMN commune_coverage.population IS 'Dân số [people]. Chuỗi dân số của danh mục (cùng một nguồn cho hai phía của đợt sắp xếp).
Population [people]. The register''s population series, one source on both sides of a boundary change.';
COMMENT ON COLUMN commune_coverage.households IS 'Số hộ [household-months]. Theo báo cáo; kỳ dài hơn một tháng là số hộ-tháng. Công thức: Σ H
Households [household-months]. As reported; household-months in periods longer than a month. Formula: Σ H';
COMMENT ON COLUMN commune_coverage.households_served IS 'Số hộ được thu gom [household-months]. Công thức: Σ S
Households served [household-months]. Formula: Σ S';
COMMENT ON COLUMN commune_coverage.households_self_managed IS 'Số hộ tự xử lý [household-months]. Công thức: Σ M
Households that manage their own waste [household-months]. Formula: Σ M';
COMMENT ON COLUMN commune_coverage.generated_t IS 'Khối lượng phát sinh (tấn) [t]. G: khối lượng phát sinh, theo báo cáo hoặc ước tính (xem generation_basis). Công thức: G; else population × kg/person/day × days / 1000, at least C and T
Generated (t) [t]. G: waste generated, reported or estimated (see generation_basis). Formula: G; else population × kg/person/day × days / 1000, at least C and T';
COMMENT ON COLUMN commune_coverage.generation_basis IS 'Nguồn của khối lượng phát sinh
Basis of generation';
COMMENT ON COLUMN commune_coverage.collected_t IS 'Khối lượng thu gom (tấn) [t]. C: khối lượng thu gom. Công thức: C
Collected (t) [t]. C: waste collected. Formula: C';
COMMENT ON COLUMN commune_coverage.treated_t IS 'Khối lượng xử lý (tấn) [t]. T: chất thải sinh hoạt được xử lý tại cơ sở có giấy phép. Công thức: T = Σ tonnes of methods that are treatment, at licensed facilities
Treated (t) [t]. T: domestic waste treated, at licensed facilities. Formula: T = Σ tonnes of methods that are treatment, at licensed facilities';
COMMENT ON COLUMN commune_coverage.collected_treated_t IS 'Thu gom và xử lý (tấn) [t]. CT = min(T, C), lấy theo từng tháng và khu vực rồi cộng. Công thức: CT = min(T, C)
Collected and treated (t) [t]. CT = min(T, C), taken per month and settlement, then summed. Formula: CT = min(T, C)';
COMMENT ON COLUMN commune_coverage.biologically_treated_t IS 'Xử lý sinh học (tấn) [t]. O: ủ phân, biogas, thức ăn chăn nuôi. Công thức: O = Σ tonnes of composting, anaerobic_digestion, animal_feed
Treated biologically (t) [t]. O: composting, anaerobic digestion, animal feed. Formula: O = Σ tonnes of composting, anaerobic_digestion, animal_feed';
COMMENT ON COLUMN commune_coverage.controlled_t IS 'Xử lý có kiểm soát (tấn) [t]. K: xử lý tại cơ sở có mức kiểm soát từ “basic” trở lên. Công thức: K = Σ tonnes at facilities of control level ≥ basic
Controlled (t) [t]. K: treated at facilities of control level basic or better. Formula: K = Σ tonnes at facilities of control level ≥ basic';
COMMENT ON COLUMN commune_coverage.collection_rate IS 'Tỷ lệ thu gom [ratio]. Công thức: C / G
Collection rate [ratio]. Formula: C / G';
COMMENT ON COLUMN commune_coverage.treatment_rate IS 'Tỷ lệ xử lý [ratio]. Công thức: T / C
Treatment rate [ratio]. Formula: T / C';
COMMENT ON COLUMN commune_coverage.collected_treated_rate IS 'Tỷ lệ thu gom và xử lý [ratio]. Công thức: CT / G
Collected and treated rate [ratio]. Formula: CT / G';
COMMENT ON COLUMN commune_coverage.household_coverage IS 'Tỷ lệ hộ được thu gom [ratio]. Công thức: S / H
Household coverage [ratio]. Formula: S / H';
COMMENT ON COLUMN commune_coverage.self_managed_share IS 'Tỷ lệ hộ tự xử lý [ratio]. Công thức: M / H
Self-managed share [ratio]. Formula: M / H';
COMMENT ON COLUMN commune_coverage.organic_recovery_rate IS 'Tỷ lệ thu hồi hữu cơ [ratio]. Công thức: O / (G × organic fraction)
Organic recovery rate [ratio]. Formula: O / (G × organic fraction)';
COMMENT ON COLUMN commune_coverage.biological_treatment_share IS 'Tỷ trọng xử lý sinh học [ratio]. Công thức: O / T
Biological treatment share [ratio]. Formula: O / T';
COMMENT ON COLUMN commune_coverage.controlled_rate IS 'Tỷ lệ xử lý có kiểm soát [ratio]. Chỉ tiêu SDG 11.6.1. Công thức: K / G
Controlled rate [ratio]. SDG indicator 11.6.1. Formula: K / G';
COMMENT ON COLUMN commune_coverage.generation_kg_per_person_day IS 'Phát sinh bình quân [kg/person/day]. Công thức: 1000 × G / (population × days)
Generation per person and day [kg/person/day]. Formula: 1000 × G / (population × days)';
COMMENT ON COLUMN commune_coverage.covered IS 'Được thu gom và xử lý. C > 0 và T > 0; trống là chưa biết. Công thức: C > 0 and T > 0; a longer period: 3 × covered months ≥ 2 × months in force
Covered. C > 0 and T > 0; empty is unknown. Formula: C > 0 and T > 0; a longer period: 3 × covered months ≥ 2 × months in force';
COMMENT ON COLUMN commune_coverage.adequately_covered IS 'Được thu gom và xử lý đầy đủ. Tỷ lệ hộ được thu gom và tỷ lệ xử lý đều đạt ngưỡng của chính sách. Công thức: S / H ≥ threshold and T / C ≥ threshold
Adequately covered. Household coverage and treatment rate both reach the policy''s thresholds. Formula: S / H ≥ threshold and T / C ≥ threshold';
COMMENT ON COLUMN commune_coverage.rate_above_one IS 'Có tỷ lệ trên 100 %%. Tỷ lệ trên 100 %% được giữ nguyên và đánh dấu. Công thức: C > G or T > C or S > H
A rate above one. Rates above 1 are kept and marked. Formula: C > G or T > C or S > H';
COMMENT ON COLUMN commune_coverage.estimated IS 'Có phần ước tính. Một đại lượng gửi chung cho cả đơn vị đã được chia theo khu vực.
Partly estimated. A quantity sent for the whole unit was split by settlement.';
COMMENT ON COLUMN commune_coverage.apportioned IS 'Có phần phân bổ. Số liệu của một đơn vị khác đã được chia cho nhiều đơn vị.
Partly apportioned. A figure of another unit was divided among several.';
COMMENT ON COLUMN commune_coverage.evidence_grade IS 'Mức bằng chứng. A: khớp với trạm cân; B: báo cáo đủ tin cậy; C: có ước tính hoặc cảnh báo; D: không có báo cáo. Trên cơ sở địa giới khác: mức kém nhất trong các đơn vị hợp thành.
Evidence grade. A: agrees with the weighbridge; B: reported; C: estimated or warned; D: no accepted report. On a recast basis: the worst of the units that it was put together from.';
COMMENT ON COLUMN commune_coverage.policy_version IS 'Phiên bản chính sách
Policy version';
COMMENT ON COLUMN commune_coverage.register_version IS 'Phiên bản danh mục
Register version';

CREATE TABLE facility (
	facility_code TEXT NOT NULL,
	valid_from DATE NOT NULL,
	name TEXT NOT NULL,
	lon DOUBLE PRECISION,
	lat DOUBLE PRECISION,
	capacity_t_per_day DOUBLE PRECISION,
	control_level TEXT,
	licensed_from DATE,
	licensed_to DATE,
	ticket_scope TEXT,
	method TEXT,
	source TEXT,
	PRIMARY KEY (facility_code, valid_from)
);
COMMENT ON TABLE facility IS 'Cơ sở xử lý chất thải
Treatment facilities';
COMMENT ON COLUMN facility.facility_code IS 'Mã cơ sở
Facility code';
COMMENT ON COLUMN facility.valid_from IS 'Có hiệu lực từ ngày. Ngày mà các thông tin của dòng này bắt đầu đúng.
Valid from. The day from which this row''s facts hold.';
COMMENT ON COLUMN facility.name IS 'Tên cơ sở
Name';
COMMENT ON COLUMN facility.lon IS 'Kinh độ [°]
Longitude [°]';
COMMENT ON COLUMN facility.lat IS 'Vĩ độ [°]
Latitude [°]';
COMMENT ON COLUMN facility.capacity_t_per_day IS 'Công suất (tấn/ngày) [t/day]
Capacity (t/day) [t/day]';
COMMENT ON COLUMN facility.control_level IS 'Mức kiểm soát. Thang đo của chỉ tiêu SDG 11.6.1, từ không kiểm soát (none) đến kiểm soát đầy đủ (full).
Control level. The ladder of SDG 11.6.1, from none to full.';
COMMENT ON COLUMN facility.licensed_from IS 'Giấy phép có hiệu lực từ ngày. Để trống nếu từ ngày hiệu lực của dòng này cơ sở không có giấy phép.
Licensed from. Empty where the facility holds no licence from the day on which this row begins.';
COMMENT ON COLUMN facility.licensed_to IS 'Giấy phép hết hiệu lực từ ngày. Ngày đầu tiên không còn giấy phép; để trống nếu giấy phép không có thời hạn.
Licensed to. The first day without the licence; empty where it has no end.';
COMMENT ON COLUMN facility.ticket_scope IS 'Phạm vi số phiếu cân. Số phiếu cân không trùng trong một năm (year), một ngày (day), hay mãi mãi (ever); để trống là một năm.
Ticket scope. Within what a ticket number is unique, a year, a day or ever; empty means a year.';
COMMENT ON COLUMN facility.method IS 'Phương pháp xử lý. Cơ sở làm gì với chất thải tiếp nhận, nếu chỉ có một phương pháp. Dòng báo cáo xử lý không ghi phương pháp thì lấy phương pháp này; để trống nếu cơ sở có nhiều phương pháp.
Method. What the facility does with what it receives, where that is one thing. A treatment row that names no method takes this one; empty where a facility has several.';
COMMENT ON COLUMN facility.source IS 'Nguồn
Source';

CREATE TABLE facility_balance (
	facility_code TEXT NOT NULL,
	facility_name TEXT,
	period TEXT NOT NULL,
	stream TEXT NOT NULL,
	licensed BOOLEAN,
	control_level TEXT,
	tickets BIGINT,
	tickets_t DOUBLE PRECISION,
	reported_t DOUBLE PRECISION,
	reported_by_facility_t DOUBLE PRECISION,
	reported_by_units_t DOUBLE PRECISION,
	balance_t DOUBLE PRECISION,
	balance_ratio DOUBLE PRECISION,
	out_of_balance BOOLEAN,
	capacity_t DOUBLE PRECISION,
	capacity_ratio DOUBLE PRECISION,
	over_capacity BOOLEAN,
	policy_version TEXT NOT NULL,
	register_version TEXT NOT NULL,
	PRIMARY KEY (facility_code, period, stream),
	CONSTRAINT ck_facility_balance_stream_3b7d25 CHECK ((stream = 'domestic' OR stream = 'agricultural' OR stream = 'other' OR stream = 'all')),
	CONSTRAINT ck_facility_balance_tickets_e33f0a CHECK (tickets >= 0),
	CONSTRAINT ck_facility_balance_reported_t_6c4f32 CHECK (reported_t >= 0),
	CONSTRAINT ck_facility_balance_reported_by_facility_t_497a4a CHECK (reported_by_facility_t >= 0),
	CONSTRAINT ck_facility_balance_reported_by_units_t_b6f0ac CHECK (reported_by_units_t >= 0),
	CONSTRAINT ck_facility_balance_capacity_t_e270aa CHECK (capacity_t >= 0),
	CONSTRAINT ck_facility_balance_capacity_ratio_813873 CHECK (capacity_ratio >= 0)
);
CREATE INDEX ix_facility_balance_period ON facility_balance (period);
COMMENT ON TABLE facility_balance IS 'Cân đối khối lượng của từng cơ sở xử lý. Khối lượng qua cân của cơ sở so với khối lượng đã báo cáo (số của chính cơ sở trước, rồi đến số của các đơn vị) và với công suất trong kỳ. Trống là chưa biết, không phải 0.
Mass balance of each facility. What passed over the facility''s scale, against what was reported (the facility''s own word first, then the units'') and against its capacity in the period. Empty is unknown, not 0.';
COMMENT ON COLUMN facility_balance.facility_code IS 'Mã cơ sở xử lý
Facility code';
COMMENT ON COLUMN facility_balance.facility_name IS 'Tên cơ sở
Facility';
COMMENT ON COLUMN facility_balance.period IS 'Kỳ báo cáo. Tháng, hoặc năm nếu nguồn báo cáo theo năm.
Period. A month, or a year where reports are by year.';
COMMENT ON COLUMN facility_balance.stream IS 'Loại chất thải. all: mọi loại cộng lại; công suất chỉ so với dòng này.
Stream. all: every stream together; capacity is held against this row only.';
COMMENT ON COLUMN facility_balance.licensed IS 'Có giấy phép cả kỳ. Các giấy phép nối tiếp nhau phủ kín mọi ngày trong kỳ; nếu không, khối lượng đưa đến không được tính là xử lý. Công thức: licences, joined end to end, cover every day of the period
Licensed. Its licences, joined end to end, cover every day; else nothing brought there counts as treated. Formula: licences, joined end to end, cover every day of the period';
COMMENT ON COLUMN facility_balance.control_level IS 'Mức kiểm soát. Mức thấp nhất trong kỳ.
Control level. The lowest held in the period.';
COMMENT ON COLUMN facility_balance.tickets IS 'Số phiếu cân [tickets]. Trống khi cơ sở không có phiếu cân nào trong kỳ. Công thức: number of tickets that count, of all units
Tickets [tickets]. Empty where the facility has no ticket in the period. Formula: number of tickets that count, of all units';
COMMENT ON COLUMN facility_balance.tickets_t IS 'Khối lượng theo phiếu cân (tấn) [t]. Mọi phiếu được tính, của mọi đơn vị. Công thức: Σ (gross − tare), of the tickets that count, of all units
Tonnes by tickets (t) [t]. All tickets that count, of all units. Formula: Σ (gross − tare), of the tickets that count, of all units';
COMMENT ON COLUMN facility_balance.reported_t IS 'Khối lượng theo báo cáo (tấn) [t]. Số của cơ sở, thêm số của những đơn vị mà cơ sở không nhắc đến; trống khi có đơn vị được cân mà chưa ai báo cáo. Công thức: reported_by_facility_t + reported_by_units_t, the latter of units that the facility does not speak of
Tonnes by reports (t) [t]. The facility''s figures, and those of units that it does not speak of; empty where a unit was weighed and nobody reported it. Formula: reported_by_facility_t + reported_by_units_t, the latter of units that the facility does not speak of';
COMMENT ON COLUMN facility_balance.reported_by_facility_t IS 'Cơ sở tự báo cáo (tấn) [t]. Công thức: Σ tonnes received, as the facility reports
By the facility itself (t) [t]. Formula: Σ tonnes received, as the facility reports';
COMMENT ON COLUMN facility_balance.reported_by_units_t IS 'Các đơn vị báo cáo (tấn) [t]. Công thức: Σ tonnes brought, as the units report
By the units (t) [t]. Formula: Σ tonnes brought, as the units report';
COMMENT ON COLUMN facility_balance.balance_t IS 'Chênh lệch (tấn) [t]. Phiếu cân − báo cáo. Công thức: tickets_t − reported_t
Balance (t) [t]. Tickets − reported. Formula: tickets_t − reported_t';
COMMENT ON COLUMN facility_balance.balance_ratio IS 'Tỷ số phiếu cân trên báo cáo [ratio]. Phiếu cân / báo cáo; trống khi báo cáo bằng 0. Công thức: tickets_t / reported_t
Balance ratio [ratio]. Tickets / reported; empty where 0 is reported. Formula: tickets_t / reported_t';
COMMENT ON COLUMN facility_balance.out_of_balance IS 'Không khớp. Chênh lệch vượt quá 5 tấn và quá 20 %% của số lớn hơn (balance.apart_t, balance.apart_share trong chính sách). Công thức: |tickets_t − reported_t| > apart_t and > apart_share × the larger of the two
Out of balance. Apart by more than 5 t and by more than 20 %% of the larger (balance.apart_t, balance.apart_share in the policy). Formula: |tickets_t − reported_t| > apart_t and > apart_share × the larger of the two';
COMMENT ON COLUMN facility_balance.capacity_t IS 'Công suất trong kỳ (tấn) [t]. Công suất mỗi ngày cộng theo từng ngày có hiệu lực; chỉ ở dòng all. Công thức: Σ over the days in force: capacity per day
Capacity in the period (t) [t]. Its daily capacity, summed over the days in force; in the row `all` only. Formula: Σ over the days in force: capacity per day';
COMMENT ON COLUMN facility_balance.capacity_ratio IS 'Tỷ số tiếp nhận trên công suất [ratio]. Số lớn hơn của phiếu cân và báo cáo, chia cho công suất. Công thức: max(tickets_t, reported_t) / capacity_t
Capacity ratio [ratio]. The larger of tickets and reported, over the capacity. Formula: max(tickets_t, reported_t) / capacity_t';
COMMENT ON COLUMN facility_balance.over_capacity IS 'Vượt công suất. Phiếu cân hoặc báo cáo lớn hơn công suất trong kỳ. Công thức: tickets_t > capacity_t or reported_t > capacity_t
Over capacity. Tickets or reports exceed the capacity in the period. Formula: tickets_t > capacity_t or reported_t > capacity_t';
COMMENT ON COLUMN facility_balance.policy_version IS 'Phiên bản chính sách
Policy version';
COMMENT ON COLUMN facility_balance.register_version IS 'Phiên bản danh mục
Register version';

CREATE TABLE interval_contribution (
	period TEXT NOT NULL,
	indicator TEXT NOT NULL,
	settlement TEXT NOT NULL,
	denominator_kind TEXT NOT NULL,
	rank BIGINT NOT NULL,
	unit_id TEXT NOT NULL,
	unit_code TEXT NOT NULL,
	unit_name TEXT NOT NULL,
	reporting TEXT NOT NULL,
	interval_contribution_pp DOUBLE PRECISION NOT NULL,
	could_flip BOOLEAN NOT NULL,
	policy_version TEXT NOT NULL,
	register_version TEXT NOT NULL,
	PRIMARY KEY (period, indicator, settlement, denominator_kind, unit_id),
	CONSTRAINT ck_interval_contribution_settlement_111c5f CHECK ((settlement = 'urban' OR settlement = 'rural' OR settlement = 'all'))
);
COMMENT ON TABLE interval_contribution IS 'Cần gọi cho ai. Đơn vị nào chưa báo cáo đủ làm khoảng rộng ra bao nhiêu, xếp từ lớn nhất; và báo cáo nào một mình nó có thể đổi kết luận.
Whom to ring. How much of the interval each silent or partial unit accounts for, the largest first; and which single report could flip the verdict.';
COMMENT ON COLUMN interval_contribution.period IS 'Kỳ báo cáo. Tháng (2026-10) hoặc năm (2015).
Period. A month (2026-10) or a year (2015).';
COMMENT ON COLUMN interval_contribution.indicator IS 'Chỉ tiêu
Indicator';
COMMENT ON COLUMN interval_contribution.settlement IS 'Khu vực. Đô thị (urban), nông thôn (rural), hoặc cả đơn vị (all).
Settlement. The part of the unit the row speaks of, urban, rural, or all of it.';
COMMENT ON COLUMN interval_contribution.denominator_kind IS 'Mẫu số
Denominator';
COMMENT ON COLUMN interval_contribution.rank IS 'Thứ tự
Rank';
COMMENT ON COLUMN interval_contribution.unit_id IS 'Định danh đơn vị. Mã đơn vị và ngày có hiệu lực.
Unit id. Unit code and the day it came into force.';
COMMENT ON COLUMN interval_contribution.unit_code IS 'Mã đơn vị hành chính. Mã cấp xã của Tổng cục Thống kê.
Unit code. Commune-level code of the General Statistics Office.';
COMMENT ON COLUMN interval_contribution.unit_name IS 'Tên đơn vị
Unit name';
COMMENT ON COLUMN interval_contribution.reporting IS 'Tình trạng báo cáo. complete: đủ số liệu; incomplete: thiếu; rejected: bị trả lại; no_report: không có báo cáo; pending: chưa đến hạn.
Reporting. complete, incomplete, rejected, no_report, or pending (not yet due).';
COMMENT ON COLUMN interval_contribution.interval_contribution_pp IS 'Phần của khoảng (điểm %%) [percentage points]. Khoảng hẹp lại bấy nhiêu nếu đơn vị này báo cáo trường hợp xấu nhất hoặc tốt nhất. Công thức: 100 × (upper − lower) − 100 × (upper − lower) with this unit’s report
Share of the interval (points) [percentage points]. How far apart the bounds are for this unit''s unknown figures alone. Formula: 100 × (upper − lower) − 100 × (upper − lower) with this unit’s report';
COMMENT ON COLUMN interval_contribution.could_flip IS 'Có thể đổi kết luận
Could flip the verdict';
COMMENT ON COLUMN interval_contribution.policy_version IS 'Phiên bản chính sách
Policy version';
COMMENT ON COLUMN interval_contribution.register_version IS 'Phiên bản danh mục
Register version';

CREATE TABLE mass_balance (
	unit_id TEXT NOT NULL,
	unit_code TEXT NOT NULL,
	unit_name TEXT NOT NULL,
	period TEXT NOT NULL,
	stream TEXT NOT NULL,
	line TEXT NOT NULL,
	facility_code TEXT NOT NULL,
	tickets BIGINT,
	tickets_t DOUBLE PRECISION,
	reported_t DOUBLE PRECISION,
	balance_t DOUBLE PRECISION,
	balance_ratio DOUBLE PRECISION,
	out_of_balance BOOLEAN,
	policy_version TEXT NOT NULL,
	register_version TEXT NOT NULL,
	PRIMARY KEY (unit_id, period, stream, facility_code),
	CONSTRAINT ck_mass_balance_line_09dfa8 CHECK ((line = 'facility' OR line = 'unit')),
	CONSTRAINT ck_mass_balance_tickets_e33f0a CHECK (tickets >= 0),
	CONSTRAINT ck_mass_balance_tickets_t_f90f21 CHECK (tickets_t >= 0),
	CONSTRAINT ck_mass_balance_reported_t_6c4f32 CHECK (reported_t >= 0),
	CONSTRAINT ck_mass_balance_balance_ratio_d5d829 CHECK (balance_ratio >= 0)
);
CREATE INDEX ix_mass_balance_period ON mass_balance (period);
COMMENT ON TABLE mass_balance IS 'Cân đối khối lượng của từng xã. Phiếu cân so với báo cáo. Dòng của từng cơ sở so với khối lượng báo cáo đã đưa đến cơ sở đó (số của chính cơ sở nếu có); dòng chung của đơn vị (line = unit, facility_code = *) so với khối lượng thu gom. Trống là chưa biết, không phải 0: cơ sở không có phiếu cân nào trong kỳ thì không cân đối được.
Mass balance of each unit. Tickets against reports. A facility''s row is held against the tonnes reported to have come there (the facility''s own word where it reports); the unit''s row (line = unit, facility_code = *) against what was collected. Empty is unknown, not 0: a facility without a ticket in the period cannot be balanced.';
COMMENT ON COLUMN mass_balance.unit_id IS 'Định danh đơn vị. Mã đơn vị và ngày có hiệu lực.
Unit id. Unit code and the day it came into force.';
COMMENT ON COLUMN mass_balance.unit_code IS 'Mã đơn vị hành chính. Mã cấp xã của Tổng cục Thống kê.
Unit code. Commune-level code of the General Statistics Office.';
COMMENT ON COLUMN mass_balance.unit_name IS 'Tên đơn vị
Unit name';
COMMENT ON COLUMN mass_balance.period IS 'Kỳ báo cáo. Tháng, hoặc năm nếu nguồn báo cáo theo năm.
Period. A month, or a year where reports are by year.';
COMMENT ON COLUMN mass_balance.stream IS 'Loại chất thải. Mỗi loại chất thải được so với báo cáo của chính loại đó.
Stream. Each stream is held against reports of the same stream.';
COMMENT ON COLUMN mass_balance.line IS 'Dòng của. facility: một cơ sở; unit: cả đơn vị, mọi cơ sở cộng lại.
Line of. facility: one facility; unit: all facilities of the unit together.';
COMMENT ON COLUMN mass_balance.facility_code IS 'Mã cơ sở xử lý. Dấu * ở dòng chung của đơn vị.
Facility code. * in the unit''s own row.';
COMMENT ON COLUMN mass_balance.tickets IS 'Số phiếu cân [tickets]. Phiếu được chấp nhận, đã bỏ phiếu trùng; trống khi cơ sở không có phiếu nào trong kỳ. Công thức: number of tickets that count
Tickets [tickets]. Accepted, less duplicates; empty where the facility has no ticket in the period. Formula: number of tickets that count';
COMMENT ON COLUMN mass_balance.tickets_t IS 'Khối lượng theo phiếu cân (tấn) [t]. Dòng của đơn vị: tổng các cơ sở; trống khi có báo cáo đưa chất thải đến một cơ sở không có phiếu cân. Công thức: Σ (gross − tare), of the tickets that count
Tonnes by tickets (t) [t]. In the unit''s row the sum over facilities; empty where waste is reported to have gone to a facility without a ticket. Formula: Σ (gross − tare), of the tickets that count';
COMMENT ON COLUMN mass_balance.reported_t IS 'Khối lượng theo báo cáo (tấn) [t]. Dòng của cơ sở: khối lượng tiếp nhận từ đơn vị, mọi phương pháp; dòng của đơn vị: khối lượng thu gom. Công thức: line of a facility: Σ tonnes received from the unit, by any method; line of a unit: C
Tonnes by reports (t) [t]. In a facility''s row what it received from the unit, by any method; in the unit''s row what was collected. Formula: line of a facility: Σ tonnes received from the unit, by any method; line of a unit: C';
COMMENT ON COLUMN mass_balance.balance_t IS 'Chênh lệch (tấn) [t]. Phiếu cân − báo cáo. Công thức: tickets_t − reported_t
Balance (t) [t]. Tickets − reported. Formula: tickets_t − reported_t';
COMMENT ON COLUMN mass_balance.balance_ratio IS 'Tỷ số phiếu cân trên báo cáo [ratio]. Phiếu cân / báo cáo; trống khi báo cáo bằng 0. Công thức: tickets_t / reported_t
Balance ratio [ratio]. Tickets / reported; empty where 0 is reported. Formula: tickets_t / reported_t';
COMMENT ON COLUMN mass_balance.out_of_balance IS 'Không khớp. Chênh lệch vượt quá 5 tấn và quá 20 %% của số lớn hơn (balance.apart_t, balance.apart_share trong chính sách). Công thức: |tickets_t − reported_t| > apart_t and > apart_share × the larger of the two
Out of balance. Apart by more than 5 t and by more than 20 %% of the larger (balance.apart_t, balance.apart_share in the policy). Formula: |tickets_t − reported_t| > apart_t and > apart_share × the larger of the two';
COMMENT ON COLUMN mass_balance.policy_version IS 'Phiên bản chính sách
Policy version';
COMMENT ON COLUMN mass_balance.register_version IS 'Phiên bản danh mục
Register version';

CREATE TABLE priority (
	period TEXT NOT NULL,
	basis TEXT NOT NULL,
	list TEXT NOT NULL,
	rank BIGINT NOT NULL,
	unit_id TEXT NOT NULL,
	unit_code TEXT NOT NULL,
	unit_name TEXT NOT NULL,
	reason TEXT NOT NULL,
	population BIGINT,
	people_to_gain BIGINT,
	facility_code TEXT,
	distance_km DOUBLE PRECISION,
	units_covered BIGINT,
	coverage DOUBLE PRECISION,
	people_gained BIGINT,
	meets_target BOOLEAN,
	policy_version TEXT NOT NULL,
	register_version TEXT NOT NULL,
	PRIMARY KEY (period, basis, list, rank),
	CONSTRAINT ck_priority_basis_dcd317 CHECK ((basis = 'as_was' OR basis = 'as_is' OR basis = 'as_issued')),
	CONSTRAINT ck_priority_list_240eb0 CHECK ((list = 'serve_next' OR list = 'report_first')),
	CONSTRAINT ck_priority_reason_484baf CHECK ((reason = 'no_collection' OR reason = 'no_treatment' OR reason = 'unknown'))
);
COMMENT ON TABLE priority IS 'Thứ tự ưu tiên. Phục vụ xã nào tiếp theo để sớm đạt 95 %% và có lợi cho nhiều người nhất; sau đó là những xã phải hỏi báo cáo trước.
Priority. Which units to serve next, so that 95 %% comes soonest and serves most people; then those whose report to ask for first.';
COMMENT ON COLUMN priority.period IS 'Kỳ báo cáo. Tháng (2026-10) hoặc năm (2015).
Period. A month (2026-10) or a year (2015).';
COMMENT ON COLUMN priority.basis IS 'Cơ sở địa giới. as_was: đơn vị và đô thị như có hiệu lực trong kỳ; as_is: như hiện nay, cho mọi kỳ; as_issued: như khi ban hành chương trình, cho mọi kỳ.
Basis. as_was: units and urban status as in force in the period; as_is: as they are today, for every period; as_issued: as when the programme was issued, for every period.';
COMMENT ON COLUMN priority.list IS 'Danh sách. serve_next: chưa được phục vụ; report_first: chưa rõ, cần báo cáo trước.
List. serve_next: known not to be covered; report_first: unknown, the report comes first.';
COMMENT ON COLUMN priority.rank IS 'Thứ tự
Rank';
COMMENT ON COLUMN priority.unit_id IS 'Định danh đơn vị. Mã đơn vị và ngày có hiệu lực.
Unit id. Unit code and the day it came into force.';
COMMENT ON COLUMN priority.unit_code IS 'Mã đơn vị hành chính. Mã cấp xã của Tổng cục Thống kê.
Unit code. Commune-level code of the General Statistics Office.';
COMMENT ON COLUMN priority.unit_name IS 'Tên đơn vị
Unit name';
COMMENT ON COLUMN priority.reason IS 'Lý do. no_collection: không thu gom; no_treatment: có thu gom nhưng không xử lý; unknown: chưa rõ.
Reason. no_collection, no_treatment, or unknown.';
COMMENT ON COLUMN priority.population IS 'Dân số [people]
Population [people]';
COMMENT ON COLUMN priority.people_to_gain IS 'Số người được hưởng lợi [people]. Dân số × (1 − min(1; S/H)) nếu đã có xử lý, nếu không là toàn bộ dân số. Công thức: population × (1 − min(1, S / H)) where T > 0; else population
People to gain [people]. Population × (1 − min(1, S/H)) where waste is treated already, else the whole population. Formula: population × (1 − min(1, S / H)) where T > 0; else population';
COMMENT ON COLUMN priority.facility_code IS 'Cơ sở gần nhất
Nearest licensed facility';
COMMENT ON COLUMN priority.distance_km IS 'Khoảng cách (km) [km]. Từ trụ sở đến cơ sở có giấy phép gần nhất.
Distance (km) [km]. From the unit''s seat to the nearest licensed facility.';
COMMENT ON COLUMN priority.units_covered IS 'Số xã đạt sau khi thêm [units]. Số đơn vị đạt nếu phục vụ thêm đến dòng này. Công thức: units covered now + rank
Units covered then [units]. Units known covered once this row and those above it are served. Formula: units covered now + rank';
COMMENT ON COLUMN priority.coverage IS 'Tỷ lệ xã đạt sau khi thêm [ratio]. Số đơn vị đạt chia cho tất cả đơn vị. Công thức: units_covered / units in force
Coverage then [ratio]. Those units over all units in force. Formula: units_covered / units in force';
COMMENT ON COLUMN priority.people_gained IS 'Tổng số người được hưởng lợi [people]. Công thức: Σ people_to_gain up to this rank
People gained in all [people]. Formula: Σ people_to_gain up to this rank';
COMMENT ON COLUMN priority.meets_target IS 'Đạt mục tiêu
Target met then';
COMMENT ON COLUMN priority.policy_version IS 'Phiên bản chính sách
Policy version';
COMMENT ON COLUMN priority.register_version IS 'Phiên bản danh mục
Register version';

CREATE TABLE province_coverage (
	period TEXT NOT NULL,
	period_kind TEXT NOT NULL,
	indicator TEXT NOT NULL,
	settlement TEXT NOT NULL,
	basis TEXT NOT NULL,
	denominator_kind TEXT NOT NULL,
	measured_in TEXT NOT NULL,
	value DOUBLE PRECISION,
	numerator DOUBLE PRECISION,
	denominator DOUBLE PRECISION,
	lower DOUBLE PRECISION,
	lower_numerator DOUBLE PRECISION,
	lower_denominator DOUBLE PRECISION,
	upper DOUBLE PRECISION,
	upper_numerator DOUBLE PRECISION,
	upper_denominator DOUBLE PRECISION,
	bounds_basis TEXT NOT NULL,
	units_in_force BIGINT NOT NULL,
	units_complete BIGINT NOT NULL,
	units_silent BIGINT NOT NULL,
	units_without_estimate BIGINT NOT NULL,
	rate_above_one BOOLEAN NOT NULL,
	value_outside_bounds BOOLEAN NOT NULL,
	complete BOOLEAN NOT NULL,
	target DOUBLE PRECISION,
	target_status TEXT,
	needed BIGINT,
	missing_units BIGINT,
	missing_units_best BIGINT,
	verdict_depends_on_denominator BOOLEAN,
	share_grade_a DOUBLE PRECISION,
	share_grade_b DOUBLE PRECISION,
	share_grade_c DOUBLE PRECISION,
	share_grade_d DOUBLE PRECISION,
	admissible BOOLEAN,
	baseline_on TEXT,
	baseline DOUBLE PRECISION,
	expected DOUBLE PRECISION,
	gap_pp DOUBLE PRECISION,
	gap_lower_pp DOUBLE PRECISION,
	gap_upper_pp DOUBLE PRECISION,
	status TEXT,
	slope_pp_per_year DOUBLE PRECISION,
	slope_lower_pp_per_year DOUBLE PRECISION,
	slope_upper_pp_per_year DOUBLE PRECISION,
	projected_2030 DOUBLE PRECISION,
	projected_2030_limited DOUBLE PRECISION,
	projected_2030_lower DOUBLE PRECISION,
	projected_2030_upper DOUBLE PRECISION,
	on_course TEXT,
	required_pp_per_year DOUBLE PRECISION,
	required_units BIGINT,
	required_by TEXT,
	policy_version TEXT NOT NULL,
	register_version TEXT NOT NULL,
	PRIMARY KEY (period, period_kind, indicator, settlement, basis, denominator_kind),
	CONSTRAINT ck_province_coverage_period_kind_c9da3c CHECK ((period_kind = 'month' OR period_kind = 'quarter' OR period_kind = 'half_year' OR period_kind = 'year')),
	CONSTRAINT ck_province_coverage_settlement_111c5f CHECK ((settlement = 'urban' OR settlement = 'rural' OR settlement = 'all')),
	CONSTRAINT ck_province_coverage_basis_dcd317 CHECK ((basis = 'as_was' OR basis = 'as_is' OR basis = 'as_issued')),
	CONSTRAINT ck_province_coverage_denominator_kind_2c2be3 CHECK ((denominator_kind = 'by_generated' OR denominator_kind = 'by_collected' OR denominator_kind = 'by_household' OR denominator_kind = 'by_units' OR denominator_kind = 'by_organic' OR denominator_kind = 'by_treated' OR denominator_kind = 'by_population')),
	CONSTRAINT ck_province_coverage_bounds_basis_4ae9e0 CHECK ((bounds_basis = 'reported' OR bounds_basis = 'estimated_g' OR bounds_basis = 'estimated_h' OR bounds_basis = 'none')),
	CONSTRAINT ck_province_coverage_target_status_8a7b10 CHECK ((target_status = 'met' OR target_status = 'not_met' OR target_status = 'undetermined')),
	CONSTRAINT ck_province_coverage_status_2c3067 CHECK ((status = 'on_track' OR status = 'watch' OR status = 'behind')),
	CONSTRAINT ck_province_coverage_on_course_c4285a CHECK ((on_course = 'yes' OR on_course = 'no' OR on_course = 'uncertain'))
);
COMMENT ON TABLE province_coverage IS 'Mức độ thu gom và xử lý toàn tỉnh. Từng chỉ tiêu với giá trị theo số liệu đã biết, khoảng chắc chắn, và kết luận so với mục tiêu.
Coverage of the province. Each indicator with its value over what is known, its interval over what is not, and its verdict.';
COMMENT ON COLUMN province_coverage.period IS 'Kỳ báo cáo. Tháng (2026-10), quý (2026-Q4), nửa năm (2026-H2) hoặc năm (2026).
Period. Month (2026-10), quarter (2026-Q4), half-year (2026-H2) or year (2026).';
COMMENT ON COLUMN province_coverage.period_kind IS 'Loại kỳ
Period kind';
COMMENT ON COLUMN province_coverage.indicator IS 'Chỉ tiêu
Indicator';
COMMENT ON COLUMN province_coverage.settlement IS 'Khu vực. Đô thị (urban), nông thôn (rural), hoặc cả đơn vị (all).
Settlement. The part of the unit the row speaks of, urban, rural, or all of it.';
COMMENT ON COLUMN province_coverage.basis IS 'Cơ sở địa giới. as_was: đơn vị và đô thị như có hiệu lực trong kỳ; as_is: như hiện nay, cho mọi kỳ; as_issued: như khi ban hành chương trình, cho mọi kỳ.
Basis. as_was: units and urban status as in force in the period; as_is: as they are today, for every period; as_issued: as when the programme was issued, for every period.';
COMMENT ON COLUMN province_coverage.denominator_kind IS 'Mẫu số
Denominator';
COMMENT ON COLUMN province_coverage.measured_in IS 'Đơn vị tính. Đơn vị của tử số và mẫu số.
Measured in. The unit of numerator and denominator.';
COMMENT ON COLUMN province_coverage.value IS 'Giá trị [ratio]. Trên các đơn vị có cả tử số và mẫu số đã biết. Công thức: numerator / denominator
Value [ratio]. Over the units whose numerator and denominator follow from known figures. Formula: numerator / denominator';
COMMENT ON COLUMN province_coverage.numerator IS 'Tử số. Công thức: Σ over the units whose two figures are known
Numerator. Formula: Σ over the units whose two figures are known';
COMMENT ON COLUMN province_coverage.denominator IS 'Mẫu số. Công thức: Σ over the units whose two figures are known
Denominator. Formula: Σ over the units whose two figures are known';
COMMENT ON COLUMN province_coverage.lower IS 'Cận dưới [ratio]. Giá trị nhỏ nhất mà số liệu chưa biết có thể cho. Công thức: min numerator / denominator over all completions
Lower bound [ratio]. The least value over all completions of what is unknown. Formula: min numerator / denominator over all completions';
COMMENT ON COLUMN province_coverage.lower_numerator IS 'Tử số cận dưới
Numerator of the lower bound';
COMMENT ON COLUMN province_coverage.lower_denominator IS 'Mẫu số cận dưới
Denominator of the lower bound';
COMMENT ON COLUMN province_coverage.upper IS 'Cận trên [ratio]. Giá trị lớn nhất mà số liệu chưa biết có thể cho. Công thức: max numerator / denominator over all completions
Upper bound [ratio]. The greatest value over all completions of what is unknown. Formula: max numerator / denominator over all completions';
COMMENT ON COLUMN province_coverage.upper_numerator IS 'Tử số cận trên
Numerator of the upper bound';
COMMENT ON COLUMN province_coverage.upper_denominator IS 'Mẫu số cận trên
Denominator of the upper bound';
COMMENT ON COLUMN province_coverage.bounds_basis IS 'Cơ sở của khoảng. reported: từ báo cáo; estimated_g, estimated_h: có khối lượng hoặc số hộ ước tính; none: không ước tính được, khoảng là 0 và 1.
Basis of the bounds. reported; estimated_g or estimated_h: conditional on estimated generation or households; none: no estimate, the bounds are 0 and 1.';
COMMENT ON COLUMN province_coverage.units_in_force IS 'Số đơn vị [units]
Units in force [units]';
COMMENT ON COLUMN province_coverage.units_complete IS 'Số đơn vị đủ số liệu [units]
Units complete [units]';
COMMENT ON COLUMN province_coverage.units_silent IS 'Số đơn vị không có số liệu [units]
Units silent [units]';
COMMENT ON COLUMN province_coverage.units_without_estimate IS 'Số đơn vị không ước tính được [units]
Units without estimate [units]';
COMMENT ON COLUMN province_coverage.rate_above_one IS 'Có tỷ lệ trên 100 %%
A rate above one';
COMMENT ON COLUMN province_coverage.value_outside_bounds IS 'Giá trị ngoài khoảng. Công thức: value < lower or value > upper, before it is left out
Value outside the bounds. Formula: value < lower or value > upper, before it is left out';
COMMENT ON COLUMN province_coverage.complete IS 'Kỳ đã đến hạn
Period wholly due';
COMMENT ON COLUMN province_coverage.target IS 'Mục tiêu [ratio]
Target [ratio]';
COMMENT ON COLUMN province_coverage.target_status IS 'Kết luận. met: đạt; not_met: chưa đạt; undetermined: chưa thể kết luận. Công thức: met: lower ≥ target; not_met: upper < target; else undetermined
Target status. met, not_met, or undetermined. Formula: met: lower ≥ target; not_met: upper < target; else undetermined';
COMMENT ON COLUMN province_coverage.needed IS 'Số đơn vị cần đạt [units]. Công thức: ceil(target × units_in_force)
Units needed [units]. Formula: ceil(target × units_in_force)';
COMMENT ON COLUMN province_coverage.missing_units IS 'Số đơn vị còn thiếu [units]. Công thức: max(0, needed − units known to be covered)
Units missing [units]. Formula: max(0, needed − units known to be covered)';
COMMENT ON COLUMN province_coverage.missing_units_best IS 'Số đơn vị còn thiếu nếu mọi đơn vị chưa biết đều đạt [units]. Công thức: max(0, needed − units covered or unknown)
Units missing if every unknown one is covered [units]. Formula: max(0, needed − units covered or unknown)';
COMMENT ON COLUMN province_coverage.verdict_depends_on_denominator IS 'Kết luận phụ thuộc mẫu số. Công thức: the verdicts of the denominators differ
Verdict depends on the denominator. Formula: the verdicts of the denominators differ';
COMMENT ON COLUMN province_coverage.share_grade_a IS 'Tỷ trọng bằng chứng A [ratio]. Theo khối lượng phát sinh của mọi đơn vị; A đến D cộng lại bằng 1. Công thức: Σ G of units of grade A / Σ G
Share of evidence grade A [ratio]. By waste generated in all units; A to D sum to 1. Formula: Σ G of units of grade A / Σ G';
COMMENT ON COLUMN province_coverage.share_grade_b IS 'Tỷ trọng bằng chứng B [ratio]. Công thức: Σ G of units of grade B / Σ G
Share of evidence grade B [ratio]. Formula: Σ G of units of grade B / Σ G';
COMMENT ON COLUMN province_coverage.share_grade_c IS 'Tỷ trọng bằng chứng C [ratio]. Công thức: Σ G of units of grade C / Σ G
Share of evidence grade C [ratio]. Formula: Σ G of units of grade C / Σ G';
COMMENT ON COLUMN province_coverage.share_grade_d IS 'Tỷ trọng bằng chứng D [ratio]. Công thức: Σ G of units of grade D / Σ G
Share of evidence grade D [ratio]. Formula: Σ G of units of grade D / Σ G';
COMMENT ON COLUMN province_coverage.admissible IS 'Đủ để đánh giá lộ trình. Đơn vị đủ số liệu chiếm ít nhất 95 %% khối lượng phát sinh. Công thức: Σ G of complete units / Σ G ≥ 0.95
Admissible. Complete units account for at least 95 %% of waste generated (policy). Formula: Σ G of complete units / Σ G ≥ 0.95';
COMMENT ON COLUMN province_coverage.baseline_on IS 'Tháng gốc. Tháng bắt đầu lộ trình.
Baseline month. The month in which the path begins.';
COMMENT ON COLUMN province_coverage.baseline IS 'Giá trị gốc [ratio]. Công thức: mean of the first 12 admissible months; else the policy’s
Baseline [ratio]. Formula: mean of the first 12 admissible months; else the policy’s';
COMMENT ON COLUMN province_coverage.expected IS 'Theo lộ trình [ratio]. Giá trị trên đường thẳng từ tháng gốc đến mục tiêu. Công thức: baseline + (target − baseline) × months since baseline_on / months from baseline_on to the due month
Expected [ratio]. The value on the straight line from the baseline to the target. Formula: baseline + (target − baseline) × months since baseline_on / months from baseline_on to the due month';
COMMENT ON COLUMN province_coverage.gap_pp IS 'Chênh lệch (điểm %%) [percentage points]. 100 × (giá trị − theo lộ trình); trống nếu tháng chưa đủ báo cáo. Công thức: 100 × (value − expected)
Gap (points) [percentage points]. 100 × (value − expected); empty where the month is not admissible. Formula: 100 × (value − expected)';
COMMENT ON COLUMN province_coverage.gap_lower_pp IS 'Chênh lệch nhỏ nhất [percentage points]. Công thức: 100 × (lower − expected)
Least gap [percentage points]. Formula: 100 × (lower − expected)';
COMMENT ON COLUMN province_coverage.gap_upper_pp IS 'Chênh lệch lớn nhất [percentage points]. Công thức: 100 × (upper − expected)
Greatest gap [percentage points]. Formula: 100 × (upper − expected)';
COMMENT ON COLUMN province_coverage.status IS 'Tình trạng. So với lộ trình; trống nếu tháng chưa đủ báo cáo. Công thức: on_track: gap_pp ≥ −2; watch: ≥ −5; behind: below
Status. Against the path; empty where the month is not admissible. Formula: on_track: gap_pp ≥ −2; watch: ≥ −5; behind: below';
COMMENT ON COLUMN province_coverage.slope_pp_per_year IS 'Tốc độ (điểm %% mỗi năm) [percentage points a year]. Độ dốc Theil–Sen. Công thức: 1200 × median of the slopes between all pairs of months
Pace (points a year) [percentage points a year]. Theil–Sen slope. Formula: 1200 × median of the slopes between all pairs of months';
COMMENT ON COLUMN province_coverage.slope_lower_pp_per_year IS 'Tốc độ thấp nhất [percentage points a year]. Công thức: lower end of the slope’s interval, alpha 0.90
Least pace [percentage points a year]. Formula: lower end of the slope’s interval, alpha 0.90';
COMMENT ON COLUMN province_coverage.slope_upper_pp_per_year IS 'Tốc độ cao nhất [percentage points a year]. Công thức: upper end of the slope’s interval, alpha 0.90
Greatest pace [percentage points a year]. Formula: upper end of the slope’s interval, alpha 0.90';
COMMENT ON COLUMN province_coverage.projected_2030 IS 'Dự báo 12/2030 [ratio]. Không giới hạn trong 0–1. Công thức: median value + slope × (December 2030 − median month)
Projected for December 2030 [ratio]. Not limited to 0–1. Formula: median value + slope × (December 2030 − median month)';
COMMENT ON COLUMN province_coverage.projected_2030_limited IS 'Dự báo, giới hạn 0–1 [ratio]. Công thức: min(1, max(0, projected_2030))
Projected, limited to 0–1 [ratio]. Formula: min(1, max(0, projected_2030))';
COMMENT ON COLUMN province_coverage.projected_2030_lower IS 'Dự báo thấp nhất [ratio]. Công thức: with the least slope
Least projected [ratio]. Formula: with the least slope';
COMMENT ON COLUMN province_coverage.projected_2030_upper IS 'Dự báo cao nhất [ratio]. Công thức: with the greatest slope
Greatest projected [ratio]. Formula: with the greatest slope';
COMMENT ON COLUMN province_coverage.on_course IS 'Có kịp không. yes: kịp; no: không kịp; uncertain: chưa chắc. Công thức: yes: least projected ≥ target; no: greatest < target; else uncertain
On course. yes, no, or uncertain. Formula: yes: least projected ≥ target; no: greatest < target; else uncertain';
COMMENT ON COLUMN province_coverage.required_pp_per_year IS 'Cần tăng mỗi năm [percentage points a year]. Số điểm %% phải tăng mỗi năm để đạt mục tiêu đúng hạn. Công thức: 100 × (target − value) / years until due
Required a year [percentage points a year]. Points a year from here to the target when it is due. Formula: 100 × (target − value) / years until due';
COMMENT ON COLUMN province_coverage.required_units IS 'Số xã cần thêm [units]. Số đơn vị phải thêm đến tháng 12 năm sau để đi đúng lộ trình. Công thức: ceil(expected next December × units_in_force) − units covered
Units required [units]. Units to add by the next December to be on the path then. Formula: ceil(expected next December × units_in_force) − units covered';
COMMENT ON COLUMN province_coverage.required_by IS 'Đến tháng
Required by';
COMMENT ON COLUMN province_coverage.policy_version IS 'Phiên bản chính sách
Policy version';
COMMENT ON COLUMN province_coverage.register_version IS 'Phiên bản danh mục
Register version';

CREATE TABLE publication (
	publication_id TEXT NOT NULL,
	published_at VARCHAR(20) NOT NULL,
	run_id TEXT NOT NULL,
	as_of DATE NOT NULL,
	known_at VARCHAR(20),
	figures_hash TEXT NOT NULL,
	table_hashes TEXT NOT NULL,
	code_version TEXT NOT NULL,
	rules_version TEXT NOT NULL,
	policy_version TEXT NOT NULL,
	register_version TEXT NOT NULL,
	synthetic BOOLEAN NOT NULL,
	PRIMARY KEY (publication_id)
);
COMMENT ON TABLE publication IS 'Nhật ký công bố. Mỗi lần công bố, cùng mã băm của từng bảng và phiên bản của mọi thứ đã tạo ra số liệu. Bảng này chỉ được ghi thêm.
Publications. Each publication, with the hash of every table and the version of all that made the figures. Rows are only ever added.';
COMMENT ON COLUMN publication.publication_id IS 'Mã lần công bố
Publication id';
COMMENT ON COLUMN publication.published_at IS 'Công bố lúc
Published at';
COMMENT ON COLUMN publication.run_id IS 'Mã lần chạy
Run id';
COMMENT ON COLUMN publication.as_of IS 'Tính đến ngày. Ngày quyết định tháng nào đã đến hạn.
As of. The day that decides which months are due.';
COMMENT ON COLUMN publication.known_at IS 'Theo dữ liệu đã biết lúc. Chỉ dùng dữ liệu nhận được đến thời điểm này; trống là tất cả.
As known at. Only what had arrived by then is used; empty means all.';
COMMENT ON COLUMN publication.figures_hash IS 'Mã băm số liệu. Mã băm của các mã băm; hai lần công bố có cùng mã là cùng số liệu.
Hash of the figures. The hash of the tables'' hashes; two publications with one hash hold the same figures.';
COMMENT ON COLUMN publication.table_hashes IS 'Mã băm từng bảng. JSON: tên bảng và SHA-256 của các dòng theo thứ tự khóa.
Hashes of the tables. JSON: each table and the SHA-256 of its rows in the order of their key.';
COMMENT ON COLUMN publication.code_version IS 'Phiên bản chương trình
Code version';
COMMENT ON COLUMN publication.rules_version IS 'Phiên bản quy tắc kiểm tra. Mẫu báo cáo, bản đồ nguồn, danh mục và ngưỡng hợp lý đã dùng để kiểm tra.
Rules version. The report contracts, source maps, register and plausibility thresholds that judged the reports.';
COMMENT ON COLUMN publication.policy_version IS 'Phiên bản chính sách
Policy version';
COMMENT ON COLUMN publication.register_version IS 'Phiên bản danh mục
Register version';
COMMENT ON COLUMN publication.synthetic IS 'Số liệu giả lập. Số liệu được tạo ra để minh họa
Synthetic. Made from synthetic reports';

CREATE TABLE quality_issue (
	file_sha256 TEXT NOT NULL,
	file_path TEXT NOT NULL,
	sheet TEXT NOT NULL,
	row_number BIGINT NOT NULL,
	column_name TEXT NOT NULL,
	cell TEXT NOT NULL,
	value TEXT NOT NULL,
	rule_id TEXT NOT NULL,
	severity TEXT NOT NULL,
	message_vi TEXT NOT NULL,
	message_en TEXT NOT NULL,
	table_name TEXT NOT NULL,
	unit_id TEXT,
	period TEXT,
	settlement TEXT,
	arrived_at VARCHAR(20) NOT NULL,
	PRIMARY KEY (file_sha256, file_path, sheet, row_number, column_name, rule_id),
	CONSTRAINT ck_quality_issue_severity_5b439a CHECK ((severity = 'error' OR severity = 'warning'))
);
COMMENT ON TABLE quality_issue IS 'Lỗi và cảnh báo. Mọi dòng bị trả lại và mọi số liệu bị đánh dấu, với tệp, bảng, dòng, cột, ô và quy tắc.
Quality issues. Every refused row and every marked figure, with its file, sheet, row, column, cell and rule.';
COMMENT ON COLUMN quality_issue.file_sha256 IS 'Mã băm của tệp
SHA-256 of the file';
COMMENT ON COLUMN quality_issue.file_path IS 'Tệp. Đường dẫn dưới data/raw.
File. Path below data/raw.';
COMMENT ON COLUMN quality_issue.sheet IS 'Bảng tính
Sheet';
COMMENT ON COLUMN quality_issue.row_number IS 'Dòng. Số dòng trong tệp, từ 1; 0 khi lỗi thuộc về cả tệp.
Row. Row in the file, from 1; 0 where the whole file is meant.';
COMMENT ON COLUMN quality_issue.column_name IS 'Cột. Tên cột theo mẫu; trống khi lỗi thuộc về cả dòng hoặc tệp.
Column. The contract''s name of the column; empty where the whole row or file is meant.';
COMMENT ON COLUMN quality_issue.cell IS 'Ô
Cell';
COMMENT ON COLUMN quality_issue.value IS 'Giá trị tìm thấy
Value found';
COMMENT ON COLUMN quality_issue.rule_id IS 'Quy tắc
Rule';
COMMENT ON COLUMN quality_issue.severity IS 'Mức độ. error: dòng bị trả lại; warning: giữ lại và đánh dấu.
Severity. error: the row is refused; warning: kept and marked.';
COMMENT ON COLUMN quality_issue.message_vi IS 'Nội dung
Message in Vietnamese';
COMMENT ON COLUMN quality_issue.message_en IS 'Nội dung tiếng Anh
Message in English';
COMMENT ON COLUMN quality_issue.table_name IS 'Loại báo cáo
Report';
COMMENT ON COLUMN quality_issue.unit_id IS 'Định danh đơn vị
Unit id';
COMMENT ON COLUMN quality_issue.period IS 'Kỳ báo cáo
Period';
COMMENT ON COLUMN quality_issue.settlement IS 'Khu vực
Settlement';
COMMENT ON COLUMN quality_issue.arrived_at IS 'Thời điểm nhận
Arrived at';

CREATE TABLE reclassification_effect (
	period TEXT NOT NULL,
	period_kind TEXT NOT NULL,
	indicator TEXT NOT NULL,
	settlement TEXT NOT NULL,
	denominator_kind TEXT NOT NULL,
	reading TEXT NOT NULL,
	measured_in TEXT NOT NULL,
	value DOUBLE PRECISION,
	lower DOUBLE PRECISION,
	upper DOUBLE PRECISION,
	denominator DOUBLE PRECISION,
	needed BIGINT,
	value_difference_pp DOUBLE PRECISION,
	denominator_share DOUBLE PRECISION,
	policy_version TEXT NOT NULL,
	register_version TEXT NOT NULL,
	PRIMARY KEY (period, period_kind, indicator, settlement, denominator_kind, reading),
	CONSTRAINT ck_reclassification_effect_period_kind_d4ede7 CHECK ((period_kind = 'month' OR period_kind = 'quarter' OR period_kind = 'half_year' OR period_kind = 'year' OR period_kind = 'census')),
	CONSTRAINT ck_reclassification_effect_settlement_111c5f CHECK ((settlement = 'urban' OR settlement = 'rural' OR settlement = 'all')),
	CONSTRAINT ck_reclassification_effect_reading_f87a0a CHECK ((reading = 'as_issued' OR reading = 'as_was' OR reading = 'as_is' OR reading = 'wards_only'))
);
COMMENT ON TABLE reclassification_effect IS 'Ảnh hưởng của việc sắp xếp. Riêng việc sắp xếp đơn vị làm hai mục tiêu thay đổi bao nhiêu, so với địa giới của chương trình (as_issued).
What reclassification did. How far the change of units alone moves both targets, against the units of the programme (as_issued).';
COMMENT ON COLUMN reclassification_effect.period IS 'Kỳ báo cáo. Tháng (2026-10), quý (2026-Q4), nửa năm (2026-H2) hoặc năm (2026).
Period. Month (2026-10), quarter (2026-Q4), half-year (2026-H2) or year (2026).';
COMMENT ON COLUMN reclassification_effect.period_kind IS 'Loại kỳ. census: ngày điều tra dân số.
Period kind. census: the day of the population figures.';
COMMENT ON COLUMN reclassification_effect.indicator IS 'Chỉ tiêu
Indicator';
COMMENT ON COLUMN reclassification_effect.settlement IS 'Khu vực. Đô thị (urban), nông thôn (rural), hoặc cả đơn vị (all).
Settlement. The part of the unit the row speaks of, urban, rural, or all of it.';
COMMENT ON COLUMN reclassification_effect.denominator_kind IS 'Mẫu số
Denominator';
COMMENT ON COLUMN reclassification_effect.reading IS 'Cách tính. as_issued: đơn vị và đô thị năm 2023; as_was: theo thời kỳ; as_is: theo hiện nay; wards_only: chỉ phường, thị trấn đang có hiệu lực là đô thị.
Reading. as_issued: units and urban areas of 2023; as_was: of the period; as_is: of today; wards_only: only wards and townships in force count as urban.';
COMMENT ON COLUMN reclassification_effect.measured_in IS 'Đơn vị tính. Đơn vị của tử số và mẫu số.
Measured in. The unit of numerator and denominator.';
COMMENT ON COLUMN reclassification_effect.value IS 'Giá trị. Công thức: as in province_coverage, on the units of `reading`
Value. Formula: as in province_coverage, on the units of `reading`';
COMMENT ON COLUMN reclassification_effect.lower IS 'Cận dưới. Công thức: as in province_coverage, on the units of `reading`
Lower bound. Formula: as in province_coverage, on the units of `reading`';
COMMENT ON COLUMN reclassification_effect.upper IS 'Cận trên. Công thức: as in province_coverage, on the units of `reading`
Upper bound. Formula: as in province_coverage, on the units of `reading`';
COMMENT ON COLUMN reclassification_effect.denominator IS 'Mẫu số của cận. Tất cả khối lượng hoặc đơn vị được tính. Công thức: ΣG, ΣC, ΣH, people or units, as the denominator says
Denominator of the bounds. All waste, people or units counted. Formula: ΣG, ΣC, ΣH, people or units, as the denominator says';
COMMENT ON COLUMN reclassification_effect.needed IS 'Số đơn vị cần đạt [units]. Công thức: ceil(target × units in force)
Units needed [units]. Formula: ceil(target × units in force)';
COMMENT ON COLUMN reclassification_effect.value_difference_pp IS 'Chênh lệch giá trị (điểm %%) [percentage points]. So với as_issued. Công thức: 100 × (value − value of as_issued)
Difference of the value (points) [percentage points]. Against as_issued. Formula: 100 × (value − value of as_issued)';
COMMENT ON COLUMN reclassification_effect.denominator_share IS 'Tỷ lệ mẫu số [ratio]. Mẫu số so với as_issued. Công thức: denominator / denominator of as_issued
Share of the denominator [ratio]. The denominator over that of as_issued. Formula: denominator / denominator of as_issued';
COMMENT ON COLUMN reclassification_effect.policy_version IS 'Phiên bản chính sách
Policy version';
COMMENT ON COLUMN reclassification_effect.register_version IS 'Phiên bản danh mục
Register version';

CREATE TABLE reporting_rate (
	period TEXT NOT NULL,
	due_on DATE NOT NULL,
	past_due_on DATE NOT NULL,
	complete BOOLEAN NOT NULL,
	units_expected BIGINT NOT NULL,
	units_received BIGINT NOT NULL,
	units_accepted BIGINT NOT NULL,
	units_accepted_in_time BIGINT NOT NULL,
	completeness DOUBLE PRECISION,
	timeliness DOUBLE PRECISION,
	arrival_declared BOOLEAN NOT NULL,
	policy_version TEXT NOT NULL,
	PRIMARY KEY (period)
);
COMMENT ON TABLE reporting_rate IS 'Tình hình báo cáo. Bao nhiêu đơn vị phải báo cáo, đã gửi, được chấp nhận, và gửi đúng hạn.
Reporting rates. How many units were to report, sent anything, were accepted, and were accepted in time.';
COMMENT ON COLUMN reporting_rate.period IS 'Kỳ báo cáo. Tháng (2026-10), quý (2026-Q4), nửa năm (2026-H2) hoặc năm (2026).
Period. Month (2026-10), quarter (2026-Q4), half-year (2026-H2) or year (2026).';
COMMENT ON COLUMN reporting_rate.due_on IS 'Hạn báo cáo
Due on';
COMMENT ON COLUMN reporting_rate.past_due_on IS 'Hết thời gian chờ
Grace ends on';
COMMENT ON COLUMN reporting_rate.complete IS 'Kỳ đã đến hạn
Period wholly due';
COMMENT ON COLUMN reporting_rate.units_expected IS 'Phải báo cáo [units]. Công thức: units in force on the month’s last day
Units expected [units]. Formula: units in force on the month’s last day';
COMMENT ON COLUMN reporting_rate.units_received IS 'Đã gửi [units]. Có ít nhất một dòng.
Units received [units]. At least one row arrived.';
COMMENT ON COLUMN reporting_rate.units_accepted IS 'Được chấp nhận [units]. Mọi khu vực phải báo cáo đều được chấp nhận.
Units accepted [units]. All expected settlements are accepted.';
COMMENT ON COLUMN reporting_rate.units_accepted_in_time IS 'Được chấp nhận đúng hạn [units]
Units accepted in time [units]';
COMMENT ON COLUMN reporting_rate.completeness IS 'Mức đầy đủ [ratio]. Được chấp nhận / phải báo cáo. Công thức: units_accepted / units_expected
Completeness [ratio]. Accepted / expected. Formula: units_accepted / units_expected';
COMMENT ON COLUMN reporting_rate.timeliness IS 'Mức đúng hạn [ratio]. Được chấp nhận đúng hạn / phải báo cáo. Công thức: units_accepted_in_time / units_expected
Timeliness [ratio]. Accepted in time / expected. Formula: units_accepted_in_time / units_expected';
COMMENT ON COLUMN reporting_rate.arrival_declared IS 'Ngày gửi do người gửi khai. Có tệp đã nằm sẵn từ đêm đầu tiên; tính theo ngày gửi ghi trong tệp.
Arrival as declared. Some files were there on the first night; their own date is used.';
COMMENT ON COLUMN reporting_rate.policy_version IS 'Phiên bản chính sách
Policy version';

CREATE TABLE revision (
	table_name TEXT NOT NULL,
	period TEXT NOT NULL,
	indicator TEXT NOT NULL,
	settlement TEXT NOT NULL,
	basis TEXT NOT NULL,
	denominator_kind TEXT NOT NULL,
	unit_id TEXT NOT NULL,
	value_before DOUBLE PRECISION,
	value_after DOUBLE PRECISION,
	lower_before DOUBLE PRECISION,
	lower_after DOUBLE PRECISION,
	upper_before DOUBLE PRECISION,
	upper_after DOUBLE PRECISION,
	target_status_before TEXT,
	target_status_after TEXT,
	verdict_flipped BOOLEAN NOT NULL,
	known_before_at TEXT NOT NULL,
	known_after_at TEXT NOT NULL,
	files TEXT,
	policy_version TEXT NOT NULL,
	register_version TEXT NOT NULL,
	PRIMARY KEY (table_name, period, indicator, settlement, basis, denominator_kind, unit_id),
	CONSTRAINT ck_revision_table_name_d58035 CHECK ((table_name = 'commune_coverage' OR table_name = 'province_coverage')),
	CONSTRAINT ck_revision_settlement_111c5f CHECK ((settlement = 'urban' OR settlement = 'rural' OR settlement = 'all')),
	CONSTRAINT ck_revision_basis_dcd317 CHECK ((basis = 'as_was' OR basis = 'as_is' OR basis = 'as_issued'))
);
CREATE INDEX ix_revision_period ON revision (period);
COMMENT ON TABLE revision IS 'Số liệu đã thay đổi. Những con số đã công bố mà tệp mới đến làm thay đổi; do tệp nào; kết luận có đổi không.
Revised figures. Published figures that the newest arrivals changed, by which file, and whether a verdict flipped.';
COMMENT ON COLUMN revision.table_name IS 'Bảng
Table';
COMMENT ON COLUMN revision.period IS 'Kỳ báo cáo. Tháng (2026-10), quý (2026-Q4), nửa năm (2026-H2) hoặc năm (2026).
Period. Month (2026-10), quarter (2026-Q4), half-year (2026-H2) or year (2026).';
COMMENT ON COLUMN revision.indicator IS 'Chỉ tiêu
Indicator';
COMMENT ON COLUMN revision.settlement IS 'Khu vực. Đô thị (urban), nông thôn (rural), hoặc cả đơn vị (all).
Settlement. The part of the unit the row speaks of, urban, rural, or all of it.';
COMMENT ON COLUMN revision.basis IS 'Cơ sở địa giới. as_was: đơn vị và đô thị như có hiệu lực trong kỳ; as_is: như hiện nay, cho mọi kỳ; as_issued: như khi ban hành chương trình, cho mọi kỳ.
Basis. as_was: units and urban status as in force in the period; as_is: as they are today, for every period; as_issued: as when the programme was issued, for every period.';
COMMENT ON COLUMN revision.denominator_kind IS 'Mẫu số. Trống với số liệu của đơn vị.
Denominator. Empty for a unit''s figure.';
COMMENT ON COLUMN revision.unit_id IS 'Định danh đơn vị. Trống với số liệu toàn tỉnh.
Unit id. Empty for the province''s figure.';
COMMENT ON COLUMN revision.value_before IS 'Giá trị trước. Công thức: value, of what was known before the newest arrivals
Value before. Formula: value, of what was known before the newest arrivals';
COMMENT ON COLUMN revision.value_after IS 'Giá trị sau. Công thức: value, of what is known now
Value after. Formula: value, of what is known now';
COMMENT ON COLUMN revision.lower_before IS 'Cận dưới trước. Công thức: lower, of what was known before
Lower bound before. Formula: lower, of what was known before';
COMMENT ON COLUMN revision.lower_after IS 'Cận dưới sau. Công thức: lower, of what is known now
Lower bound after. Formula: lower, of what is known now';
COMMENT ON COLUMN revision.upper_before IS 'Cận trên trước. Công thức: upper, of what was known before
Upper bound before. Formula: upper, of what was known before';
COMMENT ON COLUMN revision.upper_after IS 'Cận trên sau. Công thức: upper, of what is known now
Upper bound after. Formula: upper, of what is known now';
COMMENT ON COLUMN revision.target_status_before IS 'Kết luận trước
Status before';
COMMENT ON COLUMN revision.target_status_after IS 'Kết luận sau
Status after';
COMMENT ON COLUMN revision.verdict_flipped IS 'Đổi kết luận. Công thức: target_status_after ≠ target_status_before
Verdict flipped. Formula: target_status_after ≠ target_status_before';
COMMENT ON COLUMN revision.known_before_at IS 'Biết đến trước. Thời điểm của lần đến trước (UTC).
Known before. The instant of the arrivals before (UTC).';
COMMENT ON COLUMN revision.known_after_at IS 'Biết đến sau
Known after';
COMMENT ON COLUMN revision.files IS 'Tệp. Các tệp mới có dòng của kỳ và đơn vị này.
Files. The new files with rows of this period and unit.';
COMMENT ON COLUMN revision.policy_version IS 'Phiên bản chính sách
Policy version';
COMMENT ON COLUMN revision.register_version IS 'Phiên bản danh mục
Register version';

CREATE TABLE run (
	run_id TEXT NOT NULL,
	started_at VARCHAR(20) NOT NULL,
	ended_at VARCHAR(20) NOT NULL,
	as_of DATE NOT NULL,
	known_at VARCHAR(20),
	outcome TEXT NOT NULL,
	code_version TEXT NOT NULL,
	rules_version TEXT,
	policy_version TEXT,
	register_version TEXT,
	files_new BIGINT,
	rows_received BIGINT,
	rows_accepted BIGINT,
	rows_refused BIGINT,
	step_seconds TEXT,
	step_counts TEXT,
	failed_in TEXT,
	publication_id TEXT,
	PRIMARY KEY (run_id)
);
COMMENT ON TABLE run IS 'Nhật ký chạy. Mỗi lần chạy, lúc nào, với quy tắc nào, đã nhận và công bố những gì. Bảng này chỉ được ghi thêm.
Runs. Each run, when and under which rules, what it received and published. Rows are only ever added.';
COMMENT ON COLUMN run.run_id IS 'Mã lần chạy
Run id';
COMMENT ON COLUMN run.started_at IS 'Bắt đầu
Started at';
COMMENT ON COLUMN run.ended_at IS 'Kết thúc
Ended at';
COMMENT ON COLUMN run.as_of IS 'Tính đến ngày. Ngày quyết định tháng nào đã đến hạn.
As of. The day that decides which months are due.';
COMMENT ON COLUMN run.known_at IS 'Theo dữ liệu đã biết lúc. Chỉ dùng dữ liệu nhận được đến thời điểm này; trống là tất cả.
As known at. Only what had arrived by then is used; empty means all.';
COMMENT ON COLUMN run.outcome IS 'Kết quả. published: đã công bố; data_fell_short: dữ liệu chưa đủ; failed: chạy hỏng.
Outcome. published, data_fell_short (the data was not enough), or failed.';
COMMENT ON COLUMN run.code_version IS 'Phiên bản chương trình
Code version';
COMMENT ON COLUMN run.rules_version IS 'Phiên bản quy tắc kiểm tra. Mẫu báo cáo, bản đồ nguồn, danh mục và ngưỡng hợp lý đã dùng để kiểm tra.
Rules version. The report contracts, source maps, register and plausibility thresholds that judged the reports.';
COMMENT ON COLUMN run.policy_version IS 'Phiên bản chính sách
Policy version';
COMMENT ON COLUMN run.register_version IS 'Phiên bản danh mục
Register version';
COMMENT ON COLUMN run.files_new IS 'Tệp mới [files]
New files [files]';
COMMENT ON COLUMN run.rows_received IS 'Dòng đã nhận [rows]
Rows received [rows]';
COMMENT ON COLUMN run.rows_accepted IS 'Dòng được chấp nhận [rows]
Rows accepted [rows]';
COMMENT ON COLUMN run.rows_refused IS 'Dòng bị trả lại [rows]
Rows refused [rows]';
COMMENT ON COLUMN run.step_seconds IS 'Thời gian từng bước. JSON: tên bước và số giây.
Seconds per step. JSON: each step and its seconds.';
COMMENT ON COLUMN run.step_counts IS 'Số lượng từng bước. JSON: tên bước và các số lượng của bước đó; trống khi chạy hỏng.
Counts per step. JSON: each step and what it counted; empty where the run failed.';
COMMENT ON COLUMN run.failed_in IS 'Hỏng ở bước. Bước đang chạy khi lỗi xảy ra; trống khi chạy xong. Lý do có trong nhật ký của đêm đó.
Failed in. The step that was under way when the run failed; empty where it came to its end. The reason stands in that night''s log.';
COMMENT ON COLUMN run.publication_id IS 'Mã lần công bố. Trống khi không công bố.
Publication id. Empty where nothing was published.';

CREATE TABLE submission (
	file_sha256 TEXT NOT NULL,
	file_path TEXT NOT NULL,
	size_bytes BIGINT NOT NULL,
	arrived_at VARCHAR(20) NOT NULL,
	arrival_basis TEXT NOT NULL,
	sender_code TEXT,
	reports TEXT,
	units BIGINT NOT NULL,
	first_period TEXT,
	last_period TEXT,
	rows_received BIGINT NOT NULL,
	rows_accepted BIGINT NOT NULL,
	rows_refused BIGINT NOT NULL,
	rows_standing BIGINT NOT NULL,
	PRIMARY KEY (file_sha256),
	CONSTRAINT ck_submission_size_bytes_555333 CHECK (size_bytes >= 0),
	CONSTRAINT ck_submission_arrival_basis_7e6cd1 CHECK ((arrival_basis = 'observed' OR arrival_basis = 'declared' OR arrival_basis = 'synthetic')),
	CONSTRAINT ck_submission_units_fbd3d5 CHECK (units >= 0),
	CONSTRAINT ck_submission_rows_received_001d1f CHECK (rows_received >= 0),
	CONSTRAINT ck_submission_rows_accepted_4c8c51 CHECK (rows_accepted >= 0),
	CONSTRAINT ck_submission_rows_refused_a1a511 CHECK (rows_refused >= 0),
	CONSTRAINT ck_submission_rows_standing_5b35e8 CHECK (rows_standing >= 0)
);
COMMENT ON TABLE submission IS 'Tệp đã nhận. Mọi tệp đã nhận, kể cả tệp không đọc được. Gửi lại đúng tệp cũ không thêm dòng nào; tệp đã sửa là một dòng mới và dòng cũ vẫn còn.
Submissions. Every file that came, also one that could not be read. The same bytes sent again add no row; a corrected file is a new row, and the old one stays.';
COMMENT ON COLUMN submission.file_sha256 IS 'Mã băm của tệp
SHA-256 of the file';
COMMENT ON COLUMN submission.file_path IS 'Tệp. Đường dẫn dưới data/raw.
File. Path below data/raw.';
COMMENT ON COLUMN submission.size_bytes IS 'Dung lượng [bytes]
Size [bytes]';
COMMENT ON COLUMN submission.arrived_at IS 'Thời điểm nhận
Arrived at';
COMMENT ON COLUMN submission.arrival_basis IS 'Căn cứ thời điểm nhận. observed: đêm đầu tiên nhìn thấy tệp; declared: có sẵn trong đêm đầu tiên, tính theo ngày lập ghi trong tệp; synthetic: số liệu giả lập.
Basis of the arrival. observed: the night that first saw it; declared: there on the home''s first night, so its own dates count; synthetic: invented.';
COMMENT ON COLUMN submission.sender_code IS 'Mã nơi gửi. Đơn vị hoặc cơ sở có thư mục riêng trong hộp thư: mã ở đầu tên thư mục cấp một. Trống khi không biết.
Sender. The unit or facility whose own folder of the inbox it came in: the code at the front of the first folder''s name. Empty where that says none.';
COMMENT ON COLUMN submission.reports IS 'Loại báo cáo. Các loại báo cáo trong tệp; trống khi không nhận ra báo cáo nào.
Reports. The kinds of report in it; empty where none was recognised.';
COMMENT ON COLUMN submission.units IS 'Số đơn vị [units]. Các dòng của tệp nói về bao nhiêu đơn vị.
Units [units]. Of how many units its rows speak.';
COMMENT ON COLUMN submission.first_period IS 'Kỳ đầu
First period';
COMMENT ON COLUMN submission.last_period IS 'Kỳ cuối
Last period';
COMMENT ON COLUMN submission.rows_received IS 'Dòng đã nhận [rows]
Rows received [rows]';
COMMENT ON COLUMN submission.rows_accepted IS 'Dòng được chấp nhận [rows]
Rows accepted [rows]';
COMMENT ON COLUMN submission.rows_refused IS 'Dòng bị trả lại [rows]
Rows refused [rows]';
COMMENT ON COLUMN submission.rows_standing IS 'Dòng còn hiệu lực [rows]. Các dòng hiện là số liệu mới nhất của đơn vị, kỳ và khu vực; các dòng khác đã được báo cáo sau thay thế hoặc bị trả lại.
Rows that stand [rows]. Rows that are the newest of their unit, period and settlement today; the others were replaced by a later report, or refused.';

CREATE TABLE target (
	target_id TEXT NOT NULL,
	indicator TEXT NOT NULL,
	settlement TEXT NOT NULL,
	target DOUBLE PRECISION NOT NULL,
	due TEXT NOT NULL,
	headline TEXT NOT NULL,
	title_vi TEXT NOT NULL,
	title_en TEXT NOT NULL,
	source TEXT NOT NULL,
	policy_version TEXT NOT NULL,
	PRIMARY KEY (target_id)
);
COMMENT ON TABLE target IS 'Mục tiêu
Targets';
COMMENT ON COLUMN target.target_id IS 'Mục tiêu
Target';
COMMENT ON COLUMN target.indicator IS 'Chỉ tiêu
Indicator';
COMMENT ON COLUMN target.settlement IS 'Khu vực. Đô thị (urban), nông thôn (rural), hoặc cả đơn vị (all).
Settlement. The part of the unit the row speaks of, urban, rural, or all of it.';
COMMENT ON COLUMN target.target IS 'Mục tiêu [ratio]
Target [ratio]';
COMMENT ON COLUMN target.due IS 'Thời hạn. Tháng phải đạt.
Due. The month by which it is to be met.';
COMMENT ON COLUMN target.headline IS 'Mẫu số
Denominator';
COMMENT ON COLUMN target.title_vi IS 'Tên mục tiêu
Title in Vietnamese';
COMMENT ON COLUMN target.title_en IS 'Tên mục tiêu (tiếng Anh)
Title in English';
COMMENT ON COLUMN target.source IS 'Căn cứ
Source';
COMMENT ON COLUMN target.policy_version IS 'Phiên bản chính sách
Policy version';

CREATE TABLE treatment (
	unit_id TEXT NOT NULL,
	unit_code TEXT NOT NULL,
	unit_name TEXT NOT NULL,
	period TEXT NOT NULL,
	settlement TEXT NOT NULL,
	facility_code TEXT NOT NULL,
	method TEXT NOT NULL,
	method_class TEXT,
	stream TEXT NOT NULL,
	treated_t DOUBLE PRECISION NOT NULL,
	reported_by TEXT NOT NULL,
	submitted_on DATE,
	file_path TEXT NOT NULL,
	file_sha256 TEXT NOT NULL,
	sheet TEXT NOT NULL,
	row_number BIGINT NOT NULL,
	arrived_at VARCHAR(20) NOT NULL,
	correction_refused BOOLEAN NOT NULL,
	PRIMARY KEY (file_sha256, sheet, row_number)
);
CREATE INDEX ix_treatment_period ON treatment (period);
COMMENT ON TABLE treatment IS 'Số liệu xử lý được chấp nhận. Dòng báo cáo xử lý mới nhất được chấp nhận, với tệp, bảng và dòng gốc.
Accepted treatment reports. The newest accepted treatment rows, with the file, sheet and row they came from.';
COMMENT ON COLUMN treatment.unit_id IS 'Định danh đơn vị. Mã đơn vị và ngày có hiệu lực.
Unit id. Unit code and the day it came into force.';
COMMENT ON COLUMN treatment.unit_code IS 'Mã đơn vị hành chính. Đơn vị phát sinh chất thải.
Unit code. The unit the waste came from.';
COMMENT ON COLUMN treatment.unit_name IS 'Tên đơn vị
Unit name';
COMMENT ON COLUMN treatment.period IS 'Kỳ báo cáo. Tháng mà số liệu nói đến.
Period. The month the figures speak of.';
COMMENT ON COLUMN treatment.settlement IS 'Khu vực. Khu vực phát sinh chất thải.
Settlement. The part of the unit the waste came from.';
COMMENT ON COLUMN treatment.facility_code IS 'Mã cơ sở xử lý. Cơ sở tiếp nhận đầu tiên, theo danh mục cơ sở xử lý của tỉnh.
Facility code. The first facility that received the waste, by its code in the province''s list.';
COMMENT ON COLUMN treatment.method IS 'Phương pháp xử lý. Sinh học: composting, anaerobic_digestion, animal_feed. Không phải xử lý: open_dump, open_burning, unspecified.
Method. Biological: composting, anaerobic_digestion, animal_feed. Not treatment: open_dump, open_burning, unspecified.';
COMMENT ON COLUMN treatment.method_class IS 'Nhóm phương pháp. biological: sinh học; recovery: thu hồi (tái chế, đốt phát điện); disposal: tiêu hủy (đốt, chôn lấp); not_treatment: không phải xử lý.
Class of the method. biological; recovery (recycling, energy); disposal (incineration, landfill); not_treatment.';
COMMENT ON COLUMN treatment.stream IS 'Loại chất thải. Để trống nghĩa là chất thải sinh hoạt.
Stream. Empty means domestic waste.';
COMMENT ON COLUMN treatment.treated_t IS 'Khối lượng xử lý (tấn) [t]. Khối lượng đưa đến cơ sở trong kỳ; ghi 0 nếu không đưa đến.
Treated (t) [t]. What the facility received in the period; 0 where nothing was brought.';
COMMENT ON COLUMN treatment.reported_by IS 'Bên báo cáo. Đơn vị hành chính hoặc chính cơ sở xử lý.
Reported by. The administrative unit or the facility itself.';
COMMENT ON COLUMN treatment.submitted_on IS 'Ngày gửi. Ngày lập và gửi báo cáo.
Submitted on. The day on which the report was made and sent.';
COMMENT ON COLUMN treatment.file_path IS 'Tệp. Đường dẫn dưới data/raw.
File. Path below data/raw.';
COMMENT ON COLUMN treatment.file_sha256 IS 'Mã băm của tệp
SHA-256 of the file';
COMMENT ON COLUMN treatment.sheet IS 'Bảng tính
Sheet';
COMMENT ON COLUMN treatment.row_number IS 'Dòng. Số dòng trong tệp, từ 1; 0 khi lỗi thuộc về cả tệp.
Row. Row in the file, from 1; 0 where the whole file is meant.';
COMMENT ON COLUMN treatment.arrived_at IS 'Thời điểm nhận
Arrived at';
COMMENT ON COLUMN treatment.correction_refused IS 'Bản sửa bị trả lại. Có bản sửa mới hơn bị trả lại; số liệu cũ vẫn có hiệu lực.
Correction refused. A newer correction was refused; this earlier row stands.';

CREATE TABLE treatment_method (
	method TEXT NOT NULL,
	method_class TEXT NOT NULL,
	treats BOOLEAN NOT NULL,
	title_vi TEXT NOT NULL,
	title_en TEXT NOT NULL,
	source TEXT NOT NULL,
	policy_version TEXT NOT NULL,
	PRIMARY KEY (method),
	CONSTRAINT ck_treatment_method_method_class_b6ed45 CHECK ((method_class = 'biological' OR method_class = 'recovery' OR method_class = 'disposal' OR method_class = 'not_treatment'))
);
COMMENT ON TABLE treatment_method IS 'Phương pháp xử lý. Mỗi phương pháp thuộc nhóm nào, và có được tính là xử lý không; theo chính sách.
Treatment methods. Which class each method belongs to, and whether it counts as treatment; from the policy.';
COMMENT ON COLUMN treatment_method.method IS 'Phương pháp xử lý. Sinh học: composting, anaerobic_digestion, animal_feed. Không phải xử lý: open_dump, open_burning, unspecified.
Method. Biological: composting, anaerobic_digestion, animal_feed. Not treatment: open_dump, open_burning, unspecified.';
COMMENT ON COLUMN treatment_method.method_class IS 'Nhóm phương pháp. biological: sinh học; recovery: thu hồi (tái chế, đốt phát điện); disposal: tiêu hủy (đốt, chôn lấp); not_treatment: không phải xử lý.
Class of the method. biological; recovery (recycling, energy); disposal (incineration, landfill); not_treatment.';
COMMENT ON COLUMN treatment_method.treats IS 'Được tính là xử lý. Ở cơ sở có giấy phép cả kỳ.
Counts as treatment. At a facility licensed on every day of the period.';
COMMENT ON COLUMN treatment_method.title_vi IS 'Tên phương pháp
Title in Vietnamese';
COMMENT ON COLUMN treatment_method.title_en IS 'Tên phương pháp (tiếng Anh)
Title in English';
COMMENT ON COLUMN treatment_method.source IS 'Căn cứ
Source';
COMMENT ON COLUMN treatment_method.policy_version IS 'Phiên bản chính sách
Policy version';

CREATE TABLE unit (
	unit_id TEXT NOT NULL,
	unit_code TEXT NOT NULL,
	valid_from DATE NOT NULL,
	valid_to DATE,
	name TEXT NOT NULL,
	full_name TEXT NOT NULL,
	kind TEXT NOT NULL,
	province_code TEXT,
	province_name TEXT,
	district_code TEXT,
	district_name TEXT,
	area_km2 DOUBLE PRECISION,
	lon DOUBLE PRECISION,
	lat DOUBLE PRECISION,
	population BIGINT,
	population_as_of DATE,
	population_note TEXT,
	name_order BIGINT NOT NULL,
	name_plain TEXT NOT NULL,
	source TEXT,
	note TEXT,
	PRIMARY KEY (unit_id)
);
COMMENT ON TABLE unit IS 'Đơn vị hành chính cấp xã. Mọi xã, phường, thị trấn của danh mục, với ngày có hiệu lực và hết hiệu lực. Mã được dùng lại; khóa là unit_id.
Commune-level units. Every commune, ward and township of the register with its dates of validity. Codes are re-used; the key is unit_id.';
COMMENT ON COLUMN unit.unit_id IS 'Định danh đơn vị. Mã đơn vị và ngày có hiệu lực.
Unit id. Unit code and the day it came into force.';
COMMENT ON COLUMN unit.unit_code IS 'Mã đơn vị. Mã của cơ quan thống kê, giữ nguyên số 0 ở đầu.
Unit code. The statistical office''s code, leading zeros kept.';
COMMENT ON COLUMN unit.valid_from IS 'Có hiệu lực từ ngày. Ngày đầu tiên đơn vị tồn tại với địa giới này.
Valid from. The first day on which the unit exists within these bounds.';
COMMENT ON COLUMN unit.valid_to IS 'Hết hiệu lực từ ngày. Ngày đầu tiên đơn vị không còn tồn tại; để trống nếu còn hiệu lực.
Valid to. The first day on which the unit no longer exists; empty while it is in force.';
COMMENT ON COLUMN unit.name IS 'Tên
Name';
COMMENT ON COLUMN unit.full_name IS 'Tên đầy đủ. Tên kèm loại đơn vị, ví dụ “Phường Đoàn Kết”; nếu bỏ trống thì dùng tên.
Full name. The name with the kind of unit, as in “Phường Đoàn Kết”; the name stands where it is empty.';
COMMENT ON COLUMN unit.kind IS 'Loại đơn vị. Một trong các loại đơn vị nêu ở policy.yml.
Kind. One of the kinds of unit that policy.yml names.';
COMMENT ON COLUMN unit.province_code IS 'Mã tỉnh
Province code';
COMMENT ON COLUMN unit.province_name IS 'Tên tỉnh
Province';
COMMENT ON COLUMN unit.district_code IS 'Mã huyện. Để trống từ ngày 1/7/2025, khi không còn cấp huyện.
District code. Empty since 1 July 2025, when districts were abolished.';
COMMENT ON COLUMN unit.district_name IS 'Tên huyện
District';
COMMENT ON COLUMN unit.area_km2 IS 'Diện tích (km²) [km²]
Area (km²) [km²]';
COMMENT ON COLUMN unit.lon IS 'Kinh độ trụ sở [°]
Longitude of the seat [°]';
COMMENT ON COLUMN unit.lat IS 'Vĩ độ trụ sở [°]
Latitude of the seat [°]';
COMMENT ON COLUMN unit.population IS 'Dân số [people]. Chuỗi dân số dùng cho ước tính; cùng một nguồn cho hai phía của đợt sắp xếp.
Population [people]. The population series that estimates use, one source on both sides of a boundary change.';
COMMENT ON COLUMN unit.population_as_of IS 'Thời điểm dân số
Population as of';
COMMENT ON COLUMN unit.population_note IS 'Ghi chú về dân số. Số liệu công bố nào không được dùng, và vì sao.
Note on the population. Which published figure is not used, and why.';
COMMENT ON COLUMN unit.name_order IS 'Thứ tự tên. Thứ tự theo bảng chữ cái tiếng Việt.
Order of names. Rank in Vietnamese collation.';
COMMENT ON COLUMN unit.name_plain IS 'Tên không dấu
Name without marks';
COMMENT ON COLUMN unit.source IS 'Nguồn
Source';
COMMENT ON COLUMN unit.note IS 'Ghi chú. Ví dụ cách viết khác của tên trong các nguồn chính thức.
Note. For example how other official sources spell the name.';

CREATE TABLE unit_facility_distance (
	unit_id TEXT NOT NULL,
	unit_code TEXT NOT NULL,
	unit_name TEXT NOT NULL,
	seat_lon DOUBLE PRECISION NOT NULL,
	seat_lat DOUBLE PRECISION NOT NULL,
	facility_code TEXT,
	facility_name TEXT,
	facility_unit_id TEXT,
	distance_km DOUBLE PRECISION,
	policy_version TEXT NOT NULL,
	register_version TEXT NOT NULL,
	PRIMARY KEY (unit_id)
);
COMMENT ON TABLE unit_facility_distance IS 'Cơ sở xử lý gần nhất. Khoảng cách theo đường chim bay từ trụ sở của đơn vị đến cơ sở có giấy phép gần nhất.
Nearest licensed facility. Distance as the crow flies from each unit''s seat to the nearest facility licensed on the as-of day.';
COMMENT ON COLUMN unit_facility_distance.unit_id IS 'Định danh đơn vị. Mã đơn vị và ngày có hiệu lực.
Unit id. Unit code and the day it came into force.';
COMMENT ON COLUMN unit_facility_distance.unit_code IS 'Mã đơn vị hành chính. Mã cấp xã của Tổng cục Thống kê.
Unit code. Commune-level code of the General Statistics Office.';
COMMENT ON COLUMN unit_facility_distance.unit_name IS 'Tên đơn vị
Unit name';
COMMENT ON COLUMN unit_facility_distance.seat_lon IS 'Kinh độ trụ sở [degrees]
Longitude of the seat [degrees]';
COMMENT ON COLUMN unit_facility_distance.seat_lat IS 'Vĩ độ trụ sở [degrees]
Latitude of the seat [degrees]';
COMMENT ON COLUMN unit_facility_distance.facility_code IS 'Mã cơ sở. Trống khi không có cơ sở nào được cấp phép.
Facility code. Empty where no facility is licensed.';
COMMENT ON COLUMN unit_facility_distance.facility_name IS 'Tên cơ sở
Facility';
COMMENT ON COLUMN unit_facility_distance.facility_unit_id IS 'Nơi đặt cơ sở. Đơn vị có cơ sở trong địa giới; trống khi chưa có bản đồ địa giới.
Unit of the facility. The unit within whose boundary the facility stands; empty without boundaries.';
COMMENT ON COLUMN unit_facility_distance.distance_km IS 'Khoảng cách (km) [km]. Trên mặt ellipsoid WGS 84.
Distance (km) [km]. On the WGS 84 ellipsoid.';
COMMENT ON COLUMN unit_facility_distance.policy_version IS 'Phiên bản chính sách
Policy version';
COMMENT ON COLUMN unit_facility_distance.register_version IS 'Phiên bản danh mục
Register version';

CREATE TABLE unit_lineage (
	from_unit_id TEXT NOT NULL,
	to_unit_id TEXT NOT NULL,
	effective_on DATE NOT NULL,
	share DOUBLE PRECISION NOT NULL,
	share_basis TEXT NOT NULL,
	source TEXT,
	PRIMARY KEY (from_unit_id, to_unit_id),
	CONSTRAINT ck_unit_lineage_share_basis_fdaabe CHECK ((share_basis = 'whole' OR share_basis = 'published' OR share_basis = 'population' OR share_basis = 'area' OR share_basis = 'geometry' OR share_basis = 'equal'))
);
COMMENT ON TABLE unit_lineage IS 'Quan hệ kế thừa giữa các đơn vị
Lineage of units';
COMMENT ON COLUMN unit_lineage.from_unit_id IS 'Đơn vị cũ
Former unit';
COMMENT ON COLUMN unit_lineage.to_unit_id IS 'Đơn vị mới
New unit';
COMMENT ON COLUMN unit_lineage.effective_on IS 'Ngày sắp xếp. Ngày đơn vị cũ hết hiệu lực và đơn vị mới bắt đầu.
Effective on. The day on which the old unit ends and the new one begins.';
COMMENT ON COLUMN unit_lineage.share IS 'Tỷ lệ. Phần của đơn vị cũ chuyển sang đơn vị mới này; các tỷ lệ của một đơn vị cũ cộng lại bằng 1. Căn cứ nêu ở share_basis.
Share. The part of the ended unit that passes to this heir; the shares of one ended unit sum to 1. share_basis says what it rests on.';
COMMENT ON COLUMN unit_lineage.share_basis IS 'Căn cứ của tỷ lệ. whole: chuyển toàn bộ vào một đơn vị; published: tỷ lệ đã công bố; population, area, geometry: tính theo dân số, diện tích, phần ranh giới chồng lên nhau; equal: không có căn cứ nào, chia đều.
What the share rests on. whole: the unit passed whole into one; published: stated by the source; population, area, geometry: computed from people, areas, or the overlap of bounds; equal: nothing is known, even parts.';
COMMENT ON COLUMN unit_lineage.source IS 'Nguồn. Nghị quyết và điều khoản, hoặc cách suy ra.
Source. The resolution and article, or how it was derived.';

CREATE TABLE unit_path (
	unit_id TEXT NOT NULL,
	unit_code TEXT NOT NULL,
	unit_name TEXT NOT NULL,
	period TEXT NOT NULL,
	settlement TEXT NOT NULL,
	value DOUBLE PRECISION,
	baseline_on TEXT,
	baseline DOUBLE PRECISION,
	target DOUBLE PRECISION,
	expected DOUBLE PRECISION,
	gap_pp DOUBLE PRECISION,
	status TEXT,
	policy_version TEXT NOT NULL,
	register_version TEXT NOT NULL,
	PRIMARY KEY (unit_id, period, settlement),
	CONSTRAINT ck_unit_path_settlement_111c5f CHECK ((settlement = 'urban' OR settlement = 'rural' OR settlement = 'all')),
	CONSTRAINT ck_unit_path_status_57ccd3 CHECK ((status = 'on_track' OR status = 'watch' OR status = 'behind' OR status = 'pending' OR status = 'no_report' OR status = 'rejected' OR status = 'incomplete'))
);
CREATE INDEX ix_unit_path_period ON unit_path (period);
COMMENT ON TABLE unit_path IS 'Lộ trình của từng xã. Mỗi đơn vị đang ở đâu so với lộ trình đến mục tiêu 2030, theo địa giới hiện nay. Chưa gửi báo cáo không được tính là chậm hay kịp.
Path of each unit. Where each unit stands on its path to 2030, on today''s boundaries. A unit that has not reported is neither behind nor on track.';
COMMENT ON COLUMN unit_path.unit_id IS 'Định danh đơn vị. Mã đơn vị và ngày có hiệu lực.
Unit id. Unit code and the day it came into force.';
COMMENT ON COLUMN unit_path.unit_code IS 'Mã đơn vị hành chính. Mã cấp xã của Tổng cục Thống kê.
Unit code. Commune-level code of the General Statistics Office.';
COMMENT ON COLUMN unit_path.unit_name IS 'Tên đơn vị
Unit name';
COMMENT ON COLUMN unit_path.period IS 'Kỳ báo cáo. Tháng (2026-10) hoặc năm (2015).
Period. A month (2026-10) or a year (2015).';
COMMENT ON COLUMN unit_path.settlement IS 'Khu vực. Đô thị (urban), nông thôn (rural), hoặc cả đơn vị (all).
Settlement. The part of the unit the row speaks of, urban, rural, or all of it.';
COMMENT ON COLUMN unit_path.value IS 'Tỷ lệ thu gom và xử lý [ratio]. CT / G của tháng. Công thức: CT / G
Collected and treated rate [ratio]. CT / G of the month. Formula: CT / G';
COMMENT ON COLUMN unit_path.baseline_on IS 'Tháng gốc. Tháng bắt đầu lộ trình.
Baseline month. The month in which the path begins.';
COMMENT ON COLUMN unit_path.baseline IS 'Giá trị gốc [ratio]. Công thức: mean of the first 12 admissible months; else the policy’s
Baseline [ratio]. Formula: mean of the first 12 admissible months; else the policy’s';
COMMENT ON COLUMN unit_path.target IS 'Mục tiêu [ratio]
Target [ratio]';
COMMENT ON COLUMN unit_path.expected IS 'Theo lộ trình [ratio]. Giá trị trên đường thẳng từ tháng gốc đến mục tiêu. Công thức: baseline + (target − baseline) × months since baseline_on / months from baseline_on to the due month
Expected [ratio]. The value on the straight line from the baseline to the target. Formula: baseline + (target − baseline) × months since baseline_on / months from baseline_on to the due month';
COMMENT ON COLUMN unit_path.gap_pp IS 'Chênh lệch (điểm %%) [percentage points]. 100 × (giá trị − theo lộ trình). Công thức: 100 × (value − expected)
Gap (points) [percentage points]. 100 × (value − expected). Formula: 100 × (value − expected)';
COMMENT ON COLUMN unit_path.status IS 'Tình trạng. on_track: đúng lộ trình; watch: cần theo dõi; behind: chậm; pending: chưa đến hạn; no_report: không báo cáo; rejected: bị trả lại; incomplete: thiếu số liệu; trống: chưa có lộ trình. Công thức: on_track: gap_pp ≥ −2; watch: ≥ −5; behind: below
Status. on_track, watch, behind; pending (not yet due), no_report, rejected, incomplete; empty where there is no path. Formula: on_track: gap_pp ≥ −2; watch: ≥ −5; behind: below';
COMMENT ON COLUMN unit_path.policy_version IS 'Phiên bản chính sách
Policy version';
COMMENT ON COLUMN unit_path.register_version IS 'Phiên bản danh mục
Register version';

CREATE TABLE weighbridge_month (
	unit_id TEXT NOT NULL,
	unit_code TEXT NOT NULL,
	facility_code TEXT NOT NULL,
	period TEXT NOT NULL,
	stream TEXT NOT NULL,
	settlement TEXT NOT NULL,
	tickets BIGINT NOT NULL,
	net_t DOUBLE PRECISION NOT NULL,
	refused BIGINT NOT NULL,
	duplicates BIGINT NOT NULL,
	conflicts BIGINT NOT NULL,
	policy_version TEXT NOT NULL,
	register_version TEXT NOT NULL,
	PRIMARY KEY (unit_id, facility_code, period, stream, settlement),
	CONSTRAINT ck_weighbridge_month_stream_43b2cf CHECK ((stream = 'domestic' OR stream = 'agricultural' OR stream = 'other')),
	CONSTRAINT ck_weighbridge_month_settlement_111c5f CHECK ((settlement = 'urban' OR settlement = 'rural' OR settlement = 'all')),
	CONSTRAINT ck_weighbridge_month_tickets_e33f0a CHECK (tickets >= 0),
	CONSTRAINT ck_weighbridge_month_net_t_cc847f CHECK (net_t >= 0),
	CONSTRAINT ck_weighbridge_month_refused_00c54f CHECK (refused >= 0),
	CONSTRAINT ck_weighbridge_month_duplicates_73ec05 CHECK (duplicates >= 0),
	CONSTRAINT ck_weighbridge_month_conflicts_ae43ac CHECK (conflicts >= 0)
);
CREATE INDEX ix_weighbridge_month_period ON weighbridge_month (period);
COMMENT ON TABLE weighbridge_month IS 'Phiếu cân theo tháng. Khối lượng qua trạm cân theo đơn vị phát sinh, cơ sở, tháng và loại chất thải, sau khi kiểm tra từng phiếu và loại trùng. Phiếu bị trả lại mà không rõ đơn vị, cơ sở hoặc tháng thì không có dòng ở đây; mọi phiếu bị trả lại đều được đếm trong weighbridge_refusal.
Weighbridge by month. Tonnes over the scales by unit of origin, facility, month and stream, after every ticket was judged and copies were taken out. A refused ticket whose unit, facility or month is not known has no row here; every refused ticket is counted in weighbridge_refusal.';
COMMENT ON COLUMN weighbridge_month.unit_id IS 'Định danh đơn vị. Mã đơn vị và ngày có hiệu lực.
Unit id. Unit code and the day it came into force.';
COMMENT ON COLUMN weighbridge_month.unit_code IS 'Mã đơn vị hành chính. Đơn vị phát sinh chất thải.
Unit code. The unit the waste came from.';
COMMENT ON COLUMN weighbridge_month.facility_code IS 'Mã cơ sở xử lý. Cơ sở tiếp nhận đầu tiên, theo danh mục cơ sở xử lý của tỉnh.
Facility code. The first facility that received the waste, by its code in the province''s list.';
COMMENT ON COLUMN weighbridge_month.period IS 'Kỳ báo cáo. Tháng mà số liệu nói đến.
Period. The month the figures speak of.';
COMMENT ON COLUMN weighbridge_month.stream IS 'Loại chất thải. Để trống nghĩa là chất thải sinh hoạt.
Stream. Empty means domestic waste.';
COMMENT ON COLUMN weighbridge_month.settlement IS 'Khu vực. urban hoặc rural nếu đơn vị chỉ có một khu vực; all nếu phiếu cân không cho biết khu vực.
Settlement. urban or rural where the unit is of one settlement; all where a ticket does not tell.';
COMMENT ON COLUMN weighbridge_month.tickets IS 'Số phiếu được tính [tickets]. Mỗi số phiếu tính một lần. Công thức: number of tickets that count, each number once
Tickets that count [tickets]. One per ticket number and scope. Formula: number of tickets that count, each number once';
COMMENT ON COLUMN weighbridge_month.net_t IS 'Khối lượng rác (tấn) [t]. Cả xe trừ xe không, của các phiếu được tính. Công thức: Σ (gross − tare) / 1000, of the tickets that count
Net (t) [t]. Gross less tare, of the tickets that count. Formula: Σ (gross − tare) / 1000, of the tickets that count';
COMMENT ON COLUMN weighbridge_month.refused IS 'Số phiếu bị trả lại [tickets]. Phiếu bị trả lại mà đơn vị, cơ sở, tháng và loại chất thải đều đọc được. Công thức: number of tickets refused
Refused [tickets]. Tickets refused though their unit, facility, month and stream are known. Formula: number of tickets refused';
COMMENT ON COLUMN weighbridge_month.duplicates IS 'Số phiếu trùng [tickets]. Phiếu được chấp nhận nhưng trùng số với phiếu được tính, kể cả phiếu khác nội dung; tính vào dòng của phiếu được tính. Công thức: accepted tickets − ticket numbers
Duplicates [tickets]. Accepted tickets beyond the first of one number and scope, also those that differ; counted where the ticket that counts is. Formula: accepted tickets − ticket numbers';
COMMENT ON COLUMN weighbridge_month.conflicts IS 'Số phiếu mâu thuẫn [numbers]. Số phiếu có các bản khác nội dung; bản có khối lượng nhỏ nhất được tính. Công thức: ticket numbers of which accepted tickets differ
Conflicts [numbers]. Ticket numbers of which accepted tickets differ; the smallest net counts. Formula: ticket numbers of which accepted tickets differ';
COMMENT ON COLUMN weighbridge_month.policy_version IS 'Phiên bản chính sách
Policy version';
COMMENT ON COLUMN weighbridge_month.register_version IS 'Phiên bản danh mục
Register version';

CREATE TABLE weighbridge_refusal (
	file_sha256 TEXT NOT NULL,
	file_path TEXT NOT NULL,
	rule_id TEXT NOT NULL,
	severity TEXT NOT NULL,
	rows BIGINT NOT NULL,
	first_row_number BIGINT NOT NULL,
	listed BIGINT NOT NULL,
	arrived_at VARCHAR(20) NOT NULL,
	PRIMARY KEY (file_sha256, rule_id),
	CONSTRAINT ck_weighbridge_refusal_severity_5b439a CHECK ((severity = 'error' OR severity = 'warning')),
	CONSTRAINT ck_weighbridge_refusal_rows_d1bacc CHECK (rows >= 1),
	CONSTRAINT ck_weighbridge_refusal_first_row_number_7a26d0 CHECK (first_row_number >= 1),
	CONSTRAINT ck_weighbridge_refusal_listed_b934a1 CHECK (listed >= 0)
);
COMMENT ON TABLE weighbridge_refusal IS 'Phiếu cân bị trả lại. Mỗi tệp phiếu cân có bao nhiêu dòng vi phạm từng quy tắc. Những dòng đầu tiên được liệt kê trong quality_issue; tất cả, theo tệp và số dòng, nằm trong data/store/tickets. Một dòng có thể vi phạm nhiều quy tắc; tổng số dòng bị trả lại của mỗi tệp ở bảng submission.
Refused tickets. How many rows of each file of tickets break each rule. The first of them are listed in quality_issue; all of them, by file and line, lie in data/store/tickets. A row may break several rules; how many rows of a file were refused stands in submission.';
COMMENT ON COLUMN weighbridge_refusal.file_sha256 IS 'Mã băm của tệp
SHA-256 of the file';
COMMENT ON COLUMN weighbridge_refusal.file_path IS 'Tệp. Đường dẫn dưới data/raw.
File. Path below data/raw.';
COMMENT ON COLUMN weighbridge_refusal.rule_id IS 'Quy tắc
Rule';
COMMENT ON COLUMN weighbridge_refusal.severity IS 'Mức độ. error: dòng bị trả lại; warning: giữ lại và đánh dấu.
Severity. error: the row is refused; warning: kept and marked.';
COMMENT ON COLUMN weighbridge_refusal.rows IS 'Số dòng [rows]. Công thức: number of rows of the file that break the rule
Rows [rows]. Formula: number of rows of the file that break the rule';
COMMENT ON COLUMN weighbridge_refusal.first_row_number IS 'Dòng đầu tiên. Số dòng trong tệp, từ 1. Công thức: least line of those rows
First row. Line in the file, from 1. Formula: least line of those rows';
COMMENT ON COLUMN weighbridge_refusal.listed IS 'Số dòng được liệt kê [rows]. Số dòng có trong quality_issue. Công thức: min(rows, the number that is listed one by one)
Rows listed [rows]. How many of them stand in quality_issue. Formula: min(rows, the number that is listed one by one)';
COMMENT ON COLUMN weighbridge_refusal.arrived_at IS 'Thời điểm nhận
Arrived at';
