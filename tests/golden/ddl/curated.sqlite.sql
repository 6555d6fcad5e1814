CREATE TABLE alert (
	alert_id TEXT NOT NULL,
	rule TEXT NOT NULL,
	subject TEXT NOT NULL,
	unit_id TEXT,
	state TEXT NOT NULL,
	began_in TEXT NOT NULL,
	opened_in TEXT NOT NULL,
	confirmed_in TEXT NOT NULL,
	value DOUBLE,
	expected DOUBLE,
	gap_pp DOUBLE,
	reference DOUBLE,
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
)
 WITHOUT ROWID;
CREATE INDEX ix_alert_began_in ON alert (began_in);
CREATE INDEX ix_alert_closed_in ON alert (closed_in);
CREATE INDEX ix_alert_confirmed_in ON alert (confirmed_in);
CREATE INDEX ix_alert_opened_in ON alert (opened_in);

CREATE TABLE change (
	period TEXT NOT NULL,
	indicator TEXT NOT NULL,
	settlement TEXT NOT NULL,
	denominator_kind TEXT NOT NULL,
	previous_period TEXT NOT NULL,
	value DOUBLE,
	previous_value DOUBLE,
	difference_pp DOUBLE,
	same_units_pp DOUBLE,
	reporting_pp DOUBLE,
	revision_pp DOUBLE,
	boundary_pp DOUBLE,
	policy_version TEXT NOT NULL,
	register_version TEXT NOT NULL,
	PRIMARY KEY (period, indicator, settlement, denominator_kind),
	CONSTRAINT ck_change_settlement_111c5f CHECK ((settlement = 'urban' OR settlement = 'rural' OR settlement = 'all'))
)
 WITHOUT ROWID;

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
	generated_t DOUBLE,
	collected_t DOUBLE,
	collections_per_week DOUBLE,
	submitted_on DATE,
	file_path TEXT NOT NULL,
	file_sha256 TEXT NOT NULL,
	sheet TEXT NOT NULL,
	row_number BIGINT NOT NULL,
	arrived_at VARCHAR(20) NOT NULL,
	correction_refused BOOLEAN NOT NULL,
	PRIMARY KEY (file_sha256, sheet, row_number)
)
 WITHOUT ROWID;
CREATE INDEX ix_collection_period ON collection (period);

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
	generated_t DOUBLE,
	generation_basis TEXT,
	collected_t DOUBLE,
	treated_t DOUBLE,
	collected_treated_t DOUBLE,
	biologically_treated_t DOUBLE,
	controlled_t DOUBLE,
	collection_rate DOUBLE,
	treatment_rate DOUBLE,
	collected_treated_rate DOUBLE,
	household_coverage DOUBLE,
	self_managed_share DOUBLE,
	organic_recovery_rate DOUBLE,
	biological_treatment_share DOUBLE,
	controlled_rate DOUBLE,
	generation_kg_per_person_day DOUBLE,
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
)
 WITHOUT ROWID;
CREATE INDEX ix_commune_coverage_period ON commune_coverage (period);

CREATE TABLE facility (
	facility_code TEXT NOT NULL,
	valid_from DATE NOT NULL,
	name TEXT NOT NULL,
	lon DOUBLE,
	lat DOUBLE,
	capacity_t_per_day DOUBLE,
	control_level TEXT,
	licensed_from DATE,
	licensed_to DATE,
	ticket_scope TEXT,
	method TEXT,
	source TEXT,
	PRIMARY KEY (facility_code, valid_from)
)
 WITHOUT ROWID;

CREATE TABLE facility_balance (
	facility_code TEXT NOT NULL,
	facility_name TEXT,
	period TEXT NOT NULL,
	stream TEXT NOT NULL,
	licensed BOOLEAN,
	control_level TEXT,
	tickets BIGINT,
	tickets_t DOUBLE,
	reported_t DOUBLE,
	reported_by_facility_t DOUBLE,
	reported_by_units_t DOUBLE,
	balance_t DOUBLE,
	balance_ratio DOUBLE,
	out_of_balance BOOLEAN,
	capacity_t DOUBLE,
	capacity_ratio DOUBLE,
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
)
 WITHOUT ROWID;
CREATE INDEX ix_facility_balance_period ON facility_balance (period);

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
	interval_contribution_pp DOUBLE NOT NULL,
	could_flip BOOLEAN NOT NULL,
	policy_version TEXT NOT NULL,
	register_version TEXT NOT NULL,
	PRIMARY KEY (period, indicator, settlement, denominator_kind, unit_id),
	CONSTRAINT ck_interval_contribution_settlement_111c5f CHECK ((settlement = 'urban' OR settlement = 'rural' OR settlement = 'all'))
)
 WITHOUT ROWID;

CREATE TABLE mass_balance (
	unit_id TEXT NOT NULL,
	unit_code TEXT NOT NULL,
	unit_name TEXT NOT NULL,
	period TEXT NOT NULL,
	stream TEXT NOT NULL,
	line TEXT NOT NULL,
	facility_code TEXT NOT NULL,
	tickets BIGINT,
	tickets_t DOUBLE,
	reported_t DOUBLE,
	balance_t DOUBLE,
	balance_ratio DOUBLE,
	out_of_balance BOOLEAN,
	policy_version TEXT NOT NULL,
	register_version TEXT NOT NULL,
	PRIMARY KEY (unit_id, period, stream, facility_code),
	CONSTRAINT ck_mass_balance_line_09dfa8 CHECK ((line = 'facility' OR line = 'unit')),
	CONSTRAINT ck_mass_balance_tickets_e33f0a CHECK (tickets >= 0),
	CONSTRAINT ck_mass_balance_tickets_t_f90f21 CHECK (tickets_t >= 0),
	CONSTRAINT ck_mass_balance_reported_t_6c4f32 CHECK (reported_t >= 0),
	CONSTRAINT ck_mass_balance_balance_ratio_d5d829 CHECK (balance_ratio >= 0)
)
 WITHOUT ROWID;
CREATE INDEX ix_mass_balance_period ON mass_balance (period);

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
	distance_km DOUBLE,
	units_covered BIGINT,
	coverage DOUBLE,
	people_gained BIGINT,
	meets_target BOOLEAN,
	policy_version TEXT NOT NULL,
	register_version TEXT NOT NULL,
	PRIMARY KEY (period, basis, list, rank),
	CONSTRAINT ck_priority_basis_dcd317 CHECK ((basis = 'as_was' OR basis = 'as_is' OR basis = 'as_issued')),
	CONSTRAINT ck_priority_list_240eb0 CHECK ((list = 'serve_next' OR list = 'report_first')),
	CONSTRAINT ck_priority_reason_484baf CHECK ((reason = 'no_collection' OR reason = 'no_treatment' OR reason = 'unknown'))
)
 WITHOUT ROWID;

CREATE TABLE province_coverage (
	period TEXT NOT NULL,
	period_kind TEXT NOT NULL,
	indicator TEXT NOT NULL,
	settlement TEXT NOT NULL,
	basis TEXT NOT NULL,
	denominator_kind TEXT NOT NULL,
	measured_in TEXT NOT NULL,
	value DOUBLE,
	numerator DOUBLE,
	denominator DOUBLE,
	lower DOUBLE,
	lower_numerator DOUBLE,
	lower_denominator DOUBLE,
	upper DOUBLE,
	upper_numerator DOUBLE,
	upper_denominator DOUBLE,
	bounds_basis TEXT NOT NULL,
	units_in_force BIGINT NOT NULL,
	units_complete BIGINT NOT NULL,
	units_silent BIGINT NOT NULL,
	units_without_estimate BIGINT NOT NULL,
	rate_above_one BOOLEAN NOT NULL,
	value_outside_bounds BOOLEAN NOT NULL,
	complete BOOLEAN NOT NULL,
	target DOUBLE,
	target_status TEXT,
	needed BIGINT,
	missing_units BIGINT,
	missing_units_best BIGINT,
	verdict_depends_on_denominator BOOLEAN,
	share_grade_a DOUBLE,
	share_grade_b DOUBLE,
	share_grade_c DOUBLE,
	share_grade_d DOUBLE,
	admissible BOOLEAN,
	baseline_on TEXT,
	baseline DOUBLE,
	expected DOUBLE,
	gap_pp DOUBLE,
	gap_lower_pp DOUBLE,
	gap_upper_pp DOUBLE,
	status TEXT,
	slope_pp_per_year DOUBLE,
	slope_lower_pp_per_year DOUBLE,
	slope_upper_pp_per_year DOUBLE,
	projected_2030 DOUBLE,
	projected_2030_limited DOUBLE,
	projected_2030_lower DOUBLE,
	projected_2030_upper DOUBLE,
	on_course TEXT,
	required_pp_per_year DOUBLE,
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
)
 WITHOUT ROWID;

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
)
 WITHOUT ROWID;

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
)
 WITHOUT ROWID;

CREATE TABLE reclassification_effect (
	period TEXT NOT NULL,
	period_kind TEXT NOT NULL,
	indicator TEXT NOT NULL,
	settlement TEXT NOT NULL,
	denominator_kind TEXT NOT NULL,
	reading TEXT NOT NULL,
	measured_in TEXT NOT NULL,
	value DOUBLE,
	lower DOUBLE,
	upper DOUBLE,
	denominator DOUBLE,
	needed BIGINT,
	value_difference_pp DOUBLE,
	denominator_share DOUBLE,
	policy_version TEXT NOT NULL,
	register_version TEXT NOT NULL,
	PRIMARY KEY (period, period_kind, indicator, settlement, denominator_kind, reading),
	CONSTRAINT ck_reclassification_effect_period_kind_d4ede7 CHECK ((period_kind = 'month' OR period_kind = 'quarter' OR period_kind = 'half_year' OR period_kind = 'year' OR period_kind = 'census')),
	CONSTRAINT ck_reclassification_effect_settlement_111c5f CHECK ((settlement = 'urban' OR settlement = 'rural' OR settlement = 'all')),
	CONSTRAINT ck_reclassification_effect_reading_f87a0a CHECK ((reading = 'as_issued' OR reading = 'as_was' OR reading = 'as_is' OR reading = 'wards_only'))
)
 WITHOUT ROWID;

CREATE TABLE reporting_rate (
	period TEXT NOT NULL,
	due_on DATE NOT NULL,
	past_due_on DATE NOT NULL,
	complete BOOLEAN NOT NULL,
	units_expected BIGINT NOT NULL,
	units_received BIGINT NOT NULL,
	units_accepted BIGINT NOT NULL,
	units_accepted_in_time BIGINT NOT NULL,
	completeness DOUBLE,
	timeliness DOUBLE,
	arrival_declared BOOLEAN NOT NULL,
	policy_version TEXT NOT NULL,
	PRIMARY KEY (period)
)
 WITHOUT ROWID;

CREATE TABLE revision (
	table_name TEXT NOT NULL,
	period TEXT NOT NULL,
	indicator TEXT NOT NULL,
	settlement TEXT NOT NULL,
	basis TEXT NOT NULL,
	denominator_kind TEXT NOT NULL,
	unit_id TEXT NOT NULL,
	value_before DOUBLE,
	value_after DOUBLE,
	lower_before DOUBLE,
	lower_after DOUBLE,
	upper_before DOUBLE,
	upper_after DOUBLE,
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
)
 WITHOUT ROWID;
CREATE INDEX ix_revision_period ON revision (period);

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
)
 WITHOUT ROWID;

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
)
 WITHOUT ROWID;

CREATE TABLE target (
	target_id TEXT NOT NULL,
	indicator TEXT NOT NULL,
	settlement TEXT NOT NULL,
	target DOUBLE NOT NULL,
	due TEXT NOT NULL,
	headline TEXT NOT NULL,
	title_vi TEXT NOT NULL,
	title_en TEXT NOT NULL,
	source TEXT NOT NULL,
	policy_version TEXT NOT NULL,
	PRIMARY KEY (target_id)
)
 WITHOUT ROWID;

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
	treated_t DOUBLE NOT NULL,
	reported_by TEXT NOT NULL,
	submitted_on DATE,
	file_path TEXT NOT NULL,
	file_sha256 TEXT NOT NULL,
	sheet TEXT NOT NULL,
	row_number BIGINT NOT NULL,
	arrived_at VARCHAR(20) NOT NULL,
	correction_refused BOOLEAN NOT NULL,
	PRIMARY KEY (file_sha256, sheet, row_number)
)
 WITHOUT ROWID;
CREATE INDEX ix_treatment_period ON treatment (period);

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
)
 WITHOUT ROWID;

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
	area_km2 DOUBLE,
	lon DOUBLE,
	lat DOUBLE,
	population BIGINT,
	population_as_of DATE,
	population_note TEXT,
	name_order BIGINT NOT NULL,
	name_plain TEXT NOT NULL,
	source TEXT,
	note TEXT,
	PRIMARY KEY (unit_id)
)
 WITHOUT ROWID;

CREATE TABLE unit_facility_distance (
	unit_id TEXT NOT NULL,
	unit_code TEXT NOT NULL,
	unit_name TEXT NOT NULL,
	seat_lon DOUBLE NOT NULL,
	seat_lat DOUBLE NOT NULL,
	facility_code TEXT,
	facility_name TEXT,
	facility_unit_id TEXT,
	distance_km DOUBLE,
	policy_version TEXT NOT NULL,
	register_version TEXT NOT NULL,
	PRIMARY KEY (unit_id)
)
 WITHOUT ROWID;

CREATE TABLE unit_lineage (
	from_unit_id TEXT NOT NULL,
	to_unit_id TEXT NOT NULL,
	effective_on DATE NOT NULL,
	share DOUBLE NOT NULL,
	share_basis TEXT NOT NULL,
	source TEXT,
	PRIMARY KEY (from_unit_id, to_unit_id),
	CONSTRAINT ck_unit_lineage_share_basis_fdaabe CHECK ((share_basis = 'whole' OR share_basis = 'published' OR share_basis = 'population' OR share_basis = 'area' OR share_basis = 'geometry' OR share_basis = 'equal'))
)
 WITHOUT ROWID;

CREATE TABLE unit_path (
	unit_id TEXT NOT NULL,
	unit_code TEXT NOT NULL,
	unit_name TEXT NOT NULL,
	period TEXT NOT NULL,
	settlement TEXT NOT NULL,
	value DOUBLE,
	baseline_on TEXT,
	baseline DOUBLE,
	target DOUBLE,
	expected DOUBLE,
	gap_pp DOUBLE,
	status TEXT,
	policy_version TEXT NOT NULL,
	register_version TEXT NOT NULL,
	PRIMARY KEY (unit_id, period, settlement),
	CONSTRAINT ck_unit_path_settlement_111c5f CHECK ((settlement = 'urban' OR settlement = 'rural' OR settlement = 'all')),
	CONSTRAINT ck_unit_path_status_57ccd3 CHECK ((status = 'on_track' OR status = 'watch' OR status = 'behind' OR status = 'pending' OR status = 'no_report' OR status = 'rejected' OR status = 'incomplete'))
)
 WITHOUT ROWID;
CREATE INDEX ix_unit_path_period ON unit_path (period);

CREATE TABLE weighbridge_month (
	unit_id TEXT NOT NULL,
	unit_code TEXT NOT NULL,
	facility_code TEXT NOT NULL,
	period TEXT NOT NULL,
	stream TEXT NOT NULL,
	settlement TEXT NOT NULL,
	tickets BIGINT NOT NULL,
	net_t DOUBLE NOT NULL,
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
)
 WITHOUT ROWID;
CREATE INDEX ix_weighbridge_month_period ON weighbridge_month (period);

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
)
 WITHOUT ROWID;
