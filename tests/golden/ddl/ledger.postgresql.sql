CREATE TABLE alert_event (
	event_number BIGINT NOT NULL,
	alert_id TEXT NOT NULL,
	kind TEXT NOT NULL,
	happened_at VARCHAR(20) NOT NULL,
	happened_on DATE NOT NULL,
	by TEXT,
	note TEXT,
	publication_id TEXT,
	alert_json TEXT NOT NULL,
	PRIMARY KEY (event_number)
);
COMMENT ON TABLE alert_event IS 'one row per thing that happened to an alert';
COMMENT ON COLUMN alert_event.event_number IS 'in the order in which they happened';
COMMENT ON COLUMN alert_event.happened_on IS 'the day of which the night spoke, or on which a person acted';
COMMENT ON COLUMN alert_event.by IS 'who; null for the program';
COMMENT ON COLUMN alert_event.note IS 'what that person wrote';
COMMENT ON COLUMN alert_event.publication_id IS 'null where no night did it';
COMMENT ON COLUMN alert_event.alert_json IS 'the alert after it';

CREATE TABLE alert_night (
	night_number BIGINT NOT NULL,
	publication_id TEXT NOT NULL,
	as_of DATE NOT NULL,
	judged_at VARCHAR(20) NOT NULL,
	newest_period TEXT,
	PRIMARY KEY (night_number)
);
COMMENT ON TABLE alert_night IS 'one row per night that judged alerts';
COMMENT ON COLUMN alert_night.newest_period IS 'the newest month past due day and grace; null where there was none';

CREATE TABLE deposited (
	archive TEXT NOT NULL,
	file_sha256 TEXT NOT NULL,
	entered_at VARCHAR(20) NOT NULL,
	PRIMARY KEY (archive, file_sha256)
);
COMMENT ON TABLE deposited IS 'one row per original that was written to an archive on another machine, and read back';

CREATE TABLE document (
	sha256 TEXT NOT NULL,
	kind TEXT NOT NULL,
	path TEXT NOT NULL,
	bytes BYTEA NOT NULL,
	PRIMARY KEY (sha256)
);
COMMENT ON TABLE document IS 'one row per content of a policy, register file, source map or contract that figures rest on';

CREATE TABLE fetched (
	inbox TEXT NOT NULL,
	path TEXT NOT NULL,
	size_bytes BIGINT NOT NULL,
	stamp TEXT NOT NULL,
	file_sha256 TEXT NOT NULL,
	entered_at VARCHAR(20) NOT NULL,
	PRIMARY KEY (inbox, path, size_bytes, stamp)
);
COMMENT ON TABLE fetched IS 'one row per content that was fetched from an inbox on another machine, as its listing named it';
COMMENT ON COLUMN fetched.path IS 'as the other machine has it';
COMMENT ON COLUMN fetched.stamp IS 'what a listing says of the content: a tag or a time';

CREATE TABLE file (
	sha256 TEXT NOT NULL,
	file_path TEXT NOT NULL,
	size_bytes BIGINT NOT NULL,
	arrived_at VARCHAR(20) NOT NULL,
	arrival_basis TEXT NOT NULL,
	entered_at VARCHAR(20),
	PRIMARY KEY (sha256)
);
COMMENT ON TABLE file IS 'one row per content that ever arrived, under the path at which it was first seen';
COMMENT ON COLUMN file.arrival_basis IS 'observed, declared or synthetic';
COMMENT ON COLUMN file.entered_at IS 'the night that saw it; null: it is arrived_at';

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
);
COMMENT ON TABLE finding IS 'one row per rule that a place of a file breaks';
COMMENT ON COLUMN finding.row_number IS '0 where the whole file is meant';

CREATE TABLE judgement (
	rules_version TEXT NOT NULL,
	file_sha256 TEXT NOT NULL,
	rows_received BIGINT NOT NULL,
	rows_accepted BIGINT NOT NULL,
	rows_refused BIGINT NOT NULL,
	PRIMARY KEY (rules_version, file_sha256)
);
COMMENT ON TABLE judgement IS 'one row per file and version of the rules under which it was judged, also where no row could be read';

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
);
COMMENT ON TABLE notice IS 'one row per notice, recipient and channel';
COMMENT ON COLUMN notice.recipient IS 'the contact''s id, or the code of a sender of reports';
COMMENT ON COLUMN notice.channel IS 'a name; its address stands elsewhere';
COMMENT ON COLUMN notice.attachment IS 'a file below the home''s folder';
COMMENT ON COLUMN notice.alert_ids IS 'JSON: the alerts of which it is the news';
COMMENT ON COLUMN notice.not_before IS 'the end of the recipient''s quiet hours';
COMMENT ON COLUMN notice.file_sha256 IS 'the file whose receipt it is';
COMMENT ON COLUMN notice.as_of IS 'the day of which its night spoke; null where no night wrote it';
COMMENT ON COLUMN notice.publication_id IS 'null where no night wrote it';
COMMENT ON COLUMN notice.attempts IS 'how often it was refused';
COMMENT ON COLUMN notice.last_error IS 'why it was refused the last time; without addresses';
COMMENT ON COLUMN notice.sent_at IS 'null while it waits';

CREATE TABLE publication_document (
	publication_id TEXT NOT NULL,
	kind TEXT NOT NULL,
	path TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	PRIMARY KEY (publication_id, kind, path, sha256)
);
COMMENT ON TABLE publication_document IS 'one row per publication and document that its figures rest on';

CREATE TABLE sheet (
	rules_version TEXT NOT NULL,
	file_sha256 TEXT NOT NULL,
	sheet TEXT NOT NULL,
	report TEXT NOT NULL,
	source TEXT NOT NULL,
	period_kind TEXT NOT NULL,
	columns_json TEXT NOT NULL,
	PRIMARY KEY (rules_version, file_sha256, sheet, report)
);
COMMENT ON TABLE sheet IS 'one row per sheet that was recognised as a report';
COMMENT ON COLUMN sheet.columns_json IS 'where each column of the report stands in the sheet';

CREATE TABLE sighting (
	file_sha256 TEXT NOT NULL,
	file_path TEXT NOT NULL,
	arrived_at VARCHAR(20) NOT NULL,
	entered_at VARCHAR(20),
	PRIMARY KEY (file_sha256, file_path)
);
COMMENT ON TABLE sighting IS 'one row per content and path at which it was seen: whoever sent it is told what is wrong with it';
COMMENT ON COLUMN sighting.entered_at IS 'as in file';
