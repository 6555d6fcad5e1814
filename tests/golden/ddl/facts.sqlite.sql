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
