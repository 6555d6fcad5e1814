-- Release 0.1.0: ledger, facts and journals as that release made them, and one table of figures.
CREATE TABLE document (
	sha256 TEXT NOT NULL,
	kind TEXT NOT NULL,
	path TEXT NOT NULL,
	bytes BLOB NOT NULL,
	PRIMARY KEY (sha256)
);

CREATE TABLE file (
	sha256 TEXT NOT NULL,
	file_path TEXT NOT NULL,
	size_bytes BIGINT NOT NULL,
	arrived_at VARCHAR(20) NOT NULL,
	arrival_basis TEXT NOT NULL,
	PRIMARY KEY (sha256)
);

CREATE TABLE finding (
	rules_version TEXT NOT NULL,
	file_sha256 TEXT NOT NULL,
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
	PRIMARY KEY (rules_version, file_sha256, sheet, row_number, column_name, rule_id)
)
 WITHOUT ROWID;

CREATE TABLE judgement (
	rules_version TEXT NOT NULL,
	file_sha256 TEXT NOT NULL,
	rows_received BIGINT NOT NULL,
	rows_accepted BIGINT NOT NULL,
	rows_refused BIGINT NOT NULL,
	PRIMARY KEY (rules_version, file_sha256)
)
 WITHOUT ROWID;

CREATE TABLE publication_document (
	publication_id TEXT NOT NULL,
	kind TEXT NOT NULL,
	path TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	PRIMARY KEY (publication_id, kind, path, sha256)
)
 WITHOUT ROWID;

CREATE TABLE sheet (
	rules_version TEXT NOT NULL,
	file_sha256 TEXT NOT NULL,
	sheet TEXT NOT NULL,
	report TEXT NOT NULL,
	source TEXT NOT NULL,
	period_kind TEXT NOT NULL,
	columns_json TEXT NOT NULL,
	PRIMARY KEY (rules_version, file_sha256, sheet, report)
)
 WITHOUT ROWID;

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
	collections_per_week DOUBLE,
	PRIMARY KEY (rules_version, file_sha256, sheet, row_number)
)
 WITHOUT ROWID;

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
	publication_id TEXT,
	PRIMARY KEY (run_id)
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
