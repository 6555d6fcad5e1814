CREATE TABLE alert_event (
	event_number BIGINT NOT NULL,
	alert_id TEXT NOT NULL,
	kind TEXT NOT NULL,
	happened_at VARCHAR(20) NOT NULL,
	happened_on DATE NOT NULL,
	"by" TEXT,
	note TEXT,
	publication_id TEXT,
	alert_json TEXT NOT NULL,
	PRIMARY KEY (event_number)
)
 WITHOUT ROWID;

CREATE TABLE alert_night (
	night_number BIGINT NOT NULL,
	publication_id TEXT NOT NULL,
	as_of DATE NOT NULL,
	judged_at VARCHAR(20) NOT NULL,
	newest_period TEXT,
	PRIMARY KEY (night_number)
)
 WITHOUT ROWID;

CREATE TABLE deposited (
	archive TEXT NOT NULL,
	file_sha256 TEXT NOT NULL,
	entered_at VARCHAR(20) NOT NULL,
	PRIMARY KEY (archive, file_sha256)
)
 WITHOUT ROWID;

CREATE TABLE document (
	sha256 TEXT NOT NULL,
	kind TEXT NOT NULL,
	path TEXT NOT NULL,
	bytes BLOB NOT NULL,
	PRIMARY KEY (sha256)
);

CREATE TABLE fetched (
	inbox TEXT NOT NULL,
	path TEXT NOT NULL,
	size_bytes BIGINT NOT NULL,
	stamp TEXT NOT NULL,
	file_sha256 TEXT NOT NULL,
	entered_at VARCHAR(20) NOT NULL,
	PRIMARY KEY (inbox, path, size_bytes, stamp)
)
 WITHOUT ROWID;

CREATE TABLE file (
	sha256 TEXT NOT NULL,
	file_path TEXT NOT NULL,
	size_bytes BIGINT NOT NULL,
	arrived_at VARCHAR(20) NOT NULL,
	arrival_basis TEXT NOT NULL,
	entered_at VARCHAR(20),
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

CREATE TABLE notice (
	notice_id TEXT NOT NULL,
	kind TEXT NOT NULL,
	recipient TEXT NOT NULL,
	channel TEXT NOT NULL,
	language TEXT NOT NULL,
	subject TEXT NOT NULL,
	text TEXT NOT NULL,
	html TEXT NOT NULL,
	attachment TEXT,
	alert_ids TEXT NOT NULL,
	created_at VARCHAR(20) NOT NULL,
	not_before VARCHAR(20),
	file_sha256 TEXT,
	as_of DATE,
	publication_id TEXT,
	attempts BIGINT NOT NULL,
	next_attempt_at VARCHAR(20) NOT NULL,
	last_error TEXT,
	sent_at VARCHAR(20),
	PRIMARY KEY (notice_id)
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

CREATE TABLE sighting (
	file_sha256 TEXT NOT NULL,
	file_path TEXT NOT NULL,
	arrived_at VARCHAR(20) NOT NULL,
	entered_at VARCHAR(20),
	PRIMARY KEY (file_sha256, file_path)
)
 WITHOUT ROWID;
